"""Events and areas that the trends count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.core.model import Place, Severity
from monitor.core.stories.geography import are_apart, spots
from monitor.core.stories.model import Knowledge
from monitor.core.stories.story_state import StoryState

LEAST = Severity.MEDIUM  # look-backs and analyses are graded lower


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A country, a district of it (a region of the gazetteer), or a theme in a country."""

    country: str
    region: str = ""
    tag: str = ""

    def __str__(self) -> str:
        return f"{self.region} ({self.country})" if self.region else self.country

    @property
    def key(self) -> str:
        """The area as one word of a key."""
        return "/".join(part for part in (self.country, self.region, self.tag) if part)

    def holds(self, place: Place) -> bool:
        """Return whether a place lies in the area."""
        return place.country == self.country and self.region in {"", place.region}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, and the entries that report it (none if it is known from before the store)."""

    day: date
    spots: tuple[Place, ...]
    tags: tuple[str, ...]
    actors: tuple[str, ...]
    entries: tuple[int, ...] = ()

    def areas(self) -> frozenset[Area]:
        """Return the countries and districts it happened in."""
        countries = {Area(spot.country) for spot in self.spots}
        return frozenset(countries | {Area(spot.country, spot.region) for spot in self.spots})

    def districts(self, zones: Iterable[str]) -> frozenset[Area]:
        """Return the districts it happened in that lie in ``zones``."""
        return frozenset(Area(spot.country, spot.region) for spot in self.spots if spot.zone in zones)

    def is_before(self, other: "Event") -> bool:
        """Return whether it is not the later one, and not the same event once more."""
        return self.day <= other.day and not is_same(self, other)


def from_state(state: StoryState, known: Knowledge) -> Event | None:
    """Return the event that a story tells, None if it is too slight, denied, or nowhere in the gazetteer."""
    story, where = state.story, spots(state.ledger.places, known.places)
    if story.severity < LEAST or story.denied or not where:
        return None
    actors = tuple(name for name in story.concepts if name in known.signals.actors)
    return Event(story.first_at.date(), where, story.tags, actors, story.entries)


def from_history(known: Knowledge) -> tuple[Event, ...]:
    """Return the events known from before the store whose places are in the gazetteer."""
    return tuple(
        Event(past.date.date(), (known.places[past.place],), past.tags, (past.actor,) if past.actor else ())
        for past in known.history
        if past.place in known.places
    )


def is_same(one: Event, other: Event) -> bool:
    """Return whether two events may be one: within a day, at spots that are not apart."""
    return abs((one.day - other.day).days) <= 1 and not are_apart(one.spots, other.spots)


def distinct(events: Sequence[Event]) -> list[Event]:
    """Return the events without those that may be one of the others once more."""
    kept: list[Event] = []
    for event in sorted(events, key=lambda event: event.day):
        if not any(is_same(event, other) for other in kept):
            kept.append(event)
    return kept


def count_by_week(events: Iterable[Event], day: date, weeks: int) -> list[int]:
    """Return how many happened in each of the ``weeks`` weeks that end on ``day``, the oldest first."""
    counts = [0] * weeks
    for event in distinct([event for event in events if 0 <= (day - event.day).days < 7 * weeks]):
        counts[weeks - 1 - (day - event.day).days // 7] += 1
    return counts
