"""How alike reports are, and which stories are worth asking: numbers only, no decisions.

A report becomes a set of dimensions: the character 4-grams of its text and of its title (they join texts of one
script), its facts (concepts, places, ideas, numbers: they join languages) and its names. Rare dimensions weigh more.
How rare one is, is counted over the stories in the window, so that a burst of reports does not make its own event
common, on top of a prior, so that an empty window is no blank sheet.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, islice
from math import log, sqrt
from operator import mul

import numpy as np
import numpy.typing as npt

from monitor.core.language.ideas import ideas_of
from monitor.core.stories.features import Features
from monitor.core.stories.names import Naming, naming_of
from monitor.core.stories.words import telling

Dims = npt.NDArray[np.intp]
Weights = npt.NDArray[np.float32]

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
_LEFT_OUT = 1 << 31  # grams whose hash has this bit: the other half tells as much at half the cost
_PRIOR = 100
_POSTINGS = 50  # stories looked at for a key: the latest
_LOOKS = 50  # postings of a report's rarest keys that choose the stories to ask
_SMALLEST_NUMBER = 5  # smaller ones stand in every report
_END: Dims = np.zeros(
    1, np.intp
)  # behind the last dimension, so that a part of no dimensions can begin there
# Weight that a report is taken to have beside what is seen of it, so that one fact alone is never the whole likeness.
_DOUBT = (1e-9, 20, 20)  # of texts, titles, facts
_PARTS = 4  # of a vector: text, title, facts, names
_SPACE = ord(" ")
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)
_STARTS: dict[str, int] = dict(
    zip(_BITS, np.cumsum([0, *(1 << bits for bits in _BITS.values())]).tolist(), strict=False)
)


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """A report as dimensions, sorted: the text's, the title's, the facts', the names', as many of each as ``parts`` say.

    ``ideas`` are what its words stand for in any language; ``keys`` the features by which it is found; ``is_latin``
    tells its script.
    """

    dims: Dims
    parts: tuple[int, int, int, int]
    naming: Naming
    ideas: frozenset[str]
    keys: tuple[str, ...]
    is_latin: bool


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How alike a report is to others: for each of them the ``cosines`` of texts, of titles, of facts.

    ``named`` is the weight of the names of the one that has fewer, for each other report; ``rarity`` tells that of a name.
    """

    cosines: Sequence[Sequence[float]]
    named: Sequence[float]
    rarity: Callable[[str], float]


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """A story as the index counts it: its dimensions, each once, and the keys it is found by."""

    dims: Dims
    keys: tuple[str, ...]


class Index:
    """Counts how rare dimensions are, and finds the stories that share rare features with a report."""

    def __init__(self) -> None:
        self._stories: dict[int, _Counted] = {}
        self._keys: dict[str, dict[int, None]] = {}  # stories, the latest last
        self._counts = np.concatenate(
            [np.full(1 << bits, _EXPECTED[kind], np.int16) for kind, bits in _BITS.items()]
        )
        self._marks = np.zeros(self._counts.size, np.bool_)
        self._logs = np.log(np.maximum(1, np.arange(1 << 15, dtype=np.float32)))

    def put(self, story: int, vectors: Sequence[Vector]) -> None:
        """Count a story as these reports make it, and let it be found by them before all others."""
        dims = vectors[0].dims if len(vectors) == 1 else np.concatenate([vector.dims for vector in vectors])
        found_by = dict.fromkeys(key for vector in vectors for key in vector.keys)
        self.drop(story)
        self._stories[story] = _Counted(np.unique(dims), tuple(found_by))
        self._counts[self._stories[story].dims] += 1
        for key in found_by:
            self._keys.setdefault(key, {})[story] = None

    def drop(self, story: int) -> None:
        """Forget a story, if it is there."""
        counted = self._stories.pop(story, None)
        if counted is None:
            return
        self._counts[counted.dims] -= 1
        for key in counted.keys:
            stories = self._keys[key]
            del stories[story]
            if not stories:
                del self._keys[key]

    def candidates(self, vector: Vector) -> list[int]:
        """Return stories that share rare keys with the report: those that share most first, of equal ones the latest."""
        weights: dict[int, float] = {}
        looks = _LOOKS
        for stories in sorted(filter(None, map(self._keys.get, vector.keys)), key=len):
            weight = 1.0 / (1 + len(stories))
            for story in islice(reversed(stories), _POSTINGS):
                weights[story] = weights.get(story, 0.0) + weight
            looks -= len(stories)
            if looks <= 0:
                break
        return sorted(weights, key=weights.__getitem__, reverse=True)

    def likeness(self, vector: Vector, others: Sequence[Vector]) -> Likeness:
        """Return how alike a report is to ``others``."""
        dims = np.concatenate([*[other.dims for other in others], vector.dims, _END])
        sizes = [size for report in (*others, vector) for size in report.parts]
        weights = self._weights(dims)
        weights[-1] = 0
        self._marks[vector.dims] = True
        shared = weights * self._marks.take(dims)
        self._marks[vector.dims] = False
        starts = np.array([0, *accumulate(sizes[:-1])])
        *sums, own = _totals(weights, starts, sizes)
        *dots, _ = _totals(shared, starts, sizes)
        cosines = tuple([_cosines(dot, total, own) for dot, total in zip(dots, sums, strict=True)])
        return Likeness(cosines, tuple([min(total[-1], own[-1]) for total in sums]), self._rarity)

    def _rarity(self, name: str) -> float:
        """Return the weight of one name."""
        count = self._counts.item(_dim(_named(name)))
        rarity: float = log(len(self._stories) + _PRIOR) - self._logs.item(count)
        return rarity * rarity

    def _weights(self, dims: Dims) -> Weights:
        rarity = np.float32(log(len(self._stories) + _PRIOR)) - self._logs.take(
            self._counts.take(dims), mode="clip"
        )
        weights: Weights = rarity * rarity
        return weights


