"""REMATCH: stored entries meet rules that changed since; what they gain is stored, quiet unless asked otherwise."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.core.model import Entry
from monitor.core.rules.lab.replay import text_of
from monitor.core.rules.matcher import Matcher
from monitor.steps import matching
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
    """What a rematch did; ``by_rule`` counts the new hits, ``unmatched`` the entries that break a rule's reading."""

    entries: int
    hits_new: int
    by_rule: tuple[tuple[str, int], ...]
    unmatched: int = 0


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
    entries, unmatched, by_rule = 0, 0, Counter[str]()
    for batch in pages(store, span):
        found = zip(batch, matching.each(matcher, [text_of(entry) for entry in batch]), strict=True)
        matched = [(entry.id, matches) for entry, matches in found if not isinstance(matches, Exception)]
        by_rule.update(store.hits.gain(matched, quiet=not alert, now=now()))
        entries += len(batch)
        unmatched += len(batch) - len(matched)
    log.info(
        "rematched",
        extra={
            "entries": entries,
            "hits_new": by_rule.total(),
            "quiet": not alert,
            "unmatched": unmatched,
        },
    )
    return RematchCounts(entries, by_rule.total(), tuple(sorted(by_rule.items())), unmatched)


def pages(store: Store, span: Span) -> Iterator[tuple[Entry, ...]]:
    """Yield the entries in batches, by number."""
    after = 0
    while batch := store.entries.page(span.since, after, BATCH):
        yield batch
        after = batch[-1].id
        span.advance(len(batch))
