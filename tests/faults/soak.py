"""Does the daemon stay as it is, hour after hour? Run as ``python -m tests.faults.soak [--minutes 60] [--feeds 500]``.

A real ``monitor run`` on SQLite polls feeds every minute (in a shorter run, a proportion of that) by name over local
HTTP and mails to a local server. Entries and hits trickle in, some feeds are rewritten without news or are no feeds,
the configuration is reloaded again and again, metrics are scraped. From outside, its memory (and that of its parser
processes) and its open files are looked at, from its own metrics its threads and tasks.

The rule: the first sixth is warm-up, and the last sixth is compared with the second. Memory, by its median, may be 5 %
more. Files, threads and tasks come and go with the work in hand: each sample is the least of some looks, and at their
least in the last sixth they may not be more than at their most in the second.
"""

import argparse
import re
import socket
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

from tests.faults.fleet import Fleet, check, fleet, title

GROWTH = 1.05
SAMPLES = 60
LOOKS = 8  # for each sample
OLD = 15  # entries of a feed at the start
SILENT, REWRITTEN = 0.02, 0.1  # shares of the feeds that are no feeds, and whose bytes change without news
RELOADS = 12
PARTS, HIT = 12, 6  # entries published between two samples; one of so many hits


@dataclass(frozen=True, slots=True)
class Sample:
    """The daemon at a moment: kilobytes resident, alone and with its worker processes; the rest in numbers."""

    memory: float
    family: float
    workers: float
    files: float
    threads: float
    tasks: float


