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

    @property
    def is_conditional(self) -> bool:
        """Return whether a request made with them is a conditional one."""
        return bool(self.etag or self.last_modified)

    def unconditional(self) -> "Validators":
        """Return what asks for the document whatever the server thinks that we have; the same bytes are still seen."""
        return Validators(body_hash=self.body_hash)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a server lets us ask for yet (x-ratelimit-*): ``remaining`` requests until ``reset`` from now."""

    remaining: int
    reset: timedelta

    @property
    def pause(self) -> timedelta:
        """Return how long the next request to this host should wait, so that the allowance lasts."""
        return self.reset if self.remaining <= 0 else self.reset / (self.remaining + 1)


@dataclass(frozen=True, slots=True)
class Hints:
    """When a server would like to be asked again: Cache-Control and Expires, Retry-After, and its rate limit."""

    fresh_for: timedelta | None = None
    retry_after: timedelta | None = None
    allowance: Allowance | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document came. ``cut_off`` says what ended it too early; what came of it may still be read.

    ``url`` is where it was found; ``moved_to`` is set if every step there was a permanent redirect.
    """

    body: bytes
    url: str
    content_type: str | None = None
    validators: Validators = Validators()
    hints: Hints = Hints()
    moved_to: str | None = None
    cut_off: "TooLarge | Unreachable | None" = None


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
    hint: ClassVar[str] = "find its new address with `monitor feeds test`, or remove it"
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Return what happened, in words."""
        return "the server says the feed is gone for good (410)"


@dataclass(frozen=True, slots=True)
class Throttled:
    """We asked too often, or the server is overloaded (429, 503)."""

    state: ClassVar[str] = "throttled"
    hint: ClassVar[str] = "if it goes on, give the feed a longer `every`"
    status: int
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Return what happened, in words."""
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
        """Return what happened, in words."""
        return f"blocked by {self.by} ({self.status})"

    @property
    def hint(self) -> str:
        """Return what to do about it."""
        return _BLOCK_HINTS.get(self.by.partition(" ")[2], _FAULT_OF_AGENT)


@dataclass(frozen=True, slots=True)
class HttpFailed:
    """The server answered with another error status."""

    state: ClassVar[str] = "failing"
    status: int
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Return what happened, in words."""
        return f"the server answered {self.status}" + _MEANINGS.get(self.status, "")

    @property
    def hint(self) -> str:
        """Return what to do about it."""
        usual = _FAULT_OF_SERVER if self.status >= 500 else _FAULT_OF_ADDRESS
        return _STATUS_HINTS.get(self.status, usual)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer could be had.

    ``kind``: dns, refused, network, tls, client certificate, denied, redirect, reset, protocol, address, proxy, settings.
    """

    state: ClassVar[str] = "unreachable"
    kind: str
    detail: str
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Return what happened, in words."""
        return f"{self.kind}: {self.detail}"

    @property
    def hint(self) -> str:
        """Return what to do about it."""
        return _KIND_HINTS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The document exceeds what we are willing to hold; ``limit`` in bytes, after decompression."""

    state: ClassVar[str] = "too large"
    hint: ClassVar[str] = "a larger `max_body` of the feed reads more of it"
    limit: int
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Return what happened, in words."""
        size = f"{self.limit / 2**20:.3g} MiB" if self.limit >= 2**20 else f"{self.limit / 2**10:.3g} KiB"
        return f"the document is larger than {size}"


@dataclass(frozen=True, slots=True)
class TooSlow:
    """The whole exchange, or the reading of the document, exceeded its deadline."""

    state: ClassVar[str] = "too slow"
    doing: str
    limit: timedelta
    hints: Hints = Hints()

    @property
    def hint(self) -> str:
        """Return what to do about it."""
        return "a longer `timeout` of the feed may help" if "server" in self.doing else ""

    @property
    def reason(self) -> str:
        """Return what happened, in words."""
        return f"{self.doing} took longer than {spoken(self.limit)}"


@dataclass(frozen=True, slots=True)
class NotAFeed:
    """A document came that is not a feed; ``links`` are the feeds that it names."""

    state: ClassVar[str] = "not a feed"
    links: tuple[str, ...] = ()
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Return what happened, in words."""
        named = f", but names these: {' '.join(self.links)}" if self.links else ""
        return f"what came is not a feed{named}"

    @property
    def hint(self) -> str:
        """Return what to do about it."""
        if self.links:
            return "write one of them as the `url`"
        return "open the address in a browser; `monitor feeds test` looks for the feeds of a page"


