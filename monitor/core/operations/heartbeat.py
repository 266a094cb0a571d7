"""Whether an outside watcher may be told that all is well."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from monitor.core.operations.health import Level, Vitals, judge, spoken
from monitor.core.orders.model import Registered, Standing
from monitor.core.orders.schedule import Quiet, due
from monitor.core.settings import Digest

_LATE = timedelta(minutes=30)
_SPAN = re.compile(r"\b\d+ (?:s|min|h|d|MiB)\b")


def withheld(vitals: Vitals, late: Sequence[str]) -> tuple[str, ...]:
    """Return why the heartbeat must be missed; nothing if it may beat."""
    faults = (f"{one.subject}: {one.found}" for one in judge(vitals) if one.level is Level.FAULT)
    return (*faults, *late)


def without_spans(reasons: Sequence[str]) -> tuple[str, ...]:
    """Return ``reasons`` without how long each has lasted: what is left changes only when they do."""
    return tuple(_SPAN.sub("", reason) for reason in reasons)


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
