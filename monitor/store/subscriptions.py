"""Orders that go on under another name take everything with them; those that leave with something untold are named."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.operations.notice import NoticeItem
from monitor.core.orders.model import Registered, standings
from monitor.core.orders.subscriptions import (
    REMEMBERED,
    Subscription,
    departed,
    operators_subscription,
    renamed,
    subscription_of,
)
from monitor.core.settings import Config
from monitor.store import damage, meta, notices
from monitor.store.database import Database
from monitor.store.orders import NOTICES, ORDER, restored
from monitor.store.tables import deliveries, edition_hits, edition_signals, editions, hits, orders, told

_REMEMBERED = "seats"  # of meta: what earlier versions called them
_HOURS = int(REMEMBERED.total_seconds()) // 3600
_HINT = (
    f"put it back, and they are told; an order that asks for the same within {_HOURS} hours goes on with them; "
    "else see `monitor hits list`"
)


class Subscriptions:
    """Knows the orders of the last configuration, so that a new one is compared with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def follow(self, config: Config, now: datetime) -> tuple[str, ...]:
        """Rename orders before they are registered; return which left with hits untold. Atomic.

        Operators are told of these.
        """
        with self._database.write("register") as connection:
            before = tuple(map(_subscription, meta.read(connection, _REMEMBERED, ())))
            here = (
                *(subscription_of(standing, config.mail) for standing in standings(config)),
                *_of_operators(config),
            )
            withheld = {recipient.id for recipient in config.recipients.values() if recipient.is_withheld}
            gone = departed(before, here, withheld, now)
            names = renamed(gone, _new(connection, here))
            for old, new in names.items():
                _rename(connection, old, new)
            kept = tuple(old for old in before if old.recipient in withheld)
            left = tuple(old for old in gone if old.key not in names)
            after = [_plain(subscription) for subscription in dict.fromkeys((*here, *kept, *left))]
            if after != [_plain(old) for old in before]:
                meta.write(self._database, connection, _REMEMBERED, after)
            news = {old.key for old in before if old.left_at is None}
            return tuple(old.name for old in left if old.key in news and self._tell(connection, old, now))

    def _tell(self, connection: sa.Connection, left: Subscription, now: datetime) -> bool:
        """Tell operators if an order left with hits untold; return whether it did."""
        number = _untold(connection, left)
        if number:
            detail = f"it left the configuration with up to {number} hits that nobody was told"
            item = NoticeItem("order_left", left.name, detail, _HINT, now)
            notices.insert(self._database, connection, f"order left {left.name} {now.isoformat()}", item, now)
        return bool(number)


def _of_operators(config: Config) -> tuple[Subscription, ...]:
    known = (config.recipients[operator] for operator in config.operators if operator in config.recipients)
    return tuple(operators_subscription(NOTICES, operator, config.mail) for operator in known)


def _new(connection: sa.Connection, here: Sequence[Subscription]) -> list[Subscription]:
    rows = {
        (row.order, row.recipient)
        for row in connection.execute(sa.select(orders.c.order, orders.c.recipient))
    }
    return [subscription for subscription in here if subscription.key not in rows]


def _rename(connection: sa.Connection, old: tuple[str, str], new: Subscription) -> None:
    """Rename everything of an order: what it decided, told and covered, and its messages."""
    its = sa.select(editions.c.id).where(editions.c.order == old[0], editions.c.recipient == old[1])
    mail = sa.update(deliveries).where(deliveries.c.edition.in_(its), deliveries.c.state == "waiting")
    connection.execute(mail.values(recipient=new.recipient))
    for table in (orders, editions, edition_hits, edition_signals):
        mine = table.c.order == old[0], table.c.recipient == old[1]
        connection.execute(sa.update(table).where(*mine).values(order=new.order, recipient=new.recipient))
    mine = told.c.alert == old[0], told.c.recipient == old[1]
    connection.execute(sa.update(told).where(*mine).values(alert=new.order, recipient=new.recipient))


def _untold(connection: sa.Connection, left: Subscription) -> int:
    """Count the hits that an order which left may have had to tell."""
    its = sa.select(orders).where(orders.c.order == left.order, orders.c.recipient == left.recipient)
    for row in damage.sound(connection, its, restored, ORDER) if left.order != NOTICES else ():
        return _undecided(connection, left, row)
    return 0


def _undecided(connection: sa.Connection, left: Subscription, row: Registered) -> int:
    decided = sa.exists().where(
        edition_hits.c.hit == hits.c.id,
        edition_hits.c.order == left.order,
        edition_hits.c.recipient == left.recipient,
    )
    waiting = [item.id for item in row.state.waiting if item.kind == "story"]
    new = sa.or_(hits.c.serial > row.low, hits.c.story.in_(waiting))
    query = sa.select(sa.func.count()).where(new, ~hits.c.quiet, hits.c.severity >= left.least, ~decided)
    return connection.execute(query).scalar_one()


def _subscription(stored: Any) -> Subscription:
    left_at = stored["left_at"]
    return Subscription(**stored | {"left_at": None if left_at is None else datetime.fromisoformat(left_at)})


def _plain(subscription: Subscription) -> dict[str, Any]:
    return asdict(subscription) | {
        "left_at": None if subscription.left_at is None else subscription.left_at.isoformat()
    }
