"""Many requests answered by few calls."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_LINGER = 0.02  # seconds that a call waits for company; a transaction costs as much as ten of its rows


class Together(Generic[T, R]):
    """Answers requests in a thread, many at a time: what comes in during a call, or just before, shares the next.

    ``answer`` gives one answer for each request, in their order, or raises for all of them. After ``expected`` requests
    nothing more is waited for.
    """

    def __init__(self, answer: Callable[[Sequence[T]], Sequence[R]], expected: int) -> None:
        self._answer = answer
        self._to_come = expected
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._answering: asyncio.Task[None] | None = None

    async def ask(self, request: T) -> R:
        """Return the answer to one request."""
        answered: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, answered))
        self._to_come -= 1
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer_all())
        return await answered

    def one_less(self) -> None:
        """Take note that a request will not come."""
        self._to_come -= 1

    async def _answer_all(self) -> None:
        """Call until nobody waits. A task of its own: whoever asked first may go, and need not stay for the others."""
        try:
            while self._waiting:
                if self._to_come > 0:
                    await asyncio.sleep(_LINGER)
                await self._call()
        finally:
            self._answering = None

    async def _call(self) -> None:
        batch, self._waiting = self._waiting, []
        try:
            answers = await asyncio.to_thread(self._answer, [request for request, _ in batch])
        except BaseException as error:
            for _, answered in batch:
                _fail(answered, error)
            if not isinstance(error, Exception):
                raise
            return
        for (_, answered), answer in zip(batch, answers, strict=True):
            if not answered.done():
                answered.set_result(answer)


def _fail(answered: "asyncio.Future[R]", error: BaseException) -> None:
    if answered.done():
        return
    if isinstance(error, Exception):
        answered.set_exception(error)
    else:
        answered.cancel()
