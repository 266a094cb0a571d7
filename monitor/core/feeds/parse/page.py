"""What kind of document this is, and which feeds a web page holds or names."""

import re
from html import unescape
from urllib.parse import urljoin

_BEGINNING = 256 * 1024  # a page names its feeds in its head
_SKIPPED = re.compile(
    rb"\s+|<\?.{0,4096}?\?>|<!--.{0,8192}?-->|<!doctype[^>\[]{0,1024}>", re.IGNORECASE | re.DOTALL
)
_NAME = re.compile(rb"<([A-Za-z_][\w.:-]{0,60})")
_LINK = re.compile(r"<(?:link|a)\s([^>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z]{1,20})\s{0,5}=\s{0,5}(?:"([^"]{0,1000})"|'([^']{0,1000})'|([^\s"'>]{1,1000}))"""
)
_KINDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_LOOKS = re.compile(r"(?:^|[/._?=-])(?:rss|atom|feeds?|rdf)(?:$|[/._?=&-])", re.IGNORECASE)
_MOST = 10
_WITHIN = re.compile(rb"<(rss|feed|rdf:RDF)\s[^<>]{1,1000}>")
_MARK = re.compile(rb"xmlns|version")  # of a feed's root, which a page that only talks of feeds does not have


def root(body: bytes) -> str:
    """Name the outermost element without its prefix, in lower case; "" if there is none."""
    at = 0
    while at < 65536 and (found := _SKIPPED.match(body, at)) is not None:
        at = found.end()
    name = _NAME.match(body, at)
    return "" if name is None else name.group(1).decode("ascii", "replace").rpartition(":")[2].lower()


def feed_within(body: bytes) -> bytes | None:
    """Give the feed that a page holds in its markup: some sites wrap whatever they send in the same template."""
    begun = next((tag for tag in _WITHIN.finditer(body) if _MARK.search(tag.group())), None)
    if begun is None:
        return None
    closing = b"</" + begun.group(1) + b">"
    end = body.rfind(closing, begun.end())
    return None if end < 0 else body[begun.start() : end + len(closing)]


def feed_links(body: bytes, url: str) -> tuple[str, ...]:
    """Give the addresses of the feeds a page announces; failing that, of links that look like feeds."""
    text = body[:_BEGINNING].decode("utf-8", "replace")
    announced, guessed = [], []
    for found in _LINK.finditer(text):
        attributes = {
            name.lower(): unescape(first or second or third)
            for name, first, second, third in _ATTRIBUTE.findall(found.group(1))
        }
        href = attributes.get("href", "").strip()
        if not href:
            continue
        if "alternate" in attributes.get("rel", "").lower() and attributes.get("type", "").lower() in _KINDS:
            announced.append(href)
        elif _LOOKS.search(href):
            guessed.append(href)
    absolute = (_joined(url, href) for href in announced or guessed)
    return tuple(dict.fromkeys(link for link in absolute if link))[:_MOST]


def _joined(base: str, href: str) -> str:
    try:
        full = urljoin(base, href)
    except ValueError:
        return ""
    return full if full.lower().startswith(("http://", "https://")) else ""
