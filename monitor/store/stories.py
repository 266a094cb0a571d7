"""Stories: what waits to be grouped, what the window remembers, and the commit that groups."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from monitor.core.model import Entry, Hit, Report, Severity, Story
from monitor.core.stories.features import Features
from monitor.core.stories.model import Knowledge
from monitor.core.stories.story_state import Headline, Ledger, Member, StoryState, Voice
from monitor.core.stories.window import FIRST, LAST, Grouped, Window
from monitor.core.trends.signals import Chronicle, Raised
from monitor.store import damage, meta, rows, signals
from monitor.store.database import Database
from monitor.store.locks import Locks
from monitor.store.portions import AT_ONCE, portions
from monitor.store.tables import entries, hits, stories, story_entries, told, verdicts

LOCK = "group"
FEATURES, LEDGER = TypeAdapter(Features), TypeAdapter(Ledger)  # as story_entries and stories keep them
_REMEMBERED = timedelta(days=400)  # the trends look back a year
_MEMBER = damage.Noun("entry of a story", ("entry",))

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
    """Stories and their entries."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._locks = Locks(database)

    def waiting(self, limit: int) -> tuple[Report, ...]:
        """Return entries with the hits that have no story yet, at most ``limit`` hits, in commit order."""
        query = (
            sa.select(*rows.ENTRY_COLUMNS, *rows.HIT_COLUMNS)
            .join(hits, hits.c.entry == entries.c.id)
            .where(hits.c.serial.is_(None), hits.c.id.not_in(self._database.damages.aside(rows.HIT)))
            .order_by(hits.c.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return _reports(connection, query)

    def are_waiting(self) -> bool:
        """Return whether any hit that can be read has no story yet, or any verdict does not count yet."""
        aside = self._database.damages.aside(rows.HIT)
        waiting = sa.select(hits.c.id).where(hits.c.serial.is_(None), hits.c.id.not_in(aside)).limit(1)
        judged = sa.select(verdicts.c.hit).where(verdicts.c.counted.is_(False)).limit(1)
        with self._database.read() as connection:
            return any(connection.execute(query).first() is not None for query in (waiting, judged))

    def refresh(
        self, window: Window, reports: Sequence[Report], known: Knowledge, told_since: datetime
    ) -> None:
        """Bring a window up to date: what grew since it was last used, and the stories of ``reports`` seen before.

        Stories that an alert told since ``told_since`` stay in it whatever else comes.
        """
        with self._database.read() as connection:
            window.next_story = meta.read(connection, "story", 0) + 1
            window.kept = frozenset(_alerted(connection, told_since, window.size))
            _restore(connection, window, _grown_after(connection, window), known)
            again = _members_of(connection, [r.entry.id for r in reports if not window.holds(r.entry.id)])
            known_already = window.stories_of(report.entry.id for report in reports)
            window.needed = known_already | {member.story for member in again}
            closed = sorted({member.story for member in again if not window.is_open(member.story)})
            _restore(connection, window, closed, known)
            window.recall([member for member in again if window.is_open(member.story)])
            window.last_serial = int(meta.read(connection, "serial", 0))

    def recount(self, chronicle: Chronicle, now: datetime) -> None:
        """Bring a chronicle up to date: the events of the last 400 days, and what was raised about them."""
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
        return Serials(first, last)

    def judged(self) -> dict[int, int]:
        """Return the hits on which a verdict does not count yet, each with its story."""
        query = (
            sa.select(hits.c.id, hits.c.story)
            .join(verdicts, verdicts.c.hit == hits.c.id)
            .where(verdicts.c.counted.is_(False), hits.c.story.is_not(None))
            .limit(AT_ONCE)
        )
        with self._database.read() as connection:
            return {row.id: row.story for row in connection.execute(query)}

    def commit_verdicts(self, states: Sequence[StoryState], judged: Sequence[int], fence: int) -> None:
        """Write stories as the verdicts on these hits leave them, numbered so that all orders look at them. Atomic.

        Raises LockLost if somebody else groups now; nothing is written then.
        """
        with self._database.write() as connection:
            self._locks.check(connection, LOCK, fence)
            last = int(meta.read(connection, "serial", 0))
            if states:
                upsert = self._database.upsert(stories, ["id"], _STORY_COLUMNS)
                numbered = enumerate(states, last + 1)
                connection.execute(upsert, [_story_row(state, serial) for serial, state in numbered])
                meta.write(self._database, connection, "serial", last + len(states))
            counted = sa.update(verdicts).where(verdicts.c.hit.in_(judged)).values(counted=True)
            connection.execute(counted)

    def by_ids(self, ids: Iterable[int]) -> dict[int, Story]:
        """Return the stories with these ids that exist."""
        with self._database.read() as connection:
            return {state.story.id: state.story for state in _states(connection, sorted(set(ids)))}

    def states(self, ids: Sequence[int]) -> tuple[StoryState, ...]:
        """Return the stories with these ids, with what is remembered of them."""
        with self._database.read() as connection:
            return tuple(_states(connection, ids))

    def recent(self, limit: int, since: datetime | None = None) -> tuple[Story, ...]:
        """Return the stories last seen, newest first, no older than ``since``."""
        query = sa.select(stories.c.id).order_by(stories.c.last_seen.desc(), stories.c.id.desc()).limit(limit)
        if since is not None:
            query = query.where(stories.c.last_seen >= since)
        with self._database.read() as connection:
            ids = connection.execute(query).scalars().all()
            found = {state.story.id: state.story for state in _states(connection, ids)}
        return tuple(found[story] for story in ids if story in found)

    def reports(self, story: int) -> tuple[Report, ...]:
        """Return the entries of a story with all their hits, by effective date."""
        with self._database.read() as connection:
            return _reports(connection, _telling(story))

    def believed(self, story: int) -> tuple[tuple[Report, Features], ...]:
        """Return the reports of a story with the hits that nobody marked false, and what was compared of them."""
        query = (
            _telling(story)
            .add_columns(story_entries.c.features)
            .outerjoin(verdicts, verdicts.c.hit == hits.c.id)
            .where(verdicts.c.correct.is_not(sa.false()))
        )
        with self._database.read() as connection:
            found = damage.sound(connection, query, _compared_by, rows.HIT)
        features = {entry.id: its for (entry, _), its in found}
        return tuple(
            (report, features[report.entry.id]) for report in rows.reports_of(told for told, _ in found)
        )

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


def _telling(story: int) -> sa.Select[Any]:
    return (
        sa.select(*rows.ENTRY_COLUMNS, *rows.HIT_COLUMNS)
        .join(story_entries, story_entries.c.entry == entries.c.id)
        .join(hits, hits.c.entry == entries.c.id)
        .where(story_entries.c.story == story)
        .order_by(story_entries.c.effective, entries.c.id, hits.c.id)
    )


def _restore(connection: sa.Connection, window: Window, ids: Sequence[int], known: Knowledge) -> None:
    states = {state.story.id: state for state in _states(connection, ids)}
    window.restore([states[story] for story in ids if story in states], _compared(connection, ids), known)


def _alerted(connection: sa.Connection, since: datetime, limit: int) -> Sequence[int]:
    """Return the stories that an alert told since then, the last ones."""
    query = (
        sa.select(told.c.story)
        .where(told.c.alert.like("alert:%"), told.c.told_at >= since)
        .group_by(told.c.story)
        .order_by(sa.func.max(told.c.told_at).desc())
        .limit(limit)
    )
    return connection.execute(query).scalars().all()


def _reports(connection: sa.Connection, query: sa.Select[Any]) -> tuple[Report, ...]:
    return rows.reports_of(damage.sound(connection, query, rows.told_by, rows.HIT))


def _compared_by(row: sa.Row[Any]) -> tuple[tuple[Entry, Hit], Features]:
    return rows.told_by(row), FEATURES.validate_python(row.features)


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
    for portion in portions(ids):
        near = ranked.where(story_entries.c.story.in_(portion)).subquery()
        query = (
            sa.select(story_entries)
            .join(near, near.c.entry == story_entries.c.entry)
            .where(sa.or_(near.c.nth <= FIRST, near.c.nth_last <= LAST))
        )
        yield from damage.sound(connection, query, _member, _MEMBER)


def _members_of(connection: sa.Connection, ids: Sequence[int]) -> list[Member]:
    if not ids:
        return []
    query = sa.select(story_entries).where(story_entries.c.entry.in_(ids)).order_by(story_entries.c.serial)
    return damage.sound(connection, query, _member, _MEMBER)


def _member(row: sa.Row[Any]) -> Member:
    return Member(row.entry, row.story, row.effective, FEATURES.validate_python(row.features))


def _states(connection: sa.Connection, ids: Sequence[int]) -> list[StoryState]:
    states: list[StoryState] = []
    for portion in portions(ids):
        build = partial(_state, _entries_of(connection, portion))
        query = sa.select(stories).where(stories.c.id.in_(portion))
        states += damage.sound(connection, query, build, rows.STORY)
    return states


def _state(members: Mapping[int, Sequence[int]], row: sa.Row[Any]) -> StoryState:
    ledger = _ledger(row)
    story = rows.story_of(row, tuple(members.get(row.id, ())))
    return StoryState(replace(story, denials=ledger.denials), ledger)


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
