"""Stories become an edition."""

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.editions.compose import CARDS, compose
from monitor.core.editions.edition import Edition, Status, StoryReport, Tally
from monitor.core.model import Severity, Signal
from monitor.core.rules.model import RuleSet, Vocabulary
from monitor.core.settings import Digest
from tests.editions import ALERT, DESK, DIGEST, END, RULES, START, report, request, story, told

BAMAKO = ZoneInfo("Africa/Bamako")
CAIRO = ZoneInfo("Africa/Cairo")


def order(edition: Edition) -> list[int]:
    return [card.story for card in edition.stories]


def test_stories_are_ordered_by_severity_then_corroboration_then_recency() -> None:
    grave = told(1, Severity.CRITICAL)
    pair = (report(20), report(21, feed="kayes"))
    corroborated = StoryReport(story(2, pair), pair)
    older, newer = told(3, last_seen=START), told(4, last_seen=END)
    edition = compose(request(older, newer, corroborated, grave))

    assert order(edition) == [1, 2, 4, 3]


def test_at_most_twelve_stories_are_cards_and_the_rest_are_lines() -> None:
    edition = compose(request(*(told(number) for number in range(30))))
    cards = [card for section in edition.sections for card in section.cards]
    lines = [card for section in edition.sections for card in section.lines]

    assert (len(cards), len(lines)) == (CARDS, 18)


def test_developing_stories_share_the_twelve_cards_by_rank() -> None:
    news = [told(number, Severity.LOW) for number in range(12)]
    developing = replace(told(50, Severity.CRITICAL), status="updated")
    edition = compose(request(*news, developing))

    assert [card.story for card in edition.developing.cards] == [50]
    assert sum(len(section.lines) for section in edition.sections) == 1


@pytest.mark.parametrize(
    ("group_by", "expected"),
    [
        ("severity", ["critical", "high"]),
        ("rule", ["Armed attack"]),
        ("tag", ["attack", "airport"]),
        ("country", ["ML", "NE"]),
        ("story", [""]),
    ],
)
def test_new_stories_stand_under_the_heading_asked_for(group_by: str, expected: list[str]) -> None:
    first = told(1, Severity.CRITICAL, places=("bamako",))
    second = told(2, tags=("airport",), places=("tera", "bamako"))
    edition = compose(request(first, second, order=replace(DIGEST, group_by=group_by)))

    assert [section.key for section in edition.sections] == expected
    assert sorted(order(edition)) == [1, 2]


def test_an_alert_has_no_headings() -> None:
    edition = compose(request(told(1), told(2, Severity.CRITICAL), order=ALERT))

    assert (edition.kind, [section.key for section in edition.sections]) == ("alert", [""])


def test_a_corrected_story_is_a_correction_and_nothing_else() -> None:
    corrected = replace(
        told(1, Severity.LOW), status="corrected", told=Severity.CRITICAL, why_corrected="denied"
    )
    edition = compose(request(corrected))

    assert edition.stories == ()
    assert [(each.card.story, each.told, each.why) for each in edition.corrections] == [
        (1, Severity.CRITICAL, "denied")
    ]
    assert not edition.is_empty


@pytest.mark.parametrize(
    ("zone", "order_", "expected", "reason"),
    [
        (CAIRO, DIGEST, CAIRO, "where the reader is"),
        (None, replace(DIGEST, timezone=BAMAKO), BAMAKO, "else where the digest is made for"),
        (None, ALERT, ZoneInfo("UTC"), "else where the service stands"),
    ],
)
def test_times_are_shown_in_the_readers_zone(
    zone: ZoneInfo | None, order_: Digest, expected: ZoneInfo, reason: str
) -> None:
    edition = compose(request(order=order_, recipient=replace(DESK, timezone=zone)))

    assert expected == edition.zone, reason


@pytest.mark.parametrize(
    ("after", "held", "expected"),
    [
        (timedelta(minutes=1), False, None),
        (timedelta(hours=3), False, timedelta(hours=3)),
        (timedelta(hours=3), True, None),
    ],
)
def test_an_edition_made_late_says_so_unless_quiet_hours_held_it(
    after: timedelta, held: bool, expected: timedelta | None
) -> None:
    edition = compose(replace(request(), now=END + after, held_since=START if held else None))

    assert expected == edition.late


