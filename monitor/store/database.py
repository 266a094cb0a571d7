"""A database with transactions that cannot half-succeed: SQLite or PostgreSQL behind one door."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


class Database:
    """An engine with ``read`` and ``write`` transactions. Safe to share between threads.

    On SQLite a write begins with BEGIN IMMEDIATE: a transaction that reads first and upgrades later can fail
    with SQLITE_BUSY_SNAPSHOT, which no time-out cures. WAL with synchronous=FULL: what was committed survives
    a power cut, which promise 1 needs.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url)

    @property
    def path(self) -> Path | None:
        """The file of a SQLite store, else None."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give one consistent view; nothing is written."""
        with self.engine.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Commit everything done inside, or nothing."""
        with self.engine.connect().execution_options(monitor_write=True) as connection, connection.begin():
            yield connection

    def insert_new(self, table: sa.Table, unique: Sequence[str] = ()) -> Any:
        """Give an INSERT that skips rows whose key is there already (``unique`` columns, default any key)."""
        insert = sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)
        return insert.on_conflict_do_nothing(index_elements=list(unique) or None)

    def upsert(self, table: sa.Table, key: Sequence[str], update: Sequence[str]) -> Any:
        """Give an INSERT that overwrites the columns ``update`` where ``key`` is there already."""
        insert = sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)
        return insert.on_conflict_do_update(
            index_elements=list(key), set_={name: insert.excluded[name] for name in update}
        )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # "isolation_level None" hands BEGIN to us; SQLAlchemy's own would be deferred.
    engine = sa.create_engine(
        url, connect_args={"timeout": 30, "isolation_level": None, "check_same_thread": False}
    )
    sa.event.listen(engine, "connect", _configure_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    options: Mapping[str, Any] = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("monitor_write") else "BEGIN")


def _postgres_engine(url: sa.URL) -> sa.Engine:
    return sa.create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)
