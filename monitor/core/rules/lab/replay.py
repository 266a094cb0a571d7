"""Replay: which hits a change of rules gains and loses on stored entries, and the words that make most noise."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from monitor.core.model import Entry, Match, Text
from monitor.core.rules.hashes import Hashes
from monitor.core.rules.lab.reach import alone
from monitor.core.rules.model import RuleSet

SHOWN = 20  # entries kept of each kind, the newest


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry of which a rule says something else; None where it does not hit."""

    entry: int
    title: str
    before: Match | None
    after: Match | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a change does to one rule. ``gained``, ``lost`` and ``regraded`` are the newest; the counts are of all.

    ``noisiest`` are the terms that most of the gained hits (without any: of all hits) rest on, with their numbers.
    """

    rule: str
    before: int
    after: int
    gains: int
    losses: int
    regrades: int
    gained: tuple[Changed, ...]
    lost: tuple[Changed, ...]
    regraded: tuple[Changed, ...]
    noisiest: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """The rules that differ between two sets, each with the vocabularies it reaches: all others find the same."""

    old: RuleSet
    new: RuleSet

    @property
    def rules(self) -> tuple[str, ...]:
        """Name the rules that differ, in the order of the new set."""
        return tuple(dict.fromkeys(rule.id for rule in (*self.new.rules, *self.old.rules)))


def differing(old: RuleSet, new: RuleSet) -> Pair:
    """Return what must be matched to know what a change does."""
    before, after = _hashes(old), _hashes(new)
    changed = {rule for rule in before.keys() | after.keys() if before.get(rule) != after.get(rule)}
    return Pair(
        alone(old, *(rule for rule in old.rules if rule.id in changed)),
        alone(new, *(rule for rule in new.rules if rule.id in changed)),
    )


def text_of(entry: Entry) -> Text:
    """Return what the matcher reads of a stored entry."""
    return Text(entry.title, entry.summary, entry.lang, entry.published)


def compare(pairs: Iterable[tuple[Entry, Sequence[Match], Sequence[Match]]]) -> tuple[Change, ...]:
    """Return what became of the hits of each rule: entries come with their matches before and after."""
    tallies: dict[str, _Tally] = {}
    for entry, before, after in pairs:
        for rule, old, new in _by_rule(before, after):
            tallies.setdefault(rule, _Tally(rule)).add(entry, old, new)
    return tuple(tallies[rule].change() for rule in sorted(tallies))


@dataclass(slots=True)
class _Tally:
    """Counts of one rule while entries pass by."""

    rule: str
    counts: Counter[str] = field(default_factory=Counter)
    kept: dict[str, list[Changed]] = field(default_factory=dict)
    terms: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, entry: Entry, old: Match | None, new: Match | None) -> None:
        self.counts["before"] += old is not None
        self.counts["after"] += new is not None
        if new is not None:
            self._count_terms("all", new)
        kind = _kind(old, new)
        if kind is None:
            return
        self.counts[kind] += 1
        if kind == "gained" and new is not None:
            self._count_terms("gained", new)
        newest = self.kept.setdefault(kind, [])
        newest.append(Changed(entry.id, entry.title or entry.summary[:120], old, new))
        del newest[:-SHOWN]

    def change(self) -> Change:
        terms = self.terms.get("gained") or self.terms.get("all") or Counter()
        return Change(
            rule=self.rule,
            before=self.counts["before"],
            after=self.counts["after"],
            gains=self.counts["gained"],
            losses=self.counts["lost"],
            regrades=self.counts["regraded"],
            gained=tuple(self.kept.get("gained", ())),
            lost=tuple(self.kept.get("lost", ())),
            regraded=tuple(self.kept.get("regraded", ())),
            noisiest=tuple(terms.most_common(3)),
        )

    def _count_terms(self, kind: str, match: Match) -> None:
        found = {f"{piece.selection}: {piece.term}" for piece in match.evidence}
        self.terms.setdefault(kind, Counter()).update(sorted(found))


def _kind(old: Match | None, new: Match | None) -> str | None:
    if old is None or new is None:
        return None if old is new else "gained" if old is None else "lost"
    return "regraded" if old.severity != new.severity else None


def _by_rule(
    before: Sequence[Match], after: Sequence[Match]
) -> Iterator[tuple[str, Match | None, Match | None]]:
    old, new = ({match.rule: match for match in matches} for matches in (before, after))
    for rule in dict.fromkeys((*old, *new)):
        yield rule, old.get(rule), new.get(rule)


def _hashes(ruleset: RuleSet) -> dict[str, str]:
    hashes = Hashes(ruleset.vocabularies)
    return {rule.id: hashes.of_rule(rule) for rule in ruleset.rules}
