"""The vital signs in the store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from monitor.core.operations.health import Vitals
from monitor.store import Store
from monitor.store.tables import hits
from tests.settings import EMPTY
from tests.store import filling
from tests.store.filling import NOW

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def test_a_new_store_knows_nothing(store: Store) -> None:
    vitals = store.status.read(NOW)

    assert vitals == Vitals(at=NOW, free_bytes=vitals.free_bytes)


def test_what_waits_is_told_by_state_and_age(store: Store) -> None:
    for number, state in enumerate(["ok", "ok", "blocked"]):
        filling.feed(store, f"feed-{number}", state=state)
    filling.feed(store, "old", state="removed", due_at=None)
    for state, age in (("waiting", 2 * HOUR), ("sending", HOUR), ("sent", 9 * HOUR), ("dead", 9 * HOUR)):
        filling.delivery(store, filling.edition(store, NOW), state, None, created_at=NOW - age)
    vitals = store.status.read(NOW)

    assert vitals.feeds == {"ok": 2, "blocked": 1}
    assert vitals.queue.states == {"waiting": 1, "sending": 1, "sent": 1, "dead": 1}
    assert vitals.queue.oldest_at == NOW - 2 * HOUR


def test_the_oldest_hit_that_no_story_took_is_told(store: Store) -> None:
    filling.hit(store, filling.entry(store, NOW), NOW - 3 * HOUR)
    late = filling.entry(store, NOW)
    filling.add(store, hits, entry=late, created_at=NOW - 2 * HOUR, serial=None)

    assert store.status.read(NOW).oldest_ungrouped == NOW - 2 * HOUR


def test_the_configuration_and_what_was_refused_are_told(store: Store) -> None:
    sound = replace(EMPTY, hash="abc", held_back={"rule-1": "an example is missed"})
    store.configs.store_good(sound, NOW)
    store.configs.record_refusal(["feeds.yaml:1:1: bad"], NOW + HOUR)
    vitals = store.status.read(NOW + HOUR)

    assert (vitals.config_hash, vitals.refused_since, vitals.refused, dict(vitals.held_back)) == (
        "abc",
        NOW + HOUR,
        ("feeds.yaml:1:1: bad",),
        {"rule-1": "an example is missed"},
    )


def test_a_tick_is_written_at_most_every_ten_seconds(store: Store, open_store: Callable[[], Store]) -> None:
    seen = []
    for second in (0, 1, 9, 10, 11):
        store.status.tick(NOW + second * SECOND)
        seen.append(open_store().status.read(NOW).last_tick)

    assert seen == [NOW, NOW, NOW, NOW + 10 * SECOND, NOW + 10 * SECOND]


def test_a_clock_that_was_set_back_does_not_stop_the_ticks(store: Store) -> None:
    store.status.tick(NOW)
    store.status.tick(NOW - HOUR)

    assert store.status.read(NOW).last_tick == NOW - HOUR


def test_the_processes_at_work_are_told(store: Store) -> None:
    with store.runners.register("run", NOW) as owner:
        (runner,) = store.status.read(NOW).runners

    assert (runner.id, runner.kind, runner.seen_at) == (owner, "run", NOW)


def test_the_last_success_of_each_feed_is_told_unless_there_are_too_many(store: Store) -> None:
    for number in range(3):
        filling.feed(store, f"feed-{number}", last_ok_at=NOW if number else None)

    assert store.status.last_success(2) == {"feed-1": NOW, "feed-2": NOW}
    assert store.status.last_success(1) == {}


def test_a_restart_is_needed_until_the_processes_that_read_the_old_settings_are_gone(store: Store) -> None:
    seen = [store.status.read(NOW).restart_needed]
    with store.runners.register("worker", NOW) as one:
        with store.runners.register("worker", NOW) as other:
            news = [
                store.status.need_restart(who, what)
                for who, what in (
                    (one, ()),
                    (one, ("store",)),
                    (one, ("store",)),
                    (other, ("store", "web.listen")),
                )
            ]
            seen.append(store.status.read(NOW).restart_needed)
        seen.append(store.status.read(NOW).restart_needed)
        news.append(store.status.need_restart(one, ()))  # somebody wrote the old value again
        seen.append(store.status.read(NOW).restart_needed)

    assert news == [False, True, False, True, True]
    assert seen == [(), ("store", "web.listen"), ("store",), ()]
