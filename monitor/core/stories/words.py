"""Hints that a report tells of a further event, and which of its words tell anything."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from monitor.core.language.days import is_day_word
from monitor.core.language.numbers import is_number_word
from monitor.core.language.words import phrases, words

# Groups of three digits are thousands; what a point or a comma parts else are decimals, or parts of a code.
_SEPARATOR = "[.,\u066b\u066c\u00a0\u202f ]"
_GROUPED = re.compile(rf"\d{{1,3}}(?:{_SEPARATOR}\d{{3}})+(?!\d)")
_FIGURE = re.compile(rf"{_GROUPED.pattern}|\d+(?:[.,\u066b]\d+)*")
_SEPARATORS = re.compile(_SEPARATOR)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = {
    ord(digit): str(value)
    for base in ("\u0660", "\u06f0")
    for value in range(10)
    if (digit := chr(ord(base) + value))
}


def is_again(folded: Sequence[str]) -> bool:
    """Return whether folded words call their event a further one ("second attack", "à nouveau")."""
    return has_phrase(folded, "AGAIN") or _is_further(folded)


def is_survey(folded: Sequence[str]) -> bool:
    """Return whether a headline tells of many events, or of none in particular ("this week in …", "why …")."""
    return has_phrase(folded, "SURVEYS")


def has_phrase(folded: Sequence[str], block: str) -> bool:
    """Return whether folded words hold a phrase of a block."""
    listed = phrases(block)
    return any(
        tuple(folded[at : at + len(phrase)]) == phrase
        for at, word in enumerate(folded)
        if word in listed
        for phrase in listed[word]
    )


def _is_further(folded: Sequence[str]) -> bool:
    further, strikes = words("FURTHER"), words("STRIKES")
    if further.isdisjoint(folded) or strikes.isdisjoint(folded):
        return False
    near = (*pairwise(folded), *zip(folded, folded[2:], strict=False))  # "new attack", "new jihadist attack"
    return any(
        (word in further and beside in strikes) or (beside in further and word in strikes)
        for word, beside in near
    )


def figures_of(text: str) -> tuple[str, ...]:
    """Return what a text writes in digits, thousands joined and decimals with a point; years are left out."""
    found = [_figure(match[0]) for match in _FIGURE.finditer(text)]
    return tuple(dict.fromkeys(figure for figure in found if not _YEAR.fullmatch(figure)))


def _figure(written: str) -> str:
    digits = written.translate(_DIGITS)
    if _GROUPED.fullmatch(digits):
        return _SEPARATORS.sub("", digits)
    return _SEPARATORS.sub(".", digits)


def is_counted(word: str) -> bool:
    """Return whether a folded word is a number, a weekday or a month."""
    return is_number_word(word) or is_day_word(word)


def telling(folded: Iterable[str]) -> list[str]:
    """Return the folded words that do not stand in any text whatever it is about."""
    stop = words("STOP")
    return [word for word in folded if word not in stop]
