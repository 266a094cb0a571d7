"""Which words decided: those of the gravest hit, without the names of places that every hit needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from monitor.core.model import Evidence, Hit
from monitor.core.rules.model import Rule, RuleSet, Term

WORDS = 3  # marked in a field, and named


@dataclass(slots=True)
class Deciding:
    """Reads evidence with the rules that gave it; what was learned of a vocabulary is kept."""

    ruleset: RuleSet
    rules: dict[str, Rule] = field(init=False)
    _is_spatial: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = {rule.id: rule for rule in self.ruleset.rules}

    def marks(self, hits: Iterable[Hit], text_field: str) -> tuple[Evidence, ...]:
        """Return the few words of a field that made the gravest hit."""
        gravest = min(hits, key=lambda hit: (-hit.match.severity, hit.id), default=None)
        pieces = () if gravest is None else self.evidence(gravest)
        return tuple(piece for piece in pieces if piece.field == text_field)[:WORDS]

    def evidence(self, hit: Hit) -> tuple[Evidence, ...]:
        """Return the evidence of a hit that says what happened, of overlapping words the longest, figures first."""
        rule = self.rules.get(hit.match.rule)
        spatial = (
            set()
            if rule is None
            else {
                selection.name for selection in rule.selections if self._any((*selection.any, *selection.all))
            }
        )  # fmt: skip - one set
        deciding = [piece for piece in hit.match.evidence if piece.selection not in spatial]
        widest = dict.fromkeys(
            piece for piece in deciding if not any(_holds(wider, piece) for wider in deciding)
        )
        places = {(piece.field, piece.start): piece for piece in widest}
        return tuple(sorted(places.values(), key=lambda piece: not any(map(str.isdigit, piece.term))))

    def _any(self, terms: Sequence[Term]) -> bool:
        """Return whether any of these terms is a name of a place, or a vocabulary of such names."""
        return any(
            term.place is not None or (term.text.startswith("$") and self._spatial(term.text[1:]))
            for term in terms
        )

    def _spatial(self, name: str) -> bool:
        if name not in self._is_spatial:
            self._is_spatial[name] = False  # while it is looked at: a circle ends here
            vocabulary = self.ruleset.vocabularies.get(name)
            self._is_spatial[name] = vocabulary is not None and (
                bool(vocabulary.country) or self._any(vocabulary.terms)
            )
        return self._is_spatial[name]


def _holds(wider: Evidence, piece: Evidence) -> bool:
    """Return whether a piece stands within a wider one."""
    is_within = wider.field == piece.field and wider.start <= piece.start and piece.end <= wider.end
    return is_within and (wider.start, wider.end) != (piece.start, piece.end)
