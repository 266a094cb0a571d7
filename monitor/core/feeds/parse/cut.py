"""Cut a document into its items, so that only unseen ones need to be read.

A cut is only made when it is certain: items that follow each other with nothing but space between them. Any doubt
(nesting, comments, unbalanced CDATA, two kinds of items) gives None, and the whole document is read.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.core.feeds.parse.sitemap import is_sitemap

_TAG = re.compile(rb"<(/?)((?:[A-Za-z_][\w.-]{0,60}:)?(?:item|entry))(?=[\s>/])")
_ROOT_END = re.compile(rb"</(?:[A-Za-z_][\w.-]{0,60}:)?(?:rss|feed|rdf|urlset)\s{0,20}>", re.IGNORECASE)
_TAIL = 512  # bytes in which most documents end their root


@dataclass(frozen=True, slots=True)
class Cut:
    """A document in pieces: ``head`` and ``tail`` enclose ``items``; ``digests`` tell items apart."""

    head: bytes
    items: tuple[bytes, ...]
    tail: bytes
    digests: tuple[str, ...]

    def without(self, known: Collection[str]) -> tuple[bytes, tuple[str, ...]]:
        """Return the document with only the items whose digest is not in ``known``, and their digests."""
        kept = [
            (item, digest)
            for item, digest in zip(self.items, self.digests, strict=True)
            if digest not in known
        ]
        body = b"\n".join((self.head, *(item for item, _ in kept), self.tail))
        return body, tuple(digest for _, digest in kept)

    def first(self, number: int) -> bytes:
        """Return the document with its first ``number`` items."""
        return b"\n".join((self.head, *self.items[:number], self.tail))


def cut(body: bytes) -> Cut | None:
    """Cut ``body`` into items, or give None if there is any doubt where they begin and end."""
    if is_sitemap(body):
        pieces = _split(body, b"url", b"sitemap")
    else:
        pieces = _split(body, b"item", b"entry") or _split(body, b"entry", b"item") or _taken_apart(body)
    if pieces is None:
        return None
    for begin, end in ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->")):  # neither may cross a cut
        if begin in body and [piece.count(begin) for piece in pieces] != [
            piece.count(end) for piece in pieces
        ]:
            return None
    head, *items, tail = pieces
    return Cut(head, tuple(items), tail, tuple(digest(item) for item in items))


def _split(body: bytes, name: bytes, other: bytes) -> list[bytes] | None:
    """Cut a document whose items are written the plain way: no prefix, no other element of a similar name."""
    if b"<" + other in body:
        return None
    end, begins = b"</%b>" % name, (b"<%b>" % name, b"<%b " % name)
    *parts, tail = body.split(end)
    if not parts or b"<%b" % name in tail:
        return None
    first = min((at for begin in begins if (at := parts[0].find(begin)) >= 0), default=0)
    head, parts[0] = parts[0][:first], parts[0][first:]
    if b"<%b" % name in head.replace(b"<urlset", b""):
        return None
    items = [part.lstrip() + end for part in parts]
    plain = all(item.startswith(begins) and item.count(begins[0][:-1]) == 1 for item in items)
    return [head, *items, tail] if plain else None


def _taken_apart(body: bytes) -> list[bytes] | None:
    """Cut a document by its tags, however they are written."""
    tags = list(_TAG.finditer(body))
    spans = _spans(body, tags) if tags and len(tags) % 2 == 0 else None
    if spans is None:
        return None
    return [body[: spans[0][0]], *(body[begin:end] for begin, end in spans), body[spans[-1][1] :]]


def digest(item: bytes) -> str:
    """Return the name of an item by its bytes."""
    return hashlib.blake2b(item, digest_size=8).hexdigest()


def whole(body: bytes) -> tuple[bytes, str | None]:
    """Return a document without what stands behind it; one that ends too early closed, and without its last item.

    The second value says what was lost. The last item of a broken transfer must not be read: half a sentence can say
    the opposite of the whole.
    """
    end = _end(body)
    if end:
        return body[:end], None
    last = body.rfind(b"<")
    if body.find(b">", last) < 0 <= last:
        body = body[:last]  # half a tag
    last_open = last_close = -1
    for tag in _TAG.finditer(body):
        if tag.group(1) or _is_empty(body, tag):
            last_close = tag.start()
        else:
            last_open = tag.start()
    if last_open > last_close:
        return body[:last_open] + _closers(
            body[:last_open]
        ), "cut off within the last entry, which was left out"
    closers = _closers(body)
    return body + closers, "cut off after the last entry" if closers else None


def _end(body: bytes) -> int:
    """Return where the document ends; 0 if it breaks off. Scripts, beacons and warnings behind it are not its own."""
    for begin in (max(0, len(body) - _TAIL), 0):
        ends = [root.end() for root in _ROOT_END.finditer(body, begin)]
        if ends and not _TAG.search(body, ends[-1]) and b"]]>" not in body[ends[-1] :]:
            return ends[-1]
    return 0


_ROOTS = re.compile(rb"<(/?)((?:[A-Za-z_][\w.-]{0,60}:)?(?:rss|feed|rdf|channel))(?=[\s>])", re.IGNORECASE)


def _closers(body: bytes) -> bytes:
    opened: list[bytes] = []
    for tag in _ROOTS.finditer(body):
        if not tag.group(1):
            opened += [] if _is_empty(body, tag) else [tag.group(2)]
        elif tag.group(2) in opened:
            opened.remove(tag.group(2))
    return b"".join(b"</" + name + b">" for name in reversed(opened[:4]))


def _is_empty(body: bytes, tag: re.Match[bytes]) -> bool:
    """Return whether an element is written as one tag."""
    end = body.find(b">", tag.end())
    return end > 0 and body[end - 1 : end] == b"/"


def _spans(body: bytes, tags: Sequence[re.Match[bytes]]) -> list[tuple[int, int]] | None:
    spans: list[tuple[int, int]] = []
    name = tags[0].group(2)
    for opening, closing in zip(tags[::2], tags[1::2], strict=True):
        if opening.group(1) or not closing.group(1) or not name == opening.group(2) == closing.group(2):
            return None
        end = body.find(b">", closing.end()) + 1
        if not end or (spans and body[spans[-1][1] : opening.start()].strip()):
            return None
        spans.append((opening.start(), end))
    return spans
