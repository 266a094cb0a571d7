"""POLL: ask due feeds, read what came, match what is new, and write it all in one commit."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from monitor.core import cadence
from monitor.core.happenings import Polled
from monitor.core.outcomes import Fetched, FetchResult, NotModified, SameBytes
from monitor.core.polling import FeedState, PollOutcome
from monitor.core.settings import Feed
from monitor.steps import reading
from monitor.steps.tools import Tools

log = logging.getLogger(__name__)

_NAMES = {Fetched: "fetched", SameBytes: "unchanged", NotModified: "not_modified"}  # as metrics count them
_LINGER = 0.02  # seconds that a commit waits for company; each costs as much as ten polls
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
        return PollCounts(
            self.feeds + other.feeds,
            self.fetched + other.fetched,
            self.not_modified + other.not_modified,
            self.failed + other.failed,
            self.voided + other.voided,
            self.entries_new + other.entries_new,
            self.hits_new + other.hits_new,
        )


async def poll(tools: Tools, feed: str) -> PollCounts:
    """Poll one feed that this runner has claimed."""
    return await poll_many(tools, [feed])


async def poll_many(
    tools: Tools,
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
    states = await asyncio.to_thread(tools.store.feeds.states, feeds)
    saver = _Saver(tools, len(states))
    async with asyncio.TaskGroup() as tasks:
        polls = []
        for feed in feeds:
            if feed in states:
                polls.append(task := tasks.create_task(_poll(tools, states[feed], saver, chance)))
                task.add_done_callback(partial(_tell, done, feed))
            else:
                done(feed)
    counts = sum((task.result() for task in polls), PollCounts())
    if any(states[feed].state == "unreachable" for feed in saver.succeeded):
        await asyncio.to_thread(_end_outage, tools)
    return counts


def _tell(done: Callable[[str], None], feed: str, _task: "asyncio.Task[PollCounts]") -> None:
    done(feed)


async def _poll(tools: Tools, state: FeedState, saver: "_Saver", chance: Callable[[], float]) -> PollCounts:
    feed = tools.config.feeds.get(state.id)
    if feed is None or state.owner != tools.runner:
        await asyncio.to_thread(tools.store.feeds.release, [state.id], tools.runner)
        return PollCounts(feeds=1, voided=1)
    began = time.monotonic()
    try:
        result = await tools.fetch(_aimed(feed, state), state.validators)
        turn = reading.Turn(feed, state, tools.now(), chance())
        outcome = await reading.conclude(tools, turn, result)
        saved = await saver.save(outcome)
    except Exception:
        # A fault of ours costs this feed a turn, never its neighbours theirs.
        log.exception("poll failed", extra={"feed": feed.id})
        await _give_back(tools, feed.id)
        return PollCounts(feeds=1, failed=1)
    _report(outcome, state, saved=saved)
    if not saved:
        return PollCounts(feeds=1, voided=1)
    tools.observe(_happening(result, outcome, timedelta(seconds=time.monotonic() - began)))
    return _counts(result, outcome)


async def _give_back(tools: Tools, feed: str) -> None:
    """Release a feed whose poll failed by our fault until its next turn, lest we try without pause.

    If the store does not answer now, its lease ends by itself.
    """
    try:
        later = tools.now() + tools.config.polling.every
        await asyncio.to_thread(tools.store.feeds.release, [feed], tools.runner, later)
    except Exception:  # as above
        log.exception("lease not given back", extra={"feed": feed})


def _aimed(feed: Feed, state: FeedState) -> Feed:
    """Ask where a permanent redirect led; credentials do not follow to another host."""
    if state.address == feed.url:
        return feed
    same_host = cadence.host(state.address) == cadence.host(feed.url)
    return replace(feed, url=state.address, credentials=feed.credentials if same_host else None)


def _counts(result: FetchResult, outcome: PollOutcome) -> PollCounts:
    return PollCounts(
        feeds=1,
        fetched=int(isinstance(result, Fetched | SameBytes) and outcome.error is None),
        not_modified=int(isinstance(result, NotModified)),
        failed=int(outcome.error is not None),
        entries_new=len(outcome.arrivals),
        hits_new=outcome.hits,
    )


def _happening(result: FetchResult, outcome: PollOutcome, took: timedelta) -> Polled:
    published = (arrival.entry.published for arrival in outcome.arrivals if not arrival.quiet)
    matches = [one.matches for one in outcome.arrivals] + [one.matches for one in outcome.sightings]
    return Polled(
        feed=outcome.feed,
        outcome=_NAMES.get(type(result), outcome.state) if outcome.error is None else outcome.state,
        took=took,
        delays=tuple(outcome.at - at for at in published if at is not None),
        rules=tuple(match.rule for some in matches for match in some),
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


class _Saver:
    """Commits of many polls in few transactions: what comes in while one is written, or just before, shares the next."""

    def __init__(self, tools: Tools, polls: int) -> None:
        self._tools = tools
        self._to_come = polls
        self._waiting: list[tuple[PollOutcome, asyncio.Future[bool]]] = []
        self._writing = asyncio.Lock()
        self.succeeded: set[str] = set()

    async def save(self, outcome: PollOutcome) -> bool:
        """Write an outcome; false if its lease was lost and nothing was written."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, done))
        self._to_come -= 1
        async with self._writing:
            if not done.done():
                if self._to_come > 0:
                    await asyncio.sleep(_LINGER)
                await self._write()
        return await done

    async def _write(self) -> None:
        batch, self._waiting = self._waiting, []
        try:
            saved = await asyncio.to_thread(self._tools.store.feeds.save, [outcome for outcome, _ in batch])
        except Exception as error:  # noqa: BLE001 - it is raised again in each of the polls it concerns
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for outcome, done in batch:
            if not done.done():
                done.set_result(outcome.feed in saved)
            if outcome.feed in saved and outcome.error is None:
                self.succeeded.add(outcome.feed)


def _end_outage(tools: Tools) -> None:
    """After an outage of our own network, ask everything again soon, spread out, instead of when back-off says."""
    unreachable, configured = tools.store.feeds.unreachable()
    if len(unreachable) < 2 or len(unreachable) < _OUTAGE * configured:
        return
    now: datetime = tools.now()
    window: timedelta = tools.config.polling.every
    tools.store.feeds.hurry({feed: now + cadence.spread(feed, window) for feed in unreachable})
    log.info("the network is back", extra={"feeds": len(unreachable), "within": str(window)})
