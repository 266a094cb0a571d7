"""Whether an outside watcher may be told that all is well."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from monitor.core.health import Level, Vitals, judge, spoken
from monitor.core.orders.model import Registered, Standing
from monitor.core.outbox import Queue
from monitor.core.schedule import Quiet, due
from monitor.core.settings import Digest

_UNTRIED = timedelta(minutes=15)  # a message that is due is tried within seconds
_UNANSWERED = timedelta(hours=1)  # no server said anything to it: ours is down, or we are
_URGENT = timedelta(minutes=30)
_LATE = timedelta(minutes=30)


def withheld(vitals: Vitals, queue: Queue, late: Sequence[str]) -> tuple[str, ...]:
    """Return why the heartbeat must be missed; nothing if it may beat.

    One mailbox that is full for days is no reason: its server answers, and operators are told by other means.
    """
    faults = [
        f"{finding.subject}: {finding.found}"
        for finding in judge(vitals)
        if finding.level is Level.FAULT and finding.subject != "deliveries"
    ]
    return (*faults, *_stuck(vitals.at, queue), *late)


def late_digests(
    standings: Sequence[tuple[Standing, Registered]], quiet: dict[str, Quiet], now: datetime
) -> tuple[str, ...]:
    """Name the digests whose instant passed long ago without an edition."""
    late = []
    for standing, row in standings:
        if not isinstance(standing.order, Digest):
            continue
        window = due(
            standing.order, row.registered_at, row.covered_until, now, quiet.get(standing.recipient.id)
        )
        if window is None:
            continue
        hours = quiet.get(standing.recipient.id)
        since = hours.ends(window.end) if hours is not None else window.end
        if now - since > _LATE:
            late.append(f"{standing.name} is late by {spoken(now - since)}")
    return tuple(late)


def failing(since: Mapping[str, datetime], now: datetime) -> tuple[str, ...]:
    """Name the orders that fail for long: ``since`` when each does."""
    return tuple(
        f"{name} fails for {spoken(now - began)}" for name, began in since.items() if now - began > _LATE
    )


def _stuck(now: datetime, queue: Queue) -> list[str]:
    looked_at = (
        (queue.overdue_since, _UNTRIED, "messages are due and nobody tries them"),
        (queue.unanswered_since, _UNANSWERED, "no server answered for messages"),
        (queue.urgent_since, _URGENT, "alerts are undelivered"),
    )
    return [
        f"deliveries: {words}, the oldest for {spoken(now - since)}"
        for since, longest, words in looked_at
        if since is not None and now - since > longest
    ]
