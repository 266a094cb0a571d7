"""The last gate before a message: nothing from outside passes but plain one-line text, and links that only link."""

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from monitor.core.text.clean import clean

_SPACE = re.compile(r"\s+")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
FSI, PDI = "\u2068", "\u2069"
_SCHEMES = frozenset({"http", "https", "mailto"})
_LINK_SAFE = ":/?#[]@!$&'()*+,;=%-._~"
_LINK_LIMIT = 2_000


def line(text: str, limit: int | None = None) -> str:
    """Return the text as one clean line, cut at a word with an ellipsis where it is longer than ``limit``."""
    plain = _SPACE.sub(" ", clean(text)).strip()
    return plain if limit is None else clip(plain, limit)


def piece(text: str) -> str:
    """Clean a part of a line, keeping one space at its ends."""
    return _SPACE.sub(" ", clean(text))


def clip(text: str, limit: int) -> str:
    """Cut a line to ``limit`` characters, at a word if one ends near, with an ellipsis."""
    if len(text) <= limit:
        return text
    room = max(1, limit - 1)
    space = text.rfind(" ", max(1, room - 24), room + 1)
    return text[: room if space < 0 else space].rstrip(" ,;:-–·") + "…"


@lru_cache(4_096)  # an edition and its webhook ask for the same
def link(url: str | None) -> str:
    """Return an address that is safe to click: http, https or mailto, no user information, only ASCII; else ""."""
    if not url or len(url) > _LINK_LIMIT:
        return ""
    try:
        parts = urlsplit(line(url))
        host = parts.netloc.rpartition("@")[2]
        _ = parts.port  # raises ValueError where it is none
    except ValueError:
        return ""
    if parts.scheme not in _SCHEMES or (parts.scheme != "mailto" and not parts.hostname):
        return ""
    return quote(urlunsplit(parts._replace(netloc=host)), safe=_LINK_SAFE)


def apart(text: str, direction: str) -> str:
    """Keep a text of the other direction from turning the line it stands in (Unicode TR 9: FSI … PDI)."""
    needed = direction == "rtl" or _RTL.search(text)
    return f"{FSI}{text}{PDI}" if needed and text else text


def mailto(address: str, subject: str) -> str:
    """Return a link that writes to an address of ours."""
    return f"mailto:{quote(address, safe='@.+-_')}?subject={quote(subject, safe='')}"
