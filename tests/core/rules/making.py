"""Rules in few words, for tables of cases."""

from typing import Any

from monitor.core.model import Match, Problem, Severity, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Rule, RuleSet, Selection, Step, Term, Vocabulary


def terms(*texts: str | Term, lang: str = "*") -> tuple[Term, ...]:
    return tuple(text if isinstance(text, Term) else Term(text, lang) for text in texts)


def vocabulary(name: str, *texts: str | Term, lang: str = "*", **demands: Any) -> Vocabulary:
    if "needs" in demands:
        demands["needs"] = terms(*demands["needs"])
    return Vocabulary(name, name, terms(*texts, lang=lang), path=("vocabularies", name), **demands)


def select(name: str, *texts: str | Term, **parts: Any) -> Selection:
    for key in ("all", "none"):
        if key in parts:
            parts[key] = terms(*parts[key])
    return Selection(name, any=terms(*texts), **parts)


def rule(condition: str | None = None, *selections: Selection, **parts: Any) -> Rule:
    for key in ("none", "none_unless"):
        if key in parts:
            parts[key] = terms(*parts[key])
    for key in ("raises", "lowers"):
        parts[key] = tuple(Step(*step) for step in parts.get(key, ()))
    parts = {"id": "r", "title": "R", "severity": Severity.MEDIUM, "path": ("rules", 0), **parts}
    return Rule(condition=condition, selections=selections, **parts)


def ruleset(*parts: Rule | Vocabulary) -> RuleSet:
    vocabularies = {part.name: part for part in parts if isinstance(part, Vocabulary)}
    return RuleSet(vocabularies, tuple(part for part in parts if isinstance(part, Rule)))


def matcher(*parts: Rule | Vocabulary) -> Matcher:
    compiled, problems = compile_rules(ruleset(*parts))
    assert problems == ()
    return Matcher(compiled)


def problems(*parts: Rule | Vocabulary) -> tuple[Problem, ...]:
    return compile_rules(ruleset(*parts))[1]


def match(text: Text | str, *parts: Rule | Vocabulary) -> Match | None:
    """Return the match of the first rule that matches."""
    found = matcher(*parts).match([Text(text, "") if isinstance(text, str) else text])[0]
    return found[0] if found else None


def finds(term: str | Term, text: str) -> bool:
    """Tell whether a rule of just this term matches a title."""
    return match(text, rule(None, select("s", term))) is not None
