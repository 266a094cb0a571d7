from pathlib import Path

import pytest

from monitor import config
from monitor.core.model import Severity, Text
from monitor.core.rules.model import Example, Rule, Selection, Step, Term, Vocabulary
from tests.config import folders


def rules(tmp_path: Path, text: str) -> tuple[Rule, ...]:
    return folders.load(tmp_path, {"rules/a.yaml": text}).ruleset.rules


def test_the_whole_form_becomes_a_rule(tmp_path: Path) -> None:
    text = """\
vocabularies: {jnim: {terms: [JNIM]}, football: {terms: [football]}}
rules:
  - id: jihadist-attack
    title: Jihadist
      attack
    severity: low
    tags: [armed_attack]
    langs: [en, FR]
    fields: title
    match:
      actor: [$jnim, jihadist*]
      place: {any: [Gao], all: [{term: Mali, cased: true, needs: [army], within: 5, except: [Mali Finn]}], none: [Goa], in: summary}
      claim: {regex: 'claimed\\b', literal: claimed}
      toll: {casualties: {killed: 10}}
    condition: place and (actor near/12 claim or toll)
    none: [$football]
    none_unless: [$jnim]
    raise: {high: toll}
    lower: {info: lookback}
    examples:
      todo_match:
        - {title: T, summary: S, lang: fr, because: [actor], severity: high}
"""

    (rule,) = rules(tmp_path, text)

    assert rule == Rule(
        id="jihadist-attack",
        title="Jihadist attack",
        severity=Severity.LOW,
        tags=("armed_attack",),
        langs=("en", "fr"),
        fields=("title",),
        selections=(
            Selection("actor", any=(Term("$jnim"), Term("jihadist*"))),
            Selection(
                "place",
                any=(Term("Gao"),),
                all=(Term("Mali", cased=True, needs=(Term("army"),), within=5, excepts=("Mali Finn",)),),
                none=(Term("Goa"),),
                fields=("summary",),
            ),
            Selection("claim", regex="claimed\\b", literal=("claimed",)),
            Selection("toll", casualties={"killed": 10}),
        ),
        condition="place and (actor near/12 claim or toll)",
        none=(Term("$football"),),
        none_unless=(Term("$jnim"),),
        raises=(Step(Severity.HIGH, "toll"),),
        lowers=(Step(Severity.INFO, "lookback"),),
        examples=(Example("todo_match", "T", "S", "fr", ("actor",), Severity.HIGH, "rules/a.yaml:22"),),
        source="rules/a.yaml:3",
        path=("rules/a.yaml", "rules", 0),
    )


def test_a_rule_needs_no_more_than_an_id_and_a_word(tmp_path: Path) -> None:
    (rule,) = rules(tmp_path, "rules: [{id: a, any: attack}]\n")

    assert (rule.title, rule.severity, rule.fields, rule.condition) == (
        "a",
        Severity.MEDIUM,
        ("title", "summary"),
        None,
    )
    assert rule.selections == (Selection("any", any=(Term("attack"),)),)


def test_the_short_form_has_its_lists_side_by_side(tmp_path: Path) -> None:
    (rule,) = rules(tmp_path, "rules: [{id: a, any: [a1, a2], all: [b1, b2], none: [c]}]\n")

    assert rule.selections == (
        Selection("any", any=(Term("a1"), Term("a2"))),
        Selection("all", all=(Term("b1"), Term("b2"))),
    )
    assert rule.none == (Term("c"),)


LISTS = [
    ("[attack, raid: x]", None),
    ("[attack, 'a: b']", ("attack", "a: b")),
    ("\n      - attack\n      - raid", ("attack", "raid")),
    ("|\n      attack\n\n      # French\n      raid\n      #hash", ("attack", "raid", "#hash")),
    ("|-\n      attack", ("attack",)),
    ("|\n      Mali: attack\n      2023\n      'quoted'", ("Mali: attack", "2023", "'quoted'")),
    ("attack", ("attack",)),
    ("[no, on, 1:20, 2026-12-01]", ("no", "on", "1:20", "2026-12-01")),
    ("|\n      \tattack\t", ("attack",)),
]


@pytest.mark.parametrize(("written", "expected"), LISTS)
def test_a_list_may_be_written_in_several_ways(
    tmp_path: Path, written: str, expected: tuple[str, ...] | None
) -> None:
    files = {"rules/a.yaml": f"rules:\n  - id: a\n    any: {written}\n"}
    if expected is None:
        assert folders.mistakes(tmp_path, files)
        return

    (rule,) = folders.load(tmp_path, files).ruleset.rules

    assert tuple(term.text for term in rule.selections[0].any) == expected


