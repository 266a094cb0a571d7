"""Whether reports tell of one event: evidence for and against, weighed as log-odds.

The weights were fitted by logistic regression on labelled pairs of reports and rounded; those against other names and
templates are set by hand, graver than fitted. The odds against grow with the number of stories that the report could
belong to: a match among three is likelier than one among three hundred.

Words alone join nothing: two titles that are one but for their names tell of two events, however alike they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, log1p

from monitor.core.language.ideas import struck
from monitor.core.model import Place, Severity
from monitor.core.stories.features import Features
from monitor.core.stories.geography import are_apart, narrowest
from monitor.core.stories.index import Likeness, Vector
from monitor.core.stories.names import TEMPLATE, Naming

GRAVE = (
    Severity.MEDIUM
)  # from here on doubt opens a new story: a swallowed attack is worse than a repeated one
COPIED = 1.0  # probability of one article in two feeds
LARGE = 5  # from which a number that two reports share says something
SECOND = timedelta(hours=8)  # after which a "second attack" is not another report of the first

_TEXTS, _TITLES, _FACTS = 4.4, 3.1, 10.4  # cosines of them
_NAMES, _FOREIGN_NAMES = 3.2, 4.2  # all names shared: in one script, across scripts
_UNSEEN = 15.0  # weight of names that a report may have left out
_OTHER_SCRIPT = 0.6
_SAME_NUMBER = 0.5
_OTHER_PLACE, _OTHER_DAY, _OTHER_ACTOR, _OTHER_TOLL, _OTHER_NUMBERS, _AGAIN, _OTHER_TIME = (
    -2.0,
    -2.5,
    -1.2,
    -1.4,
    -0.85,
    -0.95,
    -2.5,
)
_OTHER_NAMES, _NO_NAME_FOUND, _EACH_ITS_NAME, _LIKE_FORM, _TEMPLATE = -4.0, -2.0, -0.7, -5.0, -10.0
_FIRST_DAY, _LATER_DAY = -0.8, -1.2
_RIVALS = -0.8
_FEWEST_RIVALS = 2  # the world has as many events, however few a new store knows
_CONSTANT = -1.65
_OTHER_THEME, _OTHER_STRUCK = -1.0, -2.5
_MORE_GRAVE = 1.5  # how much more any contradiction weighs between grave reports
_LONG_TITLE = 5  # words
_ALIKE = 0.4  # cosine from which one address shows one article
_HOPELESS = -2.5  # log-odds below which no further evidence is looked at
_TOLL = "toll"


@dataclass(frozen=True, slots=True)
class Side:
    """One report of a pair; ``numbers`` are those that say something."""

    features: Features
    effective: datetime
    spots: tuple[Place, ...]
    numbers: frozenset[int]
    ideas: frozenset[str]
    struck: frozenset[str]
    naming: Naming
    is_latin: bool


def side_of(features: Features, vector: Vector, effective: datetime, spots: tuple[Place, ...]) -> Side:
    """Return what is compared of a report."""
    numbers = frozenset(number for number in features.numbers if number >= LARGE)
    ideas, naming = vector.ideas, vector.naming
    return Side(features, effective, spots, numbers, ideas, struck(ideas), naming, vector.is_latin)


def probabilities(report: Side, others: Sequence[Side], likeness: Likeness, rivals: int) -> list[float]:
    """Return how probable it is that a report and each of ``others`` tell of one event: 1 for a copy.

    ``rivals`` counts the stories open near in time.
    """
    prior = _CONSTANT + _RIVALS * log1p(max(rivals, _FEWEST_RIVALS))
    found = []
    for other, (texts, titles, facts), named in zip(others, likeness.cosines, likeness.named, strict=True):
        is_foreign = other.is_latin != report.is_latin
        if is_copy(report.features, other.features, facts if is_foreign else max(texts, titles)):
            found.append(COPIED)
            continue
        shared = (report.naming.shared_across if is_foreign else report.naming.shared)(other.naming)
        odds = prior + _FACTS * facts + (_OTHER_SCRIPT if is_foreign else _TEXTS * texts + _TITLES * titles)
        if shared:
            share = sum(map(likeness.rarity, shared)) / (named + _UNSEEN)
            odds += share * (_FOREIGN_NAMES if is_foreign else _NAMES)
        found.append(0.0 if odds <= _HOPELESS else _probability(report, other, odds, shared))
    return found


def is_copy(one: Features, other: Features, likeness: float) -> bool:
    """Return whether two reports have one title of some length, or in two feeds one address and alike words.

    Entries of one feed that share an address point to a page of it, not to an article; so does what has an outlet's
    address, but not its words.
    """
    if one.title == other.title:
        return len(one.title.split()) >= _LONG_TITLE
    is_one_address = bool(one.link) and one.link == other.link and one.feed != other.feed
    return is_one_address and likeness >= _ALIKE


def contradicts(report: Side, others: Sequence[Side]) -> bool:
    """Say whether a report cannot be of a grave story: it names another place, day, actor or time, or a later attack."""
    told = [other.features for other in others]
    if report.features.looks_back not in {one.looks_back for one in told}:
        return True
    if are_apart(report.spots, narrowest([spot for other in others for spot in other.spots])):
        return True
    if _differ(report.features.days, _days(others)):
        return True
    if _differ(report.features.actors, [actor for one in told for actor in one.actors]):
        return True
    first = min(other.effective for other in others)
    return report.features.again and not any(one.again for one in told) and report.effective - first >= SECOND


def _probability(one: Side, other: Side, odds: float, shared: frozenset[str]) -> float:
    odds += _SAME_NUMBER * (not one.numbers.isdisjoint(other.numbers))
    days = abs(one.effective - other.effective) / timedelta(days=1)
    odds += _FIRST_DAY * min(days, 1.0) + _LATER_DAY * max(days - 1.0, 0.0)
    is_grave = max(one.features.severity, other.features.severity) >= GRAVE
    odds += _against(one, other, shared) * (_MORE_GRAVE if is_grave else 1.0)
    return 1.0 / (1.0 + exp(min(50.0, -odds)))


def _against(one: Side, other: Side, shared: frozenset[str]) -> float:
    mine, theirs = one.features, other.features
    is_elsewhere = are_apart(one.spots, other.spots)
    # Where both name spots that the gazetteer knows, and they may be one, it knows better than names do.
    is_there = bool(one.spots and other.spots) and not is_elsewhere
    return (
        (0.0 if is_there else _against_names(one, other, shared))
        + (0.0 if is_there else _OTHER_STRUCK * _differ(one.struck, other.struck))
        + _OTHER_PLACE * is_elsewhere
        + _OTHER_DAY * _differ(mine.days, theirs.days)
        + _OTHER_ACTOR * _differ(mine.actors, theirs.actors)
        + _OTHER_TOLL * _tolls_differ(mine, theirs)
        + _OTHER_NUMBERS * _numbers_differ(one, other)
        + _AGAIN * (mine.again != theirs.again)
        + _OTHER_THEME * _differ(one.ideas, other.ideas)
        + _OTHER_TIME * (mine.looks_back != theirs.looks_back)
    )


def _against_names(one: Side, other: Side, shared: frozenset[str]) -> float:
    mine, theirs = one.naming, other.naming
    if one.is_latin != other.is_latin:
        return 0.0 if shared or not (mine.sure or theirs.sure) else _NO_NAME_FOUND
    form = mine.form(theirs, shared)
    against = _TEMPLATE if form >= TEMPLATE else _LIKE_FORM * form
    if shared:
        is_each = bool(mine.sure - theirs.possible and theirs.sure - mine.possible)
        return against + _EACH_ITS_NAME * is_each
    if mine.sure and theirs.sure:
        return against + _OTHER_NAMES
    return against + _NO_NAME_FOUND * (bool(mine.sure or theirs.sure) or not one.is_latin)


def _days(others: Sequence[Side]) -> tuple[date, ...]:
    """Return the days that reports name; if any does, one that names none speaks of its own."""
    named = [day for other in others for day in other.features.days]
    own = [other.effective.date() for other in others if not other.features.days]
    return (*named, *own) if named else ()


def _differ(some: Iterable[object], others: Iterable[object]) -> bool:
    return bool(some) and bool(others) and set(some).isdisjoint(others)


def _numbers_differ(one: Side, other: Side) -> bool:
    """Say whether two reports have no number in common; where one gives a toll as such, it may have grown."""
    return _differ(one.numbers, other.numbers) and _TOLL not in one.ideas | other.ideas


def _tolls_differ(one: Features, other: Features) -> bool:
    """Say whether the dead are so differently counted that it is hardly one event; tolls grow, but not so much."""
    mine, theirs = (one.toll or {}).get("killed"), (other.toll or {}).get("killed")
    return mine is not None and theirs is not None and max(mine, theirs) > 3 * min(mine, theirs)
