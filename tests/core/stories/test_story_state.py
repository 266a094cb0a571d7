"""What a story says of itself as reports come in: severity, denials, publishers, tolls, headline, development."""

from dataclasses import replace
from random import Random

import pytest

from monitor.core.model import Denial, Report, Severity, Story
from monitor.core.settings import Feed
from monitor.core.stories.window import Window
from tests.reports import HOUR, KNOWN, MONDAY, Desk, report

COUP = "Gunfire near the palace in Ouagadougou sparks coup fears"
DENIED = "Government denies coup after gunfire near the palace in Ouagadougou"


@pytest.fixture
def desk() -> Desk:
    return Desk(Window())


REPORTS = {
    "wire": (COUP, "Soldiers blocked the roads around the residence of the ruler late on Thursday."),
    "a": ("Shots at the palace: Ouagadougou fears a coup", "Residents counted three bursts before midnight."),
    "b": (
        "Coup fears after gunfire at the palace in Ouagadougou",
        "Television went off the air for an hour.",
    ),
    "daily": (
        "Palace in Ouagadougou under gunfire, a coup?",
        "An officer would not say who fired, or at whom.",
    ),
    "weekly": (
        "Gunfire, palace closed: coup in Ouagadougou?",
        "Diplomats advised nationals to remain at home.",
    ),
}


def told(hours: int, *, feed: str = "wire") -> Report:
    title, summary = REPORTS.get(feed, REPORTS["wire"])
    return report(title, summary, MONDAY + hours * HOUR, feed=feed, severity=Severity.CRITICAL)


def denial(hours: int, *, severity: Severity = Severity.LOW, feed: str = "state") -> Report:
    return report(
        DENIED,
        "The spokesman spoke of an incident between guards.",
        MONDAY + hours * HOUR,
        feed=feed,
        severity=severity,
        tags=["coup_junta", "denial"],
    )  # fmt: skip - one report


def story_of(desk: Desk, *reports: Report) -> Story:
    """Group the reports one by one; all must belong to one story, which is returned as it stands at the end."""
    grouped = [desk.grouped(one) for one in reports]
    assert {1} == {state.story.id for each in grouped for state in each.states}
    return grouped[-1].states[0].story


def retraction(hours: int, *, feed: str = "wire") -> Report:
    title = "Correction: no coup in Ouagadougou, report of gunfire near the palace retracted"
    at = MONDAY + hours * HOUR
    return report(title, "The editors regret.", at, feed=feed, severity=Severity.LOW, tags=["denial"])


def standing(story: Story) -> tuple[str, Severity]:
    return "denied" if story.denied else "disputed" if story.disputed else "", story.severity


CRITICAL, HIGH, LOW = Severity.CRITICAL, Severity.HIGH, Severity.LOW


@pytest.mark.parametrize(
    ("reports", "expected", "reason"),
    [
        ([told(0)], ("", CRITICAL), "nobody denies it"),
        ([told(0), denial(2)], ("disputed", CRITICAL), "who reported it stands by it"),
        ([denial(1), told(0)], ("disputed", CRITICAL), "whichever is seen first"),
        ([told(0), told(0, feed="a"), denial(0)], ("disputed", CRITICAL), "in one round"),
        ([told(0), denial(2), denial(4), denial(6)], ("disputed", CRITICAL), "however often"),
        (
            [told(0), denial(2), told(3, feed="a")],
            ("disputed", CRITICAL),
            "another who reports it afterwards",
        ),
        ([denial(0)], ("", LOW), "a denial of what nobody reported stands as it is graded"),
        ([told(0), denial(2, feed="wire")], ("disputed", CRITICAL), "a wire passes on that others deny"),
        ([told(0), retraction(2)], ("denied", LOW), "who reported it takes it back"),
        ([told(0), told(0, feed="a"), retraction(2)], ("disputed", CRITICAL), "one of two takes it back"),
        (
            [told(0), retraction(2, feed="a")],
            ("disputed", CRITICAL),
            "somebody else's retraction is a denial",
        ),
        ([told(0), retraction(2), told(3)], ("", CRITICAL), "and reports it again"),
        (
            [told(0), told(1, feed="a"), retraction(2), retraction(3, feed="a")],
            ("denied", LOW),
            "all of them",
        ),
        ([told(0, feed="daily"), retraction(2, feed="weekly")], ("denied", LOW), "two papers are one house"),
        ([told(0), denial(2), told(3, feed="state")], ("", CRITICAL), "who denied it reports it"),
        (
            [told(0), denial(2), told(3, feed="state"), denial(4)],
            ("", CRITICAL),
            "and may not deny it once more: no message for each turn",
        ),
    ],
)
def test_a_denial_lowers_a_story_only_if_nobody_stands_by_it(
    desk: Desk, reports: list[Report], expected: tuple[str, Severity], reason: str
) -> None:
    assert expected == standing(story_of(desk, *reports)), reason


def test_a_state_that_denies_what_it_reported_stands_by_it_no_more(desk: Desk) -> None:
    feeds = {**KNOWN.feeds, "state": Feed("state", "https://state.example", "State TV", kind="state")}
    desk.known = replace(KNOWN, feeds=feeds)

    assert standing(story_of(desk, told(0, feed="state"), denial(2))) == ("denied", LOW)


