"""The steps on many machines: PgQueuer carries batches of claimed feeds, over the same PostgreSQL."""

import asyncio
import json
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, Self

import psycopg
from pgqueuer import PgQueuer
from pgqueuer.db import PsycopgDriver
from pgqueuer.models import Job
from pgqueuer.queries import Queries, SyncQueries
from psycopg.rows import dict_row

from monitor import runtime
from monitor.app import App
from monitor.core.feeds.cadence import host
from monitor.failures import Failures
from monitor.steps import deliver, edit, group, notices
from monitor.steps.dependencies import Dependencies
from monitor.steps.heartbeat import Pulse
from monitor.steps.in_flight import Underway
from monitor.store.feeds import QUEUE

log = logging.getLogger(__name__)

STOP_WITHIN = (
    7.0  # seconds given to work in hand; letting go of it takes more, and a service manager gives 10
)
TICK = 1.0  # seconds between two looks for work
BATCH = 50  # feeds of one job: many enough to make the queue cheap, few enough to share between workers
_AHEAD = 10  # times the feeds that a worker polls at once may wait in the queue for it
_JOBS_AT_ONCE = 2  # taken from the queue by one statement
_JOBS = 4  # that a worker has at most, to begin their polls
_AGAIN = timedelta(seconds=10)  # a job whose worker gave no sign of life for so long goes to another
_PLANNING = timedelta(seconds=30)
_WATCHING = timedelta(seconds=55)  # a little less than the tick, lest every other one miss its turn
_RECONNECT = 1.0  # seconds


