"""From a server's answer to what a poll changes: parse it, look up what is known of it, match what is new."""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from monitor.core.feeds import decide, identity
from monitor.core.feeds.decide import Found, Turn
from monitor.core.feeds.identity import Settled
from monitor.core.feeds.outcomes import Fetched, FetchResult, NotModified, ParsedFeed, SameBytes, explain
from monitor.core.feeds.polling import KnownEntry, PollOutcome
from monitor.core.settings import Feed
from monitor.steps import matching
from monitor.steps.dependencies import Dependencies

log = logging.getLogger(__name__)

T = TypeVar("T")
Known = Callable[[str, Collection[str]], Awaitable[Mapping[str, KnownEntry]]]

_MANY = 200  # entries: to tell more apart takes longer than the event loop may be held
_EXAMPLES = 3  # of joins, in a line of the log


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
        return decide.failed(turn, replace(result.cut_off or parsed, hints=result.hints))
    if result.cut_off is not None:
        parsed = replace(parsed, degraded=(*parsed.degraded, explain(result.cut_off)))
    run = deps.aside if len(parsed.entries) > _MANY else _at_once
    seen = await run(identity.look, parsed.entries, parsed.digests, turn.now)
    keys = {key for entry in seen for key in entry.lookups}
    stored = await known(turn.feed.id, keys) if keys else {}
    reading = await run(decide.tell_apart, turn, parsed, seen, stored)
    _log_joins(turn.feed, reading.settled)
    found = await matching.match(deps, reading.texts) if reading.texts else Found()
    return await run(decide.read, turn, result, reading, found)


async def _at_once(function: Callable[..., T], /, *args: Any) -> T:
    return function(*args)


def _log_joins(feed: Feed, settled: Settled) -> None:
    joined = [again for again in settled.again if again.by is not None]
    if joined:
        examples = [f"{again.by}: {again.known.id} {again.entry.title[:120]}" for again in joined[:_EXAMPLES]]
        about = {"feed": feed.id, "number": len(joined), "examples": examples}
        log.info("taken for entries known already", extra=about)
