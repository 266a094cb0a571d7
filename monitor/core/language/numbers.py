"""Numbers in running text: digits and number words of English, French and Arabic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

# Written as "value word word …"; folded. An article counts as one only where a single victim may follow.
UNITS: Final = """
1 one un une واحد واحده|2 two deux couple اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي|3 three trois several plusieurs few ثلاثه ثلاث
4 four quatre اربعه اربع|5 five cinq خمسه خمس|6 six سته ست|7 seven sept سبعه سبع|8 eight huit ثمانيه ثماني ثمان
9 nine neuf تسعه تسع|10 ten dix عشره عشر|11 eleven onze|12 twelve douze|13 thirteen treize|14 fourteen quatorze
15 fifteen quinze|16 sixteen seize|17 seventeen|18 eighteen|19 nineteen
20 twenty vingt vingts عشرون عشرين|30 thirty trente ثلاثون ثلاثين|40 forty quarante اربعون اربعين|50 fifty cinquante خمسون خمسين
60 sixty soixante ستون ستين|70 seventy septante سبعون سبعين|80 eighty huitante octante ثمانون ثمانين|90 ninety nonante تسعون تسعين
200 ميتان ميتين ميتا ميتي مايتان مايتين مايتا مايتي|300 ثلاثميه ثلاثمايه|400 اربعميه اربعمايه|500 خمسميه خمسمايه
600 ستميه ستمايه|700 سبعميه سبعمايه|800 ثمانميه ثمانمايه ثمانيميه|900 تسعميه تسعمايه|1 احد احدي
2000 الفان الفين|2000000 مليونان مليونين
"""
SCALES: Final = """
100 hundred cent cents ميه مايه|1000 thousand mille الف الفا الاف|1000000 million millions مليون مليونا ملايين
1000000000 billion milliard milliards مليار مليارات
"""
# Round figures: one of them, or "dozens" without a number, which we read as two.
ROUND: Final = """
12 dozen douzaine|10 dizaine|15 quinzaine|20 vingtaine|30 trentaine|40 quarantaine|50 cinquantaine|60 soixantaine
100 centaine|1000 millier
"""
ROUND_PLURALS: Final = """
12 dozens douzaines|10 tens dizaines عشرات|20 scores|100 hundreds centaines ميات ميءات|1000 thousands milliers الالاف|1000000 الملايين
"""
# Two people, in one Arabic word. Left out are duals that are written like plurals (مدنيين).
PAIRS: Final = """
2 جنديين جنديان شخصين شخصان شرطيين شرطيان رجلين رجلان طفلين طفلان ضابطين ضابطان دركيين دركيان امراتين امراتان راعيين راعيان
"""
_ARTICLES: Final = frozenset({"a", "an", "un", "une", "the", "la", "one"})
_OF: Final = frozenset({"of", "de", "d"})
_AND: Final = frozenset({"and", "et"})
_AFTER_DIX: Final = frozenset({"sept", "huit", "neuf"})  # dix-sept, dix-huit, dix-neuf
_PROCLITIC: Final = re.compile("[وفبلك]")
_GROUPING: Final = re.compile("[,.'’ \u00a0\u202f\u2009٬]")
_DIGITS: Final = re.compile("[وفبلك]?(?:ال)?([0-9]+)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that words ``first`` to ``last`` say. ``digits`` is how it was written, None if in words."""

    value: int
    first: int
    last: int
    digits: str | None = None


