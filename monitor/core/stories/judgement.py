"""Whether reports tell of one event: evidence for and against, weighed as log-odds.

The weights were fitted by logistic regression on labelled pairs of reports (tests/data/stories_*.jsonl) and rounded.
The odds against grow with the number of stories that the report could belong to: a match among three is likelier
than one among three hundred.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, log1p

import numpy as np

from monitor.core.model import Place, Severity
from monitor.core.stories.features import Features
from monitor.core.stories.geography import are_apart, narrowest
from monitor.core.stories.index import Cosines

GRAVE = (
    Severity.MEDIUM
)  # from here on doubt opens a new story: a swallowed attack is worse than a repeated one
SECOND = timedelta(hours=8)  # after which a "second attack" is not another report of the first

_COSINES = np.array([7.0, 6.0, 10.0])  # of texts, titles, facts
_OTHER_SCRIPT = 1.2
_SAME_NUMBER = 1.5
_COPY = 8.0  # one article in two feeds
_OTHER_PLACE, _OTHER_DAY, _OTHER_ACTOR, _OTHER_TOLL, _AGAIN = -2.3, -1.8, -1.2, -1.5, -1.8
_FIRST_DAY, _LATER_DAY = -1.0, -0.9
_RIVALS = -1.3
_FEWEST_RIVALS = 8  # the world has as many events, however few a new store knows
_CONSTANT = -1.2
_MORE_GRAVE = 1.5  # how much more any contradiction weighs between grave reports
_LONG_TITLE = 5  # words
_HOPELESS = -4.0  # log-odds below which no further evidence is looked at
_LARGE = 5  # from which a number that two reports share says something


@dataclass(frozen=True, slots=True)
class Side:
    """One report of a pair; ``numbers`` are those that say something."""

    features: Features
    effective: datetime
    spots: tuple[Place, ...]
    numbers: frozenset[int]
    is_latin: bool


def side_of(features: Features, effective: datetime, spots: tuple[Place, ...], *, is_latin: bool) -> Side:
    """Return what is compared of a report."""
    numbers = frozenset(number for number in features.numbers if number >= _LARGE)
    return Side(features, effective, spots, numbers, is_latin)


def probabilities(report: Side, others: Sequence[Side], cosines: Cosines, rivals: int) -> list[float]:
    """Return how probable it is that a report and each of ``others`` tell of one event.

    ``cosines`` are rows of texts, titles and facts; ``rivals`` counts the stories open near in time.
    """
    is_same_script = np.array([other.is_latin == report.is_latin for other in others])
    scores = (
        (_COSINES[:2] @ cosines[:2]) * is_same_script
        + _COSINES[2] * cosines[2]
        + _OTHER_SCRIPT * ~is_same_script
    )
    scores += _CONSTANT + _RIVALS * log1p(max(rivals, _FEWEST_RIVALS))
    return [
        _probability(report, other, odds)
        if odds > _HOPELESS or is_copy(report.features, other.features)
        else 0.0
        for other, odds in zip(others, scores.tolist(), strict=True)
    ]


def is_copy(one: Features, other: Features) -> bool:
    """Say whether two reports have one title of some length, or in two feeds one address.

    Entries of one feed that share an address point to a page of it, not to an article.
    """
    if one.title == other.title:
        return len(one.title.split()) >= _LONG_TITLE
    return bool(one.link) and one.link == other.link and one.feed != other.feed


def contradicts(report: Side, others: Sequence[Side]) -> bool:
    """Say whether a report cannot be of a grave story: it names another place, day or actor, or a later attack."""
    told = [other.features for other in others]
    if are_apart(report.spots, narrowest([spot for other in others for spot in other.spots])):
        return True
    if _differ(report.features.days, _days(others)):
        return True
    if _differ(report.features.actors, [actor for one in told for actor in one.actors]):
        return True
    first = min(other.effective for other in others)
    return report.features.again and not any(one.again for one in told) and report.effective - first >= SECOND


def _probability(one: Side, other: Side, odds: float) -> float:
    odds += _SAME_NUMBER * (not one.numbers.isdisjoint(other.numbers))
    odds += _COPY * is_copy(one.features, other.features)
    days = abs(one.effective - other.effective) / timedelta(days=1)
    odds += _FIRST_DAY * min(days, 1.0) + _LATER_DAY * max(days - 1.0, 0.0)
    is_grave = max(one.features.severity, other.features.severity) >= GRAVE
    odds += _against(one, other) * (_MORE_GRAVE if is_grave else 1.0)
    return 1.0 / (1.0 + exp(min(50.0, -odds)))


def _against(one: Side, other: Side) -> float:
    mine, theirs = one.features, other.features
    return (
        _OTHER_PLACE * are_apart(one.spots, other.spots)
        + _OTHER_DAY * _differ(mine.days, theirs.days)
        + _OTHER_ACTOR * _differ(mine.actors, theirs.actors)
        + _OTHER_TOLL * _tolls_differ(mine, theirs)
        + _AGAIN * (mine.again != theirs.again)
    )


def _days(others: Sequence[Side]) -> tuple[date, ...]:
    """Return the days that reports name; if any does, one that names none speaks of its own."""
    named = [day for other in others for day in other.features.days]
    own = [other.effective.date() for other in others if not other.features.days]
    return (*named, *own) if named else ()


def _differ(some: Iterable[object], others: Iterable[object]) -> bool:
    return bool(some) and bool(others) and set(some).isdisjoint(others)


def _tolls_differ(one: Features, other: Features) -> bool:
    """Say whether the dead are so differently counted that it is hardly one event; tolls grow, but not so much."""
    mine, theirs = (one.toll or {}).get("killed"), (other.toll or {}).get("killed")
    return mine is not None and theirs is not None and max(mine, theirs) > 3 * min(mine, theirs)
