"""A second, slow and simple evaluator of rules: it loops over words, and shares no code with the engine.

It knows texts whose sentences end with a full stop, a space and a capital letter, and conditions as nested tuples.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import Any

PREFIXES = [
    left + article
    for left in ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك")
    for article in ("",)
]
WITH_ARTICLE = [left + article for left in ("", "و", "ف") for article in ("ال", "لل", "بال", "كال")]
ELIDED = {"l", "d", "qu", "n", "s", "c", "j", "m", "t"}


@dataclass
class Word:
    plain: str
    cased: str
    field: int
    sentence: int
    start: int
    end: int
    number: int = 0
    position: int = 0


@dataclass
class Spec:
    """A term with all that is asked of it."""

    text: str
    cased: bool = False
    needs: list["Spec"] = field(default_factory=list)
    within: int | None = None
    excepts: list[str] = field(default_factory=list)


def simple(text: str) -> str:
    return spelt(unicodedata.normalize("NFKD", text.lower()))


def spelt(letters: str) -> str:
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for old, new in (
        ("œ", "oe"),
        ("Œ", "OE"),
        ("أ", "ا"),
        ("إ", "ا"),
        ("ة", "ه"),
        ("ى", "ي"),
        ("ɓ", "b"),
        ("ـ", ""),
    ):
        letters = letters.replace(old, new)
    return letters


def read(fields: tuple[str, str]) -> list[Word]:
    words: list[Word] = []
    for number, text in enumerate(fields):
        position, sentence = 0, 0
        for found in re.finditer(r"[\w\u0300-\u036f\u064b-\u0652\u00ad]+", text):
            if re.search(r"\. $", text[: found.start()]) and found.group()[0].isupper():
                sentence += 1
            raw = found.group().replace("\u00ad", "")
            before = text[found.start() - 1] if found.start() else ""
            after = text[found.end()] if found.end() < len(text) else ""
            if (
                raw.lower() == "s"
                and before in "'’"
                and found.start() > 1
                and text[found.start() - 2].isalnum()
            ):
                continue
            cased = spelt(unicodedata.normalize("NFD", raw))
            word = Word(
                simple(raw), cased, number, sentence, found.start(), found.end(), len(words), position
            )
            words.append(word)
            if not (word.plain in ELIDED and after and after in "'’"):
                position += 1
    return words


def same(term: str, word: str, first: bool, whole: bool, plainly: bool) -> bool:
    heads = [""]
    if first and not plainly and len(term) >= 3 and "\u0621" <= term[0] <= "\u064a":
        if term.startswith("ال") and len(term) >= 5:
            rest = term[2:]
            spellings = [(left, term) for left in PREFIXES if "ل" not in left] + [
                (left, "لل" + (rest.removeprefix("ل"))) for left in ("", "و", "ف")
            ]
            return any(_fits(left + spelling, word, whole) for left, spelling in spellings)
        heads = PREFIXES + WITH_ARTICLE
    return any(_fits(head + term, word, whole) for head in heads)


def _fits(term: str, word: str, whole: bool) -> bool:
    return word == term if whole else word.startswith(term)


@cache
def spelling(text: str) -> tuple[list[str], list[str]]:
    words = read((text, ""))
    return [word.plain for word in words], [word.cased for word in words]


def places(text: str, words: list[Word], cased: bool = False) -> list[tuple[int, int]]:
    """Return first and last word of each place where a term stands."""
    is_prefix = text.endswith("*")
    parts, cased_parts = spelling(text.rstrip("*"))
    found = []
    for at in range(len(words) - len(parts) + 1):
        if parts[0][-1] not in words[at].plain:
            continue
        run = words[at : at + len(parts)]
        if (run[0].field, run[0].sentence) != (run[-1].field, run[-1].sentence):
            continue
        if all(
            same(part, word.plain, number == 0, not (is_prefix and number == len(parts) - 1), cased)
            for number, (part, word) in enumerate(zip(parts, run, strict=True))
        ):
            last = run[-1].cased[: len(cased_parts[-1])] if is_prefix else run[-1].cased
            if not cased or [*(word.cased for word in run[:-1]), last] == cased_parts:
                found.append((at, at + len(parts) - 1))
    return found


def apart(words: list[Word], left: tuple[int, int], right: tuple[int, int]) -> int | None:
    """Return how many words lie between, None over the end of a field; 0 if they share a word."""
    if words[left[0]].field != words[right[0]].field:
        return None
    if left[0] > right[1]:
        left, right = right, left
    if left[1] >= right[0]:
        return 0
    return words[right[0]].position - words[left[1]].position


def from_title(words: list[Word], left: tuple[int, int], right: tuple[int, int]) -> int:
    """Return how many words lie between, the summary read on from the title."""
    left, right = min(left, right), max(left, right)
    title = max(word.position for word in words if word.field == 0) + 1
    return title - words[left[1]].position + words[right[0]].position


def count(spec: Spec, words: list[Word]) -> list[tuple[int, int]]:
    """Return where a term counts: with context, and not behind a mask."""
    kept = []
    masks = [mask for text in spec.excepts for mask in places(text, words)]
    for spot in places(spec.text, words, spec.cased):
        if any(mask[0] <= spot[0] and spot[1] <= mask[1] for mask in masks):
            continue
        company = [other for need in spec.needs for other in count(need, words) if other != spot]
        if spec.needs and spec.within is None and not company:
            continue
        if spec.within is not None:
            gaps = [apart(words, spot, other) for other in company]
            gaps = [
                from_title(words, spot, other) if gap is None else gap
                for gap, other in zip(gaps, company, strict=True)
            ]
            if not any(gap <= spec.within for gap in gaps if gap is not None):
                continue
        kept.append(spot)
    return kept


@dataclass
class Pick:
    """A selection: lists of terms."""

    any: list[Spec]
    all: list[Spec] = field(default_factory=list)
    none: list[Spec] = field(default_factory=list)
    fields: tuple[int, ...] = (0, 1)


class Reader:
    """One text, in which each term is looked for once."""

    def __init__(self, title: str, summary: str) -> None:
        self.words = read((title, summary))
        self.counted: dict[int, list[tuple[int, int]]] = {}

    def count(self, spec: Spec) -> list[tuple[int, int]]:
        if id(spec) not in self.counted:
            self.counted[id(spec)] = count(spec, self.words)
        return self.counted[id(spec)]


class Oracle:
    def __init__(self, reader: Reader, picks: dict[str, Pick]) -> None:
        self.reader = reader
        self.words = reader.words
        self.spots: dict[str, list[tuple[int, int]]] = {}
        self.true: dict[str, bool] = {}
        for name, pick in picks.items():
            any_of = [spot for spec in pick.any for spot in self.found(spec, pick.fields)]
            all_of = [self.found(spec, pick.fields) for spec in pick.all]
            none = [spot for spec in pick.none for spot in self.found(spec, pick.fields)]
            self.true[name] = (bool(any_of) or not pick.any) and all(all_of) and not none
            self.spots[name] = (
                [*any_of, *(spot for spots in all_of for spot in spots)] if self.true[name] else []
            )

    def found(self, spec: Spec, fields: tuple[int, ...]) -> list[tuple[int, int]]:
        return [spot for spot in self.reader.count(spec) if self.words[spot[0]].field in fields]

    def holds(self, node: Any) -> bool:
        kind, *parts = node
        return bool(getattr(self, f"_{kind}")(*parts))

    def _name(self, name: str) -> bool:
        return self.true[name]

    def _not(self, part: Any) -> bool:
        return not self.holds(part)

    def _and(self, *parts: Any) -> bool:
        return all(self.holds(part) for part in parts)

    def _or(self, *parts: Any) -> bool:
        return any(self.holds(part) for part in parts)

    def _some(self, least: int, *names: str) -> bool:
        return sum(self.true[name] for name in names) >= least

    def _near(self, left: str, right: str, most: int) -> bool:
        return any(
            0 < (apart(self.words, a, b) or 0) <= most for a in self.spots[left] for b in self.spots[right]
        )

    def _before(self, left: str, right: str, most: int) -> bool:
        return any(
            b[0] > a[1] and 0 < (apart(self.words, a, b) or 0) <= most
            for a in self.spots[left]
            for b in self.spots[right]
        )

    def _sentence(self, left: str, right: str) -> bool:
        return any(
            (b[0] > a[1] or a[0] > b[1])
            and (self.words[a[0]].field, self.words[a[0]].sentence)
            == (self.words[b[0]].field, self.words[b[0]].sentence)
            for a in self.spots[left]
            for b in self.spots[right]
        )

    def _in(self, name: str, number: int) -> bool:
        return any(self.words[spot[0]].field == number for spot in self.spots[name])

    def _times(self, name: str, least: int) -> bool:
        best = 0
        for number in (0, 1):
            spans = sorted(
                {spot for spot in self.spots[name] if self.words[spot[0]].field == number},
                key=lambda spot: (spot[1], -spot[0]),
            )
            taken = -1
            times = 0
            for first, last in spans:
                if first > taken:
                    times, taken = times + 1, last
            best = max(best, times)
        return best >= least
