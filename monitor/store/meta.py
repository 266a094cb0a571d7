"""Single values the store keeps about itself."""

from operator import attrgetter
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from monitor.store import damage
from monitor.store.database import Database
from monitor.store.tables import meta

_VALUE = damage.Noun("value", ("key",))
_COUNTERS = ("serial", "story")  # must not begin anew: one that cannot be read stops those who need it


class Meta:
    """Named JSON values."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of ``key``, or ``default``."""
        with self._database.read() as connection:
            return read(connection, key, default)

    def set(self, key: str, value: Any) -> None:
        """Keep ``value`` under ``key``. Atomic."""
        with self._database.write() as connection:
            write(self._database, connection, key, value)

    def install_id(self) -> str:
        """Return the name this store gave itself when it was first opened."""
        with self._database.read() as connection:
            known = read(connection, "install_id", None)
        if known is not None:
            return str(known)
        with self._database.write() as connection:
            insert = self._database.insert_new(meta, ["key"])
            connection.execute(insert, {"key": "install_id", "value": uuid4().hex})
            return str(read(connection, "install_id", None))


def read(connection: sa.Connection, key: str, default: Any) -> Any:
    """Return the value of ``key`` as this transaction sees it, or ``default``, also if it cannot be read."""
    query = sa.select(meta.c.key, meta.c.value).where(meta.c.key == key)
    if key in _COUNTERS:
        row = connection.execute(query).one_or_none()
        return default if row is None else row.value
    found = damage.sound(connection, query, attrgetter("value"), _VALUE)
    return found[0] if found else default


def write(database: Database, connection: sa.Connection, key: str, value: Any) -> None:
    """Keep ``value`` under ``key`` as a part of the caller's transaction."""
    upsert = database.upsert(meta, ["key"], ["value"])
    connection.execute(upsert, {"key": key, "value": value})
