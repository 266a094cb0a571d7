"""What frames a report and is not of it: a dateline in front, lines about other articles behind."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from monitor.core.language.words import numbered, spelled_phrases, spellings, words
from monitor.core.text.folding import fold

_REACH: Final = 120  # characters in which a dateline ends
_SEPARATOR: Final = re.compile("\\s*(?:—|–|--+|―|ـ(?=\\s)|(?<=[\\s)\\].,])-)\\s*(?=\\S)")
_AGENCY: Final = re.compile("[(\\[/]\\s*([^()\\[\\]/]{1,40}?)\\s*[)\\]/]\\s*[:.,]?\\s*$")
_AGENCY_FIRST: Final = re.compile("^\\s*(?:[(\\[]([^()\\[\\]]{1,30})[)\\]]|([A-Z]{2,8})\\s?-)\\s*")
_UNDASHED: Final = re.compile("^[^()\\[\\]/.!?]{2,60}(?:\\(([^()]{1,30})\\)|/([^/]{2,40})/)\\s*:?\\s*(?=\\S)")
_SIGNED: Final = re.compile("([^:\\-–—]{2,30})\\s*[:\\-–—]\\s+(?=\\S)")
_WORD: Final = re.compile("[^\\W\\d_](?:[\\w'’.-]*\\w)?")
_MOST_WORDS: Final = 4  # of the name of a place
# Where a line or sentence begins, its first word, and what stands behind "read also".
_BEGINS: Final = re.compile('^\\s*|[\\n.!?…|»"”)•▪●>]\\s+|[•▪●]')
_FIRST_WORD: Final = re.compile("[^\\W\\d_]+")
_MARK: Final = re.compile("\\s*[:：>»→–—|-]|\\s*\\n|\\s*$")
_SHORTEST_SHOUTED: Final = 3
_LOOSE: Final = " ,.:-–—"
_BEFORE_A_DATE: Final = frozenset({"le", "في", "on", "1er", "el", "em", ""})
_LINE_END: Final = re.compile("\n|[.!?](?=\\s+[^\\W\\d_a-z]|\\s*$)")


class Dateline(NamedTuple):
    """The first ``end`` characters of a text; ``place`` is where it was written."""

    end: int
    place: str


def dateline(text: str, *, is_title: bool = False) -> Dateline | None:
    """Return the dateline that a text begins with: place, country, date, agency."""
    opening = text[:_REACH]
    longest = None
    for found in _SEPARATOR.finditer(opening):
        head, rest = opening[: found.start()], text[found.end() :]
        signed = _SIGNED.match(rest)
        is_signed = signed is not None and _is_agency(signed[1])
        if head.strip() and (place := _place(head, rest, is_signed=is_signed, is_title=is_title)):
            longest = Dateline(found.end(), place)
    if longest is not None:
        signed = _SIGNED.match(text, longest.end)
        return longest._replace(end=signed.end()) if signed and _is_agency(signed[1]) else longest
    undashed = _UNDASHED.match(opening)
    if undashed is not None and (undashed[2] or _is_agency(undashed[1])):
        place = _without_date(opening[: undashed.start(1 if undashed[1] else 2) - 1])[0]
        if _is_place(place):
            return Dateline(undashed.end(), place.strip(" ,"))
    return None


def other_articles(text: str) -> Iterator[tuple[int, int]]:
    """Yield where lines begin and end that name other articles, or say where this one is from.

    "Read also: …", "À lire aussi : …", "The post … appeared first on …".
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # one letter of Turkish grows
        return
    for found in _BEGINS.finditer(lowered):
        start = found.end()
        first = _FIRST_WORD.match(lowered, start)
        for phrase in _openers().get(first[0], ()) if first else ():
            behind = start + len(phrase)
            if not lowered.startswith(phrase, start) or lowered[behind : behind + 1].isalnum():
                continue
            if phrase in _origin_openers():
                end = _line_end(text, behind)
                if any(origin in lowered[behind:end] for origin in _origins()):
                    yield start, end
                    break
            elif _MARK.match(lowered, behind):
                yield start, _line_end(text, _skipped(text, behind))
                break


