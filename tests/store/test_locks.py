"""Named locks with fences."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from monitor.store import LockLost, Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_lock_has_one_holder(store: Store) -> None:
    first = store.locks.acquire("group", "a", MINUTE, NOW)
    second = store.locks.acquire("group", "b", MINUTE, NOW)

    assert (first, second) == (1, None)


def test_locks_of_other_names_do_not_interfere(store: Store) -> None:
    store.locks.acquire("group", "a", MINUTE, NOW)

    assert store.locks.acquire("plan", "b", MINUTE, NOW) == 1


def test_a_released_lock_can_be_taken_with_a_higher_fence(store: Store) -> None:
    store.locks.release("group", store.locks.acquire("group", "a", MINUTE, NOW) or 0)

    assert store.locks.acquire("group", "b", MINUTE, NOW) == 2


def test_a_lock_whose_time_is_over_can_be_taken(store: Store) -> None:
    store.locks.acquire("group", "a", MINUTE, NOW)

    assert store.locks.acquire("group", "b", MINUTE, NOW + MINUTE) == 2


@pytest.mark.parametrize(
    ("until", "fence", "reason"),
    [
        (timedelta(days=1), 2, "taken while the clock was a day ahead"),
        (timedelta(days=3 * 365), 2, "taken while the clock was years ahead"),
        (60 * MINUTE, 2, "taken for an hour, before the settings made it a minute"),
        (2 * MINUTE, None, "another machine's clock is a minute ahead"),
    ],
)
def test_a_lock_that_reaches_too_far_ahead_is_nobodys(
    store: Store, until: timedelta, fence: int | None, reason: str
) -> None:
    store.locks.acquire("group", "a", MINUTE, NOW + until - MINUTE)

    assert store.locks.acquire("group", "b", MINUTE, NOW) == fence, reason


def test_a_renewed_lock_stands_longer(store: Store) -> None:
    fence = store.locks.acquire("group", "a", MINUTE, NOW) or 0
    renewed = store.locks.renew("group", fence, 3 * MINUTE, NOW)

    assert (renewed, store.locks.acquire("group", "b", MINUTE, NOW + 2 * MINUTE)) == (True, None)


def test_a_late_holder_can_neither_renew_nor_release(store: Store) -> None:
    late = store.locks.acquire("group", "a", MINUTE, NOW) or 0
    store.locks.acquire("group", "b", MINUTE, NOW + MINUTE)
    renewed = store.locks.renew("group", late, MINUTE, NOW + MINUTE)
    store.locks.release("group", late)

    assert (renewed, store.locks.acquire("group", "c", MINUTE, NOW + MINUTE)) == (False, None)


def test_a_late_holder_cannot_commit(store: Store) -> None:
    late = store.locks.acquire("group", "a", MINUTE, NOW) or 0
    current = store.locks.acquire("group", "b", MINUTE, NOW + MINUTE) or 0

    with store.database.write() as connection:
        store.locks.check(connection, "group", current)
    with pytest.raises(LockLost), store.database.write() as connection:
        store.locks.check(connection, "group", late)


def test_a_lock_given_back_no_longer_lets_commit(store: Store) -> None:
    fence = store.locks.acquire("group", "a", MINUTE, NOW) or 0
    store.locks.release("group", fence)

    with pytest.raises(LockLost), store.database.write() as connection:
        store.locks.check(connection, "group", fence)


def test_two_processes_never_hold_one_lock(open_store: Callable[[], Store]) -> None:
    stores = [open_store(), open_store()]
    fences = [stores[n % 2].locks.acquire("group", str(n), MINUTE, NOW) for n in range(6)]

    assert fences == [1, None, None, None, None, None]
