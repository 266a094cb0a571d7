"""Rows for tests of the store: each function adds one thing with just what the test cares about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from monitor.store import Store
from monitor.store.instant import Instant
from monitor.store.tables import (
    deliveries,
    edition_hits,
    editions,
    entries,
    entry_keys,
    feeds,
    hits,
    metadata,
    notices,
    revisions,
    signals,
    silences,
    stories,
    story_entries,
    told,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_number = count(1)


def add(store: Store, table: sa.Table, **values: Any) -> Any:
    """Insert a row; columns not given get something of their type. Return its key."""
    row = {column.name: _some(column) for column in table.columns if _is_needed(column)}
    with store.database.write() as connection:
        key = connection.execute(table.insert().values(row | values)).inserted_primary_key
    return key[0] if key else None


def count_rows(store: Store, *tables: sa.Table) -> dict[str, int]:
    """Count the rows of the given tables, or of all that have any."""
    with store.database.read() as connection:
        counts = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in tables or metadata.sorted_tables
        }
    return counts if tables else {name: number for name, number in counts.items() if number}


def feed(store: Store, id_: str, **values: Any) -> str:
    add(store, feeds, id=id_, **{"registered_at": NOW, "due_at": NOW, **values})
    return id_


def read_feed(store: Store, id_: str, now: datetime) -> str:
    """Add a feed that was read just now."""
    read = {"state": "ok", "last_fetch_at": now, "last_ok_at": now, "due_at": now + timedelta(minutes=15)}
    return feed(store, id_, **read)


def entry(store: Store, seen_at: datetime, **values: Any) -> int:
    return int(add(store, entries, seen_at=seen_at, **{"feed": "rfi", "title": "Attack", **values}))


def key(store: Store, entry_id: int, shown_at: datetime, feed_id: str = "rfi") -> None:
    add(store, entry_keys, feed=feed_id, key=f"guid-{next(_number)}", entry=entry_id, shown_at=shown_at)


def hit(store: Store, entry_id: int, created_at: datetime, story_id: int | None = None) -> int:
    return int(add(store, hits, entry=entry_id, created_at=created_at, story=story_id, serial=next(_number)))


def story(store: Store, entry_ids: list[int], last_seen: datetime) -> int:
    made = int(add(store, stories, last_seen=last_seen))
    for entry_id in entry_ids:
        add(store, story_entries, entry=entry_id, story=made)
    return made


def edition(store: Store, made_at: datetime, hit_ids: list[int] | None = None) -> int:
    made = int(add(store, editions, made_at=made_at, order="digest:daily", number=next(_number)))
    for hit_id in hit_ids or []:
        add(store, edition_hits, order="digest:daily", recipient="duty", hit=hit_id, edition=made)
    return made


def delivery(
    store: Store, edition_id: int | None, state: str, done_at: datetime | None, **values: Any
) -> int:
    return int(add(store, deliveries, edition=edition_id, state=state, done_at=done_at, **values))


def everything(store: Store, at: datetime) -> None:
    """Add a story with all that can hang on it, and an entry without hits, all dated ``at``."""
    feed(store, "rfi", last_fetch_at=at)
    plain, told_of = entry(store, at), entry(store, at)
    for entry_id in (plain, told_of):
        key(store, entry_id, at)
        add(store, revisions, entry=entry_id, number=1)
    story_id = story(store, [told_of], at)
    edition_id = edition(store, at, [hit(store, told_of, at, story_id)])
    delivery(store, edition_id, "sent", at)
    add(store, told, story=story_id, alert="alert:urgent", recipient="duty")
    add(store, silences, story=story_id, until=at)
    add(store, signals, made_at=at)
    add(store, notices, made_at=at)


def _is_needed(column: sa.Column[Any]) -> bool:
    return not column.nullable and column.default is None and column.autoincrement is not True


def _some(column: sa.Column[Any]) -> Any:
    number = next(_number)
    values: dict[type[Any], Any] = {
        Instant: NOW,
        sa.JSON: [],
        sa.Text: f"{column.name} {number}",
        sa.Boolean: False,
        sa.LargeBinary: b"\x00\xff",
    }
    return values.get(type(column.type), number)
