"""When a feed is asked again, over weeks of moved time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.feeds import cadence, health
from monitor.core.feeds.cadence import Pace
from monitor.core.feeds.outcomes import (
    Allowance,
    Blocked,
    FetchResult,
    Hints,
    HttpFailed,
    NotModified,
    Rests,
    Throttled,
    Unreachable,
    Validators,
)
from monitor.core.feeds.polling import FeedState, Memory
from monitor.core.settings import Feed, Polling

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PACE = Pace.of(Feed("f", "http://f.example/", "F"), Polling())
DOWN = Unreachable("dns", "no answer")
NO_HINTS = Hints()


def after(memory: Memory, now: datetime, hints: Hints = NO_HINTS, pace: Pace = PACE) -> timedelta:
    return cadence.after_success(pace, memory, hints, now, chance=0.5) - now


def lived(
    publishes: Callable[[datetime], bool], span: timedelta = 14 * DAY
) -> tuple[Memory, list[timedelta]]:
    """Let a feed publish by the minute for a while; return what was learned and the pauses of the last week."""
    memory, now, end = Memory(), NOON, NOON + span
    pauses, fresh, minute = [], [], NOON
    while now < end:
        while minute <= now:
            if publishes(minute):
                fresh.append(minute)
            minute += MINUTE
        memory, fresh = cadence.learn(memory, fresh), []
        pause = after(memory, now)
        if now > end - 7 * DAY:
            pauses.append(pause)
        now += pause
    return memory, pauses


def mean(pauses: list[timedelta]) -> timedelta:
    return sum(pauses, timedelta()) / len(pauses)


def test_an_hourly_feed_is_asked_twice_an_hour() -> None:
    _, pauses = lived(lambda at: at.minute == 7)

    assert 20 * MINUTE <= mean(pauses) <= 40 * MINUTE


def test_a_daily_feed_is_asked_as_slowly_as_allowed() -> None:
    _, pauses = lived(lambda at: (at.hour, at.minute) == (6, 0))

    assert mean(pauses) == Polling().slowest


def test_a_busy_feed_is_asked_as_fast_as_allowed() -> None:
    _, pauses = lived(lambda at: at.minute % 4 == 0, 8 * DAY)

    assert mean(pauses) == Polling().fastest


def test_a_burst_is_followed_closely_and_then_let_go() -> None:
    _, pauses = lived(lambda at: at.hour == 9 and at.minute % 5 == 0)

    assert min(pauses) == Polling().fastest
    assert max(pauses) > HOUR
    assert mean(pauses) < HOUR


def test_two_entries_close_together_do_not_hurry_a_feed_for_ever() -> None:
    memory = cadence.learn(Memory(), [NOON, NOON + MINUTE, NOON + DAY, NOON + DAY + MINUTE, NOON + 2 * DAY])

    assert after(memory, NOON + 12 * DAY) == Polling().slowest


def test_an_unknown_rhythm_is_asked_at_the_usual_pace() -> None:
    assert after(Memory(), NOON) == Polling().every


def test_the_feeds_own_pace_is_the_slowest() -> None:
    pace = Pace.of(Feed("f", "http://f.example/", "F", every=10 * MINUTE), Polling())

    assert after(Memory(), NOON, Hints(fresh_for=DAY), pace) == 10 * MINUTE
    assert after(cadence.learn(Memory(), [NOON - 30 * DAY]), NOON, pace=pace) == 10 * MINUTE


@pytest.mark.parametrize(
    ("hints", "rests", "expected", "why"),
    [
        (Hints(fresh_for=HOUR), Rests(), HOUR, "max-age, also of a 304"),
        (Hints(fresh_for=MINUTE), Rests(), 15 * MINUTE, "a hint never hurries us"),
        (Hints(fresh_for=30 * DAY), Rests(), 6 * HOUR, "nor stops us"),
        (Hints(), Rests(ttl=2 * HOUR), 2 * HOUR, "ttl"),
        (Hints(fresh_for=HOUR), Rests(ttl=2 * HOUR), 2 * HOUR, "the longer"),
        (Hints(retry_after=8 * HOUR), Rests(), 15 * MINUTE, "beside a document Retry-After means nothing"),
        (Hints(), Rests(hours=(12, 13)), 2 * HOUR, "skipHours: 12:15 is moved to 14:15"),
        (Hints(), Rests(days=(6,)), 6 * HOUR, "skipDays: Sunday is left out, but for the slowest"),
        (Hints(), Rests(hours=tuple(range(23))), 6 * HOUR, "one hour of a day is left, but for the slowest"),
    ],
)
def test_the_wishes_of_servers_and_documents(
    hints: Hints, rests: Rests, expected: timedelta, why: str
) -> None:
    pause = after(Memory(rests=rests), NOON, hints)

    assert expected <= pause <= expected + HOUR, why


@pytest.mark.parametrize(
    ("hints", "rests", "expected", "why"),
    [
        (Hints(fresh_for=DAY), Rests(), 10 * MINUTE, "max-age"),
        (Hints(), Rests(ttl=DAY), 10 * MINUTE, "ttl"),
        (Hints(), Rests(hours=(12, 13)), 10 * MINUTE, "skipHours"),
        (Hints(), Rests(days=(6,)), 10 * MINUTE, "skipDays"),
        (Hints(retry_after=2 * HOUR), Rests(), 10 * MINUTE, "Retry-After beside a document"),
    ],
)
def test_no_wish_makes_a_feed_slower_than_its_own_pace(
    hints: Hints, rests: Rests, expected: timedelta, why: str
) -> None:
    pace = Pace.of(Feed("f", "http://f.example/", "F", every=10 * MINUTE), Polling())

    assert expected == after(Memory(rests=rests), NOON, hints, pace), why


def test_a_feed_that_rests_always_is_asked_within_days() -> None:
    assert after(Memory(rests=Rests(days=tuple(range(7)))), NOON) <= 4 * DAY


@given(st.floats(0, 1), st.integers(0, 400))
def test_jitter_is_a_tenth(chance: float, gap: int) -> None:
    memory = Memory(usual=gap * 60, newest=NOON)

    due = cadence.after_success(PACE, memory, Hints(), NOON, chance=chance)

    middle = cadence.after_success(PACE, memory, Hints(), NOON, chance=0.5)
    assert abs(due - middle) <= 0.1001 * (middle - NOON)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200))
def test_back_off_never_gives_up_and_never_exceeds_four_times_the_slowest(chances: list[float]) -> None:
    now, waited = NOON, None
    for failures, chance in enumerate(chances, start=1):
        due = cadence.after_failure(PACE, waited, DOWN, now, failures=failures, chance=chance)
        waited, now = due - now, due

        assert PACE.every <= waited <= 4 * PACE.slowest


def test_feeds_that_fail_together_do_not_come_back_together() -> None:
    dues = []
    for number in range(100):
        now, waited = NOON, None
        for failures in range(1, 8):
            chance = (number * 0.618 + failures * 0.37) % 1
            due = cadence.after_failure(PACE, waited, DOWN, now, failures=failures, chance=chance)
            waited, now = due - now, due
        dues.append(now)
    dues.sort()

    assert dues[-1] - dues[0] > 6 * HOUR
    assert max(sum(1 for due in dues if start <= due < start + 5 * MINUTE) for start in dues) <= 20


def test_a_server_that_names_a_time_gets_it() -> None:
    due = cadence.after_failure(
        PACE, None, Throttled(429, Hints(retry_after=5 * HOUR)), NOON, failures=1, chance=0
    )

    assert due == NOON + 5 * HOUR


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Throttled(429, Hints(retry_after=HOUR)), NOON + HOUR),
        (Throttled(429), NOON + 15 * MINUTE),
        (Throttled(503), None),
        (HttpFailed(500), None),
        (DOWN, None),
    ],
)
def test_a_host_that_is_asked_too_often_rests_for_all_its_feeds(
    failure: Throttled, expected: datetime | None
) -> None:
    assert expected == cadence.cooldown(failure, NOON)


def test_a_rhythm_is_learned_from_thirty_gaps() -> None:
    times = [NOON + number * HOUR for number in range(31)]

    assert health.rhythm(cadence.learn(Memory(), times[:30])) is None
    assert health.rhythm(cadence.learn(Memory(), times)) == 2 * HOUR


def test_gaps_are_learned_across_polls_and_forgotten_in_time() -> None:
    memory = Memory()
    for number in range(500):
        memory = cadence.learn(memory, [NOON + number * HOUR])

    assert memory.gaps == (3600,) * cadence.MOST_GAPS


def test_late_entries_do_not_turn_time_back() -> None:
    memory = cadence.learn(cadence.learn(Memory(), [NOON]), [NOON - DAY])

    assert (memory.newest, memory.gaps) == (NOON, ())


def test_a_permanent_redirect_is_adopted_after_a_week_of_agreement() -> None:
    memory = Memory()
    for day in range(7):
        memory = cadence.watch_redirect(memory, "http://a/", "https://b/", NOON + day * DAY)

        assert memory.moved_to is None
    memory = cadence.watch_redirect(memory, "http://a/", "https://b/", NOON + 7 * DAY)

    assert (memory.moved_to, memory.moving_to) == ("https://b/", None)


@pytest.mark.parametrize("between", ["https://c/", None])
def test_a_redirect_that_wavers_is_not_adopted(between: str | None) -> None:
    memory = cadence.watch_redirect(Memory(), "http://a/", "https://b/", NOON)
    memory = cadence.watch_redirect(memory, "http://a/", between, NOON + 6 * DAY)
    memory = cadence.watch_redirect(memory, "http://a/", "https://b/", NOON + 8 * DAY)

    assert memory.moved_to is None


def state(name: str = "ok", **memory: object) -> FeedState:
    remembered = replace(Memory(), **memory)  # type: ignore[arg-type]  # the fields of a memory
    return FeedState(
        "f", "http://f/", "f", None, 0, name, 0, Validators(), None, None, NOON, NOON, remembered
    )


HOURLY = cadence.learn(Memory(), [NOON - number * HOUR for number in range(40)])


@pytest.mark.parametrize(
    ("feed", "now", "expected", "why"),
    [
        (state(), NOON, "ok", "nothing wrong"),
        (state("new"), NOON, "new", "never asked"),
        (state("blocked"), NOON, "blocked", "what fetching gave"),
        (state("degraded", degraded=("x",)), NOON, "degraded", "repaired documents"),
        (state(gaps_text=HOURLY.gaps_text, newest=NOON), NOON + HOUR, "ok", "a usual pause"),
        (state(gaps_text=HOURLY.gaps_text, newest=NOON), NOON + 3 * HOUR, "quiet", "twice its longest pause"),
        (state(gaps_text="3600", newest=NOON), NOON + 20 * DAY, "ok", "the rhythm is not yet known"),
        (state(missed_at=NOON, missed_from=NOON - DAY), NOON + HOUR, "missed window", "no overlap"),
        (state(missed_at=NOON, missed_from=NOON - DAY), NOON + 2 * DAY, "ok", "old news"),
        (state("unreachable", missed_at=NOON), NOON, "unreachable", "the gravest first"),
    ],
)
def test_health_names_the_gravest_trouble(feed: FeedState, now: datetime, expected: str, why: str) -> None:
    found = health.health(feed, None, now)

    assert expected == found.state, why
    assert found.healthy == (expected in ("ok", "new"))


@pytest.mark.parametrize(
    ("name", "due", "not_before", "expected", "why"),
    [
        ("ok", NOON - HOUR, NOON + HOUR, "throttled", "due, and its host wants a pause"),
        ("new", NOON - HOUR, NOON + HOUR, "throttled", "not even read once"),
        ("ok", NOON + HOUR, NOON + 2 * HOUR, "ok", "it would not be asked yet"),
        ("ok", NOON - HOUR, NOON - HOUR, "ok", "the pause is over"),
        ("blocked", NOON - HOUR, NOON + HOUR, "blocked", "it has its own trouble"),
    ],
)
def test_a_feed_whose_host_wants_a_pause_is_not_in_order(
    name: str, due: datetime, not_before: datetime, expected: str, why: str
) -> None:
    found = health.health(replace(state(name), due_at=due), None, NOON, not_before)

    assert (found.state, found.next_due) == (expected, max(due, not_before)), why
    assert found.error.endswith("until 2026-11-22 13:00 UTC") == (expected == "throttled")


def test_a_memory_survives_its_json() -> None:
    memory = replace(
        cadence.watch_redirect(HOURLY, "http://a/", "https://b/", NOON).with_items({"ab": 7}, (7,)),
        rests=Rests(HOUR, (1, 2), (6,)),
        degraded=("cut off",),
        missed_at=NOON,
        told=True,
    )

    assert memory == Memory.from_json(memory.to_json())
    assert Memory() == Memory.from_json({"of a later version": 1})
    assert Memory().to_json() == {}


def test_places_in_a_window_are_spread_and_stay() -> None:
    places = sorted(cadence.spread(f"feed-{number}", HOUR) for number in range(1000))

    assert cadence.spread("feed-1", HOUR) == cadence.spread("feed-1", HOUR)
    assert places[-1] < HOUR
    assert max(later - earlier for earlier, later in pairwise(places)) < MINUTE


@pytest.mark.parametrize(
    ("before", "after_", "expected", "reason"),
    [
        ("http://a.example/x", "http://a.example/y", True, "another path"),
        ("http://a.example/x", "https://a.example/x", True, "the change to HTTPS"),
        ("http://a.example:8801/x", "http://a.example:8802/x", False, "another service of the host"),
        ("http://a.example:8801/x", "https://a.example/x", False, "another service, though by HTTPS"),
        ("https://a.example/x", "http://a.example/x", False, "in the clear"),
        ("https://a.example/x", "https://b.example/x", False, "another host"),
    ],
)
def test_credentials_follow_a_permanent_redirect_only_to_the_same_server(
    before: str, after_: str, expected: bool, reason: str
) -> None:
    assert expected == cadence.is_same_server(before, after_), reason


def test_instants_of_a_clock_that_ran_ahead_are_forgotten() -> None:
    ahead, before = NOON + timedelta(days=1), NOON - timedelta(days=1)
    memory = Memory(newest=ahead, shown_at=ahead, missed_at=before, incomplete_at=NOON + timedelta(minutes=1))

    assert cadence.set_right(memory, NOON) == replace(memory, newest=None, shown_at=None)
    assert cadence.set_right(Memory(newest=before), NOON) == Memory(newest=before)


TEN_MINUTES = Memory(usual=600, newest=NOON - 5 * MINUTE)


@pytest.mark.parametrize(
    ("memory", "hints", "rests", "expected", "why"),
    [
        (TEN_MINUTES, Hints(fresh_for=DAY), Rests(), 5 * MINUTE, "max-age of a day"),
        (TEN_MINUTES, Hints(fresh_for=365 * DAY), Rests(), 5 * MINUTE, "Expires in a year"),
        (TEN_MINUTES, Hints(), Rests(ttl=DAY), 5 * MINUTE, "ttl of a day"),
        (TEN_MINUTES, Hints(fresh_for=10 * MINUTE), Rests(), 10 * MINUTE, "a hint that fits is followed"),
        (replace(TEN_MINUTES, usual=6 * 3600), Hints(), Rests(ttl=4 * HOUR), 4 * HOUR, "of a slow feed, too"),
        (Memory(), Hints(fresh_for=4 * HOUR), Rests(), 4 * HOUR, "of a feed not known, too"),
    ],
)
def test_a_hint_that_the_feed_disproves_is_void(
    memory: Memory, hints: Hints, rests: Rests, expected: timedelta, why: str
) -> None:
    assert after(replace(memory, rests=rests), NOON, hints) == expected, why


def test_a_feed_that_publishes_while_it_says_it_rests_is_asked_then() -> None:
    sunday = NOON
    rests = Rests(hours=(3, 12), days=(5, 6))

    assert cadence.believed(rests, [sunday]) == Rests(hours=(3,), days=(5,))
    assert cadence.believed(rests, [sunday.astimezone(timezone(9 * HOUR))]) == Rests(hours=(3,), days=(5,))
    assert cadence.believed(rests, []) == rests


SOON = Hints(retry_after=3 * HOUR)
SPENT = Hints(retry_after=3 * HOUR, allowance=Allowance(0, 3 * HOUR))


@pytest.mark.parametrize(
    ("answer", "expected", "why"),
    [
        (Throttled(429, SOON), 3 * HOUR, "as asked"),
        (Throttled(503, SOON), 3 * HOUR, "as asked"),
        (Throttled(429, Hints(retry_after=30 * DAY)), DAY, "but not beyond a day"),
        (Throttled(429), 15 * MINUTE, "too many requests"),
        (Throttled(503), None, "a server in trouble, which says nothing of others"),
        (HttpFailed(500, SOON), None, "Retry-After means nothing here"),
        (HttpFailed(404, SOON), None, "nor here"),
        (NotModified(SOON), None, "nor here"),
        (Blocked("a wall", 403, SOON), None, "nor here"),
        (Blocked("a wall", 403, SPENT), 3 * HOUR, "an allowance that is used up"),
        (NotModified(Hints(allowance=Allowance(0, MINUTE))), MINUTE, "the last request of a minute"),
        (NotModified(Hints(allowance=Allowance(4, MINUTE))), MINUTE / 5, "five requests a minute"),
        (NotModified(Hints(allowance=Allowance(4_999, HOUR))), None, "more than anybody asks"),
        (NotModified(), None, "nothing said"),
    ],
)
def test_a_host_rests_as_its_answers_say(answer: FetchResult, expected: timedelta | None, why: str) -> None:
    until = cadence.cooldown(answer, NOON)

    assert (None if until is None else until - NOON) == expected, why


def test_a_server_error_with_a_retry_after_is_tried_again_by_our_own_pace() -> None:
    due = cadence.after_failure(
        PACE, None, HttpFailed(500, Hints(retry_after=DAY)), NOON, failures=1, chance=0.5
    )

    assert due - NOON <= HOUR


@pytest.mark.parametrize(
    ("memory", "after_hours", "expected", "why"),
    [
        (Memory(), 0, True, "no document ever came"),
        (Memory(whole_at=NOON), 1, False, "one came just now"),
        (Memory(whole_at=NOON), 17, False, "of late"),
        (Memory(whole_at=NOON), 24, True, "a day ago"),
        (Memory(whole_at=NOON, newest=NOON, usual=600), 1, False, "a short silence"),
        (Memory(whole_at=NOON, newest=NOON, usual=600), 3, True, "quieter than usual"),
        (Memory(whole_at=NOON + 3 * HOUR, newest=NOON, usual=600), 5, False, "seen so in this silence"),
        (Memory(whole_at=NOON + 3 * HOUR, newest=NOON, usual=600), 7, True, "but it lasts"),
        (Memory(whole_at=NOON, newest=NOON, usual=7200), 10, False, "as quiet as usual"),
    ],
)
def test_a_document_is_asked_for_without_conditions_now_and_then(
    memory: Memory, after_hours: int, expected: bool, why: str
) -> None:
    assert cadence.is_whole_due(memory, "river", NOON + after_hours * HOUR) is expected, why


def test_a_memory_with_other_values_is_as_if_it_were_made_of_them() -> None:
    memory = Memory(usual=60, newest=NOON, latest=(3, 2))

    assert replace(memory, usual=90, told=True) == memory.with_values(usual=90, told=True)
    assert memory == Memory(usual=60, newest=NOON, latest=(3, 2))
    with pytest.raises(TypeError, match="a memory has no usuall"):
        memory.with_values(usuall=1)
