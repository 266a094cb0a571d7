"""What is remembered of a feed between polls, and what a poll adds to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from monitor.core.feeds.outcomes import Rests, Validators
from monitor.core.model import Match, ParsedEntry, Severity


@dataclass(frozen=True)
class Memory:
    """What a feed taught us; kept as JSON in its row.

    ``newest`` is the effective time of its last entry, ``usual`` the median of the recent gaps between two, in seconds.
    ``latest`` are the newest entries that were shown last: if none of them is shown again, entries may have scrolled off
    between two polls (``missed_at``, since ``missed_from``). ``shown_at`` is when the keys of everything shown were last
    marked. ``moving_to`` is a permanent redirect under observation, ``moved_to`` one that was adopted. ``ill_since`` is
    when the trouble began, ``told`` whether the operators were told.
    ``taken`` counts the new entries of the day that began with ``taken_from``; with ``is_baseline`` entries of the first
    poll still wait. ``incomplete`` says what budgets and faults of ours cut off when entries were last left out
    (``incomplete_at``), ``incomplete_since`` when that began. ``oldest`` is the oldest date of its last whole document,
    ``tops`` in how many polls new entries stood on top, as far as it matters. ``is_empty`` if it shows nothing, ``bridge``
    is the error that it shows in place of news. ``whole_at`` is when a document last came, ``says_unchanged`` if its
    server ever said "not modified", ``distrusted_at`` when that was found to be false.

    The gaps, and which entry each item shown last belongs to, are texts: most polls do not look at them, and a text is
    read and written faster than what it says.
    """

    gaps_text: str = ""
    items_text: str = ""
    usual: int | None = None
    newest: datetime | None = None
    latest: tuple[int, ...] = ()
    overlapped: bool = False
    missed_at: datetime | None = None
    missed_from: datetime | None = None
    shown_at: datetime | None = None
    rests: Rests = field(default_factory=Rests)
    moving_to: str | None = None
    moving_since: datetime | None = None
    moved_to: str | None = None
    degraded: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    ill_since: datetime | None = None
    told: bool = False
    taken: int = 0
    taken_from: datetime | None = None
    is_baseline: bool = False
    oldest: datetime | None = None
    tops: int = 0
    is_empty: bool = False
    bridge: str = ""
    whole_at: datetime | None = None
    says_unchanged: bool = False
    distrusted_at: datetime | None = None
    incomplete: tuple[str, ...] = ()
    incomplete_since: datetime | None = None
    incomplete_at: datetime | None = None

    @property
    def gaps(self) -> tuple[int, ...]:
        """Return the seconds between its entries, the oldest gap first."""
        return tuple(map(int, self.gaps_text.split()))

    @property
    def items(self) -> dict[str, int]:
        """Return the entry of each item shown last, by the digest of the item."""
        pairs = (part.partition(":") for part in self.items_text.split())
        return {digest: int(entry) for digest, _, entry in pairs}

    def with_gaps(self, gaps: Iterable[int], usual: int | None) -> "Memory":
        """Keep these gaps, and what is usual among them."""
        return self.with_values(gaps_text=" ".join(map(str, gaps)), usual=usual)

    def with_items(self, items: Mapping[str, int], latest: tuple[int, ...] | None = None) -> "Memory":
        """Keep the entries of the items shown, and the newest of them."""
        text = " ".join(f"{digest}:{entry}" for digest, entry in items.items())
        return self.with_values(items_text=text, latest=self.latest if latest is None else latest)

    def with_values(self, **values: Any) -> "Memory":
        """Keep other values of some fields: each poll with news does so seven times, and ``replace`` sets all thirty."""
        if not values.keys() <= _BLANK.keys():
            raise TypeError(f"a memory has no {', '.join(values.keys() - _BLANK.keys())}")
        return self._of({**vars(self), **values})

    @classmethod
    def _of(cls, values: Mapping[str, Any]) -> Self:
        """Make one of all its values, without setting each by itself, as frozen records do."""
        memory = cls.__new__(cls)
        vars(memory).update(values)
        return memory

    def to_json(self) -> dict[str, Any]:
        """Return what differs from an empty memory, as plain JSON values."""
        given = ((name, getattr(self, name), empty) for name, empty in _BLANK.items())
        return {name: _plain(value) for name, value, empty in given if value != empty}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` gave; keys of other versions are passed over, and values that cannot be read."""
        try:
            known = {name: value for name, value in stored.items() if name in _BLANK}
            for name in known.keys() & _READERS.keys():
                known[name] = _READERS[name](known[name])
        except (AttributeError, TypeError, ValueError, KeyError):
            # A row that we cannot read must not keep its feed, and all read with it, from being asked.
            return cls()
        return cls._of({**_BLANK, **known})


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed's row, as the poll that claimed it finds it."""

    id: str
    url: str
    host: str
    owner: str | None
    fence: int
    state: str
    failures: int
    validators: Validators
    due_at: datetime | None
    last_fetch_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    memory: Memory

    @property
    def waited(self) -> timedelta | None:
        """Return the pause planned after the last poll."""
        if self.due_at is None or self.last_fetch_at is None:
            return None
        return self.due_at - self.last_fetch_at

    @property
    def address(self) -> str:
        """Where to ask: the configured address unless a permanent redirect was adopted."""
        return self.memory.moved_to or self.url


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """A stored entry that shares a key with something a document shows. ``told`` is the gravest hit by rule.

    Its words may have been given up for their age; ``content_hash`` remains, and tells whether they changed. ``facts`` are
    the figures, places and concepts that its hits told of so far, ``revision`` is the highest of theirs.
    """

    id: int
    title: str
    summary: str
    link: str | None
    published: datetime | None
    content_hash: str
    shown_at: datetime
    keys: int = 1
    told: Mapping[str, Severity] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()
    revision: int = 0


