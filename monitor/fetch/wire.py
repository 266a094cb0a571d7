"""One HTTP/1.1 exchange over a connection of its own.

A server is asked once in some minutes, so the pools, cookies, timers and queues of an HTTP library have nothing to do
here. The request is written to an address that the guard has checked; the answer is read as browsers read it, and never
faster than it is taken.
"""

import asyncio
import hashlib
import re
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import cast

from monitor.fetch import head
from monitor.fetch.address import Address
from monitor.fetch.guard import Guard, Way
from monitor.fetch.head import NotHttpError
from monitor.fetch.proxy import Proxy

_HIGH = 64 * 1024  # bytes that wait to be taken; the connection rests above
_MOST_EARLY = 10  # informational answers (103 Early Hints) before the answer
_MOST_CHUNKS = 2**17  # of a document; taking one costs as much as copying a kilobyte
_AT_ONCE = 2**11  # chunks until others have their turn
_LONGEST_SIZE = 4096  # of the line that begins a chunk


class CutOffError(Exception):
    """The connection ended before the document did."""


class SettingError(Exception):
    """What the configuration wants of an exchange cannot be done; the message says what."""


class OtherCertificateError(Exception):
    """The server shows another certificate than the one that was expected; the message is its fingerprint."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent."""

    address: Address
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes | None = None

    def written(self, proxy: Proxy | None) -> bytes:
        """Write it as HTTP/1.1; a plain request to a proxy names the whole address (RFC 9112 3.2.2)."""
        through = proxy is not None and proxy.is_http and self.address.scheme == "http"
        target = str(self.address) if through else self.address.target
        headers = {"Host": self.address.authority, **self.headers, "Connection": "close"}
        if self.body is not None:
            headers["Content-Length"] = str(len(self.body))
        if through and proxy is not None and proxy.authorization:
            headers["Proxy-Authorization"] = proxy.authorization
        lines = [f"{self.method} {target} HTTP/1.1", *map(": ".join, headers.items()), "", ""]
        _require_sendable(headers)
        return "\r\n".join(lines).encode("latin-1") + (self.body or b"")


def is_sendable(value: str) -> bool:
    """Return whether a text can be the value of a header, each character as one byte (RFC 9110 5.5)."""
    return (value.isascii() and value.isprintable()) or _SENDABLE.fullmatch(value) is not None


class Connection(asyncio.Protocol):
    """The bytes of one connection, taken no faster than they are asked for."""

    def __init__(self) -> None:
        self.received = bytearray()
        self._transport: asyncio.Transport | None = None
        self._is_over = False
        self._rests = False
        self._error: Exception | None = None
        self._waiting: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        # A stream of bytes both ways; uvloop's transports do not inherit from asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep what came, and let the server wait if that is much."""
        self.received += data
        if len(self.received) > _HIGH and self._transport is not None and not self._rests:
            self._transport.pause_reading()
            self._rests = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._is_over, self._error, self._transport = True, exc, None
        self._wake()

    async def more(self) -> bool:
        """Wait until more came than ``received`` holds now; False if nothing will come any more."""
        if self._is_over:
            return False
        before = len(self.received)
        if self._rests and self._transport is not None:
            self._transport.resume_reading()
            self._rests = False
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._waiting
        finally:
            self._waiting = None
        return len(self.received) > before

    def write(self, data: bytes) -> None:
        """Send bytes."""
        if self._transport is None:
            raise self.broken_off
        self._transport.write(data)

    def abort(self) -> None:
        """Drop the connection, whatever is still to come."""
        self._is_over = True
        if self._transport is not None:
            self._transport.abort()

    @property
    def broken_off(self) -> Exception:
        """Return why the connection ended."""
        return self._error or ConnectionResetError()

    @property
    def is_broken(self) -> bool:
        """Return whether it ended by a fault, not because the server had said all."""
        return self._error is not None

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of an answer, and the body to read. ``close`` it, or use it in ``with``."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    pieces: AsyncGenerator[bytes]
    connection: Connection

    async def beginning(self, size: int) -> bytes:
        """Read at most ``size`` bytes of the body, as far as they come."""
        taken = bytearray()
        with suppress(CutOffError, NotHttpError):
            async with aclosing(self.pieces) as pieces:
                async for piece in pieces:
                    taken += piece
                    if len(taken) >= size:
                        break
        return bytes(taken[:size])

    def close(self) -> None:
        """Drop the connection, whatever is still to come."""
        self.connection.abort()

    def __enter__(self) -> "Reply":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Route:
    """How a server is reached: by what proxy, with what TLS, and showing what certificate (None: any that TLS accepts)."""

    guard: Guard
    proxy: Proxy | None = None
    context: ssl.SSLContext | None = None
    fingerprint: str | None = None


