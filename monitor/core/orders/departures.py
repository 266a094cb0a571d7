"""Addresses that left the configuration while messages wait for them: a slip of an hour must not end a message."""

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

HELD_FOR: Final = timedelta(hours=12)  # an evening's mistake is found in the morning
REVIVED_FOR: Final = timedelta(days=7)  # after their end messages are sent if the address comes back
ENDED: Final = "recipient removed"  # the reply of what ended

Pair = tuple[str, str]  # recipient and address


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody for whom messages wait: ``held_since`` is when the first of them was held, ``free`` counts the others."""

    recipient: str
    address: str
    held_since: datetime | None
    free: int


@dataclass(frozen=True, slots=True)
class Departures:
    """Whose messages to hold, to let go on their way again, and to end."""

    left: frozenset[Pair] = frozenset()
    back: frozenset[Pair] = frozenset()
    over: frozenset[Pair] = frozenset()


def departures(
    waiting: Iterable[Addressee], known: Set[Pair], uncertain: Collection[str], now: datetime
) -> Departures:
    """Return what changed with the addresses for which messages wait.

    ``uncertain`` are recipients not all of whose addresses are known, as the files are bad: theirs stay as they are.
    """
    left, back, over = set(), set(), set()
    for addressee in waiting:
        pair = addressee.recipient, addressee.address
        if pair in known:
            back |= {pair} if addressee.held_since is not None else set()
        elif addressee.recipient in uncertain:
            continue
        elif addressee.held_since is not None and now - addressee.held_since >= HELD_FOR:
            over.add(pair)
        elif addressee.free:
            left.add(pair)
    return Departures(frozenset(left), frozenset(back), frozenset(over))
