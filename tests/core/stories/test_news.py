"""What is new in a report, and what of it is told again to those who know the story."""

from collections.abc import Mapping

import pytest

from monitor.core.model import Report, Severity
from monitor.core.stories.model import Kind, News
from monitor.core.stories.news import development, grave_news
from tests.reports import HOUR, KNOWN, MONDAY, report

TITLE = "Raid on the army camp in Djibo kills soldiers"


def test_development_tells_what_each_report_added() -> None:
    reports = (
        report(TITLE, "", MONDAY, places=["djibo"], number=1),
        report(TITLE, "", MONDAY + HOUR, places=["djibo"], killed=8, number=2),
        report(TITLE, "", MONDAY + 2 * HOUR, places=["djibo"], killed=8, number=3),
        report(
            TITLE, "", MONDAY + 3 * HOUR, places=["djibo", "gao"], killed=12, severity=Severity.HIGH, number=4
        ),
        report(f"{TITLE} denied", "", MONDAY + 4 * HOUR, tags=["armed_attack", "denial"], number=5),
        report(TITLE, "", MONDAY + 5 * HOUR, tags=["coup_junta"], concepts=["jnim"], number=6),
    )  # fmt: skip - a table

    steps = development(reversed(reports), KNOWN)

    assert [
        (step.entry, [(news.kind, news.value, news.low, news.high) for news in step.news]) for step in steps
    ] == [
        (1, [(Kind.FIRST, "", None, 0)]),
        (2, [(Kind.TOLL, "killed", None, 8)]),
        (3, []),
        (
            4,
            [
                (Kind.SEVERITY, "high", None, 0),
                (Kind.TOLL, "killed", 8, 12),
                (Kind.PLACE, "gao", None, 0),
                (Kind.THEME, "armed_attack", None, 0),
            ],
        ),
        (5, [(Kind.DENIAL, "", None, 0)]),
        (6, [(Kind.THEME, "coup_junta", None, 0), (Kind.ACTOR, "jnim", None, 0)]),
    ]


AIRPORT = "Gunmen attack airport in Bamako"
CRITICAL = Severity.CRITICAL


def told(title: str = AIRPORT, **more: object) -> Report:
    values: dict[str, object] = {"severity": CRITICAL, "places": ["bamako"], "tags": ["armed_attack"]}
    return report(title, "", MONDAY, **values | more)  # type: ignore[arg-type]  # names are those of report()


@pytest.mark.parametrize(
    ("before", "fresh", "expected", "reason"),
    [
        ({}, {}, [], "the same once more"),
        ({}, {"title": "Soldiers seize power in Bamako", "tags": ["coup_junta"]}, ["coup_junta"], "a coup"),
        ({}, {"tags": ["armed_attack", "kidnapping"]}, ["kidnapping"], "people were taken, too"),
        ({}, {"tags": ["kidnapping"], "severity": Severity.HIGH}, [], "not grave enough for this reader"),
        (
            {"tags": ["armed_attack"], "severity": Severity.HIGH},
            {},
            ["critical", "armed_attack"],
            "it was graver than told",
        ),
        ({}, {"title": "Gunmen attack Kati after Bamako", "places": ["kati"]}, ["kati"], "another town"),
        ({}, {"title": "Gunmen attack Sénou", "places": ["senou"]}, [], "the airport of the same town"),
        ({}, {"places": ["bamako", "gao"]}, [], "a town that is only named far below"),
        (
            {},
            {"title": "Gunmen attack Bamako and Gao", "places": ["bamako", "gao"]},
            ["gao"],
            "a town in its headline",
        ),
        ({}, {"concepts": ["jnim"]}, [], "who did it becomes known"),
        ({"concepts": ["jnim"]}, {"concepts": ["is_sahel"]}, ["is_sahel"], "somebody else did it"),
        ({}, {"killed": 22}, [], "the first figures belong to what was told"),
        ({}, {"killed": 60}, ["killed"], "far more than that"),
        ({"killed": 22}, {"killed": 24}, [], "a toll that creeps"),
        ({"killed": 22}, {"killed": 26}, ["killed"], "a toll over the next threshold"),
        ({"killed": 60}, {"killed": 99}, [], "below the next one"),
        ({"killed": 99}, {"killed": 132}, ["killed"], "over the next one"),
        (
            {},
            {"title": "Army denies attack on Bamako", "tags": ["coup_junta", "denial"]},
            [],
            "a denial adds nothing",
        ),
        (
            {},
            {"title": "Bamako: ten years since the coup of 2012", "tags": ["coup_junta"]},
            [],
            "nor does the past",
        ),
    ],
)  # fmt: skip - a table
def test_what_is_told_again_to_those_who_know_the_story(
    before: Mapping[str, object], fresh: Mapping[str, object], expected: list[str], reason: str
) -> None:
    found = grave_news([told(**before)], [told(**fresh)], KNOWN, CRITICAL)  # type: ignore[arg-type]

    assert [news.value for news in found] == expected, reason


def test_news_of_several_reports_is_told_once() -> None:
    coup = [told("Soldiers seize power in Bamako", tags=["coup_junta"]) for _ in range(3)]

    assert grave_news([told()], coup, KNOWN, CRITICAL) == (
        News(Kind.THEME, "coup_junta", CRITICAL, is_notable=True),
    )
