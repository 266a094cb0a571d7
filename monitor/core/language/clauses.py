"""Clauses: which words of a field tell of the event, and which of the past, of plans, fears, denials, or who says so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Final

from monitor.core.language.arabic import is_arabic
from monitor.core.language.casualty_words import Phrases, Reads
from monitor.core.language.cues import Cue, Role, Scope, cues_of
from monitor.core.language.data import ASSUMED
from monitor.core.language.line import Line
from monitor.core.language.words import numbered, phrases, words
from monitor.core.text.bulk import fold_segments

_MARKS: Final = re.compile('[,;:،؛()«»“”"\\[\\]|–—]|\\s-\\s|--')
_IN_NUMBERS: Final = frozenset(",.'")  # 3,900
_STRONG: Final = re.compile("[;:؛()|–—]|\\s-\\s|--")
_MOST_CUES: Final = 60  # in a field: honest texts have fewer
_TOPIC: Final = 3  # words before a colon that only say what it is about
_TELLER: Final = 5  # words of a short clause that says who tells it
_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a field: of each word its role and the number of its clause; ``cues`` are what gave roles."""

    roles: tuple[Role, ...]
    numbers: tuple[int, ...]
    cues: tuple[Cue, ...]


def read_clauses(
    line: Line,
    published: datetime | None,
    langs: frozenset[str] = ASSUMED,
    reads: Reads = (),
    default: Role = Role.EVENT,
) -> Clauses:
    """Return the clauses of a field; ``default`` is the role of words without a cue."""
    run = line.words
    parts = _Parts(line, langs)
    cues = [cue for cue in islice(cues_of(langs, reads).found(run), _MOST_CUES) if parts.is_meant(cue)]
    if published is not None:
        cues += [Cue(at, at, Role.BACKGROUND, Scope.AROUND) for at in _years(line, published, langs)]
    roles = [default] * len(run)
    told = parts.paint_tellers(roles)
    cues += [cue for cue in parts.pluperfects() if line.sentences[cue.first] not in told]
    for cue in sorted(cues, key=lambda cue: cue.role):
        for first, last in parts.scope(cue):
            roles[first:last] = [max(cue.role, role) for role in roles[first:last]]
    return Clauses(tuple(roles), tuple(parts.clauses), tuple(sorted(cues)))


def is_plain(run: Sequence[str], langs: frozenset[str] = ASSUMED) -> bool:
    """Return whether nothing among folded words could give any of them a role: all of them tell of the event."""
    known = _known(langs)
    return (
        known.tellers.isdisjoint(run)
        and known.pluperfect.isdisjoint(run)
        and not any(map(_YEAR.fullmatch, run))
        and next(cues_of(langs).found(run), None) is None
    )


def is_past(title: str, published: datetime | None) -> bool:
    """Return whether the first sentence of a title looks back: whatever it tells of is in the past."""
    line = Line(title, fold_segments((title,)), is_title=True)
    return looks_back(line, read_clauses(line, published))


