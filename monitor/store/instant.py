"""How an instant is stored: aware and UTC on both sides, whatever the database keeps."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from monitor.store import damage


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite forgets the zone, so it is put back on the way out.

    For SQLite it is written and read here, as SQLAlchemy does it but in a third of the time: polls store a dozen an entry.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy gives it
        """Refuse naive times, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time reached the store: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy gives it
        """Return UTC, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[Any], Any] | None:
        """Write for SQLite, else leave it to the driver."""
        return _written if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Read what SQLite holds, else leave it to the driver."""
        return _read if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _written(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"a naive time reached the store: {value!r}")
    return value.astimezone(UTC).isoformat(" ", "microseconds").removesuffix("+00:00")


def _read(text: str | None) -> datetime | None:
    return None if text is None else damage.instant(text)
