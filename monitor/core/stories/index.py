"""How alike reports are, and which stories are worth asking: numbers only, no decisions.

A report becomes a set of dimensions: the character 4-grams of its text and of its title (they join texts of one
script), its facts (concepts, places, ideas, numbers: they join languages) and its names. Rare dimensions weigh more.
How rare one is, is counted over the stories in the window, so that a burst of reports does not make its own event
common, on top of a prior, so that an empty window is no blank sheet.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np
import numpy.typing as npt

from monitor.core.stories.features import Features
from monitor.core.stories.lexicon import ideas_of
from monitor.core.stories.names import Naming, naming_of
from monitor.core.stories.words import telling

Dims = npt.NDArray[np.uint32]
Cosines = npt.NDArray[np.float64]

_GRAM = 4  # characters
# Bits of the hash of each kind of dimension, and in how many of a hundred stories one is expected to stand.
_BITS = {
    "text": 18,
    "title": 16,
    "concept": 12,
    "place": 12,
    "area": 10,
    "idea": 10,
    "number": 12,
    "name": 14,
    "short": 10,
}
_EXPECTED = {
    "text": 2,
    "title": 1,
    "concept": 40,
    "place": 2,
    "area": 25,
    "idea": 12,
    "number": 3,
    "name": 2,
    "short": 6,
}
_KEPT = 1 << 31  # grams with this bit of the hash are left out: half of them tell as much at half the cost
_PRIOR = 100
_POSTINGS = 50  # stories kept for a key: the latest
_LOOKS = 50  # postings of a report's rarest keys that choose the stories to ask
_SMALLEST_NUMBER = 5  # smaller ones stand in every report
_END: Dims = np.zeros(
    1, np.uint32
)  # behind the last dimension, so that a part of no dimensions can begin there
# Weight that a report is taken to have beside what is seen of it, so that one fact alone is never the whole likeness.
_DOUBT = np.array([1e-9, 20, 20], np.float32)
_PARTS = 4
_SPACE = np.uint32(32)
_FACTORS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F], np.uint32)
_STARTS: dict[str, int] = dict(
    zip(_BITS, np.cumsum([0, *(1 << bits for bits in _BITS.values())]).tolist(), strict=False)
)


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """A report as dimensions, sorted: the text's, the title's, the facts', the names', as many of each as ``parts`` say.

    ``sought`` are the dimensions of ``names``, all that it may hold; ``keys`` the features by which it is found;
    ``is_latin`` tells its script.
    """

    dims: Dims
    parts: tuple[int, int, int, int]
    names: tuple[str, ...]
    sought: Dims
    naming: Naming
    keys: tuple[str, ...]
    is_latin: bool


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How alike a report is to others: three rows of ``cosines``, of texts, of titles, of facts.

    ``named`` is the weight of the names of the one that has fewer, for each other report; ``rarity`` that of each
    name which the report may hold.
    """

    cosines: Cosines
    named: Cosines
    rarity: Mapping[str, float]


class Index:
    """Counts how rare dimensions are, and finds the stories that share rare features with a report."""

    def __init__(self, most_stories: int) -> None:
        self._dims: dict[int, Dims] = {}
        self._keys: dict[str, dict[int, None]] = {}
        self._counts = np.concatenate(
            [np.full(1 << bits, _EXPECTED[kind], np.int16) for kind, bits in _BITS.items()]
        )
        self._marks = np.zeros(self._counts.size, np.float32)
        self._logs = np.log(np.maximum(1, np.arange(_PRIOR + most_stories + 2, dtype=np.float32)))

    def add(self, vector: Vector, story: int) -> None:
        """Count a report of a story, and let the story be found by it."""
        known = self._dims.get(story)
        new = vector.dims if known is None else vector.dims[~_among(vector.dims, known)]
        self._counts[new] += 1
        self._dims[story] = new if known is None else np.sort(np.concatenate([known, new]))
        for key in vector.keys:
            stories = self._keys.setdefault(key, {})
            stories.pop(story, None)
            stories[story] = None
            if len(stories) > _POSTINGS:
                del stories[next(iter(stories))]

    def drop(self, vector: Vector, story: int, left: Sequence[Vector]) -> None:
        """Forget a report of a story of which ``left`` remain."""
        known = self._dims.pop(story)
        if left:
            remaining = np.sort(np.concatenate([other.dims for other in left]))  # repeated ones do no harm
            self._dims[story] = remaining
            known = known[~_among(known, remaining)]
        self._counts[known] -= 1
        gone = set(vector.keys).difference(*(other.keys for other in left)) if left else vector.keys
        for key in gone:
            if (stories := self._keys.get(key)) is not None:
                stories.pop(story, None)
                if not stories:
                    del self._keys[key]

    def candidates(self, vector: Vector) -> Iterator[int]:
        """Yield stories that share rare keys with the report, those that share most first."""
        weights: dict[int, float] = {}
        looks = _LOOKS
        for stories in sorted(filter(None, map(self._keys.get, vector.keys)), key=len):
            weight = 1.0 / (1 + len(stories))
            for story in stories:
                weights[story] = weights.get(story, 0.0) + weight
            looks -= len(stories)
            if looks <= 0:
                break
        yield from (story for _, story in sorted(zip(weights.values(), weights, strict=True), reverse=True))

    def likeness(self, vector: Vector, others: Sequence[Vector]) -> Likeness:
        """Return how alike a report is to ``others``."""
        parts = np.array([other.parts for other in others])
        every = np.concatenate([*(other.dims for other in others), _END])
        weights = self._weights(every)
        self._marks[vector.dims] = 1
        shared = weights * self._marks[every]
        self._marks[vector.dims] = 0
        sizes = parts.ravel()
        starts = np.cumsum(sizes) - sizes
        sums, dots = (
            np.where(sizes, np.add.reduceat(values, starts), 0).reshape(-1, _PARTS)
            for values in (weights, shared)
        )
        mine = self._weights(np.concatenate([vector.dims, _END, vector.sought]))
        size = vector.dims.size + 1
        own = np.add.reduceat(mine[:size], np.cumsum([0, *vector.parts[:-1]]))
        own[np.array(vector.parts) == 0] = 0
        cosines: Cosines = dots[:, :-1] / np.sqrt((sums[:, :-1] + _DOUBT) * (own[:-1] + _DOUBT))
        rarity = dict(zip(vector.names, mine[size:].tolist(), strict=True))
        return Likeness(cosines.T, np.minimum(sums[:, -1], own[-1]), rarity)

    def _weights(self, dims: Dims) -> npt.NDArray[np.float32]:
        rarity = np.float32(log(len(self._dims) + _PRIOR)) - self._logs[self._counts[dims]]
        weights: npt.NDArray[np.float32] = np.square(np.maximum(rarity, 0))
        return weights


