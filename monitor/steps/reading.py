"""What the answer of a feed's server means: entries to store, hits, and when to ask again."""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.feeds import cadence, identity
from monitor.core.feeds.identity import Again, Fresh, Settled
from monitor.core.feeds.outcomes import (
    Answer,
    Fetched,
    FetchFailed,
    FetchResult,
    Gone,
    NotModified,
    ParsedFeed,
    ParseRequest,
    SameBytes,
)
from monitor.core.feeds.polling import Arrival, FeedState, KnownEntry, Memory, PollOutcome, Sighting
from monitor.core.model import Match, ParsedEntry, Severity, Text
from monitor.core.settings import Feed
from monitor.steps.dependencies import Dependencies

log = logging.getLogger(__name__)

Known = Callable[[str, Collection[str]], Awaitable[Mapping[str, KnownEntry]]]

BASELINE = timedelta(hours=24)  # older entries of a first poll are stored without alerting (DESIGN 5)
_REREAD = timedelta(days=1)  # a document is read whole once a day, to learn which keys it still shows
_REMARK = timedelta(days=7)  # keys of a document that does not change are marked as shown this often


@dataclass(frozen=True, slots=True)
class Turn:
    """One poll: of which feed, what we knew of it, when, and the random number (0 to 1) that spreads its due time."""

    feed: Feed
    state: FeedState
    now: datetime
    chance: float

    @property
    def is_first(self) -> bool:
        """Say whether no document of this feed was ever read."""
        return self.state.last_ok_at is None


async def conclude(deps: Dependencies, turn: Turn, result: FetchResult, known: Known) -> PollOutcome:
    """Decide everything one poll changes."""
    match result:
        case Fetched():
            return await _read(deps, turn, result, known)
        case NotModified() | SameBytes():
            return _unchanged(deps, turn, result)
        case _:
            return _failed(deps, turn, result)


async def _read(deps: Dependencies, turn: Turn, result: Fetched, known: Known) -> PollOutcome:
    parsed = await deps.parse(_request(turn, result))
    if not isinstance(parsed, ParsedFeed):
        return _failed(deps, turn, replace(parsed, hints=result.hints))
    if not result.whole:
        parsed = replace(parsed, degraded=(*parsed.degraded, "the transfer was cut off"))
    items = turn.state.memory.items
    present = {items[item] for item in parsed.items if item in items} if parsed.partial else set()
    seen = identity.look(parsed.entries, parsed.digests, turn.now)
    keys = {key for one in seen for key in one.lookups}
    stored = await known(turn.feed.id, keys) if keys else {}
    settled = identity.settle(seen, stored, present, now=turn.now)
    _log_joins(turn.feed, settled)
    arrivals, sightings = _matched(deps, turn, settled)
    learned = _learned(turn, parsed, arrivals, sightings, present)
    return replace(
        _succeeded(deps, turn, result, learned),
        arrivals=arrivals,
        sightings=sightings,
        shown=() if parsed.partial else identity.shown_keys(seen, stored),
    )


def _request(turn: Turn, result: Fetched) -> ParseRequest:
    """Ask to skip items read before, but once a day for everything."""
    memory = turn.state.memory
    reread = memory.shown_at is None or turn.now - memory.shown_at > _REREAD
    return ParseRequest(
        result.body, result.url, result.content_type, frozenset() if reread else frozenset(memory.items)
    )


def _unchanged(deps: Dependencies, turn: Turn, result: NotModified | SameBytes) -> PollOutcome:
    """Note that a feed shows what it showed; what did not change is not written again."""
    memory = turn.state.memory
    stale = memory.shown_at is not None and turn.now - memory.shown_at > _REMARK
    outcome = _succeeded(deps, turn, result, replace(memory, shown_at=turn.now) if stale else memory)
    return replace(outcome, refresh=memory.shown_at) if stale else outcome


def _succeeded(deps: Dependencies, turn: Turn, result: Answer, memory: Memory) -> PollOutcome:
    """Say when to come again, and what is to be remembered if it is not what is remembered already."""
    state, pace = turn.state, cadence.Pace.of(turn.feed, deps.config.polling)
    moved = cadence.watch_redirect(memory, state.address, result.moved_to, turn.now)
    if moved.moved_to != memory.moved_to:
        about = {"feed": turn.feed.id, "from": state.address, "to": moved.moved_to}
        log.warning("permanent redirect adopted", extra=about)
    ill_since = (memory.ill_since or turn.now) if memory.degraded else None
    learned = moved if moved.ill_since == ill_since else replace(moved, ill_since=ill_since)
    validators = None if isinstance(result, NotModified) else result.validators
    return PollOutcome(
        feed=turn.feed.id,
        owner=deps.runner,
        fence=state.fence,
        at=turn.now,
        state="degraded" if memory.degraded else "ok",
        failures=0,
        due_at=cadence.after_success(pace, memory, result.hints, turn.now, chance=turn.chance),
        validators=None if validators == state.validators else validators,
        memory=None if learned is state.memory or learned == state.memory else learned,
    )


