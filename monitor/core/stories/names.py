"""Names in a text, for want of a gazetteer: found by capitals where the script has them, else whatever is no usual word.

Names are compared by their consonants, so that Karachi and كراتشي, Tbilisi and Tbilissi, Indonesia and Indonesian are one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from monitor.core.language.sounds import across
from monitor.core.language.words import words
from monitor.core.stories.forms import form_of, key_of
from monitor.core.stories.pieces import BARE, BEGINS, SURE, WORD, keys_of, piece_of

TEMPLATE = 0.5  # of the usual words of two titles, from which they are one but for their names

_TOPIC = 3  # words before a colon
_SHOUTED = 0.75  # share of a title's words with capitals from which capitals say nothing
_LONG, _FEWEST = 4, 3  # letters of a word, and words after the first, of which that can be said
_WIDEST = 3  # words of a name
_NONE: frozenset[str] = frozenset()


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

    ``sought`` are those by which other reports are found. ``title`` are the folded words of its title, ``usual`` those that are neither names nor numbers.
    """

    possible: frozenset[str]
    named: frozenset[str]
    titled: frozenset[str]
    sure: frozenset[str]
    across: frozenset[str]
    named_across: frozenset[str]
    sought: frozenset[str]
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
        return frozenset([name for name in self.possible if across(name) in both])

    def form(self, other: Self, shared: frozenset[str]) -> float:
        """Return how far two titles with different names are one in the rest, from 0 to 1; 0 if no names differ.

        From ``TEMPLATE`` on they are one but for their names.
        """
        if self._is_slot(other):
            return 1.0
        alike = self.alike(other)
        if not alike:
            return 0.0
        theirs, mine = other.titled | other.usual, self.titled | self.usual
        are_sure = bool(self.sure - theirs and other.sure - mine)
        return alike if are_sure or (not shared and self.titled - theirs and other.titled - mine) else 0.0

    def alike(self, other: Self) -> float:
        """Return the share of the usual words of two titles that stand in both."""
        together = len(self.usual & other.usual)
        return together / len(self.usual | other.usual) if together else 0.0

    def _is_slot(self, other: Self) -> bool:
        """Return whether nothing shows the names in two titles, and they differ in one place only, and where names stand."""
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
        is_place = not start or not end or mine[start - 1] in words("PREPOSITIONS")
        return is_place and sum(form_of(word).is_usual for word in around) > 1


def naming_of(names: Names, title: str) -> Naming:
    """Return what is compared of the names of a report with this folded title."""
    titled, words = frozenset(names.titled), tuple(title.split())
    return Naming(
        possible=frozenset(names.possible),
        named=frozenset(names.named),
        titled=titled,
        sure=frozenset(names.sure),
        across=frozenset(map(across, names.possible)),
        named_across=frozenset(map(across, names.named)),
        sought=frozenset(map(across, (*names.named, *names.titled))),
        usual=frozenset(
            [word for word in words if (form := form_of(word)).is_usual and form.key not in titled]
        ),
        title=words,
    )


def names_of(title: str, lead: str) -> Names:
    """Return the names of a report; what it also writes small is none."""
    small = _small((*title.split(), *lead.split()))
    titled = _without(_found(title, is_title=True), small)
    led = _without(_found(lead, is_title=False), small)
    return Names(
        possible=tuple(led | titled),
        named=tuple(key for found in (led, titled) for key, kind in found.items() if kind != BEGINS),
        titled=tuple(titled),
        sure=tuple([key for key, kind in titled.items() if kind == SURE]),
    )


def _small(pieces: Iterable[str]) -> frozenset[str]:
    """Return the keys of the words that a text writes without a capital, where its script has them."""
    return frozenset([key for piece in pieces for key in piece_of(piece).small])


def _without(found: Mapping[str, int], keys: frozenset[str]) -> dict[str, int]:
    return {key: kind for key, kind in found.items() if key not in keys}


def spelled(names: Names, text: str) -> dict[str, str]:
    """Return the names as ``text`` writes them, by what is compared of them across scripts."""
    words = reversed(WORD.findall(text))  # so that the first spelling stays
    return {across(key): word for word in words for key in keys_of(word) if key in names.named}


def _found(text: str, *, is_title: bool) -> dict[str, int]:
    """Return the keys of what may be names, and how sure it is."""
    pieces = text.split()
    if is_title and _is_shouted(pieces):
        return {key: BARE for piece in pieces for word in WORD.findall(piece) for key in keys_of(word)}
    topic = _topic(text) if is_title else 0
    found: dict[str, int] = {}
    begins = True
    for at, piece in enumerate(map(piece_of, pieces)):
        if piece.names:
            surest = BEGINS if (begins or piece.begins) and at >= topic else SURE
            for key, kind in piece.names:
                sure = surest if kind == BEGINS else kind
                if sure < found.get(key, BEGINS + 1):
                    found[key] = sure
        begins = piece.ends
    return found


def _topic(title: str) -> int:
    """Return how many words before a colon are its topic: "Chile: …", "Burkina Faso : …"."""
    topic, colon, _ = title.partition(":")
    count = len(topic.split()) if colon else 0
    return count if count <= _TOPIC else 0


def _is_shouted(words: Sequence[str]) -> bool:
    """Return whether a title has so many capitals that they say nothing."""
    cased = [word[0].isupper() for word in words[1:] if len(word) >= _LONG and word[0] != word[0].swapcase()]
    return len(cased) >= _FEWEST and sum(cased) >= _SHOUTED * len(cased)
