"""Whether the store is sound, and whether there is room for it to grow."""

import shutil

from monitor.store.database import Database


def check(database: Database) -> tuple[str, ...]:
    """Return what is damaged, at most ten lines. PostgreSQL checks its pages itself, whenever it reads them."""
    if not database.is_sqlite:
        with database.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        return ()
    with database.sqlite() as connection:
        found = [str(line) for (line,) in connection.execute("PRAGMA quick_check(10)")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchmany(10)
    lost = [f"a row of {table} refers to a row of {parent} that is gone" for table, _, parent, _ in broken]
    return (*(line for line in found if line != "ok"), *lost)


def free_bytes(database: Database) -> int | None:
    """Return how much the disk of a SQLite store can still take; None for PostgreSQL, whose disk is not ours."""
    path = database.path
    if path is None:
        return None
    there = next(folder for folder in path.absolute().parents if folder.exists())  # none may be made yet
    return shutil.disk_usage(there).free
