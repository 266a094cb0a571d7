"""Text without the secrets in it, for logs and pages."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from monitor.core.settings import Config, Credentials, Secret

HIDDEN: Final = "***"
_TOKEN = 8  # characters of a part of an address that may be secret
_SHORTEST = 4  # a shorter secret stands in too many words to be looked for

_USERINFO = re.compile(r"(?<=://)[^/\s@\"'<>]+(?=@)")
_PARAMETER = re.compile(
    r"(?i)\b((?:[a-z_-]*(?:token|secret|passw(?:or)?d|signature)|passwd|pwd|api_?-?key|apikey|sig)=)[^&\s\"'#;,)]+"
)
_AUTHORIZATION = re.compile(r"(?i)\b(basic|bearer)\s+[A-Za-z0-9+/=._~-]{8,}")


class Concealer:
    """Hides what looks like a credential, and every secret it was told of."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {
            form
            for secret in secrets
            if len(secret) >= _SHORTEST
            for form in (secret, quote(secret, safe=""))
        }
        longest_first = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def conceal(self, text: str) -> str:
        """Return ``text`` with every secret in it replaced by stars."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        text = _USERINFO.sub(HIDDEN, text)
        text = _PARAMETER.sub(rf"\g<1>{HIDDEN}", text)
        return _AUTHORIZATION.sub(rf"\g<1> {HIDDEN}", text)


def secrets_of(config: Config) -> frozenset[str]:
    """Return every secret a configuration knows, in each form in which it goes over a wire."""
    parts = (config.mail, config.heartbeat, config.feeds, config.recipients)
    found = {form for part in parts for form in _secrets(part)}
    for address in (config.store, config.network.proxy or ""):
        password = urlsplit(address).password
        found |= {password} if password else set()
    return frozenset(found)


def _secrets(value: object) -> Iterator[str]:
    if isinstance(value, Secret):
        yield value.reveal
        yield from _parts(value.reveal)
    elif is_dataclass(value):
        if isinstance(value, Credentials) and value.password is not None:
            yield _basic(value.username or "", value.password.reveal)
        for field in fields(value):
            yield from _secrets(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _secrets(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _secrets(item)


def _parts(secret: str) -> Iterator[str]:
    """Give what a server may repeat of a secret address: path and query, and any part of them that may be a token."""
    if "://" in secret:
        address = urlsplit(secret)
        target = address.path + (f"?{address.query}" if address.query else "")
        yield from (part for part in (target, *re.split("[/?&=]", target)) if len(part) >= _TOKEN)


def _basic(username: str, password: str) -> str:
    return b64encode(f"{username}:{password}".encode()).decode()
