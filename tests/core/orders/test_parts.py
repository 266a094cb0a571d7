"""An edition of more stories than a page holds is parted without losing or doubling anything."""

from dataclasses import replace

import pytest

from monitor.core.editions.edition import Suppressed
from monitor.core.model import Severity
from monitor.core.orders.model import Claim, Content, Taken
from monitor.core.orders.parts import split
from tests.editions import END, told

LEVELS = (Severity.LOW, Severity.CRITICAL, Severity.MEDIUM, Severity.HIGH)


def content(stories: int) -> Content:
    reports = tuple(told(number, LEVELS[number % 4]) for number in range(1, stories + 1))
    corrected = replace(told(900, Severity.INFO), status="corrected")
    return Content(
        stories=(*reports, corrected),
        suppressed=(Suppressed("silenced", 1),),
        taken=(
            Taken(7, "silenced: drill"),
            *(Taken(1000 + number) for number in (*range(1, stories + 1), 900)),
        ),
        claims=tuple(Claim(number, Severity.HIGH, END) for number in (*range(1, stories + 1), 900)),
        retold=(3,),
    )


@pytest.mark.parametrize("fitting", [1, 2, 7, 39])
def test_every_story_hit_and_claim_is_in_one_of_the_parts(fitting: int) -> None:
    whole = content(40)
    first, rest = split(whole, fitting)

    assert sorted(report.story.id for part in (first, rest) for report in part.stories) == sorted(
        report.story.id for report in whole.stories
    )
    assert sorted(taken.hit for part in (first, rest) for taken in part.taken) == sorted(
        taken.hit for taken in whole.taken
    )
    assert sorted(claim.story for part in (first, rest) for claim in part.claims) == sorted(
        claim.story for claim in whole.claims
    )


def test_a_part_takes_the_hits_of_its_own_stories_only() -> None:
    for part in split(content(40), 10):
        stories = {report.story.id for report in part.stories}
        assert {taken.hit - 1000 for taken in part.taken if taken.reason is None} == stories
        assert {claim.story for claim in part.claims} == stories


def test_the_gravest_come_first_with_all_that_is_about_no_later_story() -> None:
    first, rest = split(content(40), 10)

    assert {report.story.severity for report in first.stories[1:]} == {Severity.CRITICAL}
    assert first.stories[0].status == "corrected"
    assert (first.suppressed, first.retold, rest.suppressed, rest.retold) == (
        (Suppressed("silenced", 1),),
        (3,),
        (),
        (),
    )
    assert Taken(7, "silenced: drill") in first.taken
