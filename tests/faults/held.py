"""How long one thing keeps the event loop from all others."""

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

HELD = 0.2  # seconds of processor that nothing from outside may keep the loop's thread


class Loop:
    """How long the event loop's thread was kept from everything else, at most, in seconds of processor."""

    longest = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look at the loop meanwhile; what thousands of tests before have left in memory is not collected then."""
        gc.collect()
        gc.freeze()
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()
            gc.unfreeze()

    async def _watch(self) -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()
            self.longest, before = max(self.longest, now - before), now
