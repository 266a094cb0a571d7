"""The schema and its history."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from monitor.store import Store, StoreError, migrations
from monitor.store.database import Database
from monitor.store.migrations import history
from monitor.store.tables import entries, hits, metadata, verdicts


@pytest.fixture
def bare(bare_url: str) -> Iterator[Database]:
    """Give a database with nothing in it."""
    database = Database(bare_url)
    yield database
    database.close()


def differences(database: Database) -> list[object]:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def tables(database: Database) -> set[str]:
    with database.read() as connection:
        return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def test_migrations_make_what_the_tables_say(bare: Database) -> None:
    migrations.upgrade(bare)

    assert differences(bare) == []


def test_up_down_and_up_again_ends_where_it_began(bare: Database) -> None:
    migrations.upgrade(bare)
    migrations.downgrade(bare, "base")
    emptied = tables(bare)
    migrations.upgrade(bare)

    assert (emptied, differences(bare)) == (set(), [])


def test_the_newest_revision_is_that_of_the_scripts() -> None:
    assert migrations.newest() == history.head()


def test_a_bare_database_has_everything_pending_and_an_upgraded_one_nothing(bare: Database) -> None:
    before = migrations.pending(bare)
    migrations.upgrade(bare)

    assert (before[0], before[-1], migrations.pending(bare)) == ("0001", migrations.newest(), ())


def test_a_store_of_a_newer_monitor_is_refused_unchanged(bare: Database, bare_url: str) -> None:
    migrations.upgrade(bare)
    with bare.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store = Store(bare_url)

    with pytest.raises(StoreError, match=r"revision 9999.*newer"):
        store.open()
    store.close()


def test_stores_opened_at_once_are_migrated_once(bare_url: str) -> None:
    stores = [Store(bare_url) for _ in range(4)]
    try:
        with ThreadPoolExecutor(len(stores)) as pool:
            list(pool.map(Store.open, stores))
        assert {migrations.current(store.database) for store in stores} == {migrations.newest()}
    finally:
        for store in stores:
            store.close()


def test_a_store_may_lie_under_a_path_with_odd_characters(tmp_path: Path) -> None:
    path = tmp_path / "100% sûr é" / "monitor.db"
    store = Store(f"sqlite:///{path}")
    store.open()
    store.close()
    connection = sqlite3.connect(path)
    version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()

    assert version == (migrations.newest(),)


@pytest.mark.on("postgres")
@pytest.mark.parametrize(("encoding", "refused"), [("UTF8", False), ("SQL_ASCII", False), ("LATIN1", True)])
def test_a_database_that_cannot_hold_every_script_is_refused(
    bare: Database, encoding: str, refused: bool
) -> None:
    name = f"{bare.url.database}_{encoding.lower()}"
    admin = bare.engine.execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
        )
    store = Store(bare.url.set(database=name).render_as_string(hide_password=False))
    try:
        if refused:
            with pytest.raises(StoreError, match="has the encoding LATIN1"):
                store.open()
        else:
            store.open()
            store.meta.set("text", "à Ménaka, في ميناكا")
            assert store.meta.get("text") == "à Ménaka, في ميناكا"
    finally:
        store.close()
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_store_of_the_first_schema_keeps_its_hits_and_what_refers_to_them(bare: Database) -> None:
    migrations.upgrade(bare)
    migrations.downgrade(bare, "0001")
    with bare.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO entries (id, feed, title, summary, seen_at, content_hash, baseline)"
            " VALUES (7, 'river', 'Attack', '', '2026-11-22 12:00:00', 'x', false)"
        )
        connection.exec_driver_sql(
            "INSERT INTO hits (id, entry, rule, severity, rule_hash, tags, evidence, why, concepts, places, toll,"
            " created_at, quiet) VALUES (9, 7, 'attack', 3, 'h', '[]', '[]', '', '[]', '[]', '{}',"
            " '2026-11-22 12:00:00', false)"
        )
        connection.exec_driver_sql(
            "INSERT INTO verdicts (hit, correct, at, by) VALUES (9, true, '2026-11-22 12:00:00', 'awa')"
        )

    migrations.upgrade(bare)

    with bare.read() as connection:
        query = sa.select(
            hits.c.id, hits.c.revision, hits.c.reasons, entries.c.stale, entries.c.unmatched, verdicts.c.by
        )
        row = connection.execute(query.join(entries).join(verdicts, verdicts.c.hit == hits.c.id)).one()
    assert (tuple(row), differences(bare)) == ((9, 0, None, False, None, "awa"), [])
