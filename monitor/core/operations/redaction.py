"""Text without the secrets in it, for logs and pages."""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus, urlsplit

from monitor.core.settings import Config, Credentials, Mail, Secret

HIDDEN: Final = "***"
_TOKEN = 8  # characters of a part of an address that may be secret
_SHORTEST = 4  # a shorter secret stands in too many words to be looked for
_WORDY = 8  # a shorter secret of letters alone is looked for as a whole word only

_USERINFO = re.compile(r"(?<=://)[^/\s@\"'<>]+(?=@)")
_PARAMETER = re.compile(
    r"(?i)\b((?:[a-z_-]*(?:token|secret|passw(?:or)?d|signature)|passwd|pwd|api_?-?key|apikey|sig)=)[^&\s\"'#;,)]+"
)
_HEADER = re.compile(r"(?i)\b(authorization\s*[:=]\s*\w+)\s+[^\s\"',;]+")
_SCHEME = re.compile(r"(?i)\b(basic|bearer|digest|negotiate|xoauth2|plain|login)\s+([A-Za-z0-9+/=._~-]{8,})")
_WORD = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]+)(?:[-.'][A-Za-z]?[a-z]+)*[.:=]?")


class Concealer:
    """Hides what looks like a credential, and every secret it was told of in each form in which it may come back."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = [secret for secret in secrets if len(secret) >= _SHORTEST]
        patterns = {_pattern(form) for secret in known for form in _forms(secret)}
        patterns |= {re.escape(form) for secret in known for form in _within_base64(secret)}
        longest_first = sorted(patterns, key=len, reverse=True)
        self._known = re.compile("|".join(longest_first)) if patterns else None

    def conceal(self, text: str) -> str:
        """Return ``text`` with every secret in it replaced by stars."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        text = _USERINFO.sub(HIDDEN, text)
        text = _PARAMETER.sub(rf"\g<1>{HIDDEN}", text)
        text = _HEADER.sub(rf"\g<1> {HIDDEN}", text)
        return _SCHEME.sub(_without_token, text)


def _without_token(found: re.Match[str]) -> str:
    """Hide what follows the name of a scheme, unless it is a word: "basic authentication"."""
    return found[0] if _WORD.fullmatch(found[2]) else f"{found[1]} {HIDDEN}"


def _pattern(form: str) -> str:
    is_wordy = form.isalpha() and len(form) < _WORDY
    return rf"\b{re.escape(form)}\b" if is_wordy else re.escape(form)


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret as it may stand in a URL, in JSON or in HTML."""
    yield secret
    for quoted in (quote(secret, safe=""), quote(secret), quote_plus(secret)):
        yield quoted
        yield re.sub("%..", lambda code: code[0].lower(), quoted)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield escape(secret)


def _within_base64(secret: str) -> Iterator[str]:
    """Yield what three bytes at a time make of a secret, wherever it begins: its ends depend on their neighbours."""
    raw = secret.encode("utf-8", "surrogateescape")
    for offset in range(3):
        whole = b64encode(bytes(offset) + raw)
        first = (0, 2, 3)[offset]  # characters in which bits of what stands before it are
        last = len(whole) - (0, 3, 2)[(offset + len(raw)) % 3]
        inner = whole[first:last].decode()
        if len(inner) >= _SHORTEST + 2:
            yield inner
            yield inner.replace("+", "-").replace("/", "_")


def secrets_of(config: Config) -> frozenset[str]:
    """Return every secret a configuration knows, in each form in which it goes over a wire."""
    parts = (config.mail, config.heartbeat, config.feeds, config.recipients)
    found = {form for part in parts for form in _secrets(part)}
    proxies = {config.network.proxy, *(feed.proxy for feed in config.feeds.values())}
    for address in (config.store, *filter(None, proxies)):
        password = urlsplit(address).password
        found |= {password} if password else set()
    return frozenset(found)


def _secrets(value: object) -> Iterator[str]:
    if isinstance(value, Secret):
        yield value.reveal
        yield from _parts(value.reveal)
    elif is_dataclass(value):
        if isinstance(value, Credentials | Mail) and value.password is not None:
            yield from _logins(value.username or "", value.password.reveal)
        for field in fields(value):
            yield from _secrets(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _secrets(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _secrets(item)


def _parts(secret: str) -> Iterator[str]:
    """Yield what a server may repeat of a secret address: path and query, and any part of them that may be a token."""
    if "://" not in secret:
        return
    address = urlsplit(secret)
    target = address.path + (f"?{address.query}" if address.query else "")
    parts = [part for part in re.split("[/?&=]", target) if len(part) >= _TOKEN]
    # A word on the way to the token ("services", "webhooks") is none; alone it may be one.
    yield from ([part for part in parts if not _WORD.fullmatch(part)] or parts[-1:])
    if len(target) >= _TOKEN:
        yield target


def _logins(username: str, password: str) -> Iterator[str]:
    """Yield what a login sends of a user and a password in one piece (RFC 7617, RFC 4616)."""
    for pair in (f"{username}:{password}", f"\0{username}\0{password}"):
        yield b64encode(pair.encode()).decode()
