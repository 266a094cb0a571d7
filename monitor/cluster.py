"""The steps on many machines: PgQueuer carries batches of claimed feeds, over the same PostgreSQL."""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Self

import psycopg
from pgqueuer import PgQueuer
from pgqueuer.db import PsycopgDriver
from pgqueuer.models import Job
from pgqueuer.queries import Queries, SyncQueries
from psycopg.rows import dict_row

from monitor import runtime
from monitor.app import App
from monitor.core.feeds.cadence import host
from monitor.steps.dependencies import Dependencies
from monitor.steps.in_flight import PollsInFlight
from monitor.store.feeds import QUEUE
from monitor.ticks import Tick, Ticks

log = logging.getLogger(__name__)

TICK = 1.0  # seconds between two looks for work
BATCH = 50  # feeds of one job: many enough to make the queue cheap, few enough to share between workers
_AHEAD = 10  # times the feeds that a worker polls at once may wait in the queue for it
_JOBS_AT_ONCE = 2  # taken from the queue by one statement
_JOBS = 4  # that a worker has at most, to begin their polls
_AGAIN = timedelta(seconds=10)  # a job whose worker gave no sign of life for so long goes to another
_PLANNING = timedelta(seconds=30)
_PRUNING = 3600.0  # seconds
_RECONNECT = 1.0  # seconds


class Worker:
    """One of many processes that do the same. Each looks for work every second; leases and fences keep them apart.

    Polls go through the queue, so that the limits of a host hold for the whole fleet: one worker at a time plans.
    Everything else is found in the store, under its lock, as the daemon finds it. A tick of PgQueuer's own
    schedules would wait half a minute for a killed worker; a lock here is free within seconds (store/runners).
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._polls = PollsInFlight()
        own = (Tick("plan", TICK, self._plan), Tick("prune", _PRUNING, self._prune))
        self._ticks = Ticks(app, own, lambda: {*self._jobs, *self._polls.tasks})
        self._jobs: list[asyncio.Task[None]] = []
        self.idle = self._ticks.idle
        self.stop = self._ticks.stop

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then shut down within ten seconds."""
        await install(self._app.store.database.conninfo)
        runtime.settle()
        self._jobs.append(asyncio.create_task(self._take_jobs(), name="jobs"))
        await self._ticks.run()

    async def _plan(self) -> None:
        deps = self._app.deps
        # The set itself, not what it holds now: jobs that begin meanwhile must not be thought forgotten.
        await asyncio.to_thread(deps.store.feeds.release_forgotten, deps.runner, self._polls.held)
        await asyncio.to_thread(plan, deps)
        await self._ticks.came_round()

    async def _prune(self) -> None:
        if await self._ticks.is_our_turn("prune", timedelta(seconds=_PRUNING)):
            await prune(self._app.store.database.conninfo)

    async def _take_jobs(self) -> None:
        """Take jobs from the queue; after a loss of PostgreSQL, connect again."""
        stopping = self._ticks.stopping
        while not stopping.is_set():
            try:
                conninfo = self._app.store.database.conninfo
                async with await _connect(conninfo) as asking, await _connect(conninfo) as hearing:
                    queue = self._listening(Driver(asking, hearing))
                    await queue.qm.run(
                        dequeue_timeout=timedelta(seconds=TICK),
                        batch_size=_JOBS_AT_ONCE,
                        max_concurrent_tasks=_JOBS,
                        heartbeat_timeout=_AGAIN,
                    )
            except Exception as error:  # noqa: BLE001 - whatever ended the connection, the next one may hold
                log.warning(
                    "queue lost, connecting again", extra={"error": str(error) or type(error).__name__}
                )
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _RECONNECT)

    def _listening(self, driver: PsycopgDriver) -> PgQueuer:
        queue = PgQueuer(driver)

        @queue.entrypoint("poll")
        async def poll_batch(job: Job) -> None:
            await self._take_over(json.loads(job.payload or b"[]"))

        queue.qm.shutdown = self._ticks.stopping
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
                if self._ticks.stopping.is_set():
                    break
                if free:
                    self._polls.begin(deps, waiting[:free])
                    waiting = waiting[free:]
        finally:
            self._polls.drop(waiting)


def plan(deps: Dependencies) -> int:
    """Lease due feeds to the queue and put them into it, in one commit; count them.

    One worker at a time, so that no host is asked more often than configured; not more than the fleet can poll
    soon, so that a lease never runs out in the queue.
    """
    store, polling = deps.store, deps.config.polling
    store.feeds.heed_clock(deps.now())
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