def test_signals_come_gravest_first() -> None:
    signals = tuple(Signal(number, "surge", "", Severity(number), (), None, (), END) for number in (1, 3, 2))

    assert [card.signal for card in compose(replace(request(), signals=signals)).signals] == [3, 2, 1]


def test_nothing_to_tell_is_an_empty_edition() -> None:
    assert compose(request()).is_empty


def test_bars_count_stories_by_country_a_story_of_two_in_both() -> None:
    edition = compose(
        request(told(1, places=("bamako", "tera")), told(2, places=("diboli",)), told(3, places=()))
    )

    assert [(bar.label, bar.value, bar.usual) for bar in edition.countries] == [
        ("ML", 2, None),
        ("", 1, None),
        ("NE", 1, None),
    ]


@pytest.mark.parametrize(
    ("places", "concepts", "expected", "reason"),
    [
        ((), ("mali", "attack"), ["ML"], "the country is named, but no place in it"),
        (("tera",), ("mali",), ["NE"], "a place says more than a name of a country beside it"),
        ((), ("attack",), [""], "no country is named"),
    ],
)
def test_a_story_without_a_place_counts_for_the_country_that_it_names(
    places: tuple[str, ...], concepts: tuple[str, ...], expected: list[str], reason: str
) -> None:
    ruleset = RuleSet(
        {**RULES.vocabularies, "mali": Vocabulary("mali", "Mali", (), country="ML")}, RULES.rules
    )
    edition = compose(replace(request(told(1, places=places, concepts=concepts)), ruleset=ruleset))

    assert [bar.label for bar in edition.countries] == expected, reason


@pytest.mark.parametrize(("known", "usual"), [(27, None), (28, 2.0), (400, 2.0)])
def test_what_is_usual_is_said_only_after_twenty_eight_days(known: int, usual: float | None) -> None:
    history = tuple(Tally(START.date() - timedelta(days=back), "ML", 2) for back in range(1, 60))
    edition = compose(replace(request(told(1)), history=history, known_days=known))

    assert [bar.usual for bar in edition.countries] == [usual]
    assert {bar.usual for bar in edition.days} == {usual}


def test_what_is_usual_is_measured_by_the_length_of_the_window() -> None:
    history = tuple(Tally(START.date() - timedelta(days=back), "ML", 2) for back in range(1, 60))
    week = replace(request(told(1)), start=END - timedelta(days=7), history=history, known_days=40)

    assert [bar.usual for bar in compose(week).countries] == [14.0]


def test_the_timeline_ends_with_this_window_and_has_no_holes() -> None:
    history = (Tally(date(2026, 11, 22), "ML", 4), Tally(date(2026, 11, 22), "NE", 1))
    days = compose(replace(request(told(1)), history=history, known_days=3)).days

    assert [(bar.day, bar.value) for bar in days] == [
        (date(2026, 11, 21), 0),
        (date(2026, 11, 22), 5),
        (date(2026, 11, 23), 0),
        (date(2026, 11, 24), 1),
    ]


def test_a_new_store_draws_no_timeline() -> None:
    assert compose(request(told(1))).days == ()


@given(st.lists(st.tuples(st.sampled_from(Severity), st.sampled_from(get_args(Status))), max_size=40))
def test_every_story_of_a_request_is_told_exactly_once(drawn: list[tuple[Severity, Status]]) -> None:
    stories = [
        replace(told(number, severity), status=status) for number, (severity, status) in enumerate(drawn)
    ]
    edition = compose(request(*stories))
    numbers = [*order(edition), *(each.card.story for each in edition.corrections)]

    assert sorted(numbers) == list(range(len(drawn)))


@given(st.permutations(range(8)))
def test_the_order_of_the_request_does_not_matter(numbers: list[int]) -> None:
    stories = {number: told(number, Severity(number % 3 + 1)) for number in range(8)}

    assert compose(request(*(stories[number] for number in numbers))) == compose(request(*stories.values()))
