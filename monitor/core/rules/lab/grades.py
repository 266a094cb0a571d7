"""How gravely rules judge texts that a person has graded: who is paged rightly, who in vain, and who not at all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from monitor.core.model import Match, Severity
from monitor.core.rules.lab.scores import Labelled

# A severity, or None for what should not, or does not, hit at all.
Grade = Severity | None
GRADES: Final[tuple[Grade, ...]] = (None, *Severity)


@dataclass(frozen=True, slots=True)
class Grading:
    """Texts counted by the grade they should have and the one they got; ``counts`` has only pairs that occur."""

    counts: Mapping[tuple[Grade, Grade], int]

    @property
    def pages(self) -> int:
        """How many texts are graded critical."""
        return sum(self.counts.get((wanted, Severity.CRITICAL), 0) for wanted in GRADES)

    @property
    def criticals(self) -> int:
        """How many texts should be graded critical."""
        return sum(self.counts.get((Severity.CRITICAL, got), 0) for got in GRADES)

    @property
    def right(self) -> int:
        """How many texts are graded critical and should be."""
        return self.counts.get((Severity.CRITICAL, Severity.CRITICAL), 0)

    @property
    def precision(self) -> float | None:
        """The share of critical grades that are right, None if there are none."""
        return self.right / self.pages if self.pages else None

    @property
    def recall(self) -> float | None:
        """The share of critical texts that are graded so, None if there are none."""
        return self.right / self.criticals if self.criticals else None

    @property
    def false_alarms(self) -> int:
        """How many texts that should not hit are graded high or above."""
        return sum(self.counts.get((None, got), 0) for got in (Severity.HIGH, Severity.CRITICAL))


@dataclass(frozen=True, slots=True)
class Misgraded:
    """A text that pages in vain, does not page though it should, or alarms though it should not hit."""

    item: Labelled
    kind: Literal["missed critical", "false critical", "false alarm"]
    got: Grade
    matches: tuple[Match, ...]


def grading(items: Sequence[Labelled], found: Sequence[Sequence[Match]]) -> Grading:
    """Return how the texts that carry a grade are graded."""
    pairs = (_pair(item, matches) for item, matches in zip(items, found, strict=True) if item.grades)
    return Grading(Counter(pairs))


def misgraded(items: Sequence[Labelled], found: Sequence[Sequence[Match]]) -> tuple[Misgraded, ...]:
    """Return what went wrong with critical grades, and what alarms in vain, in the order of the texts."""
    wrong = []
    for item, matches in zip(items, found, strict=True):
        kind = _kind(*_pair(item, matches)) if item.grades else None
        if kind is not None:
            wrong.append(Misgraded(item, kind, gravest(matches), tuple(matches)))
    return tuple(wrong)


def gravest(matches: Sequence[Match]) -> Grade:
    """Return the severity of the gravest match, None without any."""
    return max((match.severity for match in matches), default=None)


def _pair(item: Labelled, matches: Sequence[Match]) -> tuple[Grade, Grade]:
    """Return the grade wanted, of several that would do the nearest, and the one given."""
    got = gravest(matches)
    return min(item.grades, key=lambda wanted: abs(GRADES.index(wanted) - GRADES.index(got))), got


def _kind(wanted: Grade, got: Grade) -> Literal["missed critical", "false critical", "false alarm"] | None:
    if (wanted is Severity.CRITICAL) != (got is Severity.CRITICAL):
        return "missed critical" if wanted is Severity.CRITICAL else "false critical"
    return "false alarm" if wanted is None and got is Severity.HIGH else None
