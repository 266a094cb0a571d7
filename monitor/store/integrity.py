"""Whether the store is sound, and whether there is room for it to grow."""

import shutil
import sqlite3

import sqlalchemy as sa

from monitor.store.database import Database
from monitor.store.tables import metadata

_INDEXES = frozenset(index.name for table in metadata.sorted_tables for index in table.indexes)
_ACTIVE = sa.text(  # what PostgreSQL would do by itself when rows of ours change
    "SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text IN :tables "
    "UNION ALL SELECT 'rule ' || rulename FROM pg_rules WHERE tablename IN :tables"
).bindparams(sa.bindparam("tables", expanding=True))


def check(database: Database) -> tuple[str, ...]:
    """Return what is damaged, at most ten lines of a kind. PostgreSQL checks its pages itself, when it reads them."""
    if not database.is_sqlite:
        with database.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        return ()
    with database.sqlite() as connection:
        found = [str(line) for (line,) in connection.execute("PRAGMA quick_check(10)")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchmany(10)
    lost = [f"a row of {table} refers to a row of {parent} that is gone" for table, _, parent, _ in broken]
    return (*(line for line in found if line != "ok"), *lost)


def strangers(database: Database) -> tuple[str, ...]:
    """Return what acts on our tables and was not made by monitor: it changes rows behind its back, or forbids them."""
    if database.is_sqlite:
        with database.sqlite() as connection:
            return strangers_in(connection)
    with database.read() as connection:
        return tuple(connection.execute(_ACTIVE, {"tables": sorted(metadata.tables)}).scalars())


def strangers_in(connection: sqlite3.Connection, *, of_older: bool = False) -> tuple[str, ...]:
    """Return the same of a SQLite store; ``of_older`` says that its schema may have other indexes than ours."""
    objects = connection.execute(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
    ).fetchall()
    return tuple(
        f"{kind} {name}"
        for kind, name, table, written in objects
        if kind in {"trigger", "view"}
        or written.upper().startswith("CREATE VIRTUAL")
        or (
            kind == "index" and written and table in metadata.tables and name not in _INDEXES and not of_older
        )
    )


def free_bytes(database: Database) -> int | None:
    """Return how much the disk of a SQLite store can still take; None for PostgreSQL, whose disk is not ours."""
    path = database.path
    if path is None:
        return None
    there = next(folder for folder in path.absolute().parents if folder.exists())  # none may be made yet
    return shutil.disk_usage(there).free
