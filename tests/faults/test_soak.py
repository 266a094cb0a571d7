"""The daemon stays as it is, however long it runs. The long form is ``python -m tests.faults.soak``."""

from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from tests.faults.soak import Course, Sample, soak

POOL = (
    5 * 3
)  # files of the store's connections (each: store, log, shared memory), which six seconds may not all open
MOST_THREADS = 64  # all of a client for lookups, all of the loop's for the store, and a few
WELL = Sample(memory=100_000, family=200_000, workers=2, files=30, threads=12, tasks=4)


def test_nothing_leaks_while_the_configuration_is_reloaded_again_and_again(tmp_path: Path) -> None:
    course = soak(tmp_path, minutes=0.1, feeds=30, samples=8)

    before, after = course.samples[:4], course.samples[4:]
    assert median(one.memory for one in after) < 1.15 * median(one.memory for one in before)
    assert min(one.files for one in after) <= max(one.files for one in before) + POOL
    assert min(one.tasks for one in after) <= max(one.tasks for one in before)
    assert max(sample.threads for sample in course.samples) < MOST_THREADS


@pytest.mark.parametrize(
    ("name", "step", "leaks"),
    [
        ("memory", 60, False),
        ("memory", 200, True),
        ("files", 0.05, True),
        ("threads", 0.5, True),
        ("tasks", 0.05, True),
    ],
)
def test_what_grows_a_little_every_minute_is_a_leak(name: str, step: float, leaks: bool) -> None:
    start = getattr(WELL, name)
    course = Course(tuple(replace(WELL, **{name: start + step * minute}) for minute in range(60)), "")

    assert bool(course.leaks()) is leaks
