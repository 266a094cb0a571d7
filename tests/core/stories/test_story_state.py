"""What a story says of itself as reports come in: severity, denials, publishers, tolls, headline, development."""

import pytest

from monitor.core.model import Report, Severity, Story
from monitor.core.stories import Window, development
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
    title, summary = REPORTS[feed]
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
    assert {1} == {tale.story.id for each in grouped for tale in each.tales}
    return grouped[-1].tales[0].story


def standing(story: Story) -> tuple[bool, Severity]:
    return story.denied, story.severity


@pytest.mark.parametrize(
    ("reports", "expected", "reason"),
    [
        ([told(0)], (False, Severity.CRITICAL), "nobody denies it"),
        ([told(0), denial(2)], (True, Severity.LOW), "no graver than what the denial leaves"),
        ([told(0), denial(2, severity=Severity.CRITICAL)], (True, Severity.HIGH), "at least one step down"),
        ([denial(0)], (False, Severity.LOW), "a denial of what nobody reported stands as it is graded"),
        ([denial(1), told(0)], (True, Severity.LOW), "an older report does not outlive the denial"),
        ([told(0), denial(2), told(3, feed="a")], (True, Severity.LOW), "one that repeats it is not enough"),
        (
            [told(0), denial(2), told(3, feed="a"), told(4, feed="b")],
            (False, Severity.CRITICAL),
            "two independent ones who report it afterwards are",
        ),
        (
            [told(0), denial(2), told(3, feed="a"), told(4, feed="b"), denial(6)],
            (True, Severity.LOW),
            "until it is denied again",
        ),
        (
            [told(0), denial(2), told(3, feed="daily"), told(4, feed="weekly")],
            (True, Severity.LOW),
            "two papers of one house are one",
        ),
    ],
)
def test_a_denial_lowers_a_story_until_two_others_report_it_again(
    desk: Desk, reports: list[Report], expected: tuple[bool, Severity], reason: str
) -> None:
    assert expected == standing(story_of(desk, *reports)), reason


def test_a_denial_is_known_by_a_tag_or_by_a_vocabulary(desk: Desk) -> None:
    words = report(
        DENIED,
        "The spokesman spoke of an incident.",
        MONDAY + HOUR,
        severity=Severity.LOW,
        concepts=["denial"],
        feed="state",
    )

    assert story_of(desk, told(0), words).denied


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
    assert len(story.feeds) == 2


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


def test_development_tells_what_each_report_added() -> None:
    reports = (
        report(TITLE, "", MONDAY, places=["djibo"], number=1),
        report(TITLE, "", MONDAY + HOUR, places=["djibo"], killed=8, number=2),
        report(TITLE, "", MONDAY + 2 * HOUR, places=["djibo"], killed=8, number=3),
        report(
            TITLE,
            "",
            MONDAY + 3 * HOUR,
            places=["djibo", "soum"],
            killed=12,
            severity=Severity.HIGH,
            number=4,
        ),
        report(TITLE, "", MONDAY + 4 * HOUR, tags=["armed_attack", "denial"], number=5),
    )

    steps = development(reversed(reports))

    assert [(step.entry, step.news) for step in steps] == [
        (1, ("first report",)),
        (2, ("killed 8",)),
        (3, ()),
        (4, ("raised to high", "killed 8 to 12", "place soum")),
        (5, ("denies it",)),
    ]


def test_what_we_know_of_places_comes_from_the_most_reports() -> None:
    window = Window()
    window.group([report("Raid on Kandi", "", MONDAY, places=["kandi", "gao"])], KNOWN)
    grouped = window.group([report("Raid on Kandi", "", MONDAY, places=["kandi"])], KNOWN)

    assert grouped.tales[0].ledger.places == ("kandi",)
