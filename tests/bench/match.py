"""Measure the matcher: ``python -m tests.bench.match [--short]``.

Texts and rules are seeded and our own. Hits are asserted equal to those of the naive way first; then both ways run in
turns, and the median of the paired ratios of CPU time counts.
"""

import argparse
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monitor.core.model import Severity, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Rule, RuleSet, Selection, Term
from monitor.core.text.folding import fold
from tests.bench import MISSED

BATCH = 200
LANGS = ("en", "fr", "ar")
WORDS = 6_000  # made-up words a language
COMMON = 400  # of which so many are common, and in no rule
SYLLABLES = {
    "en": "ba con der ex fen gro hil im jor ken lum mer nor op per qui ran ster tam un vel wor yel zon ing ed er ly tion",
    "fr": "bé dé ét fau gué hé jeu lai mè nou pré quê rou sé tê vè ville zone ment eur eux ée age isme oir",
    "ar": "با تا جا حا خا دا را سا شا صا طا عا غا فا قا كا ما نا ها وا يا مر سل كب عل جد حر بن مد",
}
FUNCTION = {
    "en": "the of to and in a for is on that by with as it from at was are be has",
    "fr": "le la les des de du un une et en au dans pour par sur que qui est l’ d’",
    "ar": "في من على إلى عن مع التي الذي هذا ما لا بعد كان و أو قد بين كما ذلك خلال",
}
# What the engine takes off the front of an Arabic word, as a regex.
PROCLITICS = "(?:[وف]?(?:[بلك]|ال|لل|بال|كال)?)"


