"""A store moves from one database to another, and arrives complete."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.store import counters, meta, migrations
from monitor.store.database import Database
from monitor.store.errors import StoreError
from monitor.store.tables import meta as values
from monitor.store.tables import metadata, runners

MARK = "copied_from"  # stands in the target until the copy is complete
_AT_ONCE = 1000
# Processes belong to one store; single values are copied last, and apart, because the mark stands among them.
_TABLES = tuple(table for table in metadata.sorted_tables if table not in (runners, values))

Progress = Callable[[str, int, int], None]
"""Told the table, how many of its rows are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One table that arrived: as many rows, with the same content."""

    table: str
    rows: int
    checksum: str


def copy(source: Database, target: Database, progress: Progress) -> tuple[Copied, ...]:
    """Copy every row, then compare both sides by count and checksum; StoreError if anything differs.

    Rows go in the order of their keys, each batch in a transaction: after an interruption the next call goes
    on where the target ends. Nothing may work on the source meanwhile; the comparison would notice.
    """
    target.make_file()
    migrations.upgrade(target)
    with source.read() as reading:
        _begin(reading, target)
        for table in _TABLES:
            _copy_table(reading, target, table, progress)
        _copy_values(reading, target)
        with target.write() as connection:
            counters.write(connection, counters.read(reading))
        done = _compare(reading, target)
    with target.write() as connection:
        connection.execute(sa.delete(values).where(values.c.key == MARK))
    return done


def require_finished(database: Database) -> None:
    """Raise StoreError if a copy into this store was begun and not finished."""
    with database.read() as connection:
        begun = meta.read(connection, MARK, None)
    if begun is not None:
        raise StoreError(
            "the store holds an unfinished copy: run the same `monitor db copy FROM TO` again, "
            "it goes on where it stopped"
        )


def _begin(reading: sa.Connection, target: Database) -> None:
    """Mark the target as a copy of this source; refuse one that holds something else."""
    origin = meta.read(reading, "install_id", "unnamed")
    with target.write() as connection:
        begun = meta.read(connection, MARK, None)
        if begun == origin:
            return
        if begun is not None or any(_count(connection, table) for table in _TABLES):
            raise StoreError(
                f"{target.name} is not empty: make a new database (createdb NAME), and name that one instead"
            )
        meta.write(target, connection, MARK, origin)


def _copy_table(reading: sa.Connection, target: Database, table: sa.Table, progress: Progress) -> None:
    total = _count(reading, table)
    with target.read() as connection:
        done = _count(connection, table)
        last = connection.execute(_last_key(connection, table)).one_or_none()
    rows = sa.select(table).order_by(*_key(reading, table))
    if last is not None:
        rows = rows.where(sa.tuple_(*_key(reading, table)) > sa.tuple_(*last))
    with reading.execution_options(yield_per=_AT_ONCE).execute(rows) as found:
        for batch in found.mappings().partitions(_AT_ONCE):
            with target.write() as connection:
                connection.execute(table.insert(), [dict(row) for row in batch])
            done += len(batch)
            progress(table.name, done, total)


def _copy_values(reading: sa.Connection, target: Database) -> None:
    rows = [dict(row) for row in reading.execute(sa.select(values)).mappings()]
    with target.write() as connection:
        connection.execute(sa.delete(values).where(values.c.key != MARK))
        if rows:
            connection.execute(values.insert(), rows)


def _compare(reading: sa.Connection, target: Database) -> tuple[Copied, ...]:
    """Return what arrived; StoreError names the tables that differ."""
    with target.read() as connection:
        sides = [(_sum(reading, table), _sum(connection, table)) for table in (*_TABLES, values)]
    different = [there.table for here, there in sides if here != there]
    if different:
        raise StoreError(
            f"the copy differs from the source in {', '.join(different)}: stop every monitor that works on the source, "
            f"empty {target.name} and copy again"
        )
    return tuple(there for _, there in sides)


def _sum(connection: sa.Connection, table: sa.Table) -> Copied:
    digest, rows = hashlib.sha256(), 0
    query = sa.select(table).order_by(*_key(connection, table))
    if table is values:
        query = query.where(values.c.key != MARK)
    with connection.execution_options(yield_per=_AT_ONCE).execute(query) as found:
        for row in found:
            digest.update(json.dumps(tuple(row), sort_keys=True, default=_plain).encode())
            rows += 1
    return Copied(table.name, rows, digest.hexdigest())


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"a {type(value).__name__} cannot be compared")


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _last_key(connection: sa.Connection, table: sa.Table) -> sa.Select[Any]:
    columns = _key(connection, table)
    return sa.select(*columns).order_by(*(column.desc() for column in columns)).limit(1)


def _key(connection: sa.Connection, table: sa.Table) -> list[sa.ColumnElement[Any]]:
    """Return the key in an order that both kinds of database share: text by its bytes."""
    bytewise = connection.dialect.name == "postgresql"
    return [
        column.collate("C") if bytewise and isinstance(column.type, sa.Text) else column
        for column in table.primary_key.columns
    ]
