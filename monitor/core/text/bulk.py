"""Folding in one go: of many texts, and with a map back to the original."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monitor.core.text.letters import (
    ALONE,
    APOSTROPHE,
    COMBINE,
    DELETED,
    DROP,
    FLAG,
    MANY,
    ODD,
    SEPARATOR,
    SPACE,
)
from monitor.core.text.table import Codes, letters

Index = npt.NDArray[np.intp]

_BETWEEN = " \0 "


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded words of a text; word ``i`` is ``text[starts[i]:ends[i]]`` of the original."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __str__(self) -> str:
        return " ".join(self.words)


def fold_many(texts: Sequence[str]) -> list[str]:
    """Return the folded words of each text; much faster than one by one."""
    return [part.strip() for part in fold_segments(texts).decode().split("\0")] if texts else []


def fold_segments(segments: Sequence[str]) -> bytes:
    """Fold many texts in one go, as UTF-8: each between spaces, a NUL between two of them."""
    joined = _BETWEEN.join(segments)
    if joined.count("\0") != len(segments) - 1:
        joined = _BETWEEN.join(segment.replace("\0", "") for segment in segments)
    joined = f" {joined} "
    narrow = _fold_narrow(joined)
    if narrow is not None:
        return narrow
    codes, _ = _fold_codes(joined, with_index=False)
    return codes.tobytes().decode("utf-32-le").encode()


def fold_with_map(text: str) -> Folded:
    """Return the folded words of ``text`` with the place of each in the original."""
    text = text.replace("\0", DELETED)
    return _fold_narrow_with_map(f" {text} ") or _fold_wide_with_map(text)


def _fold_narrow_with_map(text: str) -> Folded | None:
    """Fold where each character becomes one, so that places stay; None if one of them does not."""
    source = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    codes: Codes = letters().narrow.take(source)
    if source.size != len(text) or (codes == ODD).any():
        return None
    _part_apostrophes(codes)
    letter = codes != SPACE
    edges = np.flatnonzero(letter[1:] != letter[:-1]).tolist()  # the space before the text makes up for the 1
    words = codes.astype(np.uint16, copy=False).tobytes().decode("utf-16-le").split()
    return Folded(tuple(words), tuple(edges[::2]), tuple(edges[1::2]))


def _fold_wide_with_map(text: str) -> Folded:
    codes, index = _fold_codes(f" {text} ", with_index=True)
    gaps = np.flatnonzero(codes == SPACE)
    if gaps.size < 2:
        return Folded((), (), ())
    starts = index[gaps[:-1] + 1] - 1  # the index counts the space before the text
    ends = index[gaps[1:] - 1]
    _include_marks(text, ends, index[gaps[1:]] - 1)
    found = tuple(codes.tobytes().decode("utf-32-le").split())
    return Folded(found, tuple(starts.tolist()), tuple(ends.tolist()))


def _include_marks(text: str, ends: Index, limits: Index) -> None:
    """Let words reach over the accents written behind their last letter, in place."""
    for word in np.flatnonzero(limits > ends).tolist():
        while ends[word] < limits[word] and unicodedata.combining(text[ends[word]]):
            ends[word] += 1


_FEW = 1_000  # places that are worked on one by one
_NOTHING = np.zeros(0, dtype=np.uint32)
_NO_INDEX = np.zeros(0, dtype=np.intp)


def _fold_narrow(text: str) -> bytes | None:
    """Fold with half the bytes, which takes half the time; None if a rare character asks for the long way."""
    try:
        source = np.frombuffer(text.encode("utf-16-le"), dtype=np.uint16)
    except UnicodeEncodeError:
        return None
    if source.size != len(text):
        return None
    codes: Codes = letters().narrow.take(source)
    odd = np.flatnonzero(codes == ODD)
    if odd.size:
        meant = letters().table[source[odd]]
        is_rare = (meant >= COMBINE) & (meant < MANY) | (meant > ALONE + 0xFFFF) & (meant < COMBINE)
        if odd.size > _FEW or is_rare.any():
            return None
        codes, _ = _spliced(codes, odd, [_written_out(code) for code in meant.tolist()], _NO_INDEX)
    _part_apostrophes(codes)
    return str(codes[_single_spaces(codes)].astype(np.uint16, copy=False).tobytes(), "utf-16-le").encode()


def _single_spaces(codes: Codes) -> npt.NDArray[np.bool_]:
    """Return which codes to keep so that no space follows a space."""
    space = codes == SPACE
    keep = np.ones(codes.size, dtype=np.bool_)
    keep[1:] = ~(space[1:] & space[:-1])
    return keep


def _fold_codes(text: str, with_index: bool) -> tuple[Codes, Index]:
    """Fold a text that begins and ends with a space; the index leads from folded to original."""
    codes = letters().wide(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32))
    index: Index = np.arange(codes.size if with_index else 0)
    if codes.max() >= FLAG:
        codes, index = _resolve_flags(codes, index)
    _part_apostrophes(codes)
    keep = _single_spaces(codes)
    return codes[keep], index[keep] if with_index else index


def _resolve_flags(codes: Codes, index: Index) -> tuple[Codes, Index]:
    if ((codes >= COMBINE) & (codes < MANY)).any():
        _combine(codes)
    keep = codes != DROP
    if not keep.all():
        codes = codes[keep]
        index = index[keep] if index.size else index
    if codes.max() < FLAG:
        return codes, index
    return _expand(codes, index)


def _combine(codes: Codes) -> None:
    """Join kana voicing marks and Hangul jamo to the letter before them, in place."""
    at = np.flatnonzero((codes >= COMBINE) & (codes < MANY))
    for run in np.split(at, np.flatnonzero(np.diff(at) != 1) + 1):
        first, last = max(int(run[0]) - 1, 0), int(run[-1])
        alone = ALONE if ALONE <= codes[first] < COMBINE else 0
        text = "".join(chr(int(code) & 0x1FFFFF) for code in codes[first : last + 1])
        joined = [ord(part) + alone for part in unicodedata.normalize("NFC", text)]
        codes[first : last + 1] = joined + [DROP] * (last + 1 - first - len(joined))


def _expand(codes: Codes, index: Index) -> tuple[Codes, Index]:
    """Write out characters that fold to several, and put spaces around letters that stand alone."""
    at = np.flatnonzero(codes >= FLAG)
    if at.size <= _FEW:
        return _spliced(codes, at, [_written_out(int(codes[place])) for place in at.tolist()], index)
    counts = np.ones(codes.size, dtype=np.intp)
    alone, several = at[codes[at] < COMBINE], at[codes[at] >= MANY]
    counts[alone] = 3
    counts[several] = letters().many_length[codes[several] - MANY]
    ends = np.cumsum(counts)
    expanded = np.repeat(codes, counts)
    expanded[ends[alone] - 3] = SPACE
    expanded[ends[alone] - 2] -= np.uint32(ALONE)
    expanded[ends[alone] - 1] = SPACE
    for place in several.tolist():
        part = _written_out(int(codes[place]))
        expanded[ends[place] - part.size : ends[place]] = part
    return expanded, np.repeat(index, counts) if index.size else index


def _written_out(code: int) -> Codes:
    if code == DROP:
        return _NOTHING
    if code >= MANY:
        return letters().many[code - MANY]
    return np.array((SPACE, code - ALONE, SPACE), dtype=np.uint32)


def _spliced(codes: Codes, at: Index, parts: list[Codes], index: Index) -> tuple[Codes, Index]:
    """Put parts in place of single codes: cheaper than working on all codes when they are few."""
    cuts = [0, *(at + 1).tolist()]
    pieces: list[Codes] = []
    for first, last, part in zip(cuts, at.tolist(), parts, strict=False):
        pieces += (codes[first:last], part)
    expanded = np.concatenate([*pieces, codes[cuts[-1] :]])
    if not index.size:
        return expanded, index
    counts = np.ones(codes.size, dtype=np.intp)
    counts[at] = [part.size for part in parts]
    return expanded, np.repeat(index, counts)


def _part_apostrophes(codes: Codes) -> None:
    """Turn apostrophes into spaces, and take the English 's away, in place."""
    at = np.flatnonzero(codes == APOSTROPHE)
    if not at.size:
        return
    codes[at] = SPACE
    at = at[(codes[at + 1] == ord("s")) & (codes[at - 1] > SPACE)]
    at = at[at + 2 < codes.size]
    codes[at[codes[at + 2] <= SPACE] + 1] = SPACE


assert SEPARATOR < SPACE  # noqa: S101 -- folded separators must not read as letters
