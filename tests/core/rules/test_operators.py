"""What each operator of a condition means: one line each."""

from datetime import UTC, datetime

import pytest

from monitor.core.model import Severity, Text
from monitor.core.rules.model import Term
from tests.core.rules.making import match, problems, rule, select, vocabulary

SELECTIONS = (
    select("a", "alpha", "alfa"),
    select("b", "beta"),
    select("c", "gamma", "gamma ray"),
    select("sel_one", "uno"),
    select("sel_two", "dos"),
    select("sel_three", "tres"),
    select("t", "titel", fields=("title",)),
)
# Condition, title, summary, whether it holds, why.
CASES = [
    ("a", "alpha", "", True, "a selection"),
    ("a", "beta", "", False, "another selection"),
    ("a", "", "alpha", True, "the summary is read"),
    ("a and b", "alpha", "beta", True, "fields may differ"),
    ("a and b", "alpha", "", False, "one is missing"),
    ("a or b", "beta", "", True, "one is enough"),
    ("a or b", "gamma", "", False, "none is there"),
    ("a and not b", "alpha gamma", "", True, "what is excluded is not there"),
    ("a and not b", "alpha beta", "", False, "what is excluded is there"),
    ("a or b and c", "alpha", "", True, "and binds before or"),
    ("(a or b) and c", "alpha", "", False, "brackets bind first"),
    ("not b and a", "alpha", "", True, "not binds before and"),
    ("a AND NOT b", "alpha", "", True, "capitals as in other tools"),
    ("1 of sel*", "dos", "", True, "one of a group by name"),
    ("1 of sel*", "alpha", "", False, "none of a group by name"),
    ("any of sel*", "tres", "", True, "any means one"),
    ("all of sel*", "uno dos tres", "", True, "all of a group"),
    ("all of sel*", "uno dos", "", False, "not all of a group"),
    ("2 of sel*", "uno tres", "", True, "two of a group"),
    ("2 of sel*", "uno uno", "", False, "one selection twice is one"),
    ("2 of (a, b, c)", "alpha gamma", "", True, "two of a list"),
    ("2 of (a, b, c)", "alpha alfa", "", False, "two terms of one selection"),
    ("all of (a, b)", "alpha", "beta", True, "all of a list"),
    ("a near/1 b", "alpha beta", "", True, "neighbours are 1 apart"),
    ("a near/1 b", "alpha x beta", "", False, "one word between makes 2"),
    ("a near/2 b", "alpha x beta", "", True, "at most n words apart"),
    ("a near/2 b", "beta x alpha", "", True, "any order"),
    ("a near/5 b", "alpha", "beta", False, "never across fields"),
    ("a near/5 b", "Alpha end. Beta begins", "", True, "across sentences"),
    ("a near/2 a", "alpha", "", False, "one word is not near itself"),
    ("a near/2 a", "alpha alfa", "", True, "two words of one selection"),
    ("c near/1 b", "gamma ray beta", "", True, "from the end of a phrase"),
    ("a near/1 b", "alpha-beta", "", True, "hyphens part words"),
    ("a near/1 b", "alpha l'beta", "", True, "an elided article counts no word"),
    ("a near/1 b", "alpha's beta", "", True, "a possessive counts no word"),
    ("a near/1 b", "alpha x beta alpha x x", "", True, "the nearest pair counts"),
    ("a before/2 b", "alpha x beta", "", True, "in this order"),
    ("a before/2 b", "beta x alpha", "", False, "not in the other order"),
    ("a before/1 b", "beta alpha beta", "", True, "some pair in order"),
    ("a same-sentence b", "Alpha x x x x beta. Gamma", "", True, "one sentence"),
    ("a same-sentence b", "Alpha ends. Beta begins", "", False, "two sentences"),
    ("a same-sentence b", "Alpha met Dr. Beta", "", True, "an abbreviation ends no sentence"),
    ("a same-sentence b", "alpha", "beta", False, "two fields"),
    ("a same-sentence b", "alpha\nbeta", "", False, "two lines"),
    ("a same-sentence b", "alpha 3.5 beta", "", True, "a decimal point"),
    ("a same-sentence b", "alpha؟ beta", "", False, "an Arabic question mark"),
    ("a same-sentence b", "alpha。beta", "", False, "a Chinese full stop"),
    ("a in title", "alpha", "", True, "in the title"),
    ("a in title", "", "alpha", False, "not in the title"),
    ("a in summary", "", "alpha", True, "in the summary"),
    ("(a or b) in title", "beta", "alpha", True, "one of several in the title"),
    ("a >= 2", "alpha alfa", "", True, "two terms are two times"),
    ("a >= 2", "alpha", "alpha", False, "counted within a field"),
    ("a >= 2", "alpha alpha", "", True, "the same word twice"),
    ("c >= 2", "gamma ray", "", False, "a word within a phrase is no second time"),
    ("(a or b) >= 2", "alpha beta", "", True, "several selections counted together"),
    ("(a or b) near/1 c", "beta gamma", "", True, "a distance from one of several"),
    ("1 of (a, b) near/1 c", "alpha gamma", "", True, "a distance from a group"),
    ("not a near/1 b and c", "alpha x beta gamma", "", True, "not takes the whole distance"),
    ("not a near/1 b and c", "alpha beta gamma", "", False, "not takes the whole distance, other way"),
    ("t", "", "titel", False, "a selection with fields of its own"),
    ("t", "titel", "", True, "a selection with fields of its own, other way"),
    ("a and not (b or c)", "alpha", "", True, "not before a bracket"),
    ("a and not 1 of sel*", "alpha uno", "", False, "not before a group"),
    ("not not a", "alpha", "", None, "a double negation has no anchor"),
]


