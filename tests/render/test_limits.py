"""A message is small enough to arrive whole, and says what it leaves out."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import EditionRequest, Rendered, StoryReport
from monitor.core.model import Severity
from monitor.core.settings import Alert, Digest, Recipient
from monitor.render.fit import HTML, largest
from monitor.render.message import render
from tests.editions import ALERT, DESK, DIGEST, FEEDS, envelope, report, request, story, told
from tests.render.lint import faults

TEXT = replace(DESK, format="text")


def rendered(day: EditionRequest) -> Rendered:
    return render(compose(day), [envelope()], {})[0]


def wordy(number: int) -> StoryReport:
    """Make a story that fills whatever it may fill."""
    title = f"Attack number {number} " + "with a headline that goes on and on " * 12
    reports = tuple(
        replace(each, entry=replace(each.entry, link=f"https://wire.example/{number}/" + "path/" * 250))
        for each in (
            report(number * 10 + place, title, "Long summary. " * 80, feed=feed, words=["Attack", "headline"])
            for place, feed in enumerate(FEEDS)
        )
    )
    return StoryReport(story(number, reports, Severity.CRITICAL), reports)


def test_the_page_stops_before_mail_programs_cut_it_and_counts_the_rest() -> None:
    made = rendered(request(*(told(number) for number in range(700))))
    html = str(made.html)

    assert HTML * 0.9 < len(html.encode()) <= HTML
    assert "more stories in the text part of this message" in html


@pytest.mark.parametrize("stories", [1, 12, 40])
def test_the_page_of_wordy_stories_stays_small_too(stories: int) -> None:
    made = rendered(request(*(wordy(number) for number in range(stories))))

    assert len(str(made.html).encode()) <= HTML
    assert faults(made.mail) == []


def test_the_text_is_never_cut() -> None:
    made = rendered(request(*(told(number) for number in range(1_000))))

    assert all(f"Attack number {number} near Diboli" in made.text for number in range(1_000))
    assert all(f"https://wire.example/{number}\n" in made.text for number in range(1_000))


POSTFIX = 10_240_000  # bytes of a message that Postfix takes unless told otherwise
KINDS = [(DIGEST, False), (ALERT, False), (ALERT, True)]


@pytest.mark.parametrize(("order", "digested"), KINDS, ids=["digest", "alert", "alert with a digest"])
@pytest.mark.parametrize(("stories", "reports"), [(1, 5_000), (500, 10), (5_000, 1)])
def test_a_flood_is_deliverable_names_every_story_and_counts_its_reports(
    order: Digest | Alert, digested: bool, stories: int, reports: int
) -> None:
    flood = [_flooded(number, reports) for number in range(stories)]
    made = rendered(replace(request(*flood, order=order), digested=digested))

    assert len(made.mail) < POSTFIX / 2
    assert len(made.payload) < 2 * POSTFIX
    if not digested:
        assert all(f"Attack number {number} " in made.text for number in range(stories))
        assert reports < 5_000 or "more reports of it, not listed" in made.text


def _flooded(number: int, reports: int) -> StoryReport:
    link = "https://wire.example/" + "path/" * 380
    told_by = tuple(
        replace(each, entry=replace(each.entry, link=f"{link}{each.entry.id}"))
        for each in (
            report(number * reports + place, f"Attack number {number} at a post") for place in range(reports)
        )
    )
    return StoryReport(story(number, told_by, Severity.CRITICAL), told_by)


def alert(*stories: StoryReport, recipient: Recipient = DESK, digested: bool = True) -> Rendered:
    return rendered(replace(request(*stories, order=ALERT, recipient=recipient), digested=digested))


@pytest.mark.parametrize(("recipient", "limit"), [(TEXT, 3 * 1024), (DESK, 15 * 1024)])
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize("stories", [1, 3, 60])
@pytest.mark.parametrize("make", [told, wordy])
def test_an_alert_fits_a_bad_line(
    recipient: Recipient, limit: int, lang: str, stories: int, make: Callable[[int], StoryReport]
) -> None:
    made = alert(*(make(number) for number in range(stories)), recipient=replace(recipient, lang=lang))

    assert len(made.text.encode()) + len((made.html or "").encode()) <= limit - 800, "room for the headers"
    assert len(made.mail) <= 1.4 * limit, "base64 adds a third"
    assert faults(made.mail) == []
    assert "Attack number" in made.text or "[" in made.text


def test_what_does_not_fit_an_alert_is_counted() -> None:
    made = alert(*(told(number) for number in range(60)), recipient=TEXT)
    shown = made.text.count("https://wire.example/")

    assert 0 < shown < 60
    assert f"{60 - shown} more stories did not fit: your digest has them" in made.text


def test_a_story_is_shown_though_the_next_one_is_far_too_long() -> None:
    entries = [report(number, f"Report {number} of one attack " + "and on " * 20) for number in range(20, 60)]
    long = StoryReport(story(2, entries, Severity.LOW), tuple(entries))
    made = alert(told(1, Severity.CRITICAL), long, recipient=TEXT)

    assert "https://wire.example/1\n" in made.text
    assert len(made.mail) <= 3 * 1024


@pytest.mark.parametrize("recipient", [TEXT, DESK], ids=["text", "both"])
@pytest.mark.parametrize("make", [told, wordy])
def test_who_finds_the_rest_in_no_digest_gets_every_entry_in_the_text_part(
    recipient: Recipient, make: Callable[[int], StoryReport]
) -> None:
    stories = [make(number) for number in range(60)]
    made = alert(*stories, recipient=recipient, digested=False)
    entries = [each.entry for story in stories for each in story.new]

    assert all(f"{entry.link}\n" in made.text for entry in entries)
    assert "digest" not in made.text + str(made.html)
    assert faults(made.mail) == []


def test_the_page_of_an_alert_in_no_digest_names_where_the_rest_is() -> None:
    made = alert(*(told(number) for number in range(700)), digested=False)
    shown = str(made.html).count('class="row')

    assert 0 < shown < 700
    assert f"{700 - shown} more stories in the text part of this message" in str(made.html)


def test_few_stories_in_no_digest_make_no_larger_an_alert() -> None:
    assert len(alert(*(told(number) for number in range(3)), digested=False).mail) <= 15 * 1024


def test_a_single_alert_shows_its_story_in_full() -> None:
    made = rendered(request(told(1), order=ALERT, recipient=TEXT))

    assert "Gunmen attacked a post." in made.text
    assert "Why: Armed attack (rules/attacks.yaml:12)" in made.text


@pytest.mark.parametrize("bound", [-1, 0, 1, 7, 99, 100])
def test_the_largest_that_fits_is_found(bound: int) -> None:
    assert largest(100, lambda number: number <= bound) == bound
