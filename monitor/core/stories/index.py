"""How alike reports are, and which stories are worth asking: numbers only, no decisions.

A report becomes sets of dimensions: the character 4-grams of its text and of its title (they join texts of one
script) and its facts (concepts, places, ideas, numbers: they join languages). Rare dimensions weigh more. How rare
one is, is counted over the stories in the window, so that a burst of reports does not make its own event common,
on top of a prior, so that an empty window is no blank sheet.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monitor.core.stories.features import Features
from monitor.core.stories.lexicon import ideas_of
from monitor.core.stories.words import is_common

Dims = npt.NDArray[np.uint32]
Cosines = npt.NDArray[np.float64]

_GRAM = 4  # characters
_GRAM_BITS = 18
_FACT_BITS = 13
# In how many of a hundred stories a dimension of each kind is expected before any was counted.
_EXPECTED = {"gram": 2, "concept": 25, "place": 2, "area": 15, "idea": 12, "number": 3}
_PRIOR = 100
_KINDS = tuple(_EXPECTED)[1:]
_POSTINGS = 64  # stories kept for a key: the latest
_KEYS = 24  # rarest keys of a report that choose the stories to ask
_ASKED = 12  # stories that are compared in full
_SMALLEST_NUMBER = 5  # smaller ones stand in every report


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """A report as sets of dimensions; ``keys`` are the features by which it is found. ``latin`` is its script."""

    grams: Dims
    title: Dims
    facts: Dims
    keys: tuple[str, ...]
    latin: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosines of a report with others, one a report: of text grams, of title grams, of facts."""

    grams: Cosines
    titles: Cosines
    facts: Cosines


class Index:
    """Counts how rare dimensions are, and finds the stories that share rare features with a report."""

    def __init__(self) -> None:
        self._dims: dict[int, Dims] = {}
        self._keys: dict[str, dict[int, None]] = {}
        expected = [np.full(1 << _GRAM_BITS, _EXPECTED["gram"], np.int32)]
        expected += [np.full(1 << _FACT_BITS, _EXPECTED[kind], np.int32) for kind in _KINDS]
        self._counts = np.concatenate(expected)
        self._logs = np.log(np.arange(1, 1 << 10, dtype=np.float32))

    def add(self, vector: Vector, story: int) -> None:
        """Count a report of a story, and let the story be found by it."""
        dims = _all_dims(vector)
        known = self._dims.get(story)
        if known is None:
            self._counts[dims] += 1
            self._dims[story] = dims
        else:
            self._counts[np.setdiff1d(dims, known, assume_unique=True)] += 1
            self._dims[story] = np.union1d(known, dims)
        for key in vector.keys:
            stories = self._keys.setdefault(key, {})
            stories.pop(story, None)
            stories[story] = None
            if len(stories) > _POSTINGS:
                del stories[next(iter(stories))]

    def drop(self, vector: Vector, story: int, left: Sequence[Vector]) -> None:
        """Forget a report of a story of which ``left`` remain."""
        remaining = np.unique(np.concatenate([_all_dims(other) for other in left])) if left else _NOTHING
        self._counts[np.setdiff1d(self._dims.pop(story), remaining, assume_unique=True)] -= 1
        if left:
            self._dims[story] = remaining
        held = {key for other in left for key in other.keys}
        for key in vector.keys:
            if key not in held and (stories := self._keys.get(key)) is not None:
                stories.pop(story, None)
                if not stories:
                    del self._keys[key]

    def candidates(self, vector: Vector) -> list[int]:
        """Return the stories that share most of the report's rare keys, best first."""
        found = [stories for key in vector.keys if (stories := self._keys.get(key))]
        weights: dict[int, float] = {}
        for stories in sorted(found, key=len)[:_KEYS]:
            weight = 1.0 / (1 + len(stories))
            for story in stories:
                weights[story] = weights.get(story, 0.0) + weight
        return sorted(weights, key=lambda story: (-weights[story], -story))[:_ASKED]

    def likeness(self, vector: Vector, others: Sequence[Vector]) -> Likeness:
        """Return how alike a report is to each of ``others``."""
        return Likeness(
            self._cosines(vector.grams, [other.grams for other in others]),
            self._cosines(vector.title, [other.title for other in others]),
            self._cosines(vector.facts, [other.facts for other in others]),
        )

    def _cosines(self, dims: Dims, others: Sequence[Dims]) -> Cosines:
        sizes = np.array([other.size for other in others])
        if not dims.size or not sizes.any():
            return np.zeros(len(others))
        every = np.concatenate(others)
        weights = self._weights(every)
        ends = np.cumsum(sizes)
        norms = _sums(weights, ends, sizes)
        dots = _sums(np.where(_among(every, dims), weights, 0), ends, sizes)
        cosines: Cosines = dots / np.sqrt(np.maximum(norms * float(self._weights(dims).sum()), 1e-9))
        return cosines

    def _weights(self, dims: Dims) -> npt.NDArray[np.float32]:
        counts = np.minimum(self._counts[dims], self._logs.size) - 1
        rarity = np.log(np.float32(len(self._dims) + _PRIOR)) - self._logs[np.maximum(counts, 0)]
        weights: npt.NDArray[np.float32] = np.square(np.maximum(rarity, 0))
        return weights


