"""Entries, the keys they are known by, and what they said before."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.feeds.identity import content_hash
from monitor.core.feeds.polling import Arrival, KnownEntry, PollOutcome, Sighting, facts_of
from monitor.core.model import Entry, ParsedEntry, Severity
from monitor.store import damage, rows
from monitor.store.database import Database
from monitor.store.portions import portions
from monitor.store.tables import entries, entry_keys, hits, revisions

_MANY = 30  # keys: beyond, it pays to ask first whether the feed has any
_MOST_REVISIONS = 24  # of one entry; some servers swap two wordings for ever


class Entries:
    """What the feeds published."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, feed: str, keys: Collection[str]) -> dict[str, KnownEntry]:
        """Return the entries of ``feed`` that any of ``keys`` leads to, by key, with what was hit in them."""
        return self.known_many([(feed, keys)])[0]

    def known_many(self, wanted: Sequence[tuple[str, Collection[str]]]) -> list[dict[str, KnownEntry]]:
        """Do as ``known`` for several feeds, in one view of the store."""
        with self._database.read() as connection:
            return [_known(connection, feed, sorted(keys)) for feed, keys in wanted]

    def get(self, entry: int) -> Entry | None:
        """Return an entry, None if there is none of this number."""
        with self._database.read() as connection:
            row = connection.execute(
                sa.select(*rows.ENTRY_COLUMNS).where(entries.c.id == entry)
            ).one_or_none()
        return None if row is None else rows.entry_of(row)

    def count(self, feed: str | None = None) -> int:
        """Count the entries, of one feed or all."""
        query = sa.select(sa.func.count()).select_from(entries)
        if feed is not None:
            query = query.where(entries.c.feed == feed)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def page(self, since: datetime, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries seen at ``since`` or later whose number is above ``after``, at most ``limit``, by number."""
        query = (
            sa.select(*rows.ENTRY_COLUMNS)
            .where(entries.c.seen_at >= since, entries.c.id > after)
            .order_by(entries.c.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, rows.entry_of, rows.ENTRY))

    def count_since(self, since: datetime) -> int:
        """Count the entries seen at ``since`` or later."""
        query = sa.select(sa.func.count()).where(entries.c.seen_at >= since)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def newest(self, limit: int) -> tuple[Entry, ...]:
        """Return the entries stored last, newest first."""
        query = sa.select(*rows.ENTRY_COLUMNS).order_by(entries.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, rows.entry_of, rows.ENTRY))

    def history(self, entry: int) -> tuple[tuple[datetime, str, str], ...]:
        """Return what an entry said before, oldest first: until when, title, summary."""
        query = (
            sa.select(revisions.c.replaced_at, revisions.c.title, revisions.c.summary)
            .where(revisions.c.entry == entry)
            .order_by(revisions.c.number)
        )
        with self._database.read() as connection:
            return tuple((row.replaced_at, row.title, row.summary) for row in connection.execute(query))


def add(database: Database, connection: sa.Connection, outcomes: Sequence[PollOutcome]) -> list[list[int]]:
    """Store the arrivals of each outcome; return their numbers, in the order of the arrivals."""
    new = [_row(outcome, arrival) for outcome in outcomes for arrival in outcome.arrivals]
    if not new:
        return [[] for _ in outcomes]
    numbers = iter((_numbered if database.is_sqlite else _inserted)(connection, new))
    return [[next(numbers) for _ in outcome.arrivals] for outcome in outcomes]


def _inserted(connection: sa.Connection, new: Sequence[dict[str, Any]]) -> Sequence[int]:
    insert = sa.insert(entries).returning(entries.c.id, sort_by_parameter_order=True)
    return connection.execute(insert, new).scalars().all()


def _numbered(connection: sa.Connection, new: Sequence[dict[str, Any]]) -> Sequence[int]:
    """Insert entries under numbers of our own, and return these; SQLite, which nobody else writes to now, would be slow."""
    last = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'entries'")
    first = (connection.execute(last).scalar() or 0) + 1
    numbers = range(first, first + len(new))
    connection.execute(sa.insert(entries), [row | {"id": n} for n, row in zip(numbers, new, strict=True)])
    return numbers


def add_keys(
    database: Database, connection: sa.Connection, keyed: Iterable[tuple[str, str, int, datetime]]
) -> None:
    """Make each (feed, key) lead to its entry from now on, unless it leads somewhere already."""
    new = [{"feed": feed, "key": key, "entry": entry, "shown_at": at} for feed, key, entry, at in keyed]
    if new:
        connection.execute(database.insert_new(entry_keys, ["feed", "key"]), new)


def move_keys(connection: sa.Connection, moved: Iterable[tuple[str, str, int, datetime]]) -> None:
    """Make each (feed, key) lead to another entry than before."""
    rows = [
        {"of_feed": feed, "of_key": key, "entry": entry, "shown_at": at} for feed, key, entry, at in moved
    ]
    if rows:
        connection.execute(_MOVE_KEY, rows)


def mark_shown(connection: sa.Connection, outcome: PollOutcome) -> None:
    """Note that keys are shown: those the document holds, or all of the last one if it did not change."""
    mine = entry_keys.c.feed == outcome.feed
    if outcome.refresh is not None:
        still = sa.and_(mine, entry_keys.c.shown_at >= outcome.refresh)
        connection.execute(sa.update(entry_keys).where(still).values(shown_at=outcome.at))
    for portion in portions(outcome.shown):
        connection.execute(
            sa.update(entry_keys).where(mine, entry_keys.c.key.in_(portion)).values(shown_at=outcome.at)
        )


def revise(connection: sa.Connection, changed: Sequence[tuple[Sighting, datetime]]) -> None:
    """Give entries their new words and keep the old ones."""
    for sighting, at in changed:
        new, known = sighting.text, sighting.known
        if new is None:
            continue
        mine = revisions.c.entry == known.id
        number = connection.execute(
            sa.select(sa.func.count()).select_from(revisions).where(mine)
        ).scalar_one()
        if (known.title or known.summary) and number < _MOST_REVISIONS:
            old = {"title": known.title, "summary": known.summary, "replaced_at": at}
            connection.execute(sa.insert(revisions).values(entry=known.id, number=number + 1, **old))
        connection.execute(
            sa.update(entries).where(entries.c.id == known.id).values(**_words(new, sighting.unmatched))
        )


def _row(outcome: PollOutcome, arrival: Arrival) -> dict[str, Any]:
    entry = arrival.entry
    return {
        "feed": outcome.feed,
        "lang": entry.lang,
        "published": entry.published or entry.updated,
        "seen_at": outcome.at,
        "baseline": arrival.quiet,
        "stale": arrival.stale,
        **_words(entry, arrival.unmatched),
    }


def _words(entry: ParsedEntry, unmatched: str | None) -> dict[str, Any]:
    return {
        "unmatched": unmatched,
        "title": entry.title,
        "summary": entry.summary,
        "link": entry.link,
        "author": entry.author,
        "updated": entry.updated,
        "content_hash": content_hash(entry),
        "source": entry.source,
        "categories": "\n".join(entry.categories) or None,
        "latitude": entry.coordinates.latitude if entry.coordinates else None,
        "longitude": entry.coordinates.longitude if entry.coordinates else None,
    }


# Built once: building and recognising a statement costs more than running it for a handful of keys.
_KNOWN = (
    sa.select(
        *(entries.c[name] for name in ("id", "title", "summary", "link", "published", "content_hash")),
        entry_keys.c.key,
        entry_keys.c.shown_at,
    )
    .join(entries, entries.c.id == entry_keys.c.entry)
    .where(
        entry_keys.c.feed == sa.bindparam("of_feed"),
        entry_keys.c.key.in_(sa.bindparam("keys", expanding=True)),
    )
)
_HITS = sa.select(
    hits.c.id.label("hit_id"),
    *(hits.c[name] for name in ("entry", "rule", "severity", "toll", "places", "concepts", "revision")),
).where(hits.c.entry.in_(sa.bindparam("ids", expanding=True)))
_KEY_NUMBERS = (
    sa.select(entry_keys.c.entry, sa.func.count().label("keys"))
    .where(entry_keys.c.entry.in_(sa.bindparam("ids", expanding=True)))
    .group_by(entry_keys.c.entry)
)


@dataclass(slots=True)
class _Told:
    """What the hits of an entry told, gathered row by row."""

    severities: dict[str, Severity] = field(default_factory=dict)
    facts: set[str] = field(default_factory=set)
    revision: int = 0

    def add(self, hit: sa.Row[Any]) -> None:
        severity = Severity(hit.severity)
        self.severities[hit.rule] = max(severity, self.severities.get(hit.rule, severity))
        self.facts |= facts_of(hit.toll, hit.places, hit.concepts)
        self.revision = max(self.revision, hit.revision)


_MOVE_KEY = sa.update(entry_keys).where(
    entry_keys.c.feed == sa.bindparam("of_feed"), entry_keys.c.key == sa.bindparam("of_key")
)
_ANY_OF_FEED = sa.select(entry_keys.c.key).where(entry_keys.c.feed == sa.bindparam("of_feed")).limit(1)


def _itself(row: sa.Row[Any]) -> sa.Row[Any]:
    return row


def _known(connection: sa.Connection, feed: str, keys: Sequence[str]) -> dict[str, KnownEntry]:
    if len(keys) > _MANY and connection.execute(_ANY_OF_FEED, {"of_feed": feed}).first() is None:
        return {}
    found: list[Any] = []
    for portion in portions(keys):
        asked = {"of_feed": feed, "keys": portion}
        found += damage.sound(connection, _KNOWN, _itself, rows.ENTRY, asked, stand_in=True)
    if not found:
        return {}
    ids = sorted({row.id for row in found})
    told = {entry: _Told() for entry in ids}
    for row in damage.sound(connection, _HITS, _itself, rows.HIT, {"ids": ids}, stand_in=True):
        told[row.entry].add(row)
    numbers = {row.entry: row.keys for row in connection.execute(_KEY_NUMBERS, {"ids": ids})}
    return {
        row.key: KnownEntry(
            row.id,
            row.title,
            row.summary,
            row.link,
            row.published,
            row.content_hash,
            row.shown_at,
            numbers.get(row.id, 1),
            told[row.id].severities,
            frozenset(told[row.id].facts),
            told[row.id].revision,
        )
        for row in found
    }
