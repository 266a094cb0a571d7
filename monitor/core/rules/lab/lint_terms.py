"""What is odd about terms: too short, too frequent, doubled, shadowed or dead."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from monitor.core.language.words import words
from monitor.core.model import Problem, Text
from monitor.core.rules.model import Term
from monitor.core.rules.terms import bare
from monitor.core.text.bulk import fold_many

ENOUGH: Final = 200  # texts from which shares can be told
_TOO_FREQUENT: Final = 0.15  # of all texts: a term so common says nothing
_SHORT: Final = 2  # letters
_WITHOUT_CASE = re.compile("[^\x00-\u052f]")  # Arabic, Chinese …: a capital cannot tell a name apart
_IDEOGRAPHS = re.compile("[\u0e00-\u0eff\u3005-\u9fff\uac00-\ud7a3]")  # one letter can be a word

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """In how many of ``texts`` stored texts each folded word stands."""

    texts: int = 0
    words: Mapping[str, int] = field(default_factory=dict)

    def share(self, word: str) -> float | None:
        """Return the share of texts that hold a word, None if too few are known."""
        return self.words.get(word, 0) / self.texts if self.texts >= ENOUGH else None


def count(texts: Iterable[Text]) -> Counted:
    """Count in how many texts each word stands."""
    words: Counter[str] = Counter()
    number = 0
    batch: list[str] = []
    for text in texts:
        number += 1
        batch.append(f"{text.title} {text.summary}")
        if len(batch) == ENOUGH:
            words.update(word for folded in fold_many(batch) for word in set(folded.split()))
            batch.clear()
    words.update(word for folded in fold_many(batch) for word in set(folded.split()))
    return Counted(number, dict(words))


@dataclass(frozen=True, slots=True)
class _Line:
    """A term, folded."""

    term: Term
    path: Path
    folded: str
    is_prefix: bool

    @property
    def spelt(self) -> str:
        """What makes two terms the same: words in another case are others if case counts."""
        return self.term.text if self.term.cased else self.folded

    @property
    def demands(self) -> tuple[object, ...]:
        """What must be true of its words: terms of the same demands can stand for each other."""
        return self.term.cased, self.term.needs, self.term.within, self.term.excepts


def of_list(
    terms: Sequence[Term], path: Path, counted: Counted, *, guarded: bool = False, is_veto: bool = False
) -> Iterator[Problem]:
    """Yield findings about one list; ``guarded`` if its owner demands a context or case of every term."""
    own = [term for term in terms if not term.text.startswith("$")]
    folded = fold_many([bare(term.text)[0] for term in own])
    lines = [
        _Line(term, term.path or path, words, bare(term.text)[1])
        for term, words in zip(own, folded, strict=True)
    ]
    for line in lines:
        yield from _of_line(line, counted, guarded or (is_veto and not counted.texts))
        yield from _dead(line)
    yield from _doubled(lines)
    yield from _shadowed(lines)


def _of_line(line: _Line, counted: Counted, guarded: bool) -> Iterator[Problem]:
    if " " in line.folded or guarded or line.term.needs or line.term.cased:
        return
    text, share = line.term.text, counted.share(line.folded)
    if len(line.folded) <= _SHORT and not _IDEOGRAPHS.search(line.folded):
        remedy = "say needs" if _WITHOUT_CASE.search(line.folded) else "say cased: true, or needs"
        yield Problem(line.path, f"'{text}' is so short that it means other things too", remedy)
    elif share is not None and share >= _TOO_FREQUENT:
        wrong = f"'{text}' stands in {share:.0%} of the stored entries"
        yield Problem(line.path, wrong, "say needs, or write a phrase")
    elif share is None and line.folded in words("TOO_FREQUENT"):
        yield Problem(line.path, f"'{text}' stands in most texts", "say needs, or write a phrase")


def _dead(line: _Line) -> Iterator[Problem]:
    """Yield what can never be found, or never masks."""
    masks = [text for text in line.term.excepts if not text.startswith("$")]
    for text, mask in zip(masks, fold_many(masks), strict=True):
        if mask == line.folded and not line.is_prefix:
            wrong = f"'{line.term.text}' is dead: except names the term itself"
            yield Problem(line.path, wrong, "name a longer phrase")
        elif (line.folded if _WITHOUT_CASE.search(line.folded) else f" {line.folded}") not in f" {mask}":
            wrong = f"'{text}' masks nothing: it does not hold '{line.term.text}'"
            yield Problem(line.path, wrong, "name a longer phrase that holds the term")


def _doubled(lines: Sequence[_Line]) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], _Line] = {}
    for line in lines:
        if line.term.place is not None:  # a gazetteer holds spellings as they come
            continue
        for lang in dict.fromkeys((line.term.lang, "*")):
            key = (line.spelt, line.is_prefix, lang, line.demands)
            first = seen.get(key)
            if first is not None:
                same = "" if first.term.text == line.term.text else f": it is '{first.term.text}'"
                yield Problem(line.path, f"'{line.term.text}' stands twice in this list{same}", "delete it")
                break
        else:
            seen[line.spelt, line.is_prefix, line.term.lang, line.demands] = line


def _shadowed(lines: Sequence[_Line]) -> Iterator[Problem]:
    """Yield terms whose every place a prefix of the same list finds too."""
    prefixes: dict[str, list[_Line]] = {}
    for line in lines:
        if line.is_prefix and " " not in line.folded:
            prefixes.setdefault(line.folded, []).append(line)
    for line in lines:
        if line.term.place is not None:
            continue
        for other in _prefixes_of(line, prefixes):
            wrong = f"'{line.term.text}' is shadowed: '{other.term.text}' finds it too"
            yield Problem(line.path, wrong, "delete it, or shorten the prefix no further than you mean")
            break


def _prefixes_of(line: _Line, prefixes: Mapping[str, Sequence[_Line]]) -> Iterator[_Line]:
    if " " in line.folded:
        return
    for length in range(1, len(line.folded) + (not line.is_prefix)):
        for other in prefixes.get(line.folded[:length], ()):
            if other.demands == line.demands and other.term.lang in {"*", line.term.lang}:
                yield other
