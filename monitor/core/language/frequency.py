"""How often a term is to be expected, which decides what a rule is anchored on."""

import math
from collections.abc import Mapping
from functools import cache
from typing import Final

# The commonest words of news in English, French and Arabic, folded.
COMMON: Final = """
the of to and a in for is on that by with as it from at be was are this he his has have had not or an but its will
they said were been who which their more after one about two new first also over us than year years into up out
i people time government president state country against killed attack army police military security africa african
le la les de des du un une et en a au aux dans pour par sur que qui est l d s ce cette il elle se ne pas plus avec son
sa ses ont ete sont mais ou leur apres entre deux etre fait comme selon contre aussi ans pays president gouvernement
armee attaque securite afrique africain
في من علي الي ان عن مع التي الذي هذا هذه ما لا بعد قال كان و او قد بين كما ذلك خلال لم كل هو هي عام اليوم الرييس
الحكومه الجيش الامن افريقيا
el la los las de del y en que por con para una un se su al o dos os das e em no na com uma um der die das und von
"""
_SHARE_OF_COMMON: Final = 0.2


def expected(pattern: bytes, counted: Mapping[str, float]) -> float:
    """Return the share of texts in which a pattern is to be expected: counted if known, else guessed.

    A phrase is as rare as its rarest word; longer words are rarer; a prefix stands for several words.
    """
    text = pattern.decode()
    found = text.split()
    share = min([counted[word] if word in counted else _guessed(word) for word in found]) / len(found)
    return share if text.endswith(" ") else share * 4


def _guessed(word: str) -> float:
    if word in _common():
        return _SHARE_OF_COMMON
    return 0.08 / math.pow(1 + len(word), 1.5)


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.split())
