"""Who counts as a publisher of a story: houses, and the outlets that an aggregator's feed names."""

from dataclasses import replace

import pytest

from monitor.core.model import Report, Severity
from monitor.core.settings import Feed
from monitor.core.stories.model import Knowledge
from monitor.core.stories.window import Window
from tests.reports import FEEDS, HOUR, KNOWN, MONDAY, PLACES, SIGNALS, Desk, report

ARMY = Feed("army", "https://army.example/rss", "General Staff", kind="state")
WITH_ARMY = Knowledge({**FEEDS, "army": ARMY}, PLACES, SIGNALS)
TEXTS = (
    ("Gunmen attack fuel convoy near Gao, ten soldiers killed", "The convoy was on its way to Gao."),
    ("Attack on fuel convoy near Gao leaves ten soldiers dead", "Trucks burned until the evening."),
    ("Ten soldiers killed in attack on convoy near Gao", "An officer spoke of heavy losses."),
    ("Fuel convoy attacked near Gao, ten soldiers die", "The army sent helicopters to the scene."),
)


def told(number: int, feed: str, source: str | None = None) -> Report:
    title, lead = TEXTS[number]
    at = MONDAY + number * HOUR
    made = report(title, lead, at, feed=feed, places=["gao"], concepts=["attack"], severity=Severity.HIGH)
    return replace(made, entry=replace(made.entry, source=source))


def publishers_of(*reports: Report) -> tuple[str, ...]:
    desk = Desk(Window(), WITH_ARMY)
    states = [desk.grouped(one).states[0] for one in reports]
    assert {state.story.id for state in states} == {1}
    return tuple(sorted(states[-1].story.publishers))


@pytest.mark.parametrize(
    ("reports", "expected", "reason"),
    [
        (
            [told(0, "search", "Radio Fleuve"), told(1, "search", "La Lagune"), told(2, "paper")],
            ("la lagune", "paper", "radio fleuve"),
            "an aggregator names who reported",
        ),
        (
            [told(0, "search", "Radio Fleuve"), told(1, "search", "La Lagune")],
            ("radio fleuve",),
            "what one feed alone tells is one publisher's word",
        ),
        (
            [told(0, "search", "Weekly"), told(1, "daily")],
            ("Press House",),
            "an outlet that has a feed here is its house",
        ),
        (
            [told(0, "search", "WIRE "), told(1, "wire"), told(2, "search", "Wire")],
            ("wire",),
            "however it is written",
        ),
        ([told(0, "wire", "Wire"), told(1, "paper")], ("paper", "wire"), "a feed may name itself"),
        (
            [told(0, "wire", "Wire"), told(1, "wire", "Made Up"), told(2, "wire", "Invented")],
            ("wire",),
            "nobody multiplies himself",
        ),
    ],
)  # fmt: skip - a table
def test_outlets_that_a_feed_names_count(
    reports: list[Report], expected: tuple[str, ...], reason: str
) -> None:
    assert publishers_of(*reports) == expected, reason


def test_the_words_of_one_outlet_by_two_feeds_count_once() -> None:
    title, lead = TEXTS[0]
    direct = report(title, lead, MONDAY, feed="paper", places=["gao"], concepts=["attack"])
    found = replace(direct, entry=replace(direct.entry, id=99_991, feed="search", source="Radio Fleuve"))
    other = told(1, "search", "La Lagune")

    assert publishers_of(direct, found, other) == ("la lagune", "paper")


def test_nobody_denies_or_takes_back_in_the_name_of_another_feed() -> None:
    """A feed that calls its item one of the general staff's, or the paper's, is not they."""
    title = "General staff denies attack on convoy near Gao"
    false = report(
        title,
        "There was no attack near Gao.",
        MONDAY + 2 * HOUR,
        feed="hostile",
        places=["gao"],
        tags=["denial"],
        concepts=["attack"],
        severity=Severity.LOW,
    )  # fmt: skip - one report
    desk = Desk(Window(), WITH_ARMY)
    desk.grouped(told(0, "army"))
    desk.grouped(told(1, "paper"))

    for number, source in enumerate(("General Staff", "paper")):
        entry = replace(false.entry, source=source, id=99_980 + number)
        story = desk.grouped(replace(false, entry=entry)).states[0].story

        assert (story.denied, story.severity) == (False, Severity.HIGH)
        assert {denial.kind for denial in story.denials} == {"other"}
        assert set(story.publishers) == {"army", "paper"}


def test_a_rewritten_report_gives_its_story_the_new_headline() -> None:
    desk = Desk(Window(), KNOWN)
    first = report(
        "Gunmen attack village near Gao, 12 killed", "", MONDAY, feed="paper", places=["gao"], killed=12
    )
    entry = replace(first.entry, title="Gunmen attack village near Gao, 45 killed")
    (hit,) = first.hits
    later = Report(entry, (replace(hit, id=hit.id + 1, match=replace(hit.match, toll={"killed": 45})),))

    titles = [desk.grouped(one).states[0].story.title for one in (first, later)]

    assert titles == [first.entry.title, entry.title]
