"""From rules as files say them to plain data that a matcher runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from monitor.core.language.casualty_words import KINDS, words_of
from monitor.core.language.frequency import expected
from monitor.core.model import Place, Problem, Reason
from monitor.core.rules.anchors import clauses
from monitor.core.rules.compiled import Choice, Compiled, Program, Shift
from monitor.core.rules.conditions import (
    FIELDS,
    LOOKBACK,
    RESERVED,
    ROLES,
    And,
    ConditionError,
    Name,
    Node,
    parse_condition,
)
from monitor.core.rules.expansion import Expansion, Path
from monitor.core.rules.hashes import Hashes, reads_of
from monitor.core.rules.model import Rule, RuleSet, Selection, Step, Term
from monitor.core.rules.regexes import BadRegexError, check_regex
from monitor.core.rules.walk import every_term


def compile_rules(
    ruleset: RuleSet,
    places: Mapping[str, Place] | None = None,
    counted: Mapping[str, float] | None = None,
) -> tuple[Compiled, tuple[Problem, ...]]:
    """Return the good rules ready for a matcher, and what is wrong with the others.

    ``counted`` says in which share of the stored texts a folded word stands; it helps to choose anchors.
    """
    expansion = Expansion(ruleset.vocabularies)
    expansion.learn(every_term(ruleset))
    for vocabulary in ruleset.vocabularies.values():
        expansion.check(vocabulary)
    drafts = [_Draft(rule, expansion).drafted() for rule in ruleset.rules]
    weights = _weights(expansion, counted or {})
    hashes = Hashes(ruleset.vocabularies)
    programs = [
        program
        for rule, draft in zip(ruleset.rules, drafts, strict=True)
        if (program := _program(rule, draft, weights, hashes, expansion.problems)) is not None
    ]
    problems = [*expansion.problems, *_unknown_places(ruleset, places), *_twice(ruleset.rules)]
    countries = tuple(name for name, one in ruleset.vocabularies.items() if one.country)
    compiled = replace(
        _compiled(expansion, programs), reads=reads_of(ruleset.vocabularies), countries=countries
    )
    return compiled, tuple(problems)


@dataclass(frozen=True, slots=True)
class _Drafted:
    """The parts of a rule before its anchors are chosen."""

    choices: tuple[Choice, ...]
    condition: Node
    none: tuple[int, ...]
    unless: tuple[int, ...]
    raises: tuple[Shift, ...]
    lowers: tuple[Shift, ...]
    is_good: bool


class _Draft:
    """One rule on its way: reads each part, and notes what is wrong with it."""

    def __init__(self, rule: Rule, expansion: Expansion) -> None:
        self.rule = rule
        self.expansion = expansion
        self.names = tuple(selection.name for selection in rule.selections)

    def drafted(self) -> _Drafted:
        before = len(self.expansion.problems)
        rule = self.rule
        self._check_names()
        choices = tuple(map(self._choice, rule.selections))
        condition = self._condition(rule.condition, (*rule.path, "condition"))
        raises, lowers = self._shifts(rule.raises, "raise"), self._shifts(rule.lowers, "lower")
        none = self._groups(rule.none, (*rule.path, "none"))
        unless = self._groups(rule.none_unless, (*rule.path, "none_unless"))
        if rule.none_unless and not rule.none:
            self._problem(
                (*rule.path, "none_unless"),
                "none_unless stands without none",
                "say under none what it lifts, or delete it",
            )
        is_good = condition is not None and len(self.expansion.problems) == before
        return _Drafted(choices, condition or Name(""), none, unless, raises, lowers, is_good)

    def _problem(self, path: Path, wrong: str, remedy: str) -> None:
        self.expansion.problems.append(Problem(path, wrong, remedy))

    def _check_names(self) -> None:
        for name in dict.fromkeys(self.names):
            path = (*self.rule.path, "match", name)
            if self.names.count(name) > 1:
                self._problem(path, f"the selection '{name}' stands twice", "give one of them another name")
            if name == LOOKBACK or name.lower() in RESERVED - {"any", "all"}:
                self._problem(
                    path,
                    f"'{name}' is a word of the language of conditions",
                    "choose another name for the selection",
                )

    def _condition(self, text: str | None, path: Path) -> Node | None:
        if text is None:
            if not self.names:
                self._problem(
                    self.rule.path,
                    "the rule looks for nothing",
                    "add match: with a selection, or any: with terms",
                )
                return None
            return And(tuple(map(Name, self.names))) if len(self.names) > 1 else Name(self.names[0])
        try:
            return parse_condition(text, self.names)
        except ConditionError as error:
            self.expansion.problems.append(Problem(path, error.wrong, error.remedy, error.at))
            return None

    def _shifts(self, steps: Sequence[Step], key: Literal["raise", "lower"]) -> tuple[Shift, ...]:
        found = []
        for step in steps:
            node = self._condition(step.condition, step.path or (*self.rule.path, key, str(step.severity)))
            if node is not None:
                reason = _reason(key, str(step.severity), step.because)
                said = step.condition if reason is None else reason.in_language("en")
                found.append(Shift(step.severity, node, said, reason))
        return tuple(found)

    def _choice(self, selection: Selection) -> Choice:
        path = selection.path or (*self.rule.path, "match", selection.name)
        if not (selection.any or selection.all or selection.none or selection.regex or selection.casualties):
            self._problem(path, f"the selection '{selection.name}' is empty", "list terms, or delete it")
        return Choice(
            name=selection.name,
            fields=tuple(FIELDS.index(name) for name in selection.fields or self.rule.fields),
            any=self._groups(selection.any, path),
            all=self._each(selection.all, (*path, "all")),
            none=self._groups(selection.none, (*path, "none")),
            regex=self._regex(selection, path),
            literal=self._literals(selection, path),
            casualties=tuple(selection.casualties.items()),
            with_fighters=selection.with_fighters,
            told=self._told(selection, path),
            roles=tuple(ROLES[name] for name in selection.roles),
            reason=_reason("selection", selection.name, selection.because),
        )

    def _regex(self, selection: Selection, path: Path) -> str | None:
        if selection.regex is None:
            return None
        try:
            check_regex(selection.regex)
        except BadRegexError as error:
            self._problem((*path, "regex"), error.wrong, error.remedy)
        if not selection.literal:
            self._problem(
                (*path, "regex"),
                "a regex without a literal would be tried on every text",
                "add literal: [words] without which it cannot match",
            )
        return selection.regex

    def _told(self, selection: Selection, path: Path) -> tuple[int, ...]:
        """Return a group for each kind of casualties asked for: the words that tell them."""
        found = []
        for kind, least in selection.casualties.items():
            if kind not in KINDS or least < 1:
                wrong = f"casualties of {least} {kind}"
                self._problem((*path, "casualties"), wrong, f"ask for 1 or more of {', '.join(KINDS)}")
                continue
            terms = [Term(word) for word in words_of(kind)]
            self.expansion.learn(terms)
            group = self.expansion.group(terms, path)
            found += [] if group is None else [group]
        return tuple(found)

    def _literals(self, selection: Selection, path: Path) -> tuple[int, ...]:
        found = (self.expansion.literal(text, (*path, "literal")) for text in selection.literal)
        return tuple(group for group in found if group is not None)

    def _groups(self, terms: Sequence[Term], path: Path) -> tuple[int, ...]:
        """Return one group for the terms of the list, and one for each vocabulary: those are shared by rules."""
        if not terms:
            return ()
        own = [term for term in terms if not term.text.startswith("$")]
        group = self.expansion.group(own, path) if own else None
        if len(own) == len(terms):
            return () if group is None else (group,)
        named = self._each([term for term in terms if term.text.startswith("$")], path)
        return named if group is None else (group, *named)

    def _each(self, terms: Sequence[Term], path: Path) -> tuple[int, ...]:
        """Return a group for each of the terms."""
        groups = (self.expansion.group((term,), term.path or path) for term in terms)
        return tuple(dict.fromkeys(group for group in groups if group is not None))


def _program(
    rule: Rule, draft: _Drafted, weights: Mapping[int, float], hashes: Hashes, problems: list[Problem]
) -> Program | None:
    if not draft.is_good:
        return None
    choices = {choice.name: choice for choice in draft.choices}
    needed = clauses(draft.condition, choices, weights)
    if not needed:
        problems.append(_unanchored(rule))
        return None
    return Program(
        id=rule.id,
        hash=hashes.of_rule(rule),
        severity=rule.severity,
        tags=rule.tags,
        langs=rule.langs,
        fields=tuple(FIELDS.index(name) for name in rule.fields),
        choices=choices,
        condition=draft.condition,
        clauses=needed,
        none=draft.none,
        unless=draft.unless,
        raises=draft.raises,
        lowers=draft.lowers,
        reason=_reason("rule", str(rule.severity), rule.because),
    )


def _reason(
    kind: Literal["lower", "raise", "rule", "selection"], name: str, because: Mapping[str, str]
) -> Reason | None:
    return Reason(kind, name, because) if because else None


def _unanchored(rule: Rule) -> Problem:
    path = (*rule.path, "condition") if rule.condition is not None else rule.path
    return Problem(
        path,
        "the rule could match a text that has none of its words, so it would have to be tried on every text",
        "join a selection that lists terms by and; not, lookback and a selection of none alone find nothing",
    )


def _weights(expansion: Expansion, counted: Mapping[str, float]) -> dict[int, float]:
    """Return in which share of texts each group is to be expected."""
    shares = [expected(pattern[1:], counted) for pattern in expansion.patterns]
    return {
        number: sum(shares[pattern] for atom in members for pattern in expansion.atoms[atom].patterns)
        for members, number in expansion.groups.items()
    }


def _compiled(expansion: Expansion, programs: Sequence[Program]) -> Compiled:
    return Compiled(
        patterns=tuple(pattern[1:] for pattern in expansion.patterns),
        lefts=tuple((number, pattern[0]) for pattern, number in expansion.patterns.items() if pattern[0]),
        atoms=tuple(expansion.atoms),
        groups=tuple(expansion.groups),
        programs=tuple(programs),
    )


def _unknown_places(ruleset: RuleSet, places: Mapping[str, Place] | None) -> list[Problem]:
    if places is None:
        return []
    return [
        Problem(
            (*vocabulary.path, "terms"),
            f"'{term.text}' stands for the place '{term.place}', which is not in places.csv",
            "add the row",
        )
        for vocabulary in ruleset.vocabularies.values()
        for term in vocabulary.terms
        if term.place is not None and term.place not in places
    ]


def _twice(rules: Sequence[Rule]) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for rule in rules:
        if rule.id in seen:
            found.append(
                Problem((*rule.path, "id"), f"there are two rules '{rule.id}'", "give one of them another id")
            )
        seen.add(rule.id)
    return found
