"""Findings of lint: what works, but was hardly meant."""

from typing import Any

import pytest

from monitor.core.model import Severity, Text
from monitor.core.rules.lab.lint import Surroundings, lint
from monitor.core.rules.lab.lint_terms import Counted, count
from monitor.core.rules.model import Example, Rule, Selection, Term, Vocabulary
from tests.core.rules.making import rule, ruleset, select, terms, vocabulary

BOTH = (Example("match", "x"), Example("no_match", "y"))


def found(*parts: Rule | Vocabulary, around: Surroundings | None = None) -> list[str]:
    return [one.wrong for one in lint(ruleset(*parts), around)]


def of_terms(*texts: str | Term, **demands: Any) -> list[str]:
    return found(vocabulary("v", *texts, **demands), rule(None, select("s", "$v", "attack"), examples=BOTH))


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (["ambush", "raid"], []),
        (["of"], ["'of' is so short that it means other things too"]),
        (["AQ"], ["'AQ' is so short that it means other things too"]),
        ([Term("AQ", cased=True)], []),
        ([Term("AQ", needs=terms("Mali"))], []),
        (["and"], ["'and' stands in most texts"]),
        (["من"], ["'من' is so short that it means other things too"]),
        (["雨"], []),
        (["raid", "Raid"], ["'Raid' stands twice in this list: it is 'raid'"]),
        ([Term("FAMA", cased=True), Term("Fama", cased=True)], []),
        (
            [Term("FAMa", cased=True), Term("FAMa", cased=True)],
            ["'FAMa' stands twice in this list"],
        ),
        (["raid", Term("raid", lang="en")], ["'raid' stands twice in this list"]),
        ([Term("raid", lang="fr"), Term("raid", lang="en")], []),
        (["Kidal", Term("Kidal", place="kidal")], []),
        (["attaqu*", "attaquant"], ["'attaquant' is shadowed: 'attaqu*' finds it too"]),
        (["attaqu*", "attaquant*"], ["'attaquant*' is shadowed: 'attaqu*' finds it too"]),
        ([Term("attaqu*", needs=terms("Mali")), "attaquant"], []),
        ([Term("attaqu*", lang="fr"), Term("attaquant", lang="en")], []),
        ([Term("Niger", excepts=("Niger Delta",))], []),
        ([Term("Niger", excepts=("Niger",))], ["'Niger' is dead: except names the term itself"]),
        ([Term("Niger", excepts=("Nigel X",))], ["'Nigel X' masks nothing: it does not hold 'Niger'"]),
        ([Term("مالي", excepts=("اقتصادي ومالي",))], []),
    ],
)
def test_terms_are_looked_through(listed: list[str | Term], expected: list[str]) -> None:
    assert of_terms(*listed) == expected


def test_demands_of_the_vocabulary_guard_its_terms() -> None:
    assert of_terms("of", "AQ", needs=["Mali"]) == []


def test_how_frequent_a_term_is_counts_in_the_stored_entries() -> None:
    texts = [Text("Army parade" if number % 3 else "The market", "") for number in range(300)]
    around = Surroundings(count(texts))
    one = rule(None, select("s", "parade", "market*", "gunmen"), examples=BOTH)

    assert found(one, around=around) == [
        "'parade' stands in 67% of the stored entries",
        "'market*' stands in 33% of the stored entries",
    ]


def test_few_entries_tell_nothing_of_frequency() -> None:
    assert Counted(10, {"parade": 10}).share("parade") is None


@pytest.mark.parametrize(
    ("examples", "expected"),
    [
        (BOTH, []),
        ((), ["the rule has no examples"]),
        (BOTH[:1], ["no example must not match"]),
        (BOTH[1:], ["no example must match"]),
    ],
)
def test_a_rule_should_have_examples(examples: tuple[Example, ...], expected: list[str]) -> None:
    assert found(rule(None, select("s", "attack"), examples=examples)) == expected


def test_a_selection_that_no_condition_asks_for_is_named() -> None:
    selections = (select("a", "attack"), select("b", "raid"), select("toll", "dead"))
    one = rule("a", *selections, examples=BOTH, raises=((Severity.HIGH, "toll and not lookback"),))

    assert found(one) == ["no condition asks for the selection 'b'"]


def test_a_selection_in_no_language_of_the_rule_is_dead() -> None:
    frenchy = vocabulary("v", "embuscade", lang="fr")
    one = rule("a and b", select("a", "$v"), select("b", "raid"), examples=BOTH, langs=("en",))

    assert found(frenchy, one) == ["the selection 'a' has terms in fr only"]


def test_vocabularies_that_nothing_uses_are_named() -> None:
    parts = (
        vocabulary("used", "raid", needs=["$context"]),
        vocabulary("context", "Mali"),
        vocabulary("actors", "JNIM"),
        vocabulary("idle", "calm"),
        rule(None, select("s", "$used"), examples=BOTH),
    )

    assert found(*parts, around=Surroundings(used=frozenset({"actors"}))) == [
        "no rule uses the vocabulary 'idle'"
    ]


@pytest.mark.parametrize(
    ("regex", "literal", "expected"),
    [
        (r"\bclaimed? responsibility\b", "claim", []),
        (
            r"(a+)+ claim",
            "claim",
            ["the regex repeats a repetition, which backtracking engines never finish"],
        ),
        (r".*claimed", "claimed", ["the regex begins or ends with anything, which makes all of it evidence"]),
        (r"cl+aimed", "cl", ["the literal 'cl' stands in most texts, so the regex is tried on them"]),
        (
            r"\bclaimed\b",
            "attack",
            ["the literal 'attack' is not in the regex: a text could match without it and be missed"],
        ),
    ],
)
def test_regexes_are_looked_through(regex: str, literal: str, expected: list[str]) -> None:
    one = rule(None, Selection("s", regex=regex, literal=(literal,)), examples=BOTH)

    assert found(one) == expected


@pytest.mark.parametrize(
    ("raises", "lowers", "expected"),
    [
        ([Severity.CRITICAL], [Severity.LOW], []),
        ([Severity.LOW], [], ["raise to low never raises: the rule is high already"]),
        ([Severity.HIGH], [], ["raise to high never raises: the rule is high already"]),
        ([], [Severity.HIGH], ["lower to high never lowers: the rule is high at most"]),
        ([], [Severity.CRITICAL], ["lower to critical never lowers: the rule is high at most"]),
        ([Severity.CRITICAL], [Severity.HIGH], []),  # what was raised can come down again
    ],
)
def test_raises_and_lowers_that_change_nothing_are_told(
    raises: list[Severity], lowers: list[Severity], expected: list[str]
) -> None:
    one = rule(
        "s",
        select("s", "attack"),
        examples=BOTH,
        severity=Severity.HIGH,
        raises=tuple((each, "s") for each in raises),
        lowers=tuple((each, "s") for each in lowers),
    )

    assert found(one) == expected
