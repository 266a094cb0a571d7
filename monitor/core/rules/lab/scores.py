"""How well rules do on texts that a person has labelled: precision, recall and F1, for each tag and for relevance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from monitor.core.model import Match, Severity, Text

RELEVANCE: Final = "relevance"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the tags it should get, and whether anything at all should hit.

    ``grades`` are the severities that would do, None for no hit; empty where nobody graded it.
    """

    id: str
    text: Text
    labels: frozenset[str]
    relevant: bool
    grades: tuple[Severity | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How one tag did: of ``n`` texts that should have it ``right`` have it, ``found`` have it altogether."""

    tag: str
    n: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """The share of texts that have the tag rightly; 0 if none has it though some should."""
        return self.right / self.found if self.found else float(self.n == 0)

    @property
    def recall(self) -> float:
        """The share of texts that have the tag, of those that should."""
        return self.right / self.n if self.n else float(self.found == 0)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.n + self.found) if self.n + self.found else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A text that lacks a tag it should have, or has one it should not; ``matches`` gave it that tag."""

    item: Labelled
    tag: str
    kind: Literal["missed", "false"]
    matches: tuple[Match, ...] = ()


def scores(items: Sequence[Labelled], found: Sequence[Sequence[Match]]) -> tuple[Score, ...]:
    """Return a score for each tag that any text is labelled with, then the one for relevance.

    Tags that nobody labelled with cannot be judged: ``unlabelled`` names them.
    """
    tags = sorted({tag for item in items for tag in item.labels})
    return (*(_score(tag, items, found) for tag in tags), _score(RELEVANCE, items, found))


def misses(items: Sequence[Labelled], found: Sequence[Sequence[Match]]) -> tuple[Miss, ...]:
    """Return what went wrong, in the order of the texts."""
    tags = [score.tag for score in scores(items, found)]
    return tuple(
        _miss(tag, item, matches)
        for item, matches in zip(items, found, strict=True)
        for tag in tags
        if _wanted(tag, item) != bool(_giving(tag, matches))
    )


def unlabelled(items: Sequence[Labelled], found: Sequence[Sequence[Match]]) -> dict[str, int]:
    """Return the tags that texts got though no text is labelled with them, and how often."""
    known = {tag for item in items for tag in item.labels}
    counts: dict[str, int] = {}
    for matches in found:
        for tag in sorted({tag for match in matches for tag in match.tags} - known):
            counts[tag] = counts.get(tag, 0) + 1
    return counts


def _score(tag: str, items: Sequence[Labelled], found: Sequence[Sequence[Match]]) -> Score:
    has = [bool(_giving(tag, matches)) for matches in found]
    wanted = [_wanted(tag, item) for item in items]
    right = sum(one and other for one, other in zip(has, wanted, strict=True))
    return Score(tag, sum(wanted), sum(has), right)


def _wanted(tag: str, item: Labelled) -> bool:
    return item.relevant if tag == RELEVANCE else tag in item.labels


def _giving(tag: str, matches: Sequence[Match]) -> tuple[Match, ...]:
    return tuple(match for match in matches if tag == RELEVANCE or tag in match.tags)


def _miss(tag: str, item: Labelled, matches: Sequence[Match]) -> Miss:
    return Miss(item, tag, "missed" if _wanted(tag, item) else "false", _giving(tag, matches))
