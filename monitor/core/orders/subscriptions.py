"""Subscriptions of the last configuration: which go on under another name, and which left with something untold."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from monitor.core.orders import envelopes
from monitor.core.orders.model import Standing
from monitor.core.settings import Mail, Recipient

REMEMBERED: Final = timedelta(hours=12)  # as long as messages for an address that left are held
_NAMES: Final = frozenset({"id", "to", "title", "escalate"})  # of an order: all but what it asks for


@dataclass(frozen=True, slots=True)
class Subscription:
    """An order for one recipient, as it was last in the configuration.

    ``shape`` and ``addresses`` stand for what the order asks for and where the recipient is reached, whatever both are
    called; ``least`` is the severity from which it takes hits. ``left_at`` is when it left the configuration.
    """

    order: str
    recipient: str
    shape: str
    addresses: str
    least: int
    left_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return the key of its row."""
        return self.order, self.recipient

    @property
    def name(self) -> str:
        """Return which it is: "digest:daily for duty"."""
        return f"{self.order} for {self.recipient}"


def subscription_of(standing: Standing, mail: Mail) -> Subscription:
    """Return what is remembered of an order for one of its recipients."""
    order, recipient = standing.order, standing.recipient
    shape = [getattr(order, field.name) for field in fields(order) if field.name not in _NAMES]
    least = int(order.select.min_severity)
    return Subscription(standing.key, recipient.id, _digest(*shape), _reached(recipient, mail), least)


def operators_subscription(order: str, operator: Recipient, mail: Mail) -> Subscription:
    """Return the subscription of an operator, who is told what the machine has to say."""
    return Subscription(order, operator.id, order, _reached(operator, mail), 0)


def _reached(recipient: Recipient, mail: Mail) -> str:
    reached = sorted(address.address for address in envelopes.addresses(recipient, mail))
    return "" if recipient.unknown else _digest(*reached)


def renamed(gone: Sequence[Subscription], new: Sequence[Subscription]) -> dict[tuple[str, str], Subscription]:
    """Return the new names of subscriptions that left and go on, by the keys that they had.

    The order, the recipient or both may have another name: what it asks for and where it is reached are the same. Where
    several come into question none is taken, for one would be given what was another's.
    """
    fits = {old.key: [candidate for candidate in new if _is_same(old, candidate)] for old in gone}
    only = {key: fitting[0] for key, fitting in fits.items() if len(fitting) == 1}
    taken = [subscription.key for subscription in only.values()]
    return {key: subscription for key, subscription in only.items() if taken.count(subscription.key) == 1}


def departed(
    before: Iterable[Subscription], here: Sequence[Subscription], withheld: Collection[str], now: datetime
) -> tuple[Subscription, ...]:
    """Return the subscriptions that left and are still remembered. Of a recipient who is ``withheld`` none has left."""
    keys = {subscription.key for subscription in here}
    gone = [old for old in before if old.key not in keys and old.recipient not in withheld]
    dated = (old if old.left_at else replace(old, left_at=now) for old in gone)
    return tuple(old for old in dated if old.left_at and now - old.left_at < REMEMBERED)


def _is_same(old: Subscription, new: Subscription) -> bool:
    asks = old.order == new.order or old.shape == new.shape
    reaches = old.recipient == new.recipient or (bool(old.addresses) and old.addresses == new.addresses)
    is_kind = old.order.partition(":")[0] == new.order.partition(":")[0]
    return is_kind and asks and reaches


def _digest(*what: object) -> str:
    return sha256(repr(what).encode("utf-8", "surrogatepass")).hexdigest()[:16]
