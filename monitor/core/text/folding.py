"""Folding: one spelling for all the ways a word can be written.

Many texts, or words with their places, are folded by ``bulk``. This does without numpy, and so do those who only parse.
"""

import re

from monitor.core.text.letters import APOSTROPHE, APOSTROPHES, SPACE, is_joining, spelled

_ASCII = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() else APOSTROPHE if chr(code) in APOSTROPHES else SPACE
    for code in range(128)
) + bytes([SPACE] * 128)
_ASCII_CONTROLS = bytes(code for code in range(128) if chr(code) < " " and not chr(code).isspace()) + b"\x7f"
_POSSESSIVE = re.compile(rb"(?<=[a-z0-9])'s(?![a-z0-9])")
_ANY_POSSESSIVE = re.compile(r"(?<=[^ '])'s(?=[ ']|$)")
_SHORT = 400  # characters up to which going through them costs hardly more than setting up arrays
_JOINS = "\1"


def fold(text: str) -> str:
    """Return the folded words of ``text``, one space apart."""
    if text.isascii():
        return _fold_ascii(text)
    folded = _fold_short(text) if len(text) <= _SHORT else None
    return _fold_long(text) if folded is None else folded


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text``."""
    return tuple(fold(text).split())


def _fold_ascii(text: str) -> str:
    folded = text.encode().translate(_ASCII, _ASCII_CONTROLS)
    if b"'" in folded:
        folded = _POSSESSIVE.sub(b" ", folded).replace(b"'", b" ")
    return b" ".join(folded.split()).decode()


class _Characters(dict[int, str]):
    """What single characters fold to, as far as they were asked for; ``_JOINS`` if it depends on the one before.

    It does without the table of all characters, which takes 0.1 s to build: processes that only parse never do.
    """

    def __missing__(self, code: int) -> str:
        folded = spelled(code)
        self[code] = _JOINS if len(folded) == 1 and is_joining(ord(folded)) else folded
        return self[code]


_CHARACTERS = _Characters()


def _fold_short(text: str) -> str | None:
    """Fold a short text character by character; None if one of them joins another."""
    folded = text.translate(_CHARACTERS)
    if _JOINS in folded:
        return None
    if "'" in folded:
        folded = _ANY_POSSESSIVE.sub(" ", folded).replace("'", " ")
    return " ".join(folded.split())


def _fold_long(text: str) -> str:
    from monitor.core.text.bulk import fold_segments  # noqa: PLC0415 - with numpy, which few texts here need

    return fold_segments((text,))[1:-1].decode()
