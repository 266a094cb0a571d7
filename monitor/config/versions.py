"""Rules that are held back run on in their last good version, with the words of then."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from monitor.core.rules.model import Rule, RuleSet, Selection, Term, Vocabulary
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
    reached = _reached(rule, last.vocabularies)
    changed = {name for name in reached if not _same(last.vocabularies[name], vocabularies.get(name))}
    while more := {name for name in reached - changed if _mentions(last.vocabularies[name]) & changed}:
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


def _reached(rule: Rule, vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    reached: set[str] = set()
    open_names = {name for terms in _lists(rule) for name in _names(terms)}
    while open_names:
        name = open_names.pop()
        if name in vocabularies and name not in reached:
            reached.add(name)
            open_names |= _mentions(vocabularies[name])
    return reached


def _same(old: Vocabulary, new: Vocabulary | None) -> bool:
    return new is not None and replace(old, source="") == replace(new, source="")


def _mentions(vocabulary: Vocabulary) -> set[str]:
    masks = tuple(map(Term, vocabulary.excepts))
    return _names(vocabulary.terms) | _names(vocabulary.needs) | _names(masks)


def _lists(rule: Rule) -> Iterator[tuple[Term, ...]]:
    yield rule.none
    yield rule.none_unless
    for selection in rule.selections:
        yield from (selection.any, selection.all, selection.none)


def _names(terms: tuple[Term, ...]) -> set[str]:
    """Return the vocabularies that terms name, and that they need."""
    texts = [each.text for term in terms for each in (term, *term.needs)]
    texts += [text for term in terms for text in term.excepts]
    return {text[1:] for text in texts if text.startswith("$")}


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
