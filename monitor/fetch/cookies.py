"""Cookies along the way to one feed: kept from redirect to redirect, and dropped with the fetch (RFC 6265)."""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.fetch.address import Address

_MOST = 50
_LONGEST = 4096  # characters of one, and of all that are sent together


@dataclass(frozen=True, slots=True)
class Cookie:
    """What a server asked to be told again, and where."""

    name: str
    value: str
    domain: str
    path: str
    is_secure: bool
    is_for_others: bool  # below the domain

    def goes_to(self, address: Address) -> bool:
        """Return whether it is sent to an address."""
        below = self.is_for_others and address.host.endswith(f".{self.domain}")
        path = address.target.partition("?")[0]
        is_within = path == self.path or path.startswith(self.path.rstrip("/") + "/")
        is_safe = address.scheme == "https" or not self.is_secure
        return (below or address.host == self.domain) and is_within and is_safe


class Jar:
    """The cookies of one fetch."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], Cookie] = {}

    def keep(self, lines: Iterable[str], origin: Address) -> None:
        """Keep what ``origin`` set; what makes no sense, or is meant for another's host, is passed over."""
        for line in lines:
            cookie, is_over = _read(line, origin)
            if cookie is None:
                continue
            key = (cookie.name, cookie.domain, cookie.path)
            if is_over:
                self._cookies.pop(key, None)
            elif len(self._cookies) < _MOST or key in self._cookies:
                self._cookies[key] = cookie

    def header(self, address: Address) -> str | None:
        """Return what is sent to an address."""
        if not self._cookies:
            return None
        pairs = [
            f"{cookie.name}={cookie.value}" for cookie in self._cookies.values() if cookie.goes_to(address)
        ]
        while pairs and sum(map(len, pairs)) > _LONGEST:
            pairs.pop(0)
        return "; ".join(pairs) or None


def _read(line: str, origin: Address) -> tuple[Cookie | None, bool]:
    """Read a Set-Cookie, and whether it takes the cookie back."""
    if len(line) > _LONGEST or not line.isascii() or not line.replace("\t", " ").isprintable():
        return None, False
    pair, *attributes = line.split(";")
    name, equals, value = pair.partition("=")
    said = {
        key.strip().lower(): value.strip()
        for key, _, value in (attribute.partition("=") for attribute in attributes)
    }
    domain = said.get("domain", "").lstrip(".").lower()
    if not equals or not name.strip() or not _may_set(origin.host, domain):
        return None, False
    path = said.get("path", "")
    if not path.startswith("/"):
        path = origin.target.partition("?")[0].rpartition("/")[0] or "/"
    is_over = said.get("max-age", "1").startswith(("0", "-"))
    place = domain or origin.host
    return Cookie(name.strip(), value.strip(), place, path, "secure" in said, bool(domain)), is_over


def _may_set(host: str, domain: str) -> bool:
    """Return whether a host may set a cookie for a domain: its own, or one above it that is no top-level domain."""
    if not domain or domain == host:
        return True
    return host.endswith(f".{domain}") and "." in domain and not host.rpartition(".")[2].isdigit()
