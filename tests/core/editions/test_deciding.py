"""The words that decided, of all that a rule found."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.core.editions.deciding import WORDS, Deciding
from monitor.core.model import Evidence, Hit, Severity
from monitor.core.rules.model import Rule, RuleSet, Selection, Term, Vocabulary
from tests.editions import hit

RULES = RuleSet(
    {
        "towns": Vocabulary("towns", "Towns", (Term("Gao", place="gao"), Term("غاو", place="gao"))),
        "mali": Vocabulary("mali", "Mali", (Term("Mali"), Term("مالي")), country="ML"),
        "area": Vocabulary("area", "Area", (Term("$mali"), Term("$towns"), Term("Sahel"))),
        "circle": Vocabulary("circle", "Circle", (Term("$circle"), Term("raid"))),
        "gunmen": Vocabulary("gunmen", "Gunmen", (Term("gunmen"), Term("hommes armés"), Term("مسلحون"))),
    },
    (
        Rule(
            "attack",
            "Attack",
            Severity.HIGH,
            selections=(
                Selection("where", any=(Term("$area"),)),
                Selection("who", any=(Term("$gunmen"),)),
                Selection("what", any=(Term("raid"), Term("$circle"))),
                Selection("dead", casualties={"killed": 1}),
            ),
        ),
    ),
)


def found(text: str, *pieces: tuple[str, str, str], field: str = "title") -> tuple[Evidence, ...]:
    return tuple(
        Evidence(selection, term, word, field, text.index(word), text.index(word) + len(word))
        for selection, term, word in pieces
    )


@pytest.mark.parametrize(
    ("text", "pieces", "expected", "reason"),
    [
        (
            "Gunmen raid Gao, Mali",
            [
                ("where", "Gao", "Gao"),
                ("where", "Mali", "Mali"),
                ("who", "gunmen", "Gunmen"),
                ("what", "raid", "raid"),
            ],
            ["Gunmen", "raid"],
            "every hit needs a place: its name says nothing",
        ),
        (
            "Sahel : des hommes armés tuent 4 civils",
            [
                ("where", "Sahel", "Sahel"),
                ("who", "hommes armés", "hommes armés"),
                ("dead", "killed: 4", "tuent 4 civils"),
            ],
            ["tuent 4 civils", "hommes armés"],
            "the figure first; a word beside the names of places is one of them",
        ),
        (
            "مسلحون يقتلون 12 جنديا في غاو",
            [("where", "غاو", "غاو"), ("who", "مسلحون", "مسلحون"), ("dead", "killed: 12", "يقتلون 12 جنديا")],
            ["يقتلون 12 جنديا", "مسلحون"],
            "in any language",
        ),
        (
            "Gunmen kill 9 gunmen",
            [
                ("dead", "killed: 9", "kill 9"),
                ("who", "gunmen", "Gunmen"),
                ("what", "raid", "kill"),
                ("who", "gunmen", "Gunmen"),
            ],
            ["kill 9", "Gunmen"],
            "what stands within longer words, or twice, is not told again",
        ),
    ],
)  # fmt: skip - a row a line
def test_the_words_that_decided_are_those_that_say_what_happened(
    text: str, pieces: Sequence[tuple[str, str, str]], expected: list[str], reason: str
) -> None:
    made = hit(1, 1, words=found(text, *pieces), rule="attack")

    assert [piece.text for piece in Deciding(RULES).evidence(made)] == expected, reason


def test_a_rule_that_is_gone_explains_itself_by_all_its_words() -> None:
    words = found("Gunmen raid Gao", ("where", "Gao", "Gao"), ("who", "gunmen", "Gunmen"))

    assert Deciding(RuleSet()).evidence(hit(1, 1, words=words, rule="attack")) == words


def test_marks_are_few_and_of_the_gravest_hit() -> None:
    text = "Gunmen raid raided raids raiding a post"
    many = tuple(("what", "raid", word) for word in ("raided", "raids", "raiding", "raid "))
    grave = hit(2, 1, Severity.CRITICAL, found(text, *many), rule="attack")
    mild = hit(1, 1, Severity.LOW, found(text, ("who", "gunmen", "Gunmen")), rule="attack")

    assert [piece.text for piece in Deciding(RULES).marks((mild, grave), "title")] == [
        "raided",
        "raids",
        "raiding",
    ][:WORDS]
    assert Deciding(RULES).marks((mild, grave), "summary") == ()


def _unhit(made: Hit) -> Hit:
    return replace(made, match=replace(made.match, evidence=()))


def test_nothing_is_marked_where_nothing_was_found() -> None:
    assert Deciding(RULES).marks((), "title") == ()
    assert Deciding(RULES).marks((_unhit(hit(1, 1, rule="attack")),), "title") == ()
