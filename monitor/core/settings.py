"""What the configuration says, as frozen records: the files of a folder after all checks."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from zoneinfo import ZoneInfo

from monitor.core.model import Place, Severity
from monitor.core.rules.model import RuleSet


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that never shows itself: its text is only had by asking for ``reveal``."""

    reveal: str = field(repr=False)

    def __str__(self) -> str:
        return "***"


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to identify ourselves to one server: basic (user, password), bearer token, or extra headers."""

    username: str | None = field(default=None, repr=False)  # may be a token
    password: Secret | None = None
    bearer: Secret | None = None
    headers: tuple[tuple[str, Secret], ...] = ()

    def as_headers(self) -> dict[str, str]:
        """Return the headers of a request that say who we are (RFC 7617, RFC 6750), secrets in clear."""
        headers = {name: secret.reveal for name, secret in self.headers}
        if self.bearer is not None:
            headers["Authorization"] = f"Bearer {self.bearer.reveal}"
        elif self.username is not None:
            password = self.password.reveal if self.password else ""
            pair = b64encode(f"{self.username}:{password}".encode()).decode("ascii")
            headers["Authorization"] = f"Basic {pair}"
        return headers


@dataclass(frozen=True, slots=True)
class Feed:
    """A source that is polled. ``url`` carries no userinfo; ``every`` is the slowest it is polled.

    ``timeout``, ``max_body`` and ``proxy`` are for this feed alone; None takes the ones for all, ``proxy`` "none" none.
    ``conditional`` false asks for the whole document each time; ``enabled`` false does not ask at all.
    ``accept_certificate`` is the SHA-256 of the one certificate that is taken although TLS would refuse it;
    ``client_cert`` and ``client_key`` are files with the certificate and the key by which its server knows us.
    """

    id: str
    url: str
    title: str
    lang: str | None = None
    kind: str = "other"
    publisher: str | None = None
    tags: tuple[str, ...] = ()
    every: timedelta | None = None
    first_poll: str | None = None
    user_agent: str | None = None
    credentials: Credentials | None = None
    ca_file: str | None = None
    accept_certificate: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    timeout: timedelta | None = None
    max_body: int | None = None
    proxy: str | None = field(default=None, repr=False)  # its URL may hold a password
    conditional: bool = True
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Polling:
    """When and how hard we ask; sizes in bytes."""

    every: timedelta = timedelta(minutes=15)
    fastest: timedelta = timedelta(minutes=5)
    slowest: timedelta = timedelta(hours=6)
    concurrency: int = 100
    per_host: int = 2
    timeout: timedelta = timedelta(seconds=30)
    max_body: int = 10 * 1024 * 1024
    first_poll: str = "baseline"
    health_after: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Network:
    """What may be reached, and how we introduce ourselves."""

    allow_private: tuple[IPv4Network | IPv6Network | str, ...] = ()
    proxy: str | None = field(default=None, repr=False)  # its URL may hold a password
    user_agent: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class OAuth:
    """How we get access tokens ourselves (RFC 6749): by a refresh token if there is one, else as a client of our own.

    Secrets in files are read again for each token; a refresh token that is replaced is written into its file.
    """

    token_url: str
    client_id: str
    client_secret: Secret | None = None
    client_secret_file: str | None = None
    refresh_token: Secret | None = None
    refresh_token_file: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """The way out for messages; ``host`` None writes files instead.

    ``password_file`` and ``token_file`` are read again at each login, ``token_command`` is run for it: it prints an
    OAuth 2 access token; with ``oauth`` we ask for one. ``helo`` is what we call ourselves, ``envelope_from`` where bounces go, ``reply_to`` replies. ``fallbacks`` are tried in order
    where this server cannot be reached or will not have us; what they do not say themselves is as here.
    """

    host: str | None = None
    port: int = 587
    security: str = "starttls"
    username: str | None = None
    password: Secret | None = None
    password_file: str | None = None
    token_file: str | None = None
    token_command: tuple[str, ...] = ()
    oauth: OAuth | None = None
    helo: str | None = None
    sender: str | None = None
    reply_to: str | None = None
    envelope_from: str | None = None
    feedback: str | None = None
    unsubscribe: str | None = None
    ca_file: str | None = None
    fallbacks: tuple["Mail", ...] = ()


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """An outside watcher's URL, pinged only after the delivery state was checked."""

    url: Secret | None = None
    every: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept."""

    entries: timedelta = timedelta(days=90)
    hits: timedelta = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A daily span of local time, in minutes after midnight; may pass midnight.

    Only those that begin on one of ``days`` (Monday is 0; empty: any), or on the one ``day``.
    """

    start: int
    end: int
    days: frozenset[int] = frozenset()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that takes JSON, signed with HMAC-SHA256 when ``secret`` is set.

    ``format`` is the service whose shape it wants, "json" ours; ``chat`` is where in the service. ``ca_file`` holds
    certificates of the receiver's own authority.
    """

    url: Secret
    secret: Secret | None = None
    format: str = "json"
    chat: str | None = None
    credentials: Credentials | None = None
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A program that takes messages on its standard input: ``format`` "json" as a webhook gets them, or "text"."""

    run: tuple[str, ...]
    format: str = "json"
    timeout: timedelta = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who reads: addresses by channel, and the way they want it told.

    Until ``paused_until`` nothing is sent, nor made up for later. ``unknown`` says that an address is a secret which the last good configuration, kept without secrets, cannot tell.
    """

    id: str
    mail: tuple[str, ...] = ()
    file: tuple[str, ...] = ()
    webhook: tuple[Webhook, ...] = ()
    command: tuple[Command, ...] = ()
    timezone: ZoneInfo | None = None
    lang: str = "en"
    quiet: tuple[QuietHours, ...] = ()
    paused_until: datetime | None = None
    format: str = "both"
    discreet: bool = False
    unknown: bool = False

    @property
    def is_withheld(self) -> bool:
        """Return whether nothing can be sent until the files are fixed: what is to be told waits for that."""
        return self.unknown and not (self.mail or self.file or self.webhook or self.command)


@dataclass(frozen=True, slots=True)
class Near:
    """No further than so many kilometres from a place."""

    place: str
    km: float


@dataclass(frozen=True, slots=True)
class Select:
    """Which hits an order takes; an empty tuple asks for nothing.

    ``max_age`` is how long before we saw an entry it may have been published. Each key of ``without`` leaves out what
    it names.
    """

    min_severity: Severity = Severity.INFO
    min_publishers: int = 1
    tags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    max_age: timedelta | None = None
    max_severity: Severity = Severity.CRITICAL
    near: Near | None = None
    without: "Select | None" = None


@dataclass(frozen=True, slots=True)
class Digest:
    """A standing order to report on a schedule: ``cron`` in ``timezone``, or ``every``."""

    id: str
    to: tuple[str, ...]
    cron: str | None
    every: timedelta | None
    timezone: ZoneInfo
    select: Select = Select()
    title: str = ""
    template: str = "digest"
    group_by: str = "severity"
    when_empty: str = "send"
    catch_up: str = "one"
    max_lateness: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who is told when nobody has acknowledged an alert ``after`` it was first told."""

    after: timedelta
    to: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A standing order to report at once, and again each ``repeat`` until somebody acknowledges it.

    ``unless_told_by`` names alerts whose stories it does not tell again; None: those that reach the same mailboxes.
    """

    id: str
    to: tuple[str, ...]
    select: Select = Select(min_severity=Severity.CRITICAL, max_age=timedelta(hours=48))
    title: str = ""
    template: str = "alert"
    wait: timedelta = timedelta(minutes=2)
    max_per_hour: int = 6
    through_quiet: bool = False
    repeat: timedelta | None = None
    escalate: tuple[Escalation, ...] = ()
    unless_told_by: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A temporary order not to report; at least one of story, rule, place, words is set."""

    until: datetime
    reason: str
    by: str
    story: int | None = None
    rule: str | None = None
    place: str | None = None
    words: str | None = None
    even_if_raised: bool = False
    id: int | None = None
    severity: Severity | None = None  # of the story when it was silenced
    begins: datetime | None = None
    recipient: str | None = None  # for whom; None: for all


