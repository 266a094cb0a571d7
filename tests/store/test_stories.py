"""Stories in the store: what waits, what the window remembers, and the commit that groups."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from monitor.core.model import Report, Severity
from monitor.core.stories.window import Grouped, Window
from monitor.core.trends.signals import Chronicle, Raised
from monitor.store import LockLost, Store
from monitor.store.stories import LOCK, Serials
from monitor.store.tables import hits, told
from tests.reports import DAY, HOUR, KNOWN, MONDAY, report
from tests.store.filing import file

LEASE = timedelta(minutes=2)
OpenStore = Callable[[], Store]

DJIBO = report("Gunmen attack army base in Djibo", "Soldiers died.", number=1, places=["djibo"], killed=8)
AGAIN = report(
    "Army base in Djibo attacked by gunmen",
    "Soldiers died.",
    MONDAY + HOUR,
    number=2,
    places=["djibo"],
    feed="daily",
    killed=9,
)  # fmt: skip - one report
GAO = report("Car bomb explodes at market in Gao", "Traders fled.", number=3, places=["gao"], lang="en")
SIGNAL = Raised(
    "k", "two_in_a_week", "Two", Severity.HIGH, ("spillover",), "kandi", (1, 2), {"area": "BJ/Alibori"}
)


def fence(store: Store) -> int:
    """Take the lock anew, whoever holds it."""
    taken = store.locks.acquire(LOCK, "test", LEASE, MONDAY + 365 * DAY)
    assert taken is not None
    return taken


def grouped(store: Store, window: Window | None = None) -> Grouped:
    """Group what waits, without writing."""
    reports, window = store.stories.waiting(100), window or Window()
    store.stories.refresh(window, reports, KNOWN, told_since=MONDAY)
    return window.group(reports, KNOWN)


def commit(store: Store, *raised: Raised, window: Window | None = None) -> Serials:
    """Group what waits, and write it."""
    held = fence(store)
    window = window or Window()
    serials = store.stories.commit(grouped(store, window), raised, held, MONDAY)
    window.last_serial = serials.last
    store.locks.release(LOCK, held)
    return serials


def test_hits_wait_in_the_order_they_came(store: Store) -> None:
    file(store, GAO, DJIBO, AGAIN)

    assert [waiting.entry.id for waiting in store.stories.waiting(10)] == [3, 1, 2]
    assert [waiting.entry.id for waiting in store.stories.waiting(2)] == [3, 1]


def test_a_round_numbers_hits_and_writes_their_stories(store: Store) -> None:
    file(store, GAO, DJIBO, AGAIN)

    serials = commit(store)

    assert Serials(1, 3) == serials
    assert not store.stories.are_waiting()
    gao, djibo = store.stories.by_ids([1, 2]).values()
    assert (gao.entries, djibo.entries) == ((3,), (1, 2))
    assert djibo.feeds == ("wire", "daily")
    assert djibo.toll == {"killed": (8, 9)}
    assert numbers(store) == [(1, 2, 2), (2, 2, 3), (3, 1, 1)]


def numbers(store: Store) -> list[tuple[int, int, int]]:
    """Return entry, story and serial of each hit."""
    query = sa.select(hits.c.entry, hits.c.story, hits.c.serial).order_by(hits.c.entry)
    with store.database.read() as connection:
        return [(row.entry, row.story, row.serial) for row in connection.execute(query)]


def test_reports_of_a_story_come_by_effective_date_with_all_hits(store: Store) -> None:
    file(store, AGAIN, DJIBO)
    commit(store)

    reports = store.stories.reports(1)

    assert [each.entry.id for each in reports] == [1, 2]
    assert [each.hits[0].match.places for each in reports] == [("djibo",), ("djibo",)]


def test_recent_stories_are_those_last_seen(store: Store) -> None:
    file(store, GAO, DJIBO)
    commit(store)
    file(store, AGAIN)
    commit(store)

    assert [story.id for story in store.stories.recent(10)] == [2, 1]
    assert [story.id for story in store.stories.recent(10, MONDAY + HOUR / 2)] == [2]


def test_a_round_of_one_who_lost_the_lock_writes_nothing(store: Store) -> None:
    file(store, DJIBO)
    old = fence(store)
    store.locks.release(LOCK, old)
    fence(store)

    with pytest.raises(LockLost):
        store.stories.commit(grouped(store), [SIGNAL], old, MONDAY)

    assert store.stories.are_waiting()
    assert not store.stories.recent(10)
    assert not store.signals.recent(10)


def test_a_restart_goes_on_where_the_last_round_ended(store: Store, open_store: OpenStore) -> None:
    file(store, DJIBO, GAO)
    commit(store)
    other = open_store()
    file(other, AGAIN)

    commit(other)

    assert other.stories.by_ids([1])[1].entries == (1, 2)


def test_two_runners_take_turns_on_one_window(store: Store, open_store: OpenStore) -> None:
    other, mine, theirs = open_store(), Window(), Window()
    file(store, DJIBO)
    commit(store, window=mine)
    file(store, GAO)
    commit(other, window=theirs)
    file(store, AGAIN)

    commit(store, window=mine)

    assert numbers(store) == [(1, 1, 1), (2, 1, 3), (3, 2, 2)]


def test_a_raise_of_an_entry_that_left_the_window_stays_in_its_story(store: Store) -> None:
    small = Window(size=1)
    file(store, DJIBO)
    commit(store, window=small)
    file(store, GAO)
    commit(store, window=small)
    file(store, raised(DJIBO))

    commit(store, window=small)

    assert [(story.id, story.severity) for story in store.stories.recent(10)] == [
        (2, Severity.MEDIUM),
        (1, Severity.CRITICAL),
    ]


def raised(before: Report) -> Report:
    """Return a report again, with a graver hit."""
    entry = before.entry
    return report(entry.title, entry.summary, number=entry.id, places=["djibo"], severity=Severity.CRITICAL)


def test_hits_of_one_entry_in_two_rounds_leave_its_story_open(store: Store) -> None:
    """Its story was lost from the window: the next report that came near it ended grouping with a KeyError."""
    window = Window()
    file(store, DJIBO)
    commit(store, window=window)
    file(store, raised(DJIBO))
    commit(store, window=window)
    file(store, AGAIN)

    commit(store, window=window)

    (story,) = store.stories.recent(10)
    assert (story.entries, story.toll, story.severity) == ((1, 2), {"killed": (8, 9)}, Severity.CRITICAL)


def test_an_entry_that_leaves_the_window_in_the_round_that_raises_it_stays_in_its_story(store: Store) -> None:
    """Eviction in the middle of a round gave it a second story."""
    small = Window(size=1)
    file(store, DJIBO)
    commit(store, window=small)
    file(store, GAO, raised(DJIBO))

    commit(store, window=small)

    assert numbers(store) == [(1, 1, 1), (1, 1, 3), (3, 2, 2)]


def test_a_story_of_many_reports_is_restored_as_it_is_compared(store: Store) -> None:
    lasting, times = Window(), (5, 3, 9, 1, 7, 2, 8, 4, 6)
    for number, hours in enumerate(times, 1):
        at = MONDAY + hours * HOUR
        file(store, report(f"{DJIBO.entry.title}, update {number}", "", at, number=number, places=["djibo"]))
        commit(store, window=lasting)

    anew = Window()
    store.stories.refresh(anew, (), KNOWN, told_since=MONDAY)

    assert [number for number in range(1, 10) if anew.holds(number)] == [3, 4, 5, 7, 9]
    assert [number for number in range(1, 10) if lasting.holds(number)] == [3, 4, 5, 7, 9]


def test_what_an_alert_told_stays_in_the_window(store: Store) -> None:
    small = Window(size=1)
    file(store, DJIBO)
    commit(store, window=small)
    tell(store, 1)
    file(store, GAO)
    commit(store, window=small)
    file(store, AGAIN)

    commit(store, window=small)

    assert numbers(store) == [(1, 1, 1), (2, 1, 3), (3, 2, 2)]


def tell(store: Store, story: int) -> None:
    row = {
        "alert": "alert:urgent",
        "recipient": "duty",
        "story": story,
        "severity": 4,
        "corrected": 0,
        "thread": "t",
        "told_at": MONDAY,
    }
    with store.database.write() as connection:
        connection.execute(sa.insert(told).values(row))


def test_signals_are_numbered_after_the_hits_and_raised_once(store: Store) -> None:
    file(store, DJIBO)
    first = commit(store, SIGNAL)
    file(store, GAO)
    second = commit(store, SIGNAL)

    assert (Serials(1, 2), Serials(3, 3)) == (first, second)
    assert [(signal.title, signal.entries, signal.detail) for signal in store.signals.recent(10)] == [
        ("Two", (1, 2), {"area": "BJ/Alibori"})
    ]
    assert list(store.signals.by_ids([1, 99])) == [1]


def test_the_chronicle_knows_what_was_grouped_and_raised(store: Store, open_store: OpenStore) -> None:
    file(store, report("Raid on Kandi", "", number=1, places=["kandi"]))
    commit(store)
    other, chronicle = open_store(), Chronicle(KNOWN)

    other.stories.recount(chronicle, MONDAY + DAY)

    assert chronicle.since == MONDAY
