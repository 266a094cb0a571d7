"""POLL: ask due feeds, read what came, match what is new, and write it all in one commit."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

from monitor.core.feeds import cadence, decide
from monitor.core.feeds.decide import Turn
from monitor.core.feeds.outcomes import Fault, Fetched, FetchResult, NotModified, SameBytes
from monitor.core.feeds.polling import FeedState, KnownEntry, PollOutcome
from monitor.core.operations.events import Polled
from monitor.core.operations.faults import named
from monitor.core.settings import Feed
from monitor.steps import reading
from monitor.steps.batching import Together
from monitor.steps.dependencies import Dependencies
from monitor.store import is_outage

log = logging.getLogger(__name__)

NAMES = {Fetched: "fetched", SameBytes: "unchanged", NotModified: "not_modified"}  # as metrics count them
_OUTAGE = 0.5  # of all feeds unreachable: then it is our own network


@dataclass(frozen=True, slots=True)
class PollCounts:
    """What polling did."""

    feeds: int = 0
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    voided: int = 0
    entries_new: int = 0
    hits_new: int = 0

    def __add__(self, other: "PollCounts") -> "PollCounts":
        """Return the sum of two polls."""
        return self.total((self, other))

    @classmethod
    def total(cls, counts: Collection["PollCounts"]) -> "PollCounts":
        """Add up what many polls did."""
        return cls(*(sum(map(attrgetter(field.name), counts)) for field in fields(cls)))


_NOT_MODIFIED = PollCounts(feeds=1, not_modified=1)


async def poll(deps: Dependencies, feed: str) -> PollCounts:
    """Poll one feed that this runner has claimed."""
    return await poll_many(deps, [feed])


async def poll_many(
    deps: Dependencies,
    feeds: Sequence[str],
    *,
    chance: Callable[[], float] = random.random,
    done: Callable[[str], None] = lambda _feed: None,
) -> PollCounts:
    """Poll feeds that this runner has claimed, at the same time; far cheaper than one by one.

    ``done`` is told each feed as its poll ends, so that the caller may claim another in its place.

    Each feed is one atomic change. While one commit is written, the outcomes that come in wait for the next:
    so many feeds cost few commits, and none waits for a slow one.
    """
    states = await asyncio.to_thread(deps.store.feeds.states, feeds)
    desk = _Desk(deps, len(states))
    async with asyncio.TaskGroup() as tasks:
        polls = []
        for feed in feeds:
            if feed in states:
                polls.append(task := tasks.create_task(_poll(deps, states[feed], desk, chance)))
                task.add_done_callback(partial(_tell, done, feed))
            else:
                done(feed)
    counts = PollCounts.total([task.result() for task in polls])
    if any(states[feed].state == "unreachable" for feed in desk.succeeded):
        await asyncio.to_thread(_end_outage, deps)
    return counts


def _tell(done: Callable[[str], None], feed: str, _task: "asyncio.Task[PollCounts]") -> None:
    done(feed)


async def _poll(
    deps: Dependencies, state: FeedState, desk: "_Desk", chance: Callable[[], float]
) -> PollCounts:
    feed = deps.config.feeds.get(state.id)
    if feed is None or state.owner != deps.runner:
        desk.saves.one_less()
        await asyncio.to_thread(deps.store.feeds.release, [state.id], deps.runner)
        return PollCounts(feeds=1, voided=1)
    began = time.monotonic()
    result: FetchResult | None = None
    asked = decide.conditions(state, deps.now())
    try:
        result = await deps.fetch(_aimed(feed, state), asked)
        turn = _turn(deps, feed, state, chance, is_whole=asked != state.validators)
        outcome = await reading.conclude(deps, turn, result, desk.known)
        saved = await desk.saves.ask(outcome)
    except Exception as error:
        if state.state != Fault.state:  # told once; what lasts would fill the log
            log.exception("poll failed", extra={"feed": feed.id})
        turn = _turn(deps, feed, state, chance)
        outcome = decide.failed(turn, Fault(named(error, deps.conceal)))
        saved = not is_outage(error) and await _commit_alone(desk, outcome)
        if not saved:
            await _give_back(deps, outcome)
            return PollCounts(feeds=1, failed=1)
    _report(outcome, state, saved=saved)
    if not saved:
        return PollCounts(feeds=1, voided=1)
    deps.observe(_event(result, outcome, timedelta(seconds=time.monotonic() - began)))
    return _counts(result, outcome)


def _turn(
    deps: Dependencies, feed: Feed, state: FeedState, chance: Callable[[], float], *, is_whole: bool = False
) -> Turn:
    now = deps.now()
    if state.last_fetch_at is not None and state.last_fetch_at > now:
        state = replace(state, memory=cadence.set_right(state.memory, now))
    return Turn(feed, state, deps.config.polling, deps.runner, now, chance(), is_whole)


async def _commit_alone(desk: "_Desk", outcome: PollOutcome) -> bool:
    """Commit that a poll failed by a fault of ours, so that whoever looks at the feed is told; False if we cannot."""
    try:
        return await desk.saves.ask(outcome)
    except Exception:
        log.exception("fault not stored", extra={"feed": outcome.feed})
        return False


async def _give_back(deps: Dependencies, outcome: PollOutcome) -> None:
    """Release a feed of which nothing can be stored until its next turn, lest we try without pause.

    If the store does not answer now, its lease ends by itself.
    """
    try:
        await asyncio.to_thread(
            deps.store.feeds.release, [outcome.feed], deps.runner, outcome.due_at or outcome.at
        )
    except Exception:  # as above
        log.exception("lease not given back", extra={"feed": outcome.feed})


def _aimed(feed: Feed, state: FeedState) -> Feed:
    """Ask where a permanent redirect led; credentials do not follow to another server."""
    if state.address == feed.url:
        return feed
    is_same = cadence.is_same_server(feed.url, state.address)
    return replace(feed, url=state.address, credentials=feed.credentials if is_same else None)


def _counts(result: FetchResult | None, outcome: PollOutcome) -> PollCounts:
    if isinstance(result, NotModified) and outcome.error is None:
        return _NOT_MODIFIED  # most polls come to that
    return PollCounts(
        feeds=1,
        fetched=int(isinstance(result, Fetched | SameBytes) and outcome.error is None),
        not_modified=int(isinstance(result, NotModified)),
        failed=int(outcome.error is not None),
        entries_new=len(outcome.arrivals),
        hits_new=outcome.hits,
    )


def _event(result: FetchResult | None, outcome: PollOutcome, took: timedelta) -> Polled:
    published = (arrival.entry.published for arrival in outcome.arrivals if not arrival.quiet)
    matches = [arrival.matches for arrival in outcome.arrivals] + [
        arrival.matches for arrival in outcome.sightings
    ]
    return Polled(
        feed=outcome.feed,
        outcome=NAMES.get(type(result), outcome.state) if outcome.error is None else outcome.state,
        took=took,
        delays=tuple(outcome.at - at for at in published if at is not None),
        rules=tuple(match.rule for found in matches for match in found),
        entries=len(outcome.arrivals),
    )


def _report(outcome: PollOutcome, before: FeedState, *, saved: bool) -> None:
    about = {"feed": outcome.feed, "state": outcome.state}
    if not saved:
        log.warning("poll discarded: another runner took the feed over", extra=about)
    elif outcome.error is not None:
        level = logging.WARNING if before.state != outcome.state else logging.DEBUG
        log.log(level, "feed failed", extra=about | {"error": outcome.error, "failures": outcome.failures})
    else:
        if before.failures:
            log.info("feed is back", extra=about | {"failures": before.failures})
        new = len(outcome.arrivals)
        level = logging.INFO if new else logging.DEBUG
        if log.isEnabledFor(level):
            log.log(level, "polled", extra=about | {"entries_new": new, "hits_new": outcome.hits})


class _Desk:
    """What polls of one call ask of the store, gathered: each transaction costs as much as ten polls."""

    def __init__(self, deps: Dependencies, polls: int) -> None:
        self._tools = deps
        self.saves = Together(self._save, polls, is_outage)
        self._lookups = Together(deps.store.entries.known_many, polls, is_outage)
        self.succeeded: set[str] = set()

    async def known(self, feed: str, keys: Collection[str]) -> Mapping[str, KnownEntry]:
        """Return the entries of a feed that some keys lead to, by key."""
        return await self._lookups.ask((feed, keys))

    def _save(self, outcomes: Sequence[PollOutcome]) -> list[bool]:
        saved = self._tools.store.feeds.save(outcomes)
        self.succeeded |= {
            outcome.feed for outcome in outcomes if outcome.feed in saved and outcome.error is None
        }
        return [outcome.feed in saved for outcome in outcomes]


def _end_outage(deps: Dependencies) -> None:
    """After an outage of our own network, ask everything again soon, spread out, instead of when back-off says."""
    unreachable, configured = deps.store.feeds.unreachable()
    if len(unreachable) < 2 or len(unreachable) < _OUTAGE * configured:
        return
    now: datetime = deps.now()
    window: timedelta = deps.config.polling.every
    deps.store.feeds.hurry({feed: now + cadence.spread(feed, window) for feed in unreachable})
    log.info("the network is back", extra={"feeds": len(unreachable), "within": str(window)})