def test_each_line_of_block_text_knows_its_place(tmp_path: Path) -> None:
    (rule,) = rules(tmp_path, "rules:\n  - id: a\n    any: |\n\n      # x\n      attack\n      raid\n")

    assert [term.path for term in rule.selections[0].any] == [
        ("rules/a.yaml", "rules", 0, "any", 0),
        ("rules/a.yaml", "rules", 0, "any", 1),
    ]


def test_vocabularies_have_terms_by_language(tmp_path: Path) -> None:
    text = """\
vocabularies:
  context: [a]
  jnim:
    label: {fr: Le JNIM, en: The JNIM}
    terms:
      "*": [JNIM, GSIM]
      ar: |
        جماعة نصرة الإسلام
    cased: true
    needs: [$context2, x]
    within: 30
    except: |
      JNIM FC
  context2:
    terms: [b]
"""
    found = folders.load(
        tmp_path, {"vocabularies/a.yaml": text.replace("  context: [a]\n", "")}
    ).ruleset.vocabularies

    assert found["jnim"] == Vocabulary(
        name="jnim",
        label="The JNIM",
        labels={"fr": "Le JNIM", "en": "The JNIM"},
        terms=(Term("JNIM"), Term("GSIM"), Term("جماعة نصرة الإسلام", lang="ar")),
        cased=True,
        needs=(Term("$context2"), Term("x")),
        within=30,
        excepts=("JNIM FC",),
        source="vocabularies/a.yaml:2",
    )
    assert (found["context2"].label, found["context2"].terms) == ("context2", (Term("b"),))


def test_a_repeated_part_may_be_named_once(tmp_path: Path) -> None:
    found = rules(tmp_path, "rules:\n  - {id: a, any: &words [attack, raid]}\n  - {id: b, any: *words}\n")

    assert found[0].selections == found[1].selections


TWICE = {
    "rules/a.yaml": "vocabularies: {v: {terms: [x]}}\nrules: [{id: a, any: [x]}]\n",
    "rules/b.yaml": "rules: [{id: a, any: [y]}]\n",
    "vocabularies/b.yaml": "vocabularies: {v: {terms: [y]}}\n",
}


def test_names_are_global_and_the_other_place_is_told(tmp_path: Path) -> None:
    assert folders.mistakes(tmp_path, TWICE) == [
        "vocabularies/b.yaml:1:16: vocabularies.v: there is another vocabulary 'v' at rules/a.yaml:1, rename one of them",
        "rules/b.yaml:1:14: rules.a.id: there is another rule 'a' at rules/a.yaml:2, rename one of them",
    ]


LOCAL = {
    "rules/a.yaml": """\
vocabularies:
  groups: {terms: {"*": [JNIM, GSIM, $other], fr: [attaque*]}, except: [JNIM FC]}
  other: {terms: [x]}
rules:
  - {id: a, any: [$groups], severity: low, examples: {match: [{title: JNIM, severity: low}, GSIM]}}
  - {id: b, any: [x]}
""",
}


def test_local_files_adjust_vocabularies(tmp_path: Path) -> None:
    local = """\
vocabularies:
  groups:
    add: {ar: |
        الجماعة
      }
    remove: [gsim, attaque, $other]
    add_except: [JNIM Cup]
    remove_except: [JNIM FC]
"""
    local = local.replace("{ar: |\n        الجماعة\n      }", "\n      ar: |\n        الجماعة")

    found = folders.load(tmp_path, LOCAL | {"local/mine.yaml": local})

    groups = found.ruleset.vocabularies["groups"]
    assert groups.terms == (Term("JNIM"), Term("attaque*", lang="fr"), Term("الجماعة", lang="ar"))
    assert groups.excepts == ("JNIM Cup",)
    assert [line.split(": ", 1)[1] for line in found.warnings] == [
        "vocabularies.groups.remove.1: 'attaque' is not in 'groups', delete the line"
    ]


