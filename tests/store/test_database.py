"""Transactions that cannot half-succeed."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from monitor.store import Store
from monitor.store.database import Database
from monitor.store.tables import meta


def put(connection: sa.Connection, key: str, value: object) -> None:
    connection.execute(meta.insert().values(key=key, value=value))


def test_a_write_that_raises_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.database.write() as connection:
            put(connection, "a", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert store.meta.get("a") is None


def test_a_read_sees_one_moment(store: Store, open_store: Callable[[], Store]) -> None:
    other = open_store()
    with store.database.read() as connection:
        first = connection.execute(sa.select(sa.func.count()).select_from(meta)).scalar_one()
        other.meta.set("between", 1)
        second = connection.execute(sa.select(sa.func.count()).select_from(meta)).scalar_one()

    assert first == second


def test_writers_that_read_first_wait_for_each_other(store: Store, open_store: Callable[[], Store]) -> None:
    stores = [store, open_store(), open_store(), open_store()]
    store.meta.set("n", 0)

    def count(database: Database) -> None:
        for _ in range(20):
            with database.write() as connection:
                chosen = sa.select(meta.c.value).where(meta.c.key == "n").with_for_update()
                n = connection.execute(chosen).scalar_one()
                connection.execute(sa.update(meta).where(meta.c.key == "n").values(value=n + 1))

    threads = [threading.Thread(target=count, args=(one.database,)) for one in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert store.meta.get("n") == 80


def test_rows_that_are_there_are_skipped_or_overwritten_as_asked(store: Store) -> None:
    store.meta.set("a", 1)
    with store.database.write() as connection:
        connection.execute(store.database.insert_new(meta, ["key"]), [{"key": k, "value": 2} for k in "ab"])
        upsert = store.database.upsert(meta, ["key"], ["value"])
        connection.execute(upsert, [{"key": k, "value": 3} for k in "bc"])

    assert [store.meta.get(key) for key in "abc"] == [1, 3, 3]


@pytest.mark.on("sqlite")
def test_sqlite_survives_a_power_cut_and_checks_references(store: Store) -> None:
    with store.database.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_text_of_every_script_comes_back_as_it_went(store: Store) -> None:
    text = "L'attaque à Ménaka — هجوم على ميناكا 🌍 \u200f\ufeff"
    store.meta.set("text", text)

    assert store.meta.get("text") == text


def test_writers_of_one_turn_follow_each_other(store: Store, open_store: Callable[[], Store]) -> None:
    stores = [store, open_store(), open_store(), open_store()]

    def put_if_missing(database: Database) -> None:
        with database.write("first") as connection:
            if connection.execute(sa.select(meta.c.key).where(meta.c.key == "only")).first() is None:
                put(connection, "only", 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put_if_missing, [one.database for one in stores]))

    assert store.meta.get("only") == 1
    assert not store.runners.are_any()
