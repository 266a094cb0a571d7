"""A text as rules read it: its words, where they stand, and which sentence they are in."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from monitor.core.language.sentences import sentence_starts
from monitor.core.text.folding import Folded, fold_with_map
from monitor.core.text.letters import APOSTROPHES

ELIDED: Final = frozenset(
    {"l", "d", "qu", "n", "s", "c", "j", "m", "t", "jusqu", "lorsqu", "puisqu", "quoiqu"}
)


class Spot(NamedTuple):
    """Words ``first`` to ``last`` of a field, found because of an atom, or of what ``note`` says."""

    field: int
    first: int
    last: int
    atom: int = -1
    note: str = ""


@dataclass(slots=True)
class Line:
    """One field of a text, read when a rule asks for it."""

    text: str
    folded: Folded
    gaps: list[int]
    sentences: list[int]
    positions: list[int]

    @classmethod
    def of(cls, text: str, segment: bytes) -> "Line":
        """Read a field; ``segment`` is the same text folded in a batch."""
        folded = fold_with_map(text)
        starts = sentence_starts(text)
        return cls(
            text,
            folded,
            np.flatnonzero(np.frombuffer(segment, dtype=np.uint8) == ord(" ")).tolist(),
            [bisect_right(starts, at) for at in folded.starts] if starts else [0] * len(folded.words),
            _positions(text, folded),
        )

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last word of bytes of the segment."""
        return bisect_right(self.gaps, start) - 1, bisect_left(self.gaps, end) - 1

    def words_at(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last word that an excerpt of the original touches, or the nearest one."""
        first = bisect_right(self.folded.ends, start)
        last = bisect_left(self.folded.starts, end) - 1
        end_word = len(self.folded.words) - 1
        return min(first, end_word), max(min(first, end_word), last)

    def is_one_sentence(self, first: int, last: int) -> bool:
        """Tell whether these words stand in one sentence."""
        return self.sentences[first] == self.sentences[last]

    def surface(self, first: int, last: int) -> tuple[int, int]:
        """Return where these words stand in the original."""
        return self.folded.starts[first], self.folded.ends[last]


def _positions(text: str, folded: Folded) -> list[int]:
    """Number the words for distances: an elided article (l'armée) is no word of its own."""
    counts = [
        not (word in ELIDED and end < len(text) and text[end] in APOSTROPHES)
        for word, end in zip(folded.words, folded.ends, strict=True)
    ]
    return [0, *accumulate(counts)][: len(counts)]


class Row:
    """Spots of one field, ordered for questions of distance."""

    def __init__(self, spots: list[Spot]) -> None:
        self.spots = spots
        self.firsts = sorted(spot.first for spot in spots)
        self.lasts = sorted(spot.last for spot in spots)

    @cached_property
    def spans(self) -> dict[tuple[int, int], int]:
        """How many spots there are of each span."""
        found: dict[tuple[int, int], int] = {}
        for spot in self.spots:
            first, last = spot.first, spot.last
            found[first, last] = found.get((first, last), 0) + 1
        return found

    def after(self, last: int) -> int | None:
        """Return the first word of the next spot that begins behind ``last``."""
        at = bisect_right(self.firsts, last)
        return self.firsts[at] if at < len(self.firsts) else None

    def before(self, first: int) -> int | None:
        """Return the last word of the nearest spot that ends before ``first``."""
        at = bisect_left(self.lasts, first)
        return self.lasts[at - 1] if at else None

    def overlaps_other(self, first: int, last: int) -> bool:
        """Tell whether a spot shares words with these, but is not just the same words."""
        sharing = bisect_right(self.firsts, last) - bisect_left(self.lasts, first)
        return sharing > self.spans.get((first, last), 0)


def rows(spots: list[Spot]) -> dict[int, Row]:
    """Return the spots by field."""
    by_field: dict[int, list[Spot]] = {}
    for spot in spots:
        by_field.setdefault(spot.field, []).append(spot)
    return {field: Row(part) for field, part in by_field.items()}
