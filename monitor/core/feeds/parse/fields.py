"""What an entry's raw fields become: plain, clean, bounded text and web addresses."""

import re
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from monitor.core.feeds.dates import is_before_christ, is_epoch, parse_date, sane, standard
from monitor.core.text.clean import clean
from monitor.core.text.garbled import ungarbled, written_out
from monitor.core.text.html import html_to_text

LONGEST_TITLE = 500
LONGEST_SUMMARY = 4000
LONGEST_ID = 2000
LONGEST_LINK = 2000
LONGEST_NAME = 200
_NAMES = 2_000  # kept in hand
_LONGEST_TEXT = 4096  # read of a field: somewhat more than is kept
_LONGEST_RAW = 16 * 1024  # of a field that is looked at as a whole
ENOUGH = 280  # characters of a summary that stand by themselves; a shorter one gives way to the content
HTML_TYPES = ("text/html", "application/xhtml+xml", "html", "xhtml")
LESSER_LINKS = ("enclosure", "self", "replies", "edit", "via")
# Absolute, and nothing in it to clean: most links.
_PLAIN_LINK = re.compile(
    r"https?://[a-zA-Z0-9][a-zA-Z0-9.-]*(?::\d{1,5})?(?:[/?][!#-;=?-\[\]_a-z~]{0,1900})?"
)
_SPACE = re.compile(r"\s+")
_SLIP = re.compile(r"^(https?)(?::/?|//)(?=[^/])", re.IGNORECASE)  # http:/host, https//host
_HAS_DAY = re.compile(r"[^\W\d_]{3}|(?:\d[^\d]{0,9}){6}")  # of a time alone feedparser makes a time of today
# A lead of UTF-8 that was taken for a letter, and written as an entity.
_GARBLED_ENTITY = re.compile(
    r"&(?:amp;)?(?:[Aa](?:tilde|circ)|#(?:19[4-7]|20[67]|20[89]|21[6-9]|22[6]|240)|eth|Oslash|Ugrave);"
)
# HTML that was encoded twice begins with an element, and ends it; texts about HTML do not.
_MARKUP_AGAIN = re.compile(
    r"(?:<!--.{0,200}?-->\s{0,20}){0,4}<(p|div|span|a|b|i|u|strong|em|font|h[1-6]|ul|ol|table|figure|blockquote|section|article|center)"
    r"(?:\s[^<>]{0,2000})?>.{0,16384}?</\1>|<(?:img|br|hr)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE | re.DOTALL,
)


def plain(raw: str, is_html: bool) -> str:
    """Return what a reader should see: without markup, cleaned, and put right where it was encoded once too often."""
    if "<" not in raw and "&" not in raw and raw.isascii() and raw.isprintable():
        return raw[:_LONGEST_RAW].strip()
    text = ungarbled(raw) if len(raw) < _LONGEST_RAW else raw
    if is_html and ("<" in text or "&" in text):
        text = html_to_text(text, _LONGEST_TEXT)
    text = text[:_LONGEST_RAW]
    if "&" in text:
        text = written_out(text)
    if len(raw) >= _LONGEST_RAW or ("&" in raw and _GARBLED_ENTITY.search(raw)):
        text = ungarbled(text)
    if "<" in text and _MARKUP_AGAIN.match(text):
        text = html_to_text(text, _LONGEST_TEXT)
    return clean(text).strip()


def title(raw: str, is_html: bool) -> str:
    """Return a title on one line."""
    return shorten(" ".join(plain(raw, is_html).split()), LONGEST_TITLE)


def shorten(text: str, longest: int) -> str:
    """Cut a text at a word's end and mark the cut."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    return (cut.rsplit(maxsplit=1)[0] if " " in cut[longest // 2 :] else cut).rstrip() + " …"


def identifier(raw: str | None) -> str | None:
    """Return an id as the feed gave it, but clean and bounded."""
    return clean(raw).strip()[:LONGEST_ID] or None if raw else None


def name(raw: str | None) -> str | None:
    """Return an author, a publisher, a category."""
    if not raw:
        return None
    return _name(raw) if len(raw) > LONGEST_NAME else _short_name(raw)


def _name(raw: str) -> str | None:
    return " ".join(plain(raw, is_html=True).split())[:LONGEST_NAME] or None


_short_name = lru_cache(_NAMES)(_name)  # entries share them


def plain_link(raw: str) -> str | None:
    """Return a link that needs no work, as most do: absolute, with nothing in it to clean."""
    return raw if _PLAIN_LINK.fullmatch(raw) else None


def link(raw: str | None, base: str, hosts: Collection[str] = ()) -> str | None:
    """Return an absolute http(s) address; anything else is not a link that we pass on.

    ``hosts`` are those that may be named without a scheme, beside any that begins with "www.".
    """
    if not raw:
        return None
    text = _SPACE.sub("", clean(raw)) if "\n" in raw else clean(raw).strip()
    text = _SLIP.sub(r"\1://", text)
    try:
        scheme = urlsplit(base).scheme
        full = urljoin(base, f"{scheme}://{text}" if scheme and _names_host(text, hosts) else text)
        parts = urlsplit(full)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc or len(full) > LONGEST_LINK:
        return None
    return full.replace(" ", "%20")


def _names_host(text: str, hosts: Collection[str]) -> bool:
    first = text.partition("/")[0].partition(":")[0].lower()
    return first.startswith("www.") or any(first == host or first.endswith(f".{host}") for host in hosts)


def lang(raw: str | None) -> str | None:
    """Return the primary subtag of a language, in lower case."""
    if not raw:
        return None
    primary = raw.strip().lower().replace("_", "-").partition("-")[0]
    return primary if primary.isalpha() and 2 <= len(primary) <= 3 else None


def date(raw: str, understood: Callable[[], tuple[int, ...] | None]) -> datetime | None:
    """Read a date by the standards, else as people write, else as feedparser ``understood`` it; UTC.

    feedparser comes last: of 2026/11/29 it reads the month alone, and it passes over most zones.
    """
    if not raw:
        return None
    if (exact := standard(raw)) is not None:
        return sane(exact)
    found = parse_date(clean(raw))
    if (
        found is None
        and _HAS_DAY.search(raw)
        and not (is_epoch(raw) or is_before_christ(raw))
        and (parts := understood()) is not None
    ):
        with suppress(ValueError, OverflowError):
            return sane(datetime(*parts[:5], min(parts[5], 59), tzinfo=UTC))  # type: ignore[misc,arg-type]  # six ints
    return found
