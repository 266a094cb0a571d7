"""Tellings: which edition told whom of a story, when, and what became of its messages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.model import Severity
from monitor.core.orders.reminders import Telling
from monitor.store import damage
from monitor.store.database import Database
from monitor.store.tables import deliveries, editions, tellings

_EDITION = damage.Noun("edition", ("edition",))
_ON_ITS_WAY = ("waiting", "sending")


@dataclass(frozen=True, slots=True)
class Message:
    """A message that told somebody of a story; ``reply`` is what its server last said. No delivery: nobody to send to."""

    order: str
    recipient: str
    at: datetime
    status: str
    severity: Severity
    subject: str
    delivery: int | None
    channel: str | None
    address: str | None
    state: str | None
    attempts: int | None
    reply: str | None
    done_at: datetime | None


class Tellings:
    """What was told of stories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, orders: Collection[str], since: datetime) -> dict[int, tuple[Telling, ...]]:
        """Return by story what these orders told since an instant, but for corrections, oldest first."""
        is_waiting = sa.exists().where(
            deliveries.c.edition == editions.c.id, deliveries.c.state.in_(_ON_ITS_WAY)
        )
        query = (
            sa.select(
                editions.c.id.label("edition"),
                tellings.c.story,
                editions.c.order,
                editions.c.recipient,
                editions.c.made_at,
                is_waiting.label("is_waiting"),
            )
            .join(editions, editions.c.id == tellings.c.edition)
            .where(editions.c.order.in_(orders), editions.c.made_at > since, tellings.c.status != "corrected")
            .order_by(editions.c.id)
        )
        found: dict[int, list[Telling]] = {}
        with self._database.read() as connection:
            for telling in damage.sound(connection, query, _telling, _EDITION):
                found.setdefault(telling.story, []).append(telling)
        return {story: tuple(told) for story, told in found.items()}

    def of(self, story: int) -> tuple[Message, ...]:
        """Return every message that told somebody of a story, oldest first."""
        query = (
            sa.select(
                editions.c.id.label("edition"),
                editions.c.order,
                editions.c.recipient,
                editions.c.made_at,
                editions.c.subject,
                tellings.c.status,
                tellings.c.severity,
                deliveries.c.id,
                deliveries.c.channel,
                deliveries.c.address,
                deliveries.c.state,
                deliveries.c.attempts,
                deliveries.c.reply,
                deliveries.c.done_at,
            )
            .join(editions, editions.c.id == tellings.c.edition)
            .outerjoin(deliveries, deliveries.c.edition == editions.c.id)
            .where(tellings.c.story == story)
            .order_by(editions.c.id, deliveries.c.id)
        )
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, _message, _EDITION, stand_in=True))


def _telling(row: sa.Row[*tuple[Any, ...]]) -> Telling:
    return Telling(row.story, row.order, row.recipient, row.made_at, bool(row.is_waiting))


def _message(row: sa.Row[*tuple[Any, ...]]) -> Message:
    return Message(
        order=row.order,
        recipient=row.recipient,
        at=row.made_at,
        status=row.status,
        severity=Severity(row.severity),
        subject=row.subject,
        delivery=row.id,
        channel=row.channel,
        address=row.address,
        state=row.state,
        attempts=row.attempts,
        reply=row.reply,
        done_at=row.done_at,
    )
