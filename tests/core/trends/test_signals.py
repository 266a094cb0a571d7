"""Which counts become signals, and which do not."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, cycle
from math import exp, factorial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.model import Severity, Signal
from monitor.core.settings import HistoricEvent
from monitor.core.stories.model import Knowledge
from monitor.core.stories.story_state import StoryState
from monitor.core.stories.window import Window
from monitor.core.trends.signals import Chronicle, Raised, tail
from tests.reports import DAY, FEEDS, HOUR, KNOWN, MONDAY, PLACES, SIGNALS, report

WEEK = 7 * DAY
LONG_AGO = MONDAY - 300 * DAY


def past(place: str, days_ago: float = 300, actor: str | None = "jnim") -> HistoricEvent:
    return HistoricEvent(MONDAY - timedelta(days=days_ago), place, ("armed_attack",), actor, "test")


class Watch:
    """A chronicle that is told of one story after the other."""

    def __init__(
        self, *history: HistoricEvent, known: Knowledge = KNOWN, since: datetime = MONDAY - DAY
    ) -> None:
        self.chronicle = Chronicle(replace(known, history=history))
        self.chronicle.since = since
        self._numbers = count(1)

    def event(
        self, *places: str, at: datetime = MONDAY, now: datetime | None = None, **more: object
    ) -> list[str]:
        """Tell of an event; return the kinds of the signals it raises."""
        return [signal.kind for signal in self.raised(*places, at=at, now=now, **more)]

    def raised(
        self, *places: str, at: datetime = MONDAY, now: datetime | None = None, **more: object
    ) -> tuple[Raised, ...]:
        """Tell of an event; return the signals it raises."""
        values: dict[str, object] = {"concepts": ["jnim"], **more}
        title = f"Attack number {next(self._numbers)} near {' and '.join(places)}"
        window = Window()
        window.next_story = next(self._numbers) + 1000
        made = report(title, "", at, places=places, **values)  # type: ignore[arg-type]  # names are those of report()
        state: StoryState = window.group([made], self.chronicle.known).states[0]
        self.chronicle.note([state])
        return self.chronicle.signals([state.story.id], now or at)


def test_the_first_event_of_a_district_is_one_against_history() -> None:
    watch = Watch(past("kandi"))

    assert [watch.event("djougou"), watch.event("kandi", at=MONDAY + 3 * DAY)] == [["first_in_district"], []]


def test_an_empty_store_without_history_does_not_cry_wolf() -> None:
    assert Watch().event("djougou") == []


def test_the_first_event_of_a_country_where_none_is_known_is_one_in_an_empty_store() -> None:
    untouched = replace(KNOWN, signals=replace(SIGNALS, untouched=("BJ",)))
    (raised,) = Watch(known=untouched).raised("djougou")

    assert [each["kind"] for each in raised.detail["findings"]] == ["first_by_group", "first_in_district"]


def test_a_first_event_does_not_silence_the_build_up_after_it() -> None:
    watch = Watch(past("kandi"))
    first = watch.event("djougou")

    assert [first, watch.event("djougou", at=MONDAY + 2 * DAY)] == [["first_in_district"], ["two_in_a_week"]]


def test_after_four_weeks_the_store_itself_is_history() -> None:
    watch = Watch(since=MONDAY - 29 * DAY)

    assert watch.event("djougou") == ["first_by_group"]


def test_a_groups_first_event_in_a_country_is_told_with_its_name() -> None:
    watch = Watch(past("kandi", actor="is_sahel"))

    raised = watch.raised("kandi")

    assert [(each.kind, each.title, each.severity) for each in raised] == [
        ("first_by_group", "First event of jnim known in BJ", Severity.HIGH)
    ]


def test_what_is_remarkable_in_two_ways_is_one_signal() -> None:
    raised = Watch(past("kandi", actor=None)).raised("djougou")

    assert [each.detail["kinds"] for each in raised] == [["first_by_group", "first_in_district"]]


@pytest.mark.parametrize(
    ("gap", "place", "expected", "reason"),
    [
        (4 * DAY, "banikoara", ["two_in_a_week"], "two in one district within seven days"),
        (8 * DAY, "banikoara", [], "further apart"),
        (4 * DAY, "dapaong", [], "in two countries"),
        (HOUR, "kandi", [], "perhaps one event told twice"),
        (20 * HOUR, "kandi", [], "the same spot within a day: perhaps one event told twice"),
        (20 * HOUR, "banikoara", ["two_in_a_week"], "two spots within a day"),
    ],
)
def test_two_events_within_seven_days_in_a_district(
    gap: timedelta, place: str, expected: list[str], reason: str
) -> None:
    watch = Watch(past("kandi"), past("dapaong"))

    assert watch.event("kandi") == []
    assert watch.event(place, at=MONDAY + gap) == expected, reason


def test_two_events_a_week_are_nothing_where_they_are_usual() -> None:
    watch = Watch(*(past("kandi", days) for days in range(8, 360, 5)))

    assert [watch.event("kandi"), watch.event("banikoara", at=MONDAY + DAY)] == [[], []]


def test_a_build_up_is_told_once_in_four_weeks() -> None:
    watch = Watch(past("kandi"))
    days = [0, 3, 5, 8, 12, 20, 33, 34]
    places = ["kandi", "banikoara", "malanville"] * 3

    kinds = [watch.event(place, at=MONDAY + day * DAY) for day, place in zip(days, places, strict=False)]

    assert [bool(found) for found in kinds] == [False, True, False, False, False, False, False, True]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"severity": Severity.LOW}, "a look-back"),
        ({"tags": ["humanitarian"]}, "no attack"),
        ({"now": MONDAY + 20 * DAY}, "learnt of long after"),
    ],
)
def test_what_is_no_event_of_now_raises_nothing(more: dict[str, object], reason: str) -> None:
    assert Watch(past("kandi")).event("djougou", **more) == [], reason  # type: ignore[arg-type]  # names as above


def test_zones_that_are_not_watched_have_no_spill_over() -> None:
    assert Watch(past("gao"), past("djibo")).event("gao") == []


def test_a_denied_event_counts_no_more() -> None:
    watch = Watch(past("kandi"))
    window = Window()
    watch.chronicle.note(
        window.group([report("Raid on Kandi", "", places=["kandi"], concepts=["jnim"])], KNOWN).states
    )
    denied = report(
        "Raid on Kandi denied", "", MONDAY + HOUR, places=["kandi"], tags=["armed_attack", "denial"]
    )
    watch.chronicle.note(window.group([denied], KNOWN).states)

    assert watch.event("banikoara", at=MONDAY + 3 * DAY) == []


def test_signals_of_before_a_restart_are_not_raised_again() -> None:
    first = Watch(past("kandi"))
    first.event("kandi")
    told = first.raised("banikoara", at=MONDAY + 2 * DAY)[0]
    again = Watch(past("kandi"))
    again.chronicle.note_signals(
        [Signal(1, told.kind, told.title, told.severity, told.tags, None, (), MONDAY + 2 * DAY, told.detail)]
    )
    again.event("kandi")

    assert again.event("banikoara", at=MONDAY + 3 * DAY) == []


def test_a_signal_cites_what_it_counts_with_a_small_table() -> None:
    watch = Watch(past("kandi"))
    watch.event("kandi", number=901)

    raised = watch.raised("banikoara", at=MONDAY + 2 * DAY, number=902)[0]

    assert (raised.place, raised.entries, raised.tags) == ("banikoara", (902, 901), ("spillover",))
    assert raised.detail["area"] == "BJ/Alibori"
    assert (raised.detail["country"], raised.detail["region"], raised.detail["tag"]) == ("BJ", "Alibori", "")
    assert raised.detail["findings"] == [{"kind": "two_in_a_week", "actor": "", "n": 2}]
    assert raised.detail["weeks"] == [0] * 11 + [2]
    assert raised.title == "2 events within 7 days in Alibori (BJ)"


def weekly(watch: Watch, places: list[str], counts: list[int]) -> list[set[str]]:
    """Tell of so many events in each week up to now, at one place after the other; return what each week raised."""
    first = MONDAY - (len(counts) - 1) * WEEK
    spots = cycle(places)
    return [
        {
            kind
            for index in range(number)
            for signal in watch.raised(
                next(spots), at=first + week * WEEK + timedelta(days=index * 6.9 / number)
            )
            for kind in signal.detail["kinds"]
        }
        for week, number in enumerate(counts)
    ]


MALI = ["gao", "kati", "bamako"]
BENIN = ["kandi", "banikoara", "malanville"]


def test_means_are_silent_until_twelve_weeks_are_known() -> None:
    young, old = Watch(since=MONDAY - 10 * WEEK), Watch(since=MONDAY - 13 * WEEK)

    assert [watch.chronicle.is_learning(MONDAY) for watch in (young, old)] == [True, False]
    assert weekly(young, MALI, [1] * 9 + [9])[-1] == set()
    assert weekly(old, MALI, [1] * 12 + [9])[-1] == {"surge"}


def test_a_usual_week_is_no_surge() -> None:
    watch = Watch(since=MONDAY - 60 * WEEK)

    weeks = weekly(watch, MALI, [4, 6, 5, 3, 5, 4, 6, 4, 5, 3, 5, 6, 7, 5, 4, 7])

    assert weeks[-4:] == [set()] * 4


def test_a_steady_district_that_grows_is_above_its_mean() -> None:
    watch = Watch(*(past("kandi", days) for days in range(120, 480, 3)), since=MONDAY - 60 * WEEK)

    weeks = weekly(watch, BENIN, [1, 2] * 6 + [4, 5, 5, 5])

    assert "above_mean" in set().union(*weeks[-4:])


@pytest.mark.parametrize("seed", range(3))
def test_chance_alone_hardly_ever_raises_a_signal(seed: int) -> None:
    """A year in which nothing changes, bursts included: at most one signal in four months."""
    random = Random(seed)  # noqa: S311 - a test wants the same numbers each time
    watch = Watch(*(past(place, days) for place in ("kandi", "dapaong") for days in range(20, 380, 12)))
    watch.chronicle.since = MONDAY - 13 * WEEK
    raised = 0
    for day in range(365):
        for place, rate in (
            ("kandi", 0.05),
            ("malanville", 0.04),
            ("dapaong", 0.08),
            ("gao", 0.3),
            ("djibo", 0.3),
        ):
            happens = random.random() < rate * random.choice([0.5, 0.5, 2.0])
            if happens:
                raised += len(watch.raised(place, at=MONDAY + day * DAY))

    assert raised <= 4


@given(st.integers(0, 30), st.floats(0.01, 20))
def test_the_tail_is_that_of_poisson(number: int, mean: float) -> None:
    below = sum(exp(-mean) * mean**k / factorial(k) for k in range(number))

    assert tail(number, mean) == pytest.approx(1 - below, abs=1e-9)


def test_places_out_of_the_gazetteer_are_no_events() -> None:
    known = Knowledge(FEEDS, {key: PLACES[key] for key in ("gao", "kandi")}, SIGNALS)

    assert Watch(past("djougou"), past("kandi"), known=known).event("djougou") == []
