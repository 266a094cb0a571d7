"""Every shipped rule carries its tests, and they hold."""

from collections import Counter

from monitor.core.language.detect import languages_of
from monitor.core.model import Severity, Text
from monitor.core.rules.lab.lint import Surroundings, lint
from monitor.core.rules.lab.lint_terms import Counted
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Example, Rule
from monitor.core.settings import Config
from monitor.core.text.folding import words

LEAST = 5
THEMES = {
    "capital_airport",
    "jnim_aq",
    "is_affiliates",
    "separatists",
    "coup_junta",
    "russia",
    "armed_attack",
    "civilian_harm",
    "blockade",
    "kidnap",
    "public_unrest",
    "spillover",
    "humanitarian",
    "intl_response",
}


def _language(example: Example) -> str:
    found = languages_of(words(example.title), example.lang) or frozenset({"?"})
    return min(found)


def _hits(matcher: Matcher, rule: Rule, example: Example) -> list[Severity]:
    [matches] = matcher.match([Text(example.title, example.summary, example.lang)])
    return [match.severity for match in matches if match.rule == rule.id]


def test_the_shipped_configuration_is_sound_and_holds_no_rule_back(shipped: Config) -> None:
    assert dict(shipped.held_back) == {}
    assert shipped.warnings == ()


def test_the_check_of_the_rules_finds_nothing(shipped: Config) -> None:
    used = frozenset({*shipped.signals.actors, shipped.signals.denial})

    assert [found.wrong for found in lint(shipped.ruleset, Surroundings(Counted(), used))] == []


def test_every_theme_has_a_rule(shipped: Config) -> None:
    tags = {tag for rule in shipped.ruleset.rules for tag in rule.tags}

    assert tags >= THEMES


def test_every_rule_has_five_examples_for_and_five_against_it(shipped: Config) -> None:
    counts = {rule.id: Counter(example.expect for example in rule.examples) for rule in shipped.ruleset.rules}

    assert {name for name, count in counts.items() if min(count["match"], count["no_match"]) < LEAST} == set()


def test_the_examples_of_a_rule_are_in_two_languages_or_more(shipped: Config) -> None:
    spoken = {
        rule.id: {_language(example) for example in rule.examples} - {"?"} for rule in shipped.ruleset.rules
    }

    assert {name for name, languages in spoken.items() if len(languages) < 2} == set()


def test_every_example_holds(shipped: Config, matcher: Matcher) -> None:
    wrong = [
        (rule.id, example.expect, example.title)
        for rule in shipped.ruleset.rules
        for example in rule.examples
        if example.expect != "todo_match"
        and bool(_hits(matcher, rule, example)) != (example.expect == "match")
    ]

    assert wrong == []


def test_no_example_stands_twice(shipped: Config) -> None:
    titles = Counter((rule.id, example.title) for rule in shipped.ruleset.rules for example in rule.examples)

    assert [title for title, count in titles.items() if count > 1] == []
