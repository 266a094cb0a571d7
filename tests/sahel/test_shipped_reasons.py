"""What readers are told of hits: every shipped rule says why, in three languages."""

from collections.abc import Iterator, Mapping

import pytest

from monitor.core.model import Text
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config


def _said(shipped: Config) -> Iterator[tuple[str, Mapping[str, str]]]:
    for rule in shipped.ruleset.rules:
        yield f"{rule.id}: itself", rule.because
        for step in (*rule.raises, *rule.lowers):
            yield f"{rule.id}: {step.severity} where {step.condition}", step.because


def test_every_rule_and_every_step_has_words_for_readers_of_three_languages(shipped: Config) -> None:
    assert [where for where, because in _said(shipped) if because.keys() != {"en", "fr", "ar"}] == []


CASES = [
    ("Jihadists kill 60 soldiers near Djibo, Burkina Faso", "fr", "50 morts ou plus", "what raised it"),
    ("هجوم على مطار باماكو", "en", "a capital, Kati or an airport is under attack", "as the rule is"),
    ("Mali : le JNIM s'empare de Kidal", "ar", "سقوط مدينة كبرى", "a town"),
    ("Mali's army denies attack on Sénou airport", "fr", "quelqu'un le dément", "what lowered it"),
    ("Niger : au moins 58 morts dans une attaque jihadiste", "en", "50 or more killed", "a French report"),
]


@pytest.mark.parametrize(("title", "lang", "expected", "reason"), CASES)
def test_one_of_the_gravest_hits_says_first_what_decided(
    matcher: Matcher, title: str, lang: str, expected: str, reason: str
) -> None:
    [matches] = matcher.match([Text(title, "")])

    gravest = max(match.severity for match in matches)
    said = {match.reasons[0].in_language(lang) for match in matches if match.severity is gravest}

    assert expected in said, reason
