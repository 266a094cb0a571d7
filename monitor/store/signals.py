"""Signals: what the trends raised. They are numbered from the counter of the hits."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.core.model import Signal
from monitor.core.trends.signals import Raised
from monitor.store import damage, rows
from monitor.store.database import Database
from monitor.store.tables import signals, stories


class Signals:
    """Signals are raised by the commit that groups (``stories.commit``); here they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recent(self, limit: int, since: datetime | None = None) -> tuple[Signal, ...]:
        """Return the signals raised last, newest first, no older than ``since``."""
        query = sa.select(signals).order_by(signals.c.serial.desc()).limit(limit)
        if since is not None:
            query = query.where(signals.c.made_at >= since)
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, rows.signal_of, rows.SIGNAL))

    def watching_since(self) -> datetime | None:
        """Return when the first story was seen, None before it: means are compared twelve weeks later."""
        with self._database.read() as connection:
            query = sa.select(stories.c.first_seen).order_by(stories.c.first_seen).limit(1)
            return connection.execute(query).scalar_one_or_none()

    def by_ids(self, ids: Iterable[int]) -> dict[int, Signal]:
        """Return the signals with these ids that exist."""
        query = sa.select(signals).where(signals.c.id.in_(sorted(set(ids))))
        with self._database.read() as connection:
            raised = damage.sound(connection, query, rows.signal_of, rows.SIGNAL)
        return {signal.id: signal for signal in raised}


def since(connection: sa.Connection, instant: datetime) -> tuple[Signal, ...]:
    """Return the signals raised since ``instant``, oldest first, as the caller's transaction sees them."""
    query = sa.select(signals).where(signals.c.made_at >= instant).order_by(signals.c.serial)
    return tuple(damage.sound(connection, query, rows.signal_of, rows.SIGNAL))


def insert(
    database: Database, connection: sa.Connection, raised: Sequence[Raised], serial: int, now: datetime
) -> int:
    """Write the signals not raised before, numbered from ``serial``, as a part of the caller's commit.

    Return how many there were.
    """
    known = _known(connection, [signal.key for signal in raised])
    new = [signal for signal in raised if signal.key not in known]
    if new:
        values = [_row(signal, number, now) for number, signal in enumerate(new, serial)]
        connection.execute(database.insert_new(signals, ["key"]), values)
    return len(new)


def _known(connection: sa.Connection, keys: Sequence[str]) -> set[str]:
    if not keys:
        return set()
    return set(connection.execute(sa.select(signals.c.key).where(signals.c.key.in_(keys))).scalars())


def _row(signal: Raised, serial: int, now: datetime) -> dict[str, object]:
    return {
        "key": signal.key,
        "kind": signal.kind,
        "title": signal.title,
        "severity": int(signal.severity),
        "tags": list(signal.tags),
        "place": signal.place,
        "entries": list(signal.entries),
        "detail": dict(signal.detail),
        "made_at": now,
        "serial": serial,
    }
