"""What one produced digest or alert says, before it has a language or a shape.

``EditionRequest`` is what the edit step gathers, ``Edition`` is what ``core.digest.compose`` makes of it:
only numbers, names, instants and texts from outside; the words around them belong to ``render``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.core.model import Acknowledgement, Place, Report, Severity, Signal, Story
from monitor.core.operations.notice import NoticeItem
from monitor.core.rules.model import RuleSet
from monitor.core.settings import Alert, Digest, Feed, Recipient
from monitor.core.stories.model import News

Status = Literal["new", "updated", "corrected", "repeated", "escalated"]
OLD = timedelta(days=2)  # an entry published longer ago than this before it was seen says so
DISPUTED = "disputed"  # the section of what somebody denies while others stand by it


@dataclass(frozen=True, slots=True)
class StoryReport:
    """A story as one recipient is to be told it.

    ``new`` are the reports this edition takes, ``earlier`` those an earlier edition of the order took.
    ``told`` is the severity last told by an alert to this recipient, at ``told_at``; None if none did; that was
    corrected at ``corrected_at``. ``why_corrected`` of a corrected story is "denied" (by all who reported it), "disputed"
    or "lowered" (below the order's threshold). ``news`` is what is new in a story that was told before. ``lost_at`` is
    when a message told it that did not arrive. ``acknowledged`` says who has it in hand.
    """

    story: Story
    new: tuple[Report, ...]
    earlier: tuple[Report, ...] = ()
    status: Status = "new"
    told: Severity | None = None
    told_at: datetime | None = None
    corrected_at: datetime | None = None
    why_corrected: str = ""
    news: tuple[News, ...] = ()
    lost_at: datetime | None = None
    acknowledged: Acknowledgement | None = None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Stories or hits taken without being told, and the named reason.

    ``reason`` is a name ("silenced", "min_publishers", "held_back", …), ``detail`` a person's words about it,
    ``titles`` some headlines of what it is about; ``count`` says how many there are in all.
    """

    reason: str
    count: int
    detail: str = ""
    by: str = ""
    until: datetime | None = None
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedFault:
    """A feed that is not watched as it should be: ``state`` is failing, blocked, quiet, …, or ok when it came back."""

    feed: str
    title: str
    state: str
    since: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """How many stories and signals an alert holds back for the same reader; ``why`` is limit, quiet or wait."""

    alert: str
    why: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was watched and what was not. ``changes`` happened since the last edition, ``standing`` were there before.

    ``missed`` are windows that passed unmade and are part of this one; ``undelivered`` counts messages still
    waiting or dead; ``notes`` are further lines about the machine (a refused reload, a rule held back).
    ``held`` is what alerts will tell later. ``learning_since`` is when watching began, while trends that need a mean are silent for lack of one.
    """

    feeds: int = 0
    healthy: int = 0
    entries: int = 0
    changes: tuple[FeedFault, ...] = ()
    standing: tuple[FeedFault, ...] = ()
    missed: tuple[tuple[datetime, datetime], ...] = ()
    undelivered: int = 0
    not_mailed: bool = False
    notes: tuple[str, ...] = ()
    learning_since: datetime | None = None
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stories of a country (its name in the gazetteer; "" if unknown) began on a day before this window."""

    day: date
    country: str
    stories: int


@dataclass(frozen=True, slots=True)
class EditionRequest:
    """Everything an edition is made of.

    ``signals`` may be followed by the titles and links of what they cite in ``cited`` (entry id -> report).
    ``history`` counts the days before the window, of which the store knows ``known_days``.
    ``held_since`` is set when quiet hours delayed this edition; ``overflow`` counts stories that the hourly limit
    gathered into this one message. ``actors`` are the vocabularies of armed groups. Of an edition
    that goes in several messages this is ``part``, and so many stories are ``following``. ``digested`` says of an alert that a
    digest of the same reader asks for all it tells. ``acknowledge`` is the link by which its reader takes its stories in
    hand; of a reminder ``unanswered_since`` is when they were first told.
    """

    order: Digest | Alert
    recipient: Recipient
    start: datetime
    end: datetime
    now: datetime
    number: int
    timezone: ZoneInfo
    config_hash: str
    run: str
    stories: tuple[StoryReport, ...] = ()
    signals: tuple[Signal, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    coverage: Coverage = Coverage()
    next_at: datetime | None = None
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    ruleset: RuleSet = field(default_factory=RuleSet)
    cited: Mapping[int, Report] = field(default_factory=dict)
    history: tuple[Tally, ...] = ()
    known_days: int = 0
    actors: tuple[str, ...] = ()
    part: int = 1
    following: int = 0
    held_since: datetime | None = None
    overflow: int = 0
    digested: bool = False
    limited_until: datetime | None = None
    unanswered_since: datetime | None = None
    acknowledge: str = ""
    drill: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text; ``marked`` where it is among the words that made a rule hit."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Outlet:
    """A feed that reports a story, and how often."""

    feed: str
    title: str
    kind: str
    publisher: str
    reports: int


@dataclass(frozen=True, slots=True)
class CardEntry:
    """An entry as a card lists it; ``hits`` are the ids of its newly taken hits."""

    entry: int
    title: tuple[Span, ...]
    link: str | None
    outlet: str
    kind: str
    lang: str | None
    published: datetime | None
    seen_at: datetime
    hits: tuple[int, ...] = ()
    is_dated_ahead: bool = False

    @property
    def at(self) -> datetime:
        """When it was written as far as we know: when we saw it, where its date is missing or in the future."""
        return (
            self.published if self.published is not None and self.published <= self.seen_at else self.seen_at
        )

    @property
    def is_old(self) -> bool:
        """Return whether it was published long before we saw it."""
        return self.seen_at - self.at >= OLD


@dataclass(frozen=True, slots=True)
class Why:
    """Why an entry matched: rule, where it is written, the words that decided, and the hit to argue about.

    ``reasons`` say it in the reader's words, the decisive one first; empty where the rule has none.
    """

    hit: int
    rule: str
    rule_title: str
    rule_hash: str
    source: str
    severity: Severity
    reason: str
    words: tuple[str, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Toll:
    """Casualties of one kind as reported, lowest to highest."""

    kind: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the reader's words."""

    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Gloss:
    """What a story is about, put together by the machine from what the rules found.

    ``countries`` are those of its places, else those that its vocabularies stand for.
    """

    tags: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    places: tuple[Spot, ...] = ()
    toll: tuple[Toll, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Novelty:
    """Something new in a story that was told before: a ``kind`` of news, in the reader's words.

    A toll rose from ``low`` (None: no figure was told) to ``high``.
    """

    kind: str
    name: str = ""
    place: Spot | None = None
    low: int | None = None
    high: int = 0


@dataclass(frozen=True, slots=True)
class Denier:
    """A publisher that denies a story, in the reader's words; ``kind`` is that of its feed."""

    name: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """A story as an edition shows it. ``entries`` are only those newly taken; ``reports`` counts all.

    ``denials`` are those that stand; ``denied`` says that nobody stands by the story any more.
    """

    story: int
    title: str
    lang: str | None
    severity: Severity
    status: Status
    told: Severity | None
    told_at: datetime | None
    denied: bool
    first_seen: datetime
    last_seen: datetime
    published: datetime | None
    reports: int
    publishers: int
    outlets: tuple[Outlet, ...]
    extract: tuple[Span, ...]
    gloss: Gloss
    whys: tuple[Why, ...]
    entries: tuple[CardEntry, ...]
    earlier: int
    denials: tuple[Denier, ...] = ()
    corrected_at: datetime | None = None
    news: tuple[Novelty, ...] = ()
    lost_at: datetime | None = None
    acknowledged: Acknowledgement | None = None

    @property
    def disputed(self) -> bool:
        """Return whether somebody denies it while others stand by it."""
        return bool(self.denials) and not self.denied

    @property
    def single_source(self) -> bool:
        """Return whether all reports are of one publisher."""
        return self.publishers <= 1

    @property
    def first(self) -> CardEntry | None:
        """Return the entry that dates the story: the first newly taken that is not old, else the newest old one."""
        fresh = [entry for entry in self.entries if not entry.is_old]
        return (
            min(fresh, key=lambda entry: entry.at)
            if fresh
            else max(self.entries, key=lambda entry: entry.at, default=None)
        )


def rank(card: Card) -> tuple[bool, int, int, float, int]:
    """Order stories: what did not arrive before, then by severity, corroboration, recency."""
    return card.lost_at is None, -card.severity, -card.publishers, -card.last_seen.timestamp(), card.story


@dataclass(frozen=True, slots=True)
class Correction:
    """A story told earlier that is denied or disputed, or has fallen below what is told."""

    card: Card
    told: Severity | None
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a signal says: its kind, what it counts (0 if nothing), and the actor in the reader's words."""

    kind: str
    n: int = 0
    actor: str = ""


@dataclass(frozen=True, slots=True)
class SignalCard:
    """A signal with what it cites.

    ``title`` is English; ``findings`` with ``area`` and ``tag`` say the same in any language, where they are known.
    ``weeks`` counts the events of each of the last weeks, oldest first; ``usual`` is the count of a usual one.
    """

    signal: int
    kind: str
    title: str
    severity: Severity
    place: Spot | None
    made_at: datetime
    cited: int
    entries: tuple[CardEntry, ...]
    findings: tuple[Finding, ...] = ()
    area: Spot = field(default_factory=lambda: Spot("", ""))
    tag: str = ""
    weeks: tuple[int, ...] = ()
    usual: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Stories under one heading: the first as cards, the rest as lines.

    ``key`` names the group: a severity, a rule's title, a tag, a country as the gazetteer has it, ``DISPUTED``;
    "" for none.
    """

    key: str
    cards: tuple[Card, ...]
    lines: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One count of a chart; ``usual`` is what that long a window brings on average, None while unknown.

    ``before`` is the count of as long a time before the window, None while unknown; ``killed`` are the dead that the new
    stories counted report, at least and at most.
    """

    label: str
    value: int
    usual: float | None = None
    day: date | None = None
    before: int | None = None
    killed: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Edition:
    """One digest or alert for one recipient, complete but for its words and its shape."""

    kind: Literal["digest", "alert"]
    order: str
    title: str
    template: str
    group_by: str
    recipient: str
    lang: str
    zone: ZoneInfo
    format: str
    discreet: bool
    number: int
    start: datetime
    end: datetime
    made_at: datetime
    next_at: datetime | None
    run: str
    config_hash: str
    sections: tuple[Section, ...] = ()
    developing: Section = Section("", (), ())
    signals: tuple[SignalCard, ...] = ()
    corrections: tuple[Correction, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    countries: tuple[Bar, ...] = ()
    actors: tuple[Bar, ...] = ()
    killed: tuple[int, int] = (0, 0)
    days: tuple[Bar, ...] = ()
    coverage: Coverage = Coverage()
    part: int = 1
    following: int = 0
    late: timedelta | None = None
    held_since: datetime | None = None
    overflow: int = 0
    digested: bool = False
    limited_until: datetime | None = None
    unanswered_since: datetime | None = None
    acknowledge: str = ""
    drill: bool = False

    @property
    def ranked(self) -> tuple[Card, ...]:
        """Return all stories told, the gravest first."""
        return tuple(sorted(self.stories, key=rank))

    @property
    def stories(self) -> tuple[Card, ...]:
        """All stories told, new ones first, in the order shown."""
        parts = (*self.sections, self.developing)
        return tuple(card for part in parts for card in (*part.cards, *part.lines))

    @property
    def is_empty(self) -> bool:
        """Return whether nothing happened that was to be told."""
        return not (self.stories or self.signals or self.corrections)


@dataclass(frozen=True, slots=True)
class Notice:
    """A message about the machine, for operators only."""

    items: tuple[NoticeItem, ...]
    made_at: datetime
    run: str
    config_hash: str
    lang: str = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    format: str = "both"


@dataclass(frozen=True, slots=True)
class Envelope:
    """How one message travels; everything that must not be made up while rendering.

    ``references`` are the ids of the thread, oldest first. ``urgent`` mail asks to be shown at once.
    ``feedback`` and ``unsubscribe`` come from the mail settings (an address, or a URL for one click).
    """

    message_id: str
    date: datetime
    sender: str
    to: str
    references: tuple[str, ...] = ()
    list_id: str = ""
    feedback: str | None = None
    unsubscribe: str | None = None
    urgent: bool = False
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """One edition as it leaves: ``mail`` is the whole message in bytes, ``payload`` the JSON of a webhook.

    ``left`` counts the stories that the HTML does not show.
    ``problems`` says which of the user's templates failed; the shipped one was used instead and the message says so.
    """

    subject: str
    text: str
    html: str | None
    mail: bytes
    payload: bytes
    problems: tuple[str, ...] = ()
    left: int = 0
