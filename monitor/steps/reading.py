"""From a server's answer to what a poll changes: parse it, look up what is known of it, match what is new."""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace

from monitor.core.feeds import decide, identity
from monitor.core.feeds.decide import Turn
from monitor.core.feeds.identity import Settled
from monitor.core.feeds.outcomes import Fetched, FetchResult, NotModified, ParsedFeed, SameBytes
from monitor.core.feeds.polling import KnownEntry, PollOutcome
from monitor.core.settings import Feed
from monitor.steps.dependencies import Dependencies

log = logging.getLogger(__name__)

Known = Callable[[str, Collection[str]], Awaitable[Mapping[str, KnownEntry]]]


async def conclude(deps: Dependencies, turn: Turn, result: FetchResult, known: Known) -> PollOutcome:
    """Return everything one poll changes."""
    match result:
        case Fetched():
            return await _read(deps, turn, result, known)
        case NotModified() | SameBytes():
            return decide.unchanged(turn, result)
        case _:
            return decide.failed(turn, result)


async def _read(deps: Dependencies, turn: Turn, result: Fetched, known: Known) -> PollOutcome:
    parsed = await deps.parse(decide.request(turn, result))
    if not isinstance(parsed, ParsedFeed):
        return decide.failed(turn, replace(parsed, hints=result.hints))
    if not result.whole:
        parsed = replace(parsed, degraded=(*parsed.degraded, "the transfer was cut off"))
    seen = identity.look(parsed.entries, parsed.digests, turn.now)
    keys = {key for entry in seen for key in entry.lookups}
    stored = await known(turn.feed.id, keys) if keys else {}
    reading = decide.tell_apart(turn, parsed, seen, stored)
    _log_joins(turn.feed, reading.settled)
    matched = deps.matcher.match(reading.texts) if reading.texts else []
    return decide.read(turn, result, reading, matched)


def _log_joins(feed: Feed, settled: Settled) -> None:
    for again in settled.again:
        if again.by is not None:
            about = {
                "feed": feed.id,
                "by": again.by,
                "entry": again.known.id,
                "title": again.entry.title[:120],
            }
            log.info("taken for the same entry", extra=about)
