"""WATCH: feeds that stay ill, orders that fail, and their recovery, become notices to the operators, each told once."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from monitor.core.editions.edition import NoticeItem
from monitor.core.feeds.polling import FeedHealth
from monitor.core.operations import outbox
from monitor.steps.dependencies import Dependencies

log = logging.getLogger(__name__)

REMEMBERED = timedelta(days=90)  # how long after it was told ill a feed's recovery is told
SETTLED = timedelta(
    minutes=10
)  # an order that fails now and then is told as failing, not as one more each time
ILL, BACK = "feed_ill", "feed_back"
FAILED, WORKS = "order_failed", "order_works"
# States that no operator can mend and that end by themselves; digests tell them.
_HARMLESS = frozenset({"ok", "new", "paused", "quiet", "missed window", "degraded"})

_AT_ONCE = frozenset({"gone", "fault of monitor", "incomplete"})  # what does not end by waiting

_LOOK = "the log has the whole error; what is to be told waits until the order works again"
_WORKS = "it works again, and tells what waited"


async def watch(deps: Dependencies) -> int:
    """Note what operators should know of the feeds; return how many new notices there are."""
    return await asyncio.to_thread(_watch, deps)


def _watch(deps: Dependencies) -> int:
    now = deps.now()
    health = deps.store.feeds.coverage(now)
    told = deps.store.notices.recent(now - REMEMBERED)
    items = (*_ill(deps, health, now), *_back(health, told))
    return _note(deps, {f"{item.kind} {item.what} {item.since}": item for item in items}, now)


def watch_orders(deps: Dependencies, tried: Mapping[str, str | None]) -> int:
    """Note which orders of those ``tried`` fail now, and which work again; return how many notices are new.

    ``tried`` says of each what went wrong, None if nothing did. A failure is told once however long it lasts.
    """
    now, last = deps.now(), _last_told(deps)
    found: dict[str, NoticeItem] = {}
    for order, wrong in tried.items():
        before = last.get(order)
        since = before.since if before is not None else None
        is_failing = before is not None and before.kind == FAILED
        if wrong is not None and not is_failing:
            # Named by the failure before it, so that two daemons that fail together tell it once.
            found[f"{FAILED} {order} after {since}"] = NoticeItem(
                FAILED, order, outbox.plain(wrong), _LOOK, now
            )
        if wrong is None and is_failing and since is not None and now - since >= SETTLED:
            found[f"{WORKS} {order} {since}"] = NoticeItem(WORKS, order, _WORKS, "", since)
    return _note(deps, found, now)


def failing_orders(deps: Dependencies) -> dict[str, datetime]:
    """Return the orders that fail, as operators were told, and since when."""
    last = _last_told(deps)
    return {name: item.since for name, item in last.items() if item.kind == FAILED and item.since is not None}


def _last_told(deps: Dependencies) -> dict[str, NoticeItem]:
    """Return what operators were told last of each order."""
    last: dict[str, NoticeItem] = {}
    for item in deps.store.notices.recent(deps.now() - REMEMBERED, (FAILED, WORKS)):
        last.setdefault(item.what, item)
    return last


def _note(deps: Dependencies, found: Mapping[str, NoticeItem], now: datetime) -> int:
    new = [item for key, item in found.items() if deps.store.notices.add(key, item, now)]
    for item in new:
        log.warning("for the operators", extra={"kind": item.kind, "what": item.what, "detail": item.detail})
    return len(new)


def _ill(deps: Dependencies, health: tuple[FeedHealth, ...], now: datetime) -> Iterator[NoticeItem]:
    patience = deps.config.polling.health_after
    for one in health:
        since = one.since or one.last_ok_at
        if one.state in _HARMLESS or since is None or (one.state not in _AT_ONCE and now - since < patience):
            continue
        remedy = f"monitor feeds test {one.feed}; correct or remove it in feeds.yaml"
        yield NoticeItem(ILL, one.feed, f"{one.state}: {one.error}", remedy, since)


def _back(health: tuple[FeedHealth, ...], told: tuple[NoticeItem, ...]) -> Iterator[NoticeItem]:
    well = {one.feed: one for one in health if one.state in _HARMLESS and one.last_ok_at is not None}
    for item in told:
        one = well.get(item.what) if item.kind == ILL else None
        if (
            one is not None
            and one.last_ok_at is not None
            and (item.since is None or one.last_ok_at > item.since)
        ):
            yield NoticeItem(BACK, item.what, "it is read again", "", item.since)
