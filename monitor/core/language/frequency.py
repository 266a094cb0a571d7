"""How often a term is to be expected, which decides what a rule is anchored on."""

import math
from collections.abc import Mapping
from functools import cache
from typing import Final

from monitor.core.language.data import LANGUAGES
from monitor.core.language.words import words

_SHARE_OF_COMMON: Final = 0.2


def expected(pattern: bytes, counted: Mapping[str, float]) -> float:
    """Return the share of texts in which a pattern is to be expected: counted if known, else guessed.

    A phrase is as rare as its rarest word; longer words are rarer; a prefix stands for several words.
    """
    text = pattern.decode()
    parts = text.split()
    share = min([counted[word] if word in counted else _guessed(word) for word in parts]) / len(parts)
    return share if text.endswith(" ") else share * 4


def _guessed(word: str) -> float:
    if word in _common():
        return _SHARE_OF_COMMON
    return 0.08 / math.pow(1 + len(word), 1.5)


@cache
def _common() -> frozenset[str]:
    return words("FUNCTION", frozenset(LANGUAGES)) | words("USUAL")
