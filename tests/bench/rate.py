"""Unchanged feeds a second, over HTTP: one daemon on SQLite, one on PostgreSQL, and workers.

Run as part of ``python -m tests.bench.scale``. Two things are measured.

At full speed: a farm that answers at once, processes that poll as fast as they can, and the processor time that a feed
takes, of the processes and of PostgreSQL. By the clock this says little of how workers scale: one of them takes a whole
core, PostgreSQL and the farm another third, so on two cores a second one finds two thirds of a core.

At the pace of the world: servers that take 0.4 seconds to answer, and workers that ask forty at a time, so that
one spends most of its time waiting. Then the machine is not what limits two of them, and what they do in a second says
whether they stand in each other's way. One is measured, two, and one again.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.poll import Place, running_farm
from tests.bench.running import (
    BUSY,
    Server,
    configure,
    machine_ticks,
    processor_seconds,
    requests,
    say,
    started,
    wait_for_first_polls,
)

RATE_BOUND = 500.0  # unchanged feeds a second and core, that of PostgreSQL included
SHARE_BOUND = 0.8  # of twice the rate of one worker, for two on two cores
AWAKE_BOUND = (
    0.5  # of what its places allow, for one worker at the pace of the world; one that idled had a tenth
)
DELAY = 0.4  # seconds until a server of the world answers
PLACES = 40  # feeds that a worker asks at once there
PACED = f"every: 1s, fastest: 1s, slowest: 1s, concurrency: {PLACES}"
FULL = 0.95  # of the machine's processor time: beyond, the clock judges the machine, not us
_SETTLED = 8.0  # seconds after which a second worker takes its part


@dataclass(frozen=True, slots=True)
class Rate:
    """What processes did in a span: polls a second, and processor seconds for each, theirs and PostgreSQL's.

    ``full`` is the part of the machine's processor time that was used, by whomever.
    """

    polls: float
    cost: float
    database: float
    full: float

    @property
    def whole(self) -> float:
        """Return the processor seconds that a poll takes in all."""
        return self.cost + self.database


def measured(place: Place, processes: Iterable[int], server: Server, seconds: float) -> Rate:
    """Measure for some seconds."""
    groups = (tuple(processes), tuple(server.processes()))
    before = {pid: processor_seconds(pid) for group in groups for pid in group}
    polls, (busy, all_), began = requests(place), machine_ticks(), time.monotonic()
    time.sleep(seconds)
    span, done, (busy_now, all_now) = time.monotonic() - began, requests(place) - polls, machine_ticks()
    spent = [sum(max(0.0, processor_seconds(pid) - before[pid]) for pid in group) for group in groups]
    cost, database = (some / max(1, done) for some in spent)
    return Rate(done / span, cost, database, (busy_now - busy) / max(1, all_now - all_))


def at_full_speed(folder: Path, server: Server, url: str, commands: list[str], *, short: bool) -> Rate:
    """Let processes poll as fast as they can."""
    count, seconds = (300, 5.0) if short else (3000, 20.0)
    config = folder / "config"
    with running_farm(folder, tls=False) as place:
        configure(config, url, place, count, BUSY)
        with started(config, commands, folder / "log.txt") as processes:
            wait_for_first_polls(place, count)
            return measured(place, [process.pid for process in processes], server, seconds)


def at_the_worlds_pace(folder: Path, server: Server, *, short: bool) -> tuple[Rate, Rate, Rate]:
    """Let one worker poll slow servers, then two, then one."""
    count, seconds = (300, 5.0) if short else (1500, 20.0)
    config, log = folder / "config", folder / "log.txt"
    with running_farm(folder, tls=False) as place:
        configure(config, server.create(), place, count, PACED)
        with started(config, ["worker"], log) as (first,):
            wait_for_first_polls(place, count)
            place.set(f"delay={DELAY}")
            time.sleep(_SETTLED)
            before = measured(place, [first.pid], server, seconds)
            with started(config, ["worker"], log) as (second,):
                time.sleep(_SETTLED)
                both = measured(place, [first.pid, second.pid], server, seconds)
            time.sleep(_SETTLED)
            return before, both, measured(place, [first.pid], server, seconds)


def rates(folder: Path, server: Server, *, short: bool) -> bool:
    """Print what each arrangement sustains; return whether the bounds hold."""
    ways = {
        "daemon on SQLite": ["run"],
        "daemon on PostgreSQL": ["run"],
        "1 worker": ["worker"],
        "2 workers": ["worker"] * 2,
    }
    if not short:
        ways["4 workers"] = ["worker"] * 4
    found = {}
    for name, commands in ways.items():
        place = _made(folder / name.replace(" ", "-"))
        url = f"sqlite:///{place}/monitor.db" if "SQLite" in name else server.create()
        found[name] = at_full_speed(place, server, url, commands, short=short)
        _show(name, found[name])
    cost = found["1 worker"].whole / found["2 workers"].whole
    say(
        f"a poll by one of 2 workers costs {1 / cost:.2f} times what it costs one alone (bound {1 / SHARE_BOUND})"
    )
    one, two, again = at_the_worlds_pace(_made(folder / "paced"), server, short=short)
    for name, rate in (("1 worker", one), ("2 workers", two), ("1 worker", again)):
        _show(f"{name}, slow servers", rate)
    alone = (one.polls + again.polls) / 2
    share, awake = two.polls / (2 * alone), alone * DELAY / PLACES
    say(
        f"2 workers against 1, slow servers: {share:.2f} of linear by the clock (bound {SHARE_BOUND}); "
        f"one has {awake:.2f} of what its places allow (bound {AWAKE_BOUND})"
    )
    if two.full >= FULL:
        say("the machine was full meanwhile, so the clock is not judged: measure again when others rest")
    holds = all(1 / rate.whole >= RATE_BOUND for rate in found.values())
    scales = cost >= SHARE_BOUND and (share >= SHARE_BOUND or two.full >= FULL)
    return short or (holds and scales and awake >= AWAKE_BOUND)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _show(name: str, rate: Rate) -> None:
    say(
        f"{name:23} {rate.polls:6.0f} feeds/s; each takes {1e6 * rate.cost:4.0f} µs of processor, PostgreSQL "
        f"{1e6 * rate.database:4.0f} more: {1 / rate.whole:5.0f} a core; machine {rate.full:.0%} used"
    )
