"""What grouping compares of a report; it is stored, so that a restart changes no decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, takewhile
from typing import Self

from monitor.core.feeds.urls import canonical
from monitor.core.language.agencies import agency_in
from monitor.core.language.clauses import is_plain, looks_back, read_clauses
from monitor.core.language.countries import countries_in
from monitor.core.language.cues import Role
from monitor.core.language.days import days_of
from monitor.core.language.detect import primary
from monitor.core.language.framing import dateline
from monitor.core.language.ideas import happened
from monitor.core.language.line import Line
from monitor.core.language.numbers import numbers_of
from monitor.core.language.words import words as listed
from monitor.core.model import Entry, Match, Report, Severity
from monitor.core.stories.forms import form_of, ideas_in
from monitor.core.stories.model import Knowledge
from monitor.core.stories.names import Names, names_of
from monitor.core.stories.pieces import words_of
from monitor.core.stories.stance import Stance, stance_of
from monitor.core.stories.words import figures_of, is_again, is_survey
from monitor.core.text.bulk import fold_segments
from monitor.core.text.folding import fold

_LEAD = 60  # words of the summary that are compared: the event stands at the beginning
# Roles of words that say what a report is about.
_OF_THE_EVENT = frozenset({Role.EVENT, Role.SAID, Role.DENIED})


@dataclass(frozen=True, slots=True)
class Features:
    """One report as the window sees it.

    ``title`` and ``text`` (title and lead) are folded. ``house`` is whose feed it came by, of this ``kind``; ``outlet``
    is the publisher that an aggregator's feed names for it, as we know or fold it; ``publisher`` is who is quoted: the
    house or outlet, or the agency or house whose report it carries. ``days`` are those it names, ``again`` says that it
    calls its event a further one, ``looks_back`` that its headline is about the past (its dead are no news), ``surveys``
    that it is about many events, ``kinds`` what happened by its headline. ``actors`` are the named groups among the
    concepts. ``countries`` are the codes of those it names, each with the folded words that do. ``figures`` are the
    numbers of the title as written in digits, codes and decimals too ("5.6", "312000"), ``led_figures`` those of the lead.
    """

    feed: str
    title: str
    text: str
    link: str
    severity: Severity
    publisher: str
    house: str = ""
    outlet: str = ""
    kind: str = "other"
    stance: Stance = Stance.REPORTS
    lang: str = ""
    again: bool = False
    looks_back: bool = False
    surveys: bool = False
    kinds: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    countries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: tuple[str, ...] = ()
    led_figures: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    toll: Mapping[str, int] | None = None
    names: Names = field(default_factory=Names)

    def grown(self, later: Self) -> Self:
        """Return these features after further hits on the same entry: what is compared of the text stays."""
        return replace(
            self,
            severity=max(self.severity, later.severity),
            house=later.house,
            outlet=later.outlet,
            kind=later.kind,
            stance=later.stance if self.stance == Stance.REPORTS else self.stance,
            concepts=_union(self.concepts, later.concepts),
            actors=_union(self.actors, later.actors),
            places=_union(self.places, later.places),
            toll={} if self.looks_back else _greatest((self.toll or {}, later.toll or {})),
        )


def read(report: Report, known: Knowledge) -> Features:
    """Return what grouping compares of ``report``."""
    signals = known.signals
    entry, matches = report.entry, [hit.match for hit in report.hits]
    headline = tuple(words_of(entry.title))
    written = dateline(entry.summary)
    lead = " ".join(entry.summary[written.end if written else 0 :].split()[:_LEAD])
    words = (*headline, *islice(words_of(lead), _LEAD))
    figures, led_figures = figures_of(entry.title), figures_of(lead)
    house, kind = _house(entry, known)
    outlet = _outlet(entry, house, known)
    title = _Title.of(entry)
    places = _union((), (place for match in matches for place in match.places))
    concepts = _union((), (name for match in matches for name in match.concepts))
    return Features(
        feed=entry.feed,
        title=" ".join(headline),
        text=" ".join(words),
        link=canonical(entry.link or "") or "",
        severity=max((match.severity for match in matches), default=Severity.INFO),
        publisher=_agency(entry) or outlet or house,
        house=house,
        outlet=outlet,
        kind="other" if outlet else kind,  # a state speaks by its own feed
        stance=_stance(entry, lead, matches, signals.denial),
        lang=primary(entry.lang) or "",
        again=is_again(words),
        looks_back=title.looks_back,
        kinds=title.kinds,
        surveys=is_survey(headline),
        concepts=concepts,
        actors=tuple(name for name in concepts if name in signals.actors),
        places=places,
        numbers=_whole(numbers_of(words), (*figures, *led_figures)),
        countries=countries_in(words, lambda word: form_of(word).country),
        figures=figures,
        led_figures=led_figures,
        days=days_of(words, entry.effective.date()),
        toll={} if title.looks_back else _greatest(match.toll or {} for match in matches),
        names=names_of(entry.title, lead),
    )


@dataclass(frozen=True, slots=True)
class _Title:
    """What the clauses of a title say: whether it looks back, and what kinds of events it tells of."""

    looks_back: bool
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        plain = tuple(words_of(entry.title))
        if is_plain(plain):
            return cls(False, _kinds_of_news(plain))
        line = Line(entry.title, fold_segments((entry.title,)), is_title=True)
        clauses = read_clauses(line, entry.effective)
        said = [
            word for word, role in zip(line.folded.words, clauses.roles, strict=True) if role in _OF_THE_EVENT
        ]
        return cls(looks_back(line, clauses), _kinds_of_news(said))


def _kinds_of_news(said: Sequence[str]) -> tuple[str, ...]:
    """Return what happened by the words of a headline: "residents march after abduction" tells of a march."""
    behind = listed("AFTERMATH_OF")
    return _kinds(takewhile(lambda word: word not in behind, said)) or _kinds(said)


def _kinds(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(happened(ideas_in(said))))


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


def _outlet(entry: Entry, house: str, known: Knowledge) -> str:
    """Return the publisher that a feed names for an entry, empty if it names none but itself."""
    named = _house_named(entry.source, known) if entry.source else ""
    return "" if named == house else named


def _house_named(publisher: str, known: Knowledge) -> str:
    """Return the house that a publisher's name means, by the titles of its feeds; the folded name if it is unknown."""
    if not known.houses:
        for name, feed in known.feeds.items():
            spellings = (feed.title, feed.publisher, name)
            known.houses.update(
                (fold(spelling), feed.publisher or name) for spelling in spellings if spelling
            )
    folded = fold(publisher)
    return known.houses.get(folded, folded)


def _stance(entry: Entry, lead: str, matches: Iterable[Match], denial: str) -> Stance:
    """Return what a report says of its event; ``denial`` is the tag, or the vocabulary, of denials."""
    if any(denial in (*match.tags, *match.concepts) for match in matches):
        return stance_of(entry.title, lead)
    return Stance.REPORTS


def _agency(entry: Entry) -> str:
    """Return the world agency whose copy an entry is, empty if it is none's."""
    name = agency_in("\n".join(filter(None, (entry.author, entry.title, entry.summary))))
    return f"agency:{name}" if name else ""


def _whole(numbers: Iterable[int], figures: Iterable[str]) -> tuple[int, ...]:
    """Return the numbers that are no parts of decimals."""
    parts = {int(part) for figure in figures if "." in figure for part in figure.split(".")}
    return tuple(number for number in numbers if number not in parts)


def _union(known: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*known, *more}))


def _greatest(tolls: Iterable[Mapping[str, int]]) -> dict[str, int]:
    greatest: dict[str, int] = {}
    for toll in tolls:
        for kind, number in toll.items():
            greatest[kind] = max(number, greatest.get(kind, 0))
    return greatest
