"""Numbers in running text: digits and number words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from monitor.core.language.data import ASSUMED
from monitor.core.language.words import numbered, words

_JOINED: Final = "وفبلك"  # Arabic letters that are written as one with the number behind them
_GROUPING: Final = re.compile("[,.'’ \u00a0\u202f\u2009٬]")
_DIGITS: Final = re.compile("[وفبلك]?(?:ال)?([0-9]+)")
_LONGEST: Final = 12  # digits of a number that anybody reports
_YEARS: Final = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that words ``first`` to ``last`` say. ``digits`` is how it was written, None if in words."""

    value: int
    first: int
    last: int
    digits: str | None = None


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of some languages; an Arabic one also with the letter joined to it."""

    units: dict[str, int]
    scales: dict[str, int]
    rounds: dict[str, int]
    round_plurals: dict[str, int]
    pairs: dict[str, int]
    articles: frozenset[str]
    of: frozenset[str]
    and_: frozenset[str]
    tens_and: frozenset[str]
    half: frozenset[str]
    after_ten: frozenset[str]
    first: frozenset[str]


@lru_cache(64)
def number_words(langs: frozenset[str] = ASSUMED) -> NumberWords:
    """Return the number words of ``langs``, read once."""
    units, scales, rounds, round_plurals, pairs = (
        _with_joined(numbered(block, langs))
        for block in ("UNITS", "SCALES", "ROUND", "ROUND_PLURALS", "PAIRS")
    )
    articles = words("NUMBER_ARTICLES", langs)
    return NumberWords(
        units,
        scales,
        rounds,
        round_plurals,
        pairs,
        articles=articles,
        of=words("NUMBER_OF", langs),
        and_=words("NUMBER_AND", langs),
        tens_and=words("TENS_AND", langs),
        half=words("HALF", langs),
        after_ten=words("AFTER_TEN", langs),
        first=frozenset().union(units, scales, rounds, round_plurals, pairs, articles, words("HALF", langs)),
    )


def _with_joined(table: dict[str, int]) -> dict[str, int]:
    joined = {
        letter + word: value
        for word, value in table.items()
        if "\u0621" <= word[0] <= "\u064a"
        for letter in _JOINED
    }
    return {**joined, **table}


def numbers_of(folded: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers from 2 up that folded words name, but for days of a month and years, each once."""
    months = numbered("MONTHS")
    gaps = [" "] * len(folded)
    found = [
        figure.value
        for figure in Numerals(folded, gaps).figures()
        if figure.value > 1
        and figure.value not in _YEARS
        and not (figure.last + 1 < len(folded) and folded[figure.last + 1] in months)
    ]
    return tuple(dict.fromkeys(found))


def is_number_word(word: str) -> bool:
    """Return whether a folded word is a number, or part of one."""
    known = number_words()
    return word.isdecimal() or (word in known.first and word not in known.articles)


