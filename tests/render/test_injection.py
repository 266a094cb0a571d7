"""Nothing that a feed writes is ever live in a message."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import EditionRequest, FeedFault, Rendered, StoryReport, Suppressed
from monitor.core.model import Evidence, Report, Severity
from monitor.core.rules.model import RuleSet, Vocabulary
from monitor.render.message import render
from tests.editions import ALERT, DESK, DIGEST, FEEDS, PLACES, RULES, envelope, hit, report, request, story
from tests.render.lint import HARMFUL, Page, faults, parts
from tests.render.payloads import HEADER, LINKS, TEXTS

TEMPLATE_RESULT = re.compile(r"\b49\b|7777777|<class '|root:x:0")


def hostile(text: str, order: object = DIGEST, lang: str = "en") -> EditionRequest:
    """Give a day on which a feed wrote ``text`` wherever it can write anything."""
    one = report(1, text, f"{text} {text}")
    entry = replace(one.entry, author=text, link=f"https://wire.example/{text}", lang=text)
    marks = [Evidence("event", text, text[:40], "title", 0, len(text[:40]))]
    reports = (Report(entry, (hit(11, 1, words=marks, rule=text, why=text, toll={text: 3}),)),)
    told = StoryReport(story(1, reports, title=text, places=("evil",), concepts=("evil",)), reports)
    changed = replace(told, status="corrected", told=Severity.CRITICAL, story=replace(told.story, id=2))
    return replace(
        request(told, changed, order=order, recipient=replace(DESK, lang=lang)),  # type: ignore[arg-type]  # one of the two orders
        feeds={**FEEDS, "wire": replace(FEEDS["wire"], title=text, kind=text)},
        places={"evil": replace(PLACES["tera"], id="evil", name=text, country=text)},
        ruleset=RuleSet({"evil": Vocabulary("evil", text[:30], ())}, RULES.rules),
        suppressed=(Suppressed("silenced", 1, text, text, None, (text,)),),
        coverage=replace(
            request().coverage, feeds=2, changes=(FeedFault("wire", text, text, None, text),), notes=(text,)
        ),
    )


def rendered(day: EditionRequest) -> Rendered:
    return render(compose(day), [envelope()], {})[0]


def test_there_are_enough_payloads() -> None:
    assert len({*TEXTS, *LINKS}) >= 140


@pytest.mark.parametrize("text", TEXTS, ids=[f"payload{number}" for number in range(len(TEXTS))])
def test_no_text_from_outside_is_live(text: str) -> None:
    made = rendered(hostile(text))
    subject, plain, page = parts(made.mail)
    allowed = subject + plain.replace("\n", "").replace("\u2068", "").replace("\u2069", "")

    assert faults(made.mail) == []
    assert not HARMFUL.search(allowed)
    assert not TEMPLATE_RESULT.search(subject + plain + page)
    assert len(subject) <= 70
    assert made.problems == ()


@pytest.mark.parametrize("text", HEADER, ids=[f"payload{number}" for number in range(len(HEADER))])
@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_no_text_from_outside_becomes_a_header_of_an_alert(text: str, lang: str) -> None:
    made = rendered(hostile(text, ALERT, lang))

    assert faults(made.mail) == []
    assert b"\nbcc:" not in made.mail.partition(b"\r\n\r\n")[0].lower()


@pytest.mark.parametrize("link", LINKS, ids=[f"link{number}" for number in range(len(LINKS))])
def test_a_link_from_outside_only_links(link: str) -> None:
    one = report(1)
    reports = (replace(one, entry=replace(one.entry, link=link)),)
    made = rendered(request(StoryReport(story(1, reports), reports)))
    page = Page()
    page.feed(str(made.html))

    assert faults(made.mail) == []
    assert not any("bank.example" in each or '"' in each for each in page.links)
    assert "javascript:" not in made.text.lower()


def test_a_headline_that_looks_encoded_is_shown_as_it_is() -> None:
    subject, _, _ = parts(rendered(hostile("=?utf-8?q?hello?=")).mail)

    assert "=?utf-8?q?hello?=" in subject


def test_a_payload_is_json_with_nothing_live_whatever_is_written() -> None:
    for text in TEXTS:
        payload = rendered(hostile(text)).payload.decode()

        assert json.loads(payload)["version"] == 1
        assert not HARMFUL.search(payload), text


@given(st.text(alphabet=st.characters(codec=None), max_size=120))
@settings(max_examples=60, deadline=None)
def test_any_text_makes_a_sound_message(text: str) -> None:
    made = rendered(hostile(text))
    subject, _, _ = parts(made.mail)

    assert faults(made.mail) == []
    assert subject == made.subject
