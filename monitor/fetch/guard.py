"""Which addresses may be reached: decided on the resolved address, at the moment of connecting."""

import asyncio
import socket
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from aiohappyeyeballs import AddrInfoType, start_connection

Address = IPv4Address | IPv6Address
Way = dict[str, Any]  # where ``create_connection`` of an event loop leads: host and port, or a connected sock
Network = IPv4Network | IPv6Network

_HINT = "an intranet host is allowed by network.allow_private in monitor.yaml"

# Everything that is not the public internet, by IANA's special-purpose registries. ``ipaddress.is_global`` is no
# substitute: it calls multicast, NAT64 and 6to4 spellings of private addresses global (Python 3.11 to 3.13).
_CLOSED: tuple[Network, ...] = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "::/8",  # unspecified, loopback, IPv4-compatible
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/9",  # link-local, site-local
        "ff00::/8",
    )
)


def _ranges(version: int) -> tuple[list[int], list[int]]:
    blocks = sorted(
        (int(block.network_address), int(block.broadcast_address))
        for block in _CLOSED
        if block.version == version
    )
    return [first for first, _ in blocks], [last for _, last in blocks]


_RANGES = {version: _ranges(version) for version in (4, 6)}

# Machines of cloud providers that hand out credentials; never a feed, whatever the configuration allows.
_METADATA = frozenset(
    map(
        ip_address,
        (
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "169.254.169.123",
            "168.63.129.16",
            "100.100.100.200",
            "192.0.0.192",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "fd20:ce::254",
        ),
    )
)

_IPV4 = 2**32 - 1
_THIS_NETWORK = 2**24 - 1  # 0.0.0.0/8
_PREFIXES = (IPv6Network("::/96"), IPv6Network("64:ff9b:1::/48"))  # IPv4-compatible, NAT64 of a network
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # RFC 5214: what stands before the address in any network
_PREFIX_LENGTHS = frozenset({32, 40, 48, 56, 64, 96})

_REMEMBERED = 60.0  # seconds that a lookup is good for: the feeds of a host are polled together
_MOST_REMEMBERED = 10_000
_EYEBALLS = 0.25  # seconds before the next address of a host is tried too (RFC 8305)
_LOOKUPS = 32  # threads: a lookup cannot be cancelled, so hung ones must not starve the store's threads


@dataclass(frozen=True, slots=True)
class Resolved:
    """An address that a name leads to."""

    address: str
    port: int


class AddressDeniedError(OSError):
    """The address is not on the public internet, and ``network.allow_private`` does not name it."""


class Guard:
    """Gives only addresses we may connect to, and connects only to those.

    A name listed in ``allow_private`` vouches for its addresses, but only for itself: other names that lead there, and
    the plain addresses, stay denied.
    """

    def __init__(self, allow_private: Sequence[Network | str]) -> None:
        self._networks = tuple(item for item in allow_private if not isinstance(item, str))
        self._names = frozenset(_name(item) for item in allow_private if isinstance(item, str))
        self._vouched: set[Address] = set()
        self._passed: set[str] = set()
        self._known: dict[tuple[str, int], tuple[float, list[Resolved]]] = {}
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="dns")

    async def way(self, host: str, port: int) -> Way:
        """Find the way to ``host``, trying several addresses by turns; AddressDeniedError if none may be reached.

        A single address is left to the event loop to connect to: that takes half the steps, and it is no name any more.
        """
        resolved = await self._addresses(host, port)
        if len(resolved) == 1:
            self._look_again(resolved[0].address)
            return {"host": resolved[0].address, "port": port}
        return {"sock": await _connect(resolved, self._open_socket)}

    async def connect_unguarded(self, host: str, port: int) -> socket.socket:
        """Connect to a host of the operator's own choice, such as a proxy."""
        loop = asyncio.get_running_loop()
        resolved = await loop.run_in_executor(self._threads, _lookup, host, port)
        return await _connect(resolved, _socket)

    async def check_name(self, host: str) -> None:
        """Refuse a name that leads inside, as far as we can see; what only a proxy can resolve is its to guard."""
        try:
            await self._addresses(host, 0)
        except AddressDeniedError:
            raise
        except OSError:
            return

    async def address(self, host: str, port: int) -> str:
        """Return an address of ``host`` that may be reached, for a proxy to connect to."""
        return (await self._addresses(host, port))[0].address

    def check_unresolved(self, host: str) -> None:
        """Refuse what leads inside by its very spelling, where only a proxy may look up names."""
        address = literal(host)
        is_local = address is None and f".{_name(host)}".endswith(".localhost")
        if is_local and _name(host) not in self._names:
            raise AddressDeniedError(f"{host} is this machine itself; {_HINT}")
        if address is not None and not self._is_open(address):
            raise AddressDeniedError(self._denial(host, address))

    async def close(self) -> None:
        """Let the threads go; a lookup under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _addresses(self, host: str, port: int) -> list[Resolved]:
        at, good = self._known.get((host, port), (0.0, []))
        if good and time.monotonic() < at + _REMEMBERED:
            return good
        good = await self._checked(host, port)
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[host, port] = (time.monotonic(), good)
        return good

    async def _checked(self, host: str, port: int) -> list[Resolved]:
        address = literal(host)
        if address is not None:
            if not self._is_open(address):
                raise AddressDeniedError(self._denial(host, address))
            return [Resolved(str(address), port)]
        loop = asyncio.get_running_loop()
        resolved = await loop.run_in_executor(self._threads, _lookup, host, port)
        good = self._allowed(host, resolved)
        if not good:
            leads = ", ".join(item.address for item in resolved) or "no address"
            raise AddressDeniedError(f"{host} leads to {leads}")
        return good

    def _open_socket(self, info: AddrInfoType) -> socket.socket:
        self._look_again(str(info[4][0]))
        return _socket(info)

    def _look_again(self, text: str) -> None:
        """Refuse an address that may not be reached, at the moment of connecting."""
        if text not in self._passed:
            address = plain(text)
            if not self._is_open(address) and address not in self._vouched:
                raise AddressDeniedError(self._denial(str(address), address))
            if len(self._passed) >= _MOST_REMEMBERED:
                self._passed.clear()
            self._passed.add(text)

    def _allowed(self, host: str, resolved: list[Resolved]) -> list[Resolved]:
        if _name(host) not in self._names:
            return [item for item in resolved if self._is_open(plain(item.address))]
        named = [(item, plain(item.address)) for item in resolved]
        good = [
            (item, address)
            for item, address in named
            if not _is_never_open((address, *_translations(address, self._networks)))
        ]
        self._vouched.update(address for _, address in good)
        return [item for item, _ in good]

    def _is_open(self, address: Address) -> bool:
        """Return whether an address may be reached, and so may each that it may be translated to."""
        everything = (address, *_translations(address, self._networks))
        return not _is_never_open(everything) and all(
            self._is_public(address) or self._is_named(address) for address in everything
        )

    def _denial(self, host: str, address: Address) -> str:
        """Return why a host is not asked; nothing opens the addresses where clouds keep credentials."""
        everything = (address, *_translations(address, self._networks))
        if _is_never_open(everything):
            return f"{host} is where clouds keep credentials, or this machine itself; no setting allows it"
        return f"{host} is not on the public internet; {_HINT}"

    def _is_named(self, address: Address) -> bool:
        return any(address in block for block in self._networks)

    @staticmethod
    def _is_public(address: Address) -> bool:
        starts, ends = _RANGES[address.version]
        place = bisect_right(starts, int(address)) - 1
        return place < 0 or int(address) > ends[place]


def _is_never_open(everything: Sequence[Address]) -> bool:
    """Return whether an address, or one that it is translated to, must not be reached whatever is allowed."""
    return any(address in _METADATA for address in everything) or any(
        inner.is_loopback for inner in everything[1:]
    )


def _translations(address: Address, networks: Sequence[Network]) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that an IPv6 address may lead to, as NAT64, 6to4, Teredo and their like spell them."""
    if isinstance(address, IPv4Address):
        return ()
    number = int(address)
    inner = [at(number) for block, places in _TRANSLATORS if address in block for at in places]
    if number >> 32 & _IPV4 in _ISATAP:
        inner.append(number & _IPV4)
    # A network of the configuration may be a translator's prefix, too: RFC 6052 2.2.
    blocks = (*networks, *_PREFIXES)
    lengths = {block.prefixlen for block in blocks if address in block} & _PREFIX_LENGTHS
    inner += [_at(length, number) for length in lengths if _is_translated(length, number)]
    return tuple(map(IPv4Address, inner))


