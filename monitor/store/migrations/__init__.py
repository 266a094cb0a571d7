"""The schema's history: which revision a store is at, and the way to another."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from monitor.store.database import Database
from monitor.store.errors import StoreError


def current(database: Database) -> str | None:
    """Return the revision the store is at, None if it is empty."""
    with database.read() as connection:
        return _revision(connection)


def newest() -> str:
    """Return the revision this program works with."""
    return str(_scripts().get_current_head())


def pending(database: Database) -> tuple[str, ...]:
    """Return the revisions that an upgrade would apply, first to last."""
    scripts = _scripts()
    revision = _known(scripts, current(database))
    ahead = scripts.iterate_revisions("head", revision or "base")
    return tuple(reversed([step.revision for step in ahead if step.revision != revision]))


def upgrade(database: Database) -> None:
    """Bring the store to the newest revision, in one transaction; processes take turns."""
    if current(database) == newest():
        return
    with database.schema_change() as connection:
        _take_turn(database, connection)
        _known(_scripts(), _revision(connection))
        command.upgrade(_config(connection), "head")


def downgrade(database: Database, revision: str) -> None:
    """Take the store back to ``revision`` ("base" empties it), in one transaction."""
    with database.schema_change() as connection:
        _take_turn(database, connection)
        command.downgrade(_config(connection), revision)


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


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


def _known(scripts: ScriptDirectory, revision: str | None) -> str | None:
    known = {step.revision for step in scripts.walk_revisions()}
    if revision is not None and revision not in known:
        raise StoreError(
            f"the store is at revision {revision}, which this monitor does not know: it was written by a newer one. "
            "Install that version again, or restore a backup made before the upgrade."
        )
    return revision


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    # A path may hold "%", which Alembic's configuration would take for a reference.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
