"""A whole daemon whose clock jumps ahead and is set right: it polls and tells on, and loses nothing."""

import asyncio
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from monitor import runtime
from monitor.app import App
from monitor.core.operations.health import Level, judge
from monitor.daemon import Daemon
from monitor.store import Store
from tests.faults.fleet import Fleet, check, fleet

WAIT = 120.0  # seconds; the machine may be busy


async def until(holds: Callable[[], bool], seconds: float = WAIT) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if await asyncio.to_thread(holds):
            return True
        await asyncio.sleep(0.1)
    return False


async def live(one: Fleet, jump: timedelta) -> list[bool]:
    """Let a daemon live through a jump of the clock, with news before, meanwhile and afterwards."""
    done = []
    async with App.open(one.folder / "config", {}, kind="run") as app:
        daemon = Daemon(app)
        running = asyncio.create_task(daemon.run())
        one.publish(3)
        done.append(await until(one.is_done))
        with time_machine.travel(datetime.now(UTC) + jump):
            one.publish(3)
            done.append(await until(one.is_done))
        one.publish(3)
        done.append(await until(one.is_done))
        done.append(await until(lambda: is_well(app.store)))
        daemon.stop()
        await asyncio.wait_for(running, 60)
    return done


def is_well(store: Store) -> bool:
    return all(finding.level is not Level.FAULT for finding in judge(store.status.read(datetime.now(UTC))))


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=3 * 365), timedelta(days=-1)])
def test_a_clock_that_jumps_and_is_set_right_delays_and_loses_nothing(
    tmp_path: Path, jump: timedelta
) -> None:
    url = f"sqlite:///{tmp_path}/monitor.db"
    with fleet(tmp_path, url, feeds=3) as one:
        done = runtime.run(live(one, jump))
        assert done == [True] * 4
        check(one, repeats=0)
        with closing(Store(url)) as store:
            assert store.entries.count() == 9
