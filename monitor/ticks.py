"""What every service does again and again but for polling feeds: one table of ticks for the daemon and the worker.

APScheduler carries them. It waits by the wall clock, so a clock that is set forward or back is followed here: no tick
is left waiting for a time that is a day away.
"""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # 3.x has no types
from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped]  # as above

from monitor.app import App
from monitor.core.operations.faults import named
from monitor.steps import deliver, edit, faults, group, notices, tidy
from monitor.steps.heartbeat import Pulse
from monitor.store import StoreError, explain, explained, is_outage

log = logging.getLogger(__name__)

STOP_WITHIN = (
    7.0  # seconds for work in flight; cancelling the rest takes more, and a service manager gives 10
)
_END_WITHIN = 20.0  # seconds after which the process ends whatever holds it up; nothing committed is lost
_LOG_AGAIN = 60.0  # seconds between log lines about a fault that lasts
_MINUTE = 60.0
_FOLLOW = 0.5  # seconds between two looks whether the wall clock was set
_STUCK = 600.0  # seconds after which a tick that does not come round is a fault
# Of its period is a turn held: a little less than all of it, lest every other tick come too early for its turn.
_TURN = 0.9

Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Tick:
    """Something done every so many seconds, beginning at once. It may fail: it is logged, and comes again."""

    name: str
    seconds: float
    work: Work


