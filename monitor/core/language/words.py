"""The tables of the languages' data files, folded and joined: what a word means, in whichever language it is."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from monitor.core.language.data import ASSUMED, LANGUAGES
from monitor.core.language.data.others import OTHERS
from monitor.core.text.folding import fold

EVERY: Final = frozenset(LANGUAGES.keys() | OTHERS.keys())
_TABLES: Final = 512  # a block for each set of languages that texts were found to be in


@lru_cache(_TABLES)
def words(block: str, langs: frozenset[str] = ASSUMED) -> frozenset[str]:
    """Return the words of a block."""
    return frozenset(
        word for text in _texts(block, langs) for written in text.split() for word in fold(written).split()
    )


@lru_cache(_TABLES)
def numbered(block: str, langs: frozenset[str] = ASSUMED) -> dict[str, int]:
    """Return the number of each word of a block whose lines are a number with its words."""
    table: dict[str, int] = {}
    for line in _lines(block, langs):
        number, *meant = fold(line).split()
        table.update(dict.fromkeys(meant, int(number)))
    return table


@lru_cache(_TABLES)
def numbered_phrases(block: str, langs: frozenset[str] = ASSUMED) -> dict[str, int]:
    """Return the number of each phrase of a block whose lines are a number with its phrases, between bars."""
    lines = (line.partition(" ") for line in _lines(block, langs))
    return {fold(phrase): int(number) for number, _, meant in lines for phrase in meant.split("|")}


@lru_cache(_TABLES)
def phrases(block: str, langs: frozenset[str] = ASSUMED) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the phrases of a block, which stand between bars or on lines of their own, by their first word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for written in (phrase for line in _lines(block, langs) for phrase in line.split("|")):
        phrase = tuple(fold(written).split())
        found.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(sorted(of_first, key=len, reverse=True)) for first, of_first in found.items()}


@lru_cache(_TABLES)
def keyed(block: str, langs: frozenset[str] = ASSUMED) -> dict[str, tuple[str, ...]]:
    """Return the words behind each key of a block whose lines are keys with commas, a colon and words."""
    found: dict[str, list[str]] = {}
    for line in _lines(block, langs):
        keys, _, meant = line.partition(":")
        for key in keys.split(","):
            found.setdefault(fold(key), []).extend(fold(meant).split())
    return {key: tuple(dict.fromkeys(meant)) for key, meant in found.items()}


def spelled(block: str, langs: frozenset[str] = ASSUMED) -> dict[str, tuple[str, ...]]:
    """Return the words behind each key of a block, as they are written there, with their stars."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(block, langs):
        key, _, meant = line.partition(":")
        found[key] = (*found.get(key, ()), *meant.split())
    return found


def written_by_key(block: str, langs: frozenset[str] = ASSUMED) -> dict[str, tuple[str, ...]]:
    """Return the phrases behind each key of a block, between bars, as they are written there."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(block, langs):
        key, _, meant = line.partition(":")
        found[key] = (*found.get(key, ()), *(phrase.strip() for phrase in meant.split("|")))
    return found


@lru_cache(_TABLES)
def stems(block: str, langs: frozenset[str] = ASSUMED) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words of a block, and the beginnings of words: those that a star ends there."""
    listed = [word for text in _texts(block, langs) for word in text.split()]
    exact = frozenset(fold(word) for word in listed if not word.endswith("*"))
    return exact, tuple(fold(word[:-1]) for word in listed if word.endswith("*"))


def spellings(block: str, langs: frozenset[str] = EVERY) -> tuple[str, ...]:
    """Return the phrases of a block as people write them: without capitals, with and without accents, any apostrophe."""
    written = [phrase.lower() for line in _lines(block, langs) for phrase in line.split("|")]
    spelt = (form for phrase in written for form in (phrase, _without_accents(phrase)))
    return tuple(dict.fromkeys(form for phrase in spelt for form in (phrase, phrase.replace("'", "’"))))


def _without_accents(phrase: str) -> str:
    """Leave the accents of Latin letters out, as many do; those of Arabic tell letters apart."""
    if phrase.isascii():
        return phrase
    marks = unicodedata.normalize("NFD", phrase)
    return (
        "".join(sign for sign in marks if not "\u0300" <= sign <= "\u036f")
        if marks[:1] < "\u0600"
        else phrase
    )


@lru_cache(_TABLES)
def spelled_phrases(block: str, langs: frozenset[str] = ASSUMED) -> tuple[tuple[str, ...], ...]:
    """Return the phrases of a block, folded but for what stands for other words: stars and signs."""
    return tuple(folded_but_signs(phrase) for line in _lines(block, langs) for phrase in line.split("|"))


def folded_but_signs(phrase: str) -> tuple[str, ...]:
    """Return the folded words of a phrase; stars and signs, which stand for other words, stay."""
    return tuple(word for part in phrase.split() for word in _folded_but_signs(part))


def written(block: str, lang: str) -> tuple[str, ...]:
    """Return the phrases of a block as they are written."""
    return tuple(phrase for line in _lines(block, (lang,)) for phrase in line.split("|"))


def _folded_but_signs(part: str) -> list[str]:
    stem = part.removesuffix("*")
    folded = fold(stem).split()
    if not folded:
        return [part]
    return folded if stem == part else [*folded[:-1], f"{folded[-1]}*"]


def _texts(block: str, langs: Iterable[str]) -> Iterator[str]:
    for lang in sorted(langs):
        text = getattr(LANGUAGES.get(lang), block, "") or OTHERS.get(lang, {}).get(block, "")
        if text:
            yield text


def _lines(block: str, langs: Iterable[str]) -> Iterator[str]:
    for text in _texts(block, langs):
        yield from text.strip().splitlines()
