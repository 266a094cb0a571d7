"""A real ``monitor run`` whose files change again and again: its schedules go on as if nobody touched them."""

import time
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.store import Store
from monitor.store.tables import editions
from tests.faults.fleet import Fleet, fleet

EVERY = 5  # seconds between two editions


PAUSE = 2.5  # seconds between two changes: files are read when they have not changed for a second


def _reload_again_and_again(one: Fleet, seconds: int) -> None:
    rules = one.folder / "config" / "rules" / "rules.yaml"
    text = rules.read_text("utf-8")
    for number in range(int(seconds / PAUSE)):
        rules.write_text(f"{text}# {number}\n", encoding="utf-8")
        time.sleep(PAUSE)


def _windows(one: Fleet) -> list[tuple[float, float]]:
    store = Store(one.url)
    try:
        with store.database.read() as connection:
            query = editions.select().order_by(editions.c.id)
            rows = connection.execute(query).all()
            return [(row.window_start.timestamp(), row.window_end.timestamp()) for row in rows]
    finally:
        store.close()


@pytest.mark.parametrize("seconds", [20, pytest.param(60, marks=pytest.mark.faults)])
def test_reloads_again_and_again_delay_and_repeat_no_edition(tmp_path: Path, seconds: int) -> None:
    with fleet(tmp_path, f"sqlite:///{tmp_path}/monitor.db", feeds=1) as one:
        (tmp_path / "config" / "digests.yaml").write_text(
            "recipients:\n  desk: {mail: [desk@example.org]}\n"
            f"digests:\n  - {{id: often, to: [desk], every: {EVERY}s, when_empty: send}}\nalerts: []\n"
        )
        one.start("run")
        one.wait(lambda: len(one.mail.payloads()) > 0, 120)
        before = len(_windows(one))
        _reload_again_and_again(one, seconds)
        windows = _windows(one)
        reloads = (tmp_path / "log.txt").read_text("utf-8").count("configuration in use")
        one.stop()

    assert reloads > seconds / 10, "the daemon looks at its files every few seconds, and took the changes up"
    assert abs(len(windows) - before - seconds / EVERY) <= 1
    assert all(end == start for (_, end), (start, _) in pairwise(windows)), (
        "each window begins where the one before ended"
    )
    assert {round(end - start) for start, end in windows[1:]} == {EVERY}
