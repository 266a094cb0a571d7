"""A database with transactions that cannot half-succeed: SQLite or PostgreSQL behind one door."""

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from monitor.store import damage
from monitor.store.errors import StoreError

# A database made without an encoding (SQL_ASCII) would give bytes; a machine that is gone must be noticed.
POSTGRES_OPTIONS = {"client_encoding": "utf8", "connect_timeout": "10", "tcp_user_timeout": "30000"}

OLDEST_POSTGRES = 15

NAME = "file"  # of the value that says under which name a SQLite store works
_SEVERAL = 2
_ATTEMPTS = 300  # at a pragma, a tenth of a second apart
_BEING_MADE = 10  # tenths of a second that a new store may be empty
_TURNS = 0x6D6F6E


class Database:
    """An engine with ``read`` and ``write`` transactions. Safe to share between threads.

    On SQLite a write begins with BEGIN IMMEDIATE: a transaction that reads first and upgrades later can fail
    with SQLITE_BUSY_SNAPSHOT, which no time-out cures. WAL with synchronous=FULL: what was committed survives
    a power cut, which promise 1 needs.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.damages = damage.Damages()
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url)
        # In place: another engine with these options asks twice at each statement who listens.
        self.engine.update_execution_options(**{damage.OPTION: self.damages})
        # Of PostgreSQL's dialect only who has such a store pays for the import.
        self._insert = import_module(f"sqlalchemy.dialects.{self.url.get_backend_name()}").insert
        # SQLite's transactions see one snapshot as they are; PostgreSQL must be asked.
        self._reading: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}

    @property
    def name(self) -> str:
        """The URL as it may be shown: without its password."""
        secret = [name for name in self.url.query if "password" in name]
        return self.url.difference_update_query(secret).render_as_string(hide_password=True)

    @property
    def conninfo(self) -> str:
        """The address as libpq has it, with its password: never to be shown."""
        url = self.url.set(drivername="postgresql").update_query_dict(POSTGRES_OPTIONS)
        return url.render_as_string(hide_password=False)

    @property
    def path(self) -> Path | None:
        """The file of a SQLite store, else None."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def refuse_empty(self) -> None:
        """Raise StoreError if the file of a SQLite store holds nothing: SQLite would take it for a new one."""
        for _ in range(_BEING_MADE):
            if self.path is None or not self.path.is_file() or self.path.stat().st_size:
                return
            time.sleep(0.1)  # another process may have made it just now
        raise StoreError(
            f"{self.path} is empty, as a copy that failed or a full disk leaves it: restore a backup with "
            "`monitor db restore FILE`, or remove it to begin anew"
        )

    def refuse_other_name(self) -> None:
        """Raise StoreError if the file of a SQLite store has several names, and this is not the one it works under.

        SQLite keeps its journal and its locks beside the name it is given: by two names, two processes would write at
        once and damage the store. Backups made of links harm nothing.
        """
        path = self.path
        if path is None or not path.is_file() or path.stat().st_nlink < _SEVERAL:
            return
        works_as = _noted_name(path)
        if works_as != str(path.resolve()):
            own = (
                f"use {works_as}"
                if works_as
                else "use the one that monitor was started with, and remove the others"
            )
            raise StoreError(
                f"{path} is one of several names (hard links) of a store, and SQLite would keep a journal beside each: "
                f"{own}"
            )

    def make_folder(self) -> None:
        """Make the folder of a SQLite store if there is none, for its owner alone."""
        if self.path is not None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def make_file(self) -> None:
        """Make the file of a SQLite store if there is none, and its folder, for its owner alone."""
        self.make_folder()
        if self.path is not None:
            make_private(self.path)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Yield one consistent view; nothing is written."""
        with self.engine.connect().execution_options(**self._reading) as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(self, turn: str | None = None) -> Iterator[sa.Connection]:
        """Commit everything done inside, or nothing.

        With ``turn``, writers that name the same one follow each other, also on PostgreSQL: needed where two
        would insert the same rows, or update the same ones in different order.
        """
        with self.engine.connect().execution_options(monitor_write=True) as connection, connection.begin():
            if turn is not None:
                self.take_turn(connection, turn)
            yield connection

    def take_turn(self, connection: sa.Connection, turn: str) -> None:
        """Wait until no other transaction has this turn, and have it until the commit."""
        if not self.is_sqlite:  # SQLite took its only write lock when the transaction began
            # In two numbers, because one means that a process lives (store/presence.py).
            key = sa.func.pg_advisory_xact_lock(_TURNS, zlib.crc32(turn.encode()) - 2**31)
            connection.execute(sa.select(key))

    @contextmanager
    def sqlite(self) -> Iterator[sqlite3.Connection]:
        """Yield SQLite's own connection outside any transaction, for what cannot run inside one."""
        connection = self.engine.raw_connection()
        try:
            driver = connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - callers ask is_sqlite first
            yield driver
        finally:
            connection.close()

    @contextmanager
    def schema_change(self) -> Iterator[sa.Connection]:
        """Commit everything done inside, or nothing; SQLite checks foreign keys at its end only.

        SQLite changes a table by copying it, which must not cascade into the tables that refer to it.
        """
        with self.engine.connect().execution_options(monitor_write=True) as connection:
            if not self.is_sqlite:
                with connection.begin():
                    yield connection
                return
            driver: Any = (
                connection.connection.driver_connection
            )  # a pragma inside a transaction does nothing
            driver.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    if broken:
                        raise StoreError(f"the change of schema would break {len(broken)} references")
            finally:
                driver.execute("PRAGMA foreign_keys=ON")

    def insert_new(self, table: sa.Table, unique: Sequence[str] = ()) -> Any:
        """Return an INSERT that skips rows whose key is there already (``unique`` columns, default any key)."""
        insert = self._insert(table)
        return insert.on_conflict_do_nothing(index_elements=list(unique) or None)

    def upsert(self, table: sa.Table, key: Sequence[str], update: Sequence[str]) -> Any:
        """Return an INSERT that overwrites the columns ``update`` where ``key`` is there already."""
        insert = self._insert(table)
        return insert.on_conflict_do_update(
            index_elements=list(key), set_={name: insert.excluded[name] for name in update}
        )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _noted_name(path: Path) -> str | None:
    """Return the name under which a SQLite store works, as it noted it itself; nothing is written to find out."""
    journal = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    address = f"{path.resolve().as_uri()}?mode=ro{journal}"
    with suppress(sqlite3.Error, ValueError), closing(sqlite3.connect(address, uri=True)) as connection:
        found = connection.execute("SELECT value FROM meta WHERE key = ?", [NAME]).fetchone()
        return str(json.loads(found[0])) if found else None
    return None


