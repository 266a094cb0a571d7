"""What the reports of a story are said to share."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from monitor.core.model import Report
from monitor.core.stories.common_ground import Shared, common_ground
from tests.reports import HOUR, KNOWN, MONDAY, report

FIRST = ("Gunmen storm army base in Djibo", "At least 34 soldiers died on Sunday, residents of Soum said.")


def shared(second: Report) -> tuple[Shared, ...]:
    """Say what a report shares with one of an attack on Djibo."""
    first = report(*FIRST, places=["djibo"], concepts=["jnim"], number=1, link="https://wire.example/1")
    return common_ground([second, first], KNOWN)[second.entry.id]


@pytest.mark.parametrize(
    ("title", "summary", "more", "expected"),
    [
        ("Raid", "", {"places": ["djibo"]}, Shared("place", ("djibo",))),
        ("Raid", "", {"concepts": ["jnim"]}, Shared("actor", ("jnim",))),
        ("Raid", "", {"link": "https://wire.example/1?utm_source=x"}, Shared("address")),
        ("Trouble around Soum", "", {}, Shared("name", ("Soum",))),
        ("اضطرابات في جيبو", "", {}, Shared("name", ("جيبو",))),
        ("Raid", "It happened on Sunday.", {}, Shared("day", ("2026-02-01",))),
        ("Raid", "34 did not come home.", {}, Shared("number", ("34",))),
        ("Raid", "3 did not come home.", {}, Shared("wording")),
        ("Des militaires morts", "", {}, Shared("idea", ("dead", "soldier"))),
    ],
)
def test_what_a_report_shares_with_earlier_ones_is_written_as_it_writes_it(
    title: str, summary: str, more: Mapping[str, object], expected: Shared
) -> None:
    second = report(title, summary, MONDAY + HOUR, number=2, **more)  # type: ignore[arg-type]  # names are those of report()

    assert shared(second) == (expected,)


def test_one_title_is_told_first() -> None:
    assert shared(report(FIRST[0].upper(), "", MONDAY + HOUR, number=2))[0] == Shared("title")


def test_the_first_report_shares_nothing() -> None:
    later, first = report(*FIRST, MONDAY + timedelta(days=1), number=1), report(*FIRST, MONDAY, number=2)

    assert common_ground([later, first], KNOWN)[2] == ()
