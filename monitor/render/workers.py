"""What rendering needs of the process pool: a user's templates are compiled and run in workers."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Workers(Protocol):
    """The part of the process pool that rendering needs."""

    async def run(self, function: Callable[..., T], *args: object, deadline: float) -> T:
        """Return what ``function(*args)`` returns, or raise."""
