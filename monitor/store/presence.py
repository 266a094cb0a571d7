"""How a process shows that it lives: something the system itself frees when the process dies."""

import os
import secrets
import socket
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
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
        self._held: dict[str, _Held] = {}

    def hold(self, owner: str) -> None:
        """Lock the file of ``owner``."""
        self._folder.mkdir(exist_ok=True)
        lock = self._lock(owner)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise StoreError(f"another process calls itself {owner} already") from None
        self._held[owner] = _Held(lock, _inode(lock))

    def renew(self) -> bool:
        """Lock anew where somebody removed our file: nobody would see us any more.

        Not where the store's own folder is gone: made anew, it would stand in the way of the one that is put back.
        """
        if not self._folder.parent.is_dir():
            return False
        lost = [owner for owner, held in self._held.items() if _inode(held.lock) != held.inode]
        for owner in lost:
            self._held.pop(owner).lock.release()
            self.hold(owner)
        return bool(lost)

    def living(self, owners: Collection[str]) -> set[str]:
        """Return the owners whose file cannot be locked, by trying; where there is none, whose process lives.

        The file of a process that died is there, and free.
        """
        return {owner for owner in owners if owner in self._held or self._lives(owner)}

    def _lives(self, owner: str) -> bool:
        lock = self._lock(owner)
        return _has_process(owner) if _inode(lock) is None else not _is_free(lock)

    def is_anybody_here(self) -> bool:
        """Try every file; the store itself need not be readable."""
        return bool(self._held) or any(
            not _is_free(_file_lock(path)) for path in sorted(self._folder.glob("*.lock"))
        )

    def drop(self, owner: str) -> None:
        """Unlock the file of ``owner``, and remove it: the name is never used again."""
        held = self._held.pop(owner, None)
        if held is not None:
            held.lock.release()
            with suppress(OSError):
                Path(held.lock.lock_file).unlink(missing_ok=True)

    def close(self) -> None:
        """Unlock every file."""
        for held in self._held.values():
            held.lock.release()
        self._held.clear()
        with suppress(OSError):  # another runner's file keeps the folder; a bare folder harms nobody
            self._folder.rmdir()

    def _lock(self, owner: str) -> FileLock:
        return _file_lock(self._folder / f"{sha256(owner.encode()).hexdigest()[:24]}.lock")


@dataclass(frozen=True, slots=True)
class _Held:
    """A lock that we hold, and the file it is on."""

    lock: FileLock
    inode: int | None


def _inode(lock: FileLock) -> int | None:
    """Return what tells the file of a lock from another of its name; None if there is none."""
    try:
        return Path(lock.lock_file).stat().st_ino
    except FileNotFoundError:
        return None


def owner_of(host: str, pid: int) -> str:
    """Return a name under which a process claims work, never used before."""
    return f"{host}-{pid}-{secrets.token_hex(4)}"


def _has_process(owner: str) -> bool:
    """Return whether the process that has this name is one of this machine, and lives."""
    host, _, rest = owner.removeprefix(socket.gethostname()).partition("-")
    pid = rest.partition("-")[0]
    if host or not pid.isdecimal() or os.name == "nt":  # where asking would end the process
        return False
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


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
        """Release the advisory lock of ``owner``."""
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
