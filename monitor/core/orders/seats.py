"""Who sat where: orders that go on under another name, and those that left with something untold."""

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
class Seat:
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


def seat(standing: Standing, mail: Mail) -> Seat:
    """Return the seat of an order for one of its recipients."""
    order, recipient = standing.order, standing.recipient
    shape = [getattr(order, field.name) for field in fields(order) if field.name not in _NAMES]
    least = int(order.select.min_severity)
    return Seat(standing.key, recipient.id, _digest(*shape), _reached(recipient, mail), least)


def operators_seat(order: str, operator: Recipient, mail: Mail) -> Seat:
    """Return the seat of an operator, who is told what the machine has to say."""
    return Seat(order, operator.id, order, _reached(operator, mail), 0)


def _reached(recipient: Recipient, mail: Mail) -> str:
    reached = sorted(address.address for address in envelopes.addresses(recipient, mail))
    return "" if recipient.unknown else _digest(*reached)


def renamed(gone: Sequence[Seat], new: Sequence[Seat]) -> dict[tuple[str, str], Seat]:
    """Return the new seats that are seats which left, under other names, by the keys of those which left.

    The order, the recipient or both may have another name: what it asks for and where it is reached are the same. Where
    several come into question none is taken, for one would be given what was another's.
    """
    fits = {old.key: [seat for seat in new if _is_same(old, seat)] for old in gone}
    taken = [seats[0].key for seats in fits.values() if len(seats) == 1]
    return {
        key: seats[0] for key, seats in fits.items() if len(seats) == 1 and taken.count(seats[0].key) == 1
    }


def departed(
    before: Iterable[Seat], here: Sequence[Seat], withheld: Collection[str], now: datetime
) -> tuple[Seat, ...]:
    """Return the seats that left and are still remembered. Of a recipient who is ``withheld`` none has left."""
    keys = {seat.key for seat in here}
    gone = (seat for seat in before if seat.key not in keys and seat.recipient not in withheld)
    dated = (seat if seat.left_at else replace(seat, left_at=now) for seat in gone)
    return tuple(seat for seat in dated if seat.left_at and now - seat.left_at < REMEMBERED)


def _is_same(old: Seat, new: Seat) -> bool:
    asks = old.order == new.order or old.shape == new.shape
    reaches = old.recipient == new.recipient or (bool(old.addresses) and old.addresses == new.addresses)
    kind = old.order.partition(":")[0] == new.order.partition(":")[0]
    return kind and asks and reaches


def _digest(*what: object) -> str:
    return sha256(repr(what).encode("utf-8", "surrogatepass")).hexdigest()[:16]
