"""The table that says what every character folds to."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from monitor.core.text.letters import (
    ALONE,
    ALONE_RANGES,
    APOSTROPHE,
    APOSTROPHES,
    COMBINE,
    COMBINE_RANGES,
    DROP,
    END,
    FLAG,
    ITSELF,
    LOOKED_UP,
    MANY,
    ODD,
    SEPARATOR,
    SPACE,
    TAGS,
    fold_character,
    is_alone,
)

Codes = npt.NDArray[np.unsignedinteger[Any]]


class Letters:
    """The folding table: ``table[place of a character]`` is a letter, a space, or a flagged value.

    The place of a character is its code point, up to the last ideograph (``wide``); a table of all takes 4 MB.
    """

    __slots__ = ("many", "many_length", "narrow", "table")

    def __init__(self) -> None:
        table = np.full(END + 2, SPACE, dtype=np.uint32)
        many: list[Codes] = []
        for first, last in ITSELF:
            table[first : last + 1] = np.arange(first, last + 1, dtype=np.uint32)
        for first, last in LOOKED_UP:
            for code in range(first, last + 1):
                table[code] = _value(fold_character(chr(code)), many)
        table[0xD7B0:0xE000] = DROP  # lone surrogates, and the Hangul extensions nobody writes
        table[END + 1] = DROP
        for flag, ranges in ((ALONE, ALONE_RANGES), (COMBINE, COMBINE_RANGES)):
            for first, last in ranges:
                table[(table >= first) & (table <= last)] += np.uint32(flag)
        for character in APOSTROPHES:
            table[ord(character)] = APOSTROPHE
        table[0] = SEPARATOR
        self.table: Codes = table
        self.narrow: Codes = np.where(table[:0x10000] < FLAG, table[:0x10000], ODD).astype(np.uint16)
        self.many = many
        self.many_length = np.array([part.size for part in many], dtype=np.intp)

    def wide(self, codes: Codes) -> Codes:
        """Return what each code point folds to."""
        if codes.max(initial=0) >= END:
            codes = np.where(codes < END, codes, END + (codes >> 12 == TAGS))
        return self.table.take(codes)


@cache
def letters() -> Letters:
    """Return the folding table, built at the first call (0.1 s)."""
    return Letters()


def _value(folded: str, many: list[Codes]) -> int:
    if not folded:
        return DROP
    if len(folded) == 1:
        return ord(folded)
    alone = "".join(f" {part} " if is_alone(ord(part)) else part for part in folded)
    many.append(np.array([ord(part) for part in alone], dtype=np.uint32))
    return MANY + len(many) - 1
