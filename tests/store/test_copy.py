"""A store moves to another database."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.store import Store, StoreError
from monitor.store.copy import copy
from monitor.store.database import Database
from monitor.store.tables import editions, entries, metadata, runners
from tests.store import filling
from tests.store.filling import NOW


@pytest.fixture
def target(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Give an empty database of the other kind, if that kind is tested at all."""
    both = "postgres" in request.config.getoption("--databases")
    if store_kind == "sqlite" and both:
        server = request.getfixturevalue("postgres_server")
        url = server.create()
        database = Database(url.render_as_string(hide_password=False))
        yield database
        database.close()
        server.drop(url)
    else:
        database = Database(f"sqlite:///{tmp_path}/new/monitor.db")
        yield database
        database.close()


def silent(*_step: object) -> None:
    pass


def content(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table that moves."""
    with database.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in metadata.sorted_tables
            if table is not runners
        }


def fill(store: Store, rows: int) -> None:
    store.meta.install_id()
    filling.everything(store, NOW)
    bare = {"title": "قتل في ميناكا — à Ménaka 🌍", "summary": "", "seen_at": NOW, "content_hash": "x"}
    with store.database.write() as connection:
        connection.execute(entries.insert(), [bare | {"feed": f"é{n % 7}"} for n in range(rows)])


def test_every_row_arrives_as_it_was(store: Store, target: Database) -> None:
    fill(store, 2500)
    copied = {one.table: one.rows for one in copy(store.database, target, silent)}

    assert (content(target), copied["entries"]) == (content(store.database), 2502)


def test_a_copy_that_was_interrupted_goes_on_where_it_stopped(store: Store, target: Database) -> None:
    fill(store, 2500)
    steps: list[tuple[str, int]] = []

    def interrupted(table: str, done: int, _total: int) -> None:
        steps.append((table, done))
        if (table, done) == ("entries", 2000):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(store.database, target, interrupted)
    again: list[tuple[str, int, int]] = []
    copy(store.database, target, lambda *step: again.append(step))

    assert [step for step in again if step[0] == "entries"] == [("entries", 2502, 2502)]
    assert content(target) == content(store.database)


def test_a_store_with_an_unfinished_copy_cannot_be_opened(store: Store, target: Database) -> None:
    fill(store, 10)

    def interrupted(*_step: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(store.database, target, interrupted)
    unfinished = Store(target.url.render_as_string(hide_password=False))
    with pytest.raises(StoreError, match="unfinished copy"):
        unfinished.open()
    unfinished.close()


def test_a_finished_copy_can_be_opened(store: Store, target: Database) -> None:
    fill(store, 10)
    copy(store.database, target, silent)
    moved = Store(target.url.render_as_string(hide_password=False))
    moved.open()

    assert moved.meta.install_id() == store.meta.install_id()
    moved.close()


def test_a_target_that_holds_something_else_is_refused(store: Store, target: Database) -> None:
    other = Store(target.url.render_as_string(hide_password=False))
    other.open()
    filling.feed(other, "mine")
    other.close()

    with pytest.raises(StoreError, match="is not empty"):
        copy(store.database, target, silent)


def test_a_source_that_changes_meanwhile_is_noticed(store: Store, target: Database) -> None:
    fill(store, 1500)

    def interrupted(table: str, done: int, _total: int) -> None:
        if (table, done) == ("entries", 1000):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(store.database, target, interrupted)
    with store.database.write() as connection:
        connection.execute(sa.update(entries).where(entries.c.id == 5).values(title="changed"))

    with pytest.raises(StoreError, match=re.escape("differs from the source in entries:")):
        copy(store.database, target, silent)


def test_numbers_once_given_are_not_given_again(store: Store, target: Database) -> None:
    last = max(filling.edition(store, NOW - timedelta(days=n)) for n in range(3))
    with store.database.write() as connection:
        connection.execute(sa.delete(editions).where(editions.c.id == last))
    copy(store.database, target, silent)
    moved = Store(target.url.render_as_string(hide_password=False))

    assert filling.edition(moved, NOW) == last + 1
    moved.close()


def test_processes_do_not_move(store: Store, target: Database, open_store: Callable[[], Store]) -> None:
    with open_store().runners.register("daemon", NOW):
        copy(store.database, target, silent)

    with target.read() as connection:
        assert connection.execute(sa.select(runners)).all() == []