def facts_of(
    toll: Mapping[str, int] | None, places: Iterable[str], concepts: Iterable[str]
) -> frozenset[str]:
    """Return what a hit tells of, to be compared with what others did: each figure, place and concept by its name."""
    tolls = (f"{kind}: {number}" for kind, number in (toll or {}).items())
    return frozenset((*tolls, *(f"place: {place}" for place in places), *concepts))


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A text that no rule could look at, by a fault of ours: why."""

    why: str


Matched = tuple[Match, ...] | Unmatched
"""What rules found in a text."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry to store. ``moved`` keys lead to it from now on, not to whom they did; ``quiet`` hits belong to no edition; ``unmatched`` is why no rule could look at it.

    ``stale`` if it is no news: older than what its feed showed before, or of unknown age in a first poll.
    """

    entry: ParsedEntry
    keys: tuple[str, ...]
    digest: str = ""
    matches: tuple[Match, ...] = ()
    quiet: bool = False
    stale: bool = False
    unmatched: str | None = None
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stored entry that is shown again. ``text`` is set if its words changed; ``keys`` are to be added.

    ``matches`` are only those that make a new hit: a rule that had not hit it, a higher severity, or another toll, place
    or actor; then ``revision`` tells them from the hits of the words before. ``unmatched`` is why no rule could look at the new words.
    """

    known: KnownEntry
    keys: tuple[str, ...]
    digest: str = ""
    text: ParsedEntry | None = None
    matches: tuple[Match, ...] = ()
    revision: int = 0
    unmatched: str | None = None


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """Everything one poll changes, for one commit; void if the lease ``(owner, fence)`` was lost meanwhile.

    ``error`` None means success. ``memory`` None leaves it as it is. ``refresh`` marks the keys shown since then
    as still shown (the document did not change); ``cooldown`` keeps every feed of the host waiting.
    """

    feed: str
    owner: str
    fence: int
    at: datetime
    state: str
    failures: int
    due_at: datetime | None
    error: str | None = None
    validators: Validators | None = None
    memory: Memory | None = None
    arrivals: tuple[Arrival, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    shown: tuple[str, ...] = ()
    refresh: datetime | None = None
    cooldown: tuple[str, datetime] | None = None

    @property
    def hits(self) -> int:
        """Count the new hits."""
        arrived = sum(len(arrival.matches) for arrival in self.arrivals)
        return arrived + sum(len(sighting.matches) for sighting in self.sightings)


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """Whether a feed is watched as it should be.

    ``state`` is ok, new, quiet, missed window, incomplete, empty, dormant,
    error entries, degraded, or what fetching it gave (blocked, unreachable, …).
    ``rhythm`` is the span after which its silence means something, None while not yet known.
    """

    feed: str
    state: str
    since: datetime | None
    error: str
    last_ok_at: datetime | None
    last_new_at: datetime | None
    next_due: datetime | None
    failures: int
    interval: timedelta | None
    rhythm: timedelta | None

    @property
    def healthy(self) -> bool:
        """Return whether nothing is wrong with it."""
        return self.state in ("ok", "new")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Rests):
        ttl = None if value.ttl is None else int(value.ttl.total_seconds())
        return {"ttl": ttl, "hours": list(value.hours), "days": list(value.days)}
    return list(value) if isinstance(value, tuple) else value


def _rests(value: Mapping[str, Any]) -> Rests:
    ttl = value.get("ttl")
    return Rests(
        None if ttl is None else timedelta(seconds=ttl),
        tuple(value.get("hours", ())),
        tuple(value.get("days", ())),
    )


INSTANTS = (
    "newest",
    "oldest",
    "missed_at",
    "missed_from",
    "shown_at",
    "moving_since",
    "ill_since",
    "taken_from",
    "whole_at",
    "distrusted_at",
    "incomplete_since",
    "incomplete_at",
)
_READERS: Mapping[str, Any] = {
    "latest": tuple,
    "degraded": tuple,
    "furniture": tuple,
    "incomplete": tuple,
    "rests": _rests,
    **dict.fromkeys(INSTANTS, datetime.fromisoformat),
}
_BLANK: Mapping[str, Any] = {field.name: getattr(Memory(), field.name) for field in fields(Memory)}