@dataclass(frozen=True)
class Ring:
    """A rule as the naive way takes it: one of ``first``, one of ``second``, none of ``veto``."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    veto: tuple[str, ...]


@dataclass
class World:
    """Made-up words, and what is made of them."""

    rng: random.Random
    words: int = WORDS
    stock: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for lang in LANGS:
            syllables = SYLLABLES[lang].split()
            found: list[str] = []
            while len(found) < 2 * self.words:
                word = "".join(self.rng.choices(syllables, k=self.rng.choice((2, 3, 3, 4, 5))))
                if lang == "fr" and self.rng.random() < 0.02:
                    word = f"cœ{word}"  # as rare as it is in French: folding it costs more
                if fold(word) not in seen:
                    seen.add(fold(word))
                    found.append(word)
            self.stock[lang] = found

    def sentence(self, lang: str) -> str:
        words = self.stock[lang][: self.words]
        parts = [
            self.rng.choice(FUNCTION[lang].split())
            if self.rng.random() < 0.45
            else words[min(self.words - 1, int(self.rng.paretovariate(0.7) * 20))]
            for _ in range(self.rng.randint(8, 22))
        ]
        return " ".join(parts).replace("’ ", "’").capitalize() + "."

    def texts(self, count: int) -> list[Text]:
        """Return news-like texts: half English, a third French, the rest Arabic, some 500 characters long."""
        return [self._text(self.rng.choices(LANGS, (50, 30, 20))[0]) for _ in range(count)]

    def _text(self, lang: str) -> Text:
        length = self.rng.choices((1, 2, 3, 4, 6, 10, 20), (10, 20, 25, 20, 12, 8, 5))[0]
        return Text(self.sentence(lang)[:110], " ".join(self.sentence(lang) for _ in range(length)), lang)

    def rings(self, count: int, foreign: bool = False) -> list[Ring]:
        """Return rules of ten rare terms, of which three in ten are phrases; ``foreign`` words stand in no text."""
        return [
            Ring(*(tuple(self._term(foreign) for _ in range(size)) for size in (4, 4, 2)))
            for _ in range(count)
        ]

    def _term(self, foreign: bool) -> str:
        lang = self.rng.choices(LANGS, (45, 33, 22))[0]
        words = self.stock[lang][self.words :] if foreign else self.stock[lang][COMMON : self.words]
        return " ".join(self.rng.choices(words, k=2 if self.rng.random() < 0.3 else 1))

    def planted(self, texts: Sequence[Text], rings: Sequence[Ring], share: float = 0.01) -> list[Text]:
        """Write the words of some rule into some of the texts, so that there is something to find."""
        found = list(texts)
        for at in {0, 1, 2, *self.rng.sample(range(len(found)), int(len(found) * share))}:
            ring = self.rng.choice(rings)
            words = f"{self.rng.choice(ring.first)}, {self.rng.choice(ring.second)}"
            found[at] = Text(found[at].title, f"{words} {found[at].summary}", found[at].lang)
        return found


def as_rules(rings: Sequence[Ring], near: float = 0.0) -> RuleSet:
    """Return the rules as the engine takes them; a share of them asks for words near each other."""
    rules = []
    for number, ring in enumerate(rings):
        is_near = number % 10 < near * 10
        parts = (("first", ring.first), ("second", ring.second), ("veto", ring.veto))
        rules.append(
            Rule(
                id=str(number),
                title="",
                severity=Severity.LOW,
                selections=tuple(Selection(name, any=tuple(map(Term, listed))) for name, listed in parts),
                condition="first near/10 second and not veto" if is_near else "first and second and not veto",
            )
        )
    return RuleSet({}, tuple(rules))


class Naive:
    """One compiled regex per list of terms, tried on every text."""

    def __init__(self, rings: Sequence[Ring]) -> None:
        self.rules = [tuple(map(self._regex, (ring.first, ring.second, ring.veto))) for ring in rings]

    def _regex(self, terms: Sequence[str]) -> re.Pattern[str]:
        parts = (PROCLITICS + term if term[0] > "\u0600" else term for term in terms)
        return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)

    def match(self, texts: Sequence[Text]) -> list[set[str]]:
        found = []
        for text in texts:
            whole = f"{text.title}\n{text.summary}"
            found.append(
                {
                    str(number)
                    for number, (first, second, veto) in enumerate(self.rules)
                    if first.search(whole) and second.search(whole) and not veto.search(whole)
                }
            )
        return found


def in_batches(matcher: Matcher, texts: Sequence[Text]) -> list[set[str]]:
    """Match as polls do: two hundred texts in one call."""
    batches = (texts[at : at + BATCH] for at in range(0, len(texts), BATCH))
    return [{match.rule for match in found} for batch in batches for found in matcher.match(batch)]


def lower(texts: Sequence[Text]) -> None:
    for text in texts:
        text.title.lower()
        text.summary.lower()


def cpu(work: Callable[[], object], times: int = 1) -> float:
    """Return the CPU seconds of one go."""
    started = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - started) / times


def paired(left: Callable[[], float], right: Callable[[], float], pairs: int) -> tuple[float, float, float]:
    """Run both in turns; return the quartiles of left / right."""
    ratios = sorted(left() / right() for _ in range(pairs))
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return low, middle, high


@dataclass
class Report:
    """Prints each figure beside its goal."""

    bad: int = 0

    def line(self, what: str, value: float, goal: float, at_least: bool, detail: str = "") -> None:
        good = value >= goal if at_least else value <= goal
        self.bad += not good
        sign = "≥" if at_least else "≤"
        text = f"{'ok  ' if good else 'MISS'}  {what}: {value:,.1f} ({sign} {goal:g}) {detail}".rstrip()
        print(text, flush=True)  # noqa: T201 - a report


def against_naive(world: World, texts: list[Text], report: Report, pairs: int) -> None:
    for count, goal, sample in ((100, 100, 300), (1_000, 500, 40)):
        rings = world.rings(count)
        planted = world.planted(texts, rings)
        naive, matcher = Naive(rings), Matcher(compile_rules(as_rules(rings))[0])
        few = planted[:sample]
        expected = naive.match(few)
        assert expected == in_batches(matcher, planted)[:sample]
        assert sum(map(len, expected)) > 0
        low, middle, high = paired(
            lambda naive=naive, few=few: cpu(lambda: naive.match(few)) / len(few),  # type: ignore[misc]
            lambda matcher=matcher, planted=planted: cpu(lambda: in_batches(matcher, planted)) / len(planted),  # type: ignore[misc]
            pairs,
        )
        report.line(
            f"naive regexes / matcher, {count} rules",
            middle,
            goal,
            True,
            f"quartiles {low:,.0f} to {high:,.0f}; hits equal",
        )


def against_lower(world: World, texts: list[Text], report: Report, pairs: int) -> None:
    for count in (100, 1_000):
        rings = world.rings(count)
        planted = world.planted(texts, rings, 0.002)
        matcher = Matcher(compile_rules(as_rules(rings, near=0.3))[0])
        hits = sum(map(len, in_batches(matcher, planted)))
        low, middle, high = paired(
            lambda matcher=matcher, planted=planted: cpu(lambda: in_batches(matcher, planted)),  # type: ignore[misc]
            lambda planted=planted: cpu(lambda: lower(planted), 5),  # type: ignore[misc]
            pairs,
        )
        each = cpu(lambda matcher=matcher, planted=planted: in_batches(matcher, planted)) / len(planted) * 1e6  # type: ignore[misc]
        detail = (
            f"quartiles {low:.1f} to {high:.1f}; {each:.1f} µs a text, {hits / len(planted):.3f} hits a text"
        )
        report.line(f"matcher / str.lower, {count} rules, 30 % near, batches", middle, 12, False, detail)


def scaling(world: World, texts: list[Text], report: Report, pairs: int) -> None:
    few = world.rings(100)
    planted = world.planted(texts, few)
    small = Matcher(compile_rules(as_rules(few))[0])
    large = Matcher(compile_rules(as_rules([*few, *world.rings(9_900, foreign=True)]))[0])
    assert in_batches(small, planted) == in_batches(large, planted)
    low, middle, high = paired(
        lambda: cpu(lambda: in_batches(large, planted)),
        lambda: cpu(lambda: in_batches(small, planted)),
        pairs,
    )
    report.line(
        "10,000 rules / 100 rules, equal hits", middle, 5, False, f"quartiles {low:.1f} to {high:.1f}"
    )


def compiling(report: Report) -> None:
    """Compile 100,000 terms in a process of its own, and see what that costs."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.match", "--compile"], check=True, capture_output=True, text=True
    ).stdout
    seconds, megabytes, rebuilt = map(float, said.split())
    report.line(
        "seconds to compile 100,000 terms, automaton included",
        seconds,
        2,
        False,
        f"of which {rebuilt:.2f} to rebuild a matcher",
    )
    report.line("megabytes of 100,000 terms, resident", megabytes, 100, False)


