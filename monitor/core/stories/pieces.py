"""What stands between two spaces of a text, read once however often it comes back: news repeats its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from monitor.core.stories.forms import key_of
from monitor.core.text.folding import words

PIECES = 8_000  # kept in memory
WORD = re.compile(r"[^\W\d_]+")
# How sure it is that a word is a name: it has a capital; its script knows no case; it may but begin a sentence.
SURE, BARE, BEGINS = range(1, 4)
_STOPS = '.!?…:;«»“”"(|–—•'  # after these a capital may be but the beginning


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text: its folded words, keys of what may be names, keys of what is written small.

    ``begins`` and ``ends`` say that a sentence does, with it.
    """

    words: tuple[str, ...]
    names: tuple[tuple[str, int], ...]
    small: tuple[str, ...]
    begins: bool
    ends: bool


@lru_cache(PIECES)
def piece_of(text: str) -> Piece:
    """Return what a piece of text holds."""
    written = WORD.findall(text)
    kinds = [(kind, spelled) for spelled in written if (kind := _kind(spelled))]
    names = tuple([(key, kind) for kind, spelled in kinds for key in keys_of(spelled)])
    small = tuple([key for spelled in written if spelled[0].islower() for key in keys_of(spelled)])
    return Piece(words(text), names, small, text[0] in _STOPS, text[-1] in _STOPS)


def words_of(text: str) -> Iterator[str]:
    """Yield the folded words of ``text``: the same as of the whole, since nothing folds across a space."""
    return chain.from_iterable([piece_of(piece).words for piece in text.split()])


def keys_of(spelled: str) -> tuple[str, ...]:
    """Return by what a word is compared as a name; nothing if it is a usual one."""
    return tuple(filter(None, map(key_of, words(spelled))))


def _kind(spelled: str) -> int | None:
    """Return the kind of name that a word is if it begins a sentence; None if it is none."""
    if spelled[0].islower():
        return None
    if not spelled[0].isupper():
        return BARE
    return SURE if len(spelled) > 1 and spelled.isupper() else BEGINS
