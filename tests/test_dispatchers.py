"""One pipeline, whoever drives it: a daemon on SQLite, daemons on PostgreSQL, workers on PostgreSQL."""

import asyncio
import signal
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from monitor import runtime
from monitor.app import App
from monitor.cluster import Driver, Worker
from monitor.core.settings import Feed
from monitor.store import Store
from monitor.store.database import Database
from monitor.store.feeds import QUEUE
from monitor.store.tables import entries, feeds
from tests.cli.calls import configured
from tests.faults.fleet import Fleet, check, fleet
from tests.store import filling


@pytest.mark.on("sqlite")
def test_a_daemon_stores_and_tells_every_entry_once(store_url: str, tmp_path: Path) -> None:
    with fleet(tmp_path, store_url, feeds=10) as one:
        one.publish(30)
        one.start("run")
        one.wait(one.is_done, seconds=120)
        one.publish(20)
        one.wait(one.is_done, seconds=120)
        one.stop()
        check(one, repeats=0)
    assert " ERROR " not in (tmp_path / "log.txt").read_text()


@pytest.mark.on("postgres")
@pytest.mark.parametrize("command", ["run", "worker"])
def test_two_processes_of_which_one_is_killed_store_and_tell_every_entry_once(
    store_url: str, tmp_path: Path, command: str
) -> None:
    with fleet(tmp_path, store_url, feeds=10) as one:
        one.publish(20)
        victim = one.start(command)
        one.start(command)
        one.wait(one.is_done, seconds=120)
        one.publish(10)
        one.kill(victim)
        one.publish(10)
        one.wait(one.is_done, seconds=120)
        one.stop()
        check(one, repeats=1)


@pytest.mark.on("postgres")
def test_a_worker_takes_up_its_files_on_sighup_and_works_on(store_url: str, tmp_path: Path) -> None:
    """The unit that ships reloads by SIGHUP, whichever of the two it runs."""
    with fleet(tmp_path, store_url, feeds=2) as one:
        one.publish(2)
        process = one.start("worker")
        one.wait(one.is_done, seconds=120)
        reloads = log_of(one).count("configuration in use")
        process.send_signal(signal.SIGHUP)
        one.wait(lambda: log_of(one).count("configuration in use") > reloads, seconds=120)
        one.publish(2)
        one.wait(one.is_done, seconds=120)
        one.stop()
        check(one, repeats=0)


def log_of(one: Fleet) -> str:
    return (one.folder / "log.txt").read_text("utf-8", errors="replace")


@pytest.mark.parametrize("command", ["once", "run"])
def test_what_has_outlived_its_time_goes_at_the_start(store_url: str, tmp_path: Path, command: str) -> None:
    """A service that is never up for an hour, and one that cron starts, keep the promise too."""
    _let_it_tidy(store_url, tmp_path, command)


@pytest.mark.on("postgres")
def test_what_has_outlived_its_time_goes_at_the_start_of_a_worker(store_url: str, tmp_path: Path) -> None:
    _let_it_tidy(store_url, tmp_path, "worker")


def _let_it_tidy(store_url: str, tmp_path: Path, command: str) -> None:
    with fleet(tmp_path, store_url, feeds=2) as one, closing(Store(store_url)) as store:
        store.open()
        old = filling.entry(store, datetime.now(UTC) - timedelta(days=91))
        filling.key(store, old, datetime.now(UTC))  # its feed shows it still: its key stays
        filling.entry(store, datetime.now(UTC))  # it was at work until now, so the clock is not in doubt
        process = one.start(command)
        if command == "once":
            process.wait(30)
            one.processes.clear()
        one.wait(lambda: text(store, old) == "", seconds=120)
        one.stop()


def text(store: Store, entry: int) -> str:
    with store.database.read() as connection:
        query = sa.select(entries.c.title).where(entries.c.id == entry)
        return str(connection.execute(query).scalar_one())


@pytest.mark.on("postgres")
def test_a_worker_tells_operators_of_a_feed_that_is_gone(store_url: str, tmp_path: Path) -> None:
    past = datetime.now(UTC) - timedelta(days=3)
    with fleet(tmp_path, store_url, feeds=2) as one, closing(Store(store_url)) as store:
        store.open()
        store.feeds.register([Feed("f0", f"{one.feeds.url}/f0", "f0")], past)
        gone = {"state": "gone", "last_error": "410", "last_ok_at": past, "due_at": None}
        with store.database.write() as connection:
            connection.execute(sa.update(feeds).values(**gone))
        one.start("worker")
        one.wait(lambda: bool(store.notices.after(0)), seconds=120)
        one.stop()
        told = [(item.kind, item.what) for _, item in store.notices.after(0)]

    assert told == [("feed_ill", "f0")]


@pytest.mark.on("postgres")
def test_a_feed_that_is_planned_again_while_it_is_asked_does_not_stay_in_the_queue(
    store_url: str, tmp_path: Path
) -> None:
    """A restart of PostgreSQL voids the lease of a poll under way; the queue's lease would last for a quarter of an hour."""
    folder = configured(tmp_path, store_url)

    async def take_over() -> tuple[int, int]:
        async with App.open(folder, {}, kind="worker") as app:
            soon = datetime.now(UTC) + timedelta(hours=1)
            claimed = app.store.feeds.claim_due(soon, QUEUE, 1, 1)
            worker = Worker(app)
            worker._polls.hold(claimed)
            queued = app.store.feeds.queued()
            await worker._take_over(claimed)
            return queued, app.store.feeds.queued()

    assert runtime.run(take_over()) == (1, 0)


@pytest.mark.on("postgres")
def test_a_worker_that_waits_for_notifications_still_asks_its_queue_at_once(store_url: str) -> None:
    conninfo = Database(store_url).conninfo
    heard: list[object] = []

    async def ask() -> float:
        word = asyncio.Event()

        def hear(what: object) -> None:
            heard.append(what)
            word.set()

        async with (
            await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as asking,
            await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as hearing,
            Driver(asking, hearing) as driver,
        ):
            await driver.add_listener("work", hear)
            await asyncio.sleep(0.1)  # it waits by now
            began = time.monotonic()
            for _ in range(60):
                await driver.fetch("SELECT 1")
            took = time.monotonic() - began
            await driver.notify("work", "now")
            await word.wait()
            return took

    took = runtime.run(asyncio.wait_for(ask(), 120))

    assert heard == ["now"]
    assert took < 20  # on one connection each took up to a second
