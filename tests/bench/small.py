"""What a small server needs: forty feeds, the shipped configuration, and how much memory all processes take together.

Run as ``python -m tests.bench.small [--short]``. Three quarters of the feeds are the farm's, two new entries in each
round; the others tell what the labelled texts tell, so that the shipped rules hit. Half way a file of rules is changed,
and they are all compiled anew. Memory is read while the daemon works, every half second: the resident memory of all processes summed, shared pages counted in each; and the
proportional share, which counts them once. The bound is on the former, at its highest.
"""

import argparse
import json
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from itertools import islice
from pathlib import Path
from shutil import copytree
from statistics import median

from tests.bench import MISSED, farm
from tests.bench.poll import ROOT, Place, running_farm
from tests.bench.running import started
from tests.faults.soak import children_of
from tests.servers import FeedServer, serving_feeds

FEEDS = 40
BOUND = 300.0  # MB resident, worker processes included
SPEAKING = 10  # feeds with texts that hit
TEXTS = ROOT / "tests" / "data" / "eval_sahel.jsonl"
POLLING = "{every: 5s, fastest: 5s, slowest: 5s, first_poll: all}"


def configure(config: Path, place: Place, server: FeedServer) -> None:
    """Write the shipped configuration with our feeds in place of those in the world."""
    copytree(ROOT / "config", config)
    monitor = (config / "monitor.yaml").read_text()
    monitor = re.sub(r"^polling:\n(  .*\n)+", f"polling: {POLLING}\n", monitor, flags=re.MULTILINE)
    monitor = re.sub(
        r"^network:\n(  .*\n)+", "network: {allow_private: [127.0.0.0/8]}\n", monitor, flags=re.MULTILINE
    )
    (config / "monitor.yaml").write_text(monitor + "web: {listen: 127.0.0.1:0}\n")
    urls = [f"http://{farm.host(n)}:{place.port}/{n}" for n in range(FEEDS - SPEAKING)]
    urls += [f"{server.url}/s{n}" for n in range(SPEAKING)]
    lines = (f"  - {{id: f{n}, url: '{url}', title: Feed {n}}}\n" for n, url in enumerate(urls))
    (config / "feeds.yaml").write_text("feeds:\n" + "".join(lines))


def texts() -> Iterator[tuple[str, str]]:
    """Give the labelled texts, title and summary."""
    for line in TEXTS.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)
        yield text["title"], text.get("summary") or ""


def memory(pid: int, name: str) -> float:
    """Return the MB of a process and those it started, by a line of smaps_rollup."""
    total = 0
    for process in (pid, *children_of(pid)):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += sum(int(found) for found in re.findall(rf"^{name}:\s+(\d+) kB", rollup, re.MULTILINE))
    return total * 1024 / 1e6


def measure(folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Run the daemon while news comes in; return what was resident, and the proportional share, over time."""
    with ExitStack() as stack:
        place = stack.enter_context(running_farm(folder, tls=False))
        server = stack.enter_context(serving_feeds())
        configure(folder / "config", place, server)
        told = enumerate(texts())
        for number, (title, summary) in islice(told, 10 * SPEAKING):
            server.publish(f"s{number % SPEAKING}", title, summary)
        (daemon,) = stack.enter_context(started(folder / "config", ["run"], folder / "log.txt"))
        resident, share = [], []
        for round_ in range(rounds):
            place.set(f"mode=unchanged&round={round_}")
            if round_ == rounds // 2:
                with (folder / "config" / "rules" / "coup_junta.yaml").open("a") as rules:
                    rules.write("# changed while it runs\n")
            for number, (title, summary) in islice(told, SPEAKING):
                server.publish(f"s{number % SPEAKING}", title, summary)
            end = time.monotonic() + 6
            while time.monotonic() < end:
                resident.append(memory(daemon.pid, "Rss"))
                share.append(memory(daemon.pid, "Pss"))
                time.sleep(0.5)
        log = (folder / "log.txt").read_text()
        if hits(folder) < 50 or "ERROR" in log:
            raise AssertionError(log[-3000:])
    return resident, share


def hits(folder: Path) -> int:
    """Count what the rules found."""
    with closing(sqlite3.connect(folder / "config" / "var" / "monitor.db")) as store:
        return int(store.execute("SELECT count(*) FROM hits").fetchone()[0])


def main() -> int:
    """Measure, print, and return 3 if it is too much."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="a small form, to see that it works")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        resident, share = measure(Path(name), 2 if chosen.short else 15)
    sys.stdout.write(
        f"{FEEDS} feeds, shipped rules: {max(resident):.0f} MB resident at most, {median(resident):.0f} half the time (bound "
        f"{BOUND:.0f}); shared pages counted once {max(share):.0f} at most, {median(share):.0f} half the time\n"
    )
    return 0 if chosen.short or max(resident) <= BOUND else MISSED


if __name__ == "__main__":
    sys.exit(main())