def test_local_files_adjust_rules(tmp_path: Path) -> None:
    local = """\
rules:
  a:
    severity: high
    add_none: [football]
    drop_examples: [GSIM]
    add_examples: {no_match: [JNIM football]}
  b: {enabled: false}
"""

    found = folders.load(tmp_path, LOCAL | {"local/mine.yaml": local})

    (rule,) = found.ruleset.rules
    assert (rule.id, rule.severity, rule.none) == ("a", Severity.HIGH, (Term("football"),))
    assert [(example.expect, example.title, example.severity) for example in rule.examples] == [
        ("match", "JNIM", Severity.HIGH),
        ("no_match", "JNIM football", None),
    ]
    assert found.held_back == {}


def test_an_example_that_an_adjustment_breaks_holds_the_rule_back(tmp_path: Path) -> None:
    found = folders.load(tmp_path, LOCAL | {"local/mine.yaml": "vocabularies: {groups: {remove: [GSIM]}}\n"})

    assert list(found.held_back) == ["a"]


def test_a_local_ceiling_holds_against_raises_and_examples(tmp_path: Path) -> None:
    rules = """\
rules:
  - id: a
    match: {s: [raid], t: [dead], u: [bomb]}
    condition: s
    severity: low
    raise: {medium: t, critical: u}
    examples: {match: [{title: bomb raid, severity: critical}]}
"""
    ceilings = {"high": "high", "medium": "medium", "low": "low", "info": "info"}
    for ceiling, graded in ceilings.items():
        local = f"rules: {{a: {{max_severity: {ceiling}}}}}\n"
        found = folders.load(tmp_path, {"rules/a.yaml": rules, "local/a.yaml": local})
        (match,) = config.matcher(found).match([Text("bomb raid", "")])[0]

        assert (str(match.severity), found.held_back) == (graded, {})


def test_a_local_severity_above_the_local_ceiling_is_refused(tmp_path: Path) -> None:
    local = "rules: {a: {severity: high, max_severity: low}}\n"

    assert folders.mistakes(tmp_path, LOCAL | {"local/a.yaml": local}) == [
        "local/a.yaml:1:23: rules.a.severity: the severity high is above max_severity low, lower it, or raise max_severity"
    ]


def test_local_files_apply_in_the_order_of_their_names(tmp_path: Path) -> None:
    local = {
        "local/b.yaml": "rules: {a: {severity: info}}\n",
        "local/a.yaml": "rules: {a: {severity: high}}\n",
    }

    assert folders.load(tmp_path, LOCAL | local).ruleset.rules[0].severity == Severity.INFO


def test_a_vocabulary_must_not_be_emptied(tmp_path: Path) -> None:
    files = LOCAL | {"local/a.yaml": "vocabularies: {other: {remove: [x]}}\n"}

    assert folders.mistakes(tmp_path, files)[0].startswith(
        "local/a.yaml:1:23: vocabularies.other: nothing is left of the vocabulary 'other', leave it a term"
    )


TELLING = """\
rules:
  - id: a
    because: a raid
    severity: low
    match: {s: [raid], t: {casualties: {killed: 3}, because: {en: killed, fr: tués}}}
    condition: s
    raise:
      medium: t
      high: [s and t, {condition: t in title, because: {fr: tués en titre}}]
"""


def test_readers_words_stand_beside_rules_steps_and_selections(tmp_path: Path) -> None:
    (rule,) = rules(tmp_path, TELLING)

    assert rule.because == {"*": "a raid"}
    assert rule.selections[1].because == {"en": "killed", "fr": "tués"}
    assert rule.raises == (
        Step(Severity.MEDIUM, "t"),
        Step(Severity.HIGH, "s and t"),
        Step(Severity.HIGH, "t in title", {"fr": "tués en titre"}),
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{raise: {high: {because: x}}}", "condition: "),
        ("{raise: {high: {condition: s, because: {french: x}}}}", "is not a valid language code"),
        ("{raise: {high: {condition: s, because: {en: ''}}}}", "this item is empty"),
        ("{raise: {high: {condition: s, becuase: x}}}", "did you mean"),
        ("{raise: {high: [s, t or]}}", "ends too early"),
        (f"{{because: {'x' * 161}}}", "161 characters for readers, say it in 160"),
    ],
    ids=["no condition", "no language", "no words", "no such key", "a broken condition of two", "too long"],
)
def test_what_is_wrong_with_readers_words_is_said(tmp_path: Path, written: str, said: str) -> None:
    parts = "match: {s: [raid], t: [dead]}, condition: s, id: a, severity: low"
    files = {"rules/a.yaml": "rules: [{" + parts + ", " + written[1:-1] + "}]\n"}

    (line,) = folders.mistakes(tmp_path, files)

    assert said in line
