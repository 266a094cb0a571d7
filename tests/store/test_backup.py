"""Backups, and stores made of them."""

import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store import Store, StoreError, integrity
from monitor.store.backup import backup, restore
from monitor.store.database import Database
from monitor.store.tables import entries, metadata
from tests.store import filling
from tests.store.filling import NOW

FILLED = {table.name for table in metadata.sorted_tables} - {"configs", "hosts", "runners", "locks"}


def silent(*_step: object) -> None:
    pass


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


@pytest.fixture
def empty(bare_url: str) -> Iterator[Database]:
    """Give a database with nothing in it."""
    database = Database(bare_url)
    yield database
    database.close()


@pytest.fixture
def file(store: Store, tmp_path: Path) -> Path:
    """Give a backup of a store with something in it."""
    filling.everything(store, NOW)
    store.meta.install_id()
    path = tmp_path / "backup.db"
    backup(store.database, path, silent)
    return path


def opened(url: str) -> Store:
    store = Store(url)
    store.open()
    return store


def test_a_restored_store_holds_what_was_backed_up(store: Store, file: Path, empty: Database) -> None:
    before = filling.count_rows(store)
    restore(file, empty, NOW, silent)
    restored = opened(empty.url.render_as_string(hide_password=False))

    assert filling.count_rows(restored) == before
    restored.close()


def test_a_restored_store_never_reuses_a_message_id(store: Store, file: Path, empty: Database) -> None:
    restore(file, empty, NOW, silent)
    restored = opened(empty.url.render_as_string(hide_password=False))

    assert restored.meta.install_id() != store.meta.install_id()
    restored.close()


def test_a_backup_is_one_file_that_only_its_owner_reads(file: Path) -> None:
    beside = [path.name for path in file.parent.iterdir() if path.name.startswith("backup")]

    assert (beside, stat.S_IMODE(file.stat().st_mode)) == (["backup.db"], 0o600)


def test_a_backup_is_private_while_it_is_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, seen, check = tmp_path / "b.db.part", [], integrity.check

    def looked_at(made: Database) -> tuple[str, ...]:
        seen.append(mode(part))
        return check(made)

    monkeypatch.setattr(integrity, "check", looked_at)
    before = os.umask(0)
    try:
        backup(store.database, tmp_path / "b.db", lambda *_step: seen.append(mode(part)))
    finally:
        os.umask(before)

    assert set(seen) == {0o600}


@pytest.mark.on("sqlite")
@pytest.mark.skipif(not is_root(), reason="only root gives files away")
@pytest.mark.parametrize("there", [True, False], ids=["over a store", "without one"])
def test_what_root_restores_belongs_to_whom_it_belonged(file: Path, tmp_path: Path, there: bool) -> None:
    folder, path = tmp_path / "state", tmp_path / "state" / "monitor.db"
    folder.mkdir()
    os.chown(folder, 1234, 1235)
    if there:
        opened(f"sqlite:///{path}").close()
        os.chown(path, 1236, 1237)
        path.chmod(0o640)
    database = Database(f"sqlite:///{path}")
    restore(file, database, NOW, silent)
    database.close()
    found = path.stat()

    expected = (1236, 1237, 0o640) if there else (1234, 1235, 0o600)
    assert (found.st_uid, found.st_gid, mode(path)) == expected


def test_restoring_does_not_touch_the_backup(file: Path, empty: Database) -> None:
    before = file.read_bytes()
    restore(file, empty, NOW, silent)

    assert file.read_bytes() == before


def test_a_backup_is_one_moment_of_a_store_at_work(store: Store, store_url: str, tmp_path: Path) -> None:
    stop = threading.Event()

    def work() -> None:
        mine = Store(store_url)
        while not stop.is_set():
            with mine.database.write() as connection:  # always two at once
                row = {"feed": "rfi", "title": "", "summary": "", "seen_at": NOW, "content_hash": ""}
                connection.execute(entries.insert(), [row, row])
        mine.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for number in range(3):
            backup(store.database, tmp_path / f"{number}.db", silent)
    finally:
        stop.set()
        worker.join()
    counts = []
    for number in range(3):
        connection = sqlite3.connect(tmp_path / f"{number}.db")
        counts.append(connection.execute("SELECT count(*) % 2 FROM entries").fetchone()[0])
        connection.close()
    assert counts == [0, 0, 0]


def test_an_older_backup_is_replaced(store: Store, file: Path, empty: Database) -> None:
    filling.entry(store, NOW)
    backup(store.database, file, silent)
    restore(file, empty, NOW, silent)
    restored = opened(empty.url.render_as_string(hide_password=False))

    assert filling.count_rows(restored, entries) == {"entries": 3}
    restored.close()


def test_a_file_that_is_no_backup_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    precious = tmp_path / "monitor.yaml"
    precious.write_text("store: here\n")

    with pytest.raises(StoreError, match="exists and is not a backup"):
        backup(store.database, precious, silent)
    assert precious.read_text() == "store: here\n"


