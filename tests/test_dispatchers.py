"""One pipeline, whoever drives it: a daemon on SQLite, daemons on PostgreSQL, workers on PostgreSQL."""

from pathlib import Path

import pytest

from tests.faults.fleet import check, fleet


@pytest.mark.on("sqlite")
def test_a_daemon_stores_and_tells_every_entry_once(store_url: str, tmp_path: Path) -> None:
    with fleet(tmp_path, store_url, feeds=10) as one:
        one.publish(30)
        one.start("run")
        one.wait(one.is_done, seconds=40)
        one.publish(20)
        one.wait(one.is_done, seconds=20)
        one.stop()
        check(one, repeats=0)


@pytest.mark.on("postgres")
@pytest.mark.parametrize("command", ["run", "worker"])
def test_two_processes_of_which_one_is_killed_store_and_tell_every_entry_once(
    store_url: str, tmp_path: Path, command: str
) -> None:
    with fleet(tmp_path, store_url, feeds=10) as one:
        one.publish(20)
        victim = one.start(command)
        one.start(command)
        one.wait(one.is_done, seconds=40)
        one.publish(10)
        one.kill(victim)
        one.publish(10)
        one.wait(one.is_done, seconds=30)
        one.stop()
        check(one, repeats=1)
