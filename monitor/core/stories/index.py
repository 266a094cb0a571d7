"""How alike reports are, and which stories are worth asking: numbers only, no decisions.

A report becomes a set of dimensions: the character 4-grams of its text and of its title (they join texts of one
script), its facts (concepts, places, ideas, numbers: they join languages) and its names. Rare dimensions weigh more.
How rare one is, is counted over the stories in the window, so that a burst of reports does not make its own event
common, on top of a prior, so that an empty window is no blank sheet.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain, islice
from math import log, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.core.language.ideas import joined
from monitor.core.stories.dimensions import GRAM, Dims, dimension, expected, is_name, is_said, named
from monitor.core.stories.features import Features
from monitor.core.stories.forms import Form, form_of
from monitor.core.stories.names import Naming, naming_of

Weights = npt.NDArray[np.float32]

_PRIOR = 100
# How common a name is that names nothing: one in 45 of a hundred stories of its language; where the script has no
# capitals, any word may be one, and one in 22 is none.
_NAME_FLOOR, _BARE_FLOOR = 1.0, 1.4
_MOST = (1 << 15) - 1  # stories with a dimension, as counted
_POSTINGS = 50  # stories looked at for a key: the latest
_LOOKS = 50  # postings of a report's rarest keys that choose the stories to ask
_SMALLEST_NUMBER = 5  # smaller ones stand in every report
_END: Dims = np.zeros(
    1, np.int32
)  # behind the last dimension, so that a part of no dimensions can begin there
# Weight that a report is taken to have beside what is seen of it, so that one word alone is never the whole likeness.
_DOUBT = (20, 20, 20)  # of texts, titles, themes
_PARTS = 5  # of a vector: text, title, theme, names, and what else is counted (places, numbers)
_NAMES = 3  # where the names stand among them


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """A report as dimensions, sorted: the text's, the title's, the theme's, the names', the places' and numbers'.

    ``parts`` says how many there are of each. ``counted`` holds its words besides, as if they were names, so that a
    common word with a capital is no rare name. ``ideas`` are what its words stand for in any language; ``keys`` the
    features by which it is found; ``is_latin`` tells its script, ``tongue`` its language if it is known.
    """

    dims: Dims
    counted: Dims
    parts: tuple[int, int, int, int, int]
    naming: Naming
    ideas: frozenset[str]
    keys: tuple[str, ...]
    is_latin: bool
    tongue: str


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How alike a report is to others: for each of them the ``cosines`` of texts, of titles, of themes.

    ``named`` is the weight of the names of the one that has fewer, for each other report; ``rarity`` gives the weight
    of a name or another fact.
    """

    cosines: Sequence[Sequence[float]]
    named: Sequence[float]
    rarity: Callable[[str], float]


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """A story as the index counts it: its dimensions, each once, and the keys it is found by."""

    dims: Dims
    keys: tuple[str, ...]
    tongues: tuple[str, ...]


class _Totals(NamedTuple):
    """The logarithms of how many stories there are: for words, for names (less what is too common), for facts."""

    words: float
    names: float
    facts: float


