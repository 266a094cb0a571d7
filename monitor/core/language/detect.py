"""The language of a text, as far as it is certain."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Final

from monitor.core.language.data import LANGUAGES
from monitor.core.language.words import numbered, words

_FEWEST: Final = 3  # words that speak for a language before it is certain
_LEAD: Final = 1.5  # times as much as for the next
# A word of several languages speaks less for each.
_SHARED: Final = (0.0, *(1 / number for number in range(1, 64)))
_DECLARED: Final = 1.0  # what a feed declares weighs as a word that is of no other language
_LOOK_AT: Final = 80  # words: the opening of a text shows its language
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
    counts: Counter[str] = Counter()
    weights: dict[str, float] = defaultdict(float)
    for word in folded[:_LOOK_AT]:
        speakers = _speakers(word)
        for lang in speakers:
            counts[lang] += 1
            weights[lang] += _SHARED[len(speakers)]
    if own is not None:
        counts[own] += 1
        weights[own] += _DECLARED
    ranked = sorted(weights.items(), key=lambda item: item[1], reverse=True)[:2]
    if not ranked or counts[ranked[0][0]] < _FEWEST:
        return None
    if len(ranked) > 1 and ranked[0][1] < _LEAD * ranked[1][1]:
        return None
    return frozenset({ranked[0][0]} | ({own} if own else set()))


def _speakers(word: str) -> tuple[str, ...]:
    if word[0] < "\u0250":
        return _by_word().get(word, ())
    return tuple(lang for first, last, lang in _SCRIPTS if first <= word[0] <= last)


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
