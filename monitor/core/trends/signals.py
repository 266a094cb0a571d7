"""Counts over time become signals: spill-over into watched zones, and surges of a theme in a country.

A story of medium severity or more is an event, on the day its first report speaks of. Two stories of one spot within
a day count once: doubt splits stories, and a trend must not feed on doubt. Nothing here cries wolf in an empty store:
a district's first event counts only where history is known, and means are compared only after twelve weeks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import exp, sqrt
from typing import Any

from monitor.core.model import Severity, Signal
from monitor.core.stories.model import Knowledge
from monitor.core.stories.story_state import StoryState
from monitor.core.trends.events import Area, Event, count_by_week, distinct, from_history, from_state

WEEK = timedelta(days=7)
LEARNING = 12 * WEEK  # until a mean says anything
KNOWN_AFTER = 4 * WEEK  # of watching, a first event is a first one even without history
QUIET_FOR = 4 * WEEK  # after a signal about an area, the same kind of news about it is none

_LATE = timedelta(days=7)  # an older event is history when we learn of it
_USUAL_OVER = 52  # weeks before, over which the usual count of a district is taken
_TWO_ARE_USUAL = 0.05  # chance of as many events in a week from which on they are nothing special
_ABOVE_MEAN = 0.001  # chance of a four-week count below which it is no accident
_SURGE = 0.0001  # the same for a week of one theme in one country: far more of them are looked at
_LEAST_IN_FOUR_WEEKS, _LEAST_IN_SURGE = 3, 4
_CITED = 20
_BUILD_UPS = frozenset({"two_in_a_week", "above_mean"})


@dataclass(frozen=True, slots=True)
class Raised:
    """A signal before it has a number. ``key`` (kind, area and day) lets it be raised once.

    ``detail`` has the ``area`` (also as ``country``, ``region``, ``tag``), the ``findings`` to be said in the reader's
    language, the count of each of the last twelve ``weeks``, oldest first, and the ``usual`` count of a week.
    """

    key: str
    kind: str
    title: str
    severity: Severity
    tags: tuple[str, ...]
    place: str | None
    entries: tuple[int, ...]
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Finding:
    """What is remarkable about an event. The first of several gives the signal its name."""

    kind: str
    title: str
    is_first: bool = False
    actor: str = ""
    n: int = 0


class Chronicle:
    """All events that the store knows, with those of history, and what was raised about them.

    ``since`` is when watching began, None before the first story. ``last_serial`` is the newest story taken in.
    """

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.since: datetime | None = None
        self.last_serial = 0
        self._events: dict[int, Event] = {}
        self._by_area: dict[Area, dict[int, Event]] = {}
        self._raised: dict[str, datetime] = {}
        for number, event in enumerate(from_history(known), 1):
            self._enter(-number, event)

    def note(self, states: Iterable[StoryState]) -> None:
        """Take in stories, new or grown."""
        for state in states:
            story = state.story
            self.since = min(self.since or story.first_seen, story.first_seen)
            self._leave(story.id)
            if (event := from_state(state, self.known)) is not None:
                self._enter(story.id, event)

    def note_signals(self, signals: Iterable[Signal]) -> None:
        """Take in signals raised before."""
        for signal in signals:
            self._remember(signal.detail, signal.made_at)

    def signals(self, stories: Iterable[int], now: datetime) -> tuple[Raised, ...]:
        """Return what the counts show now that ``stories`` were reported; it is taken as raised."""
        found: list[Raised] = []
        for story in sorted(set(stories) & self._events.keys()):
            if now.date() - self._events[story].day <= _LATE:
                for signal in (*self._spill_over(story, now), *self._surges(story, now)):
                    self._remember(signal.detail, now)
                    found.append(signal)
        return tuple(found)

    def is_learning(self, now: datetime) -> bool:
        """Return whether means are not compared yet."""
        return is_learning(self.since, now)

    def _spill_over(self, story: int, now: datetime) -> Iterator[Raised]:
        event, signals = self._events[story], self.known.signals
        if not set(event.tags) & set(signals.events):
            return
        for area in sorted(event.districts(signals.zones)):
            others = [other for number, other in self._attacks(area).items() if number != story]
            findings = [*self._firsts(event, area, others, now), *self._more(event, area, others, now)]
            told = [found for found in findings if not self._is_told(area, found, now)]
            if told:
                yield self._raised_of(told, event, area, others)

    def _firsts(self, event: Event, area: Area, others: Sequence[Event], now: datetime) -> Iterator[_Finding]:
        if not self._is_known(area.country, now):
            return
        for actor in event.actors:
            before = self._attacks(Area(area.country)).values()
            in_zones = (other for other in before if other.districts(self.known.signals.zones))
            if not any(actor in other.actors for other in in_zones if other.is_before(event)):
                title = f"First event of {actor} known in {area.country}"
                yield _Finding("first_by_group", title, is_first=True, actor=actor)
        if not any(other.is_before(event) for other in others):
            yield _Finding("first_in_district", f"First event known in {area}", is_first=True)

    def _more(self, event: Event, area: Area, others: Sequence[Event], now: datetime) -> Iterator[_Finding]:
        before = [other for other in others if other.day <= event.day]
        week = distinct([event, *(other for other in before if event.day - other.day < WEEK)])
        usual = _usual(before, event.day)
        if len(week) >= 2 and tail(len(week), usual) < _TWO_ARE_USUAL:
            title = f"{len(week)} events within 7 days in {area}"
            yield _Finding("two_in_a_week", title, n=len(week))
        if not self.is_learning(now) and _is_above_mean(count_by_week([event, *before], event.day, 16)):
            yield _Finding("above_mean", f"More events in four weeks than usual in {area}")

    def _surges(self, story: int, now: datetime) -> Iterator[Raised]:
        event = self._events[story]
        if self.is_learning(now):
            return
        for country in sorted({spot.country for spot in event.spots}):
            for tag in event.tags:
                area = Area(country, tag=tag)
                same = [other for other in self._by_area.get(Area(country), {}).values() if tag in other.tags]
                weeks = count_by_week(same, event.day, 13)
                mean = sum(weeks[:-1]) / 12
                if weeks[-1] < _LEAST_IN_SURGE or tail(weeks[-1], max(mean, 1 / 12)) >= _SURGE:
                    continue
                title = f"{weeks[-1]} events of {tag} within 7 days in {country}"
                finding = _Finding("surge", title, n=weeks[-1])
                if not self._is_told(area, finding, now):
                    yield self._raised_of([finding], event, area, same)

    def _raised_of(
        self, findings: Sequence[_Finding], event: Event, area: Area, others: Sequence[Event]
    ) -> Raised:
        first = findings[0]
        lately = [other for other in others if timedelta() <= event.day - other.day < 4 * WEEK]
        cited = dict.fromkeys(entry for one in (event, *lately) for entry in one.entries)
        is_surge = first.kind == "surge"
        return Raised(
            key=f"{first.kind}:{area.key}:{event.day.isoformat()}",
            kind=first.kind,
            title="; ".join(found.title for found in findings),
            severity=Severity.MEDIUM if is_surge else Severity.HIGH,
            tags=(area.tag,) if is_surge else self.known.signals.tags,
            place=next((spot.id for spot in event.spots if area.holds(spot)), None),
            entries=tuple(cited)[:_CITED],
            detail={
                "area": area.key,
                "country": area.country,
                "region": area.region,
                "tag": area.tag,
                "kinds": [found.kind for found in findings],
                "findings": [{"kind": found.kind, "actor": found.actor, "n": found.n} for found in findings],
                "weeks": count_by_week([event, *(o for o in others if o is not event)], event.day, 12),
                "usual": round(_usual(others, event.day), 2),
            },
        )

    def _is_known(self, country: str, now: datetime) -> bool:
        """Return whether enough is known of a country to call an event a first one."""
        if country in self.known.signals.untouched:
            return True
        if self.since is not None and now - self.since >= KNOWN_AFTER:
            return True
        return any(number < 0 for number in self._by_area.get(Area(country), ()))

    def _attacks(self, area: Area) -> dict[int, Event]:
        wanted = set(self.known.signals.events)
        return {
            number: event for number, event in self._by_area.get(area, {}).items() if wanted & set(event.tags)
        }

    def _is_told(self, area: Area, finding: _Finding, now: datetime) -> bool:
        """Return whether this is no news: a first event is told once, a build-up once for its whole country."""
        key = f"{finding.kind}:{area.key}" if finding.is_first or area.tag else f"build-up:{area.country}"
        at = self._raised.get(key)
        return at is not None and now - at < QUIET_FOR

    def _remember(self, detail: Mapping[str, Any], at: datetime) -> None:
        area = str(detail.get("area", ""))
        for kind in detail.get("kinds", ()):
            self._raised[f"{kind}:{area}"] = at
        if not _BUILD_UPS.isdisjoint(detail.get("kinds", ())):
            self._raised[f"build-up:{area.partition('/')[0]}"] = at

    def _enter(self, number: int, event: Event) -> None:
        self._events[number] = event
        for area in event.areas():
            self._by_area.setdefault(area, {})[number] = event

    def _leave(self, number: int) -> None:
        event = self._events.pop(number, None)
        for area in event.areas() if event else ():
            self._by_area[area].pop(number, None)


def is_learning(since: datetime | None, now: datetime) -> bool:
    """Return whether watching began too lately for means to be compared."""
    return since is None or now - since < LEARNING


def tail(count: int, mean: float) -> float:
    """Return the chance that a Poisson variable of this mean is at least ``count``."""
    term, below = exp(-mean), 0.0
    for number in range(count):
        below += term
        term *= mean / (number + 1)
    return max(0.0, 1.0 - below)


def _usual(events: Iterable[Event], day: date) -> float:
    """Return the count of a usual week: the mean of the year before the last seven days, never quite nothing."""
    year = _USUAL_OVER * WEEK
    before = distinct([event for event in events if WEEK <= day - event.day < WEEK + year])
    return (len(before) + 0.5) / _USUAL_OVER


def _is_above_mean(weeks: Sequence[int]) -> bool:
    """Say whether the last four of sixteen weeks stand out from the twelve before: by 2 deviations, not by chance."""
    before, count = weeks[:12], sum(weeks[12:])
    mean = sum(before) / 12
    deviation = max(sqrt(sum((week - mean) ** 2 for week in before) / 11), sqrt(mean))
    expected = 4 * mean
    is_far = count > expected + 2 * 2 * deviation  # four weeks deviate twice as far as one
    return count >= _LEAST_IN_FOUR_WEEKS and is_far and tail(count, max(expected, 1 / 3)) < _ABOVE_MEAN
