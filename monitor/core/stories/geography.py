"""Which places may be those of one event."""

from collections.abc import Iterable, Mapping, Sequence
from math import cos, hypot, radians

from monitor.core.model import Place

NEAR_KM = 15.0  # outlets name a town, its airport, the next village
CAPITAL = "capital"  # the zone of places that also stand for a government or a dateline
_KM_PER_DEGREE = 111.0
_NEAR, _REGION = 0.8, 0.4  # how much it says that two spots are near, or that one lies in the other


def spots(places: Iterable[str], known: Mapping[str, Place], title: str = "") -> tuple[Place, ...]:
    """Return the known ones of ``places`` that tell where an event was: those in its folded title, if there are any."""
    found = [known[name] for name in places if name in known]
    titled = [place for place in found if _is_in(place, title)]
    return narrowest(titled or found)


def _is_in(place: Place, title: str) -> bool:
    # The id of a place is its name as a slug.
    return f" {place.id.replace('-', ' ')} " in f" {title} "


def narrowest(places: Sequence[Place]) -> tuple[Place, ...]:
    """Leave out regions of which a town is named, and capitals beside anything else: they are often a dateline."""
    if len(places) < 2:
        return tuple(places)
    towns = {(place.country, place.region) for place in places if not _is_region(place)}
    found = [p for p in places if not (_is_region(p) and (p.country, p.region) in towns)]
    return tuple([place for place in found if place.zone != CAPITAL] or found)


def are_apart(some: Iterable[Place], others: Iterable[Place]) -> bool:
    """Return whether no two of them, one of each side, may be the same spot. Nothing is apart from nothing."""
    pairs = [(one, other) for one in some for other in others]
    return bool(pairs) and not any(_agreement(one, other) for one, other in pairs)


def agreement(some: Iterable[Place], others: Iterable[Place]) -> float:
    """Return how far two reports agree on where it was: 1 for one spot, less for near ones or a town in its region."""
    return max((_agreement(one, other) for one in some for other in others), default=0.0)


def _agreement(one: Place, other: Place) -> float:
    if one.id == other.id:
        return 1.0
    if one.country == other.country and one.region == other.region and (_is_region(one) or _is_region(other)):
        return _REGION
    distance = kilometres(one, other)
    return _NEAR if distance is not None and distance <= NEAR_KM else 0.0


def kilometres(one: Place, other: Place) -> float | None:
    """Return how far two places lie apart, right to a hundredth within a region; None if one's spot is not known."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    width = cos(radians((one.lat + other.lat) / 2))
    east = (one.lon - other.lon + 180) % 360 - 180
    return hypot(one.lat - other.lat, east * width) * _KM_PER_DEGREE


def _is_region(place: Place) -> bool:
    return place.name.casefold() == place.region.casefold()
