"""Messages whose address left the configuration: held, ended, or sent on when it came back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.core.operations.notice import NoticeItem
from monitor.core.orders.departures import ENDED, Addressee, Pair
from monitor.store import damage, notices
from monitor.store.database import Database
from monitor.store.tables import deliveries

_WAITING = deliveries.c.state == "waiting"
_HELD = deliveries.c.held_at
_REMEDY = "put the address back to send them; see monitor outbox list"


class Departures:
    """Holds, frees and ends what waits for an address. Operators hear of it once for each address and time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self) -> tuple[Addressee, ...]:
        """Return everybody for whom messages wait."""
        held = sa.func.count(_HELD)
        query = (
            sa.select(
                deliveries.c.recipient, deliveries.c.address, sa.func.min(_HELD), sa.func.count() - held
            )
            .where(_WAITING)
            .group_by(deliveries.c.recipient, deliveries.c.address)
        )
        with damage.tolerating(), self._database.read() as connection:
            return tuple(Addressee(*row) for row in connection.execute(query))

    def hold(self, left: Collection[Pair], until: datetime, now: datetime) -> None:
        """Hold everything for addresses that left, until they come back or it is ended. Atomic."""
        reply = f"the address left the configuration: held until {until:%Y-%m-%d %H:%M} UTC"
        with self._database.write() as connection:
            for pair in sorted(left):
                free = sa.and_(_WAITING, _HELD.is_(None), _to(pair))
                held = _changed(connection, free, held_at=now, reply=reply)
                self._notify(connection, pair, held, "address_left", f"{reply}; messages", now)

    def free(self, back: Collection[Pair], now: datetime) -> int:
        """Send what was held for addresses that came back; return how many messages that is. Atomic."""
        with self._database.write() as connection:
            freed = [
                _changed(
                    connection, sa.and_(_WAITING, _HELD.is_not(None), _to(pair)), held_at=None, due_at=now
                )
                for pair in sorted(back)
            ]
        return sum(map(len, freed))

    def revive(self, known: Collection[Pair], within: timedelta, now: datetime) -> int:
        """Send what ended ``within`` this time, as its address had left, and is here again; return how many. Atomic."""
        ended = sa.and_(
            deliveries.c.state == "dead", deliveries.c.reply == ENDED, deliveries.c.done_at >= now - within
        )
        with self._database.write() as connection:
            query = sa.select(deliveries.c.recipient, deliveries.c.address).where(ended).distinct()
            back = [
                pair for row in connection.execute(query) if (pair := (row.recipient, row.address)) in known
            ]
            anew = {"state": "waiting", "due_at": now, "done_at": None, "held_at": None, "reply": None}
            return sum(len(_changed(connection, sa.and_(ended, _to(pair)), **anew)) for pair in back)

    def end(self, over: Collection[Pair], now: datetime) -> int:
        """Give up what waits for these addresses; return how many messages that is. Atomic."""
        count = 0
        with self._database.write() as connection:
            for pair in sorted(over):
                ended = _changed(
                    connection, sa.and_(_WAITING, _to(pair)), state="dead", reply=ENDED, done_at=now
                )
                count += len(ended)
                self._notify(
                    connection, pair, ended, "delivery_dead", f"{ENDED}; waiting messages ended", now
                )
        return count

    def _notify(
        self,
        connection: sa.Connection,
        pair: Pair,
        messages: list[Any],
        kind: str,
        what: str,
        now: datetime,
    ) -> None:
        # Notices themselves are no news: what is held of them would breed one more.
        editions = [message for message in messages if message.edition is not None]
        if not editions:
            return
        recipient, address = pair
        item = NoticeItem(
            kind=kind,
            what=f"{recipient} <{address}>",
            detail=f"{what}: {len(editions)}",
            remedy=_REMEDY,
            since=min(message.created_at for message in editions),
        )
        first = min(message.id for message in editions)
        notices.insert(self._database, connection, f"{kind} {address} {first} {now.isoformat()}", item, now)


def _to(pair: Pair) -> sa.ColumnElement[bool]:
    return sa.and_(deliveries.c.recipient == pair[0], deliveries.c.address == pair[1])


def _changed(connection: sa.Connection, which: sa.ColumnElement[bool], **values: Any) -> list[Any]:
    update = sa.update(deliveries).where(which).values(values)
    columns = (deliveries.c.id, deliveries.c.edition, deliveries.c.created_at)
    return list(connection.execute(update.returning(*columns)).all())
