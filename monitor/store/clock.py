"""What was written under a clock that ran ahead and was set right: nothing waits for that time to come."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from monitor.store import damage
from monitor.store.database import Database
from monitor.store.silences import SILENCE
from monitor.store.tables import acknowledgements, deliveries, delivery_attempts, editions, faults, silences

_STEP = timedelta(seconds=5)  # by which a clock is set back before it means anything
_SKEW = timedelta(minutes=5)  # by which the clocks of two machines may differ
_LONGEST = timedelta(hours=48)  # that a message waits for its next try


class Clock:
    """Notices that this process's clock was set back. Feeds and hosts do so themselves (store/feeds)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._before: datetime | None = None

    def heed(self, now: datetime) -> int:
        """Make due what waits for a time that a wrong clock made; return how much that was. Costs nothing in between.

        When the clock of this process was set back, and at its start for what another left. Then only what bears the
        mark of such a clock: it was made or tried later than now.
        """
        before, self._before = self._before, now
        if before is not None and now >= before - _STEP:
            return 0
        marked = sa.false() if before is None else sa.true()
        with self._database.write("clock") as connection:
            moved = _messages(connection, now, marked) + _faults(connection, now)
            return moved + _silences(connection, now) + _tellings(connection, now)


def _messages(connection: sa.Connection, now: datetime, marked: sa.ColumnElement[bool]) -> int:
    """Make messages due now; all that wait if ``marked``. To try one early harms nothing."""
    tried = sa.exists().where(
        delivery_attempts.c.delivery == deliveries.c.id, delivery_attempts.c.at > now + _SKEW
    )
    is_late = sa.or_(
        marked, tried, deliveries.c.created_at > now + _SKEW, deliveries.c.due_at > now + _LONGEST
    )
    waits = deliveries.c.state == "waiting", deliveries.c.due_at > now
    return connection.execute(sa.update(deliveries).where(*waits, is_late).values(due_at=now)).rowcount


def _faults(connection: sa.Connection, now: datetime) -> int:
    of_the_future = faults.c.last_at > now + _STEP
    values = {
        "since": sa.case((faults.c.since > now, now), else_=faults.c.since),
        "last_at": now,
        "due_at": now,
    }
    return connection.execute(sa.update(faults).where(of_the_future).values(values)).rowcount


def _silences(connection: sa.Connection, now: datetime) -> int:
    """Move silences of the future to begin now, as long as they were."""
    query = sa.select(silences.c.id, silences.c.created_at, silences.c.until)
    late = query.where(silences.c.created_at > now + _SKEW)
    rows = damage.sound(connection, late, lambda row: row, SILENCE)
    for row in rows:
        values = {"created_at": now, "until": now + (row.until - row.created_at)}
        connection.execute(sa.update(silences).where(silences.c.id == row.id).values(values))
    return len(rows)


def _tellings(connection: sa.Connection, now: datetime) -> int:
    """Move what was told or acknowledged in the future back until the last of it is now, in the order it had.

    Else nobody were reminded of an alert, nor the next in line told, until that time has come.
    """
    columns = editions.c.made_at, acknowledgements.c.at, acknowledgements.c.until
    newest = [connection.execute(sa.select(sa.func.max(column))).scalar() for column in columns]
    ahead = max((at for at in newest if at is not None), default=now) - now
    if ahead <= _SKEW:
        return 0
    moved = 0
    for column in columns:
        table = column.table
        late = connection.execute(sa.select(table.c.id, column).where(column > now + _SKEW)).all()
        for row in late:
            values = {column.name: row[1] - ahead}
            connection.execute(sa.update(table).where(table.c.id == row.id).values(values))
        moved += len(late)
    return moved
