"""The matcher: one pass over a batch of texts finds the rules to try, and only those are tried."""

from collections.abc import Iterator, Sequence

import numpy as np

from monitor.core.folding import fold_segments
from monitor.core.letters import SPACE
from monitor.core.model import Match, Text
from monitor.core.rules.compiled import Compiled
from monitor.core.rules.evaluation import evaluate
from monitor.core.rules.finding import Finding, RawHits
from monitor.core.rules.tables import Tables

MAX_FIELD = 32_768  # characters of a field that are read; what feeds say is cut at as much
MOST_PLACES = 500  # of one pattern in one field: no honest text repeats a word so often
BATCH = 1 << 18  # characters folded and searched in one go

RawHit = tuple[int, int, int]


class Matcher:
    """Compiled rules ready to meet texts; unchanging, so threads may share it."""

    def __init__(self, compiled: Compiled) -> None:
        self._tables = Tables(compiled)

    def match(self, texts: Sequence[Text]) -> list[tuple[Match, ...]]:
        """Return the matches of each text, in the order of the rules."""
        if self._tables.automaton is None:
            return [()] * len(texts)
        return [matches for batch in _batches(texts) for matches in self._match_batch(batch)]

    def _match_batch(self, texts: Sequence[Text]) -> list[tuple[Match, ...]]:
        fields = [field[:MAX_FIELD] for text in texts for field in (text.title, text.summary)]
        folded = fold_segments(fields)
        matches: list[tuple[Match, ...]] = [()] * len(texts)
        hits = self._tables.automaton.find_matches_as_indexes(folded, overlapping=True)  # type: ignore[union-attr]  # match() saw to it
        if not hits:
            return matches
        ends = np.flatnonzero(np.frombuffer(folded, dtype=np.uint8) == 0).tolist()
        ends.append(len(folded))
        for number, first, last in _by_text(hits, ends):
            matches[number] = self._match_text(texts[number], number, hits[first:last], fields, folded, ends)
        return matches

    def _match_text(
        self, text: Text, number: int, hits: list[RawHit], fields: list[str], folded: bytes, ends: list[int]
    ) -> tuple[Match, ...]:
        tables = self._tables
        candidates = self._candidates({hit[0] for hit in hits})
        if not candidates:
            return ()
        parts = range(2 * number, 2 * number + 2)
        starts = [ends[part - 1] + 1 if part else 0 for part in parts]
        segments = [folded[start : ends[part]] for start, part in zip(starts, parts, strict=True)]
        finding = Finding(
            tables, text, [fields[part] for part in parts], segments, self._raw(hits, starts, folded)
        )
        found = (evaluate(tables.programs[rule], finding) for rule in candidates)
        return tuple(match for match in found if match is not None)

    def _candidates(self, patterns: set[int]) -> list[int]:
        """Return the rules of which every clause is met by some pattern found."""
        tables = self._tables
        groups: set[int] = set()
        groups.update(*[tables.groups_of_pattern[pattern] for pattern in patterns])
        anchored = {rule for group in groups for rule in tables.rules_of_group.get(group, ())}
        return sorted(
            rule
            for rule in anchored
            if not any(groups.isdisjoint(clause) for clause in tables.programs[rule].clauses)
        )

    def _raw(self, hits: list[RawHit], starts: list[int], folded: bytes) -> RawHits:
        """Return the hits of one text by pattern, as places in its fields; what may not stand before is checked."""
        raw: RawHits = {}
        lefts = self._tables.lefts
        for pattern, start, end in hits:
            field = 0 if start < starts[1] else 1
            places = raw.setdefault(pattern, ([], []))[field]
            if len(places) < MOST_PLACES and _stands_free(folded, start, lefts.get(pattern)):
                base = starts[field]
                places.append(
                    (start - base + (folded[start] == SPACE), end - base - (folded[end - 1] == SPACE))
                )
        return raw


def _stands_free(folded: bytes, start: int, allowed: frozenset[bytes] | None) -> bool:
    """Tell whether only allowed letters stand before a place in its word."""
    return allowed is None or folded[folded.rfind(b" ", 0, start) + 1 : start] in allowed


def _batches(texts: Sequence[Text]) -> Iterator[Sequence[Text]]:
    """Cut the texts into runs of bounded size."""
    first, size = 0, 0
    for at, text in enumerate(texts):
        size += min(len(text.title), MAX_FIELD) + min(len(text.summary), MAX_FIELD)
        if size >= BATCH:
            yield texts[first : at + 1]
            first, size = at + 1, 0
    if first < len(texts):
        yield texts[first:]


def _by_text(hits: list[RawHit], ends: list[int]) -> Iterator[tuple[int, int, int]]:
    """Cut the hits, which come in the order of their ends, into runs: number of the text, first and last hit."""
    limits = iter(enumerate(ends[1::2]))
    number, limit = next(limits)
    first = 0
    for at, hit in enumerate(hits):
        if hit[2] > limit:
            if at > first:
                yield number, first, at
            first = at
            while hit[2] > limit:
                number, limit = next(limits)
    yield number, first, len(hits)
