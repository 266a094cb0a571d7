"""Polls in flight in this process: which feeds they ask, and how many more may begin."""

import asyncio
import logging
import time
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from monitor.steps import poll
from monitor.steps.dependencies import Dependencies

log = logging.getLogger(__name__)

_PART = 8  # of all polls at once begin together, at least: a transaction costs as much as some polls


class PollsInFlight:
    """The polls of this process, begun in batches; each feed makes room for another as it ends."""

    def __init__(self) -> None:
        self.held: set[str] = set()  # feeds that are asked, or will be as soon as there is room
        self._asked = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._change = asyncio.Event()  # set as polls end

    @property
    def tasks(self) -> frozenset[asyncio.Task[Any]]:
        """Return the batches that have not ended."""
        return frozenset(self._tasks)

    async def room(self, concurrency: int, within: float) -> int:
        """Wait until a good part of all polls may begin, for so many seconds at most; return how many may."""
        end = time.monotonic() + within
        while (free := concurrency - self._asked) < max(1, concurrency // _PART):
            self._change.clear()
            try:
                await asyncio.wait_for(self._change.wait(), end - time.monotonic())
            except TimeoutError:
                break
        return max(0, free)

    def begin(self, deps: Dependencies, feeds: Sequence[str]) -> None:
        """Poll feeds that this process has claimed."""
        left = set(feeds)
        self.held |= left
        self._asked += len(left)
        task = asyncio.create_task(poll.poll_many(deps, feeds, done=partial(self._ended, left)))
        self._tasks.add(task)
        task.add_done_callback(partial(self._over, left))

    def _ended(self, left: set[str], feed: str) -> None:
        if feed in left:
            left.remove(feed)
            self.held.discard(feed)
            self._asked -= 1
            self._change.set()

    def _over(self, left: set[str], task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        for feed in tuple(left):  # a batch that failed before it began
            self._ended(left, feed)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a batch of polls failed", exc_info=error)

    def hold(self, feeds: Iterable[str]) -> None:
        """Keep feeds from being thought forgotten: they are about to be ours."""
        self.held.update(feeds)

    def drop(self, feeds: Iterable[str]) -> None:
        """Hold feeds no longer that were not begun."""
        self.held.difference_update(feeds)