class Numerals:
    """Reads the numbers in one run of folded words; ``gaps[i]`` is what stands between word i and the next."""

    def __init__(self, run: Sequence[str], gaps: Sequence[str], langs: frozenset[str] = ASSUMED) -> None:
        self.words = run
        self.gaps = gaps
        self.known = number_words(langs)

    def figures(self) -> Iterator[Figure]:
        """Yield the numbers in order; none shares a word with another."""
        at, first = 0, self.known.first
        while at < len(self.words):
            word = self.words[at]
            if word[-1].isdecimal():
                figure = self._digits(at)
            elif word in first:
                figure = self._pair(at) or self._round(at) or self._cardinal(at)
            else:
                figure = None
            if figure is not None:
                yield figure
                at = figure.last
            at += 1

    def _word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) else ""

    def _digits(self, at: int) -> Figure | None:
        """Read digits, in groups of thousands, with decimals and a scale behind them (2.5 million)."""
        written = _DIGITS.fullmatch(self.words[at])
        if written is None or len(written.group(1)) > _LONGEST:
            return None
        digits, last = written.group(1), at
        while len(digits) <= 9 and self._continues(last, 3) and (last > at or len(digits) <= 3):
            last += 1
            digits += self.words[last]
        value = float(digits)
        if last == at and self._is_decimal(last):
            value = float(f"{digits}.{self.words[last + 1]}")
            last += 1
        scale = self.known.scales.get(self._word(last + 1))
        if scale is not None:
            return Figure(int(value * scale), at, last + 1, None)
        return Figure(int(value), at, last, digits) if value == int(value) else None

    def _continues(self, at: int, length: int) -> bool:
        word = self._word(at + 1)
        return len(word) == length and word.isdecimal() and _GROUPING.fullmatch(self.gaps[at]) is not None

    def _is_decimal(self, at: int) -> bool:
        word = self._word(at + 1)
        return (
            1 <= len(word) <= 2
            and word.isdecimal()
            and self.gaps[at] in {",", "."}
            and self._word(at + 2) in self.known.scales
        )

    def _pair(self, at: int) -> Figure | None:
        value = self.known.pairs.get(self.words[at])
        return None if value is None else Figure(value, at, at)

    def _round(self, at: int) -> Figure | None:
        """Read a dozen, une trentaine de, dozens of, des centaines de milliers."""
        known = self.known
        start = at + 1 if self.words[at] in known.articles else at
        if self._word(start) in known.half:
            return self._half(at, start)
        count = 1
        if start == at and self._is_magnitude(at + 1):
            count = known.units.get(self.words[at], 1)
            start = at + 1 if self.words[at] in known.units else at
        value = known.rounds.get(self._word(start))
        if value is None:
            value = known.round_plurals.get(self._word(start))
            count = count if start > at and count > 1 else 2
        return None if value is None else self._times_more(at, start, count * value)

    def _is_magnitude(self, at: int) -> bool:
        word = self._word(at)
        return word in self.known.rounds or word in self.known.round_plurals

    def _half(self, first: int, at: int) -> Figure | None:
        start = at + 2 if self._word(at + 1) in self.known.articles else at + 1
        value = self.known.rounds.get(self._word(start))
        return None if value is None else Figure(value // 2, first, start)

    def _times_more(self, first: int, at: int, value: int) -> Figure:
        """Multiply by a following magnitude: tens of thousands, des centaines de milliers."""
        follows = at + 2 if self._word(at + 1) in self.known.of else at + 1
        word = self._word(follows)
        more = self.known.round_plurals.get(word) or self.known.scales.get(word)
        if more is None or more < 1000:
            return Figure(value, first, at)
        return Figure(value * more, first, follows)

    def _cardinal(self, first: int) -> Figure | None:
        sum_, last = _Sum(self.known), -1
        at = first
        while at < len(self.words):
            word = self.words[at]
            if word in self.known.and_ and last >= 0 and sum_.takes_and(word, self._word(at + 1)):
                at += 1
                continue
            if not sum_.add(word, is_first=last < 0):
                break
            last = at
            at += 1
        if last < 0 and self.words[first] in {"a", "an"}:
            return self._article(first)
        return Figure(sum_.total(), first, last) if last >= 0 and sum_.total() else None

    def _article(self, at: int) -> Figure:
        """Read "a" as one, and "a hundred" as what it says."""
        scale = self.known.scales.get(self._word(at + 1))
        return Figure(1, at, at) if scale is None else Figure(scale, at, at + 1)


class _Sum:
    """Adds up number words: quatre-vingt-dix-sept, one hundred and five, خمسة وعشرين ألفا."""

    def __init__(self, known: NumberWords) -> None:
        self._known = known
        self._whole = 0
        self._part = 0

    def total(self) -> int:
        return self._whole + self._part

    def takes_and(self, and_: str, word: str) -> bool:
        """Return whether "and" may stand before this word: hundred and five, vingt et un, cincuenta y ocho."""
        value = self._known.units.get(word)
        if value is None or value >= 100:
            return False
        is_after_tens = self._part % 10 == 0 and self._part % 100 >= 20
        if is_after_tens and value < 10 and and_ in self._known.tens_and:
            return True
        if self._part >= 100 or (self._whole and not self._part):
            return value < 100 and self.total() % 100 == 0
        return self._part % 10 == 0 and self._part >= 20 and value in {1, 11}

    def add(self, word: str, is_first: bool) -> bool:
        """Take the word in if it can go on the number."""
        scale = self._known.scales.get(word)
        if scale is not None:
            return self._multiply(scale, is_first)
        value = self._known.units.get(word)
        if value is None or not self._fits(value, word):
            return False
        self._part = self._part + 76 if self._is_fourscore(value) else self._part + value
        return True

    def _multiply(self, scale: int, is_first: bool) -> bool:
        if scale == 100:
            if self._part >= 100:
                return False
            self._part = max(self._part, 1) * 100
            return True
        if not is_first and not self._part:
            return False
        self._whole += max(self._part, 1) * scale
        self._part = 0
        return True

    def _is_fourscore(self, value: int) -> bool:
        return value == 20 and self._part % 100 == 4

    def _fits(self, value: int, word: str) -> bool:
        rest = self._part % 100
        if value >= 100:
            return self._part == 0
        if rest == 0 or self._is_fourscore(value):
            return True
        if value < 10:
            return rest % 10 == 0 and (rest >= 20 or (rest == 10 and word in self._known.after_ten))
        if value < 20:
            return rest in {60, 80} or (value == 10 and rest < 10 and _is_arabic(word))
        return rest < 10 and word.startswith("و")  # five-and-twenty, the Arabic way


def _is_arabic(word: str) -> bool:
    return "\u0621" <= word[0] <= "\u064a"
