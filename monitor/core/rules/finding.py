"""Which terms of a group count in a text: language, case, context, masks and sentences included."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, chain
from math import inf

from monitor.core.language.casualties import Casualty, casualties
from monitor.core.language.casualty_words import casualty_words
from monitor.core.language.detect import languages_of
from monitor.core.language.line import Line, Row, Spot, rows
from monitor.core.language.lookback import lookback
from monitor.core.model import Text
from monitor.core.rules.compiled import Atom, Context
from monitor.core.rules.conditions import LOOKBACK
from monitor.core.rules.regexes import Edged, plain
from monitor.core.rules.tables import Tables
from monitor.core.rules.terms import case_kept

# By pattern: where it was found in each field, as bytes of the field's segment.
RawHits = dict[int, tuple[list[tuple[int, int]], list[tuple[int, int]]]]


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
        self._lines: dict[int, Line] = {}
        self._spans: dict[int, list[Spot]] = {}
        self._spots: dict[int, list[Spot]] = {}
        self._rows: dict[int, dict[int, Row]] = {}
        self._casualties: dict[int, list[Casualty]] = {}
        self._edged: dict[int, Edged] = {}
        self._masks: dict[tuple[int, ...], dict[int, tuple[list[int], list[int]]]] = {}

    def line(self, field: int) -> Line:
        """Return a field, read."""
        if field not in self._lines:
            self._lines[field] = Line.of(self._fields[field], self._segments[field])
        return self._lines[field]

    @cached_property
    def languages(self) -> frozenset[str] | None:
        """The languages the text may be in, None if uncertain."""
        words = list(chain.from_iterable(segment.decode().split() for segment in self._segments))
        return languages_of(words, self.text.lang)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The places that the text names, whichever rule asks for them: they tell where its event was."""
        table, atoms = self.tables.atoms_of_pattern, self.tables.atoms
        named = {
            number for pattern in self._raw for number in table[pattern] if atoms[number].place is not None
        }
        found = {atoms[number].place or "" for number in named if self._of_atom(number)}
        return tuple(sorted(found))

    def speaks(self, langs: Sequence[str]) -> bool:
        """Tell whether the text may be in one of ``langs``; none at all means any."""
        return not langs or self.languages is None or not self.languages.isdisjoint(langs)

    def casualties(self, field: int) -> list[Casualty]:
        """Return the casualty figures of a field."""
        if field not in self._casualties:
            known = casualty_words(reads=self.tables.reads)
            is_told = not known.telling.isdisjoint(self._segments[field].decode().split())
            self._casualties[field] = casualties(self.line(field), known) if is_told else []
        return self._casualties[field]

    def lookback(self, field: int) -> list[Spot]:
        """Return what shows that a field is about the past: its first sentence counts."""
        line = self.line(field)
        opening = line.folded.words[: bisect_right(line.sentences, 0)]
        return [
            Spot(field, first, last, note=LOOKBACK) for first, last in lookback(opening, self.text.published)
        ]

    def regex(self, pattern: str, field: int) -> list[Spot]:
        """Return where a regex matches in a field."""
        line = self.line(field)
        if not line.folded.words:
            return []
        if field not in self._edged:
            self._edged[field] = Edged.of(plain(line.text))
        spans = self.tables.regexes[pattern].spans(self._edged[field])
        return [Spot(field, *line.words_at(first, last), note=pattern) for first, last in spans]

    def has(self, group: int) -> bool:
        """Tell whether a pattern of the group was found at all, whatever else must be true of it."""
        patterns = (
            pattern for atom in self.tables.members[group] for pattern in self.tables.atoms[atom].patterns
        )
        return any(any(self._raw.get(pattern, ())) for pattern in patterns)

    def spots(self, group: int) -> list[Spot]:
        """Return where terms of the group count, in the order of the text."""
        if group not in self._spots:
            self._spots[group] = sorted(spot for atom in self._present(group) for spot in self._of_atom(atom))
        return self._spots[group]

    def rows(self, group: int) -> dict[int, Row]:
        """Return the spots of a group by field."""
        if group not in self._rows:
            self._rows[group] = rows(self.spots(group))
        return self._rows[group]

    def _present(self, group: int) -> list[int]:
        members, table = self.tables.members[group], self.tables.atoms_of_pattern
        found = (atom for pattern in self._raw for atom in table[pattern] if atom in members)
        return list(dict.fromkeys(found))

    def _of_atom(self, number: int) -> list[Spot]:
        atom = self.tables.atoms[number]
        if atom.lang != "*" and not self.speaks((atom.lang,)):
            return []
        found = [spot for pattern in atom.patterns for spot in self._of_pattern(pattern)]
        if atom.cased is not None or atom.masks or atom.contexts:
            found = [spot for spot in found if self._counts(spot, atom)]
        return [Spot(spot.field, spot.first, spot.last, number) for spot in found]

    def _of_pattern(self, pattern: int) -> list[Spot]:
        """Return where a pattern stands, phrases over the end of a sentence left out."""
        if pattern not in self._spans:
            found = []
            for field, places in enumerate(self._raw.get(pattern, ())):
                for start, end in places:
                    line = self.line(field)
                    first, last = line.span(start, end)
                    if first == last or line.is_one_sentence(first, last):
                        found.append(Spot(field, first, last))
            self._spans[pattern] = found
        return self._spans[pattern]

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
        return surface == atom.cased

    def _is_masked(self, spot: Spot, masks: tuple[int, ...]) -> bool:
        """Tell whether a longer phrase covers the words."""
        if masks not in self._masks:
            by_field: dict[int, tuple[list[int], list[int]]] = {}
            for field, row in rows(
                [hidden for pattern in masks for hidden in self._of_pattern(pattern)]
            ).items():
                ordered = sorted((hidden.first, hidden.last) for hidden in row.spots)
                by_field[field] = (
                    [first for first, _ in ordered],
                    list(accumulate((last for _, last in ordered), max)),
                )
            self._masks[masks] = by_field
        firsts, reach = self._masks[masks].get(spot.field, ([], []))
        at = bisect_right(firsts, spot.first)
        return at > 0 and reach[at - 1] >= spot.last

    def _stands_by(self, spot: Spot, context: Context) -> bool:
        """Tell whether other words of the context stand near enough; the summary is read on from the title."""
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
