"""The matcher: one pass over a batch of texts finds the rules to try, and only those are tried."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from monitor.core.model import Match, Text
from monitor.core.rules.compiled import Compiled
from monitor.core.rules.evaluation import evaluate
from monitor.core.rules.finding import Finding, RawHits
from monitor.core.rules.reading import Reading, reading_of
from monitor.core.rules.tables import Automaton, RawHit, Tables
from monitor.core.text.bulk import fold_segments

MAX_FIELD = 32_768  # characters of a field that are read; what feeds say is cut at as much
PER_TEXT = 100  # pairs of a rule and a word that cost as much as a text does by itself
BATCH = 1 << 18  # characters folded and searched in one go


class Matcher:
    """Compiled rules ready to meet texts; unchanging, so threads may share it."""

    def __init__(self, compiled: Compiled) -> None:
        self._tables = Tables(compiled)

    def match(self, texts: Sequence[Text], effort: int | None = None) -> list[tuple[Match, ...]]:
        """Return the matches of each text, in the order of the rules.

        With ``effort``, only of the first texts: those before the one with which more than so many pairs of a rule to
        try and a word found would have to be looked at, where each text counts as some; and of one batch at most.
        """
        if effort is not None:
            return self._match_batch(next(_batches(texts), ()), effort)
        return [matches for batch in _batches(texts) for matches in self._match_batch(batch)]

    def match_own(self, cases: Sequence[tuple[str, Text]]) -> list[Match | None]:
        """Return the match of one rule, named beside it, in each text: a third of the time that all rules take."""
        own = iter([rule for rule, _ in cases])
        found = (
            matches
            for batch in _batches([text for _, text in cases])
            for matches in self._match_batch(batch, only=list(islice(own, len(batch))))
        )
        return [next(iter(matches), None) for matches in found]

    def read(self, text: Text) -> Reading:
        """Return how a text is read, whatever rules find in it."""
        fields = (text.title[:MAX_FIELD], text.summary[:MAX_FIELD])
        segments = fold_segments(fields).split(b"\0")
        return reading_of(Finding(self._tables, text, fields, segments, {}))

    def _match_batch(
        self, texts: Sequence[Text], effort: int | None = None, only: Sequence[str] = ()
    ) -> list[tuple[Match, ...]]:
        tables = self._tables
        fields = [field[:MAX_FIELD] for text in texts for field in (text.title, text.summary)]
        folded = fold_segments(fields)
        hits = tables.leading.find(folded)
        matches: list[tuple[Match, ...]] = [()] * len(texts)
        if hits:
            batch = _Batch(fields, folded, tables)
            for number, rules, first, last in self._to_try(hits, batch.ends):
                if effort is not None and (effort := effort - PER_TEXT - len(rules) * (last - first)) < 0:
                    return matches[:number]
                finding = batch.finding(texts[number], number, hits[first:last])
                programs = (tables.programs[rule] for rule in rules)
                found = (evaluate(own, finding) for own in programs if not only or own.id == only[number])
                matches[number] = tuple(match for match in found if match is not None)
        return matches

    def _to_try(
        self, hits: Sequence[RawHit], ends: Sequence[int]
    ) -> Iterator[tuple[int, list[int], int, int]]:
        """Yield the texts that some rule may match: number, rules, first and last hit.

        The loop is the one place where every hit costs time in Python.
        """
        groups_led_to = self._tables.groups_led_to
        limits = iter(enumerate(ends[1::2]))
        number, limit = next(limits)
        first, groups = 0, set[int]()
        for at, (pattern, _, end) in enumerate(hits):
            if end > limit:
                rules = self._candidates(groups) if groups else None
                if rules:
                    yield number, rules, first, at
                first, groups = at, set()
                while end > limit:
                    number, limit = next(limits)
            groups.update(groups_led_to[pattern])
        rules = self._candidates(groups)
        if rules:
            yield number, rules, first, len(hits)

    def _candidates(self, groups: set[int]) -> list[int]:
        """Return the rules of which every clause is met by some group found."""
        rules_of_group = self._tables.rules_of_group
        found = []
        for group in groups:
            for rule, clauses in rules_of_group.get(group, ()):
                for clause in clauses:
                    if groups.isdisjoint(clause):
                        break
                else:
                    found.append(rule)
        return sorted(set(found)) if found else found


class _Batch:
    """Fields folded in one go: title and summary of each text in turn, NUL between them."""

    def __init__(self, fields: list[str], folded: bytes, tables: Tables) -> None:
        self.fields = fields
        self.folded = folded
        self.tables = tables
        self.ends = [*np.flatnonzero(np.frombuffer(folded, dtype=np.uint8) == 0).tolist(), len(folded)]

    def finding(self, text: Text, number: int, hits: Sequence[RawHit]) -> Finding:
        """Return one text ready to be looked into."""
        title, summary = 2 * number, 2 * number + 1
        starts = (self.ends[title - 1] + 1 if title else 0, self.ends[title] + 1, self.ends[summary])
        segments = self.folded[starts[0] : self.ends[title]], self.folded[starts[1] : starts[2]]
        raw: RawHits = {}
        self._add(raw, self.tables.leading, hits, starts[0])
        text_of_both = self.folded[starts[0] : starts[2]]
        self._add(raw, self.tables.further, self.tables.further.find(text_of_both), 0, starts[0])
        return Finding(self.tables, text, self.fields[title : summary + 1], segments, raw)

    def _add(
        self, raw: RawHits, automaton: Automaton, hits: Sequence[RawHit], less: int, more: int = 0
    ) -> None:
        """Sort hits by pattern, as places in title and summary; what may not stand before is checked.

        Most patterns are never asked for: what else there is to do is left to the finding.
        """
        numbers, lefts = automaton.numbers, self.tables.lefts
        for place, start, end in hits:
            pattern = numbers[place]
            if pattern in lefts and not self._stands_free(start + more, lefts[pattern]):
                continue
            if pattern in raw:
                raw[pattern].append((start - less, end - less))
            else:
                raw[pattern] = [(start - less, end - less)]

    def _stands_free(self, start: int, allowed: frozenset[bytes]) -> bool:
        """Return whether only allowed letters stand before a place in its word."""
        return self.folded[self.folded.rfind(b" ", 0, start) + 1 : start] in allowed


def _batches(texts: Sequence[Text]) -> Iterator[Sequence[Text]]:
    """Cut the texts into runs of bounded size."""
    first, size = 0, 0
    for at, text in enumerate(texts):
        size += len(text.title) + len(text.summary)
        if size >= BATCH:
            yield texts[first : at + 1]
            first, size = at + 1, 0
    if first < len(texts):
        yield texts[first:]