class _Every(BaseTrigger):  # type: ignore[misc]  # 3.x has no types
    """Fires after a pause. APScheduler's own lists every time missed: a clock that leaps a year costs it minutes."""

    def __init__(self, pause: timedelta) -> None:
        self._pause = pause

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return when to fire next; what was missed is not made up for."""
        due = now if previous is None else previous + self._pause
        return due if due > now or previous is None else now + self._pause


class Ticks:
    """Group, edit, deliver, reload and look after the store until told to stop.

    ``own`` are the ticks by which a service gets its feeds polled, ``in_flight`` returns what it has begun and
    must be waited for at the end.
    """

    def __init__(
        self, app: App, own: Sequence[Tick], in_flight: Callable[[], Collection["asyncio.Task[Any]"]]
    ) -> None:
        self.stopping = asyncio.Event()
        self._app = app
        self._in_flight = in_flight
        self._failures = Failures()
        self._pulse = Pulse()
        self._reloads: set[asyncio.Task[None]] = set()
        self._ticking: set[asyncio.Task[Any]] = set()
        self._came_round = time.monotonic()
        self._at_work: dict[str, float] = {}  # ticks that have begun and not ended, and when
        self._table = (
            *own,
            Tick("group", 1.0, self._group_and_edit),
            Tick("deliver", 1.0, self._deliver),
            Tick("reload", 2.0, app.reload_if_changed),
            Tick("void", 2.0, self._void_leases_of_the_dead),
            Tick("damage", 5.0, self._name_damage),
            Tick("watch", _MINUTE, self._watch),
            Tick("retain", _MINUTE, self._retain),
            Tick("heartbeat", min(app.deps.config.heartbeat.every.total_seconds(), 2.0), self._heartbeat),
        )
        # Ticks that are recorded as failing, or may be, by a process before this one.
        self._recorded = {tick.name for tick in self._table}
        self._stuck: set[str] = set()

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then shut down within ten seconds."""
        with self._signals():
            clock = self._clock()
            clock.start()
            following = asyncio.create_task(self._follow_the_wall_clock(clock), name="clock")
            await self.stopping.wait()
            log.info("stopping")
            following.cancel()
            clock.pause()
            await self._shut_down()
            clock.shutdown(wait=False)

    def stop(self) -> None:
        """Ask the service to stop."""
        self.stopping.set()

    def idle(self) -> float:
        """Return the seconds since the service last looked for feeds to poll; a watchdog looks at it."""
        return time.monotonic() - self._came_round

    async def came_round(self) -> None:
        """Note that the service looked for feeds to poll, and which of its other ticks do not come round."""
        self._came_round = time.monotonic()
        await asyncio.to_thread(self._app.store.status.tick, self._app.deps.now())
        for name, began in tuple(self._at_work.items()):
            if self._came_round - began > _STUCK and name not in self._stuck:
                self._stuck.add(name)
                await self._record(name, f"it has not come round for {_STUCK // _MINUTE:.0f} minutes")

    async def is_our_turn(self, name: str, period: timedelta) -> bool:
        """Return whether no process has had its turn within ``period``: the lock that gives it is left to run out."""
        deps = self._app.deps
        fence = await asyncio.to_thread(
            deps.store.locks.acquire, name, deps.runner, period * _TURN, deps.now()
        )
        return fence is not None

    def _clock(self) -> AsyncIOScheduler:
        clock = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for tick in self._table:
            clock.add_job(
                self._come,
                _Every(timedelta(seconds=tick.seconds)),
                args=(tick,),
                id=tick.name,
                name=tick.name,
            )
        return clock

    async def _follow_the_wall_clock(self, clock: AsyncIOScheduler) -> None:
        """Let every tick come at once after the wall clock was set."""
        loop = asyncio.get_running_loop()
        ahead = time.time() - loop.time()
        while True:
            await asyncio.sleep(_FOLLOW)
            is_ahead = time.time() - loop.time()
            if abs(is_ahead - ahead) > _FOLLOW:
                for job in clock.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC))
            ahead = is_ahead

    async def _come(self, tick: Tick) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine that runs is in a task
        self._ticking.add(task)
        self._at_work[tick.name] = time.monotonic()
        try:
            await self._attempt(tick)
        finally:
            self._ticking.discard(task)
            del self._at_work[tick.name]
            self._stuck.discard(tick.name)

    async def _attempt(self, tick: Tick) -> None:
        """Let a tick fail by itself: that is logged and recorded until it works, and it comes again."""
        with self._failures.noted(tick.name):
            try:
                await tick.work()
            except Exception as error:
                if not is_outage(error):
                    await self._record(tick.name, named(error, self._app.deps.conceal))
                raise
            if tick.name in self._recorded:
                await asyncio.to_thread(faults.works, self._app.deps, tick.name)
                self._recorded.discard(tick.name)

    async def _record(self, name: str, error: str) -> None:
        self._recorded.add(name)
        with suppress(StoreError), explained():  # the fault itself is logged
            await asyncio.to_thread(
                self._app.store.faults.add, name, "", error, self._app.deps.now(), f"the step {name}"
            )

    async def _shut_down(self) -> None:
        """Wait for work in flight, ticks too: one that is claiming would claim for nobody once our leases are void."""
        end = time.monotonic() + STOP_WITHIN
        while (work := self._unfinished()) and (left := end - time.monotonic()) > 0:
            await asyncio.wait(work, timeout=left)
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)

    def _unfinished(self) -> set["asyncio.Task[Any]"]:
        return {task for task in (*self._ticking, *self._reloads, *self._in_flight()) if not task.done()}

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT, reload on SIGHUP, where the system has them.

        Python's own handlers run even while something holds the loop, and then end the process when its time is over.
        """
        loop = asyncio.get_running_loop()
        deadline = threading.Timer(_END_WITHIN, _end)
        deadline.daemon = True

        def stop(_number: int, _frame: object) -> None:
            loop.call_soon_threadsafe(self.stop)
            if not deadline.is_alive():
                deadline.start()

        def reload(_number: int, _frame: object) -> None:
            loop.call_soon_threadsafe(self._reload_now)

        handlers = {"SIGTERM": stop, "SIGINT": stop, "SIGHUP": reload}
        before = {
            number: signal.signal(number, handler)
            for name, handler in handlers.items()
            if (number := getattr(signal, name, None)) is not None  # Windows has no SIGHUP
        }
        try:
            yield
        finally:
            deadline.cancel()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _reload_now(self) -> None:
        async def reload() -> None:
            with self._failures.noted("reload"):
                await self._app.reload()

        task = asyncio.create_task(reload(), name="reload on SIGHUP")
        self._reloads.add(task)
        task.add_done_callback(self._reloads.discard)

    async def _group_and_edit(self) -> None:
        await group.group(self._app.deps)
        await edit.edit(self._app.deps)

    async def _deliver(self) -> None:
        await deliver.deliver(self._app.deps)

    async def _void_leases_of_the_dead(self) -> None:
        await asyncio.to_thread(self._app.store.runners.void_dead, self._app.deps.now())
        if late := await asyncio.to_thread(self._app.store.clock.heed, self._app.deps.now()):
            log.warning("the clock was set back; what waited for its time is due now", extra={"number": late})

    async def _name_damage(self) -> None:
        await asyncio.to_thread(faults.damaged, self._app.deps)

    async def _watch(self) -> None:
        if await self.is_our_turn("watch", timedelta(seconds=_MINUTE)):
            await notices.watch(self._app.deps)

    async def _retain(self) -> None:
        await asyncio.to_thread(tidy.tidy, self._app.deps)

    async def _heartbeat(self) -> None:
        if await self.is_our_turn("heartbeat", self._app.deps.config.heartbeat.every):
            await self._pulse.beat(self._app.deps)


def _end() -> None:
    log.critical("something holds the service up: it ends without waiting any longer")
    os._exit(1)


@dataclass(slots=True)
class _Fault:
    kind: type[Exception]
    since: float
    logged: float
    times: int = 1


class Failures:
    """Logs a failing tick in full once, then one line a minute until it recovers: tracebacks would fill a full disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._faults: dict[str, _Fault] = {}

    @contextmanager
    def noted(self, tick: str) -> Iterator[None]:
        """Let a tick fail by itself: it is logged, and comes again."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, the tick comes again
            self._failed(tick, error)
        else:
            self._succeeded(tick)

    def _failed(self, tick: str, error: Exception) -> None:
        """Log in full if it is the first time that this kind of fault does it; a fault of ours with its traceback."""
        now, fault = self._clock(), self._faults.get(tick)
        if fault is None or fault.kind is not type(error):
            self._faults[tick] = _Fault(type(error), now, now)
            trace = (
                None if is_outage(error) else error
            )  # what a full disk or a lost database means is said in words
            log.error("tick failed", exc_info=trace, extra={"tick": tick, "error": explain(error)})
            return
        fault.times += 1
        if now - fault.logged >= _LOG_AGAIN:
            fault.logged = now
            about = {
                "tick": tick,
                "error": explain(error),
                "times": fault.times,
                "seconds": round(now - fault.since),
            }
            log.error("tick fails still", extra=about)

    def _succeeded(self, tick: str) -> None:
        fault = self._faults.pop(tick, None)
        if fault is not None:
            log.warning(
                "tick works again", extra={"tick": tick, "seconds": round(self._clock() - fault.since)}
            )
