"""A web address, taken apart once: what is checked is what is asked."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import quote, unquote, urljoin

import idna


class AddressError(Exception):
    """This is not a web address; the message says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask. ``host`` is ASCII, and without brackets; ``target`` is path and query as they were written.

    User, password and fragment are left out: they are never sent.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Return host and port as the Host header names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def read(text: str) -> Address:
    """Read an absolute http or https address."""
    if len(text) <= _LONGEST_HOST and (usual := _USUAL.fullmatch(text)):
        return Address(usual[1], usual[2], int(usual[3] or _PORTS[usual[1]]), usual[4])
    if len(text) > _LONGEST:
        raise AddressError(f"it is longer than {_LONGEST // 1024} KiB")
    parts = _PARTS.fullmatch(text.strip(_BLANK).translate(_BREAKS))
    assert parts is not None  # noqa: S101 - the expression matches every text
    scheme = (parts["scheme"] or "").lower()
    if scheme not in _PORTS:
        raise AddressError(f"{scheme[:20] or 'no'}: is not http or https")
    place = _PLACE.fullmatch(parts["authority"] or "")
    if place is None:
        raise AddressError("the host is not valid")
    port = int(place["port"] or _PORTS[scheme])
    if not 0 < port < 65536:
        raise AddressError(f"{port} is not a valid port")
    target = (parts["path"] or "/") + (parts["query"] or "")
    return Address(scheme, _host(place["host"]), port, quote(target, safe=_SAFE, errors="replace"))


def redirected(base: str, location: str) -> Address:
    """Return where an answer from ``base`` leads; ``location`` holds the bytes of the header, a character each.

    What browsers forgive is forgiven: raw bytes, blanks, backslashes, and slashes too many or too few behind the scheme.
    """
    target = quote(location.strip(_BLANK).translate(_BREAKS).encode("latin-1"), safe=_ASCII)
    path, query = _TARGET.fullmatch(target).groups()  # type: ignore[union-attr]  # it matches every text
    path = path.replace("\\", "/")
    slashes = _SCHEME.match(path)
    if slashes and (len(slashes[2]) > 1 or not base.startswith(f"{slashes[1].lower()}:")):
        path = f"{slashes[1]}://{path[slashes.end() :]}"
    try:
        return read(urljoin(base, path + query))
    except ValueError:  # what urllib makes of brackets
        raise AddressError("the server redirects to what is not a valid address") from None


def _host(text: str) -> str:
    if text.startswith("["):
        try:
            return str(IPv6Address(text[1:-1]))
        except ValueError:
            raise AddressError("the host is not a valid IPv6 address") from None
    host = text.lower()
    if len(host) <= _LONGEST_HOST and not _HOST.fullmatch(host):
        host = _to_ascii(unquote(host))
    if len(host) > _LONGEST_HOST or not _HOST.fullmatch(host):
        raise AddressError("the host is not valid" if text else "it names no host")
    return host


def _to_ascii(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError:
        return ""


_PORTS = {"http": 80, "https": 443}
_LONGEST = 16 * 1024
_LONGEST_HOST = 254  # characters, with a dot behind it
_ASCII = "".join(map(chr, range(33, 127)))
_SAFE = "".join(sorted(set(_ASCII) - set('"<>\\^`{|}#')))  # what stays as it was written (RFC 3986 2.2)
_BLANK = "".join(map(chr, range(33)))
_BREAKS = dict.fromkeys(map(ord, "\t\r\n"))
_USUAL = re.compile(  # most addresses, in a tenth of the time
    r"(https?)://([a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*)(?::([1-9][0-9]{0,3}|[1-5][0-9]{4}))?(/[!$-;=?-\[\]_a-z~]*)"
)
_PARTS = re.compile(
    r"(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?:#.*)?",
    re.DOTALL,
)
_TARGET = re.compile(r"([^?#]*)(.*)")
_SCHEME = re.compile(r"(https?):(/*)", re.IGNORECASE)
_PLACE = re.compile(r"(?:[^\\]*@)?(?P<host>\[[0-9a-fA-F:.]*\]|[^:\[\]@]*)(?::(?P<port>[0-9]{0,5}))?")
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")