_NOTHING: Dims = np.zeros(0, np.uint32)


def vector_of(features: Features) -> Vector:
    """Return the dimensions of a report."""
    words = [word for word in features.text.split() if not is_common(word)]
    title = [word for word in features.title.split() if not is_common(word)]
    facts = tuple(dict.fromkeys(_facts(features, words)))
    keys = dict.fromkeys((*facts, *(word for word in words if len(word) >= _GRAM)))
    return Vector(
        grams=_grams(words),
        title=_grams(title),
        facts=np.unique(np.array([_dim(fact) for fact in facts], np.uint32)),
        keys=tuple(keys),
        latin=sum(map(str.isascii, words)) * 2 >= len(words),
    )


def _facts(features: Features, words: Iterable[str]) -> Iterator[str]:
    yield from (f"concept:{name}" for name in features.concepts)
    yield from (f"place:{place}" for place in features.places)
    yield from (f"area:{area}" for area in features.areas)
    yield from (f"number:{number}" for number in features.numbers if number >= _SMALLEST_NUMBER)
    yield from sorted({f"idea:{idea}" for word in words for idea in ideas_of(word)})


def _dim(fact: str) -> int:
    kind, _, name = fact.partition(":")
    start = (1 << _GRAM_BITS) + (_KINDS.index(kind) << _FACT_BITS)
    return start + zlib.crc32(name.encode("utf-8", "replace")) % (1 << _FACT_BITS)


def _grams(words: Sequence[str]) -> Dims:
    """Return the hashed character grams of the words, each word with a space on both sides."""
    codes = np.frombuffer(f" {'  '.join(words)} ".encode("utf-32-le", "replace"), np.uint32)
    count = codes.size - _GRAM + 1
    if count < 1:
        return _NOTHING
    hashed = np.zeros(count, np.uint32)
    meets = np.zeros(count, np.bool_)  # grams that reach from one word into the next
    gaps = (codes[:-1] == 32) & (codes[1:] == 32)
    for place in range(_GRAM):
        hashed = hashed * np.uint32(0x9E3779B1) + codes[place : place + count]
        if place < _GRAM - 1:
            meets |= gaps[place : place + count]
    hashed = hashed[~meets]
    return np.unique((hashed ^ (hashed >> np.uint32(15))) & np.uint32((1 << _GRAM_BITS) - 1))


def _all_dims(vector: Vector) -> Dims:
    return np.concatenate(
        [vector.grams, vector.facts]
    )  # both sorted, facts lie above grams; titles are part of texts


def _among(every: Dims, dims: Dims) -> npt.NDArray[np.bool_]:
    place = np.searchsorted(dims, every)
    place[place == dims.size] = 0
    among: npt.NDArray[np.bool_] = dims[place] == every
    return among


def _sums(
    values: npt.NDArray[np.float32], ends: npt.NDArray[np.intp], sizes: npt.NDArray[np.intp]
) -> Cosines:
    totals = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    sums: Cosines = totals[ends] - totals[ends - sizes]
    return sums
