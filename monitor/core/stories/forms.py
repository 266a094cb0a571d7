"""What grouping knows of a word, found out once: news repeats its words."""

import re
from dataclasses import dataclass
from functools import lru_cache

from monitor.core.language.ideas import ideas_of
from monitor.core.language.words import words
from monitor.core.stories.dimensions import dimension, grams, named
from monitor.core.stories.words import is_counted, telling

_FORMS, _KEYS = 8_000, 4_000  # words, and keys of names, kept in memory
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
_VOWEL = re.compile("[aeiouy]")
_TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Form:
    """A folded word: its grams in a text and in a title, what it stands for, and what it is as a name.

    ``key`` is by what it is compared as a name, empty if it is a usual word, ``name`` that key's dimension.
    ``tells`` says that it does not stand in any text whatever it is about, ``is_usual`` that it is neither number
    nor day besides.
    """

    grams: tuple[int, ...]
    title_grams: tuple[int, ...]
    ideas: frozenset[str]
    key: str
    name: int
    tells: bool
    is_usual: bool


@lru_cache(_FORMS)
def form_of(word: str) -> Form:
    """Return what is known of a folded word."""
    tells, ideas, counted = bool(telling((word,))), ideas_of(word), is_counted(word)
    is_nameless = len(word) < 2 or not tells or counted or ideas or word in words("INSTITUTIONS")
    key = "" if is_nameless else _sound(word)
    text, title = grams(word) if tells else ((), ())
    name = dimension(named(key)) if key else 0
    return Form(text, title, ideas, key, name, tells, tells and not (word.isdecimal() or counted))


def key_of(word: str) -> str:
    """Return by what a folded word is compared if it is a name; empty if it is a usual word."""
    return form_of(word).key


@lru_cache(_KEYS)
def across(key: str) -> str:
    """Return by what a name is compared with one of another script."""
    return _TWICE.sub(r"\1", key.partition("-")[0].translate(_ACROSS))


_ACROSS = str.maketrans("pvdgjz", "bftkks")  # what transcribers do not tell apart


def _sound(word: str) -> str:
    spelled = _ARTICLE.sub("", _SUFFIX.sub("", word))
    for spelling, sound in _SPELLINGS:
        spelled = spelled.replace(spelling, sound)
    consonants = _TWICE.sub(r"\1", spelled.translate(_SOUNDS))[:_LONGEST]
    if len(consonants) < 2:
        return word
    vowel = _VOWEL.search(spelled)
    return consonants if len(consonants) > 2 or not vowel else f"{consonants}-{vowel[0]}"
