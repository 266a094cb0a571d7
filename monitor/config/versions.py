"""Rules that are held back run on in their last good version, with the words of then."""

from collections.abc import Mapping
from dataclasses import replace

from monitor.core.rules.model import Rule, RuleSet, Selection, Term, Vocabulary
from monitor.core.rules.walk import mentions_of, vocabularies_of
from monitor.core.settings import Config


def with_last_versions(config: Config, last: Mapping[str, RuleSet]) -> Config:
    """Return ``config`` with each held-back rule in the version that ``last`` has of it, or without it.

    ``last`` gives, by rule, the rule set of the stored configuration in which that rule was good: what
    ``store.configs.last_versions`` names, loaded by ``load_files``.
    """
    if not config.held_back:
        return config
    vocabularies = dict(config.ruleset.vocabularies)
    rules = []
    for rule in config.ruleset.rules:
        if rule.id not in config.held_back:
            rules.append(rule)
            continue
        old = next((each for each in last.get(rule.id, RuleSet()).rules if each.id == rule.id), None)
        if old is not None:
            rules.append(_carried(old, last[rule.id], vocabularies))
    return replace(config, ruleset=RuleSet(vocabularies, tuple(rules)))


def _carried(rule: Rule, last: RuleSet, vocabularies: dict[str, Vocabulary]) -> Rule:
    """Return ``rule`` over vocabularies of its time: those that changed since stand beside the new ones.

    The copy keeps its name, and so what it is called in hits; only its key in the set is another.
    """
    names = vocabularies_of(rule, last.vocabularies)
    changed = {name for name in names if not _same(last.vocabularies[name], vocabularies.get(name))}
    while more := {name for name in names - changed if mentions_of(last.vocabularies[name]) & changed}:
        changed |= more
    renamed = {name: f"{name}~{rule.id}" for name in changed}
    for name in changed:
        vocabularies[renamed[name]] = _renamed_vocabulary(last.vocabularies[name], renamed)
    return replace(
        rule,
        selections=tuple(_renamed_selection(selection, renamed) for selection in rule.selections),
        none=_renamed(rule.none, renamed),
        none_unless=_renamed(rule.none_unless, renamed),
    )


def _same(old: Vocabulary, new: Vocabulary | None) -> bool:
    return new is not None and replace(old, source="") == replace(new, source="")


def _renamed(terms: tuple[Term, ...], names: Mapping[str, str]) -> tuple[Term, ...]:
    return tuple(
        replace(
            term,
            text=_text(term.text, names),
            needs=_renamed(term.needs, names),
            excepts=tuple(_text(text, names) for text in term.excepts),
        )
        for term in terms
    )


def _text(text: str, names: Mapping[str, str]) -> str:
    return f"${names[text[1:]]}" if text.startswith("$") and text[1:] in names else text


def _renamed_selection(selection: Selection, names: Mapping[str, str]) -> Selection:
    return replace(
        selection,
        any=_renamed(selection.any, names),
        all=_renamed(selection.all, names),
        none=_renamed(selection.none, names),
    )


def _renamed_vocabulary(old: Vocabulary, names: Mapping[str, str]) -> Vocabulary:
    return replace(
        old,
        terms=_renamed(old.terms, names),
        needs=_renamed(old.needs, names),
        excepts=tuple(_text(text, names) for text in old.excepts),
    )
