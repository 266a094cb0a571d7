"""Under any order of hits, stops, reloads and jumps of the clock, every hit is decided exactly once."""

import json
import os
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.core.model import Severity
from monitor.core.orders.alerts import Ignore, judge
from monitor.core.orders.model import Context
from monitor.core.settings import QuietHours, Recipient, Silence
from monitor.store import Store
from monitor.store.editions import Editions
from monitor.store.tables import deliveries, editions, hits, silences, stories
from tests.conftest import Postgres
from tests.newsroom import DAILY, DUTY, URGENT, Newsroom, config

DESK = Recipient("desk", mail=("desk@example.org",), quiet=(QuietHours(20 * 60, 7 * 60),))
OFTEN = replace(
    DAILY, id="often", cron=None, every=timedelta(minutes=47), when_empty="skip", to=("duty", "desk")
)
ALL = config(
    replace(DAILY, to=("duty", "desk")), OFTEN, replace(URGENT, to=("duty", "desk")), recipients=[DUTY, DESK]
)
CONFIGS = [
    ALL,
    replace(ALL, hash="h2"),
    replace(ALL, digests={}, hash="no digests for a while"),
    replace(ALL, recipients={"duty": DUTY}, hash="the desk is taken out for a while"),
]

EXAMPLES = int(os.environ.get("EXAMPLES", "12"))  # more by hand

severities = st.sampled_from([Severity.LOW, Severity.HIGH, Severity.CRITICAL])
ACTIONS = st.one_of(
    st.tuples(st.just("hit"), st.integers(1, 5), severities, st.booleans()),
    st.tuples(st.just("hit"), st.integers(1, 5), severities, st.just(False)),
    st.tuples(st.just("late hit"), st.integers(1, 5), severities, st.sampled_from([1, 26, 700])),
    st.tuples(st.just("quiet hit"), st.integers(1, 5)),
    st.tuples(st.just("edit"), st.integers(0, 1)),
    st.tuples(st.just("wait"), st.sampled_from([1, 3, 30, 200, 700])),
    st.tuples(st.just("jump"), st.sampled_from([-1, 1])),
    st.tuples(st.just("reload"), st.sampled_from(CONFIGS)),
    st.tuples(st.just("kill"), st.integers(0, 1), st.sampled_from(["before", "after"])),
    st.tuples(st.just("silence"), st.sampled_from([20, 300])),
)


class KilledError(RuntimeError):
    """The process ended here."""


@contextmanager
def killed(when: str) -> Iterator[None]:
    """End the work of an order before or after its first commit."""
    commit = Editions.commit

    def stop(self: Editions, *args: Any) -> int | None:
        if when == "after":
            commit(self, *args)
        raise KilledError

    with patch.object(Editions, "commit", stop):
        yield


def act(rooms: list[Newsroom], action: tuple[Any, ...]) -> None:  # noqa: C901 - a table of deeds
    room = rooms[0]
    match action:
        case ("hit", story, severity, denied):
            standing = Severity.LOW if denied else severity
            room.hit(story, severity, standing=standing, denied=denied)
        case ("late hit", story, severity, hours):  # seen long before it is committed
            now, room.now = room.now, room.now - timedelta(hours=hours)
            room.hit(story, severity)
            room.now = now
        case ("quiet hit", story):
            room.hit(story, Severity.LOW, quiet=True)
        case ("edit", which):
            rooms[which].edit()
        case ("wait", minutes):
            for each in rooms:
                each.wait(timedelta(minutes=minutes))
        case ("jump", days):
            for each in rooms:
                each.wait(timedelta(days=days))
        case ("reload", chosen):
            for each in rooms:
                each.config = chosen
                each.register()
        case ("kill", which, when):
            with killed(when):
                rooms[which].edit()
        case ("silence", minutes):
            room.store.silences.add(
                Silence(room.now + timedelta(minutes=minutes), "quiet please", "desk", rule="attack"),
                room.now,
            )


def settle(rooms: list[Newsroom]) -> None:
    """Let everything that waits come to its end: whole configuration, no silence, days of work."""
    with rooms[0].store.database.write() as connection:
        connection.execute(sa.update(silences).values(until=rooms[0].now - timedelta(days=9)))
    act(rooms, ("reload", ALL))
    for _ in range(18):
        act(rooms, ("wait", 230))
        rooms[0].edit()


