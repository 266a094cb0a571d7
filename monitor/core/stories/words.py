"""Hints that a report tells of a further event, and which of its words tell anything."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from monitor.core.language.days import is_day_word
from monitor.core.language.numbers import is_number_word
from monitor.core.language.words import phrases, words


def is_again(folded: Sequence[str]) -> bool:
    """Return whether folded words call their event a further one ("second attack", "à nouveau")."""
    return _is_anew(folded) or _is_further(folded)


def _is_anew(folded: Sequence[str]) -> bool:
    anew = phrases("AGAIN")
    return any(
        tuple(folded[at : at + len(phrase)]) == phrase
        for at, word in enumerate(folded)
        if word in anew
        for phrase in anew[word]
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


def is_counted(word: str) -> bool:
    """Return whether a folded word is a number, a weekday or a month."""
    return is_number_word(word) or is_day_word(word)


def telling(folded: Iterable[str]) -> list[str]:
    """Return the folded words that do not stand in any text whatever it is about."""
    stop = words("STOP")
    return [word for word in folded if word not in stop]
