"""The steps on one machine: APScheduler carries ticks, asyncio does the work."""

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # 3.x has no types

from monitor import runtime
from monitor.app import App
from monitor.failures import Failures
from monitor.steps import deliver, edit, group, notices
from monitor.steps.heartbeat import Pulse
from monitor.steps.in_flight import Underway

log = logging.getLogger(__name__)

STOP_WITHIN = 8.0  # seconds given to work in hand; a service manager expects the end within 10
TICK = 1.0  # seconds
_ASKING = (
    0.9 * TICK
)  # of a tick is spent asking for work, if there is as much: the next tick must not be missed


class Daemon:
    """Poll, group, edit and deliver until told to stop. What is due is in the store; ticks only ask."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._ticks: set[asyncio.Task[Any]] = set()  # under way
        self._polls = Underway()
        self._stop = asyncio.Event()
        self._clock = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._came_round = time.monotonic()
        self._failures = Failures()
        self._pulse = Pulse()
        self._pulse_every = app.deps.config.heartbeat.every

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then let go of everything within ten seconds."""
        runtime.settle()
        with self._signals():
            self._plan()
            self._clock.start()
            await self._stop.wait()
            log.info("stopping")
            self._clock.pause()
            await self._let_go()
            self._clock.shutdown(wait=False)

    def idle(self) -> float:
        """Return the seconds since the poll loop last came round; a watchdog looks at it."""
        return time.monotonic() - self._came_round

    def stop(self) -> None:
        """Ask the daemon to stop."""
        self._stop.set()

    def _plan(self) -> None:
        for name, seconds, work in (
            ("poll", TICK, self._poll),
            ("group", TICK, self._group_and_edit),
            ("deliver", TICK, self._deliver),
            ("reload", 2.0, self._reload_if_changed),
            ("void", 2.0, self._void_leases_of_the_dead),
            ("watch", 60.0, self._watch),
            ("retain", 60.0, self._retain),
            ("heartbeat", self._pulse_every.total_seconds(), self._heartbeat),
        ):
            self._clock.add_job(self._logged(name, work), "interval", seconds=seconds, id=name)
        self._clock.add_job(self._logged("retain", self._retain))  # now: some are never up for a minute

    async def _poll(self) -> None:
        deps, polling = self._app.deps, self._app.deps.config.polling
        await asyncio.to_thread(deps.store.feeds.release_forgotten, deps.runner, self._polls.held)
        # Ask again as soon as there is room for a batch, so that throughput is not bound to the tick.
        end = time.monotonic() + _ASKING
        while (left := end - time.monotonic()) > 0:
            free = await self._polls.room(polling.concurrency, left)
            if self._stop.is_set():
                break
            claimed = await asyncio.to_thread(
                deps.store.feeds.claim_due, deps.now(), deps.runner, free, polling.per_host
            )
            if not claimed:
                break
            self._polls.begin(deps, claimed)
        self._came_round = time.monotonic()
        await asyncio.to_thread(deps.store.status.tick, deps.now())

    async def _group_and_edit(self) -> None:
        await group.group(self._app.deps)
        await edit.edit(self._app.deps)

    async def _deliver(self) -> None:
        await deliver.deliver(self._app.deps)

    async def _heartbeat(self) -> None:
        await self._pulse.beat(self._app.deps)

    async def _reload_if_changed(self) -> None:
        await self._app.reload_if_changed()
        every = self._app.deps.config.heartbeat.every
        if every != self._pulse_every:
            self._pulse_every = every
            self._clock.reschedule_job("heartbeat", trigger="interval", seconds=every.total_seconds())

    async def _watch(self) -> None:
        await notices.watch(self._app.deps)

    async def _void_leases_of_the_dead(self) -> None:
        await asyncio.to_thread(self._app.store.runners.void_dead, self._app.deps.now())

    async def _retain(self) -> None:
        deps = self._app.deps
        await asyncio.to_thread(deps.store.retention.apply_if_due, deps.config.retention, deps.now())

    async def _let_go(self) -> None:
        """Wait for work in hand, ticks too: one that is claiming would claim for nobody after our leases are void."""
        end = time.monotonic() + STOP_WITHIN
        while (work := self._ticks | self._polls.tasks) and (left := end - time.monotonic()) > 0:
            await asyncio.wait(work, timeout=left)
        late = tuple(work)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _logged(self, name: str, work: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[None]]:
        """Let a tick fail by itself: it is logged, and comes again."""

        async def tick() -> None:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 - a coroutine that runs is in a task
            self._ticks.add(task)
            try:
                with self._failures.noted(name):
                    await work()
            finally:
                self._ticks.discard(task)

        return tick

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT, reload on SIGHUP, where the system has them."""
        loop = asyncio.get_running_loop()
        actions: dict[str, Callable[[], object]] = {
            "SIGTERM": self.stop,
            "SIGINT": self.stop,
            "SIGHUP": lambda: self._clock.add_job(self._logged("reload", self._app.reload)),
        }
        set_here = []
        for name, action in actions.items():
            with suppress(NotImplementedError, AttributeError):  # Windows
                number = getattr(signal, name)
                loop.add_signal_handler(number, action)
                set_here.append(number)
        try:
            yield
        finally:
            for number in set_here:
                loop.remove_signal_handler(number)