class Worker:
    """One of many processes that do the same. Each looks for work every second; leases and fences keep them apart.

    Polls go through the queue, so that the limits of a host hold for the whole fleet: one worker at a time plans.
    Everything else is found in the store, under its lock, as the daemon finds it. A tick of PgQueuer's own
    schedules would wait half a minute for a killed worker; a lock here is free within seconds (store/runners).
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._stop = asyncio.Event()
        self._came_round = time.monotonic()
        self._failures = Failures()
        self._pulse = Pulse()
        self._queue: PgQueuer | None = None
        self._polls = Underway()

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then let go of everything within ten seconds."""
        await install(self._app.store.database.conninfo)
        runtime.settle()
        ticks = [
            asyncio.create_task(self._every(seconds, work), name=name)
            for name, seconds, work in (
                ("plan", TICK, self._plan),
                ("group", TICK, self._group_and_edit),
                ("deliver", TICK, self._deliver),
                ("reload", 2.0, self._app.reload_if_changed),
                ("void", 2.0, self._void_leases_of_the_dead),
                ("watch", 60.0, self._watch),
                ("retain", 60.0, self._retain),
                ("heartbeat", self._pulse_seconds, self._heartbeat),
            )
        ]
        polls = asyncio.create_task(self._take_jobs(), name="polls")
        with self._signals():
            await self._stop.wait()
        log.info("stopping")
        if self._queue is not None:
            self._queue.shutdown.set()
        await _let_go([polls, *ticks, *self._polls.tasks])

    def idle(self) -> float:
        """Return the seconds since the plan was last looked at; a watchdog looks at it."""
        return time.monotonic() - self._came_round

    def stop(self) -> None:
        """Ask the worker to stop."""
        self._stop.set()

    def _pulse_seconds(self) -> float:
        """Return the pause between two looks whether it is time for the heartbeat, as configured now."""
        return min(self._app.deps.config.heartbeat.every.total_seconds(), 60.0)

    async def _every(
        self, seconds: float | Callable[[], float], work: Callable[[], Awaitable[object]]
    ) -> None:
        """Do ``work`` again and again; it may fail by itself, and is tried again."""
        task = asyncio.current_task()
        name = task.get_name() if task else ""
        while not self._stop.is_set():
            began = time.monotonic()
            with self._failures.noted(name):
                await work()
            pause = seconds() if callable(seconds) else seconds
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), max(0.0, pause - (time.monotonic() - began)))

    async def _plan(self) -> None:
        deps = self._app.deps
        # The set itself, not what it holds now: jobs that begin meanwhile must not be thought forgotten.
        await asyncio.to_thread(deps.store.feeds.release_forgotten, deps.runner, self._polls.held)
        await asyncio.to_thread(plan, deps)
        self._came_round = time.monotonic()
        await asyncio.to_thread(deps.store.status.tick, deps.now())

    async def _take_jobs(self) -> None:
        """Take jobs from the queue; after a loss of PostgreSQL, connect again."""
        while not self._stop.is_set():
            try:
                conninfo = self._app.store.database.conninfo
                async with await _connect(conninfo) as asking, await _connect(conninfo) as hearing:
                    self._queue = self._listening(Driver(asking, hearing))
                    await self._queue.qm.run(
                        dequeue_timeout=timedelta(seconds=TICK),
                        batch_size=_JOBS_AT_ONCE,
                        max_concurrent_tasks=_JOBS,
                        heartbeat_timeout=_AGAIN,
                    )
            except Exception as error:  # noqa: BLE001 - whatever ended the connection, the next one may hold
                log.warning(
                    "queue lost, connecting again", extra={"error": str(error) or type(error).__name__}
                )
            await asyncio.sleep(_RECONNECT)

    def _listening(self, driver: PsycopgDriver) -> PgQueuer:
        queue = PgQueuer(driver)

        @queue.entrypoint("poll")
        async def poll_batch(job: Job) -> None:
            await self._take_over(json.loads(job.payload or b"[]"))

        if self._stop.is_set():
            queue.shutdown.set()
        return queue

    async def _take_over(self, batch: Sequence[str]) -> None:
        """Make the feeds of a job ours and poll them as there is room; the job ends when the last poll has begun.

        From then on their leases are those of this process, and void when it dies.
        """
        deps = self._app.deps
        # After a loss of PostgreSQL a feed may be planned anew while we still ask it: let it be planned once more.
        busy = self._polls.held.intersection(batch)
        waiting = [feed for feed in batch if feed not in busy]
        self._polls.hold(waiting)  # before they are ours, lest they be thought forgotten
        try:
            if busy:
                await asyncio.to_thread(deps.store.feeds.release, busy, QUEUE)
            ours = await asyncio.to_thread(deps.store.feeds.take_over, waiting, deps.now(), deps.runner)
            self._polls.drop(set(waiting).difference(ours))
            waiting = ours
            while waiting:
                deps = self._app.deps
                free = await self._polls.room(deps.config.polling.concurrency, TICK)
                if self._stop.is_set():
                    break
                if free:
                    self._polls.begin(deps, waiting[:free])
                    waiting = waiting[free:]
        finally:
            self._polls.drop(waiting)

    async def _group_and_edit(self) -> None:
        await group.group(self._app.deps)
        await edit.edit(self._app.deps)

    async def _deliver(self) -> None:
        await deliver.deliver(self._app.deps)

    async def _void_leases_of_the_dead(self) -> None:
        await asyncio.to_thread(self._app.store.runners.void_dead, self._app.deps.now())

    async def _watch(self) -> None:
        if await self._is_our_turn("watch", _WATCHING):
            await notices.watch(self._app.deps)

    async def _retain(self) -> None:
        deps = self._app.deps
        retain = deps.store.retention.apply_if_due
        if await asyncio.to_thread(retain, deps.config.retention, deps.now()) is not None:
            await prune(deps.store.database.conninfo)

    async def _heartbeat(self) -> None:
        if await self._is_our_turn("heartbeat", self._app.deps.config.heartbeat.every):
            await self._pulse.beat(self._app.deps)

    async def _is_our_turn(self, name: str, period: timedelta) -> bool:
        """Return True to one worker of the fleet in each period: its lock is left to run out."""
        deps = self._app.deps
        return (
            await asyncio.to_thread(deps.store.locks.acquire, name, deps.runner, period, deps.now())
            is not None
        )

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)


