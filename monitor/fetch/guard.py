"""Which addresses may be reached: decided on the resolved address, at the moment of connecting."""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp.abc import AbstractResolver, ResolveResult

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

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

_LOOKUPS = 32  # threads: a lookup cannot be cancelled, so hung ones must not starve the store's threads


class AddressDeniedError(OSError):
    """The address is not on the public internet, and ``network.allow_private`` does not name it."""


class Guard(AbstractResolver):
    """A resolver that gives only addresses we may connect to; ``open_socket`` checks each once more.

    A host that is an address by itself never passes through a resolver, hence the second look; a name listed in
    ``allow_private`` vouches for its addresses, but only for itself: other names and plain addresses stay denied.
    """

    def __init__(self, allow_private: Sequence[Network | str]) -> None:
        self._networks = tuple(item for item in allow_private if not isinstance(item, str))
        self._names = frozenset(item.lower().rstrip(".") for item in allow_private if isinstance(item, str))
        self._vouched: set[Address] = set()
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look ``host`` up; AddressDeniedError if none of its addresses may be reached."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _lookup, host, port, family)
        if host.lower().rstrip(".") in self._names:
            good = [item for item in found if plain(item["host"]) not in _METADATA]
            self._vouched.update(plain(item["host"]) for item in good)
        else:
            good = [item for item in found if self._is_open(plain(item["host"]))]
        if not good:
            raise AddressDeniedError(f"{host} leads to {_listed(item['host'] for item in found)}")
        return good

    async def close(self) -> None:
        """Let the threads go; a lookup under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def refuse_literal(self, host: str) -> None:
        """Raise AddressDeniedError if ``host`` is an address, in its plain spelling, that may not be reached."""
        address = literal(host)
        if address is not None and not self._is_open(address):
            raise AddressDeniedError(f"{host} is not on the public internet")

    def open_socket(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """Make the socket for a connection to a checked address, or raise AddressDeniedError."""
        family, kind, protocol, _, target = info
        address = plain(str(target[0]))
        if not self._is_open(address) and address not in self._vouched:
            raise AddressDeniedError(f"{address} is not on the public internet")
        return socket.socket(family, kind, protocol)

    def _is_open(self, address: Address) -> bool:
        if address in _METADATA:
            return False
        if any(address in block for block in self._networks):
            return True
        return not any(address in block for block in _CLOSED)


def literal(host: str) -> Address | None:
    """Read a host that is an address in its plain spelling; None for a name."""
    try:
        return plain(host.strip("[]"))
    except ValueError:
        return None


def plain(text: str) -> Address:
    """Read an address without its zone; an IPv4 address wrapped in IPv6 counts as what it wraps."""
    address = ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _lookup(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    infos = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [
        ResolveResult(
            hostname=host,
            host=str(target[0]),
            port=port,
            family=kin,
            proto=protocol,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        for kin, _, protocol, _, target in infos
    ]


def _listed(hosts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(hosts)) or "no address"