@pytest.mark.parametrize(
    ("condition", "title", "summary", "expected", "reason"),
    CASES,
    ids=[f"{case[0]}-{case[4]}" for case in CASES],
)
def test_a_condition_holds_as_it_reads(
    condition: str, title: str, summary: str, expected: bool | None, reason: str
) -> None:
    if expected is None:
        assert "none of its words" in problems(rule(condition, *SELECTIONS))[0].wrong
        return

    found = match(Text(title, summary), rule(condition, *SELECTIONS))

    assert (found is not None) is expected, reason


LISTS = [
    (select("s", "alpha", "beta"), "beta", True, "a bare list means any"),
    (select("s", all=["alpha", "beta"]), "alpha beta", True, "all: every one"),
    (select("s", all=["alpha", "beta"]), "alpha", False, "all: one is missing"),
    (select("s", "alpha", none=["beta"]), "alpha", True, "none: not there"),
    (select("s", "alpha", none=["beta"]), "alpha beta", False, "none: there"),
    (select("s", "alpha", all=["beta"]), "beta", False, "any and all together"),
    (select("s", "$greek"), "beta", True, "a vocabulary"),
    (select("s", all=["$greek", "x"]), "alpha x", True, "one term of a vocabulary within all"),
    (select("s", "$outer"), "beta", True, "a vocabulary within a vocabulary"),
    (select("s", Term("$greek", excepts=("beta version",))), "beta version", False, "a mask on a vocabulary"),
    (select("s", Term("$greek", needs=(Term("x"),))), "alpha", False, "a context on a vocabulary"),
    (select("s", Term("$greek", cased=True)), "ALPHA", False, "case on a vocabulary"),
    (select("s", "$shy"), "delta", False, "a vocabulary that needs another"),
    (select("s", "$shy"), "delta near beta", True, "a vocabulary that has what it needs"),
    (select("s", "$shy"), "delta x x x x beta", False, "too far from what it needs"),
    (select("s", "$masked"), "beta version", False, "a mask from a vocabulary"),
    (select("s", regex=r"\bal\w+\b", literal=("al",)), "alpha", True, "a regex"),
    (select("s", regex=r"\bal\w+\b", literal=("al",)), "final", False, "a word edge in a regex"),
    (select("s", regex=r"(\d+) tués", literal=("tués",)), "15 TUÉS", True, "a regex takes any case"),
    (select("s", casualties={"killed": 10}), "12 soldiers killed", True, "casualties"),
    (select("s", casualties={"killed": 10}), "9 soldiers killed", False, "too few casualties"),
    (select("s", casualties={"wounded": 10}), "12 soldiers killed", False, "casualties of another kind"),
    (
        select("s", casualties={"killed": 2, "wounded": 2}),
        "3 killed, 4 wounded",
        True,
        "casualties of two kinds",
    ),
    (select("s", casualties={"killed": 2, "wounded": 2}), "3 killed", False, "one kind is missing"),
]
VOCABULARIES = (
    vocabulary("greek", "alpha", "beta"),
    vocabulary("outer", "$greek", "omega"),
    vocabulary("shy", "delta", needs=["$greek"], within=3),
    vocabulary("masked", "beta", excepts=("$versions",)),
    vocabulary("versions", "beta version"),
)


@pytest.mark.parametrize(("selection", "text", "expected", "reason"), LISTS, ids=[case[3] for case in LISTS])
def test_a_selection_holds_as_it_reads(selection: object, text: str, expected: bool, reason: str) -> None:
    found = match(text, rule(None, selection), *VOCABULARIES)  # type: ignore[arg-type]  # a table of selections

    assert (found is not None) is expected, reason


NEAR_TOWN = rule(None, select("s", Term("delta", needs=(Term("alpha"),), within=3)))
ACROSS = [
    ("x delta", "alpha", True, "the summary is read on from the title"),
    ("delta", "x y alpha", True, "three words away"),
    ("delta", "x y z alpha", False, "four words away"),
    ("alpha x", "delta", True, "the context in the title"),
    ("alpha x y z", "delta", False, "too long before the end of the title"),
    ("", "delta alpha", True, "no title at all"),
]


