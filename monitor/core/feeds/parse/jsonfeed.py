"""JSON Feed 1.0 and 1.1, which released feedparser does not read."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from monitor.core.feeds.dates import parse_date
from monitor.core.feeds.outcomes import NotAFeed, ParsedFeed, Unparseable
from monitor.core.feeds.parse import fields
from monitor.core.model import ParsedEntry

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
    lang = fields.lang(_text(document, "language"))
    items = [item for item in document["items"] if isinstance(item, dict)]
    entries = tuple(_entry(item, url, lang) for item in items[:_MOST])
    return ParsedFeed(
        entries=entries,
        digests=("",) * len(entries),
        degraded=(f"only the first {_MOST} of {len(items)} entries",) if len(items) > _MOST else (),
        title=fields.title(_text(document, "title"), is_html=False),
        lang=lang,
        version="json feed",
    )


def _entry(item: Mapping[str, Any], base: str, lang: str | None) -> ParsedEntry:
    content = _text(item, "content_text") or fields.plain(_text(item, "content_html"), is_html=True)
    summary = fields.plain(_text(item, "summary"), is_html=False)
    published, updated = (parse_date(_text(item, key)) for key in ("date_published", "date_modified"))
    return ParsedEntry(
        id=fields.identifier(_text(item, "id")),
        link=fields.link(_text(item, "url") or _text(item, "external_url"), base),
        title=fields.title(_text(item, "title"), is_html=False),
        summary=fields.summary(summary, (fields.plain(content, is_html=False),)),
        published=published,
        updated=updated,
        author=_author(item),
        lang=fields.lang(_text(item, "language")) or lang,
    )


def _author(item: Mapping[str, Any]) -> str | None:
    """Name the authors: a list since version 1.1, one object before."""
    given = item.get("authors")
    people: Iterable[Any] = given if isinstance(given, list) else [item.get("author")]
    names = [_text(person, "name") for person in people if isinstance(person, dict)]
    return fields.name(", ".join(filter(None, names)))


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if isinstance(value, str):
        return value
    # Version 1.0 allows numbers as ids; true is a number to Python, not to people.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
