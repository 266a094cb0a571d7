"""Notices: what operators should know about the machine, each given once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.operations.notice import NoticeItem
from monitor.store import damage
from monitor.store.database import Database
from monitor.store.tables import notices

_NOTICE = damage.Noun("notice", ("id",))
_AT_ONCE = 100  # notices in one message


@dataclass(frozen=True, slots=True)
class Notable:
    """A notice with the key under which it is given once."""

    key: str
    item: NoticeItem


class Notices:
    """The machine's own news. Each operator's order "notices" reads on from where its last message ended."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: str, item: NoticeItem, now: datetime) -> bool:
        """Note a thing operators should know; False if one of this ``key`` is there already. Atomic.

        Let the key name the thing and when it began ("feed rfi 2026-11-22T06:00Z"): what lasts is told once, what
        comes back is told again.
        """
        with self._database.write() as connection:
            return insert(self._database, connection, key, item, now)

    def after(self, number: int) -> tuple[tuple[int, NoticeItem], ...]:
        """Return the notices later than ``number``, oldest first, with their numbers."""
        query = sa.select(notices).where(notices.c.id > number).order_by(notices.c.id).limit(_AT_ONCE)
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, lambda row: (row.id, _item(row)), _NOTICE))

    def recent(self, since: datetime, kinds: Sequence[str] = ()) -> tuple[NoticeItem, ...]:
        """Return the notices made since, newest first; only those of ``kinds``, if any are named."""
        query = sa.select(notices).where(notices.c.made_at >= since).order_by(notices.c.id.desc())
        if kinds:
            query = query.where(notices.c.kind.in_(kinds))
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, _item, _NOTICE))


def insert(database: Database, connection: sa.Connection, key: str, item: NoticeItem, now: datetime) -> bool:
    """Note a notice in the caller's transaction; False if one of this ``key`` is there already."""
    row = {
        "key": key,
        "kind": item.kind,
        "what": item.what,
        "detail": item.detail,
        "remedy": item.remedy,
        "since": item.since,
        "made_at": now,
    }
    # RETURNING, not a count of rows: psycopg gives none for an INSERT that may do nothing.
    added = database.insert_new(notices, ["key"]).returning(notices.c.id)
    return connection.execute(added, row).first() is not None


def _item(row: sa.Row[Any]) -> NoticeItem:
    return NoticeItem(row.kind, row.what, row.detail, row.remedy, row.since)
