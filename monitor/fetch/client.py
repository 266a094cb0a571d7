"""The one way out: an HTTP client that cannot be led astray, filled up or held up."""

import asyncio
import hashlib
import ssl
import time
from base64 import b64encode
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from monitor import __version__
from monitor.core import settings
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
    TooLarge,
    TooSlow,
    Unparseable,
    Unreachable,
    Validators,
)
from monitor.core.settings import Feed, Network, Polling
from monitor.fetch import address, faults, wire
from monitor.fetch.address import Address
from monitor.fetch.blocked import REFUSALS, blocker
from monitor.fetch.decode import (
    ACCEPT_ENCODING,
    TRIVIAL,
    NotDecodableError,
    TooMuchError,
    decode,
    is_encoded,
)
from monitor.fetch.guard import AddressDeniedError, Guard
from monitor.fetch.hints import hints
from monitor.fetch.room import SMALL, Room
from monitor.fetch.wire import Proxy

_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
_LONGEST_VALUE = 1024
_EXCERPT = 64 * 1024  # of an error page: enough to name who blocks
_DECODERS = 2  # threads, of their own: what strangers sent must not hold up the store's


@dataclass(frozen=True, slots=True)
class Hop:
    """One exchange on the way to a feed, for a person who wants to see it."""

    url: str
    status: int
    headers: Mapping[str, str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Replied:
    """What a server answered to something we sent."""

    status: int
    text: str


class Client:
    """Fetch feeds and send what goes out by HTTP: guarded, capped, within a deadline, every outcome a value."""

    def __init__(self, guard: Guard, network: Network, polling: Polling) -> None:
        self._guard = guard
        self._proxy = Proxy.of(network.proxy) if network.proxy else None
        self._agent = network.user_agent or _agent(network.contact)
        self._timeout = polling.timeout
        self._max_body = polling.max_body
        self._contexts: dict[str | None, ssl.SSLContext] = {}
        self._room = Room()
        self._decoders = ThreadPoolExecutor(_DECODERS, thread_name_prefix="decode")

    async def fetch(self, feed: Feed, validators: Validators) -> FetchResult:
        """Ask for a feed, giving nothing away and taking no more than agreed."""
        return await self._within_deadline(feed, validators, None)

    async def close(self) -> None:
        """Let the threads go."""
        self._decoders.shutdown(wait=False, cancel_futures=True)
        await self._guard.close()

    async def trace(self, feed: Feed, validators: Validators, hops: list[Hop]) -> FetchResult:
        """Ask for a feed, noting each exchange in ``hops``."""
        return await self._within_deadline(feed, validators, hops)

    async def _within_deadline(
        self, feed: Feed, validators: Validators, hops: list[Hop] | None
    ) -> FetchResult:
        try:
            async with asyncio.timeout(self._timeout.total_seconds()) as deadline:
                return await self._follow(feed, validators, hops, deadline)
        except TimeoutError:
            return TooSlow("the exchange with the server", self._timeout)
        except faults.EXPECTED as error:
            return faults.unreachable(error)

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout: timedelta | None = None,  # noqa: ASYNC109 - the deadline is this method's promise
    ) -> Replied | Unreachable | TooSlow:
        """Send ``body`` to ``url``, following no redirect; say what the server replied."""
        return await self._send("POST", url, body, headers, timeout)

    async def get(self, url: str) -> Replied | Unreachable | TooSlow:
        """Call ``url``, as a heartbeat does, following no redirect."""
        return await self._send("GET", url, None, {}, None)

    async def _send(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], limit: timedelta | None
    ) -> Replied | Unreachable | TooSlow:
        deadline = limit or self._timeout
        try:
            async with asyncio.timeout(deadline.total_seconds()):
                sent = {"User-Agent": self._agent, "Accept": "*/*", **headers}
                with await self._ask(wire.Request(address.read(url), sent, method, body), None) as reply:
                    text = (await self._excerpt(reply))[:2048].decode("utf-8", "replace")
                    return Replied(reply.status, text)
        except TimeoutError:
            return TooSlow("the exchange with the server", deadline)
        except faults.EXPECTED as error:
            return faults.unreachable(error)

    async def _ask(self, request: wire.Request, ca_file: str | None) -> wire.Reply:
        context = self._context(ca_file) if request.address.scheme == "https" else None
        return await wire.ask(request, self._guard, context, self._proxy)

    async def _follow(
        self, feed: Feed, validators: Validators, hops: list[Hop] | None, deadline: asyncio.Timeout
    ) -> FetchResult:
        url, permanent = feed.url, True
        origin = at = address.read(url)
        for _ in range(_HOPS + 1):
            begun = time.monotonic()
            request = wire.Request(at, self._headers(feed, _is_origin(at, origin), validators))
            with await self._ask(request, feed.ca_file) as reply:
                if hops is not None:
                    hops.append(Hop(url, reply.status, reply.headers, time.monotonic() - begun))
                target = reply.headers.get("Location")
                if reply.status not in _REDIRECTS or not target:
                    moved = url if permanent and url != feed.url else None
                    return await self._answer(reply, url, validators, moved, deadline)
                permanent = permanent and reply.status in _PERMANENT
                at = _redirected(feed, at, target)
                url = str(at)
        return Unreachable("redirect", f"more than {_HOPS} redirects, the last to {url}")

    def _headers(self, feed: Feed, is_origin: bool, validators: Validators) -> dict[str, str]:
        headers = {
            "User-Agent": feed.user_agent or self._agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        if etag := _sendable(validators.etag):
            headers["If-None-Match"] = etag
        if last_modified := _sendable(validators.last_modified):
            headers["If-Modified-Since"] = last_modified
        if feed.credentials is not None and is_origin:
            headers.update(_authorization(feed.credentials))
        return headers

    def _context(self, ca_file: str | None) -> ssl.SSLContext:
        if ca_file not in self._contexts:
            context = ssl.create_default_context()
            if ca_file is not None:
                context.load_verify_locations(cafile=ca_file)
            self._contexts[ca_file] = context
        return self._contexts[ca_file]

    async def _answer(
        self,
        reply: wire.Reply,
        url: str,
        validators: Validators,
        moved: str | None,
        deadline: asyncio.Timeout,
    ) -> FetchResult:
        said = hints(reply.headers, datetime.now(UTC))
        if reply.status == 304:
            return NotModified(said, moved)
        if reply.status in REFUSALS or reply.status >= 300:
            return _refused(reply.status, reply.headers, await self._excerpt(reply), said)
        try:
            raw, whole = await self._read(reply, deadline)
            body = await self._decode(raw, reply.headers.get("Content-Encoding"), deadline)
        except TooMuchError:
            return TooLarge(self._max_body, said)
        except NotDecodableError as error:
            return Unparseable(str(error), said)
        kind = _sendable(reply.headers.get("Content-Type"))
        fetched = Fetched(body, url, kind, Validators(), said, moved, whole)
        return _compared(fetched, reply.headers, validators)

    async def _read(self, reply: wire.Reply, deadline: asyncio.Timeout) -> tuple[bytes, bool]:
        """Take the body as far as it is allowed and comes; say whether it came whole."""
        if (reply.length or 0) > self._max_body:
            raise TooMuchError
        taken = bytearray()
        try:
            async with aclosing(reply.pieces) as pieces:
                async for piece in pieces:
                    taken += piece
                    if len(taken) > self._max_body:
                        raise TooMuchError
                    await self._room.grow(len(taken), deadline)
        except wire.CutOffError:
            # A lying Content-Length or a lost connection: the parser keeps the items that are complete.
            if not taken:
                raise
            return bytes(taken), False
        return bytes(taken), True

    async def _excerpt(self, reply: wire.Reply) -> bytes:
        """Return the beginning of a body, decoded as far as that is cheap."""
        raw = await reply.beginning(_EXCERPT)
        try:
            return decode(raw[:TRIVIAL], reply.headers.get("Content-Encoding"), 16 * _EXCERPT)
        except (NotDecodableError, TooMuchError):
            return b""

    async def _decode(self, raw: bytes, encoding: str | None, deadline: asyncio.Timeout) -> bytes:
        """Undo the encoding: at once if that takes no time worth speaking of, else beside the event loop."""
        if len(raw) <= TRIVIAL:
            with suppress(TooMuchError):
                return decode(raw, encoding, min(SMALL, self._max_body))
        elif not is_encoded(raw, encoding):
            return raw
        await self._room.grow(len(raw) + self._max_body, deadline)
        loop = asyncio.get_running_loop()
        left = (deadline.when() or loop.time()) - loop.time()
        work = partial(decode, raw, encoding, self._max_body, time.monotonic() + left)
        body = await loop.run_in_executor(self._decoders, work)
        await self._room.grow(len(body), deadline)
        return body


def _compared(fetched: Fetched, headers: Mapping[str, str], before: Validators) -> Fetched | SameBytes:
    """Tell a document from the one we had; what is not whole gets no validators, so that it is asked for again."""
    if not fetched.whole:
        return fetched
    digest = hashlib.blake2b(fetched.body, digest_size=16).hexdigest()
    after = Validators(_sendable(headers.get("ETag")), _sendable(headers.get("Last-Modified")), digest)
    if digest == before.body_hash:
        return SameBytes(after, fetched.hints, fetched.moved_to)
    return replace(fetched, validators=after)


def _refused(status: int, headers: Mapping[str, str], page: bytes, said: Hints) -> FetchFailed:
    if status == 410:
        return Gone(said)
    by = blocker(status, headers, page)
    if by is not None and not (status == 403 and said.retry_after and by == "the server"):
        return Blocked(by, status, said)
    if status in (429, 503) or (status == 403 and said.retry_after):
        return Throttled(status, said)
    return HttpFailed(status, said)


def _redirected(feed: Feed, at: Address, location: str) -> Address:
    onward = address.redirected(str(at), location)
    if feed.credentials is not None and at.scheme == "https" and onward.scheme == "http":
        raise AddressDeniedError("the server redirects a feed with credentials from https to http")
    return onward


def _is_origin(at: Address, origin: Address) -> bool:
    """Return whether the credentials for one address may go to another."""
    return (at.scheme, at.host, at.port) == (origin.scheme, origin.host, origin.port)


def _authorization(credentials: settings.Credentials) -> dict[str, str]:
    headers = {name: secret.reveal for name, secret in credentials.headers}
    if credentials.bearer is not None:
        headers["Authorization"] = f"Bearer {credentials.bearer.reveal}"
    elif credentials.username is not None:
        password = credentials.password.reveal if credentials.password else ""
        pair = b64encode(f"{credentials.username}:{password}".encode()).decode("ascii")
        headers["Authorization"] = f"Basic {pair}"
    return headers


def _sendable(value: str | None) -> str | None:
    """Return what a header says if it is text that can be sent back as it came; without validators bytes are compared."""
    return value if value and len(value) <= _LONGEST_VALUE and wire.is_sendable(value) else None


def _agent(contact: str | None) -> str:
    return f"monitor/{__version__}" + (f" (+{contact})" if contact else " (news feed monitor)")
