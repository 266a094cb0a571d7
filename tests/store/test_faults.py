"""Faults of ours: recorded, told when they begin and when they end, tried again ever more rarely."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.operations.faults import named, pause
from monitor.store import Store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ENTRY = "entry 17 'Attaque à Ménaka' (rfi)"


def told(store: Store) -> list[tuple[str, str]]:
    return [(item.kind, item.what) for _, item in store.notices.after(0)]


def test_a_fault_is_told_once_however_often_it_fails_and_once_when_it_is_over(store: Store) -> None:
    for minute in range(30):
        store.faults.add("group", "17", "ValueError: odd", NOON + minute * MINUTE, ENTRY)
    (fault,) = store.faults.all()
    cleared = store.faults.clear("group", {"17", "18"}, NOON + HOUR)

    assert (fault.failures, fault.since, fault.last_at) == (30, NOON, NOON + 29 * MINUTE)
    assert (cleared, store.faults.all()) == (1, ())
    assert told(store) == [("fault", ENTRY), ("fault_over", ENTRY)]


def test_what_comes_and_goes_is_told_once_in_ten_minutes(store: Store) -> None:
    for second in range(0, 1200, 2):
        store.faults.add("edit", "alert:urgent duty", "KeyError: 1096", NOON + second * SECOND)
        store.faults.clear("edit", {"alert:urgent duty"}, NOON + (second + 1) * SECOND)

    assert told(store) == [("order_failed", "edit alert:urgent duty")] * 2


def test_what_failed_is_set_aside_until_it_is_due_and_nothing_else_is(store: Store) -> None:
    store.faults.add("group", "17", "ValueError", NOON)
    store.faults.add("deliver", "4", "ValueError", NOON)
    aside = [store.faults.aside("group", NOON + seconds * SECOND) for seconds in (0, 4, 5)]

    assert aside == [{"17"}, {"17"}, frozenset()]


def test_success_of_what_never_failed_writes_nothing(store: Store) -> None:
    store.faults.add("group", "17", "ValueError", NOON)

    assert store.faults.clear("group", {"18"}, NOON + HOUR) == 0
    assert [fault.subject for fault in store.faults.all()] == ["17"]


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 5), (2, 10), (3, 20), (6, 160), (7, 300), (100_000, 300)]
)
def test_it_is_tried_again_ever_more_rarely_but_every_five_minutes(failures: int, seconds: int) -> None:
    assert pause(failures) == seconds * SECOND


@pytest.mark.parametrize(
    ("error", "words", "reason"),
    [
        (KeyError(1096), "KeyError: 1096", "the kind, and what it says"),
        (RecursionError(), "RecursionError", "it says nothing"),
        (ValueError("a\tb\nSELECT secret"), "ValueError: a b", "one line"),
        (ValueError("wrong: hunter2"), "ValueError: wrong: ***", "no secret"),
        (ValueError("\x1b[2J\u202egnp"), r"ValueError: \u001b[2J\u202egnp", "nothing that moves a terminal"),
        (ValueError("x" * 1000), "ValueError: " + "x" * 160, "not at any length"),
    ],
)
def test_an_exception_is_named_in_one_harmless_line(error: Exception, words: str, reason: str) -> None:
    assert named(error, lambda text: text.replace("hunter2", "***")) == words, reason
