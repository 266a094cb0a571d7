"""Many requests answered by few calls."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_Asked = tuple[T, asyncio.Future[R]]

_LINGER = 0.02  # seconds that a call waits for company; a transaction costs as much as ten of its rows


class Together(Generic[T, R]):
    """Answers requests in a thread, many at a time: what comes in during a call, or just before, shares the next.

    ``answer`` gives one answer for each request, in their order, or raises for all of them: then each request is tried
    by itself, so that only the culprit fails, unless ``is_hopeless`` says of the error that none can be answered now.
    After ``expected`` requests nothing more is waited for.
    """

    def __init__(
        self,
        answer: Callable[[Sequence[T]], Sequence[R]],
        expected: int,
        is_hopeless: Callable[[Exception], bool] = lambda _error: False,
    ) -> None:
        self._answer = answer
        self._to_come = expected
        self._is_hopeless = is_hopeless
        self._waiting: list[_Asked[T, R]] = []
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
            error = await self._try(batch)
            if error is not None:
                await self._try_each(batch, error)
        except BaseException:
            for _, answered in batch:
                answered.cancel()
            raise

    async def _try_each(self, batch: Sequence[_Asked[T, R]], error: Exception) -> None:
        """Answer the requests of a call that failed one by one, as far as there is hope."""
        is_alone = len(batch) == 1
        for asked in batch:
            if not is_alone and not self._is_hopeless(error):
                its_own = await self._try([asked])
                error = its_own or error
            else:
                its_own = error
            if its_own is not None and not asked[1].done():
                asked[1].set_exception(its_own)

    async def _try(self, batch: Sequence[_Asked[T, R]]) -> Exception | None:
        """Answer some requests in one call; return why that failed, None if it did not."""
        try:
            answers = await asyncio.to_thread(self._answer, [request for request, _ in batch])
        except Exception as error:  # noqa: BLE001 - whoever asked gets it
            return error
        for (_, answered), answer in zip(batch, answers, strict=True):
            if not answered.done():
                answered.set_result(answer)
        return None
