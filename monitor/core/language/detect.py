"""The language of a text, as far as it is certain."""

from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from math import lcm
from typing import Final

from monitor.core.language.data import LANGUAGES
from monitor.core.language.words import numbered, words

_FEWEST: Final = 3  # words that speak for a language before it is certain
_LEAD: Final = 1.5  # times as much as for the next
_WHOLE: Final = lcm(*range(1, 25))  # what a word weighs: one of several languages has a part of it for each
_LOOK_AT: Final = 80  # words: the opening of a text shows its language
_LATIN_ENDS: Final = "\u0250"
_SCRIPTS: Final = (
    ("\u0600", "\u06ff", "ar"),
    ("\u0400", "\u052f", "ru"),
    ("\u0370", "\u03ff", "el"),
    ("\u0590", "\u05ff", "he"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u3040", "\u30ff", "ja"),
    ("\u4e00", "\u9fff", "zh"),
    ("\uac00", "\ud7a3", "ko"),
)

DETECTED: Final = frozenset(LANGUAGES) | {lang for _, _, lang in _SCRIPTS}


def primary(lang: str | None) -> str | None:
    """Return the language of a tag, as of ``fr-ML`` ``fr``; None if the tag says nothing."""
    tag = (lang or "").strip().lower().replace("_", "-").split("-")[0]
    return tag if 2 <= len(tag) <= 3 and tag.isalpha() and tag != "und" else None


def languages_of(folded: Sequence[str], declared: str | None) -> frozenset[str] | None:
    """Return the languages a text may be in, None if that is uncertain.

    What the text looks like counts more than what its feed declares: many feeds say ``en-US`` and are not.
    """
    own = primary(declared)
    by_word = _by_word()
    found = Counter(
        [
            by_word.get(word, ()) if word[0] < _LATIN_ENDS else _of_script(word[0])
            for word in folded[:_LOOK_AT]
        ]
    )
    counts: dict[str, int] = {}
    weights: dict[str, int] = {}
    # What a feed declares weighs as a word that is of no other language.
    for speakers, number in (*found.items(), ((own,) if own else (), 1)):
        for lang in speakers:
            counts[lang] = counts.get(lang, 0) + number
            weights[lang] = weights.get(lang, 0) + number * _WHOLE // len(speakers)
    ranked = sorted(weights.items(), key=lambda item: item[1], reverse=True)[:2]
    if not ranked or counts[ranked[0][0]] < _FEWEST:
        return None
    if len(ranked) > 1 and ranked[0][1] < _LEAD * ranked[1][1]:
        return None
    return frozenset({ranked[0][0]} | ({own} if own else set()))


@lru_cache(4_096)
def _of_script(character: str) -> tuple[str, ...]:
    return tuple(lang for first, last, lang in _SCRIPTS if first <= character <= last)


@cache
def _by_word() -> dict[str, tuple[str, ...]]:
    speakers: dict[str, list[str]] = {}
    for lang in LANGUAGES:
        only = frozenset({lang})
        for word in (
            words("COMMON", only)
            | words("STOP", only)
            | numbered("UNITS", only).keys()
            | words("ALSO_OTHERWISE", only)
        ):
            speakers.setdefault(word, []).append(lang)
    return {word: tuple(langs) for word, langs in speakers.items()}
