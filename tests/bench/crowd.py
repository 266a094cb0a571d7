"""What ten thousand feeds take: the memory of ``monitor run``, and the CPU of a poll as feeds grow from 100.

Run as ``python -m tests.bench.crowd [--short] [--only memory|cost]``. The farm shows ten thousand different feeds of 10
to 50 entries; every one is read once and asked again. The memory is the most that the main process ever held, on a
store whose schema is up to date (Alembic takes 12 MB more for a while); its parser processes are counted apart.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench import MISSED
from tests.bench.poll import ROOT, Place, Side, running_farm
from tests.bench.running import configure, requests, say, started

MEMORY_BOUND = 150  # MB
COST_BOUND = 1.2  # an unchanged poll among 10,000 feeds against one among 100
FEW = 100
PACE = "every: 60s, fastest: 60s, slowest: 60s"  # every feed is due again when all were asked; concurrency is that of the product


def memory(place: Place, folder: Path, feeds: int) -> bool:
    """Print what the processes of a service held, once every feed was polled twice."""
    config = folder / "config"
    configure(config, f"sqlite:///{folder}/monitor.db", place, feeds, pace=PACE)
    upgrade = [sys.executable, "-m", "monitor", "db", "upgrade", "--config", str(config)]
    subprocess.run(upgrade, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    place.set("mode=unchanged&round=0")
    with started(config, ["run"], folder / "log.txt") as (process,):
        end = time.monotonic() + 900
        while requests(place) < 2 * feeds and time.monotonic() < end:
            time.sleep(1)
        polls, main = requests(place), held(process.pid)
        parsers = [held(child) for child in children(process.pid)]
    say(
        f"{feeds:,} feeds, {polls:,} polls: the main process held at most {main} MB (bound {MEMORY_BOUND}),"
        f" its parser processes {' and '.join(map(str, parsers))} MB"
    )
    return main <= MEMORY_BOUND


def held(process: int) -> int:
    """Return the most megabytes that a process held at once."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def children(process: int) -> list[int]:
    """Return the processes that a process started."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def cost(place: Place, folder: Path, feeds: int, rounds: int) -> bool:
    """Print what an unchanged poll costs among few feeds and among many, turn about."""
    with ExitStack() as stack:
        sides = [_side(place, folder, count) for count in (FEW, feeds)]
        for side in sides:
            stack.callback(side.close)
            side.poll("first poll")
        spent = [[side.poll("not modified") for side in sides] for _ in range(rounds)]
    few, many = (median(one) for one in zip(*spent, strict=True))
    growth = median(pair[1] / pair[0] for pair in spent)
    say(
        f"an unchanged poll: {few:.0f} µs among {FEW}, {many:.0f} µs among {feeds:,} feeds:"
        f" {growth:.2f}x (bound {COST_BOUND})"
    )
    return growth <= COST_BOUND


def _side(place: Place, folder: Path, feeds: int) -> Side:
    options = {"port": place.port, "ca": None, "feeds": feeds, "store": str(folder / f"cost{feeds}.db")}
    command = [sys.executable, "-m", "tests.bench.our_arm", json.dumps(options)]
    return Side(command, {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder)})


def main() -> int:
    """Measure; return MISSED if a bound is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="small forms, to see that they work")
    options.add_argument("--only", choices=("memory", "cost"))
    chosen = options.parse_args()
    feeds, rounds = (200, 2) if chosen.short else (10_000, 7)
    holds = True
    with tempfile.TemporaryDirectory() as name, running_farm(Path(name), tls=False) as place:
        if chosen.only in (None, "memory"):
            holds &= memory(place, Path(name), feeds)
        if chosen.only in (None, "cost"):
            holds &= cost(place, Path(name), feeds, rounds)
    return 0 if holds else MISSED


if __name__ == "__main__":
    sys.exit(main())
