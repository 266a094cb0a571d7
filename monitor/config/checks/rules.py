"""The rules, compiled."""

from dataclasses import replace
from typing import Final

from monitor.config.files.parsed import Parts
from monitor.config.files.places import Gazetteer
from monitor.config.files.rules import Rulebook
from monitor.config.problems.report import Locator, Report
from monitor.config.yaml.nodes import Document
from monitor.config.yaml.texts import Spot
from monitor.core.model import Problem
from monitor.core.rules.compiled import Compiled
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Rule, RuleSet, Term, Vocabulary
from monitor.core.rules.walk import every_term, mentions
from monitor.core.settings import CheckedRules, Config

Path = tuple[str | int, ...]

_STAND_IN: Final = (Term("placeholder"),)


def compiled(config: Config) -> Compiled:
    """Return the rules of ``config`` ready for a matcher."""
    return compile_rules(config.ruleset, config.places)[0]


def matcher(config: Config) -> Matcher:
    """Return what finds the rules of ``config`` in texts: what checking them has made, if they were checked."""
    match config.checked:
        case CheckedRules(ruleset, places, Matcher() as made) if (
            ruleset is config.ruleset and places is config.places
        ):
            return made
    return Matcher(compiled(config))


def compile_checked(
    read: Parts, ruleset: RuleSet, book: Rulebook, places: Gazetteer, report: Report
) -> Matcher:
    """Return a matcher of the rules, and report what the compiler finds."""
    vocabularies = dict(ruleset.vocabularies)
    named = book.declared_vocabularies | (set(mentions(every_term(ruleset))) if book.is_partial else set())
    for name in named - vocabularies.keys():
        vocabularies[name] = Vocabulary(name, name, _STAND_IN)  # its own mistakes are reported already
    rules = tuple(map(_filled, ruleset.rules)) if report.problems else ruleset.rules
    made, problems = compile_rules(RuleSet(vocabularies, rules), places.places)
    known = {(finding.file, finding.line, finding.col) for finding in report.problems}
    for problem in problems:
        _report(problem, read, places, known, report)
    report.refuse()
    return Matcher(made)


def _filled(rule: Rule) -> Rule:
    """Return a rule whose selections all look for something: that one does not is reported already."""
    selections = tuple(
        selection
        if selection.any or selection.all or selection.regex or selection.casualties
        else replace(selection, any=_STAND_IN)
        for selection in rule.selections
    )
    return replace(rule, selections=selections)


def _report(
    problem: Problem, read: Parts, places: Gazetteer, known: set[tuple[str, int, int]], report: Report
) -> None:
    name, path = (str(problem.path[0]), problem.path[1:]) if problem.path else ("", ())
    if name in read.documents:
        file: Locator = read.documents[name]
    else:
        file = places.rows.get(str(path[0]) if path else "", Spot(name or "rules"))
        path = path[1:]
    if (file.name, *file.locate(path)) in known:
        return
    shift = _column(file, path, problem.at) if isinstance(file, Document) else None
    wrong = (
        problem.wrong
        if shift is not None or problem.at is None
        else f"character {problem.at + 1}: {problem.wrong}"
    )
    report.problem(file, path, wrong, problem.remedy, shift=shift or 0)


def _column(file: Document, path: Path, at: int | None) -> int | None:
    """Return how far behind the beginning of a text its index ``at`` stands; None if it is not written as it reads."""
    node = file.node(path)
    if at is None or node is None or not isinstance(node.value, str):
        return None
    quote = int(file.text[node.start : node.start + 1] in {"'", '"'})
    begin = node.start + quote
    is_plain = "\n" not in node.value and file.text.startswith(node.value, begin)
    return quote + at if is_plain else None
