"""The numbers that rows without a given key will get next: they must never be given twice."""

from collections.abc import Mapping

import sqlalchemy as sa

from monitor.store.tables import metadata

# The tables whose ids the database counts.
_COUNTED = tuple(
    table for table in metadata.sorted_tables if table.dialect_options["sqlite"]["autoincrement"]
)


def read(connection: sa.Connection) -> dict[str, int]:
    """Return the last id given in each table; ids of removed rows count too."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all()
        return {row.name: row.seq for row in rows}
    last = {table.name: connection.execute(sa.text(_LAST[table.name])).scalar_one() for table in _COUNTED}
    return {name: number for name, number in last.items() if number}


def write(connection: sa.Connection, last: Mapping[str, int]) -> None:
    """Go on counting after ``last``, as a part of the caller's transaction."""
    for table in _COUNTED:
        if table.name not in last:
            continue
        given = {"name": table.name, "last": last[table.name]}
        if connection.dialect.name == "sqlite":
            connection.execute(
                sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name}
            )
            connection.execute(
                sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), given
            )
        else:
            connection.execute(sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), given)


# A sequence that gave no number yet tells one all the same.
_LAST = {
    table.name: f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {table.name}_id_seq"  # noqa: S608 - our names
    for table in _COUNTED
}
