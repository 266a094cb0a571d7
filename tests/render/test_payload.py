"""An edition as JSON, for programs."""

import json
import re
from dataclasses import replace

import pytest

from monitor.config import defaults
from monitor.core.editions.compose import compose
from monitor.render.message import render
from monitor.render.payload import payload
from tests.editions import ALERT, DESK, DIGEST, envelope, request, told
from tests.render import golden


def test_a_digest_says_all_it_tells() -> None:
    said = json.loads(dict(golden.messages())["digest-en"].payload)

    assert (said["version"], said["kind"], said["order"], said["number"]) == (1, "digest", "daily", 12)
    assert said["window"] == ["2026-11-23T06:00:00Z", "2026-11-24T06:00:00Z"]
    assert [story["story"] for story in said["stories"]] == [5, 1, 2, 3]
    assert [story["story"] for story in said["corrections"]] == [4]
    assert said["stories"][1]["toll"] == {"killed": [18, 22]}
    assert said["stories"][1]["why"][0] == {
        "hit": 1001,
        "rule": "armed-attack",
        "rule_hash": "cafe0123",
        "source": "rules/attacks.yaml:12",
        "severity": "critical",
        "reason": "",
        "words": ["fighters", "convoy", "Diboli"],
        "reasons": [],
    }
    assert said["stories"][1]["entries"][1]["link"] == "https://kayes.example/2"
    assert said["coverage"]["faults"][0]["feed"] == "radio"


def test_every_key_of_the_object_is_told_to_receivers() -> None:
    readme = (defaults.config_folder() / "README.md").read_text("utf-8")
    table = readme.partition("| key of the JSON object |")[2].partition("\n\n")[0]
    told = set(re.findall(r"`(\w+)`", "".join(row.split("|")[1] for row in table.splitlines()[2:])))
    said = json.loads(dict(golden.messages())["digest-en"].payload)

    assert told == said.keys()


def test_a_notice_says_what_needs_an_operator() -> None:
    said = json.loads(render(golden.notice(), [envelope()], {})[0].payload)

    assert [item["kind"] for item in said["items"]] == ["reload_refused", "feed_ill", "order_works"]


def test_arabic_is_written_as_itself() -> None:
    payload = dict(golden.messages())["digest-ar"].payload

    assert "مسلحون" in payload.decode("utf-8")
    assert golden.day(DIGEST, "ar").recipient.lang == "ar"


@pytest.mark.parametrize(("lang", "words"), [("en", "I have it"), ("fr", "Je m’en charge"), ("ar", "أتولّاه")])
def test_an_alert_has_its_link_and_the_words_for_it(lang: str, words: str) -> None:
    made = compose(
        replace(
            request(told(1), order=ALERT, recipient=replace(DESK, lang=lang)),
            acknowledge="https://w.example/ack/a",
        )
    )
    said = json.loads(payload(made, "subject"))

    assert (said["acknowledge"], said["acknowledge_line"]) == ("https://w.example/ack/a", words)
