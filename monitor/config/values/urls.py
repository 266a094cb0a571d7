"""Web addresses as people write them: checked, with user and password split off."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import BeforeValidator, WithJsonSchema

from monitor.config.problems.suggest import shown
from monitor.config.values.mistakes import kind, mistake

_REMEDY = "write one such as https://example.org/feed.xml"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https URL without userinfo, with the userinfo beside it; ``full`` is as written."""

    url: str
    full: str
    username: str | None = None
    password: str | None = None


def web_address(value: Any) -> WebAddress:
    """Read an http or https URL."""
    return value if isinstance(value, WebAddress) else _read(value, shown(value))


def secret_address(value: Any) -> WebAddress:
    """Read an http or https URL whose very name is a key: messages do not repeat it."""
    return value if isinstance(value, WebAddress) else _read(value, "this URL")


def proxy_address(value: Any) -> WebAddress:
    """Read the address of an HTTP or SOCKS 5 proxy."""
    return value if isinstance(value, WebAddress) else _read(value, shown(value), _PROXY)


def proxy_or_none(value: Any) -> WebAddress:
    """Read the address of a proxy, or ``none``: directly, whatever the proxy for all is."""
    return WebAddress(NO_PROXY, NO_PROXY) if value == NO_PROXY else proxy_address(value)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What an address must begin with, in words, and what to do otherwise."""

    schemes: tuple[str, ...]
    words: str
    hint: str


def _read(value: Any, name: str, wanted: _Wanted | None = None) -> WebAddress:
    wanted = wanted or _WEB
    if not isinstance(value, str):
        raise mistake(f"{kind(value)} stands where a URL belongs", wanted.hint)
    parts = _split(value.strip(), name)
    if parts.scheme not in wanted.schemes:
        raise mistake(f"{name} does not begin with {wanted.words}", wanted.hint)
    if not parts.hostname:
        raise mistake(f"{name} names no host", wanted.hint)
    userinfo, at, host = parts.netloc.rpartition("@")
    if not at:
        return WebAddress(parts.geturl(), parts.geturl())
    user, colon, password = userinfo.partition(":")
    bare = parts._replace(netloc=host).geturl()
    return WebAddress(bare, parts.geturl(), unquote(user), unquote(password) if colon else None)


def _split(text: str, name: str) -> SplitResult:
    if any(char.isspace() or not char.isprintable() for char in text):
        raise mistake(f"{name} contains a space or a control character", "remove it, or write %20")
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        raise mistake(f"{name} is not a valid URL", _REMEDY) from None
    return parts


NO_PROXY = "none"
_WEB = _Wanted(("http", "https"), "https:// or http://", _REMEDY)
_PROXY = _Wanted(
    ("http", "socks5", "socks5h"),
    "http://, socks5:// or socks5h://",
    "write one such as http://proxy.example.org:3128 or socks5h://127.0.0.1:9050",
)


def _schema(begins: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": rf"^\s*({begins}|\$\{{)"})


Url = Annotated[WebAddress, BeforeValidator(web_address), _schema("https?://")]
SecretUrl = Annotated[WebAddress, BeforeValidator(secret_address), _schema("https?://")]
ProxyUrl = Annotated[WebAddress, BeforeValidator(proxy_address), _schema("http://|socks5h?://")]
FeedProxy = Annotated[WebAddress, BeforeValidator(proxy_or_none), _schema("none$|http://|socks5h?://")]
