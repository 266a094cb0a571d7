"""What came of asking a server for a feed, and of reading its answer: values, never exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from monitor.core.model import ParsedEntry


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets a server say "not modified" and us "same bytes": both skip all further work."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """When a server would like to be asked again: Cache-Control and Expires, and Retry-After."""

    fresh_for: timedelta | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document came. ``whole`` is false if the connection ended before the announced length.

    ``url`` is where it was found; ``moved_to`` is set if every step there was a permanent redirect.
    """

    body: bytes
    url: str
    content_type: str | None = None
    validators: Validators = Validators()
    hints: Hints = Hints()
    moved_to: str | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed (304)."""

    hints: Hints = Hints()
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class SameBytes:
    """The server sent the very document it sent last time."""

    validators: Validators = Validators()
    hints: Hints = Hints()
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The feed was withdrawn for good (410)."""

    state: ClassVar[str] = "gone"
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Say it to people."""
        return "the server says the feed is gone for good (410)"


@dataclass(frozen=True, slots=True)
class Throttled:
    """We asked too often, or the server is overloaded (429, 503)."""

    state: ClassVar[str] = "throttled"
    status: int
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Say it to people."""
        wait = self.hints.retry_after
        return f"the server asks us to wait ({self.status})" + (f", for {spoken(wait)}" if wait else "")


@dataclass(frozen=True, slots=True)
class Blocked:
    """Something in front of the server refuses us. ``by`` names it."""

    state: ClassVar[str] = "blocked"
    by: str
    status: int
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Say it to people."""
        return f"blocked by {self.by} ({self.status})"


@dataclass(frozen=True, slots=True)
class HttpFailed:
    """The server answered with another error status."""

    state: ClassVar[str] = "failing"
    status: int
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Say it to people."""
        return f"the server answered {self.status}" + _MEANINGS.get(self.status, "")


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer could be had. ``kind``: dns, refused, network, tls, denied, redirect, reset, protocol, address."""

    state: ClassVar[str] = "unreachable"
    kind: str
    detail: str
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Say it to people."""
        return f"{self.kind}: {self.detail}"


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The document exceeds what we are willing to hold; ``limit`` in bytes, after decompression."""

    state: ClassVar[str] = "too large"
    limit: int
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Say it to people."""
        return f"the document is larger than {self.limit / 2**20:g} MiB (polling.max_body)"


@dataclass(frozen=True, slots=True)
class TooSlow:
    """The whole exchange, or the reading of the document, exceeded its deadline."""

    state: ClassVar[str] = "too slow"
    doing: str
    limit: timedelta
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Say it to people."""
        return f"{self.doing} took longer than {spoken(self.limit)}"


@dataclass(frozen=True, slots=True)
class NotAFeed:
    """A document came that is no feed; ``links`` are the feeds that it names."""

    state: ClassVar[str] = "not a feed"
    links: tuple[str, ...] = ()
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Say it to people."""
        named = f", but names these: {' '.join(self.links)}" if self.links else ""
        return f"what came is no feed{named}"


@dataclass(frozen=True, slots=True)
class Unparseable:
    """A document came that nothing could be read from."""

    state: ClassVar[str] = "unparseable"
    why: str
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Say it to people."""
        return f"unparseable: {self.why}"


@dataclass(frozen=True, slots=True)
class Fault:
    """We failed, not the feed: an exception of ours. ``what`` names it, short and without secrets."""

    state: ClassVar[str] = "fault of monitor"
    what: str
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Say it to people."""
        return f"fault of monitor: {self.what}"


Answer = Fetched | NotModified | SameBytes
ParseFailed = NotAFeed | Unparseable | TooSlow | TooLarge
FetchFailed = (
    Gone
    | Throttled
    | Blocked
    | HttpFailed
    | Unreachable
    | TooLarge
    | TooSlow
    | NotAFeed
    | Unparseable
    | Fault
)
FetchResult = Answer | FetchFailed


@dataclass(frozen=True, slots=True)
class ParseRequest:
    """A document to read. ``known`` are the digests of items read before: if the cut is certain they are skipped."""

    body: bytes
    url: str
    content_type: str | None = None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rests:
    """When a feed says, in its document, that asking is no use: hours and weekdays (Monday 0) of UTC."""

    ttl: timedelta | None = None
    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a document says. ``items`` holds the digest of each item, in document order, or nothing if it cannot be cut.

    ``entries`` goes with ``digests`` one by one ("" where there is none). With ``partial``, only items whose
    digest was unknown are among the entries. ``degraded`` names what had to be repaired or dropped.
    """

    entries: tuple[ParsedEntry, ...]
    digests: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    partial: bool = False
    degraded: tuple[str, ...] = ()
    title: str = ""
    lang: str | None = None
    rests: Rests = field(default_factory=Rests)
    version: str = ""


_MEANINGS: Mapping[int, str] = {
    401: ": it wants credentials",
    404: ": there is nothing at this address",
    407: ": the proxy wants credentials",
}


def spoken(span: timedelta) -> str:
    """Write a span for people: 90s, 12m, 3h, 2d."""
    seconds = int(span.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            return f"{round(seconds / size)}{unit}"
    return f"{span.total_seconds():g}s"
