"""How a story developed: what each report said that none before it had said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.core.model import Match, Place, Report, Severity


@dataclass(frozen=True, slots=True)
class Step:
    """A report in its story. ``news`` are the facts it added, in words: empty if it only repeats."""

    entry: int
    at: datetime
    feed: str
    lang: str | None
    severity: Severity
    title: str
    link: str | None
    news: tuple[str, ...]


@dataclass(slots=True)
class _Known:
    severity: Severity | None = None
    toll: dict[str, int] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)


def development(
    reports: Iterable[Report], denial: str = "denial", places: Mapping[str, Place] | None = None
) -> tuple[Step, ...]:
    """Return the steps of a story, by effective date; ``denial`` is the tag or vocabulary of denials.

    ``places`` name the places that are new; those that are not there are told by their ids.
    """
    known, steps = _Known(), []
    for report in sorted(reports, key=lambda report: (report.entry.effective, report.entry.id)):
        entry, matches = report.entry, [hit.match for hit in report.hits]
        severity = max((match.severity for match in matches), default=Severity.INFO)
        news = tuple(_news(known, matches, severity, denial, places or {}))
        facts = (entry.id, entry.effective, entry.feed, entry.lang, severity, entry.title, entry.link)
        steps.append(Step(*facts, news))
    return tuple(steps)


def _news(
    known: _Known, matches: Sequence[Match], severity: Severity, denial: str, places: Mapping[str, Place]
) -> list[str]:
    """Return what is new, and know it from now on."""
    is_first = known.severity is None
    news = ["first report"] if is_first else []
    if any(denial in (*match.tags, *match.concepts) for match in matches):
        news.append("denies it")
    if known.severity is not None and severity > known.severity:
        news.append(f"raised to {severity}")
    known.severity = max(severity, known.severity or severity)
    news += _new_tolls(known, matches)
    for match in matches:
        named = [places[place].name if place in places else place for place in match.places]
        news += _added(known.places, named, "place", is_first)
        news += _added(known.tags, [tag for tag in match.tags if tag != denial], "about", is_first)
    return news


def _new_tolls(known: _Known, matches: Sequence[Match]) -> list[str]:
    news = []
    for match in matches:
        for kind, number in (match.toll or {}).items():
            before = known.toll.get(kind)
            if before is None:
                news.append(f"{kind} {number}")
            elif number > before:
                news.append(f"{kind} {before} to {number}")
            known.toll[kind] = max(number, before or 0)
    return news


def _added(known: set[str], names: Iterable[str], word: str, is_first: bool) -> list[str]:
    fresh = [name for name in names if name not in known]
    known.update(fresh)
    return [] if is_first else [f"{word} {name}" for name in fresh]
