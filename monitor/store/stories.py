"""Stories: what waits to be grouped, what the window remembers, and the commit that groups."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from monitor.core.model import Report, Severity, Story
from monitor.core.stories import (
    Features,
    Grouped,
    Headline,
    Knowledge,
    Ledger,
    Member,
    StoryState,
    Voice,
    Window,
)
from monitor.core.stories.window import FIRST, LAST
from monitor.core.trends.signals import Chronicle, Raised
from monitor.store import meta, rows, signals
from monitor.store.database import Database
from monitor.store.locks import Locks
from monitor.store.tables import entries, hits, stories, story_entries

LOCK = "group"
FEATURES, LEDGER = TypeAdapter(Features), TypeAdapter(Ledger)  # as story_entries and stories keep them
_REMEMBERED = timedelta(days=400)  # the trends look back a year
_AT_ONCE = 500  # ids in one statement; SQLite takes 32,766 parameters, PostgreSQL 65,535

_STORY_COLUMNS = (
    "title",
    "severity",
    "denied",
    "tags",
    "rules",
    "concepts",
    "places",
    "toll",
    "feeds",
    "publishers",
    "first_at",
    "last_at",
    "first_seen",
    "last_seen",
    "serial",
    "features",
)  # fmt: skip - one name a line would be a page


@dataclass(frozen=True, slots=True)
class Serials:
    """The numbers given in one commit: ``first`` to ``last``, none if ``last`` is below ``first``."""

    first: int
    last: int


class Stories:
    """Stories and their entries. The window is kept between rounds, so that a round reads only what is new."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._locks = Locks(database)
        self._window: Window | None = None
        self._chronicle: Chronicle | None = None

    def waiting(self, limit: int) -> tuple[Report, ...]:
        """Return entries with the hits that have no story yet, at most ``limit`` hits, in commit order."""
        query = (
            sa.select(*rows.ENTRY_COLUMNS, *rows.HIT_COLUMNS)
            .join(hits, hits.c.entry == entries.c.id)
            .where(hits.c.serial.is_(None))
            .order_by(hits.c.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return _reports(connection.execute(query))

    def are_waiting(self) -> bool:
        """Say whether any hit has no story yet."""
        query = sa.select(hits.c.id).where(hits.c.serial.is_(None)).limit(1)
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def window(self, reports: Sequence[Report], known: Knowledge) -> Window:
        """Return the window of the stories that grew last, and of those of ``reports`` grouped before.

        The caller holds the group lock; if its commit fails, it must ``forget`` the window.
        """
        window = self._window or Window()
        with self._database.read() as connection:
            window.next_story = meta.read(connection, "story", 0) + 1
            self._restore(connection, window, _grown_after(connection, window), known)
            again = _members_of(connection, [r.entry.id for r in reports if not window.holds(r.entry.id)])
            closed = sorted({member.story for member in again if not window.is_open(member.story)})
            self._restore(connection, window, closed, known)
            window.recall(again)
        self._window = window
        return window

    def _restore(
        self, connection: sa.Connection, window: Window, ids: Sequence[int], known: Knowledge
    ) -> None:
        states = {state.story.id: state for state in _states(connection, ids)}
        window.restore([states[story] for story in ids], _compared(connection, ids), known)

    def chronicle(self, known: Knowledge, now: datetime) -> Chronicle:
        """Return the events of the last 400 days, and what was raised about them.

        The caller holds the group lock; if its commit fails, it must ``forget`` the chronicle.
        """
        chronicle = self._chronicle
        if chronicle is None or chronicle.known != known:
            chronicle = Chronicle(known)
        with self._database.read() as connection:
            if chronicle.since is None:
                chronicle.since = connection.execute(sa.select(sa.func.min(stories.c.first_seen))).scalar()
            ids = connection.execute(
                sa.select(stories.c.id).where(
                    stories.c.serial > chronicle.last_serial, stories.c.last_at >= now - _REMEMBERED
                )
            ).scalars()
            chronicle.note(_states(connection, ids.all()))
            chronicle.note_signals(signals.since(connection, now - _REMEMBERED))
            chronicle.last_serial = int(meta.read(connection, "serial", 0))
        self._chronicle = chronicle
        return chronicle

    def forget(self) -> None:
        """Drop the window and the chronicle; the next round reads them anew."""
        self._window = self._chronicle = None

    def commit(self, grouped: Grouped, raised: Sequence[Raised], fence: int, now: datetime) -> Serials:
        """Write one round: stories, their entries, the hits' numbers, signals. All or nothing, under the lock.

        Raises LockLost if somebody else groups now; nothing is written then.
        """
        with self._database.write() as connection:
            self._locks.check(connection, LOCK, fence)
            first = int(meta.read(connection, "serial", 0)) + 1
            last = self._write(connection, grouped, first)
            last += signals.insert(self._database, connection, raised, last + 1, now)
            meta.write(self._database, connection, "serial", last)
            if grouped.opened:
                meta.write(self._database, connection, "story", grouped.opened[-1])
        for memory in (self._window, self._chronicle):
            if memory is not None:
                memory.last_serial = last
        return Serials(first, last)

    def by_ids(self, ids: Iterable[int]) -> dict[int, Story]:
        """Return the stories with these ids that exist."""
        with self._database.read() as connection:
            return {state.story.id: state.story for state in _states(connection, sorted(set(ids)))}

    def recent(self, limit: int, since: datetime | None = None) -> tuple[Story, ...]:
        """Return the stories last seen, newest first, no older than ``since``."""
        query = sa.select(stories.c.id).order_by(stories.c.last_seen.desc(), stories.c.id.desc()).limit(limit)
        if since is not None:
            query = query.where(stories.c.last_seen >= since)
        with self._database.read() as connection:
            ids = connection.execute(query).scalars().all()
            found = {state.story.id: state.story for state in _states(connection, ids)}
        return tuple(found[story] for story in ids)

    def reports(self, story: int) -> tuple[Report, ...]:
        """Return the entries of a story with all their hits, by effective date."""
        query = (
            sa.select(*rows.ENTRY_COLUMNS, *rows.HIT_COLUMNS)
            .join(story_entries, story_entries.c.entry == entries.c.id)
            .join(hits, hits.c.entry == entries.c.id)
            .where(story_entries.c.story == story)
            .order_by(story_entries.c.effective, entries.c.id, hits.c.id)
        )
        with self._database.read() as connection:
            return _reports(connection.execute(query))

    def _write(self, connection: sa.Connection, grouped: Grouped, first: int) -> int:
        """Write the round but for its signals; return the number of its last hit."""
        by_story: dict[int, int] = {}
        by_entry: dict[int, int] = {}
        numbers = []
        for serial, numbered in enumerate(grouped.hits, first):
            by_story[numbered.story] = by_entry[numbered.entry] = serial
            numbers.append({"its_id": numbered.hit, "its_story": numbered.story, "its_serial": serial})
        if not numbers:
            return first - 1
        upsert = self._database.upsert(stories, ["id"], _STORY_COLUMNS)
        connection.execute(upsert, [_story_row(state, by_story[state.story.id]) for state in grouped.states])
        upsert = self._database.upsert(story_entries, ["entry"], ["serial", "features"])
        connection.execute(
            upsert, [_member_row(member, by_entry[member.entry]) for member in grouped.members]
        )
        update = sa.update(hits).where(hits.c.id == sa.bindparam("its_id"), hits.c.serial.is_(None))
        connection.execute(
            update.values(story=sa.bindparam("its_story"), serial=sa.bindparam("its_serial")), numbers
        )
        return first - 1 + len(numbers)


def _reports(found: Iterable[sa.Row[Any]]) -> tuple[Report, ...]:
    by_entry: dict[int, list[sa.Row[Any]]] = {}
    for row in found:
        by_entry.setdefault(row.id, []).append(row)
    return tuple(Report(rows.entry_of(some[0]), tuple(map(rows.hit_of, some))) for some in by_entry.values())


def _grown_after(connection: sa.Connection, window: Window) -> list[int]:
    """Return the stories that grew since the window was last filled, the one that grew last at the end."""
    query = (
        sa.select(stories.c.id)
        .where(stories.c.serial > window.last_serial)
        .order_by(stories.c.serial.desc())
        .limit(window.size)
    )
    return list(reversed(connection.execute(query).scalars().all()))


def _compared(connection: sa.Connection, ids: Sequence[int]) -> Iterator[Member]:
    """Yield the reports by which stories are compared: the first and the last by effective date."""
    in_time = (story_entries.c.effective, story_entries.c.entry)
    ranked = sa.select(
        story_entries.c.entry,
        story_entries.c.story,
        sa.func.row_number().over(partition_by=story_entries.c.story, order_by=in_time).label("nth"),
        sa.func.row_number()
        .over(partition_by=story_entries.c.story, order_by=[column.desc() for column in in_time])
        .label("nth_last"),
    )
    for start in range(0, len(ids), _AT_ONCE):
        near = ranked.where(story_entries.c.story.in_(ids[start : start + _AT_ONCE])).subquery()
        query = (
            sa.select(story_entries)
            .join(near, near.c.entry == story_entries.c.entry)
            .where(sa.or_(near.c.nth <= FIRST, near.c.nth_last <= LAST))
        )
        yield from map(_member, connection.execute(query))


def _members_of(connection: sa.Connection, ids: Sequence[int]) -> list[Member]:
    if not ids:
        return []
    query = sa.select(story_entries).where(story_entries.c.entry.in_(ids)).order_by(story_entries.c.serial)
    return [_member(row) for row in connection.execute(query)]


def _member(row: sa.Row[Any]) -> Member:
    return Member(row.entry, row.story, row.effective, FEATURES.validate_python(row.features))


def _states(connection: sa.Connection, ids: Sequence[int]) -> list[StoryState]:
    found: list[StoryState] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        members = _entries_of(connection, some)
        for row in connection.execute(sa.select(stories).where(stories.c.id.in_(some))):
            ledger = _ledger(row)
            story = rows.story_of(row, tuple(members.get(row.id, ())))
            found.append(StoryState(replace(story, denials=ledger.denials), ledger))
    return found


def _ledger(row: sa.Row[Any]) -> Ledger:
    """Return what a story remembers; of one from before voices were kept, those who affirmed it."""
    kept = row.features
    if "voices" in kept:
        return LEDGER.validate_python(kept)
    headline = Headline(Severity(kept["gravest"]), row.first_at, 0, row.title)
    voices = {name: Voice("other", name, headline, row.last_at) for name in kept["affirmed"]}
    return Ledger(voices, None, kept["named"])


def _entries_of(connection: sa.Connection, ids: Sequence[int]) -> dict[int, list[int]]:
    query = (
        sa.select(story_entries.c.story, story_entries.c.entry)
        .where(story_entries.c.story.in_(ids))
        .order_by(story_entries.c.story, story_entries.c.effective, story_entries.c.entry)
    )
    members: dict[int, list[int]] = {}
    for row in connection.execute(query):
        members.setdefault(row.story, []).append(row.entry)
    return members


def _story_row(state: StoryState, serial: int) -> dict[str, Any]:
    story = state.story
    return {
        "id": story.id,
        "title": story.title,
        "severity": int(story.severity),
        "denied": story.denied,
        "tags": list(story.tags),
        "rules": list(story.rules),
        "concepts": list(story.concepts),
        "places": list(story.places),
        "toll": {kind: list(span) for kind, span in story.toll.items()},
        "feeds": list(story.feeds),
        "publishers": list(story.publishers),
        "first_at": story.first_at,
        "last_at": story.last_at,
        "first_seen": story.first_seen,
        "last_seen": story.last_seen,
        "serial": serial,
        "features": LEDGER.dump_python(state.ledger, mode="json"),
    }


def _member_row(member: Member, serial: int) -> dict[str, Any]:
    return {
        "entry": member.entry,
        "story": member.story,
        "effective": member.effective,
        "serial": serial,
        "features": FEATURES.dump_python(member.features, mode="json"),
    }
