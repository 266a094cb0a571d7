"""What an edition says of the watch itself: which feeds are ill, since when, and what is usual."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.core.editions.bars import countries_of
from monitor.core.editions.edition import FeedFault, Tally
from monitor.core.feeds.outcomes import Fault
from monitor.core.feeds.polling import FeedHealth
from monitor.core.model import Place
from monitor.core.operations.faults import OurFault
from monitor.core.rules.model import Vocabulary
from monitor.core.settings import Feed


def faults(
    health: Sequence[FeedHealth], before: Mapping[str, str], feeds: Mapping[str, Feed]
) -> tuple[tuple[FeedFault, ...], tuple[FeedFault, ...]]:
    """Return which feeds became ill or well since the last edition, and which were ill before and still are."""
    ill = {feed.feed: feed for feed in health if not feed.healthy}
    changes = [_fault(feed, feeds) for feed in ill.values() if before.get(feed.feed) != feed.state]
    well = {feed.feed for feed in health if feed.healthy}
    changes += [FeedFault(feed, _title(feed, feeds), "ok") for feed in before if feed in well]
    standing = [_fault(feed, feeds) for feed in ill.values() if before.get(feed.feed) == feed.state]
    return tuple(changes), tuple(standing)


def ours(failing: Sequence[OurFault]) -> tuple[FeedFault, ...]:
    """Return what fails by a fault of monitor, as an edition says it."""
    return tuple(
        FeedFault(f"{fault.work} {fault.subject}", fault.title, Fault.state, fault.since, fault.error)
        for fault in failing
    )


def states(health: Sequence[FeedHealth]) -> dict[str, str]:
    """Return the ill feeds by state, as the next edition will compare them."""
    return {feed.feed: feed.state for feed in health if not feed.healthy}


def tallies(
    began: Sequence[tuple[datetime, tuple[str, ...], tuple[str, ...]]],
    places: Mapping[str, Place],
    vocabularies: Mapping[str, Vocabulary],
    zone: ZoneInfo,
) -> tuple[Tally, ...]:
    """Count the stories of each day and country; a story of two countries counts in both."""
    counts = Counter[tuple[date, str]]()
    for first_seen, found, concepts in began:
        day = first_seen.astimezone(zone).date()
        for country in countries_of(found, concepts, places, vocabularies):
            counts[day, country] += 1
    return tuple(Tally(day, country, number) for (day, country), number in sorted(counts.items()))


def _fault(health: FeedHealth, feeds: Mapping[str, Feed]) -> FeedFault:
    return FeedFault(health.feed, _title(health.feed, feeds), health.state, health.since, health.error)


def _title(feed: str, feeds: Mapping[str, Feed]) -> str:
    return feeds[feed].title if feed in feeds else feed
