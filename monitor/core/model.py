"""The words of the domain, each a frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Literal, NamedTuple, Self

_CLOCKS_DIFFER = timedelta(hours=1)  # also a summer time taken for winter time


class Severity(IntEnum):
    """How grave a hit or a story is; comparable, and written in lower case everywhere."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @classmethod
    def named(cls, name: str) -> Self:
        """Return the severity called ``name``; KeyError if there is none."""
        return cls[name.upper()]

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in what a person wrote, where it stands, and what to do about it.

    ``path`` leads through the document: keys of mappings, indices of lists. The configuration turns it into
    file, line and column; the core only knows the path. ``at`` is the index in the text that stands there, if known.
    """

    path: tuple[str | int, ...]
    wrong: str
    remedy: str
    at: int | None = None


class Coordinates(NamedTuple):
    """A point on Earth, in degrees."""

    latitude: float
    longitude: float


class Furniture(NamedTuple):
    """What stood round a report and was taken out: a signature, links to other reports, the outlet's own name."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One thing a feed published, as its document says it; text is plain and clean, times are UTC.

    ``source`` is the publisher that an aggregator names. ``furniture`` is what was taken out of title and summary,
    ``uncut`` what they were before, where anything was.
    """

    id: str | None
    link: str | None
    title: str
    summary: str
    published: datetime | None = None
    updated: datetime | None = None
    author: str | None = None
    lang: str | None = None
    source: str | None = None
    categories: tuple[str, ...] = ()
    coordinates: Coordinates | None = None
    furniture: tuple[Furniture, ...] = ()
    uncut: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a feed published, as first seen and stored.

    ``stale`` if it was no news when it came: older than what its feed had shown before, or of unknown age in a first
    poll. No alert tells it; a digest does, with its age.
    """

    id: int
    feed: str
    title: str
    summary: str
    link: str | None
    author: str | None
    lang: str | None
    published: datetime | None
    seen_at: datetime
    stale: bool = False
    source: str | None = None
    categories: tuple[str, ...] = ()
    coordinates: Coordinates | None = None

    @property
    def is_dated_ahead(self) -> bool:
        """Return whether the entry bears a date later than that of its arrival, beyond what clocks differ by."""
        return self.published is not None and self.published - self.seen_at > _CLOCKS_DIFFER

    @property
    def effective(self) -> datetime:
        """When it happened as far as we know: ``published`` unless that lies in the future (DESIGN section 4)."""
        return (
            self.published if self.published is not None and self.published <= self.seen_at else self.seen_at
        )


@dataclass(frozen=True, slots=True)
class Text:
    """What the matcher reads of an entry."""

    title: str
    summary: str
    lang: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that made a rule hit; ``start`` and ``end`` are code points into ``field``."""

    selection: str
    term: str
    text: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit is as grave as it is, as the author of its rule says it to readers: ``because`` by language, "*" for any.

    ``kind`` says whose words these are: of what lowers or raises the severity, of the rule, or of a selection that was
    found; ``name`` is the severity that follows, or the selection.
    """

    kind: Literal["lower", "raise", "rule", "selection"]
    name: str
    because: Mapping[str, str]

    def in_language(self, lang: str) -> str:
        """Return the words for a reader, in English or whatever there is where none are in his language."""
        said = self.because
        return said.get(lang) or said.get("*") or said.get("en") or next(iter(said.values()), "")


@dataclass(frozen=True, slots=True)
class Match:
    """A rule met by a text, with everything a hit keeps.

    ``why`` says why the severity is not the rule's own ("raised to high: 10 or more killed"), empty if it is; ``reasons``
    say it to readers, the decisive one first, where the rule has words for it.
    ``concepts`` are the vocabularies found (they join languages), ``places`` the ids of gazetteer rows found,
    ``toll`` the casualty figures by kind (killed, wounded, kidnapped, displaced), each the largest reported.
    """

    rule: str
    rule_hash: str
    severity: Severity
    tags: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    why: str = ""
    concepts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    toll: Mapping[str, int] | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry met a rule: a stored match. ``quiet`` hits (baseline, rematch) belong to no edition."""

    id: int
    entry: int
    match: Match
    created_at: datetime
    quiet: bool = False
    story: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """An entry with its hits: what a story is made of."""

    entry: Entry
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the gazetteer. ``zone`` is e.g. core, capital, coastal_north, border; ``arabic`` its name in Arabic."""

    id: str
    name: str
    country: str
    region: str
    zone: str
    lat: float | None
    lon: float | None
    arabic: str = ""

    def called(self, lang: str) -> str:
        """Return its name in the script of a language, as far as the gazetteer has it."""
        return self.arabic if lang == "ar" and self.arabic else self.name


@dataclass(frozen=True, slots=True)
class Denial:
    """A publisher's word that the event of a story did not happen, and the first entry that says so.

    ``kind`` is that of its feed: a state or a party speaks for itself, others pass on that somebody denies.
    """

    publisher: str
    kind: str
    at: datetime
    entry: int


@dataclass(frozen=True, slots=True)
class Story:
    """Entries about one event, as known now.

    ``first_at``/``last_at`` are effective dates of its entries, ``first_seen``/``last_seen`` when we saw them.
    ``toll`` is the range reported by kind: (lowest, highest). ``publishers`` are the independent ones that stand by
    it: houses, with all copies of an agency's report counted once. ``denials`` are those that stand; ``denied`` is
    true when nobody who reported the event stands by it any more, and only then is its severity lowered.
    """

    id: int
    title: str
    severity: Severity
    tags: tuple[str, ...]
    rules: tuple[str, ...]
    concepts: tuple[str, ...]
    places: tuple[str, ...]
    toll: Mapping[str, tuple[int, int]]
    feeds: tuple[str, ...]
    entries: tuple[int, ...]
    first_at: datetime
    last_at: datetime
    first_seen: datetime
    last_seen: datetime
    denied: bool = False
    publishers: tuple[str, ...] = ()
    denials: tuple[Denial, ...] = ()

    @property
    def disputed(self) -> bool:
        """Return whether somebody denies it while others stand by it."""
        return bool(self.denials) and not self.denied


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Somebody has a story in hand, as it was told ``until`` then. ``how`` is "command" or "link"."""

    story: int
    who: str
    how: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Signal:
    """A change in counts (spill-over, surge) that cites entries; alerted and digested like a story.

    ``detail`` holds the figures behind it, for a small table: see ``monitor.core.trends.signals``.
    """

    id: int
    kind: str
    title: str
    severity: Severity
    tags: tuple[str, ...]
    place: str | None
    entries: tuple[int, ...]
    made_at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)
