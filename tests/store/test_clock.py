"""A clock that jumped ahead and was set right: nothing waits for that time to come."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from monitor.core.settings import Silence
from monitor.store import Store
from monitor.store.tables import deliveries, delivery_attempts
from tests.store import filling
from tests.store.filling import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
JUMPS = [3 * HOUR, DAY, 3 * 365 * DAY]


def waiting(
    store: Store, due_at: datetime, *, created_at: datetime = NOW, tried_at: datetime | None = None
) -> int:
    number = filling.delivery(store, filling.edition(store, NOW), "waiting", None, created_at=created_at)
    with store.database.write() as connection:
        connection.execute(sa.update(deliveries).where(deliveries.c.id == number).values(due_at=due_at))
    if tried_at is not None:
        filling.add(
            store,
            delivery_attempts,
            delivery=number,
            at=tried_at,
            server="s",
            outcome="deferred",
            reply="451",
        )
    return number


def due(store: Store) -> dict[int, datetime]:
    with store.database.read() as connection:
        return {
            row.id: row.due_at for row in connection.execute(sa.select(deliveries.c.id, deliveries.c.due_at))
        }


@pytest.mark.parametrize("jump", JUMPS)
def test_when_the_clock_is_set_back_all_messages_that_wait_are_due(store: Store, jump: timedelta) -> None:
    store.clock.heed(NOW)
    numbers = [waiting(store, NOW + jump + HOUR), waiting(store, NOW + jump + MINUTE, tried_at=NOW + jump)]
    store.clock.heed(NOW + jump)
    changed = store.clock.heed(NOW)

    assert (changed, due(store)) == (2, dict.fromkeys(numbers, NOW))


@pytest.mark.parametrize(
    ("due_in", "created", "tried", "is_due", "reason"),
    [
        (DAY + MINUTE, timedelta(), DAY, True, "it was tried a day from now"),
        (DAY + MINUTE, DAY, None, True, "it was made a day from now"),
        (3 * DAY, timedelta(), None, True, "no message waits for so long"),
        (4 * HOUR, -HOUR, -MINUTE, False, "greylisted a minute ago"),
        (DAY, -DAY, -HOUR, False, "nobody knows whether it came: it waits long"),
        (MINUTE, MINUTE, MINUTE, False, "another machine's clock is a minute ahead"),
    ],
)
def test_at_a_start_what_bears_the_mark_of_a_wrong_clock_is_due(
    store: Store,
    due_in: timedelta,
    created: timedelta,
    tried: timedelta | None,
    is_due: bool,
    reason: str,
) -> None:
    number = waiting(
        store,
        NOW + due_in,
        created_at=NOW + created,
        tried_at=None if tried is None else NOW + tried,
    )
    store.clock.heed(NOW)

    assert (due(store)[number] == NOW) is is_due, reason


def test_a_clock_that_runs_on_changes_nothing(store: Store) -> None:
    number = waiting(store, NOW + HOUR)
    changed = [store.clock.heed(NOW + minutes * MINUTE) for minutes in range(30)]

    assert (sum(changed), due(store)) == (0, {number: NOW + HOUR})


@pytest.mark.parametrize("jump", JUMPS)
def test_a_silence_made_meanwhile_lasts_as_long_as_it_was_meant_to(store: Store, jump: timedelta) -> None:
    store.clock.heed(NOW)
    before = store.silences.add(Silence(rule="old", until=NOW + 5 * DAY, reason="", by="me"), NOW - DAY)
    meanwhile = store.silences.add(
        Silence(rule="new", until=NOW + jump + HOUR, reason="", by="me"), NOW + jump
    )
    store.clock.heed(NOW + jump)
    store.clock.heed(NOW)

    assert {silence.id: silence.until for silence in store.silences.all()} == {
        before: NOW + 5 * DAY,
        meanwhile: NOW + HOUR,
    }


@pytest.mark.parametrize("jump", JUMPS)
def test_what_failed_meanwhile_is_tried_again_now(store: Store, jump: timedelta) -> None:
    store.clock.heed(NOW)
    store.faults.add("group", "17", "ValueError", NOW + jump)
    store.clock.heed(NOW + jump)
    store.clock.heed(NOW)

    assert store.faults.aside("group", NOW) == frozenset()


@pytest.mark.parametrize("jump", JUMPS)
def test_a_process_is_seen_again_by_the_clock_that_was_set_right(
    store: Store, open_store: Callable[[], Store], jump: timedelta
) -> None:
    with store.runners.register("run", NOW + jump):
        store.runners.void_dead(NOW)
        (runner,) = open_store().status.read(NOW).runners

    assert runner.seen_at == NOW
