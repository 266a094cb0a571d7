"""How much one document, and one feed in a day, may bring. What a budget cuts off is counted, so that it can be said.

Nothing honest comes near: a busy wire has two thousand entries a day, and an entry rarely meets ten rules. New entries
that a budget leaves out are not lost, they wait: the document is read again, and they are new then. An entry that meets
too many rules keeps its gravest hits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.feeds.polling import Memory
from monitor.core.model import Match

MOST_NEW = 1_000  # entries of one poll
MOST_A_DAY = 5_000  # new entries of one feed
MOST_OF_AN_ENTRY = 40  # hits, the gravest
MOST_HITS = 2_000  # of one document; beyond them each entry keeps its gravest
MOST_PIECES = 100  # of evidence in one hit
MOST_EVIDENCE = 10_000  # pieces in one document; beyond them each hit keeps a few
_FEW = 5

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Allowance:
    """What the hits of one document may still take, and how much was cut off."""

    hits: int = MOST_HITS
    pieces: int = MOST_EVIDENCE
    hits_cut: int = 0
    shortened: int = 0

    def take(self, matches: Sequence[Match]) -> tuple[Match, ...]:
        """Return what may be kept of the matches of one entry, in their order."""
        kept = self._gravest(matches)
        self.hits -= len(kept)
        self.hits_cut += len(matches) - len(kept)
        return tuple(map(self._shortened, kept))

    def _gravest(self, matches: Sequence[Match]) -> Sequence[Match]:
        most = min(MOST_OF_AN_ENTRY, max(1, self.hits))
        if len(matches) <= most:
            return matches
        by_gravity = sorted(range(len(matches)), key=lambda place: -matches[place].severity)
        return [matches[place] for place in sorted(by_gravity[:most])]

    def _shortened(self, match: Match) -> Match:
        most = min(MOST_PIECES, max(_FEW, self.pieces))
        self.pieces -= min(most, len(match.evidence))
        if len(match.evidence) <= most:
            return match
        self.shortened += 1
        return replace(match, evidence=match.evidence[:most])


def room(memory: Memory, now: datetime) -> int:
    """Return how many new entries a feed may bring now."""
    return max(0, min(MOST_NEW, MOST_A_DAY - _taken(memory, now)))


def spend(memory: Memory, entries: int, now: datetime) -> Memory:
    """Count the new entries of a feed, by the day that began with the first of them."""
    if not entries:
        return memory
    taken = _taken(memory, now)
    began = memory.taken_from if taken else now
    return memory.with_values(taken=taken + entries, taken_from=began)


def _taken(memory: Memory, now: datetime) -> int:
    """Return how many entries the feed brought in its day; none if that is over, or lies in the future."""
    began = memory.taken_from
    return memory.taken if began is not None and timedelta(0) <= now - began < _DAY else 0
