"""How long things are kept: what has outlived its time goes, a little at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from monitor.core.settings import Retention as Periods
from monitor.store import meta
from monitor.store.database import Database
from monitor.store.deliveries import FORGOTTEN
from monitor.store.errors import is_outage
from monitor.store.portions import portions
from monitor.store.tables import (
    acknowledgements,
    deliveries,
    edition_hits,
    edition_signals,
    editions,
    entries,
    entry_keys,
    faults,
    hits,
    hosts,
    notices,
    revisions,
    signals,
    silences,
    stories,
    story_entries,
    tellings,
    told,
)

_DONE = deliveries.c.state.in_(("sent", "dead"))
_TOLD = sa.exists().where(tellings.c.edition == deliveries.c.edition)

# A key is remembered this long after its feed stopped showing it: an entry that comes back is not new.
_KEYS = timedelta(days=90)
# A document that does not change marks its keys weekly, so its keys may differ by that much (steps/reading.py).
_MARKED_WITHIN = timedelta(days=9)
_FEEDS_AT_ONCE = 50
_MARK = "retained_at"
_EVERY = timedelta(hours=1)
_LEAPT = "clock_leapt"
_LEAP = timedelta(days=3)  # without a look: the clock leapt ahead, or nothing ran; which of them, a day tells
_DOUBT = timedelta(days=1)
_UNTRIED = timedelta(days=1)  # a fault of something that is not tried any more: it is there no longer
_AT_ONCE = 500  # rows a transaction, so that nobody waits long for the write lock


@dataclass(frozen=True, slots=True)
class Removed:
    """What one round of tidying took away. ``emptied`` entries lost their text, and are remembered by key.

    Of messages that told of a story only the text goes early (``bodies``): who was ``told`` stays as long as hits do.

    Each table is tidied by itself: ``tidied`` names those that were, ``failed`` the others.
    """

    stories: int = 0
    hits: int = 0
    signals: int = 0
    deliveries: int = 0
    editions: int = 0
    silences: int = 0
    notices: int = 0
    faults: int = 0
    keys: int = 0
    told: int = 0
    bodies: int = 0
    entries: int = 0
    emptied: int = 0
    failed: Mapping[str, Exception] = field(default_factory=dict)
    tidied: tuple[str, ...] = ()


class Retention:
    """Removes what has outlived its time. Every batch is a transaction; stopping anywhere harms nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def apply_if_due(self, periods: Periods, now: datetime) -> Removed | None:
        """Do as ``apply`` does, unless somebody did within the hour, whichever process that was; None then.

        After a leap of the clock nothing is removed for a day: one that is set right within it has cost nothing.
        In a store that was never tidied the leap is since its newest entry.
        """
        with self._database.write(turn=_MARK) as connection:
            last = meta.read(connection, _MARK, None)
            pause = None if last is None else now - datetime.fromisoformat(last)
            if pause is not None and timedelta() <= pause < _EVERY:
                return None
            if pause is None:
                newest = connection.execute(sa.select(sa.func.max(entries.c.seen_at))).scalar()
                pause = None if newest is None else now - newest
            meta.write(self._database, connection, _MARK, now.isoformat())
            if self._is_in_doubt(connection, pause, now):
                return None
        return self.apply(periods, now)

    def _is_in_doubt(self, connection: sa.Connection, pause: timedelta | None, now: datetime) -> bool:
        leapt = clock_leapt(connection)
        if leapt is not None:
            is_over = now < leapt or now - leapt >= _DOUBT
        else:
            is_over = pause is None or pause <= _LEAP
            leapt = now
        meta.write(self._database, connection, _LEAPT, None if is_over else leapt.isoformat())
        return not is_over

    def apply(self, periods: Periods, now: datetime) -> Removed:
        """Remove what is older than ``periods`` say, and give the space back.

        Stories go whole, with their hits, when nothing was reported for ``periods.hits``. An entry without
        hits loses its text after ``periods.entries``; its keys stay while the feed shows them and 90 days
        more, so that it is never taken for a new one, and then the entry goes.
        """
        old_hits, old_entries = now - periods.hits, now - periods.entries
        drops: dict[str, Callable[[], int]] = {
            "stories": partial(self._repeat, _drop_stories, old_hits),
            "hits": partial(self._repeat, _drop_lone_hits, old_hits),
            "signals": partial(self._repeat, _drop_signals, old_hits),
            "deliveries": partial(self._repeat, _drop_deliveries, old_entries),
            "told": partial(self._repeat, _drop_told, old_hits),
            "bodies": partial(self._repeat, _empty_deliveries, old_entries),
            "editions": partial(self._repeat, _drop_editions, old_hits),
            "silences": partial(self._repeat, _drop_silences, old_hits),
            "notices": partial(self._repeat, _drop_notices, old_hits),
            "faults": partial(self._repeat, _drop_faults, now - _UNTRIED),
            "keys": partial(self._drop_keys, now - _KEYS),
            "entries": partial(self._repeat, _drop_entries, old_entries),
            "emptied": partial(self._repeat, _empty_entries, old_entries),
        }
        counts, failed = {}, {}
        for name, drop in drops.items():
            try:
                counts[name] = drop()
            except Exception as error:
                if is_outage(error):
                    raise
                failed[name] = error
        self._end_cooldowns(now)
        self._give_space_back()
        return Removed(**counts, failed=failed, tidied=tuple(counts))

    def _repeat(self, drop: Callable[[sa.Connection, datetime], int], before: datetime) -> int:
        total = 0
        while True:
            with self._database.write() as connection:
                gone = drop(connection, before)
            total += gone
            if gone < _AT_ONCE:
                return total

    def _drop_keys(self, before: datetime) -> int:
        """Drop keys not shown since ``before``, but none that their feed's last document may have shown."""
        ages = sa.select(entry_keys.c.feed, sa.func.max(entry_keys.c.shown_at).label("last")).group_by(
            entry_keys.c.feed
        )
        with self._database.read() as connection:
            rows = connection.execute(ages.having(sa.func.min(entry_keys.c.shown_at) < before)).all()
        total = 0
        for portion in portions(rows, _FEEDS_AT_ONCE):
            with self._database.write() as connection:
                for feed, last in portion:
                    old = entry_keys.c.shown_at < min(before, last - _MARKED_WITHIN)
                    total += connection.execute(
                        sa.delete(entry_keys).where(entry_keys.c.feed == feed, old)
                    ).rowcount
        return total

    def _end_cooldowns(self, now: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(sa.delete(hosts).where(hosts.c.not_before < now))

    def _give_space_back(self) -> None:
        if not self._database.is_sqlite:
            return  # PostgreSQL's own autovacuum does it
        with self._database.sqlite() as connection:
            # A script, because a plain statement would be stepped once, and so free one page.
            connection.executescript(
                "PRAGMA incremental_vacuum; PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);"
            )


def _drop_stories(connection: sa.Connection, before: datetime) -> int:
    old = _ids(connection, sa.select(stories.c.id).where(stories.c.last_seen < before))
    its_hits = _ids(connection, sa.select(hits.c.id).where(hits.c.story.in_(old)), limit=None)
    _drop_hits(connection, its_hits)
    for table in (told, tellings, acknowledgements, silences, story_entries):
        connection.execute(sa.delete(table).where(table.c.story.in_(old)))
    connection.execute(sa.delete(stories).where(stories.c.id.in_(old)))
    return len(old)


def _drop_lone_hits(connection: sa.Connection, before: datetime) -> int:
    old = _ids(connection, sa.select(hits.c.id).where(hits.c.created_at < before, hits.c.story.is_(None)))
    _drop_hits(connection, old)
    return len(old)


def _drop_hits(connection: sa.Connection, old: list[int]) -> None:
    for portion in portions(old, _AT_ONCE):
        connection.execute(sa.delete(edition_hits).where(edition_hits.c.hit.in_(portion)))
        connection.execute(sa.delete(hits).where(hits.c.id.in_(portion)))


def _drop_signals(connection: sa.Connection, before: datetime) -> int:
    old = _ids(connection, sa.select(signals.c.id).where(signals.c.made_at < before))
    connection.execute(sa.delete(edition_signals).where(edition_signals.c.signal.in_(old)))
    connection.execute(sa.delete(signals).where(signals.c.id.in_(old)))
    return len(old)


def _drop_deliveries(connection: sa.Connection, before: datetime) -> int:
    return _drop_old_deliveries(connection, before, ~_TOLD)


def _drop_told(connection: sa.Connection, before: datetime) -> int:
    return _drop_old_deliveries(connection, before, sa.true())


def _drop_old_deliveries(connection: sa.Connection, before: datetime, which: sa.ColumnElement[bool]) -> int:
    old = _ids(connection, sa.select(deliveries.c.id).where(_DONE, deliveries.c.done_at < before, which))
    connection.execute(sa.delete(deliveries).where(deliveries.c.id.in_(old)))
    return len(old)


def _empty_deliveries(connection: sa.Connection, before: datetime) -> int:
    full = deliveries.c.payload != b""
    old = _ids(connection, sa.select(deliveries.c.id).where(_DONE, deliveries.c.done_at < before, full))
    connection.execute(
        sa.update(deliveries).where(deliveries.c.id.in_(old)).values(payload=b"", outcome=FORGOTTEN)
    )
    return len(old)


def _drop_editions(connection: sa.Connection, before: datetime) -> int:
    """Drop editions that nothing refers to any more: no hit, no signal, no message."""
    unused = [
        ~sa.exists().where(table.c.edition == editions.c.id)
        for table in (edition_hits, edition_signals, deliveries, tellings)
    ]
    old = _ids(connection, sa.select(editions.c.id).where(editions.c.made_at < before, *unused))
    connection.execute(sa.delete(editions).where(editions.c.id.in_(old)))
    return len(old)


def _drop_silences(connection: sa.Connection, before: datetime) -> int:
    old = _ids(connection, sa.select(silences.c.id).where(silences.c.until < before))
    connection.execute(sa.delete(silences).where(silences.c.id.in_(old)))
    return len(old)


def _drop_notices(connection: sa.Connection, before: datetime) -> int:
    old = _ids(connection, sa.select(notices.c.id).where(notices.c.made_at < before))
    connection.execute(sa.delete(notices).where(notices.c.id.in_(old)))
    return len(old)


def _drop_faults(connection: sa.Connection, before: datetime) -> int:
    return connection.execute(sa.delete(faults).where(faults.c.last_at < before)).rowcount


def _drop_entries(connection: sa.Connection, before: datetime) -> int:
    nameless = ~sa.exists().where(entry_keys.c.entry == entries.c.id)
    old = _ids(
        connection, sa.select(entries.c.id).where(entries.c.seen_at < before, _without_hits(), nameless)
    )
    connection.execute(sa.delete(entries).where(entries.c.id.in_(old)))
    return len(old)


def _empty_entries(connection: sa.Connection, before: datetime) -> int:
    """Take the text of entries; their hash stays, so that what the feed changes is still seen as a change."""
    full = sa.or_(entries.c.title != "", entries.c.summary != "", entries.c.link.is_not(None))
    old = _ids(connection, sa.select(entries.c.id).where(entries.c.seen_at < before, full, _without_hits()))
    bare = {"title": "", "summary": "", "link": None, "author": None, "source": None, "categories": None}
    connection.execute(sa.update(entries).where(entries.c.id.in_(old)).values(**bare))
    connection.execute(sa.delete(revisions).where(revisions.c.entry.in_(old)))
    return len(old)


def _without_hits() -> sa.ColumnElement[bool]:
    return ~sa.exists().where(hits.c.entry == entries.c.id)


def clock_leapt(connection: sa.Connection) -> datetime | None:
    """Return when the clock was seen to leap ahead, while it is not known whether it is right."""
    leapt = meta.read(connection, _LEAPT, None)
    return None if leapt is None else datetime.fromisoformat(leapt)


def _ids(connection: sa.Connection, query: sa.Select[Any], limit: int | None = _AT_ONCE) -> list[int]:
    return [row[0] for row in connection.execute(query.limit(limit))]