def looks_back(line: Line, clauses: Clauses) -> bool:
    """Return whether all of a field's first sentence is in the past, but for who tells it and what it is about."""
    first, last = line.opening()
    told = {*clauses.roles[first + _topic(line, first, last) : last]}
    return Role.BACKGROUND in told and told <= {Role.BACKGROUND, Role.SAID}


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that part clauses in some languages."""

    starts: frozenset[str]
    relatives: frozenset[str]
    goes_on: frozenset[str]
    tellers: frozenset[str]
    opening: frozenset[str]
    months: frozenset[str]
    year_words: frozenset[str]
    since: frozenset[str]
    recent: frozenset[str]
    pluperfect: frozenset[str]
    articles: frozenset[str]
    superlatives: Phrases


@lru_cache(64)
def _known(langs: frozenset[str]) -> _Words:
    return _Words(
        words("CLAUSE_STARTS", langs),
        words("RELATIVES", langs),
        words("SUBSETS", langs) | words("RELATIVES", langs) | words("GOES_ON", langs),
        words("TELLERS", langs),
        words("TELLERS_OPEN", langs),
        frozenset(numbered("MONTHS", langs)),
        words("YEAR_WORDS", langs),
        words("SINCE", langs),
        words("RECENT", langs) | frozenset(numbered("WEEKDAYS", langs)),
        words("PLUPERFECT", langs),
        words("NUMBER_ARTICLES", langs) | words("OBJECT_WORDS", langs) | words("NO", langs),
        phrases("SUPERLATIVES", langs),
    )


class _Parts:
    """A field cut at its marks and at the words that begin clauses.

    ``ends[i]`` says that a mark stands behind word i; ``clauses`` numbers the clauses, which commas do not part.
    """

    def __init__(self, line: Line, langs: frozenset[str]) -> None:
        self.line = line
        self.run = run = line.words
        self.known = known = _known(langs)
        starts, ends, text = line.folded.starts, line.folded.ends, line.text
        gaps = [text[end:start] for end, start in zip(ends, starts[1:], strict=False)]
        is_strong = [_STRONG.search(gap) is not None for gap in gaps]
        changes = [before != after for before, after in zip(line.sentences, line.sentences[1:], strict=False)]
        self.sentence_ends = [*changes, True] if run else []
        is_marked = [gap not in _IN_NUMBERS and _MARKS.search(gap) is not None for gap in gaps]
        self.ends = [*map(max, is_marked, changes), True] if run else []
        self.strong_ends = [*map(max, is_strong, changes), True] if run else []
        self.clauses: list[int] = []
        number = 0
        for at, word in enumerate(run):
            is_topic = (
                at <= _TOPIC and at > 0 and ":" in gaps[at - 1]
            )  # "Kigali: shots heard" is of one place
            if at and (changes[at - 1] or (is_strong[at - 1] and not is_topic) or word in known.starts):
                number += 1
            self.clauses.append(number)

    def scope(self, cue: Cue) -> list[tuple[int, int]]:
        """Return the runs of words that a cue gives its role."""
        if cue.scope is Scope.WHOLE:
            return [self._sentence(cue.first)]
        if cue.scope is Scope.AROUND:
            return [self._around(cue)]
        if self.ends[cue.last]:  # "…, ten years after": nothing follows that it could speak of
            return [self._sentence(cue.first)] if cue.role is Role.BACKGROUND else [self._around(cue)]
        return [(cue.first, self._end(cue.last))]

    def is_meant(self, cue: Cue) -> bool:
        """Return whether a cue is one: what lasts since today is news, and so is the worst since long ago."""
        if cue.role is not Role.BACKGROUND or cue.scope is Scope.WHOLE:
            return True
        if cue.first == cue.last and not self.known.recent.isdisjoint(self.run[cue.last + 1 : cue.last + 4]):
            return False
        if cue.scope is Scope.AROUND and any(
            map(_YEAR.fullmatch, self.run[cue.last + 1 : cue.last + 2])
        ):  # قبل عام 2030: before, not ago
            return False
        return cue.scope is Scope.FROM or not self._is_superlative(self._segment(cue.first)[0], cue.first)

    def _is_superlative(self, first: int, last: int) -> bool:
        known = self.known.superlatives
        return any(
            self.run[at : at + len(phrase)] == phrase
            for at in range(first, last)
            for phrase in known.get(self.run[at], ())
        )

    def pluperfects(self) -> Iterator[Cue]:
        """Yield the verbs of a time before: "58 had been killed", "avaient été tués", "كان قد قتل"."""
        known = self.known
        if known.pluperfect.isdisjoint(self.run):
            return
        for at, word in enumerate(self.run[:-1]):
            following = self.run[at + 1]
            is_verb = word in known.pluperfect and not (following in known.articles or following.isdecimal())
            if is_verb and (not is_arabic(word) or (at and self.run[at - 1] in words("PLUPERFECT_BEFORE"))):
                first, last = self._segment(at)
                if known.recent.isdisjoint(self.run[first:last]):
                    yield Cue(at, at, Role.BACKGROUND, Scope.AROUND)

    def paint_tellers(self, roles: list[Role]) -> set[int]:
        """Give those who tell the news their role: "says the army", "selon le procureur", "the minister said that".

        Return the numbers of the sentences in which somebody does.
        """
        told: set[int] = set()
        for at, word in enumerate(self.run):
            if word in self.known.tellers:
                told.add(self.line.sentences[at])
                first, last = self._segment(at)
                if last - first > _TELLER:
                    first, last = self._teller(at, first, last)
                roles[first:last] = [max(role, Role.SAID) for role in roles[first:last]]
        return told

    def _teller(self, at: int, first: int, last: int) -> tuple[int, int]:
        """Return who tells it in a clause that also says what: all before the verb, or a few words behind."""
        opening = next(
            (
                place + 1
                for place in range(at + 1, min(at + 1 + _TELLER, last))
                if self.run[place] in self.known.opening
            ),
            None,
        )
        if opening is not None:
            return (first if at - first <= _TELLER else at), opening
        if at - first <= _TELLER and at > first:
            return first, at + 1
        return at, min(at + _TELLER, last) if is_arabic(self.run[at]) else at + 1

    def _sentence(self, at: int) -> tuple[int, int]:
        first, last = at, at
        while first and not self.sentence_ends[first - 1]:
            first -= 1
        while not self.sentence_ends[last]:
            last += 1
        return first, last + 1

    def _segment(self, at: int) -> tuple[int, int]:
        """Return the words between the marks around a word."""
        first, last = at, at
        while first and not self.ends[first - 1]:
            first -= 1
        while not self.ends[last]:
            last += 1
        return first, last + 1

    def _around(self, cue: Cue) -> tuple[int, int]:
        """Return the clause a cue stands in: up to marks and the words that begin clauses.

        One that is no more than the cue speaks of its neighbour: "Il y a deux ans, …", "…, two years ago".
        """
        first, last = self._segment(cue.first)
        others = (*self.run[first : cue.first], *self.run[cue.last + 1 : last])
        years = sum(_YEAR.fullmatch(word) is not None for word in others)
        if len(others) <= 1 + 2 * years:  # "Between 2015 and 2017, …" is no more than two of them
            is_opening = first == 0 or self.strong_ends[first - 1]
            if is_opening and last < len(self.run) and not self.sentence_ends[last - 1]:
                return first, self._segment(last)[1]
            return (first if is_opening else self._segment(first - 1)[0]), last
        start = max((at for at in range(first, cue.first) if self._begins(at)), default=first)
        if start > first and self.run[start] in self.known.relatives:
            start -= 1  # what "that killed 160 two years ago" speaks of
        end = next((at for at in range(cue.last + 1, last) if self.run[at] in self.known.starts), last)
        return start, self._end(cue.last) if end == last else end

    def _begins(self, at: int) -> bool:
        return self.run[at] in self.known.starts or self.run[at] in self.known.relatives

    def _end(self, at: int) -> int:
        """Return where what follows a word ends: at the next mark, unless more is said of the same behind it."""
        _, end = self._segment(at)
        while end < len(self.run) and not self.sentence_ends[end - 1] and self._goes_on(end):
            _, end = self._segment(end)
        return end

    def _goes_on(self, at: int) -> bool:
        word = self.run[at]
        return word in self.known.goes_on


_ROUND: Final = "2000"  # a quarter, a model, a count: a year only where it is called one


def _years(line: Line, published: datetime, langs: frozenset[str]) -> list[int]:
    """Return the words that are years gone by: neither part of a name or code (Ouaga 2000) nor since when."""
    run, known = line.words, _known(langs)
    last = published.year - (1 if published.month == 1 else 0)
    return [
        at
        for at, word in enumerate(run)
        if word.isdecimal()
        and _YEAR.fullmatch(word)
        and int(word) < last
        and not _is_in_name(line, at, known)
        and known.since.isdisjoint(run[max(0, at - 3) : at])
    ]


def _is_in_name(line: Line, at: int, known: _Words) -> bool:
    """Return whether a number is joined to a name or code before or behind it, or counts what follows."""
    text, starts, ends = line.text, line.folded.starts, line.folded.ends
    behind = text[ends[at] : ends[at] + 1]
    if behind and behind in "-/%":
        return True
    if at == 0:
        return False
    gap = text[ends[at - 1] : starts[at]]
    if gap in {"-", "/", "."}:
        return True
    word = line.words[at - 1]
    if line.words[at] == _ROUND and word not in known.year_words and word not in known.months:
        return True
    if not gap.isspace() or word in known.months or word in known.year_words:
        return False
    return text[starts[at - 1]].isupper() or word.isdecimal()


def _topic(line: Line, first: int, last: int) -> int:
    """Return how many words before a colon only say what it is about: "Mali : …"."""
    starts, ends = line.folded.starts, line.folded.ends
    for at in range(first, min(first + _TOPIC, last - 1)):
        if ":" in line.text[ends[at] : starts[at + 1]]:
            return at + 1 - first
    return 0


def spoken(clauses: Clauses, line: Line) -> Sequence[tuple[Role, str]]:
    """Return the runs of words with a role of their own, as the text has them."""
    found: list[tuple[Role, str]] = []
    at = 0
    while at < len(clauses.roles):
        role, first = clauses.roles[at], at
        while at < len(clauses.roles) and clauses.roles[at] is role:
            at += 1
        if role is not Role.EVENT:
            found.append((role, line.text[line.folded.starts[first] : line.folded.ends[at - 1]]))
    return found
