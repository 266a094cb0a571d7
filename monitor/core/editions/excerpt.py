"""Texts with the words marked that made a rule hit."""

from collections.abc import Iterable, Sequence

from monitor.core.editions.edition import Span
from monitor.core.model import Evidence

Range = tuple[int, int]

_LEAD = 60  # characters kept before the first marked word


def spans(text: str, evidence: Iterable[Evidence]) -> tuple[Span, ...]:
    """Cut a text into marked and unmarked pieces; together they are the text."""
    return _cut(text, _ranges(text, evidence))


def extract(text: str, evidence: Iterable[Evidence], limit: int) -> tuple[Span, ...]:
    """Cut about ``limit`` characters out of a text, around the first word that made a rule hit."""
    ranges = _ranges(text, evidence)
    if len(text) <= limit:
        return _cut(text, ranges)
    start = _start(text, ranges, limit)
    end = _end(text, start + limit)
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in ranges if a < end and b > start]
    pieces = _cut(text[start:end], inside)
    before = (Span("… "),) if start else ()
    after = (Span(" …"),) if end < len(text) else ()
    return (*before, *pieces, *after)


def _ranges(text: str, evidence: Iterable[Evidence]) -> list[Range]:
    """Return where the words stand, in order, overlapping ones joined; words no longer there are left out."""
    places = sorted(place for match in evidence if (place := _place(text, match)) is not None)
    joined: list[Range] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _place(text: str, evidence: Evidence) -> Range | None:
    """Trust the offsets only if the words are there: a revised entry may have moved them."""
    if not evidence.text:
        return None
    if text[evidence.start : evidence.end] == evidence.text:
        return evidence.start, evidence.end
    at = text.find(evidence.text)
    return None if at < 0 else (at, at + len(evidence.text))


def _cut(text: str, ranges: Sequence[Range]) -> tuple[Span, ...]:
    pieces: list[Span] = []
    done = 0
    for start, end in ranges:
        if start > done:
            pieces.append(Span(text[done:start]))
        pieces.append(Span(text[start:end], marked=True))
        done = end
    if done < len(text):
        pieces.append(Span(text[done:]))
    return tuple(pieces)


def _start(text: str, ranges: Sequence[Range], limit: int) -> int:
    """Begin at the beginning if the first marked word is near it, else a little before that word."""
    first, last = ranges[0] if ranges else (0, 0)
    if last <= limit:
        return 0
    at = max(0, first - _LEAD)
    space = text.find(" ", at, first)
    return at if space < 0 else space + 1


def _end(text: str, at: int) -> int:
    """End before a word is cut, unless the word is very long."""
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 40, at)
    return at if space < 0 else space
