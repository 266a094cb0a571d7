"""Which hits, stories and signals an order asks for."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from monitor.core.model import Entry, Hit, Place, Report, Severity, Signal, Story
from monitor.core.orders.model import Context
from monitor.core.settings import Alert, Digest, Feed, Select

KINDS = ("tags", "rules", "feeds", "langs", "places", "countries", "regions", "zones", "kinds")
BELOW = "below min_severity"
PUBLISHERS = "min_publishers"
UNSELECTED = "not selected"
TOO_OLD = "older than max_age"


def fits(select: Select, hit: Hit, entry: Entry, context: Context) -> bool:
    """Say whether a hit is of the kind asked for, whatever its severity."""
    checks: tuple[tuple[tuple[str, ...], Callable[[], tuple[str, ...]]], ...] = (
        (select.tags, lambda: hit.match.tags),
        (select.rules, lambda: (hit.match.rule,)),
        (select.feeds, lambda: (entry.feed,)),
        (select.langs, lambda: _lang(entry, context.feeds)),
        (select.places, lambda: hit.match.places),
        (select.countries, lambda: countries(hit.match.places, context.places)),
        (select.regions, lambda: tuple(place.region for place in _places(hit.match.places, context))),
        (select.zones, lambda: tuple(place.zone for place in _places(hit.match.places, context))),
        (select.kinds, lambda: _kind(entry, context.feeds)),
    )
    return all(not asked or not set(asked).isdisjoint(found()) for asked, found in checks)


def fitting(select: Select, reports: tuple[Report, ...], context: Context) -> tuple[Report, ...]:
    """Return ``reports`` with only the hits that fit, and only those that have any."""
    kept = []
    for report in reports:
        hits = tuple(hit for hit in report.hits if fits(select, hit, report.entry, context))
        if hits:
            kept.append(Report(report.entry, hits))
    return tuple(kept)


def is_old(select: Select, report: Report) -> bool:
    """Return whether a report was no news any more when we saw it: published long before, or known to be old."""
    entry = report.entry
    if select.max_age is None:
        return False
    age = entry.seen_at - entry.published if entry.published is not None else timedelta()
    return age > select.max_age or entry.stale


def fits_signal(select: Select, signal: Signal, context: Context) -> bool:
    """Say whether a signal is asked for; it has no rule, feed or language, so asking for one leaves it out."""
    if signal.severity < select.min_severity or select.rules or select.feeds or select.langs or select.kinds:
        return False
    place = (signal.place,) if signal.place is not None else ()
    asked = (
        (select.tags, signal.tags),
        (select.places, place),
        (select.countries, countries(place, context.places)),
        (select.regions, tuple(each.region for each in _places(place, context))),
        (select.zones, tuple(each.zone for each in _places(place, context))),
    )
    return all(not wanted or not set(wanted).isdisjoint(found) for wanted, found in asked)


def digested(alert: Alert, recipient: str, digests: Iterable[Digest]) -> bool:
    """Say whether some digest of the recipient asks for everything that ``alert`` asks for."""
    return any(recipient in one.to and takes_in(one.select, alert.select) for one in digests)


def shortfall(select: Select, story: Story, severity: Severity, context: Context) -> str | None:
    """Name what a story lacks to be reported at ``severity``; None if nothing."""
    if severity < select.min_severity:
        return BELOW
    if publishers(story, context) < select.min_publishers:
        return PUBLISHERS
    return None


def publishers(story: Story, context: Context) -> int:
    """Count the independent publishers of a story; feeds of one house count once."""
    if story.publishers:
        return len(story.publishers)
    return len({_house(feed, context.feeds) for feed in story.feeds})


def takes_in(wide: Select, narrow: Select) -> bool:
    """Say whether ``wide`` asks for everything that ``narrow`` asks for."""
    if wide.min_severity > narrow.min_severity or wide.min_publishers > narrow.min_publishers:
        return False
    kinds = ((getattr(wide, kind), getattr(narrow, kind)) for kind in KINDS)
    return all(not asked or (some and set(some) <= set(asked)) for asked, some in kinds)


def _house(feed: str, feeds: Mapping[str, Feed]) -> str:
    known = feeds.get(feed)
    return feed if known is None else known.publisher or feed


def _lang(entry: Entry, feeds: Mapping[str, Feed]) -> tuple[str, ...]:
    feed = feeds.get(entry.feed)
    lang = entry.lang or (feed.lang if feed is not None else None)
    return (lang, lang.partition("-")[0]) if lang else ()


def countries(places: tuple[str, ...], known: Mapping[str, Place]) -> tuple[str, ...]:
    """Return the countries of places."""
    return tuple(known[place].country for place in places if place in known)


def _places(names: tuple[str, ...], context: Context) -> tuple[Place, ...]:
    return tuple(context.places[name] for name in names if name in context.places)


def _kind(entry: Entry, feeds: Mapping[str, Feed]) -> tuple[str, ...]:
    feed = feeds.get(entry.feed)
    return (feed.kind,) if feed is not None else ()
