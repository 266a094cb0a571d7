"""What every service does again and again: a fault is told and does not fill the log, and no clock stops it."""

import asyncio
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import time_machine

from monitor import runtime
from monitor.app import App
from monitor.store import StoreError
from monitor.ticks import _LOG_AGAIN as AGAIN
from monitor.ticks import Failures, Tick, Ticks
from tests.cli.calls import configured


def fail(failures: Failures, tick: str, error: Exception) -> None:
    with failures.noted(tick):
        raise error


def succeed(failures: Failures, tick: str) -> None:
    with failures.noted(tick):
        pass


def test_a_fault_that_lasts_is_told_in_full_once_then_a_line_a_minute_until_it_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    now = 0.0
    failures = Failures(lambda: now)
    for second in range(int(2.5 * AGAIN)):
        now = float(second)
        fail(failures, "poll", StoreError("the disk is full"))
    succeed(failures, "poll")
    succeed(failures, "poll")

    told = [(line.message, line.exc_info is not None, getattr(line, "seconds", 0)) for line in caplog.records]
    assert told == [
        ("tick failed", False, 0),
        ("tick fails still", False, 60),
        ("tick fails still", False, 120),
        ("tick works again", False, 149),
    ]
    assert {getattr(line, "error", "the disk is full") for line in caplog.records} == {"the disk is full"}


def test_another_fault_another_tick_and_a_fault_that_comes_back_are_told_in_full(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures = Failures()
    fail(failures, "poll", StoreError("the disk is full"))
    fail(failures, "poll", ValueError("odd"))
    fail(failures, "group", ValueError("odd"))
    succeed(failures, "poll")
    fail(failures, "poll", ValueError("odd"))

    told = [(line.message, line.exc_info is not None) for line in caplog.records]
    assert told == [
        ("tick failed", False),  # a full disk is no mystery
        ("tick failed", True),
        ("tick failed", True),
        ("tick works again", False),
        ("tick failed", True),
    ]


WAIT = 60.0  # seconds; the machine may be busy


async def until(holds: Callable[[], bool]) -> bool:
    """Wait until something holds; return whether it did in time."""
    end = time.monotonic() + WAIT
    while not (held := holds()) and time.monotonic() < end:  # noqa: ASYNC110 - of anything
        await asyncio.sleep(0.05)
    return held


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1), timedelta(days=3 * 365)])
def test_a_clock_that_is_set_and_set_right_stops_no_tick(tmp_path: Path, jump: timedelta) -> None:
    folder = configured(tmp_path)

    count = 0

    async def tick() -> None:
        nonlocal count
        count += 1

    async def ten_more() -> bool:
        wanted = count + 10
        return await until(lambda: count >= wanted)

    async def work() -> list[bool]:
        async with App.open(folder, {}, kind="run") as app:
            ticks = Ticks(app, (Tick("count", 0.1, tick),), set)
            running = asyncio.create_task(ticks.run())
            came = [await ten_more()]
            now = datetime.now(UTC)
            with time_machine.travel(now + jump):
                came.append(await ten_more())
            came.append(await ten_more())
            ticks.stop()
            await running
        return came

    assert runtime.run(work()) == [True] * 3


def test_sighup_reloads_and_sigterm_stops(tmp_path: Path) -> None:
    folder = configured(tmp_path)

    async def work() -> tuple[bool, bool]:
        async with App.open(folder, {}, kind="run") as app:
            before, ticks = app.deps, Ticks(app, (), set)
            running = asyncio.create_task(ticks.run())
            await asyncio.sleep(0.2)
            signal.raise_signal(signal.SIGHUP)
            reloaded = await until(lambda: app.deps is not before)
            signal.raise_signal(signal.SIGTERM)
            await asyncio.wait_for(running, WAIT)
            return reloaded, ticks.stopping.is_set()

    assert runtime.run(work()) == (True, True)


def test_what_is_in_flight_ends_before_a_service_does_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.ticks.STOP_WITHIN", 1.0)
    ended: list[str] = []

    async def poll(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        ended.append(name)

    async def work() -> None:
        async with App.open(configured(tmp_path), {}, kind="run") as app:
            polls = {asyncio.create_task(poll("quick", 0.6)), asyncio.create_task(poll("slow", 60))}
            ticks = Ticks(app, (), lambda: polls)
            asyncio.get_running_loop().call_later(0.3, ticks.stop)
            await asyncio.wait_for(ticks.run(), WAIT)

    runtime.run(work())

    assert ended == ["quick"]


def test_a_tick_that_fails_is_a_recorded_fault_until_it_works(tmp_path: Path) -> None:
    def failing(app: App) -> list[str]:
        return [f"{fault.title}: {fault.error}" for fault in app.store.faults.all() if fault.work == "own"]

    async def work() -> list[list[str]]:
        fails, seen = True, []

        async def tick() -> None:
            if fails:
                raise RecursionError

        async with App.open(configured(tmp_path), {}, kind="run") as app:
            ticks = Ticks(app, (Tick("own", 0.1, tick),), set)
            running = asyncio.create_task(ticks.run())
            for fails in (True, False):
                wanted = fails
                await until(lambda: bool(failing(app)) is wanted)  # noqa: B023 - used at once
                seen.append(failing(app))
            ticks.stop()
            await running
        return seen

    assert runtime.run(work()) == [["the step own: RecursionError"], []]


def test_a_tick_that_does_not_come_round_is_a_recorded_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.ticks._STUCK", 0.3)
    monkeypatch.setattr("monitor.ticks.STOP_WITHIN", 0.5)

    async def work() -> list[str]:
        async with App.open(configured(tmp_path), {}, kind="run") as app:
            ticks = Ticks(app, (Tick("hangs", 0.1, partial(asyncio.sleep, 60)),), set)
            running = asyncio.create_task(ticks.run())
            found: list[str] = []
            end = time.monotonic() + WAIT
            while "the step hangs" not in found and time.monotonic() < end:
                await asyncio.sleep(0.1)
                await ticks.came_round()
                found = [fault.title for fault in app.store.faults.all()]
            ticks.stop()
            await running
        return found

    assert "the step hangs" in runtime.run(work())


HOG = """
import asyncio, sys, time
from pathlib import Path
from monitor import runtime, ticks
from monitor.app import App

ticks._END_WITHIN, ticks.STOP_WITHIN = {patience}, 1.0

async def hog():
    print("hogging", flush=True)
    while True:
        {hold}

async def work():
    async with App.open(Path(sys.argv[1]), {{}}, kind="run") as app:
        await ticks.Ticks(app, (ticks.Tick("hog", 1, hog),), set).run()

runtime.run(work())
"""


@pytest.mark.parametrize(
    ("hold", "code", "reason"),
    [
        ("pass", 1, "it computes for ever"),
        ("time.sleep(0.2)", 1, "it sleeps, and never lets the loop go on"),
        ("await asyncio.sleep(0.2)", 0, "it is cancelled in good order"),
    ],
)
def test_sigterm_ends_a_service_whatever_holds_its_loop(
    tmp_path: Path, hold: str, code: int, reason: str
) -> None:
    # In good order it may take its time: the machine may be busy.
    script = HOG.format(hold=hold, patience=5.0 if code else 100.0)
    command = [sys.executable, "-c", script, str(configured(tmp_path))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"hogging\n"
        process.send_signal(signal.SIGTERM)

        assert process.wait(120) == code, reason