def test_a_file_that_is_no_backup_is_not_restored(empty: Database, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")

    with pytest.raises(StoreError, match="is not a backup"):
        restore(tmp_path / "notes.txt", empty, NOW, silent)


@pytest.mark.on("sqlite")
def test_a_damaged_backup_is_not_restored_and_the_store_stays(
    open_store: Callable[[], Store], file: Path
) -> None:
    store = open_store()
    assert store.database.path is not None
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2 : len(damaged) // 2 + 20_000] = b"\xff" * 20_000
    file.write_bytes(damaged)

    with pytest.raises(StoreError):
        restore(file, store.database, NOW, silent)
    assert filling.count_rows(store, entries) == {"entries": 2}


@pytest.mark.on("sqlite")
def test_the_store_that_was_there_is_set_aside(store: Store, file: Path) -> None:
    path = store.database.path
    assert path is not None
    filling.entry(store, NOW)
    store.close()
    aside = restore(file, store.database, NOW, silent)
    assert aside is not None
    counts = []
    for one in (path, aside):
        opened_one = opened(f"sqlite:///{one}")
        counts.append(filling.count_rows(opened_one, entries)["entries"])
        opened_one.close()

    assert (aside.name, counts) == ("monitor.db.before-restore-20261122T120000Z", [2, 3])


@pytest.mark.on("postgres")
def test_a_full_postgresql_store_is_not_overwritten(store: Store, file: Path) -> None:
    with pytest.raises(StoreError, match="is not empty"):
        restore(file, store.database, NOW, silent)


def test_no_room_for_a_backup_leaves_the_last_one(store: Store, file: Path) -> None:
    before = file.read_bytes()
    shutil.rmtree(file.with_name("backup.db.part"), ignore_errors=True)
    file.with_name("backup.db.part").mkdir()  # nothing can be written under this name

    with pytest.raises(StoreError):
        backup(store.database, file, silent)
    assert file.read_bytes() == before


STRANGERS = (
    "CREATE TRIGGER t AFTER INSERT ON hits BEGIN DELETE FROM hits; END",
    "CREATE TRIGGER t AFTER UPDATE ON alembic_version BEGIN DELETE FROM deliveries; END",
    "CREATE TRIGGER t BEFORE DELETE ON entries BEGIN SELECT RAISE(IGNORE); END",
    "CREATE VIEW v AS SELECT 1",
    "CREATE VIRTUAL TABLE f USING fts5(words)",
)
OBSTACLES = ("CREATE UNIQUE INDEX u ON hits (rule)",)
HARMLESS = ("CREATE TABLE notes (words TEXT)", "CREATE TABLE n (a TEXT); CREATE INDEX i ON n (a)")


def altered(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statement)
        connection.commit()


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("statement", STRANGERS)
def test_a_backup_in_which_something_lies_in_wait_is_refused(
    file: Path, tmp_path: Path, statement: str
) -> None:
    altered(file, statement)
    target = Database(f"sqlite:///{tmp_path}/restored.db")
    with pytest.raises(StoreError, match="holds what monitor did not make"):
        restore(file, target, NOW, silent)
    target.close()

    assert not (tmp_path / "restored.db").exists()


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("statement", [*STRANGERS, *OBSTACLES])
def test_what_acts_on_a_store_behind_our_back_is_seen(tmp_path: Path, statement: str) -> None:
    opened(f"sqlite:///{tmp_path}/monitor.db").close()
    altered(tmp_path / "monitor.db", statement)
    store = Store(f"sqlite:///{tmp_path}/monitor.db")
    found = store.strangers()
    store.close()

    assert len(found) >= 1


def test_a_store_has_no_strangers(store: Store) -> None:
    assert store.strangers() == ()


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("statement", HARMLESS)
def test_a_table_of_somebody_else_hinders_neither_backup_nor_restore(
    file: Path, tmp_path: Path, statement: str
) -> None:
    altered(file, statement)
    target = Database(f"sqlite:///{tmp_path}/restored.db")
    restore(file, target, NOW, silent)
    found = integrity.strangers(target)
    target.close()

    assert found == ()


@pytest.mark.on("postgres")
def test_a_trigger_on_a_table_of_ours_is_seen(store: Store) -> None:
    make = (
        "CREATE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM hits; RETURN NULL; END'",
        "CREATE TRIGGER stranger AFTER INSERT ON hits EXECUTE FUNCTION gone()",
    )
    try:
        with store.database.write() as connection:
            for statement in make:
                connection.exec_driver_sql(statement)
        found = store.strangers()
    finally:
        with store.database.write() as connection:
            connection.exec_driver_sql("DROP FUNCTION IF EXISTS gone CASCADE")

    assert found == ("trigger stranger",)


def test_a_backup_that_does_not_exist_is_named_so(empty: Database, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere\.db does not exist"):
        restore(tmp_path / "nowhere.db", empty, NOW, silent)
