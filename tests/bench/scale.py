"""How cost grows with what is stored, and what processes sustain together.

Run as ``python -m tests.bench.scale [--short] [--only growth|rate]``.

Growth: claims of due feeds and commits of polls, in a store with few rows and in one with many, turn about, on SQLite
and on PostgreSQL. Rate: unchanged feeds a second that one daemon on SQLite, one on PostgreSQL, and one, two and four
workers poll over HTTP, with the processor time of the processes (the farm and PostgreSQL not counted).

Whether two workers do twice as much as one is judged by the clock while the machine has processor time to spare. Where
it has none, the clock shows what the farm, PostgreSQL and the neighbours left to the workers; then it is judged by the
processor time that a worker spends on a feed. A worker that idles spends little, too; so by the clock one worker must
keep up a quarter of the rate of a daemon on PostgreSQL, measured just before on the same machine.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

import psycopg
import sqlalchemy as sa

from monitor.core.model import ParsedEntry
from monitor.core.polling import Arrival, Memory, PollOutcome
from monitor.store import Store
from monitor.store.tables import entries, entry_keys, feeds
from tests import postgres
from tests.bench import MISSED, farm
from tests.bench.poll import Place, running_farm

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DUE = 500  # feeds that are due at a claim
CLAIM_BOUND = 2.0  # a claim among 1,000,000 feeds against one among 10,000
COMMIT_BOUND = 1.2  # a commit beside 1,000,000 entries against one beside 10,000
RATE_BOUND = 500.0  # unchanged feeds a second and core
SHARE_BOUND = 0.8  # of twice the rate of one worker, for two on two cores
AWAKE = 0.25  # of a daemon's rate by the clock, for a worker; one that idled had 0.07
FULL = 0.9  # of the machine's processor time: beyond it the clock judges the machine, not us
BUSY = "every: 1s, fastest: 1s, slowest: 1s, concurrency: 200"  # as fast as it goes


@dataclass(frozen=True, slots=True)
class Grown:
    """A store with so many feeds and entries."""

    store: Store
    rows: int


def fill(store: Store, rows: int) -> None:
    """Give a store so many feeds, due over the next hour, and as many entries with a key each."""
    for start in range(0, rows, 20_000):
        numbers = range(start, min(rows, start + 20_000))
        with store.database.write() as connection:
            connection.execute(feeds.insert(), [_feed(number, rows) for number in numbers])
            connection.execute(entries.insert(), [_entry(number) for number in numbers])
            keys = [{"feed": f"f{n}", "key": f"k{n}", "entry": n + 1, "shown_at": NOW} for n in numbers]
            connection.execute(entry_keys.insert(), keys)
    if store.database.is_sqlite:
        with store.database.sqlite() as connection:
            connection.executescript("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")
    else:
        with psycopg.connect(store.database.conninfo, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def _feed(number: int, rows: int) -> dict[str, object]:
    due = NOW - timedelta(seconds=1) if number < DUE else NOW + timedelta(hours=1) * (number / rows)
    return {
        "id": f"f{number}",
        "url": f"https://host{number // 5}.example/{number}",
        "host": f"host{number // 5}.example",
        "due_at": due,
        "registered_at": NOW,
        "health": {},
        "state": "ok",
    }


def _entry(number: int) -> dict[str, object]:
    text = f"report {number} of a village by the river " * 8
    return {
        "feed": f"f{number}",
        "title": text[:60],
        "summary": text,
        "seen_at": NOW,
        "content_hash": f"{number:x}",
    }


def claim(store: Store) -> None:
    """Claim what is due, and give it back."""
    claimed = store.feeds.claim_due(NOW, "bench", DUE, per_host=5)
    if len(claimed) != DUE:
        raise AssertionError(f"{len(claimed)} claimed")
    store.feeds.release(claimed, "bench")


def committed(store: Store) -> Callable[[], None]:
    """Return what commits the polls of 20 feeds, with two new entries each."""
    rounds = iter(range(10**9))

    def commit() -> None:
        number = next(rounds)
        claimed = store.feeds.claim_due(NOW, "bench", 20, per_host=5)
        states = store.feeds.states(claimed)
        saved = store.feeds.save([_outcome(states[feed].fence, feed, number) for feed in claimed])
        if len(saved) != 20:
            raise AssertionError(f"{len(saved)} saved")

    return commit


def _outcome(fence: int, feed: str, number: int) -> PollOutcome:
    arrivals = tuple(
        Arrival(
            ParsedEntry(None, None, f"{feed} {number} {place}", "a village by the river " * 10),
            (f"{feed}-{number}-{place}",),
        )
        for place in range(2)
    )
    due = NOW - timedelta(seconds=1)
    return PollOutcome(
        feed, "bench", fence, NOW, "ok", 0, due, memory=Memory(shown_at=NOW), arrivals=arrivals
    )


def ratio(small: Callable[[], None], large: Callable[[], None], rounds: int) -> tuple[float, float, float]:
    """Return the milliseconds of both, and how many times longer the large one takes, turn about."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, times in zip((small, large), took, strict=True):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
    low, high = (median(times) for times in took)
    return 1e3 * low, 1e3 * high, high / low


