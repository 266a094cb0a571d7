"""What is remembered of an order, and what is decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.core.editions.edition import StoryReport, Suppressed
from monitor.core.model import Acknowledgement, Hit, Place, Report, Severity, Signal, Story
from monitor.core.settings import Alert, Config, Digest, Feed, Recipient, Signals, Silence
from monitor.core.stories.model import Knowledge

# How far the correction of a told story went: none, below what is told, taken back by all who reported it.
STANDING, FALLEN, DENIED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Standing:
    """A digest or an alert for one of its recipients: "digest:daily" for "duty"."""

    key: str
    order: Digest | Alert
    recipient: Recipient

    @property
    def name(self) -> str:
        """Return which it is: "digest:daily for duty"."""
        return f"{self.key} for {self.recipient.id}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A story or a signal that is to be told, but not yet. ``why`` is wait, quiet or limit."""

    kind: str
    id: int
    since: datetime
    why: str


@dataclass(frozen=True, slots=True)
class OrderState:
    """How far an order looked. ``faults`` are the feeds that its last edition called ill, by state."""

    seen: int = 0
    waiting: tuple[Waiting, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Registered:
    """An order as the store keeps it. ``version`` guards against a writer who read an older one."""

    order: str
    recipient: str
    registered_at: datetime
    after_serial: int
    covered_until: datetime
    editions: int
    version: int
    state: OrderState

    @property
    def low(self) -> int:
        """Return the serial after which nothing was looked at."""
        return max(self.after_serial, self.state.seen)


@dataclass(frozen=True, slots=True)
class Told:
    """What a recipient was last told of a story, as what and when, and how far that was corrected since.

    ``disputed_at`` is when it was told that somebody denies it, ``revived_at`` when it was last told as standing again.
    """

    severity: Severity
    corrected: int
    thread: str
    at: datetime
    corrected_at: datetime | None = None
    disputed_at: datetime | None = None
    revived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another alert told of a story to the same mailboxes."""

    order: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Known:
    """A story as one order of one recipient knows it.

    ``fresh`` are reports with the hits not yet decided, ``earlier`` all other reports. ``told`` is what this order
    told; ``alerted`` what an alert told the recipient, which a digest mentions. ``dismissed`` are undecided hits that a
    person marked false. ``lost_at`` is when an edition told it of which no message arrived. ``elsewhere`` is what
    another alert told the same mailboxes.
    """

    story: Story
    fresh: tuple[Report, ...]
    earlier: tuple[Report, ...] = ()
    told: Told | None = None
    alerted: Told | None = None
    dismissed: tuple[Report, ...] = ()
    lost_at: datetime | None = None
    elsewhere: Elsewhere | None = None
    acknowledged: Acknowledgement | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A hit decided for good: told, or taken untold for a named ``reason``."""

    hit: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What an edition tells of a story: remembered, so that it is not told twice and can be corrected."""

    story: int
    severity: Severity
    at: datetime
    corrected: int = STANDING
    corrected_at: datetime | None = None
    disputed_at: datetime | None = None
    revived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What one message is about, and what its commit decides.

    ``continued`` is what was told of its stories before; ``retold`` are editions of which no message arrived: what they
    told counts as untold, and this one tells it. ``limited_until`` is when what is over the hourly limit is told.
    ``unanswered_since`` is when the stories of a reminder were first told.
    """

    stories: tuple[StoryReport, ...] = ()
    signals: tuple[Signal, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    taken: tuple[Taken, ...] = ()
    claims: tuple[Claim, ...] = ()
    continued: tuple[Told, ...] = ()
    overflow: int = 0
    held_since: datetime | None = None
    unanswered_since: datetime | None = None
    retold: tuple[int, ...] = ()
    limited_until: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to tell, not even what was suppressed."""
        return not (self.stories or self.signals or self.suppressed)


@dataclass(frozen=True, slots=True)
class Context:
    """What decisions about orders need to know besides the stories."""

    now: datetime
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    silences: tuple[Silence, ...] = ()
    signals: Signals = field(default_factory=Signals)
    recipient: str = ""  # for whom is decided

    @property
    def knowledge(self) -> Knowledge:
        """Return what telling news from repetition needs."""
        return Knowledge(self.feeds, self.places, self.signals)


@dataclass(frozen=True, slots=True)
class Letter:
    """One envelope of an edition, ready to be put into the outbox."""

    channel: str
    address: str
    message_id: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition ready to be committed."""

    number: int
    start: datetime
    end: datetime
    made_at: datetime
    config_hash: str
    thread: str
    subject: str
    content: Content
    letters: tuple[Letter, ...]
    urgent: bool


def standings(config: Config) -> tuple[Standing, ...]:
    """Return every digest and alert for each of its recipients that exists and can be reached."""
    orders: dict[str, Digest | Alert] = {alert_key(alert.id): alert for alert in config.alerts.values()}
    orders |= {digest_key(digest.id): digest for digest in config.digests.values()}
    return tuple(
        Standing(key, order, config.recipients[recipient])
        for key, order in orders.items()
        for recipient in dict.fromkeys(order.to)
        if recipient in config.recipients and not config.recipients[recipient].is_withheld
    )


def digest_key(digest: str) -> str:
    """Return the key of a digest among the orders."""
    return f"digest:{digest}"


def alert_key(alert: str) -> str:
    """Return the key of an alert among the orders."""
    return f"alert:{alert}"


def hits_of(reports: tuple[Report, ...]) -> tuple[Hit, ...]:
    """Return the hits of all ``reports``."""
    return tuple(hit for report in reports for hit in report.hits)
