"""The known name nearest to a mistyped one, found quickly among however many."""

from collections.abc import Iterable
from difflib import get_close_matches
from heapq import nlargest
from typing import Final

LONGEST: Final = 60  # a longer name is no slip of the finger
_MANY: Final = 2_000  # of more names, those with the same first letter are looked at
_TRIED: Final = 12  # that share the most letters; comparing letter by letter takes fifty times as long


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the one of ``known`` that ``name`` was probably meant to be, None if none is alike."""
    if len(name) > LONGEST:
        return None
    wanted = name.casefold()
    folded = {candidate.casefold(): candidate for candidate in known}
    names: Iterable[str] = folded
    if len(folded) > _MANY:
        names = [candidate for candidate in folded if candidate[:1] == wanted[:1]]
    letters, length = frozenset(wanted), len(wanted)
    likely = nlargest(
        _TRIED, names, key=lambda other: 2 * len(letters.intersection(other)) - abs(length - len(other))
    )
    found = get_close_matches(wanted, likely, 1, likeness)
    return folded[found[0]] if found else None