@dataclass(frozen=True, slots=True)
class Course:
    """The samples of a run, evenly spaced, and what the run did."""

    samples: tuple[Sample, ...]
    done: str

    def change(self, name: str) -> tuple[float, float]:
        """Return a figure after the warm-up and at the end, each the median of a sixth of the run."""
        first, last = self._ends(name)
        return median(first), median(last)

    def leaks(self, growth: float = GROWTH) -> list[str]:
        """Say what grew more than it may."""
        found = []
        for name in ("memory", "family"):
            before, after = self.change(name)
            if after > before * growth:
                found.append(f"{name} went from {before:g} to {after:g} kB")
        for name in ("files", "threads", "tasks"):
            first, last = self._ends(name)
            if min(last) > max(first):
                found.append(f"{name} went from at most {max(first):g} to at least {min(last):g}")
        return found

    def _ends(self, name: str) -> tuple[list[float], list[float]]:
        values = [float(getattr(sample, name)) for sample in self.samples]
        sixth = max(1, len(values) // 6)
        return values[sixth : 2 * sixth], values[-sixth:]


def soak(folder: Path, minutes: float, feeds: int, samples: int = SAMPLES) -> Course:
    """Run the daemon for so long over so many feeds; look at it ``samples`` times."""
    every = max(1.0, minutes)  # seconds between polls of a feed: a minute in an hour
    port = free_port()
    with fleet(
        folder,
        f"sqlite:///{folder}/monitor.db",
        feeds,
        f"every: {every}s, fastest: {every}s, slowest: {every}s",
    ) as one:
        configure(one, port, every)
        fill(one)
        daemon = one.start("run")
        one.publish(1)
        one.wait(lambda: len(one.told()) > 0, seconds=120)
        seen = []
        began = time.monotonic()
        for number in range(samples):
            if number % max(1, samples // RELOADS) == 0:
                change_a_file(one, number)
            trickle(one, number, began + 60 * minutes * (number + 1) / samples)
            seen.append(look(daemon.pid, port))
            say(number, samples, seen[-1])
        one.wait(one.is_done, seconds=60 + 3 * every)
        one.stop()
        return Course(tuple(seen), check(one, repeats=0))


def configure(one: Fleet, port: int, every: float) -> None:
    """Poll by name, serve metrics, alert at once besides."""
    config = one.folder / "config"
    text = (config / "monitor.yaml").read_text()
    text = text.replace("127.0.0.0/8]", "127.0.0.0/8, localhost]").replace(
        "127.0.0.1:0}", f"127.0.0.1:{port}}}"
    )
    (config / "monitor.yaml").write_text(text)
    places = config / "feeds.yaml"
    places.write_text(places.read_text().replace("//127.0.0.1:", "//localhost:"))
    (config / "digests.yaml").write_text(
        "recipients:\n  desk: {mail: [desk@example.org]}\n"
        f"digests:\n  - {{id: often, to: [desk], every: {max(2, every):g}s, when_empty: skip}}\n"
        "alerts:\n  - {id: now, to: [desk], select: {min_severity: low}, max_per_hour: 500}\n"
    )


def fill(one: Fleet) -> None:
    """Give every feed what it showed before; some are no feeds at all, and nothing is published there."""
    some = len(one.names) - int(SILENT * len(one.names))
    for name in one.names[some:]:
        one.feeds.bodies[name] = b"<html><body>Moved elsewhere.</body></html>"
    one.names = one.names[:some]
    for name in one.names:
        for number in range(OLD):
            one.feeds.publish(name, report(f"{name}-{number}"), "What was reported. " * 20)


def report(name: str) -> str:
    """Return a title that no rule looks for."""
    return title(name).replace("Alarm", "Report")


def change_a_file(one: Fleet, number: int) -> None:
    """Make the daemon reload."""
    with (one.folder / "config" / "rules" / "rules.yaml").open("a") as rules:
        rules.write(f"# changed {number}\n")


def trickle(one: Fleet, number: int, until: float) -> None:
    """Publish and rewrite a little until the moment has come."""
    step = (until - time.monotonic()) / PARTS
    for part in range(PARTS):
        if part % HIT == 0:
            one.publish(1)
        else:
            one.feeds.publish(one.names[(PARTS * number + part) % len(one.names)], report(f"{number}-{part}"))
        share = max(1, int(REWRITTEN * len(one.names)) // PARTS)
        for place in range(part * share, (part + 1) * share):
            one.feeds.rewrite(one.names[place], f"<!-- {number} -->")
        time.sleep(max(0.0, min(step, until - time.monotonic())))


def look(pid: int, port: int) -> Sample:
    """Look at a process and its worker processes some times within a second; take the least of each."""
    looks = []
    for _ in range(LOOKS):
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30).read().decode()
        own, children = resident(pid), [resident(child) for child in children_of(pid)]
        files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        looks.append(
            Sample(
                own, own + sum(children), len(children), files, number(page, "threads"), number(page, "tasks")
            )
        )
        time.sleep(0.1)
    return Sample(*(min(getattr(one, part.name) for one in looks) for part in fields(Sample)))


def number(page: str, name: str) -> float:
    """Read a figure from a page of metrics."""
    found = re.search(rf"^monitor_{name} (\S+)$", page, re.MULTILINE)
    assert found is not None, page
    return float(found[1])


def resident(pid: int) -> int:
    """Return the kilobytes of a process that are in memory; 0 if it has just ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        status = Path(f"/proc/{pid}/status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) if found else 0
    return 0


def children_of(pid: int) -> list[int]:
    """Return the processes started by one; any of its threads may have started them, and may end meanwhile."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            found += map(int, (task / "children").read_text().split())
    return found


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def say(number: int, samples: int, sample: Sample) -> None:
    """Print a sample at once."""
    figures = ", ".join(f"{part.name} {getattr(sample, part.name):g}" for part in fields(Sample))
    sys.stdout.write(f"{number + 1:2}/{samples} {figures}\n")
    sys.stdout.flush()


def main() -> int:
    """Soak, print the figures, and return 1 if something leaks."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--feeds", type=int, default=500)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course = soak(Path(folder), chosen.minutes, chosen.feeds)
    for part in fields(Sample):
        first, last = course.change(part.name)
        sys.stdout.write(
            f"{part.name:8} {first:g} after warm-up, {last:g} at the end ({last / first - 1:+.1%})\n"
        )
    leaks = course.leaks()
    sys.stdout.write(f"{course.done}\n{'; '.join(leaks) or 'no leak'}\n")
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