def _failed(deps: Dependencies, turn: Turn, failure: FetchFailed) -> PollOutcome:
    memory, failures = turn.state.memory, turn.state.failures + 1
    pace = cadence.Pace.of(turn.feed, deps.config.polling)
    due = cadence.after_failure(
        pace, turn.state.waited, failure, turn.now, failures=failures, chance=turn.chance
    )
    until = cadence.cooldown(failure, turn.now)
    return PollOutcome(
        feed=turn.feed.id,
        owner=deps.runner,
        fence=turn.state.fence,
        at=turn.now,
        state=failure.state,
        failures=failures,
        due_at=None if isinstance(failure, Gone) else due,
        error=failure.reason,
        memory=None if memory.ill_since else replace(memory, ill_since=turn.now),
        cooldown=None if until is None else (turn.state.host, until),
    )


def _matched(
    deps: Dependencies, turn: Turn, settled: Settled
) -> tuple[tuple[Arrival, ...], tuple[Sighting, ...]]:
    """Match what is new or was changed, all at once; the newest entries come last, and so get the highest numbers."""
    feed, now = turn.feed, turn.now
    oldest_first = tuple(reversed(settled.fresh))
    fresh = sorted(oldest_first, key=lambda one: _effective(one.entry, now))
    changed = [one for one in settled.again if identity.content_hash(one.entry) != one.known.content_hash]
    entries = [one.entry for one in fresh] + [one.entry for one in changed]
    found = iter(deps.matcher.match([_text(feed, entry) for entry in entries])) if entries else iter(())
    baseline = turn.is_first and (feed.first_poll or deps.config.polling.first_poll) == "baseline"
    arrivals = tuple(
        _arrival(feed, one, next(found), quiet=baseline and _is_old(one.entry, now)) for one in fresh
    )
    matches = {one.known.id: _news(one.known, next(found)) for one in changed}
    return arrivals, tuple(_sighting(one, matches) for one in settled.again)


def _arrival(feed: Feed, one: Fresh, matches: Sequence[Match], *, quiet: bool) -> Arrival:
    entry = replace(one.entry, lang=feed.lang) if feed.lang else one.entry
    return Arrival(entry, one.keys, one.digest, tuple(matches), quiet)


def _sighting(one: Again, matches: dict[int, tuple[Match, ...]]) -> Sighting:
    changed = one.known.id in matches
    return Sighting(
        one.known, one.keys, one.digest, one.entry if changed else None, matches.get(one.known.id, ())
    )


def _news(known: KnownEntry, matches: Sequence[Match]) -> tuple[Match, ...]:
    """Keep the matches that tell something new: another rule, or a higher severity than was told."""
    return tuple(one for one in matches if one.severity > known.told.get(one.rule, _LOWER_THAN_ANY))


def _learned(
    turn: Turn,
    parsed: ParsedFeed,
    arrivals: Sequence[Arrival],
    sightings: Sequence[Sighting],
    present: set[int],
) -> Memory:
    """Learn the rhythm, what is shown now, and whether anything can have scrolled off unseen."""
    before = turn.state.memory
    memory = cadence.learn(before, [_effective(one.entry, turn.now) for one in arrivals])
    shown = {one.known.id for one in sightings} | present
    overlaps = cadence.overlap(before, shown)
    missed = bool(arrivals) and not overlaps and before.overlapped
    numbers = {one.digest: one.known.id for one in sightings} | {one.digest: 0 for one in arrivals}
    known = before.items
    items = {item: numbers.get(item, known.get(item, 0)) for item in parsed.items}
    return replace(
        memory.with_items(items),
        latest=tuple(sorted(shown, reverse=True)[:3]),
        overlapped=before.overlapped or bool(arrivals and before.latest and overlaps),
        missed_at=turn.now if missed else before.missed_at,
        missed_from=turn.state.last_ok_at if missed else before.missed_from,
        shown_at=before.shown_at if parsed.partial else turn.now,
        rests=parsed.rests,
        degraded=parsed.degraded,
    )


def _log_joins(feed: Feed, settled: Settled) -> None:
    for one in settled.again:
        if one.by is not None:
            about = {"feed": feed.id, "by": one.by, "entry": one.known.id, "title": one.entry.title[:120]}
            log.info("taken for the same entry", extra=about)


def _text(feed: Feed, entry: ParsedEntry) -> Text:
    return Text(entry.title, entry.summary, feed.lang or entry.lang, entry.published or entry.updated)


def _effective(entry: ParsedEntry, now: datetime) -> datetime:
    dated = entry.published or entry.updated
    return dated if dated is not None and dated <= now else now


def _is_old(entry: ParsedEntry, now: datetime) -> bool:
    return now - _effective(entry, now) > BASELINE


_LOWER_THAN_ANY = Severity.INFO - 1
