"""How long one thing keeps the event loop from all others."""

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

HELD = 0.2  # seconds of processor that nothing from outside may keep the loop's thread


@contextmanager
def unburdened() -> Iterator[None]:
    """Collect no garbage meanwhile of what thousands of tests before have left in memory: it may take half a second."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class Loop:
    """How long the event loop's thread was kept from everything else, at most, in seconds of processor."""

    longest = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look at the loop meanwhile."""
        task = asyncio.create_task(self._watch())
        try:
            with unburdened():
                yield
        finally:
            task.cancel()

    async def _watch(self) -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()
            self.longest, before = max(self.longest, now - before), now
