"""Ticks that fail are told of, and do not fill the log."""

import logging

import pytest

from monitor.failures import AGAIN, Failures
from monitor.store import StoreError


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
        ("tick failed", True, 0),
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

    assert [line.message for line in caplog.records if line.exc_info] == ["tick failed"] * 4