@dataclass(frozen=True, slots=True)
class HistoricEvent:
    """A dated event known before the store began (config/history.csv); keeps an empty store from crying wolf."""

    date: datetime
    place: str
    tags: tuple[str, ...]
    actor: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Signals:
    """What the trends count: names of tags, of place zones and of vocabularies.

    An entry with a hit tagged with one of ``events`` is an event; counts by theme are kept for each of them.
    ``zones`` are watched for spill-over (none: no such signals). ``untouched`` are countries where no such event is
    known, so that the first one is news in an empty store, too. ``actors`` are vocabularies that name groups.
    ``denial`` is the tag, or the vocabulary, of reports that deny an event. Signals carry ``tags``.
    """

    events: tuple[str, ...] = ("armed_attack",)
    zones: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    denial: str = "denial"
    tags: tuple[str, ...] = ("spillover",)


@dataclass(frozen=True, slots=True)
class Config:
    """One sound configuration. ``files`` holds the texts it was read from, without secrets, under ``hash``."""

    hash: str
    store: str = field(repr=False)  # its URL may hold a password
    var: str  # the folder of everything the service writes: store, outbox
    timezone: ZoneInfo
    polling: Polling
    network: Network
    mail: Mail
    listen: str
    operators: tuple[str, ...]
    heartbeat: Heartbeat
    retention: Retention
    feeds: Mapping[str, Feed]
    ruleset: RuleSet
    places: Mapping[str, Place]
    recipients: Mapping[str, Recipient]
    digests: Mapping[str, Digest]
    alerts: Mapping[str, Alert]
    silences: tuple[Silence, ...]
    history: tuple[HistoricEvent, ...] = ()
    signals: Signals = Signals()
    hosts: tuple[str, ...] = ()  # by which the pages may be asked, besides this machine's
    public: str | None = None  # the address by which readers reach the pages
    files: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    held_back: Mapping[str, str] = field(default_factory=dict)
    checked: "CheckedRules | None" = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class CheckedRules:
    """What checking rules has made, so that it need not be made again: a matcher of this rule set over these places.

    It is not named here by its type: who reads settings should not load what matching needs.
    """

    ruleset: RuleSet
    places: Mapping[str, Place]
    matcher: object
