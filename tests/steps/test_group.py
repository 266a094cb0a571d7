"""GROUP: hits that wait get a story and a number, serially, in one commit a round."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import runtime
from monitor.core.editions.edition import Edition
from monitor.core.model import Report, Severity
from monitor.core.settings import HistoricEvent
from monitor.steps import group
from monitor.steps.group import GroupCounts
from monitor.store import Store
from monitor.store.stories import LOCK
from tests.newsroom import DAILY, START, Newsroom, config
from tests.reports import DAY, HOUR, PLACES, SIGNALS, report
from tests.store.filing import file

PAST = (HistoricEvent(datetime(2025, 3, 1, tzinfo=UTC), "malanville", ("armed_attack",), "jnim", "test"),)


@pytest.fixture
def room(store: Store) -> Newsroom:
    return Newsroom(store, replace(config(), places=PLACES, signals=SIGNALS, history=PAST))


def group_all(room: Newsroom) -> GroupCounts:
    return runtime.run(group.group(room.deps))


def attack(place: str, ago: timedelta, *, number: int, quiet: bool = False) -> Report:
    title = f"Soldiers killed in raid on {place.title()}"
    return report(title, "", START - ago, number=number, places=[place], concepts=["jnim"], quiet=quiet)


def test_nothing_waiting_takes_no_lock(room: Newsroom) -> None:
    assert group_all(room) == GroupCounts()
    assert room.store.locks.acquire(LOCK, "other", HOUR, START) == 1


def test_all_that_waits_is_grouped_in_as_many_rounds_as_it_takes(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "BATCH", 2)
    file(room.store, *(attack(place, HOUR, number=number) for number, place in enumerate(PLACES, 1)))

    counts = group_all(room)

    assert counts.hits == len(PLACES)
    assert not room.store.stories.are_waiting()


def test_a_report_that_joins_a_story_is_counted_as_growth(room: Newsroom) -> None:
    file(room.store, attack("gao", 2 * HOUR, number=1), attack("gao", HOUR, number=2))

    assert group_all(room) == GroupCounts(hits=2, stories_new=1)

    file(room.store, attack("gao", timedelta(), number=3))

    assert group_all(room) == GroupCounts(hits=1, stories_grown=1)


def test_while_another_runner_groups_nothing_is_done(room: Newsroom) -> None:
    file(room.store, attack("gao", HOUR, number=1))
    room.store.locks.acquire(LOCK, "other", group.LEASE, START)

    assert group_all(room) == GroupCounts()
    assert group_all(room.wait(HOUR)) == GroupCounts(hits=1, stories_new=1)


def test_a_round_whose_lock_was_taken_over_is_given_up(room: Newsroom) -> None:
    file(room.store, attack("gao", HOUR, number=1))
    stories = room.store.stories
    grouped = stories.waiting

    def slow(limit: int) -> tuple[Report, ...]:
        room.store.locks.acquire(LOCK, "other", HOUR, START + DAY)
        return grouped(limit)

    stories.waiting = slow  # type: ignore[method-assign]  # somebody takes over while it reads

    assert group_all(room) == GroupCounts()
    assert stories.are_waiting()


def test_a_second_event_within_a_week_in_a_watched_district_is_signalled_once(room: Newsroom) -> None:
    file(room.store, attack("kandi", 4 * DAY, number=1))
    alone = group_all(room)
    file(room.store, attack("banikoara", HOUR, number=2))
    both = group_all(room)
    file(room.store, attack("malanville", HOUR, number=3))
    third = group_all(room)

    assert [alone.signals, both.signals, third.signals] == [0, 1, 0]
    signal = room.store.signals.recent(10)[0]
    assert (signal.kind, signal.severity, signal.entries) == ("two_in_a_week", Severity.HIGH, (2, 1))


@pytest.mark.parametrize(("weeks", "is_said"), [(1, True), (13, False)])
def test_a_digest_says_since_when_is_watched_until_means_are_known(
    room: Newsroom, weeks: int, is_said: bool
) -> None:
    room.config = replace(room.config, digests={DAILY.id: DAILY})
    room.register()
    file(room.store, attack("gao", HOUR, number=1))
    group_all(room)

    room.wait(weeks * 7 * DAY).edit()

    (said,) = [each.coverage.learning_since for each in room.rendered if isinstance(each, Edition)]
    assert (said is not None and said.date().isoformat() == "2026-11-22") == is_said


def test_what_was_found_in_a_feeds_past_raises_nothing(room: Newsroom) -> None:
    file(room.store, attack("kandi", 4 * DAY, number=1, quiet=True))
    file(room.store, attack("banikoara", 2 * DAY, number=2, quiet=True))

    assert group_all(room).signals == 0


def poisoned(number: int) -> Report:
    """Return a report whose hit has a toll that is no number, as a damaged or a future store may have."""
    made = attack("gao", HOUR, number=number)
    (hit,) = made.hits
    return replace(made, hits=(replace(hit, match=replace(hit.match, toll={"killed": "many"})),))  # type: ignore[dict-item]


def test_a_report_on_which_grouping_fails_is_told_as_a_story_of_its_own_and_stops_no_other(
    room: Newsroom,
) -> None:
    good = (attack("gao", 2 * HOUR, number=1), attack("kandi", HOUR, number=3), attack("gao", HOUR, number=4))
    file(room.store, good[0], poisoned(2), *good[1:])

    counts = group_all(room)

    assert (counts.hits, counts.stories_new, counts.faults) == (4, 3, 1)
    assert sorted(story.entries for story in room.store.stories.recent(10)) == [(1, 4), (2,), (3,)]
    (fault,) = room.store.faults.all()
    assert (fault.work, fault.subject) == ("group", "2")
    assert "entry 2 'Soldiers killed in raid on Gao' (wire)" in fault.title
    assert [item.what for item in room.store.notices.recent(START - DAY)] == [fault.title]


def test_a_fault_in_grouping_is_shown_for_an_hour(room: Newsroom) -> None:
    file(room.store, poisoned(1))
    group_all(room)

    room.wait(2 * HOUR)
    file(room.store, attack("kandi", HOUR, number=2))
    group_all(room)

    assert room.store.faults.all() == ()


def test_a_report_told_alone_grows_where_it_is(room: Newsroom) -> None:
    file(room.store, poisoned(1))
    group_all(room)

    more = attack("gao", HOUR, number=1)
    file(
        room.store,
        replace(more, hits=(replace(more.hits[0], id=9, match=replace(more.hits[0].match, rule="more")),)),
    )
    file(room.store, attack("kandi", HOUR, number=2))

    assert group_all(room).faults == 0
    assert sorted(story.entries for story in room.store.stories.recent(10)) == [(1,), (2,)]


def said_of(room: Newsroom, hit: int, *, correct: bool) -> None:
    room.store.hits.mark(hit, correct=correct, by="test", now=room.now)


def test_a_hit_marked_false_leaves_severity_title_and_publishers_of_its_story(room: Newsroom) -> None:
    file(room.store, attack("gao", 2 * HOUR, number=1), graver("gao", number=2))
    group_all(room)
    (before,) = room.store.stories.recent(10)
    serial = room.store.orders.serial()

    said_of(room, 2, correct=False)
    group_all(room)

    (after,) = room.store.stories.recent(10)
    assert (before.severity, before.title, before.publishers) == (
        Severity.CRITICAL,
        "Many dead as gunmen overrun Gao garrison",
        ("wire", "daily"),
    )
    assert (after.severity, after.title, after.publishers) == (
        Severity.MEDIUM,
        "Soldiers killed in raid on Gao",
        ("wire",),
    )
    assert after.entries == before.entries, "it is still known which reports were put there"
    assert room.store.editions.touched(serial) == (after.id,), "every order looks at the story again"


def graver(place: str, *, number: int) -> Report:
    title = f"Many dead as gunmen overrun {place.title()} garrison"
    at = START - HOUR
    return report(
        title,
        "",
        at,
        number=number,
        places=[place],
        concepts=["jnim"],
        feed="daily",
        severity=Severity.CRITICAL,
    )


def test_a_verdict_can_be_taken_back(room: Newsroom) -> None:
    file(room.store, attack("gao", 2 * HOUR, number=1), graver("gao", number=2))
    group_all(room)
    (before,) = room.store.stories.recent(10)

    for correct in (False, True):
        said_of(room, 2, correct=correct)
        group_all(room)

    assert room.store.stories.recent(10) == (before,)


def test_a_story_of_which_all_is_marked_false_is_nothing_any_more(room: Newsroom) -> None:
    file(room.store, graver("gao", number=1))
    group_all(room)

    said_of(room, 1, correct=False)
    group_all(room)

    (story,) = room.store.stories.recent(10)
    assert (story.severity, story.publishers, story.places, story.title) == (
        Severity.INFO,
        (),
        (),
        "Many dead as gunmen overrun Gao garrison",
    )


def test_a_report_after_a_verdict_joins_what_was_left(room: Newsroom) -> None:
    file(room.store, attack("gao", 3 * HOUR, number=1), graver("gao", number=2))
    group_all(room)
    said_of(room, 2, correct=False)
    file(room.store, attack("gao", HOUR, number=3))

    group_all(room)

    (story,) = room.store.stories.recent(10)
    assert (story.severity, story.entries, story.publishers) == (Severity.MEDIUM, (1, 2, 3), ("wire",))
