"""REMATCH: stored entries meet rules that changed since; what they gain is stored, quiet unless asked otherwise."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.model import Entry, Match
from monitor.core.rules.lab.replay import text_of
from monitor.core.rules.matcher import Matcher
from monitor.store import Store

log = logging.getLogger(__name__)

BATCH = 500  # entries matched in one pass and written in one commit

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Span:
    """Which entries: seen at ``since`` or later; ``advance`` is told how many more are done."""

    since: datetime
    advance: Advance = lambda _done: None


@dataclass(frozen=True, slots=True)
class RematchCounts:
    """What a rematch did; ``by_rule`` counts the new hits."""

    entries: int
    hits_new: int
    by_rule: tuple[tuple[str, int], ...]


async def rematch(
    store: Store, matcher: Matcher, span: Span, now: Callable[[], datetime], *, alert: bool = False
) -> RematchCounts:
    """Store the hits that entries gain: of rules they did not meet, or graver than before.

    Each batch is one commit, and repeating it is harmless. Hits are quiet (they belong to no edition) unless
    ``alert``. GROUP gives them their stories.
    """
    return await asyncio.to_thread(_rematch, store, matcher, span, now, alert)


def _rematch(
    store: Store, matcher: Matcher, span: Span, now: Callable[[], datetime], alert: bool
) -> RematchCounts:
    entries, by_rule = 0, dict[str, int]()
    for batch in pages(store, span):
        found = matcher.match([text_of(entry) for entry in batch])
        matched: Sequence[tuple[int, Sequence[Match]]] = [
            (entry.id, matches) for entry, matches in zip(batch, found, strict=True) if matches
        ]
        for rule in store.hits.gain(matched, quiet=not alert, now=now()):
            by_rule[rule] = by_rule.get(rule, 0) + 1
        entries += len(batch)
    hits = sum(by_rule.values())
    log.info("rematched", extra={"entries": entries, "hits_new": hits, "quiet": not alert})
    return RematchCounts(entries, hits, tuple(sorted(by_rule.items())))


def pages(store: Store, span: Span) -> Iterator[tuple[Entry, ...]]:
    """Yield the entries in batches, by number."""
    after = 0
    while batch := store.entries.page(span.since, after, BATCH):
        yield batch
        after = batch[-1].id
        span.advance(len(batch))
