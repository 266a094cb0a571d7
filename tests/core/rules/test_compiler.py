"""What is wrong with rules, and where; what compiled rules are."""

import gc
import pickle
from typing import Any

import pytest

from monitor.core.model import Place, Severity, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Rule, Term, Vocabulary
from tests.core.rules.making import match, matcher, problems, rule, ruleset, select, terms, vocabulary

ALPHA = select("a", "alpha")
# Parts, path of the problem, what is wrong, what to do.
MISTAKES = [
    ((rule("a", select("a", "$jnin")), vocabulary("jnim", "JNIM")), ("match", "a"), "no vocabulary $jnin", "did you mean $jnim?"),
    ((rule("a", select("a", "$zzz")),), ("match", "a"), "no vocabulary $zzz", "define it"),
    ((rule("a", select("a", "at*")),), ("match", "a"), "the prefix 'at*' is too short", "3 letters"),
    ((rule("a", select("a", "a*c")),), ("match", "a"), "a star inside", "at the end only"),
    ((rule("a", select("a", "…")),), ("match", "a"), "no letter or digit", "delete the line"),
    ((rule("a", select("a", "word " * 50_000)),), ("match", "a"), "a phrase of 50000 words", "split it"),
    ((rule("a", select("a", "x" * 5_000)),), ("match", "a"), "5000 letters", "within 20 words"),
    ((rule("b", ALPHA),), ("condition",), "no selection 'b'", "name one of a"),
    ((rule("not a", ALPHA),), ("condition",), "none of its words", "join a selection"),
    ((rule("lookback", ALPHA),), ("condition",), "none of its words", "lookback"),
    ((rule("a or not a", ALPHA),), ("condition",), "none of its words", "join a selection"),
    ((rule(None, select("a", none=["alpha"])),), (), "none of its words", "join a selection"),
    ((rule(None),), (), "looks for nothing", "add match"),
    ((rule("a", select("a")),), ("match", "a"), "is empty", "list terms"),
    ((rule("a", ALPHA, ALPHA),), ("match", "a"), "stands twice", "another name"),
    ((rule("a", ALPHA, select("lookback", "x")),), ("match", "lookback"), "language of conditions", "another name"),
    ((rule("a", ALPHA, select("near", "x")),), ("match", "near"), "language of conditions", "another name"),
    ((rule("a", ALPHA, none_unless=["x"]),), ("none_unless",), "without none", "what it lifts"),
    ((rule("a", ALPHA, raises=((Severity.HIGH, "tol"),)),), ("raise", "high"), "no selection 'tol'", "name one of"),
    ((rule("a", ALPHA, lowers=((Severity.LOW, "lookbak"),)),), ("lower", "low"), "no selection", "did you mean lookback?"),
    ((rule("a", select("a", regex="(a", literal=("a",))),), ("match", "a", "regex"), "missing )", "RE2"),
    ((rule("a", select("a", regex="alpha")),), ("match", "a", "regex"), "without a literal", "add literal"),
    ((rule("a", select("a", regex="(?=x)alpha", literal=("alpha",))),), ("match", "a", "regex"), "perl operator", "near"),
    ((rule("a", select("a", regex="x*", literal=("x",))),), ("match", "a", "regex"), "empty text", "compulsory"),
    ((rule("a", select("a", regex="(a{999}){999}", literal=("a",))),), ("match", "a", "regex"), "repetition", "fewer times"),
    ((rule("a", select("a", casualties={"hurt": 3})),), ("match", "a", "casualties"), "3 hurt", "killed, wounded"),
    ((rule("a", select("a", casualties={"killed": 0})),), ("match", "a", "casualties"), "0 killed", "1 or more"),
    ((rule("a", select("a", Term("x", within=3))),), ("match", "a", "within"), "without needs", "delete it"),
    ((rule("a", select("a", Term("x", needs=terms("y"), within=0))),), ("match", "a", "within"), "within 0 words", "1 to 1000"),
    ((rule("a", select("a", Term("x", path=("f", 3)), Term("*x", path=("f", 4)))),), ("f", 4), "a star inside", "at the end"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "path", "wrong", "remedy"),
    MISTAKES,
    ids=[f"{case[2]}-{number}" for number, case in enumerate(MISTAKES)],
)
def test_a_mistake_is_told_with_its_place_and_remedy(
    parts: tuple[Rule | Vocabulary, ...], path: tuple[str, ...], wrong: str, remedy: str
) -> None:
    found = problems(*parts)

    assert len(found) == 1
    expected = path if path[:1] == ("f",) else ("rules", 0, *path)
    assert expected == found[0].path
    assert wrong in found[0].wrong
    assert remedy in found[0].remedy


def test_a_circle_of_vocabularies_is_named() -> None:
    found = problems(vocabulary("a", "$b"), vocabulary("b", "$c"), vocabulary("c", "x", needs=["$a"]))

    assert "$a → $b → $c → $a" in found[0].wrong


def test_vocabularies_nested_too_deep_are_refused() -> None:
    deep = [vocabulary(f"v{number}", f"$v{number + 1}") for number in range(5_000)]

    found = problems(*deep, vocabulary("v5000", "x"))

    assert any("deep in each other" in problem.wrong for problem in found)


