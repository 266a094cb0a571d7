"""Ideas: what words stand for in whichever language, so that reports of one event meet across languages.

The rules' vocabularies name actors and themes; they do not tell a market from a barracks.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from monitor.core.language.arabic import without_proclitics
from monitor.core.language.words import spelled
from monitor.core.text.folding import fold

# Who or what was hit, as far as it tells events apart: soldiers are told as their camp, villagers as their market.
_STRUCK: Final = {
    "armed": ("soldier", "gendarme", "police", "militia", "camp", "outpost", "patrol", "brigade"),
    "people": ("civilian", "village", "farmer", "herder", "fisher", "market"),
    "school": ("school",),
    "church": ("church",),
    "mosque": ("mosque",),
    "bus": ("bus",),
    "aid": ("aid",),
}
_KIND_OF: Final = {idea: kind for kind, ideas in _STRUCK.items() for idea in ideas}
_SHORTEST: Final = 3  # letters of a word that begins another


@lru_cache(8_000)
def ideas_of(word: str) -> frozenset[str]:
    """Return the ideas that a folded word stands for."""
    exact, prefixes, longest = _tables()
    found: set[str] = set()
    for form in without_proclitics(word):
        found |= exact.get(form, frozenset())
        for length in range(_SHORTEST, min(len(form), longest) + 1):
            found |= prefixes.get(form[:length], frozenset())
    return frozenset(found)


def struck(ideas: Iterable[str]) -> frozenset[str]:
    """Return the kinds of people and things among ``ideas`` that may have been struck."""
    return frozenset([_KIND_OF[idea] for idea in ideas if idea in _KIND_OF])


@cache
def _tables() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], int]:
    exact: dict[str, frozenset[str]] = {}
    prefixes: dict[str, frozenset[str]] = {}
    for idea, spellings in spelled("IDEAS").items():
        for spelling in spellings:
            table = prefixes if spelling.endswith("*") else exact
            word = fold(spelling.rstrip("*"))
            table[word] = table.get(word, frozenset()) | {idea}
    return exact, prefixes, max(map(len, prefixes))