@pytest.fixture(scope="module")
def new_store(sqlite_template: Path) -> Callable[[Path], list[Store]]:
    def make(folder: Path) -> list[Store]:
        shutil.copy(sqlite_template, folder / "monitor.db")
        opened = [Store(f"sqlite:///{folder / 'monitor.db'}") for _ in range(2)]
        for store in opened:  # no power cut is played here
            sa.event.listen(
                store.database.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF")
            )
        return opened

    return make


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ACTIONS, min_size=5, max_size=40))
def test_every_hit_is_decided_exactly_once(
    new_store: Callable[[Path], list[Store]], actions: list[tuple[Any, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play(new_store(Path(folder)), actions)


@pytest.mark.faults
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ACTIONS, min_size=5, max_size=40))
def test_every_hit_is_decided_exactly_once_on_postgresql(
    postgres_server: Postgres, postgres_store: sa.URL, actions: list[tuple[Any, ...]]
) -> None:
    postgres_server.empty(postgres_store)
    play([Store(postgres_store.render_as_string(hide_password=False)) for _ in range(2)], actions)


def play(opened: list[Store], actions: list[tuple[Any, ...]]) -> None:
    """Let two daemons go through these actions, then look at what became of every hit."""
    rooms = [Newsroom(store, ALL, name) for store, name in zip(opened, "ab", strict=True)]
    try:
        rooms[0].register()
        for action in actions:
            act(rooms, action)
        settle(rooms)

        for recipient in ("duty", "desk"):
            check_digests(rooms[0], recipient)
            check_alerts(rooms[0], recipient)
    finally:
        for store in opened:
            store.close()


def check_digests(room: Newsroom, recipient: str) -> None:
    """In = told + suppressed by name, each hit once, for each digest."""
    loud = {row.id for row in rows(room, hits) if not row.quiet}
    for order in ("digest:daily", "digest:often"):
        taken = room.taken(order, recipient)
        told = room.told(order, recipient)
        reasons = Counter(reason for reason in taken.values() if reason is not None)
        assert set(taken) == loud
        assert set(told.values()) <= {1}
        assert set(reasons) <= {"silenced: quiet please"}
        assert len(loud) == len(told) + reasons.total()


def check_alerts(room: Newsroom, recipient: str) -> None:
    """In = told + suppressed by name; told again only if graver, corrected, or standing again."""
    taken = room.taken("alert:urgent", recipient)
    gravity = {row.id: row.severity for row in rows(room, stories)}
    told_stories = {story for told in messages(room, recipient) for story, _, _ in told}
    reasons: Counter[str] = Counter(reason for reason in taken.values() if reason is not None)
    for row in rows(room, hits):
        if row.quiet:
            assert row.id not in taken
        elif row.id not in taken:
            assert gravity[row.story] < Severity.CRITICAL
            assert row.story not in told_stories
            reasons[why_not(room, recipient, row.story)] += 1
    loud = [row for row in rows(room, hits) if not row.quiet]
    told_hits = [hit for hit, reason in taken.items() if reason is None]
    assert set(reasons) <= {"silenced: quiet please", "already told", "below min_severity"}
    assert len(loud) == len(told_hits) + reasons.total()
    history: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for told in messages(room, recipient):
        for story, status, severity in told:
            history[story].append((status, severity))
    for tale in history.values():
        for (before, was), (status, severity) in pairwise(tale):
            assert before == "corrected" or status == "corrected" or severity > was
        assert [place for place, (status, _) in enumerate(tale) if status == "new"] == [0]


def why_not(room: Newsroom, recipient: str, story: int) -> str:
    """Name why an alert does not tell a story, as ``monitor route test`` would."""
    row = room.store.orders.all()["alert:urgent", recipient]
    (known,) = room.store.editions.known(row, [story], row.after_serial)
    verdict = judge(ALL.alerts["urgent"], known, Context(room.now, ALL.feeds, ALL.places))
    assert isinstance(verdict, Ignore)
    return verdict.reason


def messages(room: Newsroom, recipient: str) -> list[list[tuple[int, str, int]]]:
    with room.store.database.read() as connection:
        query = (
            sa.select(deliveries.c.payload)
            .join(editions, editions.c.id == deliveries.c.edition)
            .where(editions.c.order == "alert:urgent", editions.c.recipient == recipient)
            .order_by(editions.c.number)
        )
        return [
            json.loads(bytes(payload).partition(b"\r\n\r\n")[2])
            for payload in connection.execute(query).scalars()
        ]


def rows(room: Newsroom, table: sa.Table) -> list[sa.Row[Any]]:
    with room.store.database.read() as connection:
        return list(connection.execute(sa.select(table)).all())
