"""When to poll a feed next, and whether it is ill."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from monitor.core.feeds.outcomes import FetchFailed, Hints, Rests, Throttled
from monitor.core.feeds.polling import INSTANTS, FeedHealth, FeedState, Memory
from monitor.core.settings import Feed, Polling

MOST_GAPS = 200
_LEARNED = 30  # gaps that make a rhythm (issue 6)
_ENOUGH = 4  # gaps that make a guess at how often to ask
_RECENT = 24  # gaps that tell how it publishes now
_SILENCE = 8  # asked again after this part of its silence: a burst is followed closely, a dead feed is not
_QUIETEST = timedelta(hours=1)
_AHEAD = timedelta(minutes=15)  # of our clock: an instant later than that was written by one that ran ahead
_JITTER = 0.1
_BACKOFF = 4  # times the slowest interval: however ill, a feed is asked again
LONGEST_WAIT = timedelta(hours=24)  # that a Retry-After is obeyed for
_THROTTLED = timedelta(minutes=15)  # without a Retry-After
_AGREED = timedelta(days=7)  # of the same permanent redirect before it is believed
_REST = timedelta(days=3)
MISSED_FOR = timedelta(days=1)  # a missed window is news for so long
_READ = frozenset(
    {"ok", "new", "degraded", "incomplete"}
)  # states of feeds that could be read when last asked


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how slow a feed may be asked; ``is_own`` if the feed's own ``every`` says so."""

    every: timedelta
    fastest: timedelta
    slowest: timedelta
    is_own: bool = False

    @classmethod
    def of(cls, feed: Feed, polling: Polling) -> "Pace":
        """Take the bounds of the configuration; a feed's own ``every`` is the slowest it is polled."""
        slowest = feed.every or polling.slowest
        fastest = min(polling.fastest, slowest)
        return cls(min(max(polling.every, fastest), slowest), fastest, slowest, feed.every is not None)

    def bound(self, span: timedelta) -> timedelta:
        """Return ``span`` within the bounds."""
        return min(max(span, self.fastest), self.slowest)


def after_success(pace: Pace, memory: Memory, hints: Hints, now: datetime, *, chance: float) -> datetime:
    """Say when to ask again, following the feed's own rhythm and its wishes.

    Whoever wrote ``every`` beside a feed knows it better than the template of its publisher: no max-age, ttl, skipHours
    or skipDays makes us ask less often than that. Only a Retry-After does. ``chance`` is a random number from 0 to 1.
    """
    wished = max(filter(None, (hints.fresh_for, memory.rests.ttl)), default=timedelta(0))
    interval = pace.bound(max(_natural(pace, memory, now), wished))
    due = now + interval * (1 + _JITTER * (2 * chance - 1))
    if hints.retry_after is not None:
        due = max(due, now + min(hints.retry_after, LONGEST_WAIT))
    return due if pace.is_own else _after_rest(due, memory.rests)


def after_failure(
    pace: Pace, waited: timedelta | None, failure: FetchFailed, now: datetime, *, failures: int, chance: float
) -> datetime:
    """Say when to try again: decorrelated jitter, which spreads feeds that failed together, and never giving up.

    ``waited`` is the pause before this poll, ``failures`` counts this one, ``chance`` is a random number from 0 to 1.
    """
    base = pace.every
    before = base if failures <= 1 or waited is None else max(waited, base)
    pause = min(base + (before * 3 - base) * chance, pace.slowest * _BACKOFF)
    if failure.hints.retry_after is not None:
        pause = max(pause, min(failure.hints.retry_after, LONGEST_WAIT))
    return now + pause


def cooldown(failure: FetchFailed, now: datetime) -> datetime | None:
    """Say until when every feed of the host has to wait, if the server asked for it."""
    if failure.hints.retry_after is not None:
        return now + min(failure.hints.retry_after, LONGEST_WAIT)
    if isinstance(failure, Throttled) and failure.status == 429:
        return now + _THROTTLED
    return None


def learn(memory: Memory, times: Iterable[datetime]) -> Memory:
    """Add the gaps between new entries, by their effective times, to what is known of the rhythm."""
    known = (memory.newest,) if memory.newest is not None else ()
    ordered = sorted({*known, *(time for time in times if memory.newest is None or time > memory.newest)})
    gaps = tuple(int((later - earlier).total_seconds()) for earlier, later in pairwise(ordered))
    memory = replace(memory, newest=ordered[-1] if ordered else None)
    if not gaps:
        return memory
    kept = (*memory.gaps, *gaps)[-MOST_GAPS:]
    return memory.with_gaps(kept, int(median(kept[-_RECENT:])) if len(kept) >= _ENOUGH else None)


def set_right(memory: Memory, now: datetime) -> Memory:
    """Forget what a clock that ran ahead left: instants that are still to come would make us deaf until then."""
    ahead = [name for name in INSTANTS if (at := getattr(memory, name)) is not None and at > now + _AHEAD]
    unknown: dict[str, Any] = dict.fromkeys(ahead)
    return replace(memory, **unknown) if ahead else memory