class Index:
    """Counts how rare dimensions are, and finds the stories that share rare features with a report."""

    def __init__(self) -> None:
        self._stories: dict[int, _Counted] = {}
        self._tongues: Counter[str] = Counter()  # stories by the language or script that they are written in
        self._total = 0
        self._keys: dict[str, dict[int, None]] = {}  # stories, the latest last
        self._counts = expected()
        self._marks = np.zeros(self._counts.size, np.bool_)
        self._logs = np.log(np.maximum(1, np.arange(_MOST + 1, dtype=np.float32)))

    def put(self, story: int, vectors: Sequence[Vector]) -> None:
        """Count a story as these reports make it, and let it be found by them before all others."""
        dims = (
            vectors[0].counted
            if len(vectors) == 1
            else np.unique(np.concatenate([vector.counted for vector in vectors]))
        )
        found_by = dict.fromkeys(key for vector in vectors for key in vector.keys)
        self.drop(story)
        tongues = tuple({vector.tongue for vector in vectors})
        counted = _Counted(dims, tuple(found_by), tongues)
        self._stories[story] = counted
        self._add(counted.dims, tongues, 1)
        for key in found_by:
            self._keys.setdefault(key, {})[story] = None

    def expect(self, vectors: Iterable[Vector]) -> None:
        """Count reports that are to be placed, each as a story: what is common among them is not rare for the first."""
        self._count(vectors, 1)

    def unexpect(self, vector: Vector) -> None:
        """Count a report no more that was expected."""
        self._count((vector,), -1)

    def _count(self, vectors: Iterable[Vector], by: int) -> None:
        for vector in vectors:
            self._add(vector.counted, (vector.tongue,), by)

    def _add(self, dims: Dims, tongues: Iterable[str], by: int) -> None:
        self._counts[dims] += by
        self._total += by
        for tongue in tongues:
            self._tongues[tongue] += by

    def drop(self, story: int) -> None:
        """Forget a story, if it is there."""
        counted = self._stories.pop(story, None)
        if counted is None:
            return
        self._add(counted.dims, counted.tongues, -1)
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
        totals = self._totals(vector)
        weights = self._weights(dims, totals)
        weights[-1] = 0
        self._marks[vector.dims] = True
        shared = weights * self._marks.take(dims)
        self._marks[vector.dims] = False
        starts = np.array([0, *accumulate(sizes[:-1])])
        *sums, own = _summed(weights, starts, sizes)
        *dots, _ = _summed(shared, starts, sizes)
        cosines = tuple([_cosines(dot, total, own) for dot, total in zip(dots, sums, strict=True)])
        named = tuple([min(total[_NAMES], own[_NAMES]) for total in sums])
        return Likeness(cosines, named, partial(self._rarity, totals))

    def _totals(self, vector: Vector) -> _Totals:
        """Return of how many stories a dimension is rare: words and names are in those of their language alone."""
        words, facts = log(self._tongues[vector.tongue] + _PRIOR), log(self._total + _PRIOR)
        return _Totals(words, words - (_NAME_FLOOR if vector.is_latin else _BARE_FLOOR), facts)

    def _rarity(self, totals: _Totals, fact: str) -> float:
        """Return the weight of one fact: "place:gao", "number:34", "name:talk"."""
        dim = dimension(fact)
        total = totals.names if is_name(dim) else totals.words if is_said(dim) else totals.facts
        return max(0.0, total - float(self._logs[min(int(self._counts[dim]), _MOST)])) ** 2

    def _weights(self, dims: Dims, totals: _Totals) -> Weights:
        of = np.where(is_said(dims), np.float32(totals.words), np.float32(totals.facts))
        of[is_name(dims)] = totals.names
        rarity = np.maximum(np.float32(0), of - self._logs.take(self._counts.take(dims), mode="clip"))
        weights: Weights = rarity * rarity
        return weights


def _summed(weights: Weights, starts: Dims, sizes: Sequence[int]) -> list[Sequence[float]]:
    """Return for each report the sums of the weights of its parts, which begin at ``starts`` and have these sizes."""
    sums = np.add.reduceat(weights, starts).tolist()
    totals = [total if size else 0.0 for total, size in zip(sums, sizes, strict=True)]
    return [totals[at : at + _PARTS] for at in range(0, len(totals), _PARTS)]


def _cosines(dots: Sequence[float], one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    sides = zip(dots, one, other, _DOUBT, strict=False)
    return tuple([dot / sqrt((mine + doubt) * (theirs + doubt)) for dot, mine, theirs, doubt in sides])


def vector_of(features: Features) -> Vector:
    """Return the dimensions of a report."""
    title = _forms(features.title.split())
    forms = title | _forms(features.text[len(features.title) :].split())
    ideas = joined(idea for form in forms.values() for idea in form.ideas)
    themes, others = _themes(features, ideas), _others(features)
    naming = naming_of(features.names, features.title)
    parts = (
        {dim for form in forms.values() for dim in form.grams},
        {dim for form in title.values() for dim in form.title_grams},
        {*map(dimension, themes)},
        {*map(dimension, map(named, naming.named))},
        {*map(dimension, others)},
    )
    dims = np.array([*chain.from_iterable(parts)], np.int32)
    dims.sort()  # the kinds of each part lie behind those of the part before
    words = [form.name for form in forms.values() if form.key]
    found_by = (
        f"title:{features.title}",
        *([f"link:{features.link}"] if features.link else ()),
        *themes,
        *others,
        *[f"name:{name}" for name in naming.sought if len(name) > 1],
        *[word for word in title if len(word) > GRAM and word in naming.usual],
    )
    is_latin = sum(map(str.isascii, forms)) * 2 >= len(forms)
    return Vector(
        dims=dims,
        counted=np.unique(np.concatenate([dims, np.array(words, np.int32)])),
        parts=(len(parts[0]), len(parts[1]), len(parts[2]), len(parts[3]), len(parts[4])),
        naming=naming,
        ideas=ideas,
        keys=tuple(dict.fromkeys(found_by)),
        is_latin=is_latin,
        tongue=features.lang or ("latin" if is_latin else "other"),
    )


def _forms(words: Iterable[str]) -> dict[str, Form]:
    """Return what is known of the words that tell something, each once."""
    return {word: form for word in words if (form := form_of(word)).tells}


def _themes(features: Features, ideas: Iterable[str]) -> list[str]:
    return [*[f"concept:{name}" for name in features.concepts], *[f"idea:{idea}" for idea in sorted(ideas)]]


def _others(features: Features) -> list[str]:
    numbers = [number for number in features.numbers if number >= _SMALLEST_NUMBER]
    return [*[f"place:{place}" for place in features.places], *[f"number:{number}" for number in numbers]]
