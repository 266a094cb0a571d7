"""Which terms of a group count in a text: language, case, context, masks and sentences included."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from math import inf

from monitor.core.language.casualties import Casualty, casualties
from monitor.core.language.casualty_words import casualty_words
from monitor.core.language.clauses import Clauses, looks_back, read_clauses
from monitor.core.language.cues import Role
from monitor.core.language.data import ASSUMED, LANGUAGES
from monitor.core.language.detect import DETECTED, languages_of, primary
from monitor.core.language.line import Line, Row, Spot, rows
from monitor.core.model import Text
from monitor.core.rules.compiled import Atom, Context
from monitor.core.rules.regexes import Edged, plain
from monitor.core.rules.tables import Tables
from monitor.core.rules.terms import case_kept
from monitor.core.text.letters import SPACE

# By pattern: where it was found, as bytes of the two segments with a byte between them.
RawHits = dict[int, list[tuple[int, int]]]
MOST_PLACES = 500  # of one pattern in one field: no honest text repeats a word so often


class Finding:
    """Looks up groups in one text, each once; built only for texts that a rule may match."""

    def __init__(
        self, tables: Tables, text: Text, fields: Sequence[str], segments: Sequence[bytes], raw: RawHits
    ) -> None:
        self.tables = tables
        self.text = text
        self._fields = fields
        self._segments = segments
        self._raw = raw
        self._lines = (Line(fields[0], segments[0], is_title=True), Line(fields[1], segments[1]))
        self._spans: dict[int, list[Spot]] = {}
        self._spots: dict[int, list[Spot]] = {}
        self._counting: dict[int, list[Spot]] = {}
        self._rows: dict[int, dict[int, Row]] = {}
        self._casualties: dict[int, list[Casualty]] = {}
        self._clauses: dict[int, Clauses] = {}
        self._edged: dict[int, Edged] = {}
        self._masks: dict[tuple[int, ...], dict[int, tuple[list[int], list[int]]]] = {}

    def line(self, field: int) -> Line:
        """Return a field, read."""
        return self._lines[field]

    @cached_property
    def languages(self) -> frozenset[str] | None:
        """The languages the text may be in, None if uncertain."""
        return languages_of((*self.line(0).words, *self.line(1).words), self.text.lang)

    @cached_property
    def readable(self) -> frozenset[str]:
        """The languages that figures and clauses are read in."""
        own = {primary(self.text.lang) or ""}
        return frozenset(LANGUAGES.keys() & ((self.languages or ASSUMED) | own))

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The places that the text names, whichever rule asks for them: they tell where its event was.

        One that only a dateline names counts where there is no other.
        """
        atoms = self.tables.atoms
        found = {
            atoms[spot.atom].place
            for spot in self._sites
            if self.is_last_resort or not self.is_dateline(spot)
        }
        return tuple(sorted(place for place in found if place is not None))

    @cached_property
    def _sites(self) -> list[Spot]:
        """Where the text names a place, or a country by a vocabulary that stands for it."""
        return [spot for atom in self._patterns if self._names_site(atom) for spot in self._of_atom(atom)]

    def _names_site(self, number: int) -> bool:
        atom = self.tables.atoms[number]
        return atom.place is not None or atom.concept in self.tables.countries

    def is_site(self, spot: Spot) -> bool:
        """Return whether words name a place or a country."""
        return spot.atom >= 0 and self._names_site(spot.atom)

    @cached_property
    def is_last_resort(self) -> bool:
        """Return whether datelines are all that names a place."""
        return all(map(self.is_dateline, self._sites))

    def is_dateline(self, spot: Spot) -> bool:
        """Return whether words stand in a dateline."""
        return spot.first < self.line(spot.field).dateline

    def speaks(self, langs: Sequence[str]) -> bool:
        """Return whether the text may be in one of ``langs``; none at all means any.

        In a language that nobody recognises it may be unless its feed declares another.
        """
        if not langs or self.languages is None or not self.languages.isdisjoint(langs):
            return True
        own = primary(self.text.lang)
        return own is None and not DETECTED.issuperset(langs)

    def clauses(self, field: int) -> Clauses:
        """Return the clauses of a field; below a title that looks back all do, if nothing else is said."""
        if field not in self._clauses:
            is_past = field > 0 and looks_back(self.line(0), self.clauses(0))
            self._clauses[field] = read_clauses(
                self.line(field),
                self.text.published,
                self.readable,
                self.tables.reads,
                Role.BACKGROUND if is_past else Role.EVENT,
            )
        return self._clauses[field]

    def role(self, spot: Spot) -> Role:
        """Return what the clause of some words says of them; of several roles the last."""
        return max(self.clauses(spot.field).roles[spot.first : spot.last + 1])

    def casualties(self, field: int) -> list[Casualty]:
        """Return the casualty figures of a field."""
        if field not in self._casualties:
            is_told = not self.tables.telling.isdisjoint(self.line(field).words)
            self._casualties[field] = self._of_this_text(field) if is_told else []
        return self._casualties[field]

    def _of_this_text(self, field: int) -> list[Casualty]:
        line, known = self.line(field), casualty_words(self.readable, self.tables.reads)
        return [
            casualty
            for casualty in casualties(line, known)
            if not line.others or not line.is_of_others(casualty.first)
        ]

    def is_of_another_event(self, casualty: Casualty) -> bool:
        """Return whether a figure is told of the past, of plans or fears: here, or elsewhere in the text."""
        return (casualty.kind, casualty.value) in self._figures_of_others

    @cached_property
    def _figures_of_others(self) -> frozenset[tuple[str, int]]:
        return frozenset(
            (casualty.kind, casualty.value)
            for field in range(len(self._fields))
            for casualty in self.casualties(field)
            if self.role(Spot(field, casualty.first, casualty.last)) > Role.SAID
        )

    def regex(self, pattern: str, field: int) -> list[Spot]:
        """Return where a regex matches in a field."""
        line = self.line(field)
        if not line.words:
            return []
        if field not in self._edged:
            self._edged[field] = Edged.of(plain(line.text))
        spans = self.tables.regexes[pattern].spans(self._edged[field])
        found = (Spot(field, *line.words_at(first, last), note=pattern) for first, last in spans)
        return [spot for spot in found if not (line.others and line.is_of_others(spot.first))]

    @cached_property
    def _patterns(self) -> dict[int, list[int]]:
        """The patterns found, by their atoms: of hundreds that an Arabic word may have, one stands in a text."""
        patterns: dict[int, list[int]] = {}
        for pattern in self._raw:
            for atom in self.tables.atoms_of_pattern[pattern]:
                patterns.setdefault(atom, []).append(pattern)
        return patterns

    @cached_property
    def present(self) -> dict[int, list[int]]:
        """The atoms found, by their groups, whatever else must be true of them."""
        present: dict[int, list[int]] = {}
        for atom in self._patterns:
            for group in self.tables.groups_of_atom[atom]:
                present.setdefault(group, []).append(atom)
        return present

    def spots(self, group: int) -> list[Spot]:
        """Return where terms of the group count, in the order of the text."""
        spots = self._spots.get(group)
        if spots is None:
            atoms = self.present.get(group, ())
            spots = self._spots[group] = sorted(spot for atom in atoms for spot in self._of_atom(atom))
        return spots

    def counting(self, group: int) -> list[Spot]:
        """Return where terms of the group count for a selection: in a dateline only for want of more."""
        spots = self._counting.get(group)
        if spots is None:
            spots = self._counting[group] = self.without_datelines(self.spots(group))
        return spots

    def without_datelines(self, spots: list[Spot]) -> list[Spot]:
        """Return the spots that stand in no dateline, or all of them if datelines are all that names a place."""
        if not any(map(self.is_dateline, spots)):
            return spots
        inside = [spot for spot in spots if not self.is_dateline(spot)]
        return spots if not inside and self.is_last_resort else inside

    def rows(self, group: int) -> dict[int, Row]:
        """Return the spots of a group by field."""
        if group not in self._rows:
            self._rows[group] = rows(self.spots(group))
        return self._rows[group]

    def _of_atom(self, number: int) -> list[Spot]:
        atom = self.tables.atoms[number]
        if atom.lang != "*" and not self.speaks((atom.lang,)):
            return []
        found = [spot for pattern in self._patterns[number] for spot in self._of_pattern(pattern)]
        if atom.cased is not None or atom.masks or atom.contexts:
            found = [spot for spot in found if self._counts(spot, atom)]
        return [Spot(spot.field, spot.first, spot.last, number) for spot in found]

    def _of_pattern(self, pattern: int) -> list[Spot]:
        """Return where a pattern stands, phrases over the end of a sentence left out."""
        if pattern not in self._spans:
            found = []
            for field, start, end in self._places(pattern):
                line = self.line(field)
                first, last = line.span(start, end)
                is_whole = first == last or line.is_one_sentence(first, last)
                if is_whole and not (line.others and line.is_of_others(first)):
                    found.append(Spot(field, first, last))
            self._spans[pattern] = found
        return self._spans[pattern]

    def _places(self, pattern: int) -> Iterator[tuple[int, int, int]]:
        """Yield where a pattern was found, without the spaces round it: field, first byte, and the one behind."""
        places, summary = self._raw.get(pattern, []), len(self._segments[0]) + 1
        in_title = bisect_left(places, (summary,))
        for field, its_own in enumerate((places[:in_title], places[in_title:])):
            segment, base = self._segments[field], field * summary
            for start, end in its_own[:MOST_PLACES]:
                first = start - base + (segment[start - base] == SPACE)
                yield field, first, end - base - (segment[end - base - 1] == SPACE)

    def _counts(self, spot: Spot, atom: Atom) -> bool:
        if atom.cased is not None and not self._is_cased(spot, atom):
            return False
        if atom.masks and self._is_masked(spot, atom.masks):
            return False
        return all(self._stands_by(spot, context) for context in atom.contexts)

    def _is_cased(self, spot: Spot, atom: Atom) -> bool:
        start, end = self.line(spot.field).surface(spot.first, spot.last)
        surface = case_kept(self._fields[spot.field][start:end])
        if atom.text.rstrip().endswith("*"):
            return surface.startswith(atom.cased or "")
        return surface == atom.cased or surface.replace(" ", "") == atom.cased  # W.H.O.

    def _is_masked(self, spot: Spot, masks: tuple[int, ...]) -> bool:
        """Return whether a longer phrase covers the words."""
        by_field = self._masks.get(masks)
        if by_field is None:
            by_field = self._masks[masks] = self._hidden(masks)
        firsts, reach = by_field.get(spot.field, ((), ()))
        at = bisect_right(firsts, spot.first)
        return at > 0 and reach[at - 1] >= spot.last

    def _hidden(self, masks: tuple[int, ...]) -> dict[int, tuple[list[int], list[int]]]:
        """Return by field where phrases that hide others begin, and how far those up to each reach."""
        hidden = [spot for pattern in self._raw.keys() & masks for spot in self._of_pattern(pattern)]
        by_field: dict[int, tuple[list[int], list[int]]] = {}
        for field, row in rows(hidden).items():
            ordered = sorted((spot.first, spot.last) for spot in row.spots)
            by_field[field] = (
                [first for first, _ in ordered],
                list(accumulate((last for _, last in ordered), max)),
            )
        return by_field

    def _stands_by(self, spot: Spot, context: Context) -> bool:
        """Return whether other words of the context stand near enough; the summary is read on from the title."""
        if context.within is None:
            return any(other[:3] != spot[:3] for other in self.spots(context.group))
        return any(
            self._distance(spot, field, row) <= context.within
            for field, row in self.rows(context.group).items()
        )

    def _distance(self, spot: Spot, field: int, row: Row) -> float:
        """Return how many words lie between a spot and the nearest of a row of this or the other field."""
        if field > spot.field:
            return self._from_title(spot.last, row.firsts[0])
        if field < spot.field:
            return self._from_title(row.lasts[-1], spot.first)
        if row.overlaps_other(spot.first, spot.last):
            return 0
        positions = self.line(field).positions
        after, before = row.after(spot.last), row.before(spot.first)
        return min(
            inf if after is None else positions[after] - positions[spot.last],
            inf if before is None else positions[spot.first] - positions[before],
        )

    def _from_title(self, word: int, other: int) -> int:
        """Return the distance from a word of the title to one of the summary."""
        title = self.line(0).positions
        return title[-1] + 1 - title[word] + self.line(1).positions[other]
