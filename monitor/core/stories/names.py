"""Names in a text, for want of a gazetteer: found by capitals where the script has them, else whatever is no usual word.

Names are compared by their consonants, so that Karachi and كراتشي, Tbilisi and Tbilissi, Indonesia and Indonesian are one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from monitor.core.language.ideas import ideas_of
from monitor.core.stories.pieces import folded
from monitor.core.stories.words import is_counted, telling
from monitor.core.text.folding import fold

TEMPLATE = 0.5  # of the usual words of two titles, from which they are one but for their names

_WORD = re.compile(r"[^\W\d_]+")
_STOPS = '.!?…:;«»“”"(|–—•'  # after these a capital may be but the beginning
_TOPIC = 3  # words before a colon
_SHOUTED = 0.75  # share of a title's words with capitals from which capitals say nothing
_LONG, _FEWEST = 4, 3  # letters of a word, and words after the first, of which that can be said
_LONGEST = 4  # consonants that are compared: what follows is inflection
_SUFFIX = re.compile(r"(?<=\w{4})(?:ians?|eans?|ans?|iens?|iennes?|ese|ais|aises?|ois|oises?)$")
_ARTICLE = re.compile("^(?:[وبكف]?ال|لل)(?=\\w{3})")
_SPELLINGS = (
    ("tch", "s"),
    ("tsh", "s"),
    ("ch", "s"),
    ("sh", "s"),
    ("تش", "س"),
    ("kh", "k"),
    ("gh", "g"),
    ("dj", "j"),
    ("دج", "ج"),
    ("ph", "f"),
    ("ce", "s"),
    ("ci", "s"),
)
_SOUNDS = str.maketrans(
    "cqxبپفڤتطدضثقكغخجگسصزظذشچلمنر", "kkkbbffttttt" + "k" * 6 + "s" * 7 + "lmnr", "aeiouyhw اأإآىويةهحعئءؤ"
)
_ACROSS = str.maketrans("pvdgjz", "bftkks")  # what transcribers do not tell apart
_VOWEL = re.compile("[aeiouy]")
_BEFORE_A_PLACE = frozenset(map(fold, ("في", "قرب", "على", "من", "إلى", "نحو", "in", "at", "near")))
_WIDEST = 3  # words of a name
_TWICE = re.compile(r"(.)\1+")
_NONE: frozenset[str] = frozenset()
# How sure it is that a word is a name: it has a capital; its script knows no case; it may but begin a sentence.
_SURE, _BARE, _BEGINS = range(1, 4)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between two spaces: keys of what may be names, and whether a sentence begins or ends with it."""

    names: tuple[tuple[str, int], ...]
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Names:
    """Keys of names. ``possible`` are all in title and lead, ``named`` those but for words that only begin a sentence.

    ``titled`` are the possible ones of the title, ``sure`` those of them that capitals show to be names.
    """

    possible: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    titled: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of a report as sets, ``across`` and ``named_across`` as they are compared with another script.

    ``title`` are the folded words of its title, ``usual`` those that are neither names nor numbers.
    """

    possible: frozenset[str]
    named: frozenset[str]
    titled: frozenset[str]
    sure: frozenset[str]
    across: frozenset[str]
    named_across: frozenset[str]
    usual: frozenset[str]
    title: tuple[str, ...]

    def shared(self, other: Self) -> frozenset[str]:
        """Return the names in both, of one script.

        A word that only begins a sentence counts where the other report shows it to be a name.
        """
        if self.possible.isdisjoint(other.possible):
            return _NONE
        return (self.named & other.possible) | (self.possible & other.named)

    def shared_across(self, other: Self) -> frozenset[str]:
        """Return the own names that are also in a report of another script."""
        if self.across.isdisjoint(other.across):
            return _NONE
        both = (self.named_across & other.across) | (self.across & other.named_across)
        return frozenset([name for name in self.possible if _across(name) in both])

    def form(self, other: Self, shared: frozenset[str]) -> float:
        """Return how far two titles with different names are one in the rest, from 0 to 1; 0 if no names differ.

        From ``TEMPLATE`` on they are one but for their names.
        """
        if self._is_slot(other):
            return 1.0
        together = len(self.usual & other.usual)
        if not together:
            return 0.0
        theirs, mine = other.titled | other.usual, self.titled | self.usual
        if (self.sure - theirs and other.sure - mine) or (
            not shared and self.titled - theirs and other.titled - mine
        ):
            return together / len(self.usual | other.usual)
        return 0.0

    def _is_slot(self, other: Self) -> bool:
        """Say whether nothing shows the names in two titles, and they differ in one place only, and where names stand."""
        if self.sure and other.sure:
            return False
        mine, theirs = self.title, other.title
        least = min(len(mine), len(theirs))
        start = next((at for at in range(least) if mine[at] != theirs[at]), least)
        rest = least - start
        end = next((at for at in range(rest) if mine[-1 - at] != theirs[-1 - at]), rest)
        slots = mine[start : len(mine) - end], theirs[start : len(theirs) - end]
        if not all(0 < len(slot) <= _WIDEST and all(map(key_of, slot)) for slot in slots):
            return False
        around = (*mine[:start], *mine[len(mine) - end :])
        is_place = not start or not end or mine[start - 1] in _BEFORE_A_PLACE
        return is_place and sum(map(_is_usual, around)) > 1


def naming_of(names: Names, title: str) -> Naming:
    """Return what is compared of the names of a report with this folded title."""
    titled, words = frozenset(names.titled), tuple(title.split())
    return Naming(
        possible=frozenset(names.possible),
        named=frozenset(names.named),
        titled=titled,
        sure=frozenset(names.sure),
        across=frozenset(map(_across, names.possible)),
        named_across=frozenset(map(_across, names.named)),
        usual=frozenset([word for word in words if _is_usual(word) and key_of(word) not in titled]),
        title=words,
    )


def names_of(title: str, lead: str) -> Names:
    """Return the names of a report."""
    titled = _found(title, is_title=True)
    led = _found(lead, is_title=False)  # without words that only begin a sentence
    return Names(
        possible=tuple(led | titled),
        named=tuple(led | {key: kind for key, kind in titled.items() if kind != _BEGINS}),
        titled=tuple(titled),
        sure=tuple([key for key, kind in titled.items() if kind == _SURE]),
    )


def spelled(names: Names, text: str) -> dict[str, str]:
    """Return the names as ``text`` writes them, by what is compared of them across scripts."""
    words = reversed(_WORD.findall(text))  # so that the first spelling stays
    return {_across(key): word for word in words for key in _keys(word) if key in names.named}


@lru_cache(50_000)
def key_of(word: str) -> str:
    """Return by what a folded word is compared if it is a name; empty if it is a usual word."""
    if len(word) < 2 or not telling((word,)) or is_counted(word) or ideas_of(word):
        return ""
    spelled = _ARTICLE.sub("", _SUFFIX.sub("", word))
    for spelling, sound in _SPELLINGS:
        spelled = spelled.replace(spelling, sound)
    sound = _TWICE.sub(r"\1", spelled.translate(_SOUNDS))[:_LONGEST]
    if len(sound) < 2:
        return word
    vowel = _VOWEL.search(spelled)
    return sound if len(sound) > 2 or not vowel else f"{sound}-{vowel[0]}"


@lru_cache(50_000)
def _across(key: str) -> str:
    """Return by what a name is compared with one of another script."""
    return _TWICE.sub(r"\1", key.partition("-")[0].translate(_ACROSS))


def _found(text: str, *, is_title: bool) -> dict[str, int]:
    """Return the keys of what may be names, and how sure it is."""
    pieces = text.split()
    if is_title and _is_shouted(pieces):
        return {key: _BARE for piece in pieces for word in _WORD.findall(piece) for key in _keys(word)}
    topic = _topic(text) if is_title else 0
    unsure = _BEGINS + is_title  # only in a title does a word count that but begins a sentence
    found: dict[str, int] = {}
    begins = True
    for at, piece in enumerate(map(_piece, pieces)):
        if piece.names:
            surest = _BEGINS if (begins or piece.begins) and at >= topic else _SURE
            for key, kind in piece.names:
                sure = surest if kind == _BEGINS else kind
                if sure < found.get(key, unsure):
                    found[key] = sure
        begins = piece.ends
    return found


@lru_cache(50_000)
def _piece(text: str) -> _Piece:
    kinds = [(kind, spelled) for spelled in _WORD.findall(text) if (kind := _kind(spelled))]
    names = tuple([(key, kind) for kind, spelled in kinds for key in _keys(spelled)])
    return _Piece(names, text[0] in _STOPS, text[-1] in _STOPS)


def _kind(spelled: str) -> int | None:
    """Return the kind of name that a word is if it begins a sentence; None if it is none."""
    if spelled[0].islower():
        return None
    if not spelled[0].isupper():
        return _BARE
    return _SURE if len(spelled) > 1 and spelled.isupper() else _BEGINS


def _topic(title: str) -> int:
    """Return how many words before a colon are its topic: "Chile: …", "Burkina Faso : …"."""
    topic, colon, _ = title.partition(":")
    count = len(topic.split()) if colon else 0
    return count if count <= _TOPIC else 0


@lru_cache(50_000)
def _is_usual(word: str) -> bool:
    """Say whether a folded word tells something, and is neither number nor day."""
    return not (word.isdecimal() or is_counted(word)) and bool(telling((word,)))


@lru_cache(50_000)
def _keys(spelled: str) -> tuple[str, ...]:
    return tuple(filter(None, map(key_of, folded(spelled))))


def _is_shouted(words: Sequence[str]) -> bool:
    """Say whether a title has so many capitals that they say nothing."""
    cased = [word[0].isupper() for word in words[1:] if len(word) >= _LONG and word[0] != word[0].swapcase()]
    return len(cased) >= _FEWEST and sum(cased) >= _SHOUTED * len(cased)
