"""The schema's history: which revision a store is at, and the way to another."""

from importlib import import_module
from types import ModuleType

import sqlalchemy as sa

from monitor.store.database import Database
from monitor.store.errors import StoreError

_NEWEST = "0002"  # a test compares it with the scripts; asking Alembic takes twelve megabytes


def current(database: Database) -> str | None:
    """Return the revision the store is at, None if it is empty."""
    with database.read() as connection:
        return _revision(connection)


def newest() -> str:
    """Return the revision this program works with."""
    return _NEWEST


def pending(database: Database) -> tuple[str, ...]:
    """Return the revisions that an upgrade would apply, first to last."""
    revision = current(database)
    if revision == _NEWEST:
        return ()
    found: tuple[str, ...] = _history().ahead(revision)
    return found


def upgrade(database: Database) -> None:
    """Bring the store to the newest revision, in one transaction; processes take turns."""
    if current(database) == _NEWEST:
        return
    history = _history()
    with database.schema_change() as connection:
        _take_turn(database, connection)
        history.ahead(_revision(connection))
        history.upgrade(connection)


def downgrade(database: Database, revision: str) -> None:
    """Take the store back to ``revision`` ("base" empties it), in one transaction."""
    history = _history()
    with database.schema_change() as connection:
        _take_turn(database, connection)
        history.downgrade(connection, revision)


def _history() -> ModuleType:
    return import_module("monitor.store.migrations.history")


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def _take_turn(database: Database, connection: sa.Connection) -> None:
    database.take_turn(connection, "schema")
    if database.is_sqlite:
        return
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding not in ("UTF8", "SQL_ASCII"):
        raise StoreError(
            f"the database has the encoding {encoding}, which cannot hold every script: "
            "make it anew with `createdb --encoding=UTF8 --template=template0`"
        )
