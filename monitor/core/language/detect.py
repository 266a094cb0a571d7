"""The language of a text, as far as it is certain."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

# The commonest words by language, folded; a word may stand in several.
COMMON_WORDS: Final = {
    "en": "the of to and a in for is on that by with as it from at was are be has have had said says after were an over who not its",
    "fr": "le la les l des de du d un une et en a au aux dans pour par sur que qui est ont sont ete avec apres selon plus son ses ce cette ne pas il elle leur entre contre",
    "es": "el la los las de del y en que por con para una un se su al es mas como tras ha fue han sobre entre contra este",
    "pt": "o os as de do da dos das e em no na nos nas que por com para uma um se ao mais como apos foi sobre entre contra pelo pela",
    "it": "il lo la gli le di del della dei delle e in nel nella che per con una un si al piu come dopo ha sono da contro tra fra",
    "de": "der die das den dem des und in im von zu mit auf fur ist ein eine einen nicht sich auch nach bei uber als wird",
    "nl": "de het een van en in op te dat die voor met is zijn door bij naar na ook om niet wordt over tegen",
    "ha": "da na ya ta a ne ce wa su sun an kan ga daga cikin don amma yadda wani wata kuma",
}
_CERTAIN: Final = 2
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

DETECTED: Final = frozenset(COMMON_WORDS) | {lang for _, _, lang in _SCRIPTS}


def primary(lang: str | None) -> str | None:
    """Return the language of a tag, as of ``fr-ML`` ``fr``; None if the tag says nothing."""
    tag = (lang or "").strip().lower().replace("_", "-").split("-")[0]
    return tag if 2 <= len(tag) <= 3 and tag.isalpha() and tag != "und" else None


def languages_of(words: Sequence[str], declared: str | None) -> frozenset[str] | None:
    """Return the languages a text may be in, None if that is uncertain.

    What the text looks like counts more than what its feed declares: many feeds say ``en-US`` and are not.
    """
    own = primary(declared)
    seen = Counter(lang for word in words[:_LOOK_AT] for lang in _speakers(word))
    if own is not None:
        seen[own] += 1
    ranked = seen.most_common(2)
    if not ranked or ranked[0][1] < _CERTAIN or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return frozenset({ranked[0][0]} | ({own} if own else set()))


def _speakers(word: str) -> tuple[str, ...]:
    if word[0] < "\u0250":
        return _by_word().get(word, ())
    return tuple(lang for first, last, lang in _SCRIPTS if first <= word[0] <= last)


@cache
def _by_word() -> dict[str, tuple[str, ...]]:
    speakers: dict[str, list[str]] = {}
    for lang, text in COMMON_WORDS.items():
        for word in text.split():
            speakers.setdefault(word, []).append(lang)
    return {word: tuple(langs) for word, langs in speakers.items()}
