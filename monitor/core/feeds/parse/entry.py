"""An entry, made of what a reader found of it: whichever reader that was, texts and addresses become the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.core.feeds.parse import fields
from monitor.core.feeds.parse.furniture import (
    Names,
    names_of,
    of_headline,
    of_text,
    without_links,
    without_lists,
)
from monitor.core.model import Coordinates, Furniture, ParsedEntry

_CHANNELS = 1_000  # of which base and hosts are kept in hand: a feed is read again and again
_MOST_CATEGORIES = 20
_LONGEST_READ = fields.LONGEST_SUMMARY + 1000  # characters of a text that are looked through for furniture
_LONGEST_WITH_LINKS = 64 * 1024  # characters of markup that is looked through for blocks of links
_LONGEST_WITH_LISTS = 256 * 1024  # characters of markup that is looked through for lists

_LIST, _LINK = re.compile("<(?:li|LI)"), re.compile("<[aA] ")  # twice as fast as looking for each


class _Prose(NamedTuple):
    """A text as plain as a reader sees it, what was taken out, and what it was before."""

    text: str
    furniture: tuple[Furniture, ...]
    uncut: str


class Written(NamedTuple):
    """A text as a document has it."""

    text: str
    is_html: bool = True


_NOTHING = Written("")


@dataclass(slots=True)
class Raw:
    """What a reader found of an entry. The contents are looked at only where the description does not suffice."""

    id: str = ""
    link: str = ""
    title: Written = _NOTHING
    spare_title: str = ""
    description: Written = _NOTHING
    contents: Iterable[Written] = ()
    published: datetime | None = None
    updated: datetime | None = None
    author: str = ""
    lang: str | None = None
    source: str = ""
    categories: Iterable[str] = ()
    coordinates: Coordinates | None = None


@dataclass(frozen=True)
class Channel:
    """What a document says of itself, as far as its entries depend on it; ``url`` is where it came from."""

    url: str
    title: str = ""
    site: str = ""
    lang: str | None = None
    is_atom: bool = field(default=False, kw_only=True)

    @property
    def base(self) -> str:
        """Where relative links start: at the site, for many feeds lie on other hosts; in Atom there only if this one does."""
        return _base_and_hosts(self.site, self.url, self.is_atom)[0]

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of the document and of its site."""
        return _base_and_hosts(self.site, self.url, self.is_atom)[1]

    def names(self, source: str) -> Names:
        """The names of the outlet, and of the publisher that an entry names beside it."""
        return names_of(self.title, self.hosts, source) if source else self._names

    @cached_property
    def _names(self) -> Names:
        return names_of(self.title, self.hosts)

    def link(self, written: str) -> str | None:
        """Return a link of the document as an address."""
        if written and (direct := fields.plain_link(written)):
            return direct
        return fields.link(written, self.base, self.hosts) if written else None


def entry_of(raw: Raw, channel: Channel) -> ParsedEntry:
    """Return the entry: plain text without the furniture round it, web addresses, all of it bounded."""
    source, link = fields.name(raw.source), channel.link(raw.link)
    names = channel.names(source or "")
    headline = fields.title(*raw.title) or fields.title(raw.spare_title, is_html=False)
    title, of_title = of_headline(headline, names)
    summary, of_summary, uncut = _summary(raw, title, names)
    categories = filter(None, map(fields.name, raw.categories)) if raw.categories else ()
    return ParsedEntry(
        id=fields.identifier(raw.id),
        link=link,
        title=title,
        summary=fields.shorten(summary, fields.LONGEST_SUMMARY),
        published=raw.published,
        updated=raw.updated,
        author=fields.name(raw.author),
        lang=fields.lang(raw.lang) or channel.lang,
        source=source,
        categories=tuple(dict.fromkeys(categories))[:_MOST_CATEGORIES],
        coordinates=raw.coordinates,
        furniture=(*of_title, *of_summary),
        uncut=(headline, fields.shorten(uncut, fields.LONGEST_SUMMARY)) if of_title or of_summary else None,
    )


def _summary(raw: Raw, title: str, names: Names) -> _Prose:
    """Choose between the texts: the description unless it is a mere teaser of a longer content.

    What is taken out of a text makes it shorter, so none is looked through that is too short before.
    """
    best = _cleared(_prose(raw.description, raw, title), title, names)
    if len(best.text) >= fields.ENOUGH:
        return best
    for content in raw.contents:
        prose = _prose(content, raw, title)
        if len(prose.text) > len(best.text):
            best = max(best, _cleared(prose, title, names), key=lambda prose: len(prose.text))
    return best


def _prose(written: Written, raw: Raw, title: str) -> _Prose:
    """Return a text as plain as a reader sees it, without lists of links."""
    text, lists = written.text, tuple[Furniture, ...]()
    if written.is_html and text[:4] == "&lt;" and "<" not in text and len(text) < _LONGEST_WITH_LISTS:
        text = unescape(text)  # markup that was encoded twice
    if written.is_html and _LIST.search(text) and len(text) < _LONGEST_WITH_LISTS:
        text, lists = without_lists(text, title, raw.link)
    if written.is_html and _LINK.search(text) and len(text) < _LONGEST_WITH_LINKS:
        text, links = without_links(text, title, raw.link)
        lists += links
    uncut = fields.plain(text, written.is_html)[:_LONGEST_READ]
    return _Prose(uncut, lists, uncut)


def _cleared(prose: _Prose, title: str, names: Names) -> _Prose:
    """Return a text without its furniture."""
    text, rest = of_text(prose.uncut, title, names)
    return _Prose(text, (*prose.furniture, *rest), prose.uncut) if rest else prose


def point(text: str) -> Coordinates | None:
    """Read "latitude longitude" as GeoRSS has it."""
    parts = text.replace(",", " ").split()[:2]
    return coordinates(*parts) if len(parts) == 2 else None


def coordinates(latitude: str, longitude: str) -> Coordinates | None:
    """Read degrees; None if they are not of this Earth, or zero, which programs write that know no place."""
    try:
        place = Coordinates(float(latitude), float(longitude))
    except ValueError:
        return None
    is_on_earth = abs(place.latitude) <= 90 and abs(place.longitude) <= 180
    return place if is_on_earth and place != (0, 0) else None


@lru_cache(_CHANNELS)
def _base_and_hosts(site: str, url: str, is_atom: bool) -> tuple[str, frozenset[str]]:
    base = fields.link(site, url) or url
    if is_atom and _host(base) == _host(url):
        base = url
    return base, frozenset(filter(None, (_host(base), _host(url))))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
