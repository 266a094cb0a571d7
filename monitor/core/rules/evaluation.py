"""One rule against one text, exactly: does it match, how gravely, and because of which words."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.language.clauses import looks_back
from monitor.core.language.cues import Role
from monitor.core.language.line import Row, Spot, rows
from monitor.core.model import Evidence, Match, Reason, Severity
from monitor.core.rules.compiled import Choice, Program, Shift
from monitor.core.rules.conditions import (
    FIELDS,
    LOOKBACK,
    And,
    InField,
    InRole,
    Name,
    Near,
    Node,
    Not,
    Or,
    Some,
    Times,
)
from monitor.core.rules.finding import Finding

MOST_EVIDENCE = 50  # pieces kept of one selection

# What made a condition true, by selection; None if it is not true.
Found = dict[str, list[Spot]] | None


def evaluate(program: Program, finding: Finding) -> Match | None:
    """Return the match of a rule with a text, None if it is none."""
    if not finding.speaks(program.langs):
        return None
    trial = _Trial(program, finding)
    found = trial.holds(program.condition)
    if found is None or trial.is_vetoed():
        return None
    trial.because_of(found)
    severity, why, shifts = trial.severity()
    for _, words in shifts:
        found = _joined([found, words])
    reasons = _reasons(program, found, [shift for shift, _ in shifts])
    return _match(program, finding, found, severity, why, reasons)


@dataclass(slots=True)
class _Held:
    """A selection tried: whether it holds, and the words found for it.

    ``aside`` are figures of other events: they do not count, but can be asked for by their role.
    """

    is_true: bool
    spots: list[Spot]
    aside: list[Spot] = dataclasses.field(default_factory=list)


_NOT_HELD = _Held(False, [])


class _Trial:
    """A program run on a text; each selection is tried once."""

    def __init__(self, program: Program, finding: Finding) -> None:
        self.program = program
        self.finding = finding
        self._everywhere = Choice("", program.fields)
        present = finding.present.keys()
        # Selections of whose words none stands here. Of the parts of a condition, most need one of them.
        self._absent = {
            name for name, choice in program.choices.items() if choice.any and present.isdisjoint(choice.any)
        }
        self._held: dict[str, _Held] = {}
        self._because: set[Spot] | None = None

    def because_of(self, found: dict[str, list[Spot]]) -> None:
        """Remember what made the condition true: whether that is in the past decides on look-backs."""
        self._because = {spot for spots in found.values() for spot in spots}
        self._held.pop(LOOKBACK, None)

    def holds(self, node: Node) -> Found:  # noqa: PLR0911 - one for each kind of node
        """Return what makes a condition true."""
        match node:  # without arguments in the patterns: they would cost as much as all else here
            case Name():
                held = self._try(node.name)
                return {node.name: held.spots} if held.is_true else None
            case And():
                return self._all(node)
            case Or():
                absent = self._absent
                return _some([self.holds(part) for part in node.parts if absent.isdisjoint(part.needs)], 1)
            case Not():
                return {} if self.holds(node.part) is None else None
            case Near():
                return self._near(node)
            case InField():
                return self._in_field(node.names, FIELDS.index(node.field))
            case InRole():
                return self._in_role(node.names, node.role)
            case Some():
                return _some([self.holds(Name(name)) for name in node.names], node.least)
            case Times():
                return self._times(node.names, node.least)

    def is_vetoed(self) -> bool:
        """Return whether words stand there that forbid the hit, and none that lift the ban."""
        return self._any(self.program.none) and not self._any(self.program.unless)

    def severity(self) -> tuple[Severity, str, list[tuple[Shift, dict[str, list[Spot]]]]]:
        """Return how grave the match is, why not as the rule says, and what shifted it because of which words."""
        severity, why, shifts = self.program.severity, [], []
        raised = self._shift(
            [shift for shift in self.program.raises if shift.severity > severity], gravest=True
        )
        if raised is not None:
            severity = raised[0].severity
            why.append(f"raised to {severity}: {raised[0].said}")
            shifts.append(raised)
        lowered = self._shift(
            [shift for shift in self.program.lowers if shift.severity < severity], gravest=False
        )
        if lowered is not None:
            severity = lowered[0].severity
            why.append(f"lowered to {severity}: {lowered[0].said}")
            shifts.append(lowered)
        return severity, "; ".join(why), shifts

    def _shift(self, shifts: Sequence[Shift], gravest: bool) -> tuple[Shift, dict[str, list[Spot]]] | None:
        for shift in sorted(shifts, key=lambda shift: shift.severity, reverse=gravest):
            found = self.holds(shift.condition)
            if found is not None:
                return shift, found
        return None

    def _all(self, node: And) -> Found:
        if not self._absent.isdisjoint(node.needs):
            return None
        reasons: list[Found] = []
        for part in node.parts:
            reason = self.holds(part)
            if reason is None:
                return None
            reasons.append(reason)
        return _joined(reasons)

    def _try(self, name: str) -> _Held:
        held = self._held.get(name)
        if held is None:
            choice = self.program.choices.get(name)
            held = self._held[name] = self._choice(choice) if choice is not None else self._built_in()
        return held

    def _built_in(self) -> _Held:
        """Try lookback: what made the rule hit is told of the past, in the title or, if that is silent, below it."""
        verdicts = {field: self._is_past(field) for field in self.program.fields}
        cues = [
            Spot(field, cue.first, cue.last, note=LOOKBACK)
            for field, is_past in verdicts.items()
            if is_past
            for cue in self.finding.clauses(field).cues
            if cue.role is Role.BACKGROUND
        ]
        return _Held(next((is_past for is_past in verdicts.values() if is_past is not None), False), cues)

    def _is_past(self, field: int) -> bool | None:
        """Return whether the first sentence of a field tells in the past what made the rule hit; None if it is silent."""
        line, clauses = self.finding.line(field), self.finding.clauses(field)
        first, last = line.opening()
        if self._because is None:
            self._because = {spot for name in self.program.choices for spot in self._try(name).spots}
        told = [
            spot
            for spot in self._because
            if spot.field == field and first <= spot.first < last and not self.finding.is_site(spot)
        ]
        if told:
            return all(self.finding.role(spot) is Role.BACKGROUND for spot in told)
        return True if looks_back(line, clauses) else None

    def _choice(self, choice: Choice) -> _Held:
        if choice.name in self._absent:
            return _NOT_HELD
        any_of = [spot for group in choice.any for spot in self._spots(group, choice)]
        if choice.any and not any_of:
            return _NOT_HELD
        all_of = [self._spots(group, choice) for group in choice.all]
        if not all(all_of) or any(self._spots(group, choice) for group in choice.none):
            return _NOT_HELD
        aside: list[Spot] = []
        special = [self._toll(choice, kind, least, aside) for kind, least in choice.casualties]
        special += [self._regex(choice, choice.regex)] if choice.regex is not None else []
        found = {*any_of, *(spot for spots in (*all_of, *special) for spot in spots)}
        return _Held(all(special), sorted(found), sorted(aside))

    def _toll(self, choice: Choice, kind: str, least: int, aside: list[Spot]) -> list[Spot]:
        """Return the figures of the event; those of others go ``aside``."""
        found: list[Spot] = []
        for field in choice.fields:
            for casualty in self.finding.casualties(field):
                value = casualty.value - (0 if choice.with_fighters else casualty.fighters)
                if casualty.kind == kind and value >= least:
                    spot = Spot(field, casualty.first, casualty.last, note=f"{kind}: {value}")
                    (aside if self.finding.is_of_another_event(casualty) else found).append(spot)
        return found

    def _regex(self, choice: Choice, pattern: str) -> list[Spot]:
        if self.finding.present.keys().isdisjoint(choice.literal):
            return []
        return [spot for field in choice.fields for spot in self.finding.regex(pattern, field)]

    def _spots(self, group: int, choice: Choice) -> list[Spot]:
        """Return where a group counts for a selection: in its fields and clauses, in a dateline only for want of more."""
        if not choice.roles and len(choice.fields) == len(FIELDS):
            return self.finding.counting(group)
        found = self.finding.spots(group)
        if not found:
            return found
        found = [spot for spot in found if spot.field in choice.fields]
        if choice.roles:
            found = [spot for spot in found if self.finding.role(spot) in choice.roles]
        return self.finding.without_datelines(found)

    def _any(self, groups: tuple[int, ...]) -> bool:
        present = self.finding.present
        return any(group in present and self._spots(group, self._everywhere) for group in groups)

    def _all_spots(self, names: tuple[str, ...]) -> dict[str, list[Spot]]:
        """Return the words of those selections that hold."""
        return {name: held.spots for name in names if (held := self._try(name)).is_true}

    def _in_field(self, names: tuple[str, ...], field: int) -> Found:
        found = {
            name: [spot for spot in spots if spot.field == field]
            for name, spots in self._all_spots(names).items()
        }
        return {name: spots for name, spots in found.items() if spots} or None

    def _in_role(self, names: tuple[str, ...], role: Role) -> Found:
        found = {
            name: [spot for spot in (*held.spots, *held.aside) if self.finding.role(spot) is role]
            for name in names
            for held in (self._try(name),)
        }
        return {name: spots for name, spots in found.items() if spots} or None

    def _times(self, names: tuple[str, ...], least: int) -> Found:
        found = self._all_spots(names)
        by_field = rows([spot for spots in found.values() for spot in spots])
        enough = {field for field, row in by_field.items() if _apart(row) >= least}
        kept = {name: [spot for spot in spots if spot.field in enough] for name, spots in found.items()}
        return {name: spots for name, spots in kept.items() if spots} or None

    def _near(self, node: Near) -> Found:
        left = self._all_spots(node.left)
        right = self._all_spots(node.right) if left else left
        if not right:
            return None
        left_rows = rows([spot for spots in left.values() for spot in spots])
        right_rows = rows([spot for spots in right.values() for spot in spots])
        found: dict[str, list[Spot]] = {}
        for spots_by_name, others, forward in ((left, right_rows, True), (right, left_rows, False)):
            for name, spots in spots_by_name.items():
                near = [
                    spot
                    for spot in spots
                    if spot.field in others and self._is_near(node, spot, others[spot.field], forward)
                ]
                if near:
                    found[name] = sorted({*found.get(name, ()), *near})
        return found or None

    def _is_near(self, node: Near, spot: Spot, others: Row, forward: bool) -> bool:
        """Return whether a word of the other side stands near; ``forward`` if the spot is of the left side."""
        line = self.finding.line(spot.field)
        ahead = others.after(spot.last) if forward or not node.ordered else None
        behind = others.before(spot.first) if not forward or not node.ordered else None
        if node.words is None:
            parts = self.finding.clauses(spot.field).numbers if node.in_clause else line.sentences
            return (ahead is not None and parts[ahead] == parts[spot.last]) or (
                behind is not None and parts[behind] == parts[spot.first]
            )
        return (ahead is not None and line.positions[ahead] - line.positions[spot.last] <= node.words) or (
            behind is not None and line.positions[spot.first] - line.positions[behind] <= node.words
        )


def _some(parts: list[Found], least: int) -> Found:
    return _joined(parts) if sum(part is not None for part in parts) >= least else None


def _joined(parts: list[Found]) -> dict[str, list[Spot]]:
    found: dict[str, list[Spot]] = {}
    for part in parts:
        for name, spots in (part or {}).items():
            found[name] = sorted({*found[name], *spots}) if name in found else spots
    return found


def _apart(row: Row) -> int:
    """Count spots that share no word."""
    count, reached = 0, -1
    for first, last in sorted(((spot.first, spot.last) for spot in row.spots), key=lambda span: span[1]):
        if first > reached:
            count, reached = count + 1, last
    return count


def _reasons(program: Program, found: dict[str, list[Spot]], shifts: Sequence[Shift]) -> tuple[Reason, ...]:
    """Return what readers are told: of the last shift first, then of the rule, then of each selection found."""
    said = [shift.reason for shift in reversed(shifts)] + [program.reason]
    said += [choice.reason for name, choice in program.choices.items() if choice.reason and found.get(name)]
    return tuple(reason for reason in said if reason is not None)


def _match(
    program: Program,
    finding: Finding,
    found: dict[str, list[Spot]],
    severity: Severity,
    why: str,
    reasons: tuple[Reason, ...],
) -> Match:
    atoms = [finding.tables.atoms[spot.atom] for spots in found.values() for spot in spots if spot.atom >= 0]
    return Match(
        rule=program.id,
        rule_hash=program.hash,
        severity=severity,
        tags=program.tags,
        evidence=tuple(
            _evidence(name, spot, finding)
            for name, spots in found.items()
            for spot in _each_once(spots)[:MOST_EVIDENCE]
        ),
        why=why,
        concepts=tuple(dict.fromkeys(atom.concept for atom in atoms if atom.concept is not None)),
        places=finding.places,
        toll=_toll(finding),
        reasons=reasons,
    )


def _toll(finding: Finding) -> dict[str, int]:
    """Return the largest figure of each kind that the text tells."""
    found: dict[str, int] = {}
    for field in range(len(FIELDS)):
        for casualty in finding.casualties(field):
            if finding.is_of_another_event(casualty):
                continue
            found[casualty.kind] = max(casualty.value, found.get(casualty.kind, 0))
    return found


def _each_once(spots: Sequence[Spot]) -> list[Spot]:
    """Return the spots without those of words already named: two vocabularies may hold the same word."""
    first: dict[tuple[int, int, int], Spot] = {}
    for spot in spots:
        first.setdefault((spot.field, spot.first, spot.last), spot)
    return list(first.values())


def _evidence(name: str, spot: Spot, finding: Finding) -> Evidence:
    line = finding.line(spot.field)
    start, end = line.surface(spot.first, spot.last)
    term = spot.note or finding.tables.atoms[spot.atom].text
    return Evidence(name, term, line.text[start:end], FIELDS[spot.field], start, end)