def growth(urls: dict[str, tuple[str, str]], sizes: tuple[int, int], rounds: int) -> bool:
    """Print how claims and commits grow; return whether the bounds hold."""
    holds = True
    for kind, pair in urls.items():
        stores = [Store(url) for url in pair]
        try:
            for store, rows in zip(stores, sizes, strict=True):
                store.open()
                fill(store, rows)
            small, large = stores
            for what, bound, low, high in (
                ("claim of 500", CLAIM_BOUND, partial(claim, small), partial(claim, large)),
                ("commit of 20", COMMIT_BOUND, committed(small), committed(large)),
            ):
                first, second, times = ratio(low, high, rounds)
                holds &= times <= bound
                say(
                    f"{kind:9} {what}: {first:6.1f} ms at {sizes[0]:,}, {second:6.1f} ms at {sizes[1]:,}: {times:.2f}x (bound {bound})"
                )
        finally:
            for store in stores:
                store.close()
    return holds


@dataclass(frozen=True, slots=True)
class Rate:
    """What processes did in a span: polls a second, and processor seconds for each poll.

    ``full`` is the part of the machine's processor time that was used, by whomever.
    """

    polls: float
    cost: float
    full: float

    @property
    def per_core(self) -> float:
        """Return the polls that a second of processor time gives."""
        return 1 / self.cost if self.cost else 0.0


def rate(folder: Path, url: str, commands: list[str], place: Place, count: int, seconds: float) -> Rate:
    """Let processes poll ``count`` unchanged feeds as fast as they can."""
    config = folder / "config"
    configure(config, url, place, count)
    with started(config, commands, folder / "log.txt") as processes:
        wait_for_first_polls(place, count)
        polls, used, (busy, all_) = requests(place), processor_seconds(processes), machine_ticks()
        began = time.monotonic()
        time.sleep(seconds)
        span = time.monotonic() - began
        done, (busy_now, all_now) = requests(place) - polls, machine_ticks()
        cost = (processor_seconds(processes) - used) / max(1, done)
        return Rate(done / span, cost, (busy_now - busy) / max(1, all_now - all_))


def configure(config: Path, url: str, place: Place, count: int, pace: str = BUSY) -> None:
    """Write a configuration of feeds that are polled at this pace."""
    (config / "rules").mkdir(parents=True, exist_ok=True)
    (config / "monitor.yaml").write_text(
        f"store: {url}\npolling: {{{pace}, per_host: 100, first_poll: all}}\n"
        "network: {allow_private: [127.0.0.0/8]}\nweb: {listen: 127.0.0.1:0}\n"
    )
    lines = (
        f"  - {{id: f{n}, url: 'http://{farm.host(n)}:{place.port}/{n}', title: f{n}}}\n"
        for n in range(count)
    )
    (config / "feeds.yaml").write_text("feeds:\n" + "".join(lines))
    (config / "rules" / "rule.yaml").write_text(
        "rules:\n  - {id: none, title: None, severity: low, any: [zzzyx]}\n"
    )
    (config / "digests.yaml").write_text("recipients: {}\ndigests: []\nalerts: []\n")


