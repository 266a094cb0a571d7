"""The one way out: an HTTP client that cannot be led astray, filled up or held up."""

import asyncio
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitor import __version__
from monitor.core.feeds.cadence import is_same_server
from monitor.core.feeds.outcomes import (
    Blocked,
    Fetched,
    FetchFailed,
    FetchResult,
    Gone,
    Hints,
    HttpFailed,
    NotModified,
    SameBytes,
    Throttled,
    TooSlow,
    Unparseable,
    Unreachable,
    Validators,
)
from monitor.core.settings import Feed, Network, Polling
from monitor.fetch import address, faults, wire
from monitor.fetch.address import Address
from monitor.fetch.blocked import blocker, blocker_of_page
from monitor.fetch.body import Bodies
from monitor.fetch.cookies import Jar
from monitor.fetch.decode import ACCEPT_ENCODING, NotDecodableError
from monitor.fetch.guard import AddressDeniedError, Guard
from monitor.fetch.hints import hints
from monitor.fetch.routes import Routes

_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_CHOKED = frozenset({400, 412, 500, 501})  # what servers answer that cannot bear a conditional request
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
_LONGEST_VALUE = 1024
_LONGEST_REPLY = 16 * 1024  # bytes of an answer to something sent: an access token may have thousands
_LONGEST_SHOWN = 200  # characters of an address in a message


