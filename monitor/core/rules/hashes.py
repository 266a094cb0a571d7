"""Content hashes of rules: equal as long as a rule finds the same."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from monitor.core.language.casualty_words import Reads
from monitor.core.language.words import folded_but_signs
from monitor.core.rules.model import Rule, Selection, Term, Vocabulary

LENGTH = 16


class Hashes:
    """Hashes rules over all they use; a vocabulary is hashed once."""

    def __init__(self, vocabularies: Mapping[str, Vocabulary]) -> None:
        self._vocabularies = vocabularies
        self._reads = [
            f"{meaning} {lang} {words}" for meaning, meant in reads_of(vocabularies) for lang, words in meant
        ]
        self._known: dict[str, str] = {}

    def of_rule(self, rule: Rule) -> str:
        """Return the hash of what a rule finds, and how grave it is: titles, examples and words for readers do not count."""
        parts = [
            rule.id,
            str(rule.severity),
            *sorted(rule.tags),
            "langs",
            *rule.langs,
            "fields",
            *rule.fields,
        ]
        for selection in rule.selections:
            parts += self._of_selection(selection)
        parts += ["condition", rule.condition or "", "none", *self._of_terms(rule.none)]
        parts += ["unless", *self._of_terms(rule.none_unless)]
        parts += ["raise", *(f"{step.severity} {step.condition}" for step in rule.raises)]
        parts += ["lower", *(f"{step.severity} {step.condition}" for step in rule.lowers)]
        return _hash(parts + self._reads)

    def _of_selection(self, selection: Selection) -> list[str]:
        return [
            "selection", selection.name, *selection.fields, *selection.roles,
            "any", *self._of_terms(selection.any),
            "all", *self._of_terms(selection.all),
            "none", *self._of_terms(selection.none),
            "regex", selection.regex or "", *selection.literal,
            "casualties", *(f"{kind} {least}" for kind, least in sorted(selection.casualties.items())),
            *([] if selection.with_fighters else ["without fighters"]),
        ]  # fmt: skip

    def _of_terms(self, terms: Iterable[Term]) -> list[str]:
        parts: list[str] = []
        for term in terms:
            parts += (term.text, term.lang, term.place or "")
            if term.text.startswith("$"):
                parts.append(self._of_vocabulary(term.text[1:]))
            parts += self._of_demands(term)
        return parts

    def _of_demands(self, owner: Term | Vocabulary) -> list[str]:
        if not (owner.cased or owner.needs or owner.excepts):
            return []
        return [
            str(owner.cased),
            str(owner.within),
            "needs",
            *self._of_terms(owner.needs),
            "except",
            *map(self._of_except, owner.excepts),
        ]

    def _of_except(self, text: str) -> str:
        return text + self._of_vocabulary(text[1:]) if text.startswith("$") else text

    def _of_vocabulary(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = "circle"
            vocabulary = self._vocabularies.get(name)
            parts = (
                []
                if vocabulary is None
                else [*self._of_demands(vocabulary), *self._of_terms(vocabulary.terms)]
            )
            self._known[name] = _hash(["vocabulary", name, *parts])
        return self._known[name]


def reads_of(vocabularies: Mapping[str, Vocabulary]) -> Reads:
    """Return the words of the vocabularies that say what theirs are where texts are read."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for vocabulary in vocabularies.values():
        if vocabulary.reads:
            meant = ((term.lang, " ".join(folded_but_signs(term.text))) for term in vocabulary.terms)
            found.setdefault(vocabulary.reads, {}).update(dict.fromkeys(meant))
    return tuple((meaning, tuple(sorted(found[meaning]))) for meaning in sorted(found))


def _hash(parts: Iterable[str]) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