def vector_of(features: Features) -> Vector:
    """Return the dimensions of a report."""
    title = telling(features.title.split())
    words = telling(features.text.split())  # the title's come first
    facts = tuple(dict.fromkeys(_facts(features, words)))
    names = tuple(map(_named, features.names.named))
    possible = features.names.possible
    hashed = _grams(words)
    length = sum(map(len, title)) + 2 * len(title) - (_GRAM - 1)
    parts = (
        _sorted(hashed, "text"),
        _sorted(hashed[: max(0, length)], "title"),
        _fact_dims(facts),
        _fact_dims(names),
    )
    naming = naming_of(features.names, features.title)
    found_by = (
        *_copies(features),
        *facts,
        *[f"name:{name}" for name in naming.named_across if len(name) > 2],
        *[word for word in title if len(word) > _GRAM and word in naming.usual],
    )
    return Vector(
        dims=np.concatenate(parts),
        parts=(parts[0].size, parts[1].size, parts[2].size, parts[3].size),
        names=possible,
        sought=np.array([_dim(_named(name)) for name in possible], np.uint32),
        naming=naming,
        keys=tuple(dict.fromkeys(found_by)),
        is_latin=sum(map(str.isascii, words)) * 2 >= len(words),
    )


def _copies(features: Features) -> Iterator[str]:
    if features.link:
        yield f"link:{features.link}"
    yield f"title:{features.title}"


def _facts(features: Features, words: Iterable[str]) -> Iterator[str]:
    yield from (f"concept:{name}" for name in features.concepts)
    yield from (f"place:{place}" for place in features.places)
    yield from (f"area:{area}" for area in features.areas)
    yield from (f"number:{number}" for number in features.numbers if number >= _SMALLEST_NUMBER)
    yield from sorted(frozenset().union(*map(_ideas, words)))


@lru_cache(50_000)
def _ideas(word: str) -> frozenset[str]:
    return frozenset(f"idea:{idea}" for idea in ideas_of(word))


@lru_cache(50_000)
def _named(name: str) -> str:
    return f"name:{name}" if len(name.partition("-")[0]) > 2 else f"short:{name}"


def _fact_dims(facts: Iterable[str]) -> Dims:
    return np.array(sorted(set(map(_dim, facts))), np.uint32)


@lru_cache(50_000)
def _dim(fact: str) -> int:
    kind, _, name = fact.partition(":")
    return _STARTS[kind] + (zlib.crc32(name.encode("utf-8", "replace")) & ((1 << _BITS[kind]) - 1))


def _grams(words: Sequence[str]) -> Dims:
    """Return the hashes of the character grams, in order, each word with a space on both sides.

    Those that reach from one word into the next are 0, and those that the sample leaves out.
    """
    codes = np.frombuffer(f" {'  '.join(words)} ".encode("utf-32-le", "replace"), np.uint32)
    count = max(0, codes.size - _GRAM + 1)
    if not count:
        return np.zeros(0, np.uint32)
    hashed = codes[:count] * _FACTORS[0]
    for place in range(1, _GRAM):
        hashed += codes[place : place + count] * _FACTORS[place]
    gaps = codes == _SPACE
    gaps = gaps[:-1] & gaps[1:]
    meets = gaps[:count] | gaps[1 : count + 1] | gaps[2 : count + 2]
    hashed ^= hashed >> np.uint32(15)
    return np.where(meets | (hashed & np.uint32(_KEPT) != 0), 0, hashed)


def _sorted(hashed: Dims, kind: str) -> Dims:
    """Return the dimensions of one kind that the hashes stand for, each once."""
    dims = hashed[hashed != 0] & np.uint32((1 << _BITS[kind]) - 1)
    dims.sort()
    is_first = np.ones(dims.size, np.bool_)
    np.not_equal(dims[1:], dims[:-1], out=is_first[1:])
    sorted_dims: Dims = dims[is_first] + np.uint32(_STARTS[kind])
    return sorted_dims


def _among(some: Dims, dims: Dims) -> npt.NDArray[np.bool_]:
    """Say for each of ``some`` whether it is among ``dims``, which are sorted."""
    if not dims.size:
        return np.zeros(some.size, np.bool_)
    among: npt.NDArray[np.bool_] = dims[np.searchsorted(dims[:-1], some)] == some
    return among