def test_a_story_names_who_denies_it_of_what_kind_and_since_when(desk: Desk) -> None:
    feeds = {**KNOWN.feeds, "state": Feed("state", "https://state.example", "State TV", kind="state")}
    desk.known = replace(KNOWN, feeds=feeds)
    first = denial(2)

    story = story_of(desk, told(0), first, denial(4))

    assert story.denials == (Denial("state", "state", MONDAY + 2 * HOUR, first.entry.id),)
    assert story.publishers == ("wire",)


def test_the_headline_is_of_those_who_stand_by_it(desk: Desk) -> None:
    slight = replace(told(1, feed="a"), hits=report("", severity=Severity.HIGH).hits)

    story = story_of(desk, told(0), slight, retraction(2))

    assert (story.title, story.severity) == (REPORTS["a"][0], Severity.HIGH)


@pytest.mark.parametrize("seed", range(5))
def test_what_a_story_says_does_not_depend_on_the_order_of_its_reports(seed: int) -> None:
    reports = [told(0), told(1, feed="a"), denial(2), told(3, feed="b"), retraction(4), denial(5), told(6)]
    expected = story_of(Desk(Window()), *reports)
    Random(seed).shuffle(reports)  # noqa: S311 - a test wants the same order each time

    story = story_of(Desk(Window()), *reports)

    assert (story.severity, story.title, story.denials, set(story.publishers)) == (
        expected.severity,
        expected.title,
        expected.denials,
        set(expected.publishers),
    )


def test_a_denial_is_known_by_a_tag_or_by_a_vocabulary(desk: Desk) -> None:
    words = report(
        DENIED,
        "The spokesman spoke of an incident.",
        MONDAY + HOUR,
        severity=Severity.LOW,
        concepts=["denial"],
        feed="state",
    )

    assert story_of(desk, told(0), words).disputed


TITLE = "Raid on the army camp in Djibo kills soldiers"


@pytest.mark.parametrize(
    ("feeds", "summaries", "publishers", "reason"),
    [
        (["wire", "other"], ["Residents heard shots.", "A councillor counted bodies."], 2, "two houses"),
        (
            ["daily", "weekly"],
            ["Residents heard shots.", "A councillor counted bodies."],
            1,
            "two papers of one house",
        ),
        (
            ["wire", "other"],
            ["Residents told AFP.", "A councillor told AFP."],
            1,
            "one agency under two names",
        ),
        (
            ["wire", "other"],
            ["Des habitants à l'AFP.", "قال سكان لوكالة فرانس برس"],
            1,
            "one agency in two scripts",
        ),
        (["wire", "other"], ["Residents told AFP.", "A councillor told Reuters."], 2, "two agencies"),
        (
            ["wire"] * 4,
            [f"Residents told {name}." for name in ("AFP", "AP", "Reuters", "Xinhua")],
            1,
            "one feed",
        ),
        (
            ["wire", "wire", "other"],
            ["Residents told AFP.", "Our reporter saw smoke.", "A councillor told AFP."],
            2,
            "a house with a report of its own, and an agency",
        ),
        (
            ["wire", "other"],
            [
                "Residents of the northern town heard heavy fire from dawn until noon and saw smoke over the barracks."
            ]
            * 2,
            1,
            "one text in two places",
        ),
    ],
)
def test_copies_of_one_report_count_once(
    desk: Desk, feeds: list[str], summaries: list[str], publishers: int, reason: str
) -> None:
    reports = [report(TITLE, text, MONDAY, feed=feed) for feed, text in zip(feeds, summaries, strict=True)]

    story = story_of(desk, *reports)

    assert publishers == len(story.publishers), reason
    assert len(story.feeds) == len(set(feeds))


def test_tolls_are_a_range_as_reported(desk: Desk) -> None:
    reports = [report(TITLE, "", MONDAY, feed=str(killed), killed=killed) for killed in (8, 12, 10)]

    assert story_of(desk, *reports).toll == {"killed": (8, 12)}


def test_the_headline_is_that_of_the_gravest_first_report(desk: Desk) -> None:
    slight = report(TITLE, "", MONDAY, severity=Severity.MEDIUM)
    grave = report(f"{TITLE}, dozens dead", "", MONDAY + HOUR, severity=Severity.HIGH)
    late = report(f"{TITLE}, say sources", "", MONDAY + HOUR, severity=Severity.HIGH)

    assert f"{TITLE}, dozens dead" == story_of(desk, slight, grave, late).title


def test_a_story_spans_effective_dates_and_what_we_saw(desk: Desk) -> None:
    story = story_of(desk, report(TITLE, "", MONDAY + 5 * HOUR), report(TITLE, "", MONDAY))

    assert (story.first_at, story.last_at) == (MONDAY, MONDAY + 5 * HOUR)


def test_what_we_know_of_places_comes_from_the_most_reports() -> None:
    window = Window()
    window.group([report("Raid on Kandi", "", MONDAY, places=["kandi", "gao"])], KNOWN)
    grouped = window.group([report("Raid on Kandi", "", MONDAY, places=["kandi"])], KNOWN)

    assert grouped.states[0].ledger.places == ("kandi",)
