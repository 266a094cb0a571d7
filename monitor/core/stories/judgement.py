"""Whether reports tell of one event: evidence for and against, weighed as log-odds.

In this order:

1. A copy (one title, or one address with alike words) is of the same event, whatever else it says.
2. Common ground is asked for: a name, a place, a figure or a country in both. Without it nothing is joined but what is
   nearly a copy: words alone join nothing, nor does a theme.
3. What speaks for one event is added up: alike words, themes, names, places, figures, kinds of events, nearness in time.
   A place alone joins nothing: it weighs little where neither the kind of event nor the theme is the same. Nor does
   one name: a company has a strike, a recall and a new chief in one week.
4. What speaks against it is added: other victims (only a copy outweighs them), other places, kinds, days, actors,
   figures, names, countries. Two titles that are one but for their names or numbers tell of two events, however alike
   they are. Between grave reports all this weighs more: a swallowed attack is worse than a repeated one.
5. The sum is a probability. The window averages it over the reports of a story, and ``contradicts`` has a veto.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

from monitor.core.stories.dimensions import named
from monitor.core.stories.features import Features
from monitor.core.stories.geography import agreement, are_apart, narrowest
from monitor.core.stories.index import Likeness
from monitor.core.stories.names import TEMPLATE, Naming
from monitor.core.stories.sides import (
    GRAVE,
    Side,
    codes_differ,
    days_differ,
    differ,
    figures_differ,
    kinds_differ,
    numbers_differ,
    shares_victims,
    victims_differ,
)

COPIED = 1.0  # probability of one article in two feeds
SECOND = timedelta(hours=8)  # after which a "second attack" is not another report of the first

# Set by hand, from what is written beside them.
_UNSEEN = 9.0  # weight of names that a report may have left out
_RARE = 15.0  # weight of a place as rare as places are
_GROUND = 0.14  # how much common ground is needed: a country alone is just enough to be looked at
_NEARLY = 0.7  # cosine of titles and of texts from which they are nearly copies
_LONG_TITLE = 5  # words
_ALIKE = 0.4  # cosine from which one address shows one article
_TEMPLATE = -20.0  # nothing outweighs it
_PLACE_ALONE = -1.5  # as grave as the labelled sets bear
_NAME_ALONE = -1.0  # the same: one company or town has many events in a week
_GRAVER = 1.5  # how much more any contradiction weighs between grave reports

# Fitted: logistic regression on the labelled pairs of tests/data/stories_*.jsonl, then steps at random on how well these
# sets are grouped as a whole, with and without vocabularies; rounded. What speaks for one event:
_CONST = -1.9
_TEXTS = 4.5  # cosines: of texts, of titles, of themes as far as there is common ground
_TITLES = 5.0
_THEMES = 4.9
_FOREIGN = 1.2  # in two scripts no words can be alike
_NAMES = 4.1  # all names shared, in one script and across scripts
_FOREIGN_NAMES = 4.6
_PLACE = 1.3  # one place; with one kind of event there; with what follows an event
_PLACE_OF_KIND = 0.9
_PLACE_AFTER = 1.6
_COMMON = 1.1  # all common ground together; with one theme on it
_COMMON_THEME = 2.7
_FIGURE = 1.7  # a code, a decimal or a great number; any number from five on
_NUMBER = 0.6
_KIND = 1.1  # one kind of event; a rarer one than attacks, in one country
_KIND_IN_COUNTRY = 0.5
# What speaks against it:
_FIRST_DAY = -0.5  # between them, and each day after it
_LATER_DAY = -1.7
_OTHER_PLACE = -2.1
_OTHER_KIND = -0.9
_OTHER_VICTIMS = -14.0  # whom it befell, or what was hit: only a copy outweighs it
_OTHER_DAY = -3.8
_OTHER_ACTOR = -1.6
_OTHER_NUMBERS = -1.9
_OTHER_THEME = -0.5
_AGAIN = -1.0  # only one calls it a further one
_SURVEY = -4.9  # one is about many events
_OTHER_CODE = -2.4
_OTHER_FIGURES = -0.5  # in headlines; the more alike these are, the graver
_OTHER_FIGURES_ALIKE = -4.2
_OTHER_STRUCK = -2.3  # where no place is known to be the same: who was struck, and the country
_OTHER_COUNTRY = -3.1
_OTHER_NAMES = -3.1
_NO_NAME_FOUND = -2.0
_LIKE_FORM = -1.5  # one title but for names, as far as it is so
_EACH_ITS_NAMES = -0.2  # besides shared ones


@dataclass(frozen=True, slots=True)
class _Ground:
    """What two reports have in common besides words and themes.

    ``names`` and ``place`` say how much their names and places agree, ``total`` how much it all is; 1 is as much as
    can be. ``is_there`` says that both name spots which may be one: the gazetteer knows better than names do.
    """

    shared: frozenset[str]
    names: float
    place: float
    is_apart: bool
    is_there: bool
    figure: bool
    number: bool
    countries: frozenset[str]

    @property
    def total(self) -> float:
        return min(
            1.0,
            1.5 * self.names
            + self.place
            + self.figure
            + 0.3 * self.number
            + 0.15 * bool(self.countries)
            + 0.3 * (len(self.countries) > 1),  # where it was, and of which country: a Polish doctor in Mali
        )

    @property
    def is_name_alone(self) -> bool:
        """Return whether one name is all that they share."""
        others = self.is_there or self.figure or self.number or self.countries
        return len(self.shared) == 1 and not others


def probabilities(report: Side, others: Sequence[Side], likeness: Likeness) -> list[float]:
    """Return how probable it is that a report and each of ``others`` tell of one event: 1 for a copy."""
    return [
        _probability(report, other, cosines, _ground(report, other, weight, likeness))
        for other, cosines, weight in zip(others, likeness.cosines, likeness.named, strict=True)
    ]


def _probability(one: Side, other: Side, cosines: Sequence[float], ground: _Ground) -> float:
    texts, titles, themes = cosines
    is_foreign = one.is_latin != other.is_latin
    if is_copy(one.features, other.features, themes if is_foreign else max(texts, titles)):
        return COPIED
    if is_foreign:
        texts = titles = 0.0
    total = ground.total + 0.5 * max(0.0, titles - 0.45)
    if total < _GROUND and min(titles, texts) < _NEARLY:
        return 0.0
    odds = _CONST + _TEXTS * texts + _TITLES * titles + _THEMES * themes * min(1.0, 2.0 * total)
    odds += (_FOREIGN + _FOREIGN_NAMES * ground.names) if is_foreign else _NAMES * ground.names
    odds += _for(one, other, ground, themes)
    is_grave = max(one.features.severity, other.features.severity) >= GRAVE
    odds += _against(one, other, ground, titles) * (_GRAVER if is_grave else 1.0)
    return 1.0 / (1.0 + exp(max(-50.0, min(50.0, -odds))))


def _ground(one: Side, other: Side, weight: float, likeness: Likeness) -> _Ground:
    """Return the common ground of two reports, of which the one with fewer names has names of this weight."""
    across = one.is_latin != other.is_latin
    shared = one.naming.shared_across(other.naming) if across else one.naming.shared(other.naming)
    shared -= one.place_names | other.place_names  # places speak for themselves
    agreed = agreement(one.spots, other.spots)
    is_there, is_apart = agreed > 0, agreed == 0 and bool(one.spots and other.spots)
    place = 0.0
    if is_there:
        rarest = max(likeness.rarity(f"place:{spot.id}") for spot in (*one.spots, *other.spots))
        place = agreed * min(1.0, rarest / _RARE)
    return _Ground(
        shared=shared,
        names=sum(likeness.rarity(named(name)) for name in shared) / (weight + _UNSEEN) if shared else 0.0,
        place=place,
        is_apart=is_apart,
        is_there=is_there,
        figure=not one.figures.isdisjoint(other.figures),
        number=not one.numbers.isdisjoint(other.numbers),
        countries=one.countries & other.countries,
    )


def _for(one: Side, other: Side, ground: _Ground, themes: float) -> float:
    """Return what speaks for one event besides words, names and themes."""
    is_one_kind = not one.kinds.isdisjoint(other.kinds)
    follows = one.is_aftermath or other.is_aftermath
    defining = ((one.headline_kinds & other.kinds) | (other.headline_kinds & one.kinds)) - {"attack"}
    days = abs(one.effective - other.effective) / timedelta(days=1)
    alone = 0.0 if is_one_kind else 1.0 - min(1.0, 3.0 * themes)
    by_place = _PLACE + (_PLACE_OF_KIND if is_one_kind else _PLACE_AFTER * follows + _PLACE_ALONE * alone)
    is_alike = is_one_kind or follows or not one.ideas.isdisjoint(other.ideas)
    return (
        ground.place * by_place
        + _NAME_ALONE * (ground.is_name_alone and not is_alike)
        + ground.total * (_COMMON + _COMMON_THEME * themes)
        + _FIGURE * ground.figure
        + _NUMBER * ground.number
        + _KIND * is_one_kind
        + _KIND_IN_COUNTRY * bool(ground.countries and defining)
        + _FIRST_DAY * min(days, 1.0)
        + _LATER_DAY * max(days - 1.0, 0.0)
    )


def _against(one: Side, other: Side, ground: _Ground, titles: float) -> float:
    mine, theirs = one.features, other.features
    against = (
        _OTHER_PLACE * ground.is_apart
        + _OTHER_KIND * kinds_differ(one, other)
        + _OTHER_VICTIMS * victims_differ(one, other)
        + _OTHER_DAY * days_differ(one, other)
        + _OTHER_ACTOR * differ(mine.actors, theirs.actors)
        + _OTHER_NUMBERS * numbers_differ(one, other)
        + _OTHER_THEME * differ(one.ideas, other.ideas)
        + _AGAIN * (mine.again != theirs.again)
        + _SURVEY * (mine.surveys or theirs.surveys)
    )
    if codes_differ(one, other):
        against += _TEMPLATE if one.naming.alike(other.naming) >= TEMPLATE else _OTHER_CODE
    if figures_differ(one, other):
        against += _OTHER_FIGURES + _OTHER_FIGURES_ALIKE * titles
    if not ground.is_there:
        against += _OTHER_STRUCK * differ(one.struck, other.struck)
        against += _OTHER_COUNTRY * differ(one.countries, other.countries)
        against += _against_names(one, other, ground)
    return against


def _against_names(one: Side, other: Side, ground: _Ground) -> float:
    mine, theirs = one.naming, other.naming
    if one.is_latin != other.is_latin:
        return 0.0 if ground.shared or not (mine.sure or theirs.sure) else _NO_NAME_FOUND
    form = mine.form(theirs, ground.shared)
    against = _TEMPLATE if form >= TEMPLATE else _LIKE_FORM * form
    if ground.shared:
        each = min(_unshared(mine, theirs), _unshared(theirs, mine))
        return against + _EACH_ITS_NAMES * each
    if mine.sure - one.place_names and theirs.sure - other.place_names:
        return against + _OTHER_NAMES
    is_nameless = not ground.countries and (bool(mine.sure or theirs.sure) or not one.is_latin)
    return against + _NO_NAME_FOUND * is_nameless


def _unshared(one: Naming, other: Naming) -> float:
    """Return the share of the names in one headline that the other report nowhere has."""
    return len(one.sure - other.possible) / len(one.sure) if one.sure else 0.0


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
    """Return whether a report cannot be of a grave story: another place, day, actor, victim or kind, or a later attack."""
    theirs = [other.features for other in others]
    if report.features.looks_back not in {features.looks_back for features in theirs}:
        return True
    if all(kinds_differ(report, other) for other in others) or _befell_others(report, others):
        return True
    if are_apart(report.spots, narrowest([spot for other in others for spot in other.spots])):
        return True
    if not report.is_aftermath and differ(report.features.days, _days(others)):
        return True
    if differ(report.features.actors, [actor for features in theirs for actor in features.actors]):
        return True
    is_later = report.effective - min(other.effective for other in others) >= SECOND
    return is_later and report.features.again and not any(features.again for features in theirs)


def _befell_others(report: Side, others: Sequence[Side]) -> bool:
    """Return whether a report tells of other victims than a story does, of which not every report need name them."""
    are_others = any(victims_differ(report, other) for other in others)
    return are_others and not any(shares_victims(report, other) for other in others)


def _days(others: Sequence[Side]) -> tuple[date, ...]:
    """Return the days that reports name; if any does, one that names none speaks of its own."""
    named_days = [day for other in others for day in other.features.days]
    own = [other.effective.date() for other in others if not other.features.days]
    return (*named_days, *own) if named_days else ()
