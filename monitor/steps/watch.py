"""WATCH: feeds that stay ill, and their recovery, become notices to the operators, each told once."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from monitor.core.edition import NoticeItem
from monitor.core.polling import FeedHealth
from monitor.steps.tools import Tools

log = logging.getLogger(__name__)

REMEMBERED = timedelta(days=90)  # how long after it was told ill a feed's recovery is told
ILL, BACK = "feed_ill", "feed_back"
# States that no operator can mend and that end by themselves; digests tell them.
_HARMLESS = frozenset({"ok", "new", "quiet", "missed window", "degraded"})


async def watch(tools: Tools) -> int:
    """Note what operators should know of the feeds; return how many new notices there are."""
    return await asyncio.to_thread(_watch, tools)


def _watch(tools: Tools) -> int:
    now = tools.now()
    health = tools.store.feeds.coverage(now)
    told = tools.store.notices.recent(now - REMEMBERED)
    found = [*_ill(tools, health, now), *_back(health, told)]
    new = [
        item for item in found if tools.store.notices.add(f"{item.kind} {item.what} {item.since}", item, now)
    ]
    for item in new:
        log.warning("for the operators", extra={"kind": item.kind, "feed": item.what, "detail": item.detail})
    return len(new)


def _ill(tools: Tools, health: tuple[FeedHealth, ...], now: datetime) -> Iterator[NoticeItem]:
    patience = tools.config.polling.health_after
    for one in health:
        since = one.since or one.last_ok_at
        if one.state in _HARMLESS or since is None or (one.state != "gone" and now - since < patience):
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
