"""An entry, made of what a reader found of it: whichever reader that was, texts and addresses become the same."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.core.feeds.parse import fields
from monitor.core.model import Coordinates, ParsedEntry

_MOST_CATEGORIES = 20


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

    @cached_property
    def base(self) -> str:
        """Where relative links start: at the site, for many feeds lie on other hosts; in Atom there only if this one does."""
        site = fields.link(self.site, self.url) or self.url
        return self.url if self.is_atom and _host(site) == _host(self.url) else site

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts of the document and of its site."""
        return frozenset(filter(None, (_host(self.base), _host(self.url))))

    def link(self, written: str) -> str | None:
        """Return a link of the document as an address."""
        if written and (direct := fields.plain_link(written)):
            return direct
        return fields.link(written, self.base, self.hosts) if written else None


def entry_of(raw: Raw, channel: Channel) -> ParsedEntry:
    """Return the entry: plain text, web addresses, all of it bounded."""
    title = fields.title(*raw.title) or fields.title(raw.spare_title, is_html=False)
    summary = fields.summary(
        fields.plain(*raw.description), (fields.plain(*content) for content in raw.contents)
    )
    categories = filter(None, map(fields.name, raw.categories)) if raw.categories else ()
    return ParsedEntry(
        id=fields.identifier(raw.id),
        link=channel.link(raw.link),
        title=title,
        summary=summary,
        published=raw.published,
        updated=raw.updated,
        author=fields.name(raw.author),
        lang=fields.lang(raw.lang) or channel.lang,
        source=fields.name(raw.source),
        categories=tuple(dict.fromkeys(categories))[:_MOST_CATEGORIES],
        coordinates=raw.coordinates,
    )


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


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