def test_vocabularies_that_double_at_each_step_stay_small() -> None:
    doubling = [vocabulary(f"v{number}", f"$v{number + 1}", Term(f"$v{number + 1}")) for number in range(25)]

    compiled, found = compile_rules(
        ruleset(rule("a", select("a", "$v0")), *doubling, vocabulary("v25", "alpha"))
    )

    assert found == ()
    assert len(compiled.patterns) == 1


def test_a_mistake_in_a_vocabulary_is_told_once_however_many_rules_use_it() -> None:
    bad = vocabulary("v", "ok", "a*")
    rules = [rule("a", select("a", "$v"), id=str(number)) for number in range(5)]

    found = problems(bad, *rules)

    assert [problem.path for problem in found] == [("vocabularies", "v", "terms")]


def test_good_rules_run_beside_bad_ones() -> None:
    compiled, found = compile_rules(ruleset(rule("a", ALPHA, id="good"), rule("b", ALPHA, id="bad")))

    assert len(found) == 1
    assert [hit.rule for hit in Matcher(compiled).match([Text("alpha", "")])[0]] == ["good"]


def test_two_rules_of_one_name_are_refused() -> None:
    assert "two rules 'r'" in problems(rule("a", ALPHA), rule("a", ALPHA))[0].wrong


def test_a_term_of_an_unknown_place_is_refused() -> None:
    places = {"bamako": Place("bamako", "Bamako", "ML", "", "capital", None, None)}
    known = vocabulary("p", Term("Bamako", place="bamako"), Term("Gao", place="gao"))

    found = compile_rules(ruleset(known), places)[1]

    assert [problem.wrong for problem in found] == [
        "'Gao' stands for the place 'gao', which is not in places.csv"
    ]


def test_compiled_rules_travel_as_plain_data() -> None:
    compiled, _ = compile_rules(
        ruleset(rule("a and b", ALPHA, select("b", regex=r"\bbe\w+", literal=("be",))))
    )

    again = Matcher(pickle.loads(pickle.dumps(compiled)))  # noqa: S301 - our own bytes

    assert [len(found) for found in again.match([Text("alpha beta", ""), Text("alpha", "")])] == [1, 0]


def test_the_rarest_selection_is_the_anchor() -> None:
    parts = rule("common and rare", select("common", "said", "people", "the"), select("rare", "gendarmerie"))

    compiled, _ = compile_rules(ruleset(parts))

    anchor = compiled.programs[0].clauses[0]
    assert [compiled.atoms[atom].text for group in anchor for atom in compiled.groups[group]] == [
        "gendarmerie"
    ]


def test_counted_words_decide_the_anchor() -> None:
    parts = rule("common and rare", select("common", "gendarmerie"), select("rare", "said"))

    compiled, _ = compile_rules(ruleset(parts), counted={"gendarmerie": 0.9, "said": 0.001})

    anchor = compiled.programs[0].clauses[0]
    assert [compiled.atoms[atom].text for group in anchor for atom in compiled.groups[group]] == ["said"]


CHANGES = [
    (rule("a", select("a", "alpha")), True, "nothing"),
    (rule("a", select("a", "alpha"), title="Other"), True, "the title"),
    (rule("a", select("a", "alpha"), source="x:1"), True, "the line"),
    (rule("a", select("a", "alfa")), False, "a term"),
    (rule("a", select("a", "alpha", fields=("title",))), False, "the fields"),
    (rule("a", select("a", "alpha"), severity=Severity.HIGH), False, "the severity"),
    (rule(None, select("a", "alpha")), False, "the condition"),
    (rule("a", select("a", "alpha"), none=["x"]), False, "a veto"),
]


@pytest.mark.parametrize(("other", "same", "reason"), CHANGES, ids=[case[2] for case in CHANGES])
def test_the_hash_changes_with_what_a_rule_finds(other: Rule, same: bool, reason: str) -> None:
    first = match("alpha alfa", rule("a", select("a", "alpha")))
    second = match("alpha alfa", other)

    assert first is not None
    assert second is not None
    assert (first.rule_hash == second.rule_hash) is same, reason


def test_the_hash_covers_vocabularies_within_vocabularies() -> None:
    def hash_with(*inner: str, **demands: Any) -> str:
        parts = (
            rule("a", select("a", "$outer")),
            vocabulary("outer", "alpha", "$inner"),
            vocabulary("inner", *inner, **demands),
        )
        found = match("alpha", *parts)
        assert found is not None
        return found.rule_hash

    hashes = {
        hash_with("x"),
        hash_with("y"),
        hash_with("x", cased=True),
        hash_with("x", needs=["y"]),
        hash_with("x", excepts=("y",)),
    }

    assert len(hashes) == 5
    assert hash_with("x") == hash_with("x")


def test_the_hash_does_not_change_with_other_rules() -> None:
    alone = match("alpha", rule("a", ALPHA))
    beside = match(
        "alpha", rule("a", ALPHA), rule("b", select("b", "beta"), id="other"), vocabulary("v", "x")
    )

    assert alone is not None
    assert beside is not None
    assert alone.rule_hash == beside.rule_hash


@pytest.mark.parametrize("was_on", [True, False])
def test_compiling_leaves_the_collector_as_it_was(was_on: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if was_on else gc.disable)()
        matcher(rule("a", ALPHA))
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()