def compile_here() -> None:
    rules = as_rules(World(random.Random(5), 40_000).rings(10_000, foreign=True))  # noqa: S311 - a seeded corpus
    compile_rules(as_rules(World(random.Random(6)).rings(10)))  # noqa: S311 - warms up the folding table
    before = resident()
    started = time.process_time()
    compiled, problems = compile_rules(rules)
    middle = time.process_time()
    matcher = Matcher(compiled)
    done = time.process_time()
    assert not problems
    assert matcher.match([Text("", "")]) == [()]
    assert len(compiled.atoms) > 80_000
    print(done - started, (resident() - before) / 1e6, done - middle)  # noqa: T201 - read by the process above


def resident() -> int:
    """Return the bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def main() -> int:
    """Print all figures; MISSED if one of them misses its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer texts and turns: under 20 s")
    parser.add_argument("--compile", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.compile:
        compile_here()
        return 0
    count, pairs = (600, 3) if options.short else (6_000, 9)
    report = Report()
    world = World(random.Random(20261122))  # noqa: S311 - a seeded corpus
    texts = world.texts(count)
    against_naive(world, texts, report, min(pairs, 7))
    against_lower(world, texts, report, pairs)
    scaling(world, texts, report, pairs)
    compiling(report)
    return MISSED if report.bad else 0


if __name__ == "__main__":
    sys.exit(main())
