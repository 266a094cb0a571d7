"""What a report says that none before it said, and whether that is worth telling those who know the story.

``monitor stories show`` lists it, ``monitor route test`` and the alerts decide by it: one function for all three.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from monitor.core.model import Place, Report, Severity
from monitor.core.stories.features import Features, read
from monitor.core.stories.geography import are_apart, narrowest
from monitor.core.stories.model import Kind, Knowledge, News, Step
from monitor.core.stories.stance import Stance

# A toll is news when it passes the next of these; below the first the severity speaks for it.
TOLLS = (25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
_Number = TypeVar("_Number", bound=int)
_COUNTED = frozenset({"killed", "kidnapped"})  # kinds of casualties whose growth is told again


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the reports so far said: themes and actors with the gravest severity, places, the highest tolls."""

    severity: Severity | None = None
    themes: Mapping[str, Severity] = field(default_factory=dict)
    actors: Mapping[str, Severity] = field(default_factory=dict)
    places: Mapping[str, Severity] = field(default_factory=dict)
    tolls: Mapping[str, int] = field(default_factory=dict)

    def with_(self, said: "_Facts") -> "_Facts":
        """Return these facts and those of a report more."""
        severities = [severity for severity in (self.severity, said.severity) if severity is not None]
        return _Facts(
            max(severities, default=None),
            _highest(self.themes, said.themes),
            _highest(self.actors, said.actors),
            _highest(self.places, said.places),
            _highest(self.tolls, said.tolls),
        )


def development(reports: Iterable[Report], known: Knowledge) -> tuple[Step, ...]:
    """Return the steps of a story, by effective date."""
    facts, steps = _Facts(), []
    for report in sorted(reports, key=_in_time):
        entry, said = report.entry, _said(report, known)
        news = tuple(_news(facts, said, report, known))
        severity = said.severity or Severity.INFO
        steps.append(
            Step(entry.id, entry.effective, entry.feed, entry.lang, severity, entry.title, entry.link, news)
        )
        facts = facts.with_(said)
    return tuple(steps)


def grave_news(
    told: Iterable[Report], fresh: Iterable[Report], known: Knowledge, least: Severity
) -> tuple[News, ...]:
    """Return what ``fresh`` reports add to those ``told`` that is worth telling again from ``least`` severity on."""
    facts = _Facts()
    for report in told:
        facts = facts.with_(_said(report, known))
    found: dict[tuple[Kind, str], News] = {}
    for report in sorted(fresh, key=_in_time):
        said = _said(report, known)
        for news in _news(facts, said, report, known):
            if news.is_grave(least):
                found[news.kind, news.value] = news
        facts = facts.with_(said)
    return tuple(found.values())


def _said(report: Report, known: Knowledge) -> _Facts:
    said = _Facts()
    for hit in report.hits:
        match = hit.match
        actors = [name for name in match.concepts if name in known.signals.actors]
        themes = [tag for tag in match.tags if tag != known.signals.denial]
        said = said.with_(
            _Facts(
                match.severity,
                dict.fromkeys(themes, match.severity),
                dict.fromkeys(actors, match.severity),
                dict.fromkeys(match.places, match.severity),
                match.toll or {},
            )
        )
    return said


def _news(facts: _Facts, said: _Facts, report: Report, known: Knowledge) -> Iterator[News]:
    features = read(report, known)
    severity = said.severity or Severity.INFO
    # What denies an event, or looks back at it, adds nothing to it.
    tells = features.stance == Stance.REPORTS and not features.looks_back
    if facts.severity is None:
        yield News(Kind.FIRST, severity=severity)
    if features.stance != Stance.REPORTS:
        yield News(Kind.DENIAL, severity=severity)
    if facts.severity is not None and severity > facts.severity:
        yield News(Kind.SEVERITY, str(severity), severity, facts.severity, is_notable=tells)
    for news in (*_tolls(facts, said), *_names(facts, said, features, known)):
        yield replace(news, is_notable=news.is_notable and tells)


def _tolls(facts: _Facts, said: _Facts) -> Iterator[News]:
    severity = said.severity or Severity.INFO
    for kind, high in said.tolls.items():
        low = facts.tolls.get(kind)
        if low is None or high > low:
            passes = kind in _COUNTED and bisect_right(TOLLS, low or 0) < bisect_right(TOLLS, high)
            yield News(Kind.TOLL, kind, severity, low=low, high=high, is_notable=passes)


def _names(facts: _Facts, said: _Facts, features: Features, known: Knowledge) -> Iterator[News]:
    """Yield what a report names that was not named before; nothing of this is new in the first one."""
    if facts.severity is None:
        return
    elsewhere = _elsewhere(facts, said, features, known.places)
    for place, severity in said.places.items():
        if place not in facts.places:
            yield News(Kind.PLACE, place, severity, is_notable=place in elsewhere)
    for theme, severity in said.themes.items():
        before = facts.themes.get(theme)
        if before is None or severity > before:
            yield News(Kind.THEME, theme, severity, before, is_notable=True)
    for actor, severity in said.actors.items():
        if actor not in facts.actors:  # the first name of who did it belongs to the event that was told
            yield News(Kind.ACTOR, actor, severity, is_notable=bool(facts.actors))


def _elsewhere(
    facts: _Facts, said: _Facts, features: Features, places: Mapping[str, Place]
) -> frozenset[str]:
    """Return the places of a report that are apart from all told ones, and where it is set: in its headline, or alone."""
    before = [places[place] for place in facts.places if place in places]
    named = [places[place] for place in said.places if place in places]
    is_set_there = are_apart(named, before)
    return frozenset(
        spot.id
        for spot in narrowest(named)
        if are_apart([spot], before) and (is_set_there or spot.id.replace("-", " ") in features.title)
    )


def _highest(facts: Mapping[str, _Number], said: Mapping[str, _Number]) -> dict[str, _Number]:
    return {
        name: max(value for value in (facts.get(name), said.get(name)) if value is not None)
        for name in (*facts, *said)
    }


def _in_time(report: Report) -> tuple[datetime, int]:
    return report.entry.effective, report.entry.id