@pytest.mark.parametrize(("title", "summary", "expected", "reason"), ACROSS, ids=[case[3] for case in ACROSS])
def test_the_context_of_a_term_may_stand_in_the_other_field(
    title: str, summary: str, expected: bool, reason: str
) -> None:
    assert (match(Text(title, summary), NEAR_TOWN) is not None) is expected, reason


def test_without_a_condition_all_selections_must_hold() -> None:
    both = rule(None, select("a", "alpha"), select("b", "beta"))

    assert match("alpha beta", both) is not None
    assert match("alpha", both) is None


def test_the_short_form_may_name_its_lists_in_conditions_of_severity() -> None:
    short = rule(None, select("any", "alpha", "beta"), raises=((Severity.HIGH, "any >= 2"),))

    found = match("alpha beta", short)

    assert found is not None
    assert found.severity is Severity.HIGH


GRAVE = rule(
    "event",
    select("event", "attack"),
    select("toll", casualties={"killed": 10}),
    select("heavy", casualties={"killed": 50}),
    select("old", "museum"),
    raises=((Severity.HIGH, "toll"), (Severity.CRITICAL, "heavy")),
    lowers=((Severity.LOW, "old"), (Severity.INFO, "old and lookback")),
)
SEVERITIES = [
    ("attack", Severity.MEDIUM, "", "the rule's own"),
    ("attack: 12 killed", Severity.HIGH, "raised to high: toll", "raised"),
    ("attack: 60 killed", Severity.CRITICAL, "raised to critical: heavy", "the gravest that holds"),
    ("attack museum", Severity.LOW, "lowered to low: old", "lowered"),
    (
        "attack museum: 60 killed",
        Severity.LOW,
        "raised to critical: heavy; lowered to low: old",
        "lowered after raising",
    ),
    (
        "attack museum anniversary",
        Severity.INFO,
        "lowered to info: old and lookback",
        "the mildest that holds",
    ),
]


@pytest.mark.parametrize(
    ("text", "severity", "why", "reason"), SEVERITIES, ids=[case[3] for case in SEVERITIES]
)
def test_severity_is_raised_then_lowered_and_says_why(
    text: str, severity: Severity, why: str, reason: str
) -> None:
    found = match(text, GRAVE)

    assert found is not None
    assert (severity, why) == (found.severity, found.why), reason


def test_a_raise_below_the_rules_own_severity_changes_nothing() -> None:
    odd = rule("a", select("a", "alpha"), raises=((Severity.LOW, "a"),), lowers=((Severity.HIGH, "a"),))

    found = match("alpha", odd)

    assert found is not None
    assert (found.severity, found.why) == (Severity.MEDIUM, "")


LANGUAGES = [
    ("en", "the coup of the army in the north", True, "the language it is listed under"),
    ("fr", "le coup de l'armée dans le nord", False, "another language, declared and seen"),
    (None, "le coup de l'armée dans le nord", False, "another language, seen"),
    (None, "coup", True, "a language nobody knows"),
    ("fr", "coup", True, "a headline too short to tell"),
    ("en-US", "le coup de l'armée dans le nord", True, "declared English, seen French: both count"),
    ("xx", "the coup of the army", True, "English under a tag that says nothing"),
]


@pytest.mark.parametrize(
    ("lang", "text", "expected", "reason"), LANGUAGES, ids=[case[3] for case in LANGUAGES]
)
def test_a_term_counts_in_its_language_and_where_that_is_uncertain(
    lang: str | None, text: str, expected: bool, reason: str
) -> None:
    found = match(Text(text, "", lang), rule(None, select("s", Term("coup", "en"))))

    assert (found is not None) is expected, reason


def test_an_arabic_term_counts_whatever_language_the_feed_declares() -> None:
    assert (
        match(
            Text("le mot هجوم dans un texte de la presse", "", "fr"),
            rule(None, select("s", Term("هجوم", "ar"))),
        )
        is not None
    )


def test_a_rule_for_some_languages_leaves_others_alone() -> None:
    french = rule(None, select("s", "attaque"), langs=("fr",))

    assert match(Text("une attaque dans le nord de la ville", "", "fr"), french) is not None
    assert match(Text("the attaque of the day in the north", "", "en"), french) is None


def test_fields_of_a_rule_limit_where_it_looks() -> None:
    titles = rule("a and not b", select("a", "alpha"), select("b", "beta"), fields=("title",), none=["gamma"])

    assert match(Text("alpha", "beta gamma"), titles) is not None
    assert match(Text("x", "alpha"), titles) is None


def test_lookback_is_built_in() -> None:
    old = rule("a", select("a", "attack"), lowers=((Severity.LOW, "lookback"),))
    now = datetime(2026, 11, 22, tzinfo=UTC)

    found = match(Text("The attack of 2012", "", None, now), old)
    fresh = match(Text("The attack of 2026", "", None, now), old)

    assert found is not None
    assert fresh is not None
    assert (found.severity, fresh.severity) == (Severity.LOW, Severity.MEDIUM)
    assert [(piece.selection, piece.text) for piece in found.evidence] == [
        ("a", "attack"),
        ("lookback", "2012"),
    ]
