"""Which hits, stories and signals an order asks for."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from monitor.core.model import Entry, Hit, Place, Report, Severity, Signal, Story
from monitor.core.orders.model import Context
from monitor.core.settings import Alert, Digest, Feed, Near, Select
from monitor.core.stories.geography import kilometres

KINDS = ("tags", "rules", "feeds", "langs", "places", "countries", "regions", "zones", "kinds")
BELOW = "below min_severity"
ABOVE = "above max_severity"
PUBLISHERS = "min_publishers"
UNSELECTED = "not selected"
TOO_OLD = "older than max_age"


def fits(select: Select, hit: Hit, entry: Entry, context: Context) -> bool:
    """Return whether a hit is of the kind asked for, whatever its severity."""

    def values(kind: str) -> tuple[str, ...]:
        return (
            _OF_HIT[kind](hit, entry, context)
            if kind in _OF_HIT
            else _of_places(kind, hit.match.places, context)
        )

    return _meets(select, values, hit.match.places, context)


def fitting(select: Select, reports: tuple[Report, ...], context: Context) -> tuple[Report, ...]:
    """Return ``reports`` with only the hits that fit, and only those that have any."""
    remaining = []
    for report in reports:
        hits = tuple(hit for hit in report.hits if fits(select, hit, report.entry, context))
        if hits:
            remaining.append(Report(report.entry, hits))
    return tuple(remaining)


def is_old(select: Select, report: Report) -> bool:
    """Return whether a report was no news any more when we saw it: published long before, or known to be old."""
    entry = report.entry
    if select.max_age is None:
        return False
    age = entry.seen_at - entry.published if entry.published is not None else timedelta()
    return age > select.max_age or entry.stale


def fits_signal(select: Select, signal: Signal, context: Context) -> bool:
    """Return whether a signal is asked for; it has no rule, feed or language, so asking for one leaves it out."""
    if not select.min_severity <= signal.severity <= select.max_severity:
        return False
    places = (signal.place,) if signal.place is not None else ()

    def values(kind: str) -> tuple[str, ...]:
        if kind == "tags":
            return signal.tags
        return () if kind in _OF_HIT else _of_places(kind, places, context)

    return _meets(select, values, places, context)


def _meets(
    select: Select, values: Callable[[str], tuple[str, ...]], places: tuple[str, ...], context: Context
) -> bool:
    for kind in KINDS:
        asked: tuple[str, ...] = getattr(select, kind)
        if asked and set(asked).isdisjoint(values(kind)):
            return False
    if select.near is not None and not any(_is_near(select.near, place, context) for place in places):
        return False
    return select.without is None or not _is_excluded(select.without, values, places, context)


def _is_excluded(
    without: Select, values: Callable[[str], tuple[str, ...]], places: tuple[str, ...], context: Context
) -> bool:
    """Return whether one of the keys of ``not`` leaves a hit out; by place only if it is nowhere else."""
    for kind in KINDS:
        unwanted: tuple[str, ...] = getattr(without, kind)
        its = values(kind) if unwanted else ()
        is_placed = kind not in _OF_HIT
        if its and (set(its) <= set(unwanted) if is_placed else not set(its).isdisjoint(unwanted)):
            return True
    near = without.near
    return near is not None and bool(places) and all(_is_near(near, place, context) for place in places)


def _is_near(near: Near, name: str, context: Context) -> bool:
    centre, place = context.places.get(near.place), context.places.get(name)
    if name == near.place:
        return True
    distance = None if centre is None or place is None else kilometres(centre, place)
    return distance is not None and distance <= near.km


def digested(alert: Alert, recipient: str, digests: Iterable[Digest]) -> bool:
    """Return whether some digest of the recipient asks for everything that ``alert`` asks for."""
    return any(recipient in digest.to and takes_in(digest.select, alert.select) for digest in digests)


def shortfall(select: Select, story: Story, severity: Severity, context: Context) -> str | None:
    """Return what a story lacks to be reported at ``severity``; None if nothing."""
    if severity < select.min_severity:
        return BELOW
    if severity > select.max_severity:
        return ABOVE
    if publishers(story, context) < select.min_publishers:
        return PUBLISHERS
    return None


def publishers(story: Story, context: Context) -> int:
    """Count the independent publishers of a story; feeds of one house count once."""
    if story.publishers:
        return len(story.publishers)
    return len({_house(feed, context.feeds) for feed in story.feeds})


def takes_in(wide: Select, narrow: Select) -> bool:
    """Return whether ``wide`` asks for everything that ``narrow`` asks for."""
    if wide.min_severity > narrow.min_severity or wide.max_severity < narrow.max_severity:
        return False
    if wide.min_publishers > narrow.min_publishers:
        return False
    if wide.near not in (None, narrow.near) or wide.without not in (None, narrow.without):
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


def _of_places(kind: str, names: tuple[str, ...], context: Context) -> tuple[str, ...]:
    """Return what is asked for by places of a kind: their ids, countries, regions or zones."""
    if kind == "places":
        return names
    key = {"countries": "country", "regions": "region", "zones": "zone"}[kind]
    return tuple(str(getattr(place, key)) for place in _places(names, context))


def _places(names: tuple[str, ...], context: Context) -> tuple[Place, ...]:
    return tuple(context.places[name] for name in names if name in context.places)


def _kind(entry: Entry, feeds: Mapping[str, Feed]) -> tuple[str, ...]:
    feed = feeds.get(entry.feed)
    return (feed.kind,) if feed is not None else ()


# What else than places an order may ask for of a hit.
_OF_HIT: Mapping[str, Callable[[Hit, Entry, Context], tuple[str, ...]]] = {
    "tags": lambda hit, _entry, _context: hit.match.tags,
    "rules": lambda hit, _entry, _context: (hit.match.rule,),
    "feeds": lambda _hit, entry, _context: (entry.feed,),
    "langs": lambda _hit, entry, context: _lang(entry, context.feeds),
    "kinds": lambda _hit, entry, context: _kind(entry, context.feeds),
}
