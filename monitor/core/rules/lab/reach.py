"""What a rule reaches: its vocabularies, the terms in them, and the lines that asked for words found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.core.model import Evidence
from monitor.core.rules.model import Rule, RuleSet, Selection, Term, Vocabulary

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a term that was found stands: in a vocabulary or, if that is None, in the rule; ``path`` leads there."""

    vocabulary: str | None
    path: Path
    is_place: bool = False


def alone(ruleset: RuleSet, *rules: Rule) -> RuleSet:
    """Return a set of just these rules and the vocabularies they reach: quick to compile."""
    names = {name for rule in rules for name in vocabularies_of(rule, ruleset.vocabularies)}
    kept = {name: one for name, one in ruleset.vocabularies.items() if name in names}
    return RuleSet(kept, rules)


def vocabularies_of(rule: Rule, vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    """Return the vocabularies that a rule uses, those under needs and except included."""
    return reached((name for terms in lists_of(rule) for name in mentions(terms)), vocabularies)


def reached(names: Iterable[str], vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    """Return these vocabularies and all that they lead to."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        if name in vocabularies and name not in found:
            found.add(name)
            waiting |= set(mentions_of(vocabularies[name]))
    return found


def lists_of(rule: Rule) -> Iterator[tuple[Term, ...]]:
    """Yield every list of terms of a rule."""
    yield rule.none
    yield rule.none_unless
    for selection in rule.selections:
        yield from (selection.any, selection.all, selection.none)


def mentions(terms: Iterable[Term]) -> Iterator[str]:
    """Yield the names of vocabularies that terms say, need or except."""
    for term in terms:
        yield from (text[1:] for text in (term.text, *term.excepts) if text.startswith("$"))
        yield from mentions(term.needs)


def mentions_of(vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the names of vocabularies that a vocabulary speaks of."""
    yield from mentions((*vocabulary.terms, *vocabulary.needs, *map(Term, vocabulary.excepts)))


def origin(evidence: Evidence, rule: Rule, ruleset: RuleSet) -> Origin:
    """Return which line asked for words found; at least the selection, or the rule."""
    selection = next((one for one in rule.selections if one.name == evidence.selection), None)
    if selection is None:
        return Origin(None, rule.path)
    found = _search(evidence.term, (*selection.any, *selection.all), ruleset.vocabularies, None, set())
    return found or Origin(None, _special(selection, evidence))


def _search(
    text: str,
    terms: Iterable[Term],
    vocabularies: Mapping[str, Vocabulary],
    owner: str | None,
    seen: set[str],
) -> Origin | None:
    deeper = []
    for term in terms:
        if term.text == text:
            return Origin(owner, term.path, term.place is not None)
        name = term.text[1:]
        if term.text.startswith("$") and name in vocabularies and name not in seen:
            seen.add(name)
            deeper.append(name)
    for name in deeper:
        vocabulary = vocabularies[name]
        found = _search(text, vocabulary.terms, vocabularies, name, seen)
        if found is not None:
            return Origin(found.vocabulary, found.path or vocabulary.path, found.is_place)
    return None


def _special(selection: Selection, evidence: Evidence) -> Path:
    kind = evidence.term.partition(":")[0]
    if kind in selection.casualties:
        return (*selection.path, "casualties", kind)
    return (*selection.path, "regex") if selection.regex == evidence.term else selection.path