@dataclass(frozen=True, slots=True)
class Unparseable:
    """A document came that nothing could be read from."""

    state: ClassVar[str] = "unparseable"
    hint: ClassVar[str] = "the publisher has to correct it; `monitor feeds test` shows what came"
    why: str
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Return what happened, in words."""
        return f"unparseable: {self.why}"


@dataclass(frozen=True, slots=True)
class Fault:
    """We failed, not the feed: an exception of ours. ``what`` names it, short and without secrets."""

    state: ClassVar[str] = "fault of monitor"
    hint: ClassVar[str] = ""
    what: str
    hints: Hints = Hints()

    @property
    def reason(self) -> str:
        """Return what happened, in words."""
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


def explain(failure: FetchFailed) -> str:
    """Return why a feed could not be read, and what to do about it."""
    return f"{failure.reason}; {failure.hint}" if failure.hint else failure.reason


@dataclass(frozen=True, slots=True)
class ParseRequest:
    """A document to read. ``known`` are the digests of items read before: if the cut is certain they are skipped.

    ``furniture`` are the digests of lines that were seen to repeat in the document, for when only a part of it is read.
    """

    body: bytes
    url: str
    content_type: str | None = None
    known: frozenset[str] = frozenset()
    furniture: tuple[str, ...] = ()


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
    furniture: tuple[str, ...] = ()


_MEANINGS: Mapping[int, str] = {
    304: ": it says that nothing changed, but it was asked for the whole document",
    401: ": it wants credentials",
    402: ": it wants to be paid",
    404: ": there is nothing at this address",
    407: ": the proxy wants credentials",
    451: ": it may not show this for legal reasons",
}
_FAULT_OF_AGENT = "another `user_agent` or a `proxy` for this feed may help, or a word with its publisher"
_BLOCK_HINTS: Mapping[str, str] = {
    "sign-in page of a network": "sign in to the network that this machine is in",
    "notice that the site is blocked": "a `proxy` outside of this network, such as Tor, may help",
}
_FAULT_OF_SERVER = "this is the server's own fault; if it lasts, tell the publisher"
_FAULT_OF_ADDRESS = (
    "see whether the address opens in a browser; feeds move, `monitor feeds test` looks for the new one"
)
_STATUS_HINTS: Mapping[int, str] = {
    304: "this is the fault of the server or of a cache before it; if it lasts, tell the publisher",
    401: "give the feed `username` and `password`, `bearer` or `headers`",
    402: "give the feed the `headers` of a subscriber",
    407: "write user and password into the address of the proxy",
    451: "a `proxy` in another country may help",
}
_KIND_HINTS: Mapping[str, str] = {
    "dns": "check the spelling of its host; if other feeds fail too, the DNS server of this machine",
    "refused": "check host and port; a server that is down comes back by itself",
    "network": "check the network of this machine; a `proxy` for this feed may find another way",
    "reset": "if it lasts, a `proxy` for this feed may find another way; a server that knows its readers by certificates"
    " wants `client_cert`",
    "tls": "if you know that this is its server, `accept_certificate` of the feed takes the very certificate it shows"
    " (`monitor feeds test`), and `ca_file` any of its authority",
    "client certificate": "the server wants to know us: give the feed the `client_cert` and `client_key` it handed out",
    "redirect": "open it in a browser, and write the address it ends at as the `url`",
    "protocol": "check whether the address and its port belong to a web server",
    "address": "correct the `url`",
    "proxy": "check `proxy` and the program behind it",
    "settings": "correct it in feeds.yaml",
}


def spoken(span: timedelta) -> str:
    """Write a span for people: 90s, 12m, 3h, 2d."""
    seconds = int(span.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            return f"{round(seconds / size)}{unit}"
    return f"{span.total_seconds():g}s"
