"""Opening a store that is not as it should be, and working on one that stops being so."""

import os
import re
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.store import Store, StoreError, database, migrations
from monitor.store.database import Database
from monitor.store.errors import explain
from tests.store import filling
from tests.store.filling import NOW

posix = pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights in other ways")


def failure(store: Store) -> str:
    """Return what a person reads when the store cannot be opened."""
    with pytest.raises(StoreError) as caught:
        store.open()
    store.close()
    return str(caught.value)


def test_opening_makes_the_folder_and_looking_does_not(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/a/b/monitor.db")
    before = (tmp_path / "a").exists()
    store.open()
    store.close()

    assert (before, (tmp_path / "a/b/monitor.db").exists()) == (False, True)


@posix
@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_a_store_that_we_make_is_its_owners_alone_from_the_first_byte(tmp_path: Path, umask: int) -> None:
    """It holds what people wrote to be warned of, and whom they warn: backups were private, the store was not."""
    before = os.umask(umask)
    try:
        store = Store(f"sqlite:///{tmp_path}/a/monitor.db")
        store.open()
        store.meta.set("a", 1)
        modes = {path.name: mode(path) for path in (tmp_path / "a").iterdir()}
        store.close()
    finally:
        os.umask(before)

    assert modes == {"monitor.db": 0o600, "monitor.db-wal": 0o600, "monitor.db-shm": 0o600}
    assert mode(tmp_path / "a") == 0o700


@posix
def test_modes_that_people_chose_stay(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(mode=0o750)
    for _ in range(2):
        store = Store(f"sqlite:///{tmp_path}/a/monitor.db")
        store.open()
        store.close()
        (tmp_path / "a/monitor.db").chmod(0o640)

    assert (mode(tmp_path / "a"), mode(tmp_path / "a/monitor.db")) == (0o750, 0o640)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_store_that_is_not_there_is_not_made_by_looking(bare_url: str) -> None:
    store = Store(bare_url)
    with pytest.raises(StoreError, match="there is no store at"):
        store.require_current()
    store.close()

    assert store.database.path is None or not store.database.path.exists()


def test_a_store_of_an_older_monitor_is_not_changed_by_looking(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "pending", lambda _database: ("9999",))

    with pytest.raises(StoreError, match="run `monitor db upgrade`"):
        store.require_current()


def test_a_file_that_is_no_store_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "monitor.db").write_text("this is a letter, not a database" * 100)

    assert failure(Store(f"sqlite:///{tmp_path}/monitor.db")).startswith("this file is not a store: check")


def test_a_folder_in_the_place_of_the_store_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "monitor.db").mkdir()

    assert failure(Store(f"sqlite:///{tmp_path}/monitor.db")).startswith("the store cannot be opened: check")


def test_a_server_that_does_not_answer_is_named_without_the_password(tmp_path: Path) -> None:
    store = Store(f"postgresql+psycopg://monitor:canary-secret@/monitor?host={tmp_path}")
    said = failure(store)

    assert said.startswith("PostgreSQL does not answer: check that it runs")
    assert "canary-secret" not in said


@pytest.mark.on("postgres")
def test_a_database_that_is_not_there_gets_the_remedy_to_create_it(store: Store) -> None:
    url = store.database.url.set(database="nowhere").render_as_string(hide_password=False)

    assert failure(Store(url)).startswith("PostgreSQL has no such database: create it")


@pytest.mark.on("postgres")
def test_a_server_that_is_too_old_is_refused_with_a_remedy(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "OLDEST_POSTGRES", 99)
    url = store.database.url.render_as_string(hide_password=False)

    assert re.fullmatch(
        "PostgreSQL [0-9]+ is too old: monitor needs 99 or newer; upgrade the server, .*", failure(Store(url))
    )


def test_the_oldest_server_is_the_one_that_the_documents_promise() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")

    assert f"PostgreSQL {database.OLDEST_POSTGRES} or newer" in readme


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://monitor:canary@db/monitor",
        "postgresql+psycopg://db/monitor?user=monitor&password=canary",
        "postgresql+psycopg://db/monitor?sslpassword=canary",
    ],
)
def test_the_name_of_a_store_never_shows_a_password(url: str) -> None:
    database = Database(url)
    shown = database.name
    database.close()

    assert "canary" not in shown


def test_a_sound_store_has_nothing_to_report(store: Store) -> None:
    filling.everything(store, NOW)

    assert store.check() == ()


