"""Who would get a story, when, and why, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.core.orders.alerts import Drop, Ignore, Room, Tell, Wait, delayed_until, judge
from monitor.core.orders.digests import plan_digest
from monitor.core.orders.model import Context, Known, Standing, hits_of
from monitor.core.orders.schedule import Quiet
from monitor.core.orders.selection import ABOVE, BELOW, KINDS, PUBLISHERS, UNSELECTED, publishers, shortfall
from monitor.core.settings import Alert, Digest, Select


@dataclass(frozen=True, slots=True)
class Route:
    """What one order makes of a story for one recipient; ``at`` is when it would be told, None if it would not."""

    order: str
    recipient: str
    at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class When:
    """What else decides when a story is told: the next instant of a digest, quiet hours, the room of an alert.

    ``since`` is when the order was registered: it takes what is grouped from then on.
    """

    next_at: datetime | None = None
    quiet: Quiet | None = None
    room: Room | None = None
    since: datetime | None = None


def route(standing: Standing, known: Known, when: When, context: Context) -> Route:
    """Decide about a story as the next edition would."""
    next_at, quiet = when.next_at, when.quiet
    match standing.order:
        case Alert() as alert:
            at, why = _alert(alert, known, when.room, context)
        case Digest() as digest:
            at, why = _digest(digest, known, next_at, context)
    if at is None and _is_older(known, when.since):
        why = f"reported before this order existed ({when.since:%Y-%m-%d %H:%M} UTC)"
    paused = standing.recipient.paused_until
    if at is not None and paused is not None and context.now < paused:
        at, why = None, f"paused until {paused:%Y-%m-%d %H:%M %Z}"
    if at is not None and quiet is not None and quiet.at(at) and not _wakes(standing.order):
        at, why = quiet.ends(at), f"{why}; after quiet hours"
    return Route(standing.key, standing.recipient.id, at, why)


def _alert(alert: Alert, known: Known, room: Room | None, context: Context) -> tuple[datetime | None, str]:
    match judge(alert, known, context):
        case Tell(report) as tell:
            held = None if room is None else delayed_until(tell, room, context)
            if held is not None:
                return (
                    held,
                    f"{_TELLS[report.status]}; held by max_per_hour {alert.max_per_hour}, gathered until then",
                )
            return context.now, _TELLS[report.status]
        case Wait(until):
            return until, "reports are gathered first (wait)"
        case Drop(taken):
            return None, taken[0].reason or ""
        case Ignore(reason):
            return None, _spell(reason, alert, known, context)


def _digest(
    digest: Digest, known: Known, next_at: datetime | None, context: Context
) -> tuple[datetime | None, str]:
    plan = plan_digest(digest, [known], (), context)
    if plan.stories:
        return next_at, _TELLS[plan.stories[0].status]
    if plan.suppressed:
        first = plan.suppressed[0]
        named = first.reason == PUBLISHERS
        return None, _spell(PUBLISHERS, digest, known, context) if named else f"silenced: {first.detail}"
    if known.told is not None and not known.fresh:
        return None, "told in an earlier edition; nothing new since"
    lacking = shortfall(digest.select, known.story, known.story.severity, context)
    return None, _spell(lacking or UNSELECTED, digest, known, context)


def _spell(reason: str, order: Alert | Digest, known: Known, context: Context) -> str:
    """Return a reason with what was asked for."""
    if reason == BELOW:
        return f"{known.story.severity}, below min_severity {order.select.min_severity}"
    if reason == ABOVE:
        return f"{known.story.severity}, above max_severity {order.select.max_severity}"
    if reason == PUBLISHERS:
        return f"{publishers(known.story, context)} independent publishers of {order.select.min_publishers}"
    if known.told is not None and not known.fresh:
        return f"already told at {known.told.severity}, {known.told.at:%Y-%m-%d %H:%M} UTC; nothing new since"
    wanted = _wanted(order.select)
    return (
        f"no hit of the kind asked for ({wanted})"
        if wanted
        else "none of its hits waits to be told: they came before this order, or were found by `monitor rematch`"
    )


def _wanted(select: Select) -> str:
    """Return which kind of hits an order asks for."""
    asked = {name: getattr(select, name) for name in KINDS}
    kinds = [f"{name} {', '.join(values)}" for name, values in asked.items() if values]
    kinds += [f"within {select.near.km:g} km of {select.near.place}"] if select.near is not None else []
    kinds += [f"not {_wanted(select.without)}"] if select.without is not None else []
    return "; ".join(kinds)


def _is_older(known: Known, since: datetime | None) -> bool:
    """Return whether all that is known of a story was reported before the order was there."""
    hits = hits_of(known.earlier)
    return (
        since is not None
        and known.told is None
        and not known.fresh
        and bool(hits)
        and all(hit.created_at < since for hit in hits)
    )


def _wakes(order: Alert | Digest) -> bool:
    return isinstance(order, Alert) and order.through_quiet


_TELLS: Mapping[str, str] = {
    "new": "grave enough, of the kind asked for, and new",
    "updated": "new reports of a story told before",
    "corrected": "a correction of what was told",
}