def _totals(weights: Weights, starts: Dims, sizes: Sequence[int]) -> list[Sequence[float]]:
    """Return for each report the sums of the weights of its parts, which begin at ``starts`` and have these sizes."""
    sums = np.add.reduceat(weights, starts).tolist()
    totals = [total if size else 0.0 for total, size in zip(sums, sizes, strict=True)]
    return [totals[at : at + _PARTS] for at in range(0, len(totals), _PARTS)]


def _cosines(dots: Sequence[float], one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    sides = zip(dots, one, other, _DOUBT, strict=False)
    return tuple([dot / sqrt((mine + doubt) * (theirs + doubt)) for dot, mine, theirs, doubt in sides])


def vector_of(features: Features) -> Vector:
    """Return the dimensions of a report."""
    title = telling(features.title.split())
    words = title + telling(features.text[len(features.title) :].split())
    ideas: frozenset[str] = frozenset().union(*map(ideas_of, words))
    facts = _facts(features, ideas)
    naming = naming_of(features.names, features.title)
    parts = (
        {*chain.from_iterable(map(_text_grams, words))},
        {*chain.from_iterable(map(_title_grams, title))},
        {*map(_dim, facts)},
        {*map(_dim, map(_named, naming.named))},
    )
    dims = np.array([*chain.from_iterable(parts)], np.intp)
    dims.sort()  # the kinds of each part lie behind those of the part before
    found_by = (
        f"title:{features.title}",
        *([f"link:{features.link}"] if features.link else ()),
        *facts,
        *[f"name:{name}" for name in naming.named_across if len(name) > 1],
        *[word for word in title if len(word) > _GRAM and word in naming.usual],
    )
    return Vector(
        dims=dims,
        parts=(len(parts[0]), len(parts[1]), len(parts[2]), len(parts[3])),
        naming=naming,
        ideas=ideas,
        keys=tuple(dict.fromkeys(found_by)),
        is_latin=sum(map(str.isascii, words)) * 2 >= len(words),
    )


def _facts(features: Features, ideas: Iterable[str]) -> list[str]:
    return [
        *[f"concept:{name}" for name in features.concepts],
        *[f"place:{place}" for place in features.places],
        *[f"area:{area}" for area in features.areas],
        *[f"number:{number}" for number in features.numbers if number >= _SMALLEST_NUMBER],
        *[f"idea:{idea}" for idea in sorted(ideas)],
    ]


@lru_cache(50_000)
def _named(name: str) -> str:
    return f"name:{name}" if len(name.partition("-")[0]) > 2 else f"short:{name}"


@lru_cache(50_000)
def _dim(fact: str) -> int:
    kind, _, name = fact.partition(":")
    return _STARTS[kind] + (zlib.crc32(name.encode("utf-8", "replace")) & ((1 << _BITS[kind]) - 1))


@lru_cache(50_000)
def _text_grams(word: str) -> tuple[int, ...]:
    return _grams(word, "text")


@lru_cache(50_000)
def _title_grams(word: str) -> tuple[int, ...]:
    return _grams(word, "title")


def _grams(word: str, kind: str) -> tuple[int, ...]:
    """Return the dimensions of the character grams of a word with a space on both sides, but for half of them."""
    codes = (_SPACE, *map(ord, word), _SPACE)
    start, mask = _STARTS[kind], (1 << _BITS[kind]) - 1
    hashes = (_hash(codes[at : at + _GRAM]) for at in range(len(codes) - _GRAM + 1))
    return tuple([start + (hashed & mask) for hashed in hashes if hashed & _LEFT_OUT == 0])


def _hash(codes: Iterable[int]) -> int:
    mixed: int = sum(map(mul, codes, _FACTORS)) & 0xFFFFFFFF
    return mixed ^ mixed >> 15
