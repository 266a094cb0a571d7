"""Alembic at work on a store's schema. Imported only where a schema changes: it takes twelve megabytes."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from monitor.store.errors import StoreError


def head() -> str:
    """Return the newest revision there is a script for."""
    return str(_scripts().get_current_head())


def ahead(revision: str | None) -> tuple[str, ...]:
    """Return the revisions after this one, first to last; StoreError if it is unknown."""
    scripts = _scripts()
    if revision is not None and revision not in {step.revision for step in scripts.walk_revisions()}:
        raise StoreError(
            f"the store is at revision {revision}, which this monitor does not know: it was written by a newer one. "
            "Install that version again, or restore a backup made before the upgrade."
        )
    steps = scripts.iterate_revisions("head", revision or "base")
    return tuple(reversed([step.revision for step in steps if step.revision != revision]))


def upgrade(connection: sa.Connection) -> None:
    """Bring the schema to the newest revision, inside the transaction of ``connection``."""
    command.upgrade(_config(connection), "head")


def downgrade(connection: sa.Connection, revision: str) -> None:
    """Take the schema back, inside the transaction of ``connection``."""
    command.downgrade(_config(connection), revision)


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    # A path may hold "%", which Alembic's configuration would take for a reference.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