@dataclass(frozen=True, slots=True)
class Hop:
    """One exchange on the way to a feed, for a person who wants to see it. Names of headers are in small letters."""

    url: str
    status: int
    headers: Mapping[str, str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Replied:
    """What a server answered to something we sent."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class _Errand:
    """One fetch: of which feed, given what we have of it; ``hops`` is told each exchange."""

    feed: Feed
    validators: Validators
    hops: list[Hop] | None
    deadline: asyncio.Timeout


class Client:
    """Fetch feeds and send what goes out by HTTP: guarded, capped, within a deadline, every outcome a value."""

    def __init__(self, guard: Guard, network: Network, polling: Polling) -> None:
        self._guard = guard
        self._routes = Routes(guard, network.proxy)
        self._agent = network.user_agent or _agent(network.contact)
        self._timeout = polling.timeout
        self._max_body = polling.max_body
        self._bodies = Bodies()

    async def close(self) -> None:
        """Let the threads go."""
        self._bodies.close()
        await self._guard.close()

    async def fetch(self, feed: Feed, validators: Validators) -> FetchResult:
        """Ask for a feed, giving nothing away and taking no more than agreed.

        Without conditions where ``validators`` has none, see ``Validators.unconditional``.
        """
        return await self._within_deadline(feed, validators, None)

    async def trace(self, feed: Feed, validators: Validators, hops: list[Hop]) -> FetchResult:
        """Ask for a feed, noting each exchange in ``hops``; say the fingerprint of a certificate that is refused."""
        result = await self._within_deadline(feed, validators, hops)
        if isinstance(result, Unreachable) and result.kind == "tls" and "sha256:" not in result.detail:
            shown = await self._routes.fingerprint(feed, _after(feed, hops), self._timeout)
            return replace(result, detail=f"{result.detail} (sha256:{shown})") if shown else result
        return result

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        method: str = "POST",
        ca_file: str | None = None,
        timeout: timedelta | None = None,  # noqa: ASYNC109 - the deadline is this method's promise
    ) -> Replied | Unreachable | TooSlow:
        """Send ``body`` to ``url``, following no redirect; say what the server replied."""
        return await self._send(url, method, body, headers, ca_file, timeout or self._timeout)

    async def get(self, url: str) -> Replied | Unreachable | TooSlow:
        """Call ``url``, as a heartbeat does, following no redirect."""
        return await self._send(url, "GET", None, {}, None, self._timeout)

    async def _send(
        self,
        url: str,
        method: str,
        body: bytes | None,
        headers: Mapping[str, str],
        ca_file: str | None,
        deadline: timedelta,
    ) -> Replied | Unreachable | TooSlow:
        sent = {"User-Agent": self._agent, "Accept": "*/*", **headers}
        try:
            async with asyncio.timeout(deadline.total_seconds()):
                request = wire.Request(address.read(url), sent, method, body)
                with await self._routes.send(request, ca_file) as reply:
                    text = (await self._bodies.beginning(reply))[:_LONGEST_REPLY].decode("utf-8", "replace")
                    return Replied(reply.status, text)
        except TimeoutError:
            return TooSlow("the exchange with the server", deadline)
        except faults.EXPECTED as error:
            return faults.unreachable(error)

    async def _within_deadline(
        self, feed: Feed, validators: Validators, hops: list[Hop] | None
    ) -> FetchResult:
        limit = feed.timeout or self._timeout
        try:
            async with asyncio.timeout(limit.total_seconds()) as deadline:
                known = validators if feed.conditional else validators.unconditional()
                return await self._answered(_Errand(feed, known, hops, deadline))
        except TimeoutError:
            return TooSlow("the exchange with the server", limit)
        except faults.EXPECTED as error:
            return faults.unreachable(error)

    async def _answered(self, errand: _Errand) -> FetchResult:
        """Ask, and once more without conditions where the server seems to choke on them (RFC 9110 13)."""
        result = await self._follow(errand)
        if not errand.validators.is_conditional or not _chokes(result):
            return result
        result = await self._follow(replace(errand, validators=errand.validators.unconditional()))
        if isinstance(result, Fetched | SameBytes):
            return replace(result, validators=result.validators.unconditional())
        return result

    async def _follow(self, errand: _Errand) -> FetchResult:
        feed, jar, permanent = errand.feed, Jar(), True
        origin = at = address.read(feed.url)
        for _ in range(_HOPS + 1):
            begun = time.monotonic()
            request = wire.Request(at, self._headers(errand, origin, at, jar))
            with await self._routes.ask(request, feed) as reply:
                if errand.hops is not None:
                    errand.hops.append(Hop(str(at), reply.status, reply.headers, time.monotonic() - begun))
                location = reply.headers.get("location")
                if reply.status not in _REDIRECTS or not location:
                    moved = str(at) if permanent and at != origin else None
                    return await self._answer(reply, errand, str(at), moved)
                jar.keep(reply.cookies, at)
                permanent = permanent and reply.status in _PERMANENT
                at = _redirected(feed, at, location)
        return Unreachable("redirect", f"more than {_HOPS} redirects, the last to {str(at)[:_LONGEST_SHOWN]}")

    def _headers(self, errand: _Errand, origin: Address, at: Address, jar: Jar) -> dict[str, str]:
        feed, validators = errand.feed, errand.validators
        headers = {
            "User-Agent": feed.user_agent or self._agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        if etag := _sendable(validators.etag):
            headers["If-None-Match"] = etag
        if last_modified := _sendable(validators.last_modified):
            headers["If-Modified-Since"] = last_modified
        if feed.credentials is not None and is_same_server(str(origin), str(at)):
            headers.update(feed.credentials.as_headers())
        if cookies := jar.header(at):
            own = next((name for name in headers if name.lower() == "cookie"), "Cookie")
            headers[own] = f"{headers[own]}; {cookies}" if own in headers else cookies
        return headers

    async def _answer(self, reply: wire.Reply, errand: _Errand, url: str, moved: str | None) -> FetchResult:
        said = hints(reply.status, reply.headers, datetime.now(UTC))
        if reply.status == 304 and errand.validators.is_conditional:
            return NotModified(said, moved)
        if reply.status >= 300:
            return _refused(reply.status, reply.headers, await self._bodies.beginning(reply), said)
        try:
            limit = errand.feed.max_body or self._max_body
            body = await self._bodies.take(reply, limit, errand.deadline)
        except NotDecodableError as error:
            return Unparseable(str(error), said)
        if by := _blocked(reply, body.content):
            return Blocked(by, reply.status, said)
        kind = _sendable(reply.headers.get("content-type"))
        fetched = Fetched(body.content, url, kind, Validators(), said, moved, body.cut_off)
        return _compared(fetched, reply.headers, errand.validators)


def _compared(fetched: Fetched, headers: Mapping[str, str], before: Validators) -> Fetched | SameBytes:
    """Tell a document from the one we had; what was lost on the way gets no validators, so that it is asked for again."""
    if isinstance(fetched.cut_off, Unreachable):
        return fetched
    digest = hashlib.blake2b(fetched.body, digest_size=16).hexdigest()
    after = Validators(_sendable(headers.get("etag")), _sendable(headers.get("last-modified")), digest)
    if digest == before.body_hash:
        return SameBytes(after, fetched.hints, fetched.moved_to)
    return replace(fetched, validators=after)


def _chokes(result: FetchResult) -> bool:
    """Return whether an answer to a conditional request may be about its conditions, and not about the feed."""
    match result:
        case HttpFailed(status=status):
            return status in _CHOKED
        case Fetched(body=body):
            return not body.strip()
        case _:
            return False


def _blocked(reply: wire.Reply, body: bytes) -> str | None:
    # Accepted (202) is what some answer whose challenge is in the headers alone.
    look = blocker if reply.status == 202 else None
    return look(reply.status, reply.headers, body) if look else blocker_of_page(reply.headers, body)


def _refused(status: int, headers: Mapping[str, str], page: bytes, said: Hints) -> FetchFailed:
    if status == 410:
        return Gone(said)
    by = blocker(status, headers, page)
    if by is not None and not (status == 403 and said.retry_after and by == "the server"):
        return Blocked(by, status, said)
    if status in (429, 503) or (status == 403 and said.retry_after):
        return Throttled(status, said)
    return HttpFailed(status, said)


def _after(feed: Feed, hops: list[Hop]) -> Address:
    """Return where the exchange behind the last hop was to be."""
    if not hops:
        return address.read(feed.url)
    return address.redirected(hops[-1].url, hops[-1].headers.get("location", ""))


def _redirected(feed: Feed, at: Address, location: str) -> Address:
    onward = address.redirected(str(at), location)
    if feed.credentials is not None and at.scheme == "https" and onward.scheme == "http":
        raise AddressDeniedError("the server redirects a feed with credentials from https to http")
    return onward


def _sendable(value: str | None) -> str | None:
    """Return what a header says if it is text that can be sent back as it came; without validators bytes are compared."""
    return value if value and len(value) <= _LONGEST_VALUE and wire.is_sendable(value) else None


def _agent(contact: str | None) -> str:
    return f"monitor/{__version__}" + (f" (+{contact})" if contact else " (news feed monitor)")