@contextmanager
def started(config: Path, commands: list[str], log: Path) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Start the processes; end them."""
    with log.open("ab") as out:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "monitor", command, "--config", str(config)],
                stdout=out,
                stderr=out,
                env=os.environ | {"MONITOR_LOG_LEVEL": "WARNING"},
                cwd=ROOT,
            )
            for command in commands
        ]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def wait_for_first_polls(place: Place, count: int) -> None:
    """Wait until every feed was polled twice."""
    place.set("mode=unchanged&round=0")
    end = time.monotonic() + 180
    while requests(place) < 2 * count:
        if time.monotonic() > end:
            raise TimeoutError(f"{requests(place)} requests of {count} feeds")
        time.sleep(0.5)


def requests(place: Place) -> int:
    """Return how many requests for feeds the farm has answered."""
    with urllib.request.urlopen(f"http://{farm.host(0)}:{place.port}/-/counts") as reply:
        counts = json.load(reply)
        return int(counts["200"] + counts["304"])


def processor_seconds(processes: list["subprocess.Popen[bytes]"]) -> float:
    """Return the user and system time of processes so far, from /proc; their parser processes rest meanwhile."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def machine_ticks() -> tuple[int, int]:
    """Return the processor time that the whole machine has used, and what it had, in ticks (proc(5), stat)."""
    ticks = [int(part) for part in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, sum(ticks)


def rates(folder: Path, server: "Server", *, short: bool) -> bool:
    """Print what each arrangement sustains; return whether the bounds hold."""
    count, seconds = (300, 5.0) if short else (3000, 20.0)
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
        place_folder = folder / name.replace(" ", "-")
        place_folder.mkdir()
        url = f"sqlite:///{place_folder}/monitor.db" if "SQLite" in name else server.create()
        with running_farm(place_folder, tls=False) as place:
            found[name] = rate(place_folder, url, commands, place, count, seconds)
        say(
            f"{name:21} {found[name].polls:7.0f} feeds/s, {1e6 * found[name].cost:5.0f} µs of processor each, "
            f"{found[name].per_core:5.0f} a core; machine {found[name].full:.0%} used"
        )
    holds = scales(found["1 worker"], found["2 workers"])
    holds &= all(found[name].per_core >= RATE_BOUND for name in ways)
    holds &= found["1 worker"].polls >= AWAKE * found["daemon on PostgreSQL"].polls
    return short or holds


def scales(one: Rate, two: Rate) -> bool:
    """Print how two workers do against one; return whether the bound holds, by what the machine lets us see."""
    clock, cost = two.polls / (2 * one.polls), one.cost / two.cost
    is_full = two.full >= FULL
    judged = "processor time, for the machine is full" if is_full else "the clock"
    say(
        f"2 workers against 1: {clock:.2f} of linear by the clock, {cost:.2f} by the processor time that a worker "
        f"spends on a feed (bound {SHARE_BOUND}, judged by {judged})"
    )
    return (cost if is_full else clock) >= SHARE_BOUND


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL on which databases are made."""

    url: sa.URL

    def create(self) -> str:
        """Make a database and return its URL."""
        name = f"bench_{time.monotonic_ns()}"
        conninfo = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url.set(database=name).render_as_string(hide_password=False)


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Measure, and return 1 if a bound is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="small forms, to see that they work")
    options.add_argument("--only", choices=("growth", "rate"))
    chosen = options.parse_args()
    holds = True
    with tempfile.TemporaryDirectory() as name, postgres.server() as url:
        folder, server = Path(name), Server(sa.make_url(url))
        if chosen.only in (None, "growth"):
            sizes = (1_000, 10_000) if chosen.short else (10_000, 1_000_000)
            pairs = {
                "SQLite": (f"sqlite:///{folder}/small.db", f"sqlite:///{folder}/large.db"),
                "PostgreSQL": (server.create(), server.create()),
            }
            holds &= growth(pairs, sizes, 5 if chosen.short else 31) or chosen.short
        if chosen.only in (None, "rate"):
            holds &= rates(folder, server, short=chosen.short)
    return 0 if holds else MISSED


if __name__ == "__main__":
    sys.exit(main())
