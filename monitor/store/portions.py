"""Long lists of ids and keys, in portions that fit one statement."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

Value = TypeVar("Value")

AT_ONCE: Final = 500  # SQLite takes 32,766 parameters, PostgreSQL 65,535


def portions(values: Sequence[Value], size: int = AT_ONCE) -> Iterator[Sequence[Value]]:
    """Yield ``values`` in their order, at most ``size`` at a time."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
