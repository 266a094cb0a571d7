"""What kind of document this is, and which feeds a web page holds or names."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import urljoin

from monitor.core.feeds.addresses import candidates

_BEGINNING = 2 * 2**20  # a page names its feeds in its head, though behind half a megabyte of scripts
_SKIPPED = re.compile(
    rb"\s+|<\?.{0,4096}?\?>|<!--.{0,8192}?-->|<!doctype[^>\[]{0,1024}>", re.IGNORECASE | re.DOTALL
)
_NAME = re.compile(rb"<([A-Za-z_][\w.:-]{0,60})")
_ELEMENT = re.compile(r"<(link|a|base|meta)\s([^>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z-]{1,20})\s{0,5}=\s{0,5}(?:"([^"]{0,1000})"|'([^']{0,1000})'|([^\s"'>]{1,1000}))"""
)
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*url\s*=\s*[\"']?([^\"'\s]+)", re.IGNORECASE)
_LINK_HEADER = re.compile(r"<([^<>]{1,2000})>([^<]{0,1000})")
_LOCATION = re.compile(r"<loc>\s{0,20}([^<]{1,2000}?)\s{0,20}</loc>", re.IGNORECASE)
# Types that mean a feed, and those that may mean one, such as the answers of programming interfaces.
_FEEDS = frozenset(
    {"rss", "atom", "rdf", "feed", "x.atom", "x-rss", "x-atom", "rss+xml", "atom+xml", "rdf+xml", "feed+json"}
)
_PERHAPS = frozenset({"text/xml", "application/xml", "application/json"})
_LOOKS = re.compile(
    r"(?:^|[/._?=&-])(?:rss\d?|atom|feeds?|rdf|backend|syndication|flux(?:-?rss)?)(?:$|[/._?=&-])",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"comment|commentaire|coment|kommentar|تعليق", re.IGNORECASE)
_MOST = 10
_WITHIN = re.compile(rb"<(rss|feed|rdf:RDF)\s[^<>]{1,1000}>")
_MARK = re.compile(rb"xmlns|version")  # of a feed's root, which a page that only talks of feeds does not have

# Where sites of the usual kinds keep their feeds, the likeliest first.
USUAL_PLACES = (
    "feed",
    "rss",
    "rss.xml",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "spip.php?page=backend",
    "feeds/posts/default",
)


class _Named(NamedTuple):
    """An address that a page names: the lower the rank, the likelier a feed of news."""

    rank: int
    href: str


def root(body: bytes) -> str:
    """Name the outermost element without its prefix, in lower case; "" if there is none."""
    at = 0
    while at < 65536 and (found := _SKIPPED.match(body, at)) is not None:
        at = found.end()
    name = _NAME.match(body, at)
    return "" if name is None else name.group(1).decode("ascii", "replace").rpartition(":")[2].lower()


def feed_within(body: bytes) -> bytes | None:
    """Return the feed that a page holds in its markup: some sites wrap whatever they send in the same template."""
    begun = next((tag for tag in _WITHIN.finditer(body) if _MARK.search(tag.group())), None)
    if begun is None:
        return None
    closing = b"</" + begun.group(1) + b">"
    end = body.rfind(closing, begun.end())
    return None if end < 0 else body[begun.start() : end + len(closing)]


def feed_links(body: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that a page announces; failing that, of links that look like feeds.

    Feeds of comments come last. A page that only leads on to another names that one, an index of sitemaps its sitemaps.
    """
    text = body[:_BEGINNING].decode("utf-8", "replace")
    if "<sitemapindex" in text[:4096]:
        sitemaps = _LOCATION.findall(text)
        return _sorted([_Named(int("news" not in place), unescape(place)) for place in sitemaps], url)
    base, named = url, list[_Named]()
    for element in _ELEMENT.finditer(text):
        attributes = {
            name.lower(): unescape(first or second or third).strip()
            for name, first, second, third in _ATTRIBUTE.findall(element.group(2))
        }
        if element.group(1).lower() == "base":
            base = _joined(url, attributes.get("href", "")) or base
        else:
            named += _named(element.group(1).lower(), attributes)
    return _sorted(named, base)


def header_links(header: str, url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that the header "Link" of an answer announces (RFC 8288)."""
    named: list[_Named] = []
    for target, rest in _LINK_HEADER.findall(header[:20_000]):
        attributes = {
            name.lower(): first or second or third for name, first, second, third in _ATTRIBUTE.findall(rest)
        }
        named += _named("link", {**attributes, "href": target.strip()})
    return _sorted(named, url)


def _named(element: str, attributes: dict[str, str]) -> Iterator[_Named]:
    href = attributes.get("href", "")
    relations = attributes.get("rel", "").lower().split()
    kind = attributes.get("type", "").lower().partition(";")[0].strip()
    if element == "meta":
        if attributes.get("http-equiv", "").lower() == "refresh" and (
            target := _REFRESH.match(attributes.get("content", ""))
        ):
            yield _Named(6, target.group(1))
        return
    if not href:
        return
    is_comments = bool(_COMMENTS.search(href) or _COMMENTS.search(attributes.get("title", "")))
    if "feed" in relations or ("alternate" in relations and kind.rpartition("/")[2] in _FEEDS):
        yield _Named(4 if is_comments else 0, href)
    elif "alternate" in relations and kind in _PERHAPS and "wp-json" not in href and "oembed" not in href:
        yield _Named(1 if _LOOKS.search(href) or kind != "application/json" else 2, href)
    elif _LOOKS.search(href) and (element == "a" or not kind):
        yield _Named(5 if is_comments else 3, href)


def _sorted(named: list[_Named], base: str) -> tuple[str, ...]:
    """Return the addresses, absolute, the likeliest first; what merely looks like a feed only if nothing else is named."""
    announced = [link for link in named if link.rank in (0, 1, 2, 4)]
    best = sorted(announced or named, key=lambda link: link.rank)
    absolute = (_joined(base, link.href) for link in best)
    return tuple(dict.fromkeys(link for link in absolute if link))[:_MOST]


def _joined(base: str, href: str) -> str:
    """Return a link as an address; feed:… and the like lead to the web."""
    if ":" in href.partition("/")[0] and not href.lower().startswith(("http:", "https:")):
        meant = candidates(href)
        return next(
            (address for address in meant if address.startswith(base.partition("://")[0] + ":")),
            next(iter(meant), ""),
        )
    try:
        full = urljoin(base, href)
    except ValueError:
        return ""
    return full if full.lower().startswith(("http://", "https://")) else ""