def _place(head: str, rest: str, *, is_signed: bool, is_title: bool) -> str:
    """Return the place that a text was written at; empty if what stands before the dash is no dateline."""
    agency = _AGENCY.search(head)
    first = _AGENCY_FIRST.match(head)
    is_signed |= bool(agency and _is_agency(agency[1])) or bool(first and _is_agency(first[1] or first[2]))
    if agency is not None:
        head = head[: agency.start()]
    if first is not None and is_signed:
        head = head[first.end() :]
    named, is_dated = _without_date(head)
    parts = [part for part in re.split("[,/]", named) if part.strip()]
    if not parts or len(parts) > 3 or not all(map(_is_place, parts)):
        return ""
    if is_signed or is_dated:
        return named.strip(" ,")
    is_shouted = parts[0].strip().isupper() and len(parts[0].strip()) >= _SHORTEST_SHOUTED
    if not is_title and (is_shouted or len(parts) > 1 or _names_another(parts[0], rest)):
        return named.strip(" ,")
    return ""


def _is_agency(name: str | None) -> bool:
    folded = fold(name or "")
    return folded in _agencies() or not _agencies().isdisjoint(folded.split())


def _is_place(text: str) -> bool:
    found = _WORD.findall(text)
    if not 0 < len(found) <= _MOST_WORDS or re.search('[0-9.!?:;"«»“”]', text.strip().removesuffix(".")):
        return False
    return fold(found[0]) not in words("LOCATIVES") and all(
        not word[0].islower() or fold(word) in words("NAME_PARTICLES") for word in found
    )


def _names_another(place: str, rest: str) -> bool:
    """Return whether the first sentence names a place behind a word of place, and not the same."""
    own, is_behind = fold(place), False
    for piece in re.split("[.!?\n]", rest, maxsplit=1)[0].split():
        folded = fold(piece)
        if is_behind and not piece[0].islower() and folded not in {own, ""}:
            return True
        is_behind = folded in words("LOCATIVES") or (is_behind and folded in words("NAME_PARTICLES"))
    return False


def _without_date(head: str) -> tuple[str, bool]:
    """Return a head without the date at its end, and whether it has one."""
    pieces = head.strip(_LOOSE).split()
    days = numbered("MONTHS").keys() | numbered("WEEKDAYS").keys()
    is_dated = False
    while len(pieces) > 1 and (parts := fold(pieces[-1]).split() or [""]):
        is_day = not days.isdisjoint(parts)
        is_date = all(part.isdecimal() for part in parts)
        if not (is_day or is_date or pieces[-1].strip(_LOOSE) in _BEFORE_A_DATE):
            break
        is_dated = is_dated or is_day or (is_date and len(parts) > 1)
        pieces.pop()
    return " ".join(pieces).strip(_LOOSE), is_dated


def _line_end(text: str, start: int) -> int:
    """Return where a headline ends: with its line or its sentence."""
    found = _LINE_END.search(text, start)
    return len(text) if found is None else found.end()


def _skipped(text: str, at: int) -> int:
    """Return where the headline behind a cue begins, which may be the next line."""
    while at < len(text) and (text[at].isspace() or text[at] in ":-–—•>»"):
        at += 1
    return at


@cache
def _agencies() -> frozenset[str]:
    return frozenset(" ".join(phrase) for phrase in spelled_phrases("AGENCIES"))


@cache
def _openers() -> dict[str, tuple[str, ...]]:
    """Return how lines begin that are about other articles, by the first word, the longest first."""
    found: dict[str, list[str]] = {}
    for block in ("RELATED", "RELATED_MARKED", "ORIGIN_OPENERS"):
        for phrase in spellings(block):
            first = _FIRST_WORD.match(phrase)
            if first is not None:
                found.setdefault(first[0], []).append(phrase)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()}


@cache
def _origin_openers() -> frozenset[str]:
    return frozenset(spellings("ORIGIN_OPENERS"))


@cache
def _origins() -> tuple[str, ...]:
    return spellings("ORIGINS")
