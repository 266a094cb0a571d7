"""A report as it is compared with another: what of its features says which event it tells of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from monitor.core.language.countries import code_of
from monitor.core.language.ideas import are_other_kinds, follows, grows, happened, struck
from monitor.core.language.victims import SPEAKERS, Named
from monitor.core.language.words import words
from monitor.core.model import Place, Severity
from monitor.core.stories.features import Features
from monitor.core.stories.forms import ideas_in, key_of, victims_in
from monitor.core.stories.index import Vector
from monitor.core.stories.names import Naming
from monitor.core.stories.stance import Stance

GRAVE = (
    Severity.MEDIUM
)  # from here on doubt opens a new story: a swallowed attack is worse than a repeated one
LARGE = 5  # from which a number that two reports share says something
_LONG = 4  # characters of a figure that is likely a code, a great number or a magnitude


@dataclass(frozen=True, slots=True)
class Side:
    """One report of a pair.

    ``numbers`` and ``figures`` are those that say something, ``ideas`` what its words stand for, ``kinds`` what
    happened, ``struck`` whom; ``place_names`` are the keys of the names of its places and countries.
    ``victims`` are whom it befell and what was hit, more finely than ``struck``, ``headline_victims`` those the headline names,
    ``headline_peoples`` the countries whose people it does, ``held`` how many captives there are.
    ``is_aftermath`` says that its headline tells of what follows an event, ``counts`` that it counts what may grow.
    """

    features: Features
    effective: datetime
    spots: tuple[Place, ...]
    numbers: frozenset[int]
    figures: frozenset[str]
    ideas: frozenset[str]
    kinds: frozenset[str]
    headline_kinds: frozenset[str]
    struck: frozenset[str]
    headline_victims: Named
    victims: Named
    headline_peoples: frozenset[str]
    held: int
    naming: Naming
    place_names: frozenset[str]
    countries: frozenset[str]
    is_latin: bool
    is_aftermath: bool
    counts: bool


def side_of(features: Features, vector: Vector, effective: datetime, spots: tuple[Place, ...]) -> Side:
    """Return what is compared of a report."""
    title = features.title.split()
    headline: frozenset[str] = ideas_in(title)
    is_aftermath = follows(headline)
    figures = (*features.figures, *features.led_figures)
    place_words = chain(
        *features.countries.values(),
        *(spot.id.split("-") for spot in spots),  # the id of a place is its name as a slug
    )
    return Side(
        features=features,
        effective=effective,
        spots=spots,
        numbers=frozenset(number for number in features.numbers if number >= LARGE),
        figures=frozenset(figure for figure in figures if len(figure) >= _LONG or "." in figure),
        ideas=vector.ideas,
        kinds=happened(vector.ideas),
        headline_kinds=frozenset(features.kinds),
        struck=struck(vector.ideas),
        headline_victims=_headline_victims(features, title, is_aftermath=is_aftermath),
        victims=victims_in(features.text.split()),
        headline_peoples=_headline_peoples(features, title),
        held=(features.toll or {}).get("kidnapped", 0),
        naming=vector.naming,
        place_names=frozenset(filter(None, map(key_of, place_words))),
        countries=frozenset((*features.countries, *[spot.country for spot in spots])),
        is_latin=vector.is_latin,
        is_aftermath=is_aftermath,
        counts=grows(headline),
    )


def _headline_victims(features: Features, title: Sequence[str], *, is_aftermath: bool) -> Named:
    """Return whom and what a headline names as hit, without those who but speak of the event.

    What begins with the event and goes on with what came after it ("After the raid, the market opens") names others.
    """
    if title and title[0] in words("AFTERMATH_OF"):
        return frozenset()
    victims = victims_in(title)
    speaks = is_aftermath or features.stance != Stance.REPORTS or not words("SPEECH").isdisjoint(title)
    return frozenset(one for one in victims if one[1] not in SPEAKERS) if speaks else victims


def _headline_peoples(features: Features, title: Sequence[str]) -> frozenset[str]:
    """Return the countries whose people a headline names ("Austrian"), not those it names themselves ("Austria")."""
    return frozenset(
        code
        for code, spelled in features.countries.items()
        if not set(spelled).isdisjoint(title) and not code_of(" ".join(spelled))
    )


def differ(some: Iterable[object], others: Iterable[object]) -> bool:
    """Return whether two reports say something of a kind each, and nothing of it is the same."""
    return bool(some) and bool(others) and set(some).isdisjoint(others)


def kinds_differ(one: Side, other: Side) -> bool:
    """Return whether what one headline says happened is nowhere in the other report, though it says what did."""
    return are_other_kinds(one.headline_kinds, other.kinds) or are_other_kinds(
        other.headline_kinds, one.kinds
    )


def days_differ(one: Side, other: Side) -> bool:
    """Return whether two reports name other days; one of the aftermath names its own."""
    return not (one.is_aftermath or other.is_aftermath) and differ(one.features.days, other.features.days)


def figures_differ(one: Side, other: Side) -> bool:
    """Return whether two headlines count or call something differently that does not grow, as a toll does."""
    if not one.figures.isdisjoint(other.figures):
        return False
    may_grow = one.counts or other.counts
    headlines = not may_grow and differ(one.features.figures, other.features.figures)
    return headlines or differ(one.figures, other.figures)


def codes_differ(one: Side, other: Side) -> bool:
    """Return whether two headlines have a code, a magnitude or a great number each, and another one."""
    mine, theirs = one.figures & {*one.features.figures}, other.figures & {*other.features.figures}
    return not (one.counts or other.counts) and differ(mine, theirs)


def numbers_differ(one: Side, other: Side) -> bool:
    """Return whether two reports have no number in common; where one gives a toll as such, it may have grown."""
    return differ(one.numbers, other.numbers) and "toll" not in one.ideas | other.ideas


def victims_differ(one: Side, other: Side) -> bool:
    """Return whether two headlines tell of other victims, or of other things that were hit."""
    if (
        "coup" in one.kinds and "coup" in other.kinds
    ):  # its soldiers, ministers and broadcasters are all of one event
        return False
    return (
        _are_others(one, other, "who")
        or _are_others(one, other, "what")
        or _are_of_other_peoples(one, other)
        or _are_one_and_many(one, other)
    )


def shares_victims(one: Side, other: Side) -> bool:
    """Return whether what one headline names as hit is in the other report."""
    return not (
        one.headline_victims.isdisjoint(other.victims) and other.headline_victims.isdisjoint(one.victims)
    )


def _are_others(one: Side, other: Side, sort: str) -> bool:
    if (
        not (one.headline_victims and other.headline_victims)
        or one.headline_victims == other.headline_victims
    ):
        return False
    mine = {victim for victim in one.headline_victims if victim[0] == sort}
    theirs = {victim for victim in other.headline_victims if victim[0] == sort}
    return bool(mine and theirs) and mine.isdisjoint(other.victims) and theirs.isdisjoint(one.victims)


def _are_of_other_peoples(one: Side, other: Side) -> bool:
    """Return whether each headline names a people that the other report does not: an American is no Austrian."""
    are_other_kinds = one.kinds != other.kinds and one.kinds.isdisjoint(other.kinds)
    if one.is_aftermath or other.is_aftermath or are_other_kinds:
        return False
    return bool(one.headline_peoples - other.countries and other.headline_peoples - one.countries)


def _are_one_and_many(one: Side, other: Side) -> bool:
    """Return whether one report tells of one captive and the other of several."""
    held, others = one.held, other.held
    return held != others and min(held, others) == 1
