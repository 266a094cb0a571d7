"""Rule sets of a few rules, and the lines that asked for words found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.core.model import Evidence
from monitor.core.rules.model import Rule, RuleSet, Selection, Term, Vocabulary
from monitor.core.rules.walk import vocabularies_of

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
