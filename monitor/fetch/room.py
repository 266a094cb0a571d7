"""How many bytes of large documents are in hand at once."""

import asyncio
from itertools import islice
from typing import Any

SMALL = 128 * 1024  # bytes; most documents are no larger, and a hundred of them are little
ROOM = (
    12 * 2**20
)  # bytes; of a hundred hostile documents at once, 49 large, a service held 211 MB without it, 182 with it
AHEAD = 2  # documents that never wait: as many as are parsed at once, so that no parser waits for one


class Room:
    """Bounds the bytes of large documents, from when they are taken to the end of the task that took them.

    A small document never waits. A large one waits where it is cheapest, at its server, until what is in hand leaves
    room for more of it; its deadline waits with it. The two longest in hand never wait: so all get on, in the order in
    which they came, and at most two documents more than fit are in hand.
    """

    def __init__(self, size: int = ROOM) -> None:
        self._size = size
        self._held: dict[asyncio.Task[Any], int] = {}  # by age
        self._freed = asyncio.Event()

    async def grow(self, size: int, deadline: asyncio.Timeout) -> None:
        """Let the document of this task have ``size`` bytes, as soon as there is room for them."""
        if size <= SMALL:
            return
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - whoever awaits is a task
        if task not in self._held:
            self._held[task] = 0
            task.add_done_callback(self._drop)
        if not self._fits(task, size):
            await self._wait(task, size, deadline)
        shrinks = size < self._held[task]
        self._held[task] = size
        if shrinks:
            self._wake()

    def _fits(self, task: "asyncio.Task[Any]", size: int) -> bool:
        more = size - self._held[task]
        ahead = task in islice(self._held, AHEAD)
        return more <= 0 or ahead or sum(self._held.values()) + more <= self._size

    async def _wait(self, task: "asyncio.Task[Any]", size: int, deadline: asyncio.Timeout) -> None:
        clock, end = asyncio.get_running_loop().time, deadline.when()
        begun = clock()
        deadline.reschedule(None)
        while not self._fits(task, size):
            await self._freed.wait()
        deadline.reschedule(None if end is None else end + clock() - begun)

    def _drop(self, task: "asyncio.Task[Any]") -> None:
        del self._held[task]
        self._wake()

    def _wake(self) -> None:
        self._freed.set()
        self._freed.clear()
