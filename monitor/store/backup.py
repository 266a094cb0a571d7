"""A backup is a SQLite store in one file, whatever the store is; restoring it makes a store again."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from monitor import durable
from monitor.store import copy, integrity, meta, migrations
from monitor.store.database import Database, make_private
from monitor.store.errors import StoreError, explained

_HEADER = b"SQLite format 3\x00"


def backup(database: Database, file: Path, progress: copy.Progress) -> int:
    """Write the store as it is at this moment to ``file`` while work goes on; return its size in bytes.

    The file appears whole and checked, or not at all; an older backup of that name is replaced only then.
    """
    if file.exists() and not _is_sqlite(file):
        raise StoreError(f"{file} exists and is not a backup: choose another name")
    if database.path is not None and file.resolve() == database.path.resolve():
        raise StoreError(f"{file} is the store itself: choose another name")
    with explained(), _appearing(file) as part:
        if database.is_sqlite:
            with database.sqlite() as connection:
                connection.execute("VACUUM INTO ?", (str(part),))
        else:
            with closing(Database(f"sqlite:///{part}")) as target:
                copy.copy(database, target, progress)
        _require_sound(part)
    return file.stat().st_size


def restore(file: Path, database: Database, now: datetime, progress: copy.Progress) -> Path | None:
    """Make ``database`` what ``file`` holds; return where the SQLite store that was there lies now.

    The caller has made sure that nobody works on it. The store gets a new name (install id), so that no
    message made from now on carries the Message-ID of one that was sent after the backup was made.
    """
    if not file.exists():
        raise StoreError(f"{file} does not exist: name a file that `monitor db backup` wrote")
    if not _is_sqlite(file):
        raise StoreError(f"{file} is not a backup of monitor")
    with explained():
        if database.path is None:
            with _upgraded_copy(file, file.with_name(f"{file.name}.{uuid4().hex}.part")) as source:
                copy.copy(source, database, progress)
                _rename_install(database)
            return None
        database.make_folder()
        with _appearing(database.path) as part:
            with _upgraded_copy(file, part, keep=True) as source:
                _rename_install(source)
            _require_sound(part)
            _give_to_owner(part, database.path)
            return _set_aside(database, now)


@contextmanager
def _appearing(file: Path) -> Iterator[Path]:
    """Yield a name beside ``file`` to write to; at the end it becomes ``file``, or goes if that failed."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    make_private(part)  # it will hold what readers and authors wrote
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(file)
        durable.sync_folder(file.parent)
    finally:
        _remove(part)


@contextmanager
def _upgraded_copy(file: Path, part: Path, *, keep: bool = False) -> Iterator[Database]:
    """Yield a copy of the backup at the newest schema; the backup itself is never touched."""
    make_private(part)
    try:
        shutil.copyfile(file, part)
        _refuse_foreign(part, file)
        with closing(Database(f"sqlite:///{part}")) as database:
            migrations.upgrade(database)
            yield database
    finally:
        if not keep:
            _remove(part)


def _refuse_foreign(part: Path, file: Path) -> None:
    """Refuse a backup in which something lies in wait: it would act as soon as rows are written."""
    with closing(sqlite3.connect(part)) as connection:
        found = integrity.strangers_in(connection, of_older=True)
    if found:
        wrong = f"{file} holds what monitor did not make ({', '.join(found)})"
        raise StoreError(
            f"{wrong}: take another backup, or remove it with sqlite3 and DROP if you know what it is"
        )


def _give_to_owner(part: Path, store: Path) -> None:
    """Give a new file the owner and mode of the store it replaces, without one the owner of the folder.

    Whoever restores is often root; the service is not, and could not open what belongs to root.
    """
    there = store.exists()
    like = (store if there else store.parent).stat()
    if there:
        part.chmod(stat.S_IMODE(like.st_mode))
    if os.name == "posix" and os.geteuid() == 0:
        os.chown(part, like.st_uid, like.st_gid)


def _set_aside(database: Database, now: datetime) -> Path | None:
    """Move the store that is there, with what its journal holds, to a name that tells when."""
    path = database.path
    if path is None or not path.exists():
        return None
    aside = path.with_name(f"{path.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
    for suffix in ("-wal", "-shm"):  # a damaged store may keep its journal: it goes with it
        journal = path.with_name(path.name + suffix)
        if journal.exists():
            journal.replace(aside.with_name(aside.name + suffix))
    path.replace(aside)
    return aside


def _rename_install(database: Database) -> None:
    with database.write() as connection:
        meta.write(database, connection, "install_id", uuid4().hex)


def _require_sound(part: Path) -> None:
    with closing(Database(f"sqlite:///{part}")) as database:
        damage = integrity.check(database)
        revision = migrations.current(database)
        with database.sqlite() as connection:  # one file, without journals beside it
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    if damage or revision is None:
        raise StoreError(f"the copy is not sound: {'; '.join(damage) or 'it has no tables'}")


def _is_sqlite(file: Path) -> bool:
    try:
        with file.open("rb") as head:
            return head.read(len(_HEADER)) == _HEADER
    except OSError:
        return False


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
