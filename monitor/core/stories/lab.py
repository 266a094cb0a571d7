"""How well reports are grouped, measured on texts whose events a person has named."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

from monitor.core.model import Entry, Hit, Match, Report, Severity, Text
from monitor.core.rules.model import Rule, RuleSet, Selection, Term
from monitor.core.stories.model import Knowledge
from monitor.core.stories.window import Window

_SEEN_AFTER = timedelta(minutes=10)
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
_EVERYTHING = "stories-lab-everything"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the event it tells of, as a person says; an empty ``event`` is one of its own."""

    id: str
    text: Text
    event: str


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of texts of one event: ``found`` of them together, ``right`` of these rightly, of ``pairs`` that there are.

    ``langs`` is a pair of languages ("en/fr"), or "within", "across" (languages) or "all". A share of nothing is 0.
    """

    langs: str
    pairs: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """The share of pairs put together that are of one event."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of pairs of one event that were put together."""
        return self.right / self.pairs if self.pairs else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.pairs + self.found) if self.pairs + self.found else 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """Two texts that were put together and should not have been, or the other way round."""

    one: Labelled
    other: Labelled
    is_same_event: bool


def with_everything(ruleset: RuleSet) -> RuleSet:
    """Return the rules with one more that any word of any vocabulary meets.

    It lets texts that no rule meets be grouped too, so that grouping is measured apart from the rules.
    """
    terms = tuple(Term(f"${name}") for name in ruleset.vocabularies)
    if not terms:
        return ruleset
    rule = Rule(_EVERYTHING, "", Severity.INFO, selections=(Selection("any", any=terms),))
    return replace(ruleset, rules=(*ruleset.rules, rule))


def group(items: Sequence[Labelled], matches: Sequence[Sequence[Match]], known: Knowledge) -> list[int]:
    """Return the story of each item, grouped in order of publication as the service would."""
    window = Window(size=len(items) + 1)
    reports = [
        _report(number, item, found) for number, (item, found) in enumerate(zip(items, matches, strict=True))
    ]
    in_order = sorted(reports, key=lambda report: (report.entry.effective, report.entry.id))
    stories = {member.entry: member.story for member in window.group(in_order, known).members}
    return [stories[report.entry.id] for report in reports]


def scores(items: Sequence[Labelled], stories: Sequence[int]) -> tuple[Score, ...]:
    """Return pairwise scores: all, within and across languages, then each pair of languages."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for one, other in combinations(range(len(items)), 2):
        is_same, is_found = _is_same(items[one], items[other]), stories[one] == stories[other]
        for langs in _langs(items[one], items[other]) if is_same or is_found else ():
            wanted[langs] += is_same
            found[langs] += is_found
            right[langs] += is_same and is_found
    summary = ("all", "within", "across")
    names = (*summary, *sorted(wanted.keys() - set(summary)))
    return tuple(Score(name, wanted[name], found[name], right[name]) for name in names)


def mistakes(items: Sequence[Labelled], stories: Sequence[int]) -> tuple[Mistake, ...]:
    """Return the pairs put together wrongly, or wrongly apart."""
    return tuple(
        Mistake(items[one], items[other], _is_same(items[one], items[other]))
        for one, other in combinations(range(len(items)), 2)
        if _is_same(items[one], items[other]) != (stories[one] == stories[other])
    )


def _report(number: int, item: Labelled, matches: Sequence[Match]) -> Report:
    published = item.text.published or _UNDATED
    entry = Entry(
        number,
        item.id,
        item.text.title,
        item.text.summary,
        None,
        None,
        item.text.lang,
        published,
        published + _SEEN_AFTER,
    )
    real = [match for match in matches if match.rule != _EVERYTHING] or matches
    hits = tuple(Hit(0, number, match, entry.seen_at) for match in real)
    return Report(entry, hits)


def _is_same(one: Labelled, other: Labelled) -> bool:
    return bool(one.event) and one.event == other.event


def _langs(one: Labelled, other: Labelled) -> Iterable[str]:
    first, second = sorted((one.text.lang or "?", other.text.lang or "?"))
    return "all", "within" if first == second else "across", f"{first}/{second}"