async def ask(request: Request, route: Route) -> Reply:
    """Send a request to a checked address and return the head of the answer. The caller sets the deadline."""
    written = request.written(route.proxy)
    connection = Connection()
    way = await _way(request.address, route)
    try:
        transport, _ = await asyncio.get_running_loop().create_connection(
            lambda: connection,
            **way,
            ssl=route.context,
            server_hostname=None if route.context is None else request.address.host.rstrip("."),
        )
        if route.fingerprint is not None:
            _require_certificate(transport, route.fingerprint)
        connection.write(written)
        return await _answer(connection)
    except BaseException:
        connection.abort()
        if "sock" in way:
            way["sock"].close()
        raise


def _require_certificate(transport: asyncio.BaseTransport, fingerprint: str) -> None:
    shown = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
    digest = hashlib.sha256(shown).hexdigest()
    if digest != fingerprint:
        raise OtherCertificateError(digest)


async def _way(address: Address, route: Route) -> Way:
    if route.proxy is None:
        return await route.guard.way(address.host, address.port)
    tunnel = address.scheme == "https"
    return {"sock": await route.proxy.connect(address.host, address.port, route.guard, tunnel=tunnel)}


async def _answer(connection: Connection) -> Reply:
    """Read heads until one is the answer."""
    for _ in range(_MOST_EARLY + 1):
        said = head.parse(await _head(connection))
        if said.status == 101:
            raise NotHttpError("it switches to another protocol unasked")
        if said.status >= 200:
            return Reply(said.status, said.headers, said.cookies, _body(said, connection), connection)
    raise NotHttpError(f"it sends more than {_MOST_EARLY} informational answers")


async def _head(connection: Connection) -> str:
    received, looked_at, lines = connection.received, 0, 0
    while True:
        begin = _BEGINNING.match(received)
        if begin is None:
            raise NotHttpError("it does not begin with a status line")
        end = _HEAD_END.search(received, max(begin.end(), looked_at - 3))
        if end is not None and end.start() <= head.LONGEST:
            text = received[begin.end() : end.start()].decode("latin-1")  # a character for each byte
            del received[: end.end()]
            return text
        lines += received.count(b"\n", looked_at)
        if len(received) > head.LONGEST or lines > head.MOST_LINES:
            raise NotHttpError("its header lines have no end")
        looked_at = len(received)
        if not await connection.more():
            raise connection.broken_off


def _body(said: head.Head, connection: Connection) -> AsyncGenerator[bytes]:
    if said.is_chunked and said.length is None:
        return _chunks(connection)
    return _all(connection) if said.length is None else _exactly(said.length, connection)


async def _all(connection: Connection) -> AsyncGenerator[bytes]:
    """Yield what comes until the server ends the connection."""
    received = connection.received
    while received or await connection.more():
        piece = bytes(received)
        received.clear()
        yield piece
    if connection.is_broken:
        raise CutOffError


async def _exactly(length: int, connection: Connection) -> AsyncGenerator[bytes]:
    """Yield ``length`` bytes; what stands behind them is not looked at."""
    received = connection.received
    while length > 0:
        if not received and not await connection.more():
            raise CutOffError
        piece = bytes(received if len(received) <= length else received[:length])
        del received[:length]
        length -= len(piece)
        yield piece


async def _chunks(connection: Connection) -> AsyncGenerator[bytes]:
    """Yield the chunks of a body (RFC 9112 7.1); trailers are not read."""
    for number in range(1, _MOST_CHUNKS):
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)
        size = _SIZE.match(await _line(connection))
        if size is None:
            raise NotHttpError("the size of a chunk is not a number")
        if (length := int(size[1], 16)) == 0:
            return
        async for piece in _exactly(length, connection):
            yield piece
        if (await _line(connection)).strip():
            raise NotHttpError("a chunk is longer than it says")
    raise NotHttpError(f"the document comes in more than {_MOST_CHUNKS} chunks")


async def _line(connection: Connection) -> bytes:
    received, looked_at = connection.received, 0
    while (end := received.find(b"\n", looked_at)) < 0:
        looked_at = len(received)
        if looked_at > _LONGEST_SIZE:
            raise NotHttpError("the line of a chunk is too long")
        if not await connection.more():
            raise CutOffError
    line = bytes(received[:end])
    del received[: end + 1]
    return line


def _require_sendable(headers: Mapping[str, str]) -> None:
    if not is_sendable("".join(headers.values())):
        name = next(name for name, value in headers.items() if not is_sendable(value))
        raise SettingError(
            f"the header {name} holds a line end or another character that no header can carry"
        )


_HEAD_END = re.compile(rb"\n\r?\n")
_BEGINNING = re.compile(rb"[\r\n]{0,8}(?=[Hh]|[Ii]|\Z)")
_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;|\r?$)")
_SENDABLE = re.compile("[\t -~\xa0-\xff]*")
