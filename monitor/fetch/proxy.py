"""The way through a proxy: HTTP, or SOCKS 5 as Tor and `ssh -D` speak it.

SOCKS takes forty lines here and no library: it is two questions and two answers, the socket has to come back
unconnected to any event loop's streams for TLS to begin on it, and each of its refusals should have its own words.
"""

import asyncio
import socket
from base64 import b64encode
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import unquote, urlsplit

from monitor.fetch.guard import Guard, literal

_LONGEST_HEAD = 16 * 1024  # of an answer to CONNECT
_PORTS = {"http": 3128, "socks5": 1080, "socks5h": 1080}


class ProxyError(Exception):
    """The proxy does not let us through; the message says what it answered."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy of the configuration. It is asked without a guard: the operator chose it.

    A name is looked up here and checked, as without a proxy; with ``socks5h`` the proxy looks it up and this machine
    never does, as Tor needs it. An HTTP proxy is given names, too, but those that lead inside here are refused.
    """

    scheme: str
    host: str
    port: int
    username: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> "Proxy":
        """Read ``http://user:password@host:port``, or the same with socks5 or socks5h."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("a proxy is written as http://host:port or socks5://host:port")
        user = None if parts.username is None else unquote(parts.username)
        port = parts.port or _PORTS[parts.scheme]
        return cls(parts.scheme, parts.hostname, port, user, unquote(parts.password or ""))

    @property
    def is_http(self) -> bool:
        """Return whether plain requests are written to the proxy itself."""
        return self.scheme == "http"

    @property
    def authorization(self) -> str | None:
        """Return what an HTTP proxy wants to be told."""
        if self.username is None:
            return None
        return "Basic " + b64encode(f"{self.username}:{self.password}".encode()).decode("ascii")

    async def connect(self, host: str, port: int, guard: Guard, *, tunnel: bool) -> socket.socket:
        """Return a connection to the proxy, and through it to a host where ``tunnel`` asks for that."""
        target = await self._target(host, port, guard)
        sock = await guard.connect_unguarded(self.host, self.port)
        try:
            if not self.is_http:
                await _socks(sock, target, port, self)
            elif tunnel:
                await _tunnel(sock, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", self)
        except BaseException:
            sock.close()
            raise
        return sock

    async def _target(self, host: str, port: int, guard: Guard) -> str:
        """Return what the proxy is asked for, after all that can be checked here."""
        if self.scheme == "socks5":
            return await guard.address(host, port)
        if self.scheme == "socks5h":
            guard.check_unresolved(host)
        else:
            await guard.check_name(host)
        return host


async def _tunnel(sock: socket.socket, target: str, proxy: Proxy) -> None:
    """Have an HTTP proxy connect us through (RFC 9110 9.3.6)."""
    loop = asyncio.get_running_loop()
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    await loop.sock_sendall(sock, "\r\n".join((*lines, "", "")).encode("ascii"))
    answer = b""
    while b"\r\n\r\n" not in answer and b"\n\n" not in answer:
        if len(answer) > _LONGEST_HEAD:
            raise ProxyError("the proxy answers without end")
        answer += await _exactly(sock, 1)  # not a byte more: what follows belongs to TLS
    status = answer.split(b" ", 2)[1:2]
    if not status or not status[0].startswith(b"2"):
        said = answer[:80].decode("ascii", "replace").splitlines()[0]
        raise ProxyError(f"the proxy answered {''.join(filter(str.isprintable, said))}")


async def _socks(sock: socket.socket, host: str, port: int, proxy: Proxy) -> None:
    """Have a SOCKS 5 proxy connect us through (RFC 1928)."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(sock, b"\x05\x01\x00" if proxy.username is None else b"\x05\x02\x00\x02")
    version, method = await _exactly(sock, 2)
    if version != 5:
        raise ProxyError("what listens there is no SOCKS 5 proxy")
    if method == 2 and proxy.username is not None:
        await _sign_in(sock, proxy.username.encode(), proxy.password.encode())
    elif method != 0:
        raise ProxyError("the proxy wants to know who we are; write user and password into its address")
    await loop.sock_sendall(sock, b"\x05\x01\x00" + _named(host) + port.to_bytes(2))
    _, code, _, kind = await _exactly(sock, 4)
    if code != 0:
        raise ProxyError(f"the proxy answered: {_REFUSALS.get(code, f'refused ({code})')}")
    length = {1: 4, 4: 16}.get(kind) or (await _exactly(sock, 1))[0]
    await _exactly(sock, length + 2)


async def _sign_in(sock: socket.socket, user: bytes, password: bytes) -> None:
    """Name ourselves (RFC 1929)."""
    if len(user) > 255 or len(password) > 255:
        raise ProxyError("SOCKS takes a user and a password of 255 bytes at most")
    message = b"\x01" + bytes([len(user)]) + user + bytes([len(password)]) + password
    await asyncio.get_running_loop().sock_sendall(sock, message)
    if (await _exactly(sock, 2))[1] != 0:
        raise ProxyError("the proxy does not accept user and password")


def _named(host: str) -> bytes:
    match literal(host):
        case IPv4Address() as address:
            return b"\x01" + address.packed
        case IPv6Address() as address:
            return b"\x04" + address.packed
        case _:
            return b"\x03" + bytes([len(host)]) + host.encode("ascii")


async def _exactly(sock: socket.socket, size: int) -> bytes:
    taken = b""
    while len(taken) < size:
        piece = await asyncio.get_running_loop().sock_recv(sock, size - len(taken))
        if not piece:
            raise ProxyError("the proxy broke off the connection")
        taken += piece
    return taken


_REFUSALS = {
    1: "it failed",
    2: "not allowed by its rules",
    3: "the network cannot be reached",
    4: "the host cannot be reached",
    5: "the server refuses the connection",
    6: "it took too long",
    7: "it does not connect others",
    8: "it does not know this kind of address",
}
