"""RSS 0.9x to 2.0, RDF and Atom, through feedparser: the only module that knows it."""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.sax import SAXException
from xml.sax import expatreader as _loaded_now  # noqa: F401 - else by name at the first parse, when memory may be short

import feedparser  # type: ignore[import-untyped]  # it ships no types
from feedparser.datetimes import _parse_date  # type: ignore[import-untyped]  # as above; the public parse() takes documents only

from monitor.core.feeds.outcomes import NotAFeed, ParsedFeed, Unparseable
from monitor.core.feeds.parse import fields
from monitor.core.model import ParsedEntry

_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_PLAIN = ("text/plain", "text")
_of = dict.get  # FeedParserDict's own ``get`` lets one key stand in for another


def read(body: bytes, url: str) -> ParsedFeed | NotAFeed | Unparseable:
    """Read a repaired document. What feedparser had to guess at is said in ``degraded``.

    No address is given to feedparser: it would change ids. It resolves against xml:base, we against ``url``.
    Its sanitiser and link rewriter are quadratic on hostile HTML and half of its cost; our text is plain anyway.
    """
    try:
        found = feedparser.parse(
            io.BytesIO(body), response_headers=_HEADERS, sanitize_html=False, resolve_relative_uris=False
        )
    except RecursionError:
        return Unparseable("nested too deeply")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - feedparser raises whatever hostile documents make its parsers raise
        return Unparseable(f"{type(error).__name__}: {str(error)[:120]}")
    return _feed(found, url) if "version" in found else NotAFeed()


def _feed(found: Mapping[str, Any], url: str) -> ParsedFeed | NotAFeed | Unparseable:
    head, raw, version = found["feed"], found["entries"], str(found["version"] or "")
    broken = found.get("bozo_exception") if found["bozo"] else None
    if not raw and (not version or broken is not None):
        return NotAFeed() if broken is None else Unparseable(_spoken(broken))
    lang = fields.lang(_text(head, "language"))
    entries = tuple(_entry(one, url, lang, is_atom=version.startswith("atom")) for one in raw)
    return ParsedFeed(
        entries=entries,
        digests=("",) * len(entries),
        degraded=(f"malformed XML ({_spoken(broken)})",) if broken is not None else (),
        title=fields.title(_text(head, "title"), is_html=True),
        lang=lang,
        version=version or "unknown",
    )


def _entry(raw: dict[str, Any], url: str, lang: str | None, *, is_atom: bool) -> ParsedEntry:
    published, updated = (_date(raw, name) for name in ("published", "updated"))
    link = fields.link(_link(raw), url)
    return ParsedEntry(
        id=fields.identifier(_text(raw, "id")),
        link=link,
        title=fields.title(_text(raw, "title"), is_html=not (is_atom and _is_plain(raw, "title"))),
        summary=_summary(raw, is_atom=is_atom),
        # dc:date of RDF and RSS is the day of publication; feedparser calls it updated.
        published=published if published is not None or is_atom else updated,
        updated=updated,
        author=fields.name(_text(raw, "author")),
        lang=fields.lang(_text(_of(raw, "title_detail") or {}, "language")) or lang,
    )


def understood(text: str) -> tuple[int, ...] | None:
    """Return what feedparser makes of a date."""
    found = _parse_date(text)
    return None if found is None else tuple(found)


def _date(raw: dict[str, Any], name: str) -> datetime | None:
    return fields.date(_text(raw, name), lambda: _of(raw, f"{name}_parsed"))


def _link(raw: dict[str, Any]) -> str:
    """Give the entry's own address; a guid that feedparser takes for one only if it looks like one."""
    link = _text(raw, "link")
    if link and link == _text(raw, "id") and "/" not in link:
        link = ""
    if link:
        return link
    links = [one for one in _of(raw, "links") or () if _text(one, "href")]
    best = sorted(links, key=lambda one: _text(one, "rel") in fields.LESSER_LINKS)
    return _text(best[0], "href") if best else ""


def _summary(raw: dict[str, Any], *, is_atom: bool) -> str:
    description = fields.plain(_text(raw, "summary"), is_html=not (is_atom and _is_plain(raw, "summary")))
    contents = (
        fields.plain(_text(one, "value"), is_html=_text(one, "type") not in _PLAIN or not is_atom)
        for one in (_of(raw, "content") or ())[:4]
    )
    return fields.summary(description, contents)


def _is_plain(raw: dict[str, Any], field: str) -> bool:
    return _text(_of(raw, f"{field}_detail") or {}, "type") in _PLAIN


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = _of(raw, key) if isinstance(raw, dict) else None
    return value if isinstance(value, str) else ""


def _spoken(error: object) -> str:
    return (error.getMessage() if isinstance(error, SAXException) else str(error))[:120]
