"""Workers killed at random and PostgreSQL restarted, while entries keep arriving."""

import os
import random
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.store.database import Database
from monitor.store.tables import feeds, runners
from tests import postgres
from tests.faults.fleet import Fleet, check, fleet

MINUTES = float(os.environ.get("MONITOR_CHAOS_MINUTES", "10"))
FEEDS = int(os.environ.get("MONITOR_CHAOS_FEEDS", "2000"))
PAUSE = 20.0  # seconds between kills
POLLING = "every: 30s, fastest: 30s, slowest: 60s"


def owned(database: Database, pid: int) -> int:
    """Count the leases of feeds that the process ``pid`` still has, by the name it registered."""
    with database.read() as connection:
        names = list(connection.execute(sa.select(runners.c.id).where(runners.c.pid == pid)).scalars())
        query = sa.select(sa.func.count()).where(feeds.c.owner.like(f"%-{pid}-%"))
        return int(connection.execute(query).scalar_one()) + len(names)


def recovery(one: Fleet, database: Database, pid: int) -> float:
    """Publish, and return the seconds until nothing belongs to a dead process any more."""
    began = time.monotonic()
    while owned(database, pid):
        one.publish(2)
        time.sleep(0.25)
        assert time.monotonic() - began < 60, "the leases of a dead worker stand"
    return time.monotonic() - began


@pytest.mark.faults
def test_killed_workers_and_a_restarted_database_lose_nothing(tmp_path: Path) -> None:
    dice = random.Random(7)  # noqa: S311 - moments of a test
    kills, restarts, recoveries = 0, 0, []
    with postgres.own_server() as server, fleet(tmp_path, server.url, FEEDS, POLLING) as one:
        for _ in range(3):
            one.start("worker")
        one.publish(FEEDS // 10)
        one.wait(lambda: len(one.told()) > 0, seconds=120)
        database = Database(server.url)
        end = time.monotonic() + 60 * MINUTES
        restart_at = [time.monotonic() + 60 * MINUTES * part for part in (0.35, 0.7)]
        while time.monotonic() < end:
            pause = time.monotonic() + PAUSE
            while time.monotonic() < pause:
                one.publish(dice.randrange(1, 5))
                time.sleep(0.5)
            if restart_at and time.monotonic() > restart_at[0]:
                restart_at.pop(0)
                server.restart()
                database.close()
                restarts += 1
            victim = dice.choice(one.processes)
            one.kill(victim)
            kills += 1
            one.start("worker")
            recoveries.append(recovery(one, database, victim.pid))
        last = one.wait(one.is_done, seconds=300)
        database.close()
        stopped = one.stop()
        figures = check(one, repeats=kills + restarts)
        print(  # noqa: T201 - the figures are what the campaign is for
            f"{kills} kills, {restarts} restarts of PostgreSQL, {FEEDS} feeds: {figures}; leases free within "
            f"{max(recoveries):.1f} s (half within {sorted(recoveries)[len(recoveries) // 2]:.1f} s), "
            f"all told {last:.0f} s after the last kill, stopped within {stopped:.1f} s"
        )
    assert max(recoveries) <= 30
    assert stopped <= 10, "as a service manager expects"
