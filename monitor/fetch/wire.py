"""One HTTP/1.1 exchange over a connection of its own.

A server is asked once in some minutes, so the pools, cookies, timers and queues of aiohttp's session have nothing to
do here. Measured on the farm (2026-11-22, beside the package reader): an unchanged poll took 375 microseconds of CPU this
way, 480 through a ``ClientSession`` with a connector for single use and this guard, and five times less than reader are
promised. The request is written to an address that
the guard has checked; the answer is read by aiohttp's protocol and C parser, with their limits. ``ResponseHandler`` is
not in aiohttp's documentation: the tests in tests/fetch hold whatever version the lock file pins.
"""

import asyncio
import socket
import ssl
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import StreamReader
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from multidict import CIMultiDictProxy
from yarl import URL

from monitor.fetch.guard import Guard, Way

_LONGEST_HEAD = 16 * 1024  # of a proxy's answer to CONNECT


class NotHttpError(Exception):
    """The server does not answer in HTTP that we accept; the message says what is wrong with it."""


class ProxyError(Exception):
    """The proxy does not let us through; the message says what it answered."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """The HTTP proxy of the configuration. It is asked without a guard: the operator chose it."""

    host: str
    port: int
    authorization: str | None = None

    @classmethod
    def of(cls, address: str) -> "Proxy":
        """Read ``http://user:password@host:port``."""
        url = URL(address)
        if url.scheme != "http" or not url.raw_host:
            raise ValueError(f"network.proxy {url.with_user(None)} is no http:// address")
        pair = f"{url.user}:{url.password or ''}".encode() if url.user else None
        return cls(
            url.raw_host, url.port or 3128, f"Basic {b64encode(pair).decode('ascii')}" if pair else None
        )


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent."""

    url: URL
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes | None = None

    @property
    def host(self) -> str:
        """Name the host as the network knows it."""
        return self.url.raw_host or ""

    def written(self, proxy: Proxy | None) -> bytes:
        """Write it as HTTP/1.1; a plain request to a proxy names the whole address (RFC 9112 3.2.2)."""
        through = proxy is not None and self.url.scheme == "http"
        target = str(self.url.with_fragment(None)) if through else self.url.raw_path_qs or "/"
        headers = {"Host": self.url.host_port_subcomponent or "", **self.headers, "Connection": "close"}
        if self.body is not None:
            headers["Content-Length"] = str(len(self.body))
        if through and proxy is not None and proxy.authorization:
            headers["Proxy-Authorization"] = proxy.authorization
        _require_printable(headers)
        lines = [f"{self.method} {target} HTTP/1.1", *map(": ".join, headers.items()), "", ""]
        return "\r\n".join(lines).encode("latin-1", "replace") + (self.body or b"")


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of an answer, and the body to read. ``close`` it, or use it in ``with``."""

    status: int
    headers: CIMultiDictProxy[str]
    content: StreamReader
    protocol: ResponseHandler

    def close(self) -> None:
        """Drop the connection, whatever is still to come."""
        self.protocol.abort()

    def __enter__(self) -> "Reply":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


async def ask(
    request: Request, guard: Guard, context: ssl.SSLContext | None, proxy: Proxy | None = None
) -> Reply:
    """Send a request to a checked address and return the head of the answer. The caller sets the deadline."""
    loop = asyncio.get_running_loop()
    protocol = ResponseHandler(loop)
    way = await _way(request, guard, proxy)
    try:
        await loop.create_connection(
            lambda: protocol,
            **way,
            ssl=context,
            server_hostname=None if context is None else request.host,
        )
        return await _exchange(protocol, request.written(proxy))
    except BaseException:
        protocol.abort()
        if "sock" in way:
            way["sock"].close()
        raise


async def _way(request: Request, guard: Guard, proxy: Proxy | None) -> Way:
    port = request.url.port or 80
    if proxy is None:
        return await guard.way(request.host, port)
    await guard.check_name(request.host)
    sock = await guard.connect_unguarded(proxy.host, proxy.port)
    if request.url.scheme == "https":
        try:
            await _tunnel(sock, f"{request.host}:{port}", proxy)
        except BaseException:
            sock.close()
            raise
    return {"sock": sock}


async def _tunnel(sock: socket.socket, target: str, proxy: Proxy) -> None:
    """Have the proxy connect us through (RFC 9110 9.3.6)."""
    loop = asyncio.get_running_loop()
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    await loop.sock_sendall(sock, "\r\n".join((*lines, "", "")).encode("ascii"))
    head = b""
    while b"\r\n\r\n" not in head:
        piece = await loop.sock_recv(sock, 1)  # not a byte more: what follows belongs to TLS
        if not piece or len(head) > _LONGEST_HEAD:
            raise ProxyError("the proxy broke off the connection")
        head += piece
    status = head.split(b" ", 2)[1:2]
    if not status or not status[0].startswith(b"2"):
        raise ProxyError(f"the proxy answered {head.splitlines()[0][:80].decode('latin-1')}")


async def _exchange(protocol: ResponseHandler, request: bytes) -> Reply:
    protocol.set_response_params(read_until_eof=True, auto_decompress=False)
    if protocol.transport is None:
        raise ConnectionResetError
    protocol.transport.write(request)
    try:
        while True:
            message, content = await protocol.read()
            if message.code == 101:
                raise NotHttpError("it switches to another protocol unasked")
            if message.code >= 200:
                return Reply(message.code, message.headers, content, protocol)
    except HttpProcessingError as error:
        raise NotHttpError(error.message[:120]) from None


def _require_printable(headers: Mapping[str, str]) -> None:
    if not "".join(headers.values()).isprintable():
        name = next(name for name, value in headers.items() if not value.isprintable())
        raise ValueError(f"the header {name} holds a line end or another control character")
