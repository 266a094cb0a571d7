"""Where sentences begin."""

import re
from typing import Final

from monitor.core.language.words import words

# An end mark with what closes behind it, white space, then what can open a sentence; or a mark that always ends one.
# Each alternative begins behind the mark: that lets the regex skip to the next mark at once.
_END = re.compile(
    r"""[.…!?؟۔。！？\n|•▪●](?:"""
    r"""(?<=[.…])[.…]{0,2}["'»”’)\]]*\s+(?=[^\W\d_]|[\d"'«“‘(\[¿¡-])"""
    r"""|(?<=[!?؟۔])[!?؟۔]*["'»”’)\]]*\s+|(?<=[。！？])[。！？]*|(?<=\n)\s*|(?<=\s[|•▪●])\s)"""
)
_INSIDE_WORD = re.compile(r"""[.'’(«“"\[-]""")
_LOOK_BACK: Final = 30  # characters: longer than any abbreviation


def sentence_starts(text: str) -> list[int]:
    """Return where the second and later sentences of ``text`` begin."""
    return [found.end() for found in _END.finditer(text) if _is_end(text, found.start(), found.end())]


def _is_end(text: str, mark: int, end: int) -> bool:
    """Tell a full stop from the point of an abbreviation or an initial."""
    if text[mark] not in ".…":
        return True
    if text[end].islower():
        return False
    if text[mark] == "…" or text[mark + 1] in ".…":
        return True
    last = text[max(0, mark - _LOOK_BACK) : mark].split()[-1:]
    word = _INSIDE_WORD.split(last[0])[-1] if last and not text[mark - 1].isspace() else ""
    is_initial = len(word) == 1 and word.isalpha() and not word.islower()
    if is_initial or word.lower() in words("ABBREVIATIONS"):
        return False
    return not (text[end].isdecimal() and word.lower() in words("ABBREVIATIONS_OF_NUMBERS"))
