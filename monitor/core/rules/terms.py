"""Terms: what a line of a list looks for in folded text."""

import re
from typing import Final

from monitor.core.language.arabic import Left
from monitor.core.text.letters import APOSTROPHES, fold_character

MAX_LETTERS: Final = 300
MAX_WORDS: Final = 20
SHORTEST_PREFIX: Final = 3
_SHORTEST_WITH_ARTICLE: Final = 5
_NOTHING: Final = "\0"  # Left.NOTHING as the first byte of a pattern

# A word long enough to carry what Arabic joins to its front.
_ARABIC = re.compile("[\u0621-\u064a]{3}")
_WITHOUT_SPACES = re.compile(
    "[\u0e01-\u0e4e\u0e81-\u0edf\u1000-\u108f\u1780-\u17d3\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U000323af]"
)


_LATIN = re.compile("[a-z]")
_ACRONYM = re.compile("[A-Z]{2,5}")
_POSSESSIVE = re.compile(f"(?<=\\w)[{APOSTROPHES}][sS](?!\\w)")


class BadTermError(ValueError):
    """A term that cannot be looked for: what is wrong, and what to do about it."""

    def __init__(self, wrong: str, remedy: str) -> None:
        super().__init__(f"{wrong}; {remedy}")
        self.wrong = wrong
        self.remedy = remedy


def bare(text: str) -> tuple[str, bool]:
    """Return a term without quotation marks and without its final star, and whether it had one."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].strip()
    return (text[:-1].rstrip(), True) if text.endswith("*") else (text, False)


def stemmed(folded: str, is_prefix: bool) -> str:
    """Return folded words, with a star behind them if they are a prefix."""
    return f"{folded}*" if is_prefix else folded


def pattern(left: Left, text: str) -> bytes:
    """Return bytes to find in folded text, behind a first byte that says what may stand before them in the word.

    One value, for there are many of them.
    """
    return f"{chr(left)}{text}".encode()


def patterns_of(text: str, stem: str, lang: str, exact: bool) -> tuple[bytes, ...]:
    """Return what to look for; ``exact`` allows nothing joined to the front of Arabic words."""
    _refuse(text, stem)
    folded = stem[:-1] if stem.endswith("*") else f"{stem} "
    if exact or stem.isascii() or lang not in {"*", "ar"} or not _ARABIC.match(stem):
        spellings = dict.fromkeys((folded, _with_points(text, folded)))
        return tuple(f"{_NOTHING} {spelling}".encode() for spelling in spellings)
    if not stem.startswith("ال") or len(stem.rstrip("*").split(" ", 1)[0]) < _SHORTEST_WITH_ARTICLE:
        return (pattern(Left.PROCLITIC, folded),)
    rest = folded[2:].removeprefix("ل")  # لل + ل… is written with two letters, not three
    return pattern(Left.BEFORE_ARTICLE, folded), pattern(Left.BEFORE_JOINED_ARTICLE, f"لل{rest}")


def _with_points(text: str, folded: str) -> str:
    """Return folded words as they are found where acronyms have points: UN as U.N., two words for the folding."""
    written = bare(text)[0].split()
    if not any(map(_ACRONYM.fullmatch, written)) or len(written) != len(folded.split()):
        return folded
    parts = zip(written, folded.split(), strict=True)
    return " ".join(" ".join(word) if _ACRONYM.fullmatch(spelt) else word for spelt, word in parts) + (
        " " if folded.endswith(" ") else ""
    )


def _refuse(text: str, stem: str) -> None:
    if text.startswith("-") and text[1:2].isalpha():
        raise BadTermError(f"'{text[:60]}' begins with a minus", "put what must not stand there under none")
    folded = stem.removesuffix("*")
    if "*" in text and "*" in bare(text)[0]:
        raise BadTermError(
            f"'{text[:60]}' has a star inside",
            "a star stands at the end only: list the forms, or use a regex",
        )
    if not folded:
        raise BadTermError(f"'{text[:60]}' has no letter or digit", "delete the line")
    if len(folded) > MAX_LETTERS or folded.count(" ") >= MAX_WORDS:
        raise BadTermError(
            f"'{text[:40]}…' is a phrase of {folded.count(' ') + 1} words and {len(folded)} letters",
            f"stay within {MAX_WORDS} words and {MAX_LETTERS} letters, or split it into selections joined by near",
        )
    if folded != stem and len(folded) < SHORTEST_PREFIX and not _WITHOUT_SPACES.search(folded):
        raise BadTermError(
            f"the prefix '{text}' is too short",
            f"write {SHORTEST_PREFIX} letters or more before the star, or list the words",
        )


def case_kept(text: str) -> str:
    """Return ``text`` folded in all but case."""
    return " ".join("".join(map(_kept, _POSSESSIVE.sub(" ", text))).split())


def counts_everywhere(folded: str) -> bool:
    """Return whether a term is written in no Latin letters: its script alone says enough of its language."""
    return not _LATIN.search(folded)


def _kept(character: str) -> str:
    folded = fold_character(character)
    return folded.upper() if character.isupper() else folded