def make_private(file: Path) -> None:
    """Make an empty file that only its owner reads, if there is none; SQLite gives its journals the same mode."""
    with suppress(OSError):  # it is there, or cannot be made: then SQLite says so in words that we know
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    # "isolation_level None" hands BEGIN to us; SQLAlchemy's own would be deferred.
    # The connection used last is taken first: what it wrote it need not read again.
    engine = sa.create_engine(
        url,
        pool_use_lifo=True,
        json_deserializer=damage.from_json,
        connect_args={"timeout": 30, "isolation_level": None, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _configure_sqlite)
    if url.database:
        file = _File(Path(url.database))
        sa.event.listen(engine, "handle_error", file.name)
        sa.event.listen(engine, "do_connect", file.check)
        sa.event.listen(engine, "connect", file.check)
        sa.event.listen(engine, "begin", file.check)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


class _File:
    """Notices that a store was deleted or replaced: SQLite goes on with a file that no name leads to any more."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity: tuple[int, int] | None = None

    def name(self, context: sa.ExceptionContext) -> None:
        """Name the file in an error."""
        note = str(self._path)
        if note not in getattr(context.original_exception, "__notes__", ()):
            context.original_exception.add_note(note)

    def check(self, *_event: object) -> None:
        """Remember the file as it is found first; StoreError if it is another one now, or none."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            identity = None
        else:
            identity = found.st_dev, found.st_ino
        if self._identity is None:
            self._identity = identity
        elif identity != self._identity:
            raise StoreError(
                f"{self._path} was {'replaced' if identity else 'deleted'} while in use: stop monitor, put it back"
                " or restore the last backup with `monitor db restore FILE`"
            )


def _configure_sqlite(connection: Any, _record: object) -> None:
    for pragma in (
        "busy_timeout=30000",
        "auto_vacuum=INCREMENTAL",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",  # a schema from elsewhere runs nothing
        "cache_size=-1000",  # KiB, of each thread's connection; the system keeps the file in memory anyway
    ):
        _set(connection, pragma)


def _set(connection: Any, pragma: str) -> None:
    """Set a pragma. SQLite does not wait by itself where several turn a new store to WAL at once."""
    for attempt in range(_ATTEMPTS):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as error:
            if attempt == _ATTEMPTS - 1 or error.sqlite_errorname.partition("_")[2][:4] not in (
                "BUSY",
                "LOCK",
            ):
                raise
            time.sleep(0.1)
        else:
            return


def _begin_sqlite(connection: sa.Connection) -> None:
    options: Mapping[str, Any] = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("monitor_write") else "BEGIN")


def _postgres_engine(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        url, pool_pre_ping=True, pool_size=10, max_overflow=10, connect_args=POSTGRES_OPTIONS
    )
    sa.event.listen(engine, "connect", _require_supported)
    return engine


def _require_supported(connection: Any, _record: object) -> None:
    have = connection.info.server_version  # such as 150004
    if have < OLDEST_POSTGRES * 10_000:
        raise StoreError(
            f"PostgreSQL {have // 10_000} is too old: monitor needs {OLDEST_POSTGRES} or newer; "
            "upgrade the server, or set `store:` to a newer one"
        )
