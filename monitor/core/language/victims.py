"""Whom an event befell and what was hit, in whichever language: what tells two kidnappings or bombings in one town apart.

A word of several meanings stands for each of them ("cleric" for an imam and a priest), so that a general word agrees with
a special one; a word for anybody ("man", "victim") stands for nobody.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from monitor.core.language.arabic import without_proclitics
from monitor.core.language.words import EVERY, spelled
from monitor.core.text.folding import fold

# They speak of an event more often than it befalls them.
SPEAKERS: Final = frozenset(
    {
        "president",
        "minister",
        "governor",
        "mayor",
        "lawmaker",
        "politician",
        "ambassador",
        "prosecutor",
        "judge",
        "general",
        "soldier",
        "police",
        "embassy",
        "parliament",
        "court",
        "television",
    }
)
_BLOCKS: Final = {"VICTIMS": "who", "TARGETS": "what"}
_SHORTEST: Final = 3  # letters of a word that begins another

Named = frozenset[tuple[str, str]]  # "who" or "what", and whom or what


def named_by(word: str) -> Named:
    """Return whom and what a folded word stands for."""
    exact, prefixes, longest, _ = _tables()
    found: set[tuple[str, str]] = set()
    for form in without_proclitics(word):
        found |= exact.get(form, frozenset())
        for length in range(_SHORTEST, min(len(form), longest) + 1):
            found |= prefixes.get(form[:length], frozenset())
    return frozenset(found)


def named_by_pairs(folded: Sequence[str]) -> Named:
    """Return whom and what two folded words beside each other stand for."""
    pairs = _tables()[3]
    found = [pairs[first].get(second) for first, second in pairwise(folded) if first in pairs]
    return frozenset().union(*filter(None, found))


@cache
def _tables() -> tuple[dict[str, Named], dict[str, Named], int, dict[str, dict[str, Named]]]:
    exact: dict[str, Named] = {}
    prefixes: dict[str, Named] = {}
    pairs: dict[str, dict[str, Named]] = {}
    for block, sort in _BLOCKS.items():
        for key, spellings in spelled(block, EVERY).items():
            for spelling in spellings:
                named = frozenset({(sort, key)})
                first, _, second = fold(spelling.rstrip("*").replace("_", " ")).partition(" ")
                if second:
                    seconds = pairs.setdefault(first, {})
                    seconds[second] = seconds.get(second, frozenset()) | named
                    continue
                table = prefixes if spelling.endswith("*") else exact
                table[first] = table.get(first, frozenset()) | named
    return exact, prefixes, max(map(len, prefixes)), pairs
