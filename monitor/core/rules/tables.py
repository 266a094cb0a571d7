"""Look-up tables over compiled rules, rebuilt in each process."""

from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick

from monitor.core.language.arabic import PROCLITICS, Left
from monitor.core.language.casualty_words import words_that_tell
from monitor.core.rules.compiled import Compiled
from monitor.core.rules.regexes import Regex

RawHit = tuple[int, int, int]


class Automaton:
    """Finds some of the patterns, all at once."""

    def __init__(self, compiled: Compiled, numbers: Iterable[int]) -> None:
        # In the order of the alphabet the automaton is built in two thirds of the time: what it visits lies together.
        self.numbers = sorted(numbers, key=compiled.patterns.__getitem__)
        patterns = [compiled.patterns[number] for number in self.numbers]
        self._automaton = BytesAhoCorasick(patterns) if patterns else None

    def find(self, folded: bytes) -> list[RawHit]:
        """Return hits in the order of their ends: place in ``numbers``, start, end; they may overlap."""
        return self._automaton.find_matches_as_indexes(folded, overlapping=True) if self._automaton else []


class Tables:
    """What leads from words found to the rules to try.

    ``leading`` finds the patterns that decide which rules to try, in every text; ``further`` those that are only
    asked for in texts some rule is tried on: vetoes, masks, contexts.
    """

    def __init__(self, compiled: Compiled) -> None:
        self.atoms = compiled.atoms
        self.programs = compiled.programs
        self.reads = compiled.reads
        self.telling = words_that_tell()
        self.countries = frozenset(compiled.countries)
        self.groups_of_atom = _groups_of_atoms(compiled)
        lefts = {kind: frozenset(left.encode() for left in allowed) for kind, allowed in PROCLITICS.items()}
        self.lefts = {pattern: lefts[Left(kind)] for pattern, kind in compiled.lefts if Left(kind) in lefts}
        patterns = {
            choice.regex
            for program in compiled.programs
            for choice in program.choices.values()
            if choice.regex
        }
        self.regexes = {pattern: Regex(pattern) for pattern in patterns}
        self.atoms_of_pattern = _atoms_of_patterns(compiled)
        groups = _groups_of_patterns(compiled)
        self.leading = Automaton(compiled, (number for number, of in enumerate(groups) if of))
        self.further = Automaton(compiled, (number for number, of in enumerate(groups) if not of))
        self.groups_led_to = [groups[number] for number in self.leading.numbers]
        # By group of an anchor: the rule, and the other clauses that must be met.
        self.rules_of_group: dict[int, list[tuple[int, tuple[frozenset[int], ...]]]] = {}
        for number, program in enumerate(compiled.programs):
            for group in program.clauses[0]:
                self.rules_of_group.setdefault(group, []).append((number, program.clauses[1:]))


def _atoms_of_patterns(compiled: Compiled) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()] * len(compiled.patterns)
    for number, atom in enumerate(compiled.atoms):
        for pattern in atom.patterns:
            found[pattern] = (*found[pattern], number) if found[pattern] else (number,)
    return found


def _groups_of_atoms(compiled: Compiled) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()] * len(compiled.atoms)
    for number, atoms in enumerate(compiled.groups):
        for atom in atoms:
            found[atom] += (number,)
    return found


def _groups_of_patterns(compiled: Compiled) -> list[tuple[int, ...]]:
    """Return for each pattern the groups that clauses of rules ask for, which one of its atoms is in."""
    asked = frozenset(
        group for program in compiled.programs for clause in program.clauses for group in clause
    )
    found: list[tuple[int, ...]] = [()] * len(compiled.patterns)
    for number in asked:
        for atom in compiled.groups[number]:
            for pattern in compiled.atoms[atom].patterns:
                if found[pattern][-1:] != (number,):
                    found[pattern] += (number,)
    return found
