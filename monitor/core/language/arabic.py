"""What Arabic writes as one with the word that follows: and, so, in, by, to, as, the."""

from collections.abc import Iterator
from enum import IntEnum
from itertools import product
from typing import Final

SHORTEST_WITH_PROCLITICS: Final = 3


class Left(IntEnum):
    """What may stand before a pattern within the same word."""

    NOTHING = 0
    ANYTHING = 1
    PROCLITIC = 2
    BEFORE_ARTICLE = 3
    BEFORE_JOINED_ARTICLE = 4


_AND: Final = ("", "و", "ف")
_IN: Final = ("", "ب", "ل", "ك")
PROCLITICS: Final = {
    Left.PROCLITIC: frozenset(
        [*map("".join, product(_AND, _IN)), *map("".join, product(_AND, ("ال", "لل", "بال", "كال")))]
    ),
    Left.BEFORE_ARTICLE: frozenset(map("".join, product(_AND, ("", "ب", "ك")))),
    Left.BEFORE_JOINED_ARTICLE: frozenset(_AND),
}
_LONGEST_FIRST: Final = sorted(PROCLITICS[Left.PROCLITIC], key=len, reverse=True)


def is_arabic(word: str) -> bool:
    """Return whether a folded word begins with an Arabic letter."""
    return "\u0621" <= word[0] <= "\u064a"


def with_proclitics(word: str) -> list[str]:
    """Return a word with all that Arabic joins to its front; as it is in other scripts."""
    if not is_arabic(word) or len(word) < SHORTEST_WITH_PROCLITICS:
        return [word]
    return [left + word for left in _LONGEST_FIRST]


def without_proclitics(word: str) -> Iterator[str]:
    """Yield what is left of an Arabic word without the letters joined to its front, itself first."""
    yield word
    if is_arabic(word):
        for left in _LONGEST_FIRST:
            if left and word.startswith(left) and len(word) - len(left) >= SHORTEST_WITH_PROCLITICS:
                yield word[len(left) :]
