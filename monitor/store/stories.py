"""Stories: what waits to be grouped, what the window remembers, and the commit that groups."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.model import Report, Story
from monitor.core.stories import Features, Grouped, Ledger, Member, Tale, Window
from monitor.core.surge import Raised
from monitor.store import meta, rows, signals
from monitor.store.database import Database
from monitor.store.locks import Locks
from monitor.store.tables import entries, hits, stories, story_entries

LOCK = "group"
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

    def window(self, reports: Sequence[Report], limit: int) -> Window:
        """Return the window of the ``limit`` entries grouped last, and of those of ``reports`` grouped before.

        The caller holds the group lock; if its commit fails, it must ``forget`` the window.
        """
        window = self._window or Window()
        with self._database.read() as connection:
            window.next_story = meta.read(connection, "story", 0) + 1
            for members in (
                _members_after(connection, window.last_serial, limit),
                _members_of(connection, [r.entry.id for r in reports if not window.holds(r.entry.id)]),
            ):
                window.restore(_tales(connection, sorted({m.story for m in members})), members)
        self._window = window
        return window

    def forget(self) -> None:
        """Drop the window; the next round reads it anew."""
        self._window = None

    def commit(self, grouped: Grouped, raised: Sequence[Raised], fence: int, now: datetime) -> Serials:
        """Write one round: stories, their entries, the hits' numbers, signals. All or nothing, under the lock.

        Raises LockLost if somebody else groups now; nothing is written then.
        """
        with self._database.write() as connection:
            self._locks.check(connection, LOCK, fence)
            last = int(meta.read(connection, "serial", 0))
            numbers = {hit: last + place for place, (hit, _) in enumerate(grouped.hits, 1)}
            self._write(connection, grouped, numbers)
            newest = last + len(numbers)
            newest += signals.insert(self._database, connection, raised, newest + 1, now)
            meta.write(self._database, connection, "serial", newest)
            if grouped.opened:
                meta.write(self._database, connection, "story", grouped.opened[-1])
        return Serials(last + 1, newest)

    def by_ids(self, ids: Iterable[int]) -> dict[int, Story]:
        """Return the stories with these ids that exist."""
        with self._database.read() as connection:
            return {tale.story.id: tale.story for tale in _tales(connection, sorted(set(ids)))}

    def recent(self, limit: int, since: datetime | None = None) -> tuple[Story, ...]:
        """Return the stories last seen, newest first, no older than ``since``."""
        query = sa.select(stories.c.id).order_by(stories.c.last_seen.desc(), stories.c.id.desc()).limit(limit)
        if since is not None:
            query = query.where(stories.c.last_seen >= since)
        with self._database.read() as connection:
            ids = connection.execute(query).scalars().all()
            found = {tale.story.id: tale.story for tale in _tales(connection, ids)}
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

    def _write(self, connection: sa.Connection, grouped: Grouped, numbers: dict[int, int]) -> None:
        newest = {story: numbers[hit] for hit, story in grouped.hits}
        if grouped.tales:
            upsert = self._database.upsert(stories, ["id"], _STORY_COLUMNS)
            connection.execute(upsert, [_story_row(tale, newest[tale.story.id]) for tale in grouped.tales])
        if grouped.members:
            upsert = self._database.upsert(story_entries, ["entry"], ["serial", "features"])
            connection.execute(upsert, [_member_row(member, newest) for member in grouped.members])
        if grouped.hits:
            update = (
                sa.update(hits)
                .where(hits.c.id == sa.bindparam("hit"), hits.c.serial.is_(None))
                .values(story=sa.bindparam("its_story"), serial=sa.bindparam("its_serial"))
            )
            values = [
                {"hit": hit, "its_story": story, "its_serial": numbers[hit]} for hit, story in grouped.hits
            ]
            connection.execute(update, values)
