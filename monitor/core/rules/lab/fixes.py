"""Fixing a rule after a false alarm: an example that shows it, and phrases that would end it, each one tried."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from monitor.core.language.arabic import without_proclitics
from monitor.core.language.data import LANGUAGES
from monitor.core.language.words import words
from monitor.core.model import Evidence, Match, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.lab.examples import text_of
from monitor.core.rules.lab.reach import alone, origin
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Example, Rule, RuleSet, Term, Vocabulary
from monitor.core.rules.terms import bare
from monitor.core.rules.walk import sought, vocabularies_of
from monitor.core.text.bulk import fold_many, fold_with_map
from monitor.core.text.folding import fold

MOST: Final = 12  # candidates of a kind that are tried
_SHORT: Final = 5  # letters of common words that say nothing; longer ones tell what news is about
_LONGEST: Final = 3  # words beside those that were found
_PART = re.compile('[.!?…:;|،؛؟\n\u2013\u2014"“”«»()\\[\\]]|\\s-\\s')  # what parts phrases


@dataclass(frozen=True, slots=True)
class Remedy:
    """A phrase: under ``except`` of a vocabulary it masks words that were found, under ``none`` it vetoes the hit."""

    kind: Literal["except", "none"]
    phrase: str
    vocabulary: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """Words that rules look for: beside what was found they tell of a true report, not of a false one.

    These are the terms of one word of all rules, and every word of the terms of the rule to fix.
    """

    words: frozenset[str]
    prefixes: tuple[str, ...]

    @classmethod
    def of(cls, ruleset: RuleSet, rule: Rule) -> "_Known":
        texts = [text for text in sought(ruleset.rules, ruleset.vocabularies) if " " not in text]
        texts += [
            word for text in sought((rule,), ruleset.vocabularies) if " " in text for word in text.split()
        ]
        folded = list(zip(texts, fold_many([bare(text)[0] for text in texts]), strict=True))
        prefixes = dict.fromkeys(word for text, word in folded if text.endswith("*") and word)
        return cls(frozenset(part for _, word in folded for part in word.split()), tuple(prefixes))

    def has(self, word: str) -> bool:
        return any(form in self.words or form.startswith(self.prefixes) for form in _forms(word))

    def tells(self, words: Iterable[str]) -> bool:
        """Return whether any of these folded words means something and is none that rules look for."""
        return _says_something(word for word in words if not self.has(word))


@dataclass(frozen=True, slots=True)
class Tried:
    """A remedy that ends the false alarm. ``loses`` counts other texts that would no longer hit.

    ``breaks`` are titles of examples, of whatever rule, that would lose a hit. ``tells`` says that some word of the
    phrase is none that rules look for or that any report has.
    """

    remedy: Remedy
    breaks: tuple[str, ...]
    loses: int
    tells: bool

    @property
    def is_safe(self) -> bool:
        """Return whether it takes nothing else away, as far as is known; a single word never is."""
        return self.tells and not self.breaks and self.loses == 0 and " " in fold(self.remedy.phrase)


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
    known = _Known.of(ruleset, rule)
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
    own, known = alone(ruleset, rule), _Known.of(ruleset, rule)
    positive = _positive(rule, ruleset, own)
    texts = [text_of(example), *map(text_of, positive), *others]
    found = []
    for remedy, matches in _trials(tuple(wanted), rule, own, texts):
        if not matches[0]:
            broken = [one.title for one, hit in zip(positive, matches[1:], strict=False) if not hit]
            if not broken and remedy.kind == "except":
                broken += _broken_elsewhere(remedy, rule, ruleset)
            loses = sum(not hit for hit in matches[1 + len(positive) :])
            found.append(Tried(remedy, tuple(broken), loses, known.tells(fold(remedy.phrase).split())))
    return tuple(sorted(found, key=_danger))


def _positive(rule: Rule, ruleset: RuleSet, own: RuleSet) -> list[Example]:
    """Return the examples that the rule must go on to hit: its own, and those of other rules that it hits too."""
    mine = [one for one in rule.examples if one.expect == "match"]
    others = [
        one for each in ruleset.rules if each.id != rule.id for one in each.examples if one.expect == "match"
    ]
    hit = _matcher(own).match([text_of(one) for one in others]) if others else []
    return mine + [one for one, matches in zip(others, hit, strict=True) if matches]


def _broken_elsewhere(remedy: Remedy, rule: Rule, ruleset: RuleSet) -> list[str]:
    """Return the examples of other rules that a mask in a vocabulary they share takes from them."""
    sharing = [
        each
        for each in ruleset.rules
        if each.id != rule.id and remedy.vocabulary in vocabularies_of(each, ruleset.vocabularies)
    ]
    cases = [(each.id, one) for each in sharing for one in each.examples if one.expect == "match"]
    if not cases:
        return []
    masked = RuleSet(_masked(alone(ruleset, *sharing), remedy), tuple(sharing))
    found = _matcher(masked).match([text_of(one) for _, one in cases])
    return [
        one.title
        for (name, one), matches in zip(cases, found, strict=True)
        if name not in {match.rule for match in matches}
    ]


def _danger(one: Tried) -> tuple[object, ...]:
    words = fold(one.remedy.phrase).count(" ") + 1
    return not one.tells, len(one.breaks), one.loses, one.remedy.kind != "except", -min(words, _LONGEST)


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
    """Return whether words were found by their meaning: figures and look-backs are no phrases of a list."""
    kind, colon, value = piece.term.partition(": ")
    return piece.selection == "lookback" or bool(colon and kind.isalpha() and value.isdecimal())


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
            if not _PART.search(phrase) and known.tells(beside) and not _empty().intersection(edges):
                yield " ".join(phrase.split())


def _says_something(words: Iterable[str]) -> bool:
    return any(
        len(word) > 2 and _empty().isdisjoint(_forms(word)) and not any(map(str.isdecimal, word))
        for word in words
    )


def _forms(word: str) -> Iterator[str]:
    """Yield a word, and if it is Arabic what is left without the letters joined to its front, and an ending -an."""
    for form in without_proclitics(word):
        yield from (form, form.removesuffix("ا"))


@cache
def _empty() -> frozenset[str]:
    """Return the words that say nothing: those of where, when and how many, and the commonest short ones of news."""
    common = words("FUNCTION", frozenset(LANGUAGES)) | words("USUAL")
    return (frozenset(word for word in common if len(word) <= _SHORT) | words("LINKS")) - words(
        "SUBJECTS_OF_NEWS"
    )


def _words(evidence: Sequence[Evidence], text: Text, known: _Known) -> Iterator[str]:
    """Yield words of the title, then of the summary, that mean something and that no rule looks for."""
    for name, field in (("title", text.title), ("summary", text.summary)):
        folded = fold_with_map(field)
        spans = [(piece.start, piece.end) for piece in evidence if piece.field == name]
        for word, start, end in zip(folded.words, folded.starts, folded.ends, strict=True):
            is_found = any(start < last and end > first for first, last in spans)
            if not is_found and len(word) > 3 and _says_something([word]) and not known.has(word):
                yield field[start:end]
