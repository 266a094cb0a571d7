"""What was watched and what it brought, in counts for the reader of an edition."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.model import Report, Severity
from monitor.store import damage, rows
from monitor.store.database import Database
from monitor.store.tables import entries, hits, stories

Began = tuple[datetime, tuple[str, ...], tuple[str, ...]]


class Coverage:
    """Counts over entries and stories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries_since(self, since: datetime) -> int:
        """Count the entries first seen since."""
        query = sa.select(sa.func.count()).select_from(entries).where(entries.c.seen_at > since)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def stories_began(self, since: datetime, until: datetime, least: Severity) -> tuple[Began, ...]:
        """Return when each story of at least this gravity was first seen, its places and its concepts."""
        query = sa.select(stories.c.id, stories.c.first_seen, stories.c.places, stories.c.concepts).where(
            stories.c.last_seen > since,
            stories.c.first_seen > since,
            stories.c.first_seen <= until,
            stories.c.severity >= int(least),
        )
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, _began, rows.STORY))

    def known_since(self) -> datetime | None:
        """Return when the first story of the store was seen."""
        with self._database.read() as connection:
            first: datetime | None = connection.execute(
                sa.select(sa.func.min(stories.c.first_seen))
            ).scalar_one()
        return first

    def reports(self, ids: tuple[int, ...]) -> dict[int, Report]:
        """Return these entries with their hits, as far as they exist."""
        if not ids:
            return {}
        query = (
            sa.select(*rows.ENTRY_COLUMNS, *rows.HIT_COLUMNS)
            .join(hits, hits.c.entry == entries.c.id)
            .where(entries.c.id.in_(ids))
            .order_by(hits.c.id)
        )
        with self._database.read() as connection:
            reports = rows.reports_of(damage.sound(connection, query, rows.told_by, rows.HIT))
        return {report.entry.id: report for report in reports}


def _began(row: sa.Row[Any]) -> Began:
    return row.first_seen, tuple(row.places), tuple(row.concepts)
