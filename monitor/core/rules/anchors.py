"""Anchors: what must be in a text for a rule to match, so that all other rules cost nothing."""

from collections.abc import Mapping
from itertools import chain

from monitor.core.rules.compiled import Choice
from monitor.core.rules.conditions import And, InField, InRole, Name, Near, Node, Not, Or, Some, Times

Clauses = tuple[frozenset[int], ...]
Weights = Mapping[int, float]


def clauses(condition: Node, choices: Mapping[str, Choice], weights: Weights) -> Clauses:
    """Return sets of groups of which each must be met by every text that matches, the rarest set first.

    Empty if the condition can hold in a text that has none of the rule's words.
    """
    found = dict.fromkeys(_clauses(condition, choices, weights))
    return tuple(sorted(found, key=lambda clause: _weight(clause, weights)))


def _clauses(node: Node, choices: Mapping[str, Choice], weights: Weights) -> list[frozenset[int]]:  # noqa: PLR0911 - one for each kind of node
    match node:
        case Name(name):
            return _of_choice(choices.get(name))
        case And(parts):
            return [clause for part in parts for clause in _clauses(part, choices, weights)]
        case Or(parts):
            return _either([_clauses(part, choices, weights) for part in parts], weights)
        case Some(least, names):
            return _several([_of_choice(choices.get(name)) for name in names], least, weights)
        case Near(left, right):
            sides = [[_of_choice(choices.get(name)) for name in names] for names in (left, right)]
            return list(chain.from_iterable(_either(side, weights) for side in sides))
        case InField(names) | InRole(names) | Times(names):
            return _either([_of_choice(choices.get(name)) for name in names], weights)
        case Not():
            return []


def _of_choice(choice: Choice | None) -> list[frozenset[int]]:
    """A selection that is not there is built in: no word of a rule stands for it."""
    if choice is None:
        return []
    any_of = [frozenset(choice.any)] if choice.any else []
    literal = [frozenset(choice.literal)] if choice.literal else []
    return [*any_of, *(frozenset({group}) for group in (*choice.all, *choice.told)), *literal]


def _either(sides: list[list[frozenset[int]]], weights: Weights) -> list[frozenset[int]]:
    """One of the sides must hold: a text must meet the rarest clause of one of them."""
    if not all(sides):
        return []
    return [frozenset(chain.from_iterable(_rarest(side, weights) for side in sides))]


def _several(sides: list[list[frozenset[int]]], least: int, weights: Weights) -> list[frozenset[int]]:
    """If ``least`` sides must hold, one of any ``len - least + 1`` of them must: take the rarest ones."""
    if least == len(sides):
        return list(chain.from_iterable(sides))
    rare = sorted((side for side in sides if side), key=lambda side: _weight(_rarest(side, weights), weights))
    needed = len(sides) - least + 1
    return _either(rare[:needed], weights) if len(rare) >= needed else []


def _rarest(side: list[frozenset[int]], weights: Weights) -> frozenset[int]:
    return min(side, key=lambda clause: _weight(clause, weights))


def _weight(clause: frozenset[int], weights: Weights) -> float:
    return sum(weights[group] for group in clause)