class Numerals:
    """Reads the numbers in one run of folded words; ``gaps[i]`` is what stands between word i and the next."""

    def __init__(self, words: Sequence[str], gaps: Sequence[str]) -> None:
        self.words = words
        self.gaps = gaps

    def figures(self) -> list[Figure]:
        """Return the numbers in order; none shares a word with another."""
        found = []
        at = 0
        while at < len(self.words):
            figure = self._digits(at) or self._pair(at) or self._written(at)
            if figure is not None:
                found.append(figure)
                at = figure.last
            at += 1
        return found

    def _word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) else ""

    def _digits(self, at: int) -> Figure | None:
        """Read digits, in groups of thousands, with decimals and a scale behind them (2.5 million)."""
        written = _DIGITS.fullmatch(self.words[at])
        if written is None or len(written.group(1)) > 12:
            return None
        digits, last = written.group(1), at
        while len(digits) <= 9 and self._continues(last, 3) and (last > at or len(digits) <= 3):
            last += 1
            digits += self.words[last]
        value = float(digits)
        if last == at and self._is_decimal(last):
            value = float(f"{digits}.{self.words[last + 1]}")
            last += 1
        scale = _value(self._word(last + 1), _scales())
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
            and self._word(at + 2) in _scales()
        )

    def _pair(self, at: int) -> Figure | None:
        value = _value(self.words[at], _pairs())
        return None if value is None else Figure(value, at, at)

    def _written(self, at: int) -> Figure | None:
        return self._round(at) or self._cardinal(at)

    def _round(self, at: int) -> Figure | None:
        """Read a dozen, une trentaine de, dozens of, des centaines de milliers."""
        start = at + 1 if self.words[at] in _ARTICLES else at
        if self._word(start) in {"half", "demi"}:
            return self._half(at, start)
        count = 1
        if start == at and self._is_magnitude(at + 1):
            count = _value(self.words[at], _units()) or 1
            start = at + 1 if self.words[at] in _units() else at
        value = _value(self._word(start), _rounds())
        if value is None:
            value = _value(self._word(start), _round_plurals())
            count = count if start > at and count > 1 else 2
        return None if value is None else self._times_more(at, start, count * value)

    def _is_magnitude(self, at: int) -> bool:
        word = self._word(at)
        return _value(word, _rounds()) is not None or _value(word, _round_plurals()) is not None

    def _half(self, first: int, at: int) -> Figure | None:
        start = at + 2 if self._word(at + 1) in _ARTICLES else at + 1
        value = _value(self._word(start), _rounds())
        return None if value is None else Figure(value // 2, first, start)

    def _times_more(self, first: int, at: int, value: int) -> Figure:
        """Multiply by a following magnitude: tens of thousands, des centaines de milliers."""
        follows = at + 2 if self._word(at + 1) in _OF else at + 1
        more = _value(self._word(follows), _round_plurals()) or _value(self._word(follows), _scales())
        if more is None or more < 1000:
            return Figure(value, first, at)
        return Figure(value * more, first, follows)

    def _cardinal(self, first: int) -> Figure | None:
        sum_, last = _Sum(), -1
        at = first
        while at < len(self.words):
            word = self.words[at]
            if word in _AND and last >= 0 and sum_.takes_and(self._word(at + 1)):
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
        scale = _value(self._word(at + 1), _scales())
        return Figure(1, at, at) if scale is None else Figure(scale, at, at + 1)


class _Sum:
    """Adds up number words: quatre-vingt-dix-sept, one hundred and five, خمسة وعشرين ألفا."""

    def __init__(self) -> None:
        self._whole = 0
        self._part = 0

    def total(self) -> int:
        return self._whole + self._part

    def takes_and(self, word: str) -> bool:
        """Tell whether "and" may stand before this word: hundred and five, vingt et un."""
        value = _value(word, _units())
        if value is None or value >= 100:
            return False
        if self._part >= 100 or (self._whole and not self._part):
            return value < 100 and self.total() % 100 == 0
        return self._part % 10 == 0 and self._part >= 20 and value in {1, 11}

    def add(self, word: str, is_first: bool) -> bool:
        """Take the word in if it can go on the number."""
        scale = _value(word, _scales())
        if scale is not None:
            return self._multiply(scale, is_first)
        value = _value(word, _units())
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
            return rest % 10 == 0 and (rest >= 20 or (rest == 10 and word in _AFTER_DIX))
        if value < 20:
            return rest in {60, 80} or (value == 10 and rest < 10 and _is_arabic(word))
        return rest < 10 and word.startswith("و")  # five-and-twenty, the Arabic way


def _is_arabic(word: str) -> bool:
    return "\u0621" <= word[0] <= "\u064a"


def _value(word: str, table: dict[str, int]) -> int | None:
    """Look a word up, in Arabic also without the letter joined to it."""
    value = table.get(word)
    if value is None and _PROCLITIC.match(word):
        value = table.get(word[1:])
    return value


def _table(*texts: str) -> dict[str, int]:
    table: dict[str, int] = {}
    for entry in "|".join(texts).replace("\n", "|").split("|"):
        value, *words = entry.split() or ["0"]
        table.update((word, int(value)) for word in words)
    return table


@cache
def _units() -> dict[str, int]:
    return _table(UNITS)


@cache
def _pairs() -> dict[str, int]:
    return _table(PAIRS)


@cache
def _scales() -> dict[str, int]:
    return _table(SCALES)


@cache
def _rounds() -> dict[str, int]:
    return _table(ROUND)


@cache
def _round_plurals() -> dict[str, int]:
    return _table(ROUND_PLURALS)
