"""Mistakes in conditions: where, what is wrong, what to do."""

import time

import pytest

from monitor.core.rules.conditions import ConditionError, names_of, parse_condition

SELECTIONS = ("actor", "place", "event", "toll", "sel_a", "sel_b")
MISTAKES = [
    ("", 1, "empty condition", "name selections"),
    ("acter", 1, "no selection 'acter'", "did you mean actor?"),
    ("actor and evnt", 11, "no selection 'evnt'", "did you mean event?"),
    ("actor and zzz", 11, "no selection 'zzz'", "name one of actor"),
    ("actor event", 7, "without a connector", "write and or or"),
    ("actor & event", 7, "'&' is not an operator", "write and"),
    ("actor || event", 7, "'||' is not an operator", "write or"),
    ("! actor", 1, "'!' is not an operator", "write not"),
    ("(actor", 1, "not closed", "add )"),
    ("actor)", 6, "closing bracket", "delete it"),
    ("actor and", 10, "ends too early", "name one of"),
    ("and actor", 1, "selection is missing before 'and'", "name one of"),
    ("not", 4, "ends too early", "name one of"),
    ("actor near event", 7, "has no number", "near/10"),
    ("actor near/0 event", 7, "a distance of 0", "neighbours are 1 apart"),
    ("actor near/99999 event", 7, "a distance of 99999", "choose 1 to 1000"),
    ("actor near/5", 13, "ends too early", "name one of"),
    ("actor near/3 event near/3 place", 20, "a second near/3", "say what belongs together"),
    ("(actor and event) near/3 place", 1, "distances, fields and counts are of selections", "(a or b)"),
    ("actor in body", 10, "'body' is not a field or a role", "in title"),
    ("actor in", 9, "'' is not a field or a role", "in title"),
    ("actor > 2", 7, "'> 2' cannot be read", ">= and a number"),
    ("actor >= many", 7, "cannot be read", ">= and a number"),
    ("actor >= 0", 7, "always holds", "1 or more"),
    ("3 of (actor, event)", 1, "3 of 2 can never hold", "at most 2"),
    ("0 of (actor)", 1, "always holds", "1 or more"),
    ("2 actor", 3, "'of' is missing", "2 of (a, b)"),
    ("1 of them", 6, "names no group", "(a, b) or name*"),
    ("1 of x*", 6, "no selection begins with 'x'", "there are actor"),
    ("1 of (actor event)", 6, "not closed", "commas"),
    ("1 of (actor,", 6, "not closed", "commas"),
    ("actor, event", 6, "',' follows without a connector", "and or or"),
    ("(actor, event)", 7, "a comma", "and or or"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "at", "wrong", "remedy"), MISTAKES, ids=[case[0] or "empty" for case in MISTAKES]
)
def test_a_mistake_says_where_and_what_to_do(text: str, at: int, wrong: str, remedy: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text, SELECTIONS)

    assert caught.value.at == at - 1
    assert wrong in caught.value.wrong
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "not " * 100_000,
        "(" * 60 + "actor" + ")" * 60,
        "actor and " * 5_000,
        "not " * 60 + "actor",
    ],
)
def test_a_hostile_condition_is_refused_at_once(text: str) -> None:
    started = time.process_time()
    with pytest.raises(ConditionError):
        parse_condition(text, SELECTIONS)

    assert time.process_time() - started < 1


def test_names_of_a_condition_are_all_it_speaks_of() -> None:
    node = parse_condition(
        "actor and not (1 of sel*) or (place or event) near/3 toll and actor in title and event >= 2",
        SELECTIONS,
    )

    assert frozenset(SELECTIONS) == names_of(node)
