"""Web addresses as people write them: checked, with user and password split off."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import BeforeValidator, WithJsonSchema

from monitor.config.problems.suggest import shown
from monitor.config.values.kinds import kind, mistake

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


def _read(value: Any, name: str) -> WebAddress:
    if not isinstance(value, str):
        raise mistake(f"{kind(value)} stands where a URL belongs", _REMEDY)
    parts = _split(value.strip(), name)
    if parts.scheme not in {"http", "https"}:
        raise mistake(f"{name} does not begin with https:// or http://", _REMEDY)
    if not parts.hostname:
        raise mistake(f"{name} names no host", _REMEDY)
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
        raise mistake(f"{name} is no URL", _REMEDY) from None
    return parts


_SCHEMA = WithJsonSchema({"type": "string", "pattern": r"^\s*(https?://|\$\{)"})
Url = Annotated[WebAddress, BeforeValidator(web_address), _SCHEMA]
SecretUrl = Annotated[WebAddress, BeforeValidator(secret_address), _SCHEMA]
