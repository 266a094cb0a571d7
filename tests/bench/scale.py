"""How cost grows with what is stored, and what processes sustain together.

Run as ``python -m tests.bench.scale [--short] [--only growth|rate]``.

Growth: claims of due feeds and commits of polls, in a store with few rows and in one with many, turn about, on SQLite
and on PostgreSQL. Rate: unchanged feeds a second (``tests/bench/rate.py``).
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

import psycopg
import sqlalchemy as sa

from monitor.core.feeds.polling import Arrival, Memory, PollOutcome
from monitor.core.model import ParsedEntry
from monitor.store import Store
from monitor.store.tables import entries, entry_keys, feeds
from tests import postgres
from tests.bench import MISSED, rate
from tests.bench.running import Server, say

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DUE = 500  # feeds that are due at a claim
CLAIM_BOUND = 2.0  # a claim among 1,000,000 feeds against one among 10,000
COMMIT_BOUND = 1.2  # a commit beside 1,000,000 entries against one beside 10,000


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
            holds &= rate.rates(folder, server, short=chosen.short)
    return 0 if holds else MISSED


if __name__ == "__main__":
    sys.exit(main())