def rhythm(memory: Memory) -> timedelta | None:
    """Say after which silence something is wrong: twice the 99th percentile of its gaps; None if not yet known."""
    gaps = sorted(memory.gaps)
    if len(gaps) < _LEARNED:
        return None
    return max(2 * timedelta(seconds=gaps[min(len(gaps) - 1, int(0.99 * len(gaps)))]), _QUIETEST)


def watch_redirect(memory: Memory, url: str, moved_to: str | None, now: datetime) -> Memory:
    """Adopt a permanent redirect once it has led to the same place for a week; ``url`` was asked."""
    if moved_to is None or moved_to == url:
        return memory if memory.moving_to is None else replace(memory, moving_to=None, moving_since=None)
    if moved_to != memory.moving_to or memory.moving_since is None:
        return replace(memory, moving_to=moved_to, moving_since=now)
    if now - memory.moving_since >= _AGREED:
        return replace(memory, moved_to=moved_to, moving_to=None, moving_since=None)
    return memory


def state_of(memory: Memory, now: datetime) -> str:
    """Name the state of a feed that could be read."""
    if is_incomplete(memory, now):
        return "incomplete"
    return "degraded" if memory.degraded else "ok"


def is_incomplete(memory: Memory, now: datetime) -> bool:
    """Return whether something of what the feed brought was left out within a day."""
    return memory.incomplete_at is not None and now - memory.incomplete_at <= MISSED_FOR


def health(
    state: FeedState, last_error: str | None, now: datetime, not_before: datetime | None = None
) -> FeedHealth:
    """Say whether a feed is watched as it should be, the gravest trouble first.

    ``not_before`` is until when its host asked not to be asked, whichever of its feeds was told so.
    """
    name, since, error = _trouble(state, last_error, now, not_before)
    return FeedHealth(
        feed=state.id,
        state=name,
        since=since,
        error=error,
        last_ok_at=state.last_ok_at,
        last_new_at=state.last_new_at,
        next_due=max(filter(None, (state.due_at, not_before)), default=None) if state.due_at else None,
        failures=state.failures,
        interval=state.waited,
        rhythm=rhythm(state.memory),
    )


def host(url: str) -> str:
    """Name the host that limits, cooldowns and credentials count for."""
    return (urlsplit(url).hostname or "").lower()


def is_same_server(before: str, after: str) -> bool:
    """Say whether credentials for one address may go to another: one host and port, or its change to HTTPS."""
    old, new = urlsplit(before), urlsplit(after)
    if old.hostname != new.hostname:
        return False
    if old.scheme == new.scheme:
        return old.port == new.port
    return new.scheme == "https" and old.port in {None, 80} and new.port in {None, 443}


def spread(feed: str, window: timedelta) -> timedelta:
    """Give a feed its own place in a window, the same at every start."""
    place = int.from_bytes(hashlib.blake2b(feed.encode(), digest_size=4).digest(), "big") / 2**32
    return window * place


def _natural(pace: Pace, memory: Memory, now: datetime) -> timedelta:
    """Follow the recent rhythm: twice per gap, and less and less often the longer the feed is silent."""
    if memory.usual is None or memory.newest is None:
        return pace.every
    return max(timedelta(seconds=memory.usual / 2), (now - memory.newest) / _SILENCE)


def _after_rest(due: datetime, rests: Rests) -> datetime:
    """Move an instant past the hours and days on which the feed says it rests."""
    end = due + _REST
    while due < end and (due.hour in rests.hours or due.weekday() in rests.days):
        whole_day = due.weekday() in rests.days
        due = due.replace(minute=due.minute if not whole_day else 0) + timedelta(hours=1)
    return due


def _trouble(
    state: FeedState, last_error: str | None, now: datetime, not_before: datetime | None
) -> tuple[str, datetime | None, str]:
    if state.state == "paused":
        return state.state, None, "it is not asked: enabled is false in feeds.yaml"
    if state.state not in _READ:
        return state.state, state.memory.ill_since, last_error or ""
    if not_before is not None and state.due_at is not None and state.due_at <= now < not_before:
        return "throttled", state.due_at, f"its host asks to be left alone until {_minute(not_before)}"
    return _shortcoming(state.memory, now) or ("new" if state.state == "new" else "ok", None, "")


def _shortcoming(memory: Memory, now: datetime) -> tuple[str, datetime | None, str] | None:
    """Return what is missing of a feed that could be read."""
    if is_incomplete(memory, now):
        return "incomplete", memory.incomplete_since, "; ".join(memory.incomplete)
    if memory.missed_at is not None and now - memory.missed_at <= MISSED_FOR:
        gap = f"entries published from {_minute(memory.missed_from)} to {_minute(memory.missed_at)} may be missing"
        return "missed window", memory.missed_from or memory.missed_at, gap
    limit = rhythm(memory)
    if limit is not None and memory.newest is not None and now - memory.newest > limit:
        return "quiet", memory.newest, "nothing new for more than twice its longest usual pause"
    if memory.degraded:
        return "degraded", memory.ill_since, "; ".join(memory.degraded)
    return None


def _minute(instant: datetime | None) -> str:
    return "an unknown time" if instant is None else instant.strftime("%Y-%m-%d %H:%M UTC")


def overlap(memory: Memory, shown: Collection[int]) -> bool:
    """Say whether a document still shows one of the newest entries of the one before."""
    return not memory.latest or bool(set(memory.latest).intersection(shown))
