"""Look-up tables over compiled rules, rebuilt in each process."""

from ahocorasick_rs import BytesAhoCorasick

from monitor.core.rules.compiled import Compiled
from monitor.core.rules.regexes import Regex
from monitor.core.rules.terms import PROCLITICS, Left


class Tables:
    """The automaton over all patterns, and what leads from a pattern found to the rules to try."""

    def __init__(self, compiled: Compiled) -> None:
        self.atoms = compiled.atoms
        self.programs = compiled.programs
        self.members = tuple(map(frozenset, compiled.groups))
        self.automaton = BytesAhoCorasick(compiled.patterns) if compiled.patterns else None
        lefts = {kind: frozenset(left.encode() for left in allowed) for kind, allowed in PROCLITICS.items()}
        self.lefts = {pattern: lefts[Left(kind)] for pattern, kind in compiled.lefts if Left(kind) in lefts}
        patterns = {
            choice.regex for program in compiled.programs for choice in program.choices if choice.regex
        }
        self.regexes = {pattern: Regex(pattern) for pattern in patterns}
        atoms: list[list[int]] = [[] for _ in compiled.patterns]
        for number, atom in enumerate(compiled.atoms):
            for pattern in atom.patterns:
                atoms[pattern].append(number)
        self.atoms_of_pattern = tuple(map(tuple, atoms))
        self.groups_of_pattern = _groups_of_patterns(compiled)
        self.rules_of_group: dict[int, list[int]] = {}
        for number, program in enumerate(compiled.programs):
            for group in program.clauses[0]:
                self.rules_of_group.setdefault(group, []).append(number)


def _groups_of_patterns(compiled: Compiled) -> tuple[tuple[int, ...], ...]:
    """Return for each pattern the groups that rules ask for, which one of its atoms is in."""
    asked = frozenset(
        group for program in compiled.programs for clause in program.clauses for group in clause
    )
    found: list[list[int]] = [[] for _ in compiled.patterns]
    for number in asked:
        for atom in compiled.groups[number]:
            for pattern in compiled.atoms[atom].patterns:
                if not found[pattern] or found[pattern][-1] != number:
                    found[pattern].append(number)
    return tuple(map(tuple, found))
