"""When to poll a feed next, and how."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from monitor.core.feeds.outcomes import Blocked, FetchFailed, FetchResult, Hints, Rests, Throttled
from monitor.core.feeds.polling import INSTANTS, Memory
from monitor.core.settings import Feed, Polling

MOST_GAPS = 200
_ENOUGH = 4  # gaps that make a guess at how often to ask
_RECENT = 24  # gaps that tell how it publishes now
_SILENCE = 8  # asked again after this part of its silence: a burst is followed closely, a dead feed is not
_AHEAD = timedelta(minutes=15)  # of our clock: an instant later than that was written by one that ran ahead
_JITTER = 0.1
_BACKOFF = 4  # times the slowest interval: however ill, a feed is asked again
LONGEST_WAIT = timedelta(hours=24)  # that a Retry-After is obeyed for
_THROTTLED = timedelta(minutes=15)  # without a Retry-After
_AGREED = timedelta(days=7)  # of the same permanent redirect before it is believed
_REST = timedelta(days=3)
_NOTICEABLE = timedelta(seconds=1)  # a shorter pause than that between two polls of a host need not be kept
_AN_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_WHOLE = timedelta(hours=18)  # after which, within a day, a document is asked for without conditions
_QUIET = 8  # times the usual gap


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
    """Return when to ask again, following the feed's own rhythm and its wishes.

    Whoever wrote ``every`` beside a feed knows it better than the template of its publisher: no max-age, ttl, skipHours
    or skipDays makes us ask less often than that. A feed that publishes within the time for which it says it will not
    disproves what it says. ``chance`` is a random number from 0 to 1.
    """
    wished = max(filter(None, (hints.fresh_for, memory.rests.ttl)), default=timedelta(0))
    is_disproved = memory.usual is not None and wished > timedelta(seconds=memory.usual)
    interval = pace.bound(max(_natural(pace, memory, now), timedelta(0) if is_disproved else wished))
    jitter = 1 + _JITTER * (2 * chance - 1)
    due = now + interval * jitter
    if pace.is_own or not (memory.rests.hours or memory.rests.days):
        return due
    return min(_after_rest(due, memory.rests), now + pace.slowest * jitter)


def after_failure(
    pace: Pace, waited: timedelta | None, failure: FetchFailed, now: datetime, *, failures: int, chance: float
) -> datetime:
    """Return when to try again: decorrelated jitter, which spreads feeds that failed together, and never giving up.

    ``waited`` is the pause before this poll, ``failures`` counts this one, ``chance`` is a random number from 0 to 1.
    """
    base = pace.every
    before = base if failures <= 1 or waited is None else max(waited, base)
    pause = min(base + (before * 3 - base) * chance, pace.slowest * _BACKOFF)
    return now + max(pause, _asked_to_wait(failure) or timedelta(0))


def cooldown(answer: FetchResult, now: datetime) -> datetime | None:
    """Return until when every feed of the host has to wait, if the server asked for it, or has a pace."""
    wait = _asked_to_wait(answer)
    if wait is None and answer.hints.allowance is not None:
        wait = answer.hints.allowance.pause
    if wait is None and isinstance(answer, Throttled) and answer.status == 429:
        wait = _THROTTLED
    return None if wait is None or wait < _NOTICEABLE else now + min(wait, LONGEST_WAIT)


def _asked_to_wait(answer: FetchResult) -> timedelta | None:
    """Return what a Retry-After asks for where it means anything (RFC 9110 10.2.3, RFC 6585 4)."""
    allowance = answer.hints.allowance
    is_spent = isinstance(answer, Blocked) and allowance is not None and allowance.remaining <= 0
    if answer.hints.retry_after is None or not (isinstance(answer, Throttled) or is_spent):
        return None
    return min(answer.hints.retry_after, LONGEST_WAIT)


def is_whole_due(memory: Memory, feed: str, now: datetime) -> bool:
    """Return whether to ask for a document whatever the server thinks that we have: some say "not modified" for ever.

    Once a day, each feed at its own time; and when it is quieter than usual, less and less often the longer that lasts.
    """
    if memory.whole_at is None:
        return True
    since = now - memory.whole_at
    if since >= _WHOLE and since >= _WHOLE + spread(feed, _DAY - _WHOLE):
        return True
    if memory.usual is None or memory.newest is None:
        return False
    silence = now - memory.newest
    return since > silence / 2 and silence > max(_AN_HOUR, _QUIET * timedelta(seconds=memory.usual))


def learn(memory: Memory, times: Iterable[datetime]) -> Memory:
    """Add the gaps between new entries, by their effective times, to what is known of the rhythm."""
    known = (memory.newest,) if memory.newest is not None else ()
    ordered = sorted({*known, *(time for time in times if memory.newest is None or time > memory.newest)})
    gaps = tuple(int((later - earlier).total_seconds()) for earlier, later in pairwise(ordered))
    memory = memory.with_values(newest=ordered[-1] if ordered else None)
    if not gaps:
        return memory
    kept = (*memory.gaps, *gaps)[-MOST_GAPS:]
    return memory.with_gaps(kept, int(median(kept[-_RECENT:])) if len(kept) >= _ENOUGH else None)


def believed(rests: Rests, dates: Iterable[datetime]) -> Rests:
    """Return what a feed says of its rests, but for the hours and days on which it published all the same."""
    if not (rests.hours or rests.days):
        return rests
    published = [at.astimezone(UTC) for at in dates]
    hours, days = {at.hour for at in published}, {at.weekday() for at in published}
    return replace(
        rests,
        hours=tuple(hour for hour in rests.hours if hour not in hours),
        days=tuple(day for day in rests.days if day not in days),
    )


def set_right(memory: Memory, now: datetime) -> Memory:
    """Forget what a clock that ran ahead left: instants that are still to come would make us deaf until then."""
    ahead = [name for name in INSTANTS if (at := getattr(memory, name)) is not None and at > now + _AHEAD]
    unknown: dict[str, Any] = dict.fromkeys(ahead)
    return memory.with_values(**unknown) if ahead else memory


def watch_redirect(memory: Memory, url: str, moved_to: str | None, now: datetime) -> Memory:
    """Adopt a permanent redirect once it has led to the same place for a week; ``url`` was asked."""
    if moved_to is None or moved_to == url:
        return memory if memory.moving_to is None else memory.with_values(moving_to=None, moving_since=None)
    if moved_to != memory.moving_to or memory.moving_since is None:
        return memory.with_values(moving_to=moved_to, moving_since=now)
    if now - memory.moving_since >= _AGREED:
        return memory.with_values(moved_to=moved_to, moving_to=None, moving_since=None)
    return memory


def host(url: str) -> str:
    """Name the host that limits, cooldowns and credentials count for."""
    return (urlsplit(url).hostname or "").lower()


def is_same_server(before: str, after: str) -> bool:
    """Return whether credentials for one address may go to another: one host and port, or its change to HTTPS."""
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
