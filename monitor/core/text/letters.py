"""What each character folds to, and the signs that the folding table has beside letters.

It does without numpy: processes that only parse never load it, which saves them 0.1 s and 20 MB.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final

SPACE: Final = 0x20
APOSTROPHE: Final = 0x27
SEPARATOR: Final = 0
# Values at and above FLAG are no letters yet: a second look decides what they become.
FLAG: Final = 0x1000_0000
ALONE: Final = 0x1000_0000  # a letter that is a word of its own: scripts written without spaces
COMBINE: Final = 0x2000_0000  # a mark that joins the letter before it: kana voicing, Hangul vowels and finals
MANY: Final = 0x3000_0000  # one character that folds to several: an index into ``Letters.many``
ODD: Final = 0xD800  # in the narrow table: look it up in the wide one
DROP: Final = 0x7000_0000  # nothing at all
DELETED: Final = "\u00ad"  # a soft hyphen: folds to nothing, keeps the length

APOSTROPHES: Final = "'’‘ʼʹʻʽʾʿ‛′`´＇՚ꞌʿ\u02b9\u0374"
# What NFKD and case folding do not do: letters with strokes and hooks (Hausa, Fulfulde, Bambara, Nordic), the ligatures of
# French, and the written variants of Arabic and Persian letters.
LIKE: Final = {
    "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ŀ": "l",
    "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o", "ŋ": "n", "ɲ": "n", "ɖ": "d", "ƒ": "f", "ɣ": "g",
    "ʋ": "v", "ʊ": "u", "ɩ": "i", "ǝ": "e", "ə": "e",
    "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ۍ": "ي", "ٱ": "ا", "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
    "ک": "ك", "ڪ": "ك", "ـ": "",
}  # fmt: skip
# Marks are dropped in these scripts only: in Indic scripts, Thai and kana they change the word.
DROPPED_MARKS: Final = (
    (0x300, 0x36F), (0x483, 0x489), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6ED),
    (0x711, 0x711), (0x730, 0x74A), (0x7EB, 0x7F3), (0x8D3, 0x8FF), (0x135D, 0x135F), (0x180B, 0x180F),
    (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0x1E944, 0x1E94A),
    (0x1D165, 0x1D169), (0x1D16D, 0x1D172), (0xE0100, 0xE01EF),
)  # fmt: skip
# Chinese, Japanese, Thai, Lao, Burmese, Khmer.
ALONE_RANGES: Final = (
    (0xE01, 0xE3A), (0xE40, 0xE4E), (0xE81, 0xECD), (0xEDC, 0xEDF), (0x1000, 0x103F), (0x104C, 0x108F),
    (0x1780, 0x17D3), (0x3005, 0x3007), (0x3021, 0x3029), (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA),
    (0x30FC, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x323AF),
)  # fmt: skip
COMBINE_RANGES: Final = ((0x1160, 0x11FF), (0x3099, 0x309A))
# Large ranges where every character folds to itself: filled at once, the rest is looked up one by one.
ITSELF_RANGES: Final = (
    (0xAC00, 0xD7A3),
    (0x13000, 0x1342F),
    (0x13460, 0x143FF),
    (0x16800, 0x16A3F),
    (0x17000, 0x18CFF),
    (0x1B000, 0x1B2FF),
)
ITSELF: Final = (*ITSELF_RANGES, *ALONE_RANGES[-3:])
LOOKED_UP: Final = (
    (0, 0x33FF), (0xA000, 0xABFF), (0xF900, 0xFFFF), (0x10000, 0x12FFF), (0x16A40, 0x16FFF), (0x1AFF0, 0x1FBFF),
    (0x2F800, 0x2FA1F),
)  # fmt: skip
# One character of a word, for regexes: marks over and under letters belong to it, which Python's \w forgets.
WORD_CHARACTER: Final = r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0d7f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
WORDLIKE: Final = "LNM"
# The table ends behind the last ideograph. Of the four fifths of all code points beyond, one block is dropped: tags and
# variation selectors. All else parts words, as what is not assigned does.
END: Final = 0x32400
TAGS: Final = 0xE0
_DROPPED: Final = frozenset(code for first, last in DROPPED_MARKS for code in range(first, last + 1))


def spelled(code: int) -> str:
    """Return what a code point folds to, as the table has it: letters that stand alone between spaces."""
    character = chr(code)
    if code == 0 or 0xD7B0 <= code < 0xE000 or code >> 12 == TAGS:
        return ""
    if character in APOSTROPHES:
        return chr(APOSTROPHE)
    if _is_within(code, LOOKED_UP):
        character = fold_character(character)
    elif not _is_within(code, ITSELF):
        return " "
    return "".join(f" {letter} " if is_alone(ord(letter)) else letter for letter in character)


def is_joining(code: int) -> bool:
    """Return whether a mark joins the letter before it."""
    return _is_within(code, COMBINE_RANGES)


def fold_character(character: str) -> str:
    """Return what one character folds to: letters and digits, a space, or nothing."""
    category = unicodedata.category(character)
    if category == "Cf" or ord(character) in _DROPPED:
        return ""
    if category == "Cc":
        return " " if character.isspace() else ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category[0] not in WORDLIKE:
        return _symbol(character)
    return _recompose("".join(map(_base, _decompose(character))))


def _symbol(character: str) -> str:
    """Fold what is no letter: circled and squared letters become theirs, all else parts words."""
    plain = _decompose(character)
    if plain == character or not any(unicodedata.category(part)[0] in "LN" for part in plain):
        return " "
    return " " + "".join(map(_base, plain)) + " "


def _decompose(character: str) -> str:
    """Decompose before and after case folding: bold letters have no case, sharp s has no parts."""
    parts = (part for part in unicodedata.normalize("NFKD", character) if ord(part) not in _DROPPED)
    return unicodedata.normalize("NFKD", "".join(parts).casefold())


def _base(part: str) -> str:
    if part in LIKE:
        return LIKE[part]
    if ord(part) in _DROPPED:
        return ""
    category = unicodedata.category(part)
    if category == "Nd":
        return str(unicodedata.digit(part))
    return part if category[0] in WORDLIKE else " "


def _recompose(folded: str) -> str:
    """Put kana and Hangul together again: their marks are part of the letter. Others stay as they are written apart."""
    joins = any(first <= ord(part) <= last for part in folded[1:] for first, last in COMBINE_RANGES)
    return unicodedata.normalize("NFC", folded) if joins else folded


def is_alone(code: int) -> bool:
    """Return whether a letter is a word of its own."""
    return _is_within(code, ALONE_RANGES)


def _is_within(code: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)
