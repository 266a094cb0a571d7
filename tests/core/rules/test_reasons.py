"""What readers are told of a hit: the words of rules for what raised, lowered and made it."""

import pytest

from monitor.core.model import Reason, Severity
from tests.core.rules.making import match, rule, select

MANY = {"en": "10 or more killed", "fr": "10 morts ou plus"}
OLD = {"en": "told of the past"}
AIR = {"en": "an airfield was hit"}
RULE = rule(
    "blast",
    select("blast", "blast"),
    select("field", "airport", because=AIR),
    select("toll", casualties={"killed": 10}),
    select("heavy", casualties={"killed": 50}),
    because={"*": "a blast"},
    raises=(
        (Severity.CRITICAL, "heavy"),
        (Severity.CRITICAL, "field and toll", {"en": "many killed at an airfield"}),
        (Severity.HIGH, "toll or field", MANY),
    ),
    lowers=((Severity.LOW, "lookback", OLD),),
)
CASES = [
    ("Blast in the market", "", ["a blast"], "nothing raises it"),
    ("Blast kills 14", "raised to high: 10 or more killed", [MANY["en"], "a blast"], "the words of the step"),
    ("Blast kills 60", "raised to critical: heavy", ["a blast"], "a step without words says its condition"),
    (
        "Blast at the airport kills 14",
        "raised to critical: many killed at an airfield",
        ["many killed at an airfield", "a blast", AIR["en"]],
        "the second of two steps holds; the selection that counted has words, too",
    ),
    (
        "Years on, the blast that killed 14",
        "lowered to low: told of the past",
        [OLD["en"], "a blast"],
        "figures of the past raise nothing",
    ),
]


@pytest.mark.parametrize(("title", "why", "said", "reason"), CASES)
def test_readers_are_told_what_decided(title: str, why: str, said: list[str], reason: str) -> None:
    found = match(title, RULE)

    assert found is not None
    assert found.why == why, reason
    assert [one.in_language("en") for one in found.reasons] == said, reason


@pytest.mark.parametrize(
    ("because", "lang", "expected"),
    [
        ({"en": "killed", "fr": "tués"}, "fr", "tués"),
        ({"en": "killed", "fr": "tués"}, "ar", "killed"),
        ({"fr": "tués"}, "ar", "tués"),
        ({"*": "killed"}, "fr", "killed"),
        ({"*": "killed", "fr": "tués"}, "fr", "tués"),
    ],
    ids=["hers", "English", "what there is", "for all", "hers before that of all"],
)
def test_readers_are_told_it_in_their_language(because: dict[str, str], lang: str, expected: str) -> None:
    assert Reason("raise", "high", because).in_language(lang) == expected


def test_what_is_told_is_no_other_rule() -> None:
    silent = rule("blast", select("blast", "blast"), raises=((Severity.HIGH, "blast"),))
    telling = rule(
        "blast", select("blast", "blast", because=AIR), raises=((Severity.HIGH, "blast", MANY),), because=OLD
    )

    hashes = {found.rule_hash for one in (silent, telling) if (found := match("Blast", one)) is not None}

    assert len(hashes) == 1