def _at(length: int, number: int) -> int:
    """Return what stands behind a prefix, leaving out bits 64 to 71."""
    if length == 96:
        return number & _IPV4
    without = number >> 64 << 56 | number & (2**56 - 1)
    return without >> (88 - length) & _IPV4


def _is_translated(length: int, number: int) -> bool:
    """Return whether an address looks like a translated one, and not like a host of an ordinary network."""
    has_rest = length < 96 and (number >> 56 & 0xFF or number & (2 ** (88 - length) - 1))
    return not has_rest and _at(length, number) > _THIS_NETWORK


def literal(host: str) -> Address | None:
    """Read a host that is an address, in any spelling that a system takes for one; None for a name."""
    with suppress(ValueError):
        return plain(host.strip("[]"))
    with suppress(OSError):
        return IPv4Address(socket.inet_aton(host.rstrip(".")))
    return None


def plain(text: str) -> Address:
    """Read an address without its zone; an IPv4 address wrapped in IPv6 counts as what it wraps."""
    address = ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


async def _connect(
    resolved: Sequence[Resolved], make: Callable[[AddrInfoType], socket.socket]
) -> socket.socket:
    targets = [_target(item) for item in resolved]
    return await start_connection(targets, happy_eyeballs_delay=_EYEBALLS, socket_factory=make)


def _socket(info: AddrInfoType) -> socket.socket:
    sock = socket.socket(*info[:3])
    sock.setblocking(False)
    return sock


def _lookup(host: str, port: int) -> list[Resolved]:
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(Resolved(str(target[0]), port) for *_, target in infos))


def _target(resolved: Resolved) -> AddrInfoType:
    if ":" in resolved.address:
        return (
            socket.AF_INET6,
            socket.SOCK_STREAM,
            socket.IPPROTO_TCP,
            "",
            (resolved.address, resolved.port, 0, 0),
        )
    return socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (resolved.address, resolved.port)


def _name(host: str) -> str:
    return host.lower().rstrip(".")


_TRANSLATORS: tuple[tuple[IPv6Network, tuple[Callable[[int], int], ...]], ...] = (
    (IPv6Network("::ffff:0:0:0/96"), (partial(_at, 96),)),
    (IPv6Network("64:ff9b::/96"), (partial(_at, 96),)),
    (IPv6Network("64:ff9b:1::/48"), (partial(_at, 96),)),
    (IPv6Network("2001::/32"), (partial(_at, 32), lambda number: ~number & _IPV4)),  # Teredo: server, client
    (IPv6Network("2002::/16"), (partial(_at, 16),)),
)
