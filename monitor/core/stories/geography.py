"""Which places may be those of one event."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import cos, hypot, radians

from monitor.core.model import Place
from monitor.core.text.folding import fold

NEAR_KM = 15.0  # outlets name a town, its airport, the next village
CAPITAL = "capital"  # the zone of places that also stand for a government or a dateline
_KM_PER_DEGREE = 111.0


def areas_of(places: Iterable[str], known: Mapping[str, Place]) -> tuple[str, ...]:
    """Return the countries and regions of ``places`` as names; a capital's region says nothing of an event."""
    areas = set()
    for name in places:
        if (place := known.get(name)) is not None:
            areas.add(place.country)
            if place.zone != CAPITAL and place.region:
                areas.add(_region(place))
    return tuple(sorted(areas))


def spots(places: Iterable[str], known: Mapping[str, Place]) -> tuple[Place, ...]:
    """Return the known ones of ``places`` that tell where an event was."""
    return narrowest([known[name] for name in places if name in known])


def narrowest(places: Sequence[Place]) -> tuple[Place, ...]:
    """Leave out regions of which a town is named, and capitals beside anything else: they are often a dateline."""
    if len(places) < 2:
        return tuple(places)
    towns = {(place.country, place.region) for place in places if not _is_region(place)}
    found = [p for p in places if not (_is_region(p) and (p.country, p.region) in towns)]
    return tuple([place for place in found if place.zone != CAPITAL] or found)


def are_apart(some: Iterable[Place], others: Iterable[Place]) -> bool:
    """Say whether no two of them, one of each side, may be the same spot. Nothing is apart from nothing."""
    pairs = [(one, other) for one in some for other in others]
    return bool(pairs) and not any(_may_be_same(one, other) for one, other in pairs)


def _may_be_same(one: Place, other: Place) -> bool:
    if one.id == other.id:
        return True
    if one.country == other.country and one.region == other.region and (_is_region(one) or _is_region(other)):
        return True
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return False
    width = cos(radians((one.lat + other.lat) / 2))
    return hypot(one.lat - other.lat, (one.lon - other.lon) * width) * _KM_PER_DEGREE <= NEAR_KM


def _is_region(place: Place) -> bool:
    return _folded(place.name) == _folded(place.region)


_folded = lru_cache(10_000)(fold)


def _region(place: Place) -> str:
    return f"{place.country}/{_folded(place.region)}"
