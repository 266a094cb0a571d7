"""The dimensions of a report: where each gram, concept, idea, name, place and number has its count."""

import zlib
from collections.abc import Iterable
from itertools import accumulate
from operator import mul
from typing import Any

import numpy as np
import numpy.typing as npt

Dims = npt.NDArray[np.int32]

GRAM = 4  # characters
# Bits of the hash of each kind of dimension, and in how many of a hundred stories one is expected to stand.
_BITS = {
    "text": 18,
    "title": 16,
    "concept": 12,
    "idea": 10,
    "name": 14,
    "short": 10,
    "place": 12,
    "number": 12,
}
_EXPECTED = {
    "text": 2,
    "title": 1,
    "concept": 40,
    "idea": 12,
    "name": 2,
    "short": 6,
    "place": 2,
    "number": 3,
}
_STARTS = dict(zip(_BITS, accumulate((1 << bits for bits in _BITS.values()), initial=0), strict=False))
_LEFT_OUT = 1 << 31  # grams whose hash has this bit: the other half tells as much at half the cost
_SPACE = ord(" ")
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)


def expected() -> npt.NDArray[np.int16]:
    """Return in how many of a hundred stories each dimension is expected to stand."""
    return np.concatenate([np.full(1 << bits, _EXPECTED[kind], np.int16) for kind, bits in _BITS.items()])


def dimension(fact: str) -> int:
    """Return the dimension of a fact: "place:gao", "number:34", "idea:coup"."""
    kind, _, name = fact.partition(":")
    return _STARTS[kind] + (zlib.crc32(name.encode("utf-8", "replace")) & ((1 << _BITS[kind]) - 1))


def named(name: str) -> str:
    """Return the key of a name as a fact; short ones say less."""
    return f"name:{name}" if len(name.partition("-")[0]) > 2 else f"short:{name}"


def is_name(dims: Any) -> Any:
    """Return whether a dimension, or each of them, is of names."""
    return (dims >= _STARTS["name"]) & (dims < _STARTS["place"])


def is_said(dims: Any) -> Any:
    """Return whether a dimension, or each of them, is of words rather than of facts."""
    return (dims < _STARTS["concept"]) | is_name(dims)


def grams(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the dimensions of a word's character grams, in a text and in a title, but for half of them."""
    codes = (_SPACE, *map(ord, word), _SPACE)
    hashes = [_hash(codes[at : at + GRAM]) for at in range(len(codes) - GRAM + 1)]
    kept = [hashed for hashed in hashes if hashed & _LEFT_OUT == 0]
    return _placed(kept, "text"), _placed(kept, "title")


def _placed(hashes: Iterable[int], kind: str) -> tuple[int, ...]:
    start, mask = _STARTS[kind], (1 << _BITS[kind]) - 1
    return tuple([start + (hashed & mask) for hashed in hashes])


def _hash(codes: Iterable[int]) -> int:
    mixed: int = sum(map(mul, codes, _FACTORS)) & 0xFFFFFFFF
    return mixed ^ mixed >> 15
