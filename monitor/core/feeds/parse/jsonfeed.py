"""JSON Feed 1.0 and 1.1, which released feedparser does not read."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from monitor.core.feeds.dates import parse_date
from monitor.core.feeds.outcomes import NotAFeed, ParsedFeed, Unparseable
from monitor.core.feeds.parse import fields
from monitor.core.feeds.parse.entry import Channel, Raw, Written, entry_of

_MOST = 5000


def read(body: bytes, url: str) -> ParsedFeed | NotAFeed | Unparseable:
    """Read a JSON Feed; fields of the wrong type count as absent."""
    try:
        document = json.loads(body)
    except RecursionError:
        return Unparseable("JSON nested too deeply")
    except ValueError as error:
        return Unparseable(f"not JSON ({error})")
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return NotAFeed()
    title = fields.title(_text(document, "title"), is_html=False)
    lang = fields.lang(_text(document, "language"))
    channel = Channel(url, title, _text(document, "home_page_url"), lang)
    items = [item for item in document["items"] if isinstance(item, dict)]
    entries = tuple(entry_of(_raw(item), channel) for item in items[:_MOST])
    return ParsedFeed(
        entries=entries,
        digests=("",) * len(entries),
        degraded=(f"only the first {_MOST} of {len(items)} entries",) if len(items) > _MOST else (),
        title=title,
        lang=lang,
        version="json feed",
    )


def _raw(item: Mapping[str, Any]) -> Raw:
    text, html = _text(item, "content_text"), _text(item, "content_html")
    published, updated = (parse_date(_text(item, key)) for key in ("date_published", "date_modified"))
    return Raw(
        id=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=Written(_text(item, "title"), is_html=False),
        description=Written(_text(item, "summary"), is_html=False),
        contents=(Written(text or html, is_html=not text),),
        published=published,
        updated=updated,
        author=_author(item),
        lang=_text(item, "language"),
        categories=_tags(item),
    )


def _tags(item: Mapping[str, Any]) -> Iterable[str]:
    tags = item.get("tags")
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else ()


def _author(item: Mapping[str, Any]) -> str:
    """Name the authors: a list since version 1.1, one object before."""
    given = item.get("authors")
    people: Iterable[Any] = given if isinstance(given, list) else [item.get("author")]
    names = [_text(person, "name") for person in people if isinstance(person, dict)]
    return ", ".join(filter(None, names))


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if isinstance(value, str):
        return value
    # Version 1.0 allows numbers as ids; true is a number to Python, not to people.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
