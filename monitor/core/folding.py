"""Folding: one spelling for all the ways a word can be written, with a map back to the original."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monitor.core.letters import (
    ALONE,
    APOSTROPHE,
    COMBINE,
    DROP,
    FLAG,
    MANY,
    SEPARATOR,
    SPACE,
    Codes,
    letters,
)

Index = npt.NDArray[np.intp]

_BETWEEN = " \0 "
_ASCII = (
    bytes(
        code if chr(code).isalnum() or code == APOSTROPHE else code + 32 if 65 <= code <= 90 else SPACE
        for code in range(128)
    ).lower()
    + bytes([SPACE]) * 128
)
_ASCII_CONTROLS = bytes(code for code in range(128) if chr(code) < " " and not chr(code).isspace()) + b"\x7f"
_POSSESSIVE = re.compile(rb"(?<=[a-z0-9])'s(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded words of a text; word ``i`` is ``text[starts[i]:ends[i]]`` of the original."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __str__(self) -> str:
        return " ".join(self.words)


def fold(text: str) -> str:
    """Return the folded words of ``text``, one space apart."""
    if text.isascii():
        return _fold_ascii(text)
    return fold_segments((text,))[1:-1].decode()


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text``."""
    return tuple(fold(text).split())


def fold_many(texts: Sequence[str]) -> list[str]:
    """Return the folded words of each text; much faster than one by one."""
    return [" ".join(part.split()) for part in fold_segments(texts).decode().split("\0")] if texts else []


def fold_segments(segments: Sequence[str]) -> bytes:
    """Fold many texts in one go, as UTF-8: each between spaces, a NUL between two of them."""
    joined = _BETWEEN.join(segments)
    if joined.count("\0") != len(segments) - 1:
        joined = _BETWEEN.join(segment.replace("\0", "") for segment in segments)
    codes, _ = _fold_codes(f" {joined} ", with_index=False)
    return codes.tobytes().decode("utf-32-le").encode()


def fold_with_map(text: str) -> Folded:
    """Return the folded words of ``text`` with the place of each in the original."""
    text = text.replace("\0", DELETED)
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


DELETED = "\u00ad"  # a soft hyphen: folds to nothing, keeps the length


def _fold_ascii(text: str) -> str:
    folded = text.encode().translate(_ASCII, _ASCII_CONTROLS)
    if b"'" in folded:
        folded = _POSSESSIVE.sub(b" ", folded).replace(b"'", b" ")
    return b" ".join(folded.split()).decode()


def _fold_codes(text: str, with_index: bool) -> tuple[Codes, Index]:
    """Fold a text that begins and ends with a space; the index leads from folded to original."""
    table = letters().table
    codes: Codes = table[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)]
    index: Index = np.arange(codes.size if with_index else 0)
    if codes.max() >= FLAG:
        codes, index = _resolve_flags(codes, index)
    _part_apostrophes(codes)
    space = codes == SPACE
    keep = np.ones(codes.size, dtype=np.bool_)
    keep[1:] = ~(space[1:] & space[:-1])
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
    many = letters().many
    counts = np.ones(codes.size, dtype=np.intp)
    alone = np.flatnonzero((codes >= ALONE) & (codes < COMBINE))
    several = np.flatnonzero(codes >= MANY)
    counts[alone] = 3
    counts[several] = letters().many_length[codes[several] - MANY]
    ends = np.cumsum(counts)
    expanded = np.repeat(codes, counts)
    expanded[ends[alone] - 3] = SPACE
    expanded[ends[alone] - 2] -= np.uint32(ALONE)
    expanded[ends[alone] - 1] = SPACE
    for at in several.tolist():
        part = many[int(codes[at]) - MANY]
        expanded[ends[at] - part.size : ends[at]] = part
    return expanded, np.repeat(index, counts) if index.size else index


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
