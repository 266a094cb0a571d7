"""RSS 0.9x to 2.0, RDF and Atom, through feedparser: the only module that knows it."""

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.sax import SAXException
from xml.sax import expatreader as _loaded_now  # noqa: F401 - else by name at the first parse, when memory may be short

import feedparser  # type: ignore[import-untyped]  # it ships no types
from feedparser.datetimes import _parse_date  # type: ignore[import-untyped]  # as above; the public parse() takes documents only

from monitor.core.feeds.outcomes import NotAFeed, ParsedFeed, Unparseable
from monitor.core.feeds.parse import fields
from monitor.core.feeds.parse.entry import Channel, Raw, Written, coordinates, entry_of
from monitor.core.model import Coordinates

_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_PLAIN = ("text/plain", "text")
_OF_MEDIA = ("http://search.yahoo.com/mrss", "http://www.itunes.com/")
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
    channel = Channel(
        url,
        fields.title(_text(head, "title"), is_html=True),
        _text(head, "link"),
        fields.lang(_text(head, "language")),
        is_atom=version.startswith("atom"),
    )
    entries = tuple(entry_of(_raw(entry, channel), channel) for entry in raw)
    return ParsedFeed(
        entries=entries,
        digests=("",) * len(entries),
        degraded=(f"malformed XML ({_spoken(broken)})",) if broken is not None else (),
        title=channel.title,
        lang=channel.lang,
        version=version or "unknown",
    )


def _raw(found: dict[str, Any], channel: Channel) -> Raw:
    published, updated = (_date(found, name) for name in ("published", "updated"))
    is_atom = channel.is_atom
    return Raw(
        id=_text(found, "id"),
        link=_link(found),
        title=Written(_text(found, "title"), is_html=not (is_atom and _is_plain(found, "title"))),
        spare_title=_text(found, "itunes_title"),
        description=Written(_text(found, "summary"), is_html=not (is_atom and _is_plain(found, "summary"))),
        contents=_contents(found, is_atom=is_atom),
        # dc:date of RDF and RSS is the day of publication; feedparser calls it updated.
        published=published if published is not None or is_atom else updated,
        updated=updated,
        author=_text(found, "author"),
        lang=_text(_of(found, "title_detail") or {}, "language"),
        source=_text(_of(found, "source") or {}, "title") or _text(found, "news_source"),
        categories=_categories(found),
        coordinates=_coordinates(found),
    )


def _categories(found: dict[str, Any]) -> Iterator[str]:
    """Yield the categories, but not the keywords of media: they are about files."""
    for tag in _of(found, "tags") or ():
        if not _text(tag, "scheme").startswith(_OF_MEDIA):
            yield _text(tag, "label") or _text(tag, "term")


def _coordinates(found: dict[str, Any]) -> Coordinates | None:
    where: dict[str, Any] = _of(found, "where") or {}
    if where.get("type") == "Point":
        longitude, latitude = where["coordinates"][:2]
        return coordinates(str(latitude), str(longitude))
    return coordinates(_text(found, "geo_lat"), _text(found, "geo_long"))


def understood(text: str) -> tuple[int, ...] | None:
    """Return what feedparser makes of a date."""
    found = _parse_date(text)
    return None if found is None else tuple(found)


def _date(raw: dict[str, Any], name: str) -> datetime | None:
    return fields.date(_text(raw, name), lambda: _of(raw, f"{name}_parsed"))


def _link(raw: dict[str, Any]) -> str:
    """Return the entry's own address; a guid that feedparser takes for one only if it looks like one."""
    link = _text(raw, "link")
    if link and link == _text(raw, "id") and "/" not in link:
        link = ""
    if link:
        return link
    links = [link for link in _of(raw, "links") or () if _text(link, "href")]
    best = sorted(links, key=lambda link: _text(link, "rel") in fields.LESSER_LINKS)
    return _text(best[0], "href") if best else ""


def _contents(found: dict[str, Any], *, is_atom: bool) -> Iterator[Written]:
    for content in (_of(found, "content") or ())[:4]:
        yield Written(_text(content, "value"), _text(content, "type") not in _PLAIN or not is_atom)


def _is_plain(raw: dict[str, Any], field: str) -> bool:
    return _text(_of(raw, f"{field}_detail") or {}, "type") in _PLAIN


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = _of(raw, key) if isinstance(raw, dict) else None
    return value if isinstance(value, str) else ""


def _spoken(error: object) -> str:
    return (error.getMessage() if isinstance(error, SAXException) else str(error))[:120]
