"""Where sentences begin."""

import re
from typing import Final

from monitor.core.letters import WORD_CHARACTER

# An end mark with what closes behind it, white space, then what can open a sentence; or a mark that always ends one.
_END = re.compile(
    r"""(?P<stop>\.{1,3}|…)["'»”’)\]]*\s+(?=[^\W\d_]|[\d"'«“‘(\[¿¡-])"""
    r"""|[!?؟۔]+["'»”’)\]]*\s+|[。！？]+|\s*\n\s*|\s[|•▪●]\s"""
)
_LAST_WORD = re.compile(rf"({WORD_CHARACTER}+)\W?$")
ABBREVIATIONS: Final = """
dr mr mrs ms mm mme mlle prof gen gén col lt capt cdt cmdt cne sgt maj brig adm st ste no nos nr vs jr sr mgr gov sen rep
al cf fig approx inc ltd co bd av dept hon rev p pp n
"""
_ABBREVIATIONS = frozenset(ABBREVIATIONS.split())


def sentence_starts(text: str) -> list[int]:
    """Return where the second and later sentences of ``text`` begin."""
    return [
        found.end() for found in _END.finditer(text) if found.group("stop") is None or _is_end(text, found)
    ]


def _is_end(text: str, found: re.Match[str]) -> bool:
    """Tell a full stop from the point of an abbreviation or an initial."""
    if text[found.end()].islower():
        return False
    if found.group("stop") != ".":
        return True
    last = _LAST_WORD.search(text, max(0, found.start() - 30), found.start() + 1)
    if last is None:
        return True
    word = last.group(1)
    is_initial = len(word) == 1 and word.isalpha() and not word.islower()
    return not is_initial and word.lower() not in _ABBREVIATIONS
