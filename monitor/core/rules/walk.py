"""A walk over a rule set: the lists of terms it holds, and the vocabularies that these lead to."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from monitor.core.rules.model import Rule, RuleSet, Term, Vocabulary


def lists_of(rule: Rule) -> Iterator[tuple[Term, ...]]:
    """Yield every list of terms of a rule."""
    yield rule.none
    yield rule.none_unless
    for selection in rule.selections:
        yield from (selection.any, selection.all, selection.none)


def terms_of(vocabulary: Vocabulary) -> tuple[Term, ...]:
    """Return every term of a vocabulary, those that it needs and its masks included."""
    return (*vocabulary.terms, *vocabulary.needs, *map(Term, vocabulary.excepts))


def every_term(ruleset: RuleSet) -> list[Term]:
    """Return the terms of every list, without those within terms."""
    of_vocabularies = map(terms_of, ruleset.vocabularies.values())
    of_rules = (terms for rule in ruleset.rules for terms in lists_of(rule))
    return list(chain.from_iterable((*of_vocabularies, *of_rules)))


def mentions(terms: Iterable[Term]) -> Iterator[str]:
    """Yield the names of vocabularies that terms say, need or except."""
    for term in terms:
        yield from (text[1:] for text in (term.text, *term.excepts) if text.startswith("$"))
        yield from mentions(term.needs)


def mentions_of(vocabulary: Vocabulary) -> set[str]:
    """Return the names of vocabularies that a vocabulary speaks of."""
    return set(mentions(terms_of(vocabulary)))


def reached(names: Iterable[str], vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    """Return these vocabularies and all that they lead to."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        if name in vocabularies and name not in found:
            found.add(name)
            waiting |= mentions_of(vocabularies[name])
    return found


def vocabularies_of(rule: Rule, vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    """Return the vocabularies that a rule uses, those under needs and except included."""
    return reached((name for terms in lists_of(rule) for name in mentions(terms)), vocabularies)


def sought(rules: Iterable[Rule], vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    """Return the terms that rules look for, not those that veto, mask or must be near."""
    waiting = [
        term.text
        for rule in rules
        for selection in rule.selections
        for term in (*selection.any, *selection.all)
    ]
    found: set[str] = set()
    while waiting:
        text = waiting.pop()
        if text in found:
            continue
        found.add(text)
        vocabulary = vocabularies.get(text[1:]) if text.startswith("$") else None
        waiting += [term.text for term in vocabulary.terms] if vocabulary else []
    return {text for text in found if not text.startswith("$")}
