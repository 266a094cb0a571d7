"""Whether a feed is watched as it should be: what is wrong with one that cannot be read, and with one that can."""

from collections.abc import Collection
from datetime import datetime, timedelta

from monitor.core.feeds.polling import FeedHealth, FeedState, Memory

MISSED_FOR = timedelta(days=1)  # a missed window is news for so long
_LEARNED = 30  # gaps that make a rhythm (issue 6)
_QUIETEST = timedelta(hours=1)
_DORMANT = timedelta(days=30)  # of silence at least, whatever the rhythm
_DORMANT_UNKNOWN = timedelta(days=90)  # of a feed with one entry, whose rhythm is not known at all
_PAUSES = 4  # times its longest pause
_FEW = 4  # gaps, each of which counts
_WAITED = timedelta(minutes=15)  # that a feed may wait for its host's pace before it is said
_READ = frozenset({"ok", "new", "degraded", "incomplete", "empty", "dormant", "error entries"})


def state_of(memory: Memory, now: datetime) -> str:
    """Name the state of a feed that could be read, as its row keeps it."""
    if memory.bridge:
        return "error entries"
    if memory.is_empty:
        return "empty"
    if is_incomplete(memory, now):
        return "incomplete"
    if dormant_since(memory, now) is not None:
        return "dormant"
    return "degraded" if memory.degraded else "ok"


def is_incomplete(memory: Memory, now: datetime) -> bool:
    """Return whether something of what the feed brought was left out within a day."""
    return memory.incomplete_at is not None and now - memory.incomplete_at <= MISSED_FOR


def dormant_since(memory: Memory, now: datetime) -> datetime | None:
    """Return when a feed published its last entry, if that was so long ago that it may be given up; known at once."""
    if memory.newest is None or now - memory.newest <= _DORMANT:
        return None
    gaps = sorted(memory.gaps)
    usual = gaps[-2:-1] if len(gaps) > _FEW else gaps[-1:]  # one entry of long ago may be pinned
    longest = max(_DORMANT, _PAUSES * timedelta(seconds=usual[0])) if usual else _DORMANT_UNKNOWN
    return memory.newest if now - memory.newest > longest else None


def rhythm(memory: Memory) -> timedelta | None:
    """Return after which silence something is wrong: twice the 99th percentile of its gaps; None if not yet known."""
    gaps = sorted(memory.gaps)
    if len(gaps) < _LEARNED:
        return None
    return max(2 * timedelta(seconds=gaps[min(len(gaps) - 1, int(0.99 * len(gaps)))]), _QUIETEST)


def overlap(memory: Memory, shown: Collection[int]) -> bool:
    """Return whether a document still shows one of the newest entries of the one before."""
    return not memory.latest or bool(set(memory.latest).intersection(shown))


def health(
    state: FeedState, last_error: str | None, now: datetime, not_before: datetime | None = None
) -> FeedHealth:
    """Return whether a feed is watched as it should be, the gravest trouble first.

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


def _trouble(
    state: FeedState, last_error: str | None, now: datetime, not_before: datetime | None
) -> tuple[str, datetime | None, str]:
    if state.state == "paused":
        return state.state, None, "it is not asked: enabled is false in feeds.yaml"
    if state.state not in _READ:
        return state.state, state.memory.ill_since, last_error or ""
    due, until = state.due_at, not_before
    if due is not None and until is not None and due <= now < until and until - due > _WAITED:
        return "throttled", due, f"its host asks to be left alone until {_minute(until)}"
    return _shortcoming(state.memory, now) or ("new" if state.state == "new" else "ok", None, "")


def _shortcoming(memory: Memory, now: datetime) -> tuple[str, datetime | None, str] | None:
    """Return what is wrong with a feed that could be read."""
    name = state_of(memory, now)
    if name in ("error entries", "empty", "incomplete"):
        return _of_the_document(name, memory)
    if memory.missed_at is not None and now - memory.missed_at <= MISSED_FOR:
        gap = f"entries published from {_minute(memory.missed_from)} to {_minute(memory.missed_at)} may be missing"
        return "missed window", memory.missed_from or memory.missed_at, gap
    if name == "dormant" and memory.newest is not None:
        return name, memory.newest, f"dormant since {memory.newest:%Y-%m-%d}: it published nothing since"
    limit = rhythm(memory)
    if limit is not None and memory.newest is not None and now - memory.newest > limit:
        return "quiet", memory.newest, "nothing new for more than twice its longest usual pause"
    if memory.degraded:
        return "degraded", memory.ill_since, "; ".join(memory.degraded)
    return None


def _of_the_document(name: str, memory: Memory) -> tuple[str, datetime | None, str]:
    match name:
        case "error entries":
            said = f"instead of news it shows an error of the bridge that makes it: {memory.bridge}"
        case "empty":
            said = "it shows no entries"
        case _:
            return name, memory.incomplete_since, "; ".join(memory.incomplete)
    return name, memory.ill_since, said


def _minute(instant: datetime | None) -> str:
    return "an unknown time" if instant is None else instant.strftime("%Y-%m-%d %H:%M UTC")
