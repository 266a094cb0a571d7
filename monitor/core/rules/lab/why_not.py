"""Why a rule does not hit a text: what is missing, what stands there but does not count, what forbids it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from monitor.core.model import Evidence, Text
from monitor.core.rules.conditions import And, Name, Node, Not, Or, parse_condition
from monitor.core.rules.lab.probes import Answers, ask, speaks, spell
from monitor.core.rules.lab.reach import alone
from monitor.core.rules.model import Rule, RuleSet, Selection, Term

# What may keep words from counting, and how that is said.
DEMANDS: Final = {
    "needs": "none of the words they need stands near",
    "except": "a longer phrase under except covers them",
    "cased": "they are written in other case",
    "lang": "the text is in another language than the list",
}
# By demand not met: the words that stand there but do not count.
Discounted = Mapping[str, tuple[Evidence, ...]]

_VETO, _LIFT = "monitor-none", "monitor-unless"


@dataclass(frozen=True, slots=True)
class Part:
    """A selection tried. ``discounted`` are words that stand there but do not count."""

    name: str
    holds: bool
    evidence: tuple[Evidence, ...] = ()
    discounted: Discounted = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a rule does not hit a text.

    ``unmet`` are the parts of the condition that must hold and do not; ``vetoed`` are the words under ``none``.
    """

    rule: str
    parts: tuple[Part, ...]
    unmet: tuple[str, ...]
    vetoed: tuple[Evidence, ...]
    speaks: bool


def why_not(rule: Rule, ruleset: RuleSet, text: Text) -> WhyNot:
    """Return what keeps a sound rule from hitting a text; nothing is unmet or vetoed if it does hit."""
    own = alone(ruleset, rule)
    names = tuple(selection.name for selection in rule.selections)
    node = _condition(rule, names)
    free = replace(rule, langs=())
    answers = ask((*names, *map(spell, _leaves(node))), free, own, text)
    return WhyNot(
        rule=rule.id,
        parts=tuple(_parts(names, answers, free, own, text)),
        unmet=tuple(_unmet(node, answers)),
        vetoed=_vetoed(rule, own, text),
        speaks=speaks(rule, own, text),
    )


def _condition(rule: Rule, names: Sequence[str]) -> Node:
    if rule.condition is not None:
        return parse_condition(rule.condition, names)
    return And(tuple(map(Name, names))) if len(names) > 1 else Name(names[0])


def _leaves(node: Node) -> Iterator[Node]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(part):
            yield from _leaves(part)
        case _:
            yield node


def _holds(node: Node, answers: Answers) -> bool:
    match node:
        case And(parts):
            return all(_holds(part, answers) for part in parts)
        case Or(parts):
            return any(_holds(part, answers) for part in parts)
        case Not(part):
            return not _holds(part, answers)
        case _:
            return answers[spell(node)] is not None


def _unmet(node: Node, answers: Answers) -> Iterator[str]:
    if _holds(node, answers):
        return
    if isinstance(node, And):
        for part in node.parts:
            yield from _unmet(part, answers)
    else:
        yield spell(node)


def _parts(names: Sequence[str], answers: Answers, rule: Rule, own: RuleSet, text: Text) -> Iterator[Part]:
    absent = [name for name in names if answers[name] is None]
    discounted = _discounted(absent, rule, own, text)
    for name in names:
        found = answers[name]
        yield Part(name, True, found) if found is not None else Part(name, False, (), discounted[name])


def _discounted(names: Sequence[str], rule: Rule, own: RuleSet, text: Text) -> dict[str, Discounted]:
    """Find words of selections that would count without their demands, and the demands that keep them from it."""
    bare = _spots(names, _stripped(rule, own, ()), text)
    some = [name for name in names if bare[name]]
    found: dict[str, dict[str, tuple[Evidence, ...]]] = {name: {} for name in names}
    for demand in DEMANDS if some else ():
        kept = _spots(some, _stripped(rule, own, (demand,)), text)
        for name in some:
            if refused := bare[name] - kept[name]:
                found[name][demand] = tuple(sorted(refused, key=_place))
    return dict(found)


def _spots(names: Sequence[str], own: RuleSet, text: Text) -> dict[str, set[Evidence]]:
    answers = ask(names, own.rules[0], own, text) if names else {}
    return {name: set(found or ()) for name, found in answers.items()}


def _place(piece: Evidence) -> tuple[str, int, int]:
    return piece.field, piece.start, piece.end


def _stripped(rule: Rule, own: RuleSet, keep: Sequence[str]) -> RuleSet:
    """Return the rule and its vocabularies with no demands on their terms but those to ``keep``."""
    vocabularies = {
        name: replace(
            one,
            terms=tuple(_freed(term, keep) for term in one.terms),
            cased=one.cased and "cased" in keep,
            needs=one.needs if "needs" in keep else (),
            within=one.within if "needs" in keep else None,
            excepts=one.excepts if "except" in keep else (),
        )
        for name, one in own.vocabularies.items()
    }
    selections = tuple(_freed_selection(selection, keep) for selection in rule.selections)
    return RuleSet(vocabularies, (replace(rule, selections=selections),))


def _freed(term: Term, keep: Sequence[str]) -> Term:
    return replace(
        term,
        lang=term.lang if "lang" in keep else "*",
        cased=term.cased and "cased" in keep,
        needs=term.needs if "needs" in keep else (),
        within=term.within if "needs" in keep else None,
        excepts=term.excepts if "except" in keep else (),
    )


def _freed_selection(selection: Selection, keep: Sequence[str]) -> Selection:
    lists = {
        name: tuple(_freed(term, keep) for term in terms)
        for name, terms in (("any", selection.any), ("all", selection.all))
    }
    return replace(selection, any=lists["any"], all=lists["all"], none=())


def _vetoed(rule: Rule, own: RuleSet, text: Text) -> tuple[Evidence, ...]:
    """Return the words that forbid the hit, nothing if others lift the ban."""
    lists = {_VETO: rule.none, _LIFT: rule.none_unless}
    selections = tuple(Selection(name, any=terms) for name, terms in lists.items() if terms)
    if not rule.none:
        return ()
    bans = replace(rule, langs=(), selections=selections, condition=None)
    found = ask([selection.name for selection in selections], bans, own, text)
    return () if found.get(_LIFT) is not None else found[_VETO] or ()
