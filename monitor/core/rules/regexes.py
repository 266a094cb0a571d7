r"""Regexes of rules: run by RE2 in linear time, with Unicode words where RE2 knows ASCII only.

RE2's ``\b`` and ``\w`` see no é and no ع. So a mark is put at every edge of a word, ``\b`` looks for the mark, and
every other part of the regex may step over one.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

from monitor.core.text.letters import APOSTROPHES, WORD_CHARACTER, fold_character

MAX_LENGTH: Final = 1_000
MAX_MEMORY: Final = 4 << 20
MAX_SPOTS: Final = 1_000
EDGE: Final = "\ufdd0"  # a noncharacter: cleaned texts do not hold it

_WORD: Final = r"\pL\pN\pM_"
_ATOM = re.compile(r"\\Q.*?\\E|\\x\{[0-9a-fA-F]+\}|\\[pP](?:\{\^?\w+\}|\w)|\\x[0-9a-fA-F]{2}|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|\(\?[^)]*?[:>)]|\(|\)|\||[*+?]\??|\{\d+(?:,\d*)?\}\??|\^|\$|.", re.DOTALL)  # fmt: skip
_EDGES = re.compile(rf"(?<!{WORD_CHARACTER})(?={WORD_CHARACTER})|(?<={WORD_CHARACTER})(?!{WORD_CHARACTER})")
_PLAIN: Final = {
    **{ord(mark): "'" for mark in APOSTROPHES},
    **dict.fromkeys((*range(8208, 8214), 8722, 65112, 65123, 65293), "-"),
    **dict.fromkeys((160, 5760, *range(8192, 8203), 8239, 8287, 12288, ord(EDGE), 0), " "),
    **{code: str(unicodedata.digit(chr(code))) for code in (*range(0x660, 0x66A), *range(0x6F0, 0x6FA))},
    **dict.fromkeys(range(55296, 57344), " "),
}


class BadRegexError(ValueError):
    """A regex that cannot be used: what is wrong, and what to do about it."""

    def __init__(self, wrong: str, remedy: str) -> None:
        super().__init__(f"{wrong}; {remedy}")
        self.wrong = wrong
        self.remedy = remedy


def plain(text: str) -> str:
    """Return ``text`` of the same length with one kind of apostrophe, hyphen, space and digit."""
    return text.translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Edged:
    """A text with a mark at each edge of a word; ``edges`` are the offsets in the original."""

    text: str
    edges: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Edged":
        """Mark the edges of words in a plain text."""
        at = [found.start() for found in _EDGES.finditer(text)]
        cuts = [0, *at, len(text)]
        return cls(EDGE.join(text[first:last] for first, last in pairwise(cuts)), tuple(at))

    def offset(self, marked: int) -> int:
        """Lead an offset in the marked text back to the original."""
        place = bisect_left(range(len(self.edges)), marked, key=lambda at: self.edges[at] + at)
        return marked - place


class Regex:
    """A compiled regex; letters of any case match, unless it says ``(?-i)``."""

    def __init__(self, pattern: str) -> None:
        self._regex = _compiled(pattern)

    def spans(self, edged: Edged) -> list[tuple[int, int]]:
        """Return where it matches, as offsets into the original."""
        found = []
        for match in self._regex.finditer(edged.text):
            first, last = edged.offset(match.start()), edged.offset(match.end())
            if last > first:
                found.append((first, last))
            if len(found) >= MAX_SPOTS:
                break
        return found


def check_regex(pattern: str) -> None:
    """Raise BadRegexError if the pattern cannot be used."""
    regex = _compiled(pattern)
    if regex.search("") is not None:
        raise BadRegexError(
            "the regex matches the empty text", "make a part of it compulsory: + instead of *"
        )


def _compiled(pattern: str) -> "re2._Regexp":
    if len(pattern) > MAX_LENGTH:
        raise BadRegexError(
            f"a regex of {len(pattern)} characters",
            f"stay below {MAX_LENGTH}; lists of words belong into a vocabulary",
        )
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    try:
        re2.compile(pattern, options)  # as written, so that messages speak of what was written
        return re2.compile(_with_edges(pattern), options)
    except (re2.error, UnicodeError) as error:
        said = error.args[0] if isinstance(error, re2.error) and error.args else "it holds half characters"
        said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise BadRegexError(f"the regex cannot be read: {said[:200]}", _remedy(said)) from None


def _remedy(said: str) -> str:
    if "perl operator" in said or "escape sequence: \\1" in said:
        return "look-around and back-references are not available: say near or same-sentence in the condition"
    if "repetition" in said or "too large" in said:
        return "repeat fewer times: the regex would need too much memory"
    return "fix it: it is RE2, see config/README.md"


def _with_edges(pattern: str) -> str:
    """Rewrite a regex so that its parts step over the marks, and its word edges are the marks."""
    return "".join(map(_rewritten, _ATOM.findall(plain(unicodedata.normalize("NFC", pattern)))))


def _rewritten(atom: str) -> str:
    if atom == r"\b":
        return EDGE
    if atom in {r"\B", r"\C"} or atom.startswith(r"\Q"):
        raise BadRegexError(f"{atom[:2]} is not available", "write it without")
    if atom in {"$", r"\z"}:
        return f"{EDGE}?{atom}"
    if atom[0] in "()|*+?^{" or atom == r"\A":
        return atom
    if atom[0] == "[":
        return _of_class(atom)
    if atom.startswith(r"\P"):
        return rf"(?:{EDGE}?[^\p{atom[2:]}{EDGE}])"
    return f"(?:{EDGE}?{_SETS.get(atom) or _letter(atom)})"


def _letter(atom: str) -> str:
    """Return a letter with the one it folds to: an accent may be left out in the text, not put in."""
    bare = fold_character(atom) if len(atom) == 1 and atom.isalpha() else atom
    return atom if len(bare) != 1 or bare == atom.lower() else f"[{atom}{bare}]"


def _of_class(atom: str) -> str:
    inner = atom.replace(r"\w", _WORD)
    if atom.startswith("[^"):
        inner = f"{inner[:2]}{EDGE}{inner[2:]}" if not inner.startswith("[^]") else f"[^\\]{EDGE}{inner[3:]}"
    return f"(?:{EDGE}?{inner})"


_SETS: Final = {
    r"\w": f"[{_WORD}]",
    r"\W": f"[^{_WORD}{EDGE}]",
    ".": f"[^\n{EDGE}]",
    r"\D": f"[^0-9{EDGE}]",
    r"\S": f"[^\\s{EDGE}]",
}
