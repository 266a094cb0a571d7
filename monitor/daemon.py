"""The steps on one machine: due feeds are claimed from the store and polled at once."""

import asyncio
import time

from monitor import runtime
from monitor.app import App
from monitor.steps.in_flight import PollsInFlight
from monitor.ticks import Tick, Ticks

TICK = 1.0  # seconds
_ASKING = 0.9 * TICK  # of a tick is spent claiming, if there is as much: the next tick must not be missed


class Daemon:
    """Poll, group, edit and deliver until told to stop. What is due is in the store; ticks only ask."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._polls = PollsInFlight()
        self._ticks = Ticks(app, (Tick("poll", TICK, self._poll),), lambda: self._polls.tasks)
        self.idle = self._ticks.idle
        self.stop = self._ticks.stop

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then shut down within ten seconds."""
        runtime.settle()
        await self._ticks.run()

    async def _poll(self) -> None:
        deps, polling = self._app.deps, self._app.deps.config.polling
        await asyncio.to_thread(deps.store.feeds.release_forgotten, deps.runner, self._polls.held)
        # Ask again as soon as there is room for a batch, so that throughput is not bound to the tick.
        end = time.monotonic() + _ASKING
        while (left := end - time.monotonic()) > 0:
            free = await self._polls.room(polling.concurrency, left)
            if self._ticks.stopping.is_set():
                break
            claimed = await asyncio.to_thread(
                deps.store.feeds.claim_due, deps.now(), deps.runner, free, polling.per_host
            )
            if not claimed:
                break
            self._polls.begin(deps, claimed)
        await self._ticks.came_round()
