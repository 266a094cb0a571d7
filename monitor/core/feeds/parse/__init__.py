"""Bytes of a feed become entries."""

import re
from dataclasses import dataclass, replace

from monitor.core.feeds.outcomes import NotAFeed, ParsedFeed, ParseFailed, ParseRequest, Unparseable
from monitor.core.feeds.parse import direct, jsonfeed, page, sitemap, xml
from monitor.core.feeds.parse.cut import Cut, cut, whole
from monitor.core.feeds.parse.encoding import is_plain, to_utf8
from monitor.core.feeds.parse.furniture import without_repeated
from monitor.core.feeds.parse.polling_hints import rests
from monitor.core.feeds.parse.repair import repair
from monitor.core.model import ParsedEntry

MOST_ITEMS = 5000  # of one document; newest first in practice, and no news feed shows more
_SMALL = 32 * 1024  # bytes of unseen items: at the worst 0.1 s of work
_PREPARED_HERE = 2**20  # bytes of a document that may be cut outside a worker

_FEED_LIKE = re.compile(
    rb"<(?:[A-Za-z_][\w.-]{0,60}:)?(?:rss|feed|rdf|channel|item|entry|urlset)[\s>/]", re.IGNORECASE
)
_PAGES = ("html", "head", "body", "div", "script", "p", "br", "b", "h1", "center", "table", "span")


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document ready to be read, cut into items if that is certain."""

    body: bytes
    cut: Cut | None
    notes: tuple[str, ...]
    is_cut_off: bool = False


def parse(request: ParseRequest) -> ParsedFeed | ParseFailed:
    """Read a document; never raises on what it holds, but may need a deadline and a memory limit around it."""
    found = _read(request)
    return _cleared(found, request) if isinstance(found, ParsedFeed) else found


def _cleared(feed: ParsedFeed, request: ParseRequest) -> ParsedFeed:
    """Take out the lines that the entries of the document share, as far as they are known."""
    entries, furniture = without_repeated(feed.entries, request.furniture, is_whole=not feed.partial)
    return replace(feed, entries=entries, furniture=furniture)


def _read(request: ParseRequest) -> ParsedFeed | ParseFailed:
    body, note = to_utf8(request.body, request.content_type)
    if not body.strip():
        return Unparseable("the document is empty")
    if body.lstrip()[:1] in (b"{", b"["):
        return jsonfeed.read(body, request.url)
    if page.root(body.lstrip()) in _PAGES:
        within = page.feed_within(body)
        if within is None:
            return NotAFeed(page.feed_links(body, request.url))
        body, note = within, "the feed stands within a web page"
    if not _FEED_LIKE.search(body):
        return NotAFeed(page.feed_links(body, request.url))
    prepared = _prepare(body, note)
    if prepared.cut is not None and request.known.intersection(prepared.cut.digests):
        partial = _read_unseen(prepared, prepared.cut, request)
        if partial is not None:
            return partial
    return _read_all(prepared, request)


def parse_small(request: ParseRequest) -> ParsedFeed | None:
    """Read a document of which little is new, cheaply enough for any place; None if it is not such a document."""
    if not request.known or len(request.body) > _PREPARED_HERE or request.body.lstrip()[:1] != b"<":
        return None
    if not is_plain(request.body):
        return None
    prepared = _prepare(request.body, None)
    if prepared.cut is None or not request.known.intersection(prepared.cut.digests):
        return None
    found = _read_unseen(prepared, prepared.cut, request, limit=_SMALL)
    return None if found is None else _cleared(found, request)


def _prepare(body: bytes, note: str | None) -> _Prepared:
    body, before = repair(body)
    body, cut_short = whole(body)
    notes = tuple(filter(None, (before, note, cut_short)))
    pieces = cut(body)
    if pieces is not None and len(pieces.items) > MOST_ITEMS:
        notes = (*notes, f"only the first {MOST_ITEMS} of {len(pieces.items)} entries were read")
        body = pieces.first(MOST_ITEMS)
        pieces = Cut(pieces.head, pieces.items[:MOST_ITEMS], pieces.tail, pieces.digests[:MOST_ITEMS])
    return _Prepared(body, pieces, notes, cut_short is not None)


def _read_unseen(
    prepared: _Prepared, pieces: Cut, request: ParseRequest, limit: int | None = None
) -> ParsedFeed | None:
    """Read only the items not known; None if the result cannot be trusted to equal that of the whole."""
    body, unseen = pieces.without(request.known)
    if limit is not None and unseen and len(body) > limit:
        return None
    hints = rests(pieces.head)
    if not unseen:
        return ParsedFeed((), (), pieces.digests, partial=True, degraded=prepared.notes, rests=hints)
    feed = _entries(body, request.url)
    if not isinstance(feed, ParsedFeed) or len(feed.entries) != len(unseen) or feed.degraded:
        return None
    return _readable(
        replace(
            feed, digests=unseen, items=pieces.digests, partial=True, degraded=prepared.notes, rests=hints
        )
    )


def _read_all(prepared: _Prepared, request: ParseRequest) -> ParsedFeed | ParseFailed:
    feed = _entries(prepared.body, request.url)
    if isinstance(feed, NotAFeed):
        return NotAFeed(page.feed_links(prepared.body, request.url))
    if isinstance(feed, Unparseable):
        return feed
    if not feed.entries and (prepared.is_cut_off or feed.degraded):
        return Unparseable(
            "cut off before its first entry" if prepared.is_cut_off else "; ".join(feed.degraded)
        )
    matched = prepared.cut is not None and len(feed.entries) == len(prepared.cut.items) and not feed.degraded
    digests = prepared.cut.digests if prepared.cut is not None and matched else ()
    return _readable(
        replace(
            feed,
            digests=digests or feed.digests,
            items=digests,
            degraded=(*prepared.notes, *feed.degraded),
            rests=rests(prepared.body),
        )
    )


def _entries(body: bytes, url: str) -> ParsedFeed | NotAFeed | Unparseable:
    if sitemap.is_sitemap(body):
        return sitemap.read(body, url)
    return direct.read(body, url) or xml.read(body, url)


def _readable(feed: ParsedFeed) -> ParsedFeed:
    """Leave out entries that say nothing (some publishers nest an empty item in every item), and too many."""
    readable = [pair for pair in zip(feed.entries, feed.digests, strict=True) if _says_something(pair[0])]
    if len(readable) == len(feed.entries) <= MOST_ITEMS:
        return feed
    note = (
        (f"only the first {MOST_ITEMS} of {len(readable)} entries were kept",)
        if len(readable) > MOST_ITEMS
        else ()
    )
    kept = readable[:MOST_ITEMS]
    return replace(
        feed,
        entries=tuple(entry for entry, _ in kept),
        digests=tuple(digest for _, digest in kept),
        degraded=(*feed.degraded, *note),
    )


def _says_something(entry: ParsedEntry) -> bool:
    return bool(entry.title or entry.summary or entry.link or entry.id)
