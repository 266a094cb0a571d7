"""How a process shows that it lives: something the system itself frees when the process dies."""

import threading
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from filelock import FileLock, Timeout

from monitor.store.database import POSTGRES_OPTIONS, Database
from monitor.store.errors import StoreError


class Presence(Protocol):
    """Holds names for the life of this process, and sees which names others hold."""

    def hold(self, owner: str) -> None:
        """Hold ``owner`` until ``close`` or the death of the process."""

    def renew(self) -> bool:
        """Hold everything again that was lost without our doing; return whether anything was."""

    def living(self, owners: Collection[str]) -> set[str]:
        """Return those of ``owners`` that somebody holds."""

    def is_anybody_here(self) -> bool:
        """Return whether any process, this one too, holds a name."""

    def drop(self, owner: str) -> None:
        """Stop holding ``owner``."""

    def close(self) -> None:
        """Stop holding anything."""


class FilePresence:
    """A locked file beside the SQLite store for each name; the system unlocks it at any kind of death.

    Beside the file itself, whatever links lead to it: those who come by different ways must see each other.
    """

    def __init__(self, store: Path) -> None:
        store = store.resolve()
        self._folder = store.with_name(f"{store.name}.runners")
        self._held: dict[str, FileLock] = {}

    def hold(self, owner: str) -> None:
        """Lock the file of ``owner``."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = self._lock(owner)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise StoreError(f"another process calls itself {owner} already") from None
        self._held[owner] = lock

    def renew(self) -> bool:
        """Do nothing: a file lock is only lost with the process."""
        return False

    def living(self, owners: Collection[str]) -> set[str]:
        """Return the owners whose file cannot be locked, by trying."""
        return {owner for owner in owners if owner in self._held or not _is_free(self._lock(owner))}

    def is_anybody_here(self) -> bool:
        """Try every file; the store itself need not be readable."""
        return bool(self._held) or any(
            not _is_free(_file_lock(path)) for path in sorted(self._folder.glob("*.lock"))
        )

    def drop(self, owner: str) -> None:
        """Unlock the file of ``owner``."""
        lock = self._held.pop(owner, None)
        if lock is not None:
            lock.release()

    def close(self) -> None:
        """Unlock every file."""
        for owner in tuple(self._held):
            self.drop(owner)
        with suppress(OSError):  # another runner's file keeps the folder; a bare folder harms nobody
            self._folder.rmdir()

    def _lock(self, owner: str) -> FileLock:
        return _file_lock(self._folder / f"{sha256(owner.encode()).hexdigest()[:24]}.lock")


def _file_lock(path: Path) -> FileLock:
    # Claims run in changing threads. A store on a file system without locks must be refused, not guessed at.
    return FileLock(path, thread_local=False, fallback_to_soft=False)


def _is_free(lock: FileLock) -> bool:
    try:
        with lock.acquire(blocking=False):
            return True
    except Timeout:
        return False


class SessionPresence:
    """A session advisory lock on PostgreSQL for each name, on a connection kept for nothing else.

    The server notices a killed process at once and a dead machine by keep-alives within 25 s. A pooler that
    shares sessions between clients (transaction pooling) must not stand between.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._engine = sa.create_engine(
            database.url,
            poolclass=sa.NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=POSTGRES_OPTIONS,
        )
        self._connection: sa.Connection | None = None
        self._held: set[str] = set()
        self._turn = threading.Lock()

    def hold(self, owner: str) -> None:
        """Take the advisory lock of ``owner``."""
        with self._turn:
            self._take(self._connected(), owner)
            self._held.add(owner)

    def renew(self) -> bool:
        """Connect anew and take every lock again if the server ended the session."""
        with self._turn:
            before = self._connection
            return bool(self._held) and self._connected() is not before

    def living(self, owners: Collection[str]) -> set[str]:
        """Return the owners whose advisory lock the server lists."""
        with self._database.read() as connection:
            rows = connection.execute(_HELD).all()
        held = {(row.classid << 32) | row.objid for row in rows}
        return {owner for owner in owners if _key(owner) & 0xFFFFFFFFFFFFFFFF in held}

    def is_anybody_here(self) -> bool:
        """Look for any advisory lock in this database."""
        with self._database.read() as connection:
            return connection.execute(_HELD).first() is not None

    def drop(self, owner: str) -> None:
        """Give the advisory lock of ``owner`` back."""
        with self._turn:
            self._held.discard(owner)
            if self._connection is not None:
                with suppress(sa.exc.DBAPIError):  # a session that ended has no locks
                    self._connection.execute(sa.select(sa.func.pg_advisory_unlock(_key(owner))))

    def close(self) -> None:
        """End the session, and with it every lock."""
        with self._turn:
            self._held.clear()
            self._disconnect()
            self._engine.dispose()

    def _connected(self) -> sa.Connection:
        if self._connection is not None:
            try:
                self._connection.execute(sa.select(1))
            except sa.exc.DBAPIError:
                self._disconnect()
            else:
                return self._connection
        connection = self._engine.connect()
        try:
            for setting in ("idle = 10", "interval = 5", "count = 3"):
                connection.exec_driver_sql(f"SET tcp_keepalives_{setting}")
            for owner in self._held:
                self._take(connection, owner)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _take(self, connection: sa.Connection, owner: str) -> None:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(_key(owner)))).scalar_one():
            raise StoreError(f"another process calls itself {owner} already")

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sa.exc.DBAPIError):
                connection.close()


# A bigint key is listed in two halves, with objsubid 1.
_HELD = sa.text(
    "SELECT classid::bigint AS classid, objid::bigint AS objid FROM pg_locks "
    "WHERE locktype = 'advisory' AND objsubid = 1 AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def _key(owner: str) -> int:
    return int.from_bytes(sha256(owner.encode()).digest()[:8], "big", signed=True)


def presence(database: Database) -> Presence:
    """Return the way to show life that fits the kind of store."""
    path = database.path
    return SessionPresence(database) if path is None else FilePresence(path)
