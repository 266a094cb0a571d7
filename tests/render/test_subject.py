"""The subject: what matters most comes first, in at most seventy characters."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import Coverage, EditionRequest, Notice, StoryReport
from monitor.core.model import Severity, Signal
from monitor.core.operations.notice import NoticeItem
from monitor.render.message import render
from tests.editions import ALERT, DESK, DIGEST, END, envelope, report, request, story, told

SURGE = Signal(1, "surge", "Nine roadblocks in a day", Severity.HIGH, (), None, (), END)
WATCHED = Coverage(feeds=43, healthy=41)


def subject(day: EditionRequest) -> str:
    return render(compose(day), [envelope()], {})[0].subject


def titled(
    title: str, feed: str = "wire", severity: Severity = Severity.CRITICAL, **fields: object
) -> StoryReport:
    one = report(1, title, feed=feed, severity=severity)
    return StoryReport(story(1, [one], severity, **fields), (one,))


@pytest.mark.parametrize(
    ("day", "expected", "reason"),
    [
        (
            request(titled("Gunmen attack army convoy"), told(2)),
            "CRITICAL · Gunmen attack army convoy · Diboli · 2 stories",
            "severity, top event, place, count",
        ),
        (
            request(titled("Gunmen attack army convoy near Diboli"), order=ALERT),
            "CRITICAL · Gunmen attack army convoy near Diboli",
            "a place in the headline is not said twice, one story is not counted",
        ),
        (
            request(
                titled(
                    "A very long headline that goes on and on about many things that happened yesterday",
                    places=(),
                )
            ),
            "CRITICAL · A very long headline that goes on and on about… · 1 story",
            "the headline gives way",
        ),
        (
            request(titled("مسلحون يهاجمون قافلة", feed="sahra"), order=ALERT),
            "CRITICAL · Diboli (Mali) · Attack · JNIM",
            "a headline in another language gives way to what the machine found",
        ),
        (
            request(titled("مسلحون يهاجمون قافلة", feed="sahra", concepts=()), order=ALERT),
            "CRITICAL · مسلحون يهاجمون قافلة · Diboli",
            "if it found something",
        ),
        (
            request(replace(titled("Army denies it"), status="corrected", told=Severity.HIGH), order=ALERT),
            "CORRECTION · Army denies it · Diboli",
            "a correction",
        ),
        (
            replace(request(order=ALERT), signals=(SURGE,)),
            "SIGNAL · high · Nine roadblocks in a day",
            "a signal",
        ),
        (
            replace(request(), coverage=WATCHED),
            "Nothing matched · 41 of 43 feeds in order · Tue 24 Nov 06:00",
            "nothing",
        ),
        (
            replace(request(order=replace(DIGEST, template="heartbeat")), coverage=WATCHED),
            "Service running · 41 of 43 feeds in order",
            "a heartbeat",
        ),
        (
            request(titled("Gunmen attack"), recipient=replace(DESK, discreet=True)),
            "Summary of Tue 24 Nov 06:00",
            "a discreet digest",
        ),
        (
            request(titled("Gunmen attack"), recipient=replace(DESK, discreet=True), order=ALERT),
            "Please read, Tue 24 Nov 06:00",
            "a discreet alert",
        ),
    ],
)
def test_a_subject_says_what_matters_first(day: EditionRequest, expected: str, reason: str) -> None:
    assert expected == subject(day), reason


def test_a_developing_story_that_is_graver_leads() -> None:
    developing = replace(titled("Siege goes on"), status="updated")

    assert subject(request(told(2, Severity.LOW), developing)).startswith("CRITICAL · Siege goes on")


def test_a_notice_names_its_first_item_and_counts_the_others() -> None:
    notice = Notice(
        (NoticeItem("feed_ill", "Kayes Infos"), NoticeItem("feed_ill", "Sahra")), END, "run", "hash"
    )

    assert render(notice, [envelope()], {})[0].subject == "Monitor notice · Feed ill · Kayes Infos · +1"


@given(st.text(max_size=200), st.text(max_size=60), st.integers(1, 3))
def test_no_subject_is_too_long(title: str, tag: str, stories: int) -> None:
    made = subject(request(titled(title, tags=(tag,)), *(told(number + 2) for number in range(stories))))

    assert len(made) <= 70
    assert made.startswith("CRITICAL · ")
