"""A text as rules read it: its words, where they stand, and which sentence they are in."""

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from monitor.core.language.framing import dateline, other_articles
from monitor.core.language.sentences import sentence_starts
from monitor.core.language.words import words
from monitor.core.text.bulk import Folded, fold_with_map
from monitor.core.text.letters import APOSTROPHES

_FAR: Final = 100_000  # words: beyond any distance that a rule may ask for


class Spot(NamedTuple):
    """Words ``first`` to ``last`` of a field, found because of an atom, or of what ``note`` says."""

    field: int
    first: int
    last: int
    atom: int = -1
    note: str = ""


class Line:
    """One field of a text; each way to read it is read when somebody asks for it, and once."""

    def __init__(self, text: str, segment: bytes, *, is_title: bool = False) -> None:
        """Take a field; ``segment`` is the same text folded in a batch."""
        self.text = text
        self._segment = segment
        self._is_title = is_title

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple(self._segment.decode().split())

    @cached_property
    def folded(self) -> Folded:
        """The folded words with their places in the text."""
        return fold_with_map(self.text)

    @cached_property
    def gaps(self) -> list[int]:
        """Where in the segment one word ends and another begins."""
        return np.flatnonzero(np.frombuffer(self._segment, dtype=np.uint8) == ord(" ")).tolist()

    @cached_property
    def dateline(self) -> int:
        """So many words, the first ones, say where it was written: a sentence of their own, far from all others."""
        written = dateline(self.text, is_title=self._is_title)
        return 0 if written is None else bisect_left(self.folded.starts, written.end)

    @cached_property
    def others(self) -> tuple[tuple[int, int], ...]:
        """The words, from first to behind the last, of lines about other articles: they do not count."""
        return tuple(
            (bisect_left(self.folded.starts, first), bisect_left(self.folded.starts, last))
            for first, last in other_articles(self.text)
        )

    @cached_property
    def sentences(self) -> list[int]:
        """The number of the sentence of each word."""
        starts = sentence_starts(self.text)
        if not starts:
            sentences = [0] * len(self.words)
        else:
            sentences = [bisect_right(starts, at) for at in self.folded.starts]
        sentences[: self.dateline] = [-1] * self.dateline
        return sentences

    @cached_property
    def positions(self) -> list[int]:
        """The numbers of the words for distances: an elided article (l'armée) is no word of its own, a dateline is far away."""
        numbers = self._numbers()
        end = self.dateline
        if not end:
            return numbers
        shift = numbers[end] if end < len(numbers) else 0
        return [*(number - _FAR for number in numbers[:end]), *(number - shift for number in numbers[end:])]

    def _numbers(self) -> list[int]:
        elided, text = words("ELIDED"), self.text
        if elided.isdisjoint(self.words):
            return list(range(len(self.words)))
        counts = [
            not (word in elided and end < len(text) and text[end] in APOSTROPHES)
            for word, end in zip(self.words, self.folded.ends, strict=True)
        ]
        return [0, *accumulate(counts)][: len(counts)]

    def opening(self) -> tuple[int, int]:
        """Return the first sentence, without a dateline: its first word, and the one behind its last."""
        first = self.dateline
        if first >= len(self.sentences):
            return first, first
        return first, bisect_right(self.sentences, self.sentences[first])

    def is_of_others(self, at: int) -> bool:
        """Return whether a word stands in a line about another article."""
        return any(first <= at < last for first, last in self.others)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last word of bytes of the segment."""
        return bisect_right(self.gaps, start) - 1, bisect_left(self.gaps, end) - 1

    def words_at(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last word that an excerpt of the original touches, or the nearest one."""
        first = bisect_right(self.folded.ends, start)
        last = bisect_left(self.folded.starts, end) - 1
        end_word = len(self.words) - 1
        return min(first, end_word), max(min(first, end_word), last)

    def is_one_sentence(self, first: int, last: int) -> bool:
        """Return whether these words stand in one sentence."""
        return self.sentences[first] == self.sentences[last]

    def surface(self, first: int, last: int) -> tuple[int, int]:
        """Return where these words stand in the original."""
        return self.folded.starts[first], self.folded.ends[last]


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
        """Return whether a spot shares words with these, but is not just the same words."""
        sharing = bisect_right(self.firsts, last) - bisect_left(self.lasts, first)
        return sharing > self.spans.get((first, last), 0)


def rows(spots: list[Spot]) -> dict[int, Row]:
    """Return the spots by field."""
    by_field: dict[int, list[Spot]] = {}
    for spot in spots:
        by_field.setdefault(spot.field, []).append(spot)
    return {field: Row(part) for field, part in by_field.items()}
