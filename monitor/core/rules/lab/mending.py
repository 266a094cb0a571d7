"""Mending a rule after a false alarm: an example that shows it, and phrases that would end it, each one tried."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from monitor.core.folding import fold, fold_many, fold_with_map
from monitor.core.model import Evidence, Match, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.frequency import COMMON
from monitor.core.rules.lab.reach import alone, origin
from monitor.core.rules.lab.trials import text_of
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Example, Rule, RuleSet, Term, Vocabulary
from monitor.core.rules.terms import bare

MOST: Final = 12  # candidates of a kind that are tried
_LONGEST: Final = 3  # words beside those that were found
_PART = re.compile('[.!?…:;|،؛؟\n\u2013\u2014"“”«»()\\[\\]]|\\s-\\s')  # what parts phrases
# Words that say nothing: the common ones of news, without those of its subjects.
_EMPTY: Final = frozenset(word for word in COMMON.split() if len(word) <= 5) - frozenset(
    ("army", "armee", "year", "years", "time")
)


@dataclass(frozen=True, slots=True)
class Remedy:
    """A phrase: under ``except`` of a vocabulary it masks words that were found, under ``none`` it vetoes the hit."""

    kind: Literal["except", "none"]
    phrase: str
    vocabulary: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """Words that rules look for by themselves: beside what was found they tell of a true report, not of a false one."""

    words: frozenset[str]
    prefixes: tuple[str, ...]

    @classmethod
    def of(cls, ruleset: RuleSet) -> "_Known":
        terms = [term.text for one in ruleset.vocabularies.values() for term in one.terms]
        terms += [term.text for rule in ruleset.rules for one in rule.selections for term in one.any]
        alone_in_list = [text for text in terms if " " not in text and not text.startswith("$")]
        folded = list(zip(alone_in_list, fold_many([bare(text)[0] for text in alone_in_list]), strict=True))
        prefixes = dict.fromkeys(word for text, word in folded if text.endswith("*"))
        return cls(frozenset(word for _, word in folded), tuple(prefixes))

    def has(self, word: str) -> bool:
        return word in self.words or word.startswith(self.prefixes)


@dataclass(frozen=True, slots=True)
class Tried:
    """A remedy that ends the false alarm. ``loses`` counts other texts that would no longer hit."""

    remedy: Remedy
    breaks: tuple[str, ...]
    loses: int

    @property
    def is_safe(self) -> bool:
        """Say whether it takes nothing else away, as far as is known; a single word never is."""
        return not self.breaks and self.loses == 0 and " " in fold(self.remedy.phrase)


def example_of(rule: Rule, ruleset: RuleSet, text: Text) -> Example | None:
    """Return the shortest example that hits as a text does; None if the rule does not hit it any more.

    Dates are no part of examples: a hit that only comes of one has none.
    """
    title, summary = (" ".join(part.split()) for part in (text.title, text.summary))
    tries = [
        Example("no_match", title, lang=lang, summary=below)
        for below in dict.fromkeys(("", summary))
        for lang in dict.fromkeys((None, text.lang))
        if title or below
    ]
    matcher = _matcher(alone(ruleset, rule))
    found = matcher.match([text_of(one) for one in tries])
    return next((one for one, matches in zip(tries, found, strict=True) if matches), None)


def remedies(rule: Rule, ruleset: RuleSet, match: Match, text: Text) -> tuple[Remedy, ...]:
    """Return phrases around the words that were found, and words beside them: not tried yet."""
    excepts: dict[Remedy, None] = {}
    nones: dict[Remedy, None] = {}
    asked = {(piece.field, piece.start): piece for piece in match.evidence if not _is_figure(piece)}
    known = _Known.of(ruleset)
    for piece in asked.values():
        found = origin(piece, rule, ruleset)
        if found.is_place:  # things happen there tomorrow
            continue
        for phrase in _phrases(piece, text, known):
            nones[Remedy("none", phrase)] = None
            if found.vocabulary is not None:
                excepts[Remedy("except", phrase, found.vocabulary)] = None
    words = (Remedy("none", word) for word in _words(match.evidence, text, known))
    return (*list(excepts)[:MOST], *list(nones)[:MOST], *list(dict.fromkeys(words))[:MOST])


def tried(
    wanted: Iterable[Remedy], rule: Rule, ruleset: RuleSet, example: Example, others: Sequence[Text]
) -> tuple[Tried, ...]:
    """Return the remedies that end the hit on ``example``, the safest first.

    ``others`` are texts that hit and should go on to.
    """
    own = alone(ruleset, rule)
    positive = [one for one in rule.examples if one.expect == "match"]
    texts = [text_of(example), *map(text_of, positive), *others]
    found = []
    for remedy, matches in _trials(tuple(wanted), rule, own, texts):
        if not matches[0]:
            broken = tuple(one.title for one, hit in zip(positive, matches[1:], strict=False) if not hit)
            loses = sum(not hit for hit in matches[1 + len(positive) :])
            found.append(Tried(remedy, broken, loses))
    return tuple(sorted(found, key=_danger))


def _danger(one: Tried) -> tuple[object, ...]:
    words = fold(one.remedy.phrase).count(" ") + 1
    return len(one.breaks), one.loses, one.remedy.kind != "except", -min(words, _LONGEST)


def _trials(
    wanted: Sequence[Remedy], rule: Rule, own: RuleSet, texts: Sequence[Text]
) -> Iterator[tuple[Remedy, list[bool]]]:
    """Match the texts with each remedy applied; all that stand under ``none`` need one compilation."""
    nones = [remedy for remedy in wanted if remedy.kind == "none"]
    variants = tuple(
        replace(rule, id=f"{number}", none=(*rule.none, Term(remedy.phrase)))
        for number, remedy in enumerate(nones)
    )
    found = _matcher(RuleSet(own.vocabularies, variants)).match(texts) if nones else []
    hit = [{match.rule for match in matches} for matches in found]
    for number, remedy in enumerate(nones):
        yield remedy, [f"{number}" in rules for rules in hit]
    for remedy in wanted:
        if remedy.kind == "except" and remedy.vocabulary in own.vocabularies:
            masked = RuleSet(_masked(own, remedy), (rule,))
            yield remedy, [bool(matches) for matches in _matcher(masked).match(texts)]


def _masked(own: RuleSet, remedy: Remedy) -> Mapping[str, Vocabulary]:
    name = remedy.vocabulary or ""
    old = own.vocabularies[name]
    return {**own.vocabularies, name: replace(old, excepts=(*old.excepts, remedy.phrase))}


def _matcher(ruleset: RuleSet) -> Matcher:
    return Matcher(compile_rules(ruleset)[0])


def _is_figure(piece: Evidence) -> bool:
    """Tell whether words were found by their meaning: figures and look-backs are no phrases of a list."""
    kind, colon, value = piece.term.partition(": ")
    return piece.selection == "lookback" or bool(colon and kind.isalpha() and value.isdigit())


def _phrases(piece: Evidence, text: Text, known: _Known) -> Iterator[str]:
    """Yield the words found with others beside them, in one part of a sentence; the longer ones last."""
    field = text.title if piece.field == "title" else text.summary
    folded = fold_with_map(field)
    inside = [at for at, end in enumerate(folded.ends) if end > piece.start and folded.starts[at] < piece.end]
    if not inside:
        return
    first, last = inside[0], inside[-1]
    for more in range(1, _LONGEST + 1):
        for before in range(more + 1):
            start, stop = first - before, last + more - before
            if start < 0 or stop >= len(folded.words):
                continue
            phrase = field[folded.starts[start] : folded.ends[stop]]
            beside = (*folded.words[start:first], *folded.words[last + 1 : stop + 1])
            edges = (folded.words[start] if before else "x-", folded.words[stop] if more - before else "x-")
            if (
                not _PART.search(phrase)
                and _says_something(word for word in beside if not known.has(word))
                and not _EMPTY.intersection(edges)
            ):
                yield " ".join(phrase.split())


def _says_something(words: Iterable[str]) -> bool:
    return any(len(word) > 2 and word not in _EMPTY and not word.isdigit() for word in words)


def _words(evidence: Sequence[Evidence], text: Text, known: _Known) -> Iterator[str]:
    """Yield words of the title, then of the summary, that mean something and that no rule looks for."""
    for name, field in (("title", text.title), ("summary", text.summary)):
        folded = fold_with_map(field)
        spans = [(piece.start, piece.end) for piece in evidence if piece.field == name]
        for word, start, end in zip(folded.words, folded.starts, folded.ends, strict=True):
            is_found = any(start < last and end > first for first, last in spans)
            if not is_found and len(word) > 3 and _says_something([word]) and not known.has(word):
                yield field[start:end]
