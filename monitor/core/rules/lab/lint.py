"""What works in rules, but was hardly meant: findings for their authors, which never refuse anything."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.core.model import Problem
from monitor.core.rules.conditions import LOOKBACK, names_of, parse_condition
from monitor.core.rules.lab.lint_regex import of_regex
from monitor.core.rules.lab.lint_terms import Counted, of_list
from monitor.core.rules.model import Rule, RuleSet, Term, Vocabulary
from monitor.core.rules.walk import reached, vocabularies_of


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lint knows beside the rules: how often words stand in stored texts, and what else uses vocabularies."""

    counted: Counted = field(default_factory=Counted)
    used: frozenset[str] = frozenset()


def lint(ruleset: RuleSet, around: Surroundings | None = None) -> tuple[Problem, ...]:
    """Return findings about sound rules: each with the path it is about, what is odd, and what to do."""
    known = around or Surroundings()
    found = [*_unused(ruleset, known.used)]
    for vocabulary in ruleset.vocabularies.values():
        found += _of_vocabulary(vocabulary, known.counted)
    for rule in ruleset.rules:
        found += _of_rule(rule, ruleset, known.counted)
    return tuple(dict.fromkeys(found))


def _unused(ruleset: RuleSet, used: Collection[str]) -> Iterator[Problem]:
    needed = reached(used, ruleset.vocabularies)
    for rule in ruleset.rules:
        needed |= vocabularies_of(rule, ruleset.vocabularies)
    for name, vocabulary in ruleset.vocabularies.items():
        if name not in needed and not vocabulary.reads:
            yield Problem(vocabulary.path, f"no rule uses the vocabulary '{name}'", "use it, or delete it")


def _of_vocabulary(vocabulary: Vocabulary, counted: Counted) -> Iterator[Problem]:
    guarded = bool(vocabulary.needs) or vocabulary.cased
    yield from of_list(vocabulary.terms, (*vocabulary.path, "terms"), counted, guarded=guarded)


def _of_rule(rule: Rule, ruleset: RuleSet, counted: Counted) -> Iterator[Problem]:
    yield from _of_examples(rule)
    yield from _of_names(rule)
    yield from _of_shifts(rule)
    for selection in rule.selections:
        path = selection.path or (*rule.path, "match", selection.name)
        yield from of_list((*selection.any, *selection.all), path, counted)
        yield from of_regex(selection, path)
    for terms in (rule.none, rule.none_unless):
        yield from of_list(terms, (*rule.path, "none"), counted, is_veto=True)
    yield from _of_langs(rule, ruleset)


def _of_examples(rule: Rule) -> Iterator[Problem]:
    expected = {example.expect for example in rule.examples}
    if not rule.examples:
        yield Problem(rule.path, "the rule has no examples", "add examples: with match and no_match")
    elif "match" not in expected:
        yield Problem((*rule.path, "examples"), "no example must match", "add one under match")
    elif "no_match" not in expected:
        yield Problem((*rule.path, "examples"), "no example must not match", "add one under no_match")


def _of_names(rule: Rule) -> Iterator[Problem]:
    """Yield selections that nothing asks for."""
    if rule.condition is None:
        return
    names = tuple(selection.name for selection in rule.selections)
    conditions = (rule.condition, *(step.condition for step in (*rule.raises, *rule.lowers)))
    asked = set().union(*(names_of(parse_condition(text, names)) for text in conditions)) | {LOOKBACK}
    for selection in rule.selections:
        if selection.name not in asked:
            yield Problem(
                selection.path or (*rule.path, "match", selection.name),
                f"no condition asks for the selection '{selection.name}'",
                "name it in condition, raise or lower, or delete it",
            )


def _of_shifts(rule: Rule) -> Iterator[Problem]:
    """Yield raises and lowers that never change anything: each counts only if it goes its own way."""
    gravest = max((rule.severity, *(step.severity for step in rule.raises)))
    for severity in dict.fromkeys(step.severity for step in rule.raises):
        if severity <= rule.severity:
            wrong = f"raise to {severity} never raises: the rule is {rule.severity} already"
            yield Problem(
                (*rule.path, "raise", str(severity)), wrong, "name a graver one, or write it under lower"
            )
    for severity in dict.fromkeys(step.severity for step in rule.lowers):
        if severity >= gravest:
            wrong = f"lower to {severity} never lowers: the rule is {gravest} at most"
            yield Problem(
                (*rule.path, "lower", str(severity)), wrong, "name a lesser one, or write it under raise"
            )


def _of_langs(rule: Rule, ruleset: RuleSet) -> Iterator[Problem]:
    """Yield selections of which no term can count in the languages of the rule."""
    if not rule.langs:
        return
    for selection in rule.selections:
        langs = _langs((*selection.any, *selection.all), ruleset.vocabularies)
        if langs and langs.isdisjoint({"*", *rule.langs}):
            yield Problem(
                selection.path or (*rule.path, "match", selection.name),
                f"the selection '{selection.name}' has terms in {', '.join(sorted(langs))} only",
                f"the rule reads {', '.join(rule.langs)}: add terms, or widen langs",
            )


def _langs(terms: Sequence[Term], vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    names = {term.text[1:] for term in terms if term.text.startswith("$")}
    deep = [one for name in reached(names, vocabularies) for one in vocabularies[name].terms]
    return {term.lang for term in (*terms, *deep) if not term.text.startswith("$")}