@pytest.mark.on("sqlite")
def test_damage_is_found(store: Store) -> None:
    path = store.database.path
    assert path is not None
    for _ in range(200):
        filling.entry(store, NOW, summary="x" * 500)
    store.close()
    content = bytearray(path.read_bytes())
    content[-60_000:-40_000] = b"\xa5" * 20_000
    path.write_bytes(content)

    try:
        found = store.check()
    except StoreError as error:
        found = (str(error),)
    assert found
    store.close()


@pytest.mark.on("sqlite")
def test_a_reference_to_nothing_is_found(store: Store) -> None:
    path = store.database.path
    assert path is not None
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO story_entries VALUES (77, 88, '2026-11-22', 0, '{}')")
    connection.close()

    assert "a row of story_entries refers to a row of entries that is gone" in store.check()


@pytest.mark.on("sqlite")
def test_a_full_disk_stops_a_write_whole_and_work_goes_on_when_there_is_room(store: Store) -> None:
    filling.entry(store, NOW)
    before = filling.count_rows(store)
    limited = Store(store.database.url.render_as_string(hide_password=False))
    sa.event.listen(limited.database.engine, "connect", _no_room)
    said = []
    for _ in range(2):
        with pytest.raises(sa.exc.OperationalError) as caught:
            filling.entry(limited, NOW, summary="x" * 2_000_000)
        said.append(explain(caught.value))
    limited.close()
    during = filling.count_rows(store)
    filling.entry(store, NOW, summary="x" * 2_000_000)

    assert (during, store.check()) == (before, ())
    assert re.match("the disk is full: make room; a monitor that runs goes on by itself", said[-1])


def _no_room(connection: sqlite3.Connection, _record: object) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 20}").fetchall()


@pytest.mark.on("sqlite")
def test_a_store_that_may_not_be_written_says_so(store: Store) -> None:
    sa.event.listen(store.database.engine, "connect", lambda c, _r: c.execute("PRAGMA query_only = ON"))
    store.database.engine.dispose()
    with pytest.raises(sa.exc.OperationalError) as caught:
        store.meta.set("a", 1)

    assert explain(caught.value).startswith("the store cannot be written: give the user")


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("fate", ["deleted", "replaced"])
def test_a_store_whose_file_is_gone_is_not_written_into_nowhere(store: Store, fate: str) -> None:
    """SQLite itself would go on, and everything written would be lost with the process."""
    path = store.database.path
    assert path is not None
    store.meta.set("a", 1)
    kept = path.rename(path.with_suffix(".kept"))
    if fate == "replaced":
        path.touch()
    said = []
    for work in (lambda: store.meta.set("a", 2), lambda: store.meta.get("a"), lambda: store.status.read(NOW)):
        with pytest.raises(StoreError) as caught:
            work()
        said.append(str(caught.value))
    made_one = path.exists() and fate == "deleted"
    kept.rename(path)
    store.meta.set("a", 3)

    assert all(f"{path} was {fate} while in use: stop monitor" in each for each in said)
    assert (made_one, store.meta.get("a")) == (False, 3)


@pytest.mark.parametrize("use", ["open", "require_current"])
def test_a_store_that_is_empty_is_not_taken_for_a_new_one(tmp_path: Path, use: str) -> None:
    """A copy that failed, or a full disk, leaves one: what waited in it must not be forgotten in silence."""
    (tmp_path / "monitor.db").touch()
    store = Store(f"sqlite:///{tmp_path}/monitor.db")
    with pytest.raises(StoreError, match=r"is empty, as .*: restore a backup with `monitor db restore FILE`"):
        getattr(store, use)()
    store.close()

    assert (tmp_path / "monitor.db").stat().st_size == 0


def test_processes_that_make_a_store_at_once_do_not_take_each_others_beginning_for_an_empty_one(
    tmp_path: Path,
) -> None:
    stores = [Store(f"sqlite:///{tmp_path}/monitor.db") for _ in range(6)]
    with ThreadPoolExecutor(len(stores)) as threads:
        list(threads.map(Store.open, stores))
    for store in stores:
        store.close()


def test_a_full_disk_is_said_as_it_is_whether_monitor_runs_or_could_not_start() -> None:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL"

    assert explain(error).startswith(
        "the disk is full: make room; a monitor that runs goes on by itself, one that could not start must be started"
    )
