"""WATCH: feeds that stay ill, and their recovery, become notices to the operators, each told once."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from monitor.core.feeds.polling import FeedHealth
from monitor.core.operations.notice import NoticeItem
from monitor.core.orders.lateness import late_digests
from monitor.core.orders.model import standings
from monitor.core.orders.schedule import quiet_hours
from monitor.steps.dependencies import Dependencies

log = logging.getLogger(__name__)

REMEMBERED = timedelta(days=90)  # how long after it was told ill a feed's recovery is told
ILL, BACK = "feed_ill", "feed_back"
# States that no operator can fix and that end by themselves; digests tell them.
_HARMLESS = frozenset({"ok", "new", "paused", "quiet", "missed window", "degraded"})

_AT_ONCE = frozenset({"gone", "fault of monitor", "incomplete"})  # what does not end by waiting


async def watch(deps: Dependencies) -> int:
    """Note what operators should know of the feeds; return how many new notices there are."""
    return await asyncio.to_thread(_watch, deps)


def note_late(deps: Dependencies) -> None:
    """Note which digests are due and have no edition, for whoever looks at the store."""
    now, rows = deps.now(), deps.store.orders.all()
    known = [
        (standing, rows[standing.key, standing.recipient.id])
        for standing in standings(deps.config)
        if (standing.key, standing.recipient.id) in rows
    ]
    recipients = deps.config.recipients.values()
    zone = deps.config.timezone
    quiet = {reader.id: hours for reader in recipients if (hours := quiet_hours(reader, zone))}
    before = deps.store.status.late()
    late = late_digests(known, quiet, before, now)
    if late != before:
        deps.store.status.note_late(late)


def _watch(deps: Dependencies) -> int:
    now = deps.now()
    note_late(deps)
    health = deps.store.feeds.coverage(now)
    recent = deps.store.notices.recent(now - REMEMBERED)
    items = (*_ill(deps, health, now), *_back(health, recent))
    return _note(deps, {f"{item.kind} {item.what} {item.since}": item for item in items}, now)


def _note(deps: Dependencies, found: Mapping[str, NoticeItem], now: datetime) -> int:
    new = [item for key, item in found.items() if deps.store.notices.add(key, item, now)]
    for item in new:
        log.warning("for the operators", extra={"kind": item.kind, "what": item.what, "detail": item.detail})
    return len(new)


def _ill(deps: Dependencies, health: tuple[FeedHealth, ...], now: datetime) -> Iterator[NoticeItem]:
    patience = deps.config.polling.health_after
    for feed in health:
        since = feed.since or feed.last_ok_at
        if (
            feed.state in _HARMLESS
            or since is None
            or (feed.state not in _AT_ONCE and now - since < patience)
        ):
            continue
        hint = f"monitor feeds test {feed.feed}; correct or remove it in feeds.yaml"
        yield NoticeItem(ILL, feed.feed, f"{feed.state}: {feed.error}", hint, since)


def _back(health: tuple[FeedHealth, ...], recent: tuple[NoticeItem, ...]) -> Iterator[NoticeItem]:
    well = {feed.feed: feed for feed in health if feed.state in _HARMLESS and feed.last_ok_at is not None}
    for item in recent:
        feed = well.get(item.what) if item.kind == ILL else None
        if (
            feed is not None
            and feed.last_ok_at is not None
            and (item.since is None or feed.last_ok_at > item.since)
        ):
            yield NoticeItem(BACK, item.what, "it is read again", "", item.since)
