"""What a whole watch costs a feed: ``monitor once --all`` as a tree of processes, with the shipped rules.

Run as ``python -m tests.bench.watch [--short] [--feeds 300] [--reader PYTHON]``. Of the entries none, a tenth and two
thirds are reports that the rules hit; they are grouped into stories, too. Each figure is the processor time of the
command and all it starts, less that of the same command with no feeds. Every request takes a fresh connection. Turns that
cost little beside a start are taken several times, and their median counts.

``PYTHON`` is the interpreter of an environment with the package ``reader``, which is measured in the same way: a process
that polls all feeds, less one that polls none. It has no rules: its first poll is the same whatever the entries tell.
"""

import argparse
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from statistics import median

from tests.bench import MISSED, farm
from tests.bench.poll import ROOT, Place, running_farm
from tests.bench.running import say

HITTING = {"none": 0.0, "a tenth": 0.1, "two thirds": 2 / 3}  # of the entries
# What the farm serves in the turns of a watch, one after the other.
TURNS = {
    "first poll": "mode=unchanged&round=0",
    "not modified": "mode=unchanged&round=0",
    "same bytes": "mode=same&round=0",
    "two new entries": "mode=unchanged&round=1",
}
_TIMES = {"not modified": 5, "same bytes": 3}  # a turn that leaves all as it was is taken so often
# How many times less than ``reader``, with a tenth hitting. These are floors of what was measured on a busy machine.
BOUNDS = {"not modified": 2.0, "same bytes": 8.0, "two new entries": 2.0}
_MOST_FOR_HITS = 6.0  # times that a first poll of two thirds hits may cost one without any, on any machine


@dataclass(frozen=True, slots=True)
class Ours:
    """A folder with the shipped rules and the feeds of the farm."""

    folder: Path

    @classmethod
    def made(cls, folder: Path, place: Place, feeds: int) -> "Ours":
        """Write the folder, as shipped but for its feeds and where it sends."""
        copytree(ROOT / "config", folder)
        monitor = (folder / "monitor.yaml").read_text()
        polling = "polling: {first_poll: all, concurrency: 100, per_host: 100}\n"
        monitor = re.sub(r"^polling:\n(  .*\n)+", polling, monitor, flags=re.MULTILINE)
        network = "network: {allow_private: [127.0.0.0/8]}\n"
        monitor = re.sub(r"^network:\n(  .*\n)+", network, monitor, flags=re.MULTILINE)
        (folder / "monitor.yaml").write_text(monitor)
        (folder / "digests.yaml").write_text("digests: []\nalerts: []\n")
        lines = (
            f"  - {{id: f{number}, url: 'http://{farm.host(number)}:{place.port}/{number}', title: Feed {number}}}\n"
            for number in range(feeds)
        )
        (folder / "feeds.yaml").write_text("feeds:\n" + "".join(lines) if feeds else "feeds: []\n")
        return cls(folder)

    def seconds(self) -> float:
        """Return the processor seconds of one ``once --all``, its processes included."""
        command = [sys.executable, "-m", "monitor", "once", "--all", "--config", str(self.folder)]
        return spent(command, "")


@dataclass(frozen=True, slots=True)
class Theirs:
    """The package ``reader`` with a database."""

    command: tuple[str, ...]

    def seconds(self, turn: str) -> float:
        """Return the processor seconds of a process that polls once, or that only starts if ``turn`` is empty."""
        return spent(self.command, f"{turn}\n" if turn else "")


def spent(command: "tuple[str, ...] | list[str]", text: str) -> float:
    """Return the processor seconds of a command and of all that it started and waited for."""
    before = _of_children()
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout[-1000:]} {done.stderr[-1000:]}")
    return _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def starting(place: Place, folder: Path) -> float:
    """Return the processor seconds of the command with no feeds."""
    nothing = Ours.made(folder / "nothing", place, 0)
    nothing.seconds()  # the first makes the store
    return median(nothing.seconds() for _ in range(3))


def watch(ours: Ours, place: Place, feeds: int, start: float, arms: Sequence[str]) -> dict[str, float]:
    """Return the microseconds a feed of each turn of one watch."""
    found = {}
    for arm in arms:
        place.set(f"{TURNS[arm]}&warm={feeds}")
        found[arm] = 1e6 * (median(ours.seconds() for _ in range(_TIMES.get(arm, 1))) - start) / feeds
    return found


def reader(place: Place, folder: Path, feeds: int, python: str) -> dict[str, float]:
    """Return the microseconds a feed that the package takes for each turn."""
    arm_of_reader = str(ROOT / "tests/bench/reader_arm.py")
    database = str(folder / "theirs.db")
    theirs = Theirs(
        (python, arm_of_reader, str(place.port), str(farm.HOSTS), str(feeds), database, place.scheme)
    )
    place.set(f"share=0.1&{TURNS['first poll']}&warm={feeds}")
    theirs.seconds("")  # the first makes the database
    start = median(theirs.seconds("") for _ in range(3))
    found = {}
    for arm, turn in TURNS.items():
        place.set(f"{turn}&warm={feeds}")
        found[arm] = 1e6 * (median(theirs.seconds(turn) for _ in range(_TIMES.get(arm, 1))) - start) / feeds
    return found


def main() -> int:
    """Measure, print, and return 3 if a bound does not hold."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="few feeds, and our own first polls alone")
    options.add_argument("--feeds", type=int, default=300)
    options.add_argument("--reader", metavar="PYTHON", help="interpreter of an environment with reader[all]")
    chosen = options.parse_args()
    feeds = 20 if chosen.short else chosen.feeds
    shares = {name: HITTING[name] for name in ("none", "two thirds")} if chosen.short else HITTING
    ours: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name, running_farm(Path(name), tls=False) as place:
        start = starting(place, Path(name))
        for hitting, share in shares.items():
            place.set(f"share={share}")
            watched = Ours.made(Path(name) / hitting.replace(" ", "-"), place, feeds)
            ours[hitting] = watch(
                watched, place, feeds, start, ["first poll"] if chosen.short else list(TURNS)
            )
            figures = ", ".join(f"{arm} {cost:,.0f}" for arm, cost in ours[hitting].items())
            say(f"{hitting:10} of the entries hit: {figures} µs a feed")
        theirs = reader(place, Path(name), feeds, chosen.reader) if chosen.reader and not chosen.short else {}
    times = ours["two thirds"]["first poll"] / ours["none"]["first poll"]
    say(f"first poll, two thirds against none: {times:.1f} times (at most {_MOST_FOR_HITS})")
    holds = times <= _MOST_FOR_HITS
    for arm, cost in theirs.items():
        ratio = cost / ours["a tenth"][arm]
        floor = f", at least {BOUNDS[arm]}" if arm in BOUNDS else ""
        say(
            f"{arm:16} reader {cost:8,.0f}, ours with a tenth {ours['a tenth'][arm]:8,.0f}: {ratio:.2f}{floor}"
        )
        holds = holds and ratio >= BOUNDS.get(arm, 0)
    return 0 if holds or chosen.short else MISSED


if __name__ == "__main__":
    sys.exit(main())
