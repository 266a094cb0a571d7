"""What grouping compares of a report; it is stored, so that a restart changes no decision."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Self

from monitor.core.feeds.urls import canonical
from monitor.core.language.clauses import is_past
from monitor.core.language.days import days_of
from monitor.core.language.numbers import numbers_of
from monitor.core.model import Entry, Match, Place, Report, Severity
from monitor.core.settings import Config, Feed, HistoricEvent, Signals
from monitor.core.stories.geography import areas_of
from monitor.core.stories.names import Names, names_of
from monitor.core.stories.pieces import words_of
from monitor.core.stories.stance import Stance, stance_of
from monitor.core.stories.words import is_again

_LEAD = 60  # words of the summary that are compared: the event stands at the beginning
# World agencies whose copy appears under many names; written as they are, "ap" would be a word of several languages.
_SHORT = ("AFP", "AP", "DPA", "dpa", "EFE", "ANSA", "TASS", "RIA")
_LONG = ("Reuters", "Associated Press", "Agence France-Presse", "Xinhua", "Anadolu", "Bloomberg")
_ARABIC = ("فرانس برس", "رويترز", "أسوشيتد برس", "الأناضول", "شينخوا")
_AGENCIES = (*_SHORT, *_LONG, *_ARABIC)
_AGENCY = re.compile(rf"\b({'|'.join(_SHORT + _LONG)})\b|({'|'.join(_ARABIC)})")
_SAME_AGENCY = {
    "agence france-presse": "afp",
    "فرانس برس": "afp",
    "associated press": "ap",
    "أسوشيتد برس": "ap",
    "رويترز": "reuters",
    "الأناضول": "anadolu",
    "شينخوا": "xinhua",
}


@dataclass(frozen=True, slots=True)
class Features:
    """One report as the window sees it.

    ``title`` and ``text`` (title and lead) are folded. ``house`` is who publishes it, of this ``kind``; ``publisher``
    who is quoted: the house, or the agency or house whose report it carries. ``days`` are those it names, ``again``
    says that it calls its event a further one, ``looks_back`` that its headline is about the past (its dead are no
    news). ``actors`` are the named groups among the concepts.
    """

    feed: str
    title: str
    text: str
    link: str
    severity: Severity
    publisher: str
    house: str = ""
    kind: str = "other"
    stance: Stance = Stance.REPORTS
    again: bool = False
    looks_back: bool = False
    concepts: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    days: tuple[date, ...] = ()
    toll: Mapping[str, int] | None = None
    names: Names = field(default_factory=Names)

    def grown(self, later: Self) -> Self:
        """Return these features after further hits on the same entry: what is compared of the text stays."""
        return replace(
            self,
            severity=max(self.severity, later.severity),
            house=later.house,
            kind=later.kind,
            stance=later.stance if self.stance == Stance.REPORTS else self.stance,
            concepts=_union(self.concepts, later.concepts),
            actors=_union(self.actors, later.actors),
            places=_union(self.places, later.places),
            areas=_union(self.areas, later.areas),
            toll={} if self.looks_back else _greatest((self.toll or {}, later.toll or {})),
        )


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the configuration says that grouping and the trends need."""

    feeds: Mapping[str, Feed] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    signals: Signals = field(default_factory=Signals)
    history: tuple[HistoricEvent, ...] = ()

    @classmethod
    def of(cls, config: Config) -> Self:
        """Return what ``config`` says."""
        return cls(config.feeds, config.places, config.signals, config.history)


def read(report: Report, known: Knowledge) -> Features:
    """Return what grouping compares of ``report``."""
    signals = known.signals
    entry, matches = report.entry, [hit.match for hit in report.hits]
    headline = tuple(words_of(entry.title))
    lead = " ".join(entry.summary.split()[:_LEAD])
    words = (*headline, *islice(words_of(lead), _LEAD))
    house, kind = _house(entry, known)
    looks_back = is_past(entry.title, entry.effective)
    places = _union((), (place for match in matches for place in match.places))
    concepts = _union((), (name for match in matches for name in match.concepts))
    return Features(
        feed=entry.feed,
        title=" ".join(headline),
        text=" ".join(words),
        link=canonical(entry.link or "") or "",
        severity=max((match.severity for match in matches), default=Severity.INFO),
        publisher=_agency(entry.author, entry.title, entry.summary) or house,
        house=house,
        kind=kind,
        stance=_stance(entry, lead, matches, signals.denial),
        again=is_again(words),
        looks_back=looks_back,
        concepts=concepts,
        actors=tuple(name for name in concepts if name in signals.actors),
        places=places,
        areas=areas_of(places, known.places),
        numbers=numbers_of(words),
        days=days_of(words, entry.effective.date()),
        toll={} if looks_back else _greatest(match.toll or {} for match in matches),
        names=names_of(entry.title, lead),
    )


def unread(report: Report, known: Knowledge) -> Features:
    """Return what is known of ``report`` without reading its text: nothing that it could be compared by."""
    entry = report.entry
    house, kind = _house(entry, known)
    severity = max((hit.match.severity for hit in report.hits), default=Severity.INFO)
    return Features(entry.feed, "", "", "", severity, house, house, kind)


def _house(entry: Entry, known: Knowledge) -> tuple[str, str]:
    """Return who publishes an entry, and of what kind they are."""
    feed = known.feeds.get(entry.feed)
    return (feed.publisher or entry.feed, feed.kind) if feed else (entry.feed, "other")


def _stance(entry: Entry, lead: str, matches: Iterable[Match], denial: str) -> Stance:
    """Return what a report says of its event; ``denial`` is the tag, or the vocabulary, of denials."""
    if any(denial in (*match.tags, *match.concepts) for match in matches):
        return stance_of(entry.title, lead)
    return Stance.REPORTS


def _agency(*texts: str | None) -> str | None:
    text = "\n".join(filter(None, texts))
    if not any(map(text.__contains__, _AGENCIES)):  # seven times faster than the expression, and mostly so
        return None
    found = _AGENCY.search(text)
    name = found[0].casefold() if found else ""
    return f"agency:{_SAME_AGENCY.get(name, name)}" if found else None


def _union(known: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*known, *more}))


def _greatest(tolls: Iterable[Mapping[str, int]]) -> dict[str, int]:
    greatest: dict[str, int] = {}
    for toll in tolls:
        for kind, number in toll.items():
            greatest[kind] = max(number, greatest.get(kind, 0))
    return greatest
