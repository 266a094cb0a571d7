"""Runners and what the dead ones leave."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.store import Store
from monitor.store.presence import FilePresence
from monitor.store.tables import deliveries, feeds, runners

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def other(open_store: Callable[[], Store]) -> Store:
    """Give the store as another process has it open."""
    return open_store()


def die(store: Store) -> None:
    """Free what the system frees when the process that opened ``store`` dies, and nothing else.

    A server takes a moment to notice the end of a session.
    """
    owners = tuple(store.runners._ours)
    store.runners._presence.close()
    until = time.monotonic() + 30
    while store.runners._presence.living(owners) and time.monotonic() < until:
        time.sleep(0.01)


def lease(store: Store, owner: str) -> None:
    """Give ``owner`` a feed, a delivery and a lock for a year."""
    held = {"owner": owner, "leased_until": NOW + YEAR, "fence": 7}
    feed = {
        "id": "rfi",
        "url": "https://feed.test/",
        "host": "feed.test",
        "due_at": NOW,
        "registered_at": NOW,
    }
    mail = {"recipient": "duty", "channel": "mail", "address": "a@b.test", "message_id": "<1@b.test>"}
    with store.database.write() as connection:
        connection.execute(feeds.insert().values(**feed, **held))
        connection.execute(
            deliveries.insert().values(
                **mail, **held, payload=b"", state="sending", created_at=NOW, due_at=NOW
            )
        )
    store.locks.acquire("group", owner, YEAR, NOW)


def leases(store: Store) -> tuple[object, ...]:
    """Tell owner and fence of the feed, owner, state and fence of the delivery, and whether the lock is free."""
    with store.database.read() as connection:
        feed = connection.execute(sa.select(feeds.c.owner, feeds.c.fence)).one()
        mail = connection.execute(sa.select(deliveries.c.owner, deliveries.c.state, deliveries.c.fence)).one()
    return (*feed, *mail, store.locks.acquire("group", "other", YEAR, NOW) is not None)


def test_what_a_dead_runner_leased_is_free_however_long_the_lease(store: Store, other: Store) -> None:
    with other.runners.register("daemon", NOW) as owner:
        lease(store, owner)
        die(other)
        dead = store.runners.void_dead(NOW)

        assert (dead, leases(store)) == ((owner,), (None, 8, None, "waiting", 8, True))


def test_what_a_living_runner_leased_stands(store: Store, other: Store) -> None:
    with other.runners.register("daemon", NOW - YEAR) as owner:
        lease(store, owner)
        dead = store.runners.void_dead(NOW)

        assert (dead, leases(store)) == ((), (owner, 7, owner, "sending", 7, False))


def test_a_runner_never_voids_its_own_leases(store: Store) -> None:
    with store.runners.register("daemon", NOW - YEAR) as owner:
        lease(store, owner)
        dead = store.runners.void_dead(NOW)

        assert (dead, leases(store)) == ((), (owner, 7, owner, "sending", 7, False))


def test_a_runner_that_leaves_gives_its_leases_back_at_once(store: Store, other: Store) -> None:
    with other.runners.register("daemon", NOW) as owner:
        lease(store, owner)

    assert leases(store) == (None, 8, None, "waiting", 8, True)


def test_a_store_that_is_closed_gives_leases_back_too(store: Store, other: Store) -> None:
    with other.runners.register("daemon", NOW) as owner:
        lease(store, owner)
        other.close()

        assert leases(store) == (None, 8, None, "waiting", 8, True)


def test_a_dead_runner_is_mourned_once(store: Store, other: Store) -> None:
    with other.runners.register("daemon", NOW) as owner:
        die(other)

        assert [store.runners.void_dead(NOW) for _ in range(2)] == [(owner,), ()]


def test_every_registration_has_a_name_of_its_own(store: Store, other: Store) -> None:
    with (
        store.runners.register("daemon", NOW) as first,
        store.runners.register("daemon", NOW) as second,
        other.runners.register("daemon", NOW) as third,
    ):
        assert len({first, second, third}) == 3


def test_a_runner_shows_when_it_was_last_seen(store: Store) -> None:
    later = NOW + timedelta(minutes=5)
    with store.runners.register("daemon", NOW):
        store.runners.void_dead(later)

        with store.database.read() as connection:
            row = connection.execute(sa.select(runners)).one()
    assert (row.kind, row.started_at, row.seen_at) == ("daemon", NOW, later)


def test_a_runner_that_was_voided_by_mistake_shows_itself_again(store: Store) -> None:
    with store.runners.register("daemon", NOW) as owner:
        with store.database.write() as connection:
            connection.execute(sa.delete(runners))
        store.runners.void_dead(NOW)

        with store.database.read() as connection:
            shown = connection.execute(sa.select(runners.c.id)).scalars().all()
    assert shown == [owner]


def test_whether_anybody_works_on_the_store_is_known(store: Store, other: Store) -> None:
    before = store.runners.are_any()
    with other.runners.register("daemon", NOW):
        during = store.runners.are_any(), other.runners.are_any()

    assert (before, during, store.runners.are_any()) == (False, (True, True), False)


def test_a_process_killed_with_no_chance_to_clean_up_is_found_dead(store: Store, store_url: str) -> None:
    script = (
        "import sys, time, datetime as d\nfrom monitor.store import Store\n"
        "store = Store(sys.argv[1]); store.open()\n"
        "with store.runners.register('daemon', d.datetime.now(d.UTC)) as owner:\n"
        "    print(owner, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, store_url], stdout=subprocess.PIPE) as victim:
        assert victim.stdout is not None
        owner = victim.stdout.readline().decode().strip()
        before = store.runners.void_dead(NOW)
        victim.send_signal(signal.SIGKILL)

    assert (before, store.runners.void_dead(NOW)) == ((), (owner,))


def end_sessions(store: Store) -> None:
    """End every session that holds an advisory lock, as a restart of PostgreSQL does."""
    with store.database.write() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        )


@pytest.mark.on("postgres")
def test_a_runner_holds_its_name_again_after_postgresql_ended_its_session(store: Store, other: Store) -> None:
    with store.runners.register("daemon", NOW):
        end_sessions(other)
        store.runners.void_dead(NOW)

        assert other.runners.void_dead(NOW) == ()


@pytest.mark.on("postgres")
def test_claims_that_a_restart_of_postgresql_interrupted_are_free_again(store: Store, other: Store) -> None:
    with store.runners.register("daemon", NOW) as owner:
        lease(store, owner)
        end_sessions(other)
        store.runners.void_dead(NOW)

        assert leases(store) == (None, 8, owner, "sending", 7, True)


@pytest.mark.on("sqlite")
def test_who_comes_by_a_link_to_the_store_sees_who_is_at_work_on_it(store: Store, tmp_path: Path) -> None:
    path = store.database.path
    assert path is not None
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(path)
    with closing(Store(f"sqlite:///{link}")) as linked, store.runners.register("run", NOW) as owner:
        assert [runner.id for runner in linked.runners.living()] == [owner]
        assert linked.runners.void_dead(NOW) == ()


@pytest.mark.on("sqlite")
def test_a_runner_whose_files_were_deleted_is_seen_at_once_and_shows_itself_again(
    store: Store, other: Store
) -> None:
    path = store.database.path
    assert path is not None
    files = path.with_name(f"{path.name}.runners")
    with other.runners.register("run", NOW) as owner:
        shutil.rmtree(files)
        seen = [store.runners.lives(owner), store.runners.void_dead(NOW)]
        other.runners.void_dead(NOW)
        again = [files.is_dir(), store.runners.lives(owner), store.runners.are_any()]
    after = store.runners.living()

    assert seen == [True, ()]
    assert again == [True, True, True]
    assert after == ()


@pytest.mark.on("sqlite")
def test_a_runner_that_left_leaves_no_file(store: Store) -> None:
    path = store.database.path
    assert path is not None
    for _ in range(3):
        with store.runners.register("once", NOW):
            pass

    assert list(path.with_name(f"{path.name}.runners").iterdir()) == []


@pytest.mark.on("sqlite")
def test_a_dead_process_whose_files_were_deleted_is_dead(store: Store) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with store.database.write() as connection:
        row = {"host": "h", "pid": 1, "kind": "run", "started_at": NOW, "seen_at": NOW}
        names = [f"{socket.gethostname()}-{ended.pid}-00", "other-host-1-00", "no name"]
        connection.execute(sa.insert(runners), [{"id": name, **row} for name in names])

    assert set(store.runners.void_dead(NOW)) == set(names)


def test_a_folder_that_was_moved_away_is_not_made_anew_and_is_seen_again_when_it_is_back(
    tmp_path: Path,
) -> None:
    folder, elsewhere = tmp_path / "watch" / "var", tmp_path / "moved"
    folder.mkdir(parents=True)
    ours, theirs = (FilePresence(folder / "monitor.db") for _ in range(2))
    ours.hold("run 1")
    folder.parent.rename(elsewhere)
    renewed = ours.renew()
    is_made_anew = folder.parent.exists()
    elsewhere.rename(folder.parent)
    ours.renew()
    seen = theirs.living(["run 1"])
    ours.close()

    assert (renewed, is_made_anew, seen) == (False, False, {"run 1"})
