"""Probes: parts of a rule asked of a text one by one, with the same engine that asks the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from monitor.core.model import Evidence, Severity, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.conditions import And, InField, InRole, Name, Near, Node, Not, Or, Some, Times
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Rule, RuleSet, Selection, Term

# Every probe also asks for this word, which stands in no text: so that it has an anchor, whatever it asks.
_MARK: Final = "zqmonitorprobezq"
_SELECTION: Final = "monitor-probe"
_READ: Final = 32_000  # characters of a summary; the matcher reads a little more

# By condition asked: the words that made it hold; None if it does not hold.
Answers = Mapping[str, tuple[Evidence, ...] | None]


def ask(conditions: Sequence[str], rule: Rule, ruleset: RuleSet, text: Text) -> Answers:
    """Return which of these conditions over the selections of ``rule`` hold in a text, vetoes left aside.

    ``ruleset`` holds the vocabularies that the rule reaches.
    """
    asked = list(dict.fromkeys(conditions))
    mark = Selection(_SELECTION, any=(Term(_MARK),), fields=("summary",))
    probes = tuple(
        replace(
            rule,
            id=f"probe-{number}",
            severity=Severity.INFO,
            selections=(*rule.selections, mark),
            condition=f"({condition}) and {_SELECTION}",
            none=(),
            none_unless=(),
            raises=(),
            lowers=(),
        )
        for number, condition in enumerate(asked)
    )
    compiled, _ = compile_rules(RuleSet(ruleset.vocabularies, probes))
    marked = replace(text, summary=f"{text.summary[:_READ]}\n\n{_MARK}")
    found = {match.rule: match for match in Matcher(compiled).match([marked])[0]}
    return {
        condition: _evidence(found[f"probe-{number}"].evidence) if f"probe-{number}" in found else None
        for number, condition in enumerate(asked)
    }


def speaks(rule: Rule, ruleset: RuleSet, text: Text) -> bool:
    """Return whether a text may be in a language of the rule."""
    return ask([_SELECTION], replace(rule, selections=()), ruleset, text)[_SELECTION] is not None


def spell(node: Node) -> str:
    """Write a condition as people do."""
    match node:
        case Name(name):
            return name
        case Not(part):
            return f"not {_bracketed(part)}" if isinstance(part, And | Or) else f"not {spell(part)}"
        case And(parts):
            return " and ".join(_bracketed(part) if isinstance(part, Or) else spell(part) for part in parts)
        case Or(parts):
            return " or ".join(map(spell, parts))
        case Some(least, names):
            return f"{least} of ({', '.join(names)})"
        case _:
            return _of_words(node)


def _of_words(node: Near | InField | InRole | Times) -> str:
    match node:
        case Near(left, right, None):
            together = "same-clause" if node.in_clause else "same-sentence"
            return f"{_names(left)} {together} {_names(right)}"
        case Near(left, right, words, ordered):
            return f"{_names(left)} {'before' if ordered else 'near'}/{words} {_names(right)}"
        case InField(names, field):
            return f"{_names(names)} in {field}"
        case InRole(names, role):
            return f"{_names(names)} in {role.name.lower()}"
        case Times(names, least):
            return f"{_names(names)} >= {least}"


def _names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"({' or '.join(names)})"


def _bracketed(node: Node) -> str:
    return f"({spell(node)})"


def _evidence(found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(piece for piece in found if piece.selection != _SELECTION)