def plan(deps: Dependencies) -> int:
    """Lease due feeds to the queue and put them into it, in one commit; count them.

    One worker at a time, so that no host is asked more often than configured; not more than the fleet can poll
    soon, so that a lease never runs out in the queue.
    """
    store, polling = deps.store, deps.config.polling
    due = store.feeds.next_due()
    if due is None or due > deps.now():
        return 0
    fence = store.locks.acquire("plan", deps.runner, _PLANNING, deps.now())
    if fence is None:
        return 0
    try:
        room = polling.concurrency * max(1, store.runners.count("worker")) * _AHEAD - store.feeds.queued()
        claimed = store.feeds.claim_due(
            deps.now(),
            QUEUE,
            room,
            polling.per_host,
            then=lambda connection, feeds: _enqueue(deps, connection, feeds),
        )
    finally:
        store.locks.release("plan", fence)
    return len(claimed)


async def install(conninfo: str) -> None:
    """Make or upgrade PgQueuer's tables; workers that start at once take turns."""
    async with await _connect(conninfo) as connection:
        queries = Queries(PsycopgDriver(connection))
        async with queries.schema_lock():
            if await queries.schema_is_installed():
                await queries.upgrade()
            else:
                await queries.install()


async def prune(conninfo: str) -> None:
    """Remove what PgQueuer keeps of finished jobs; it never does so itself."""
    async with await _connect(conninfo) as connection:
        driver = PsycopgDriver(connection)
        names = Queries(driver).qbe.settings
        for table, kept in ((names.queue_table_log, "1 hour"), (names.statistics_table, "7 days")):
            await driver.execute(f"DELETE FROM {table} WHERE created < now() - interval '{kept}'")  # noqa: S608 - PgQueuer's names


def _enqueue(deps: Dependencies, connection: psycopg.Connection, feeds: Sequence[str]) -> None:
    """Put a leased batch into the queue, feeds of a host together, within the transaction that leased them."""
    known = deps.config.feeds
    ordered = sorted(feeds, key=lambda feed: (host(known[feed].url) if feed in known else "", feed))
    starts = range(0, len(ordered), BATCH)
    batches: list[bytes | None] = [json.dumps(ordered[at : at + BATCH]).encode() for at in starts]
    SyncQueries(_Within(connection)).enqueue(["poll"] * len(starts), batches, [0] * len(starts))


class Driver(PsycopgDriver):
    """Waits for notifications on a connection of their own.

    psycopg lets no statement through while it waits for one, and PgQueuer's driver waits for up to a second: on one
    connection a worker took four jobs a second, and idled.
    """

    def __init__(self, asking: psycopg.AsyncConnection, hearing: psycopg.AsyncConnection) -> None:
        super().__init__(asking)
        self._ears = PsycopgDriver(hearing)

    async def add_listener(self, channel: str, callback: Callable[[str | bytes | bytearray], None]) -> None:
        """Call back with what is said on a channel."""
        await self._ears.add_listener(channel, callback)

    async def remove_listener(
        self, channel: str, callback: Callable[[str | bytes | bytearray], None]
    ) -> None:
        """Call back no more."""
        await self._ears.remove_listener(channel, callback)

    async def __aenter__(self) -> Self:
        await self._ears.__aenter__()
        return await super().__aenter__()

    async def __aexit__(self, *why: object) -> None:
        await super().__aexit__(*why)
        await self._ears.__aexit__(*why)


class _Within:
    """Lets PgQueuer speak inside a transaction of the store; its own driver insists on autocommit."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """Return the rows of a query with numbered parameters."""
        with psycopg.RawCursor(self._connection, row_factory=dict_row) as cursor:
            return cursor.execute(query.encode(), args or None).fetchall()


async def _connect(conninfo: str) -> psycopg.AsyncConnection:
    return await psycopg.AsyncConnection.connect(conninfo, autocommit=True, connect_timeout=10)


async def _let_go(tasks: Sequence[asyncio.Task[Any]]) -> None:
    _, late = await asyncio.wait(tasks, timeout=STOP_WITHIN)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
