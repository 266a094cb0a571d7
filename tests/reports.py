"""Reports for tests of grouping: an entry with one hit, as a rule set would have found it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from monitor.core.model import Entry, Hit, Match, Place, Report, Severity
from monitor.core.settings import Feed, Signals
from monitor.core.stories.model import Knowledge
from monitor.core.stories.window import Grouped, Window

MONDAY = datetime(2026, 2, 2, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

_PLACES = (
    Place("gao", "Gao", "ML", "Gao", "core", 16.27, -0.04),
    Place("djibo", "Djibo", "BF", "Soum", "core", 14.10, -1.63),
    Place("arbinda", "Arbinda", "BF", "Soum", "core", 14.23, -0.86),
    Place("soum", "Soum", "BF", "Soum", "core", 14.2, -1.4),
    Place("bamako", "Bamako", "ML", "Bamako", "capital", 12.61, -7.98),
    Place("senou", "Sénou", "ML", "Bamako", "capital", 12.60, -7.95),
    Place("kati", "Kati", "ML", "Koulikoro", "capital", 12.74, -8.07),
    Place("kandi", "Kandi", "BJ", "Alibori", "coastal_north", 11.13, 2.94),
    Place("banikoara", "Banikoara", "BJ", "Alibori", "coastal_north", 11.30, 2.44),
    Place("malanville", "Malanville", "BJ", "Alibori", "coastal_north", 11.87, 3.38),
    Place("djougou", "Djougou", "BJ", "Donga", "coastal_north", 9.70, 1.67),
    Place("dapaong", "Dapaong", "TG", "Savanes", "coastal_north", 10.86, 0.21),
)
PLACES: Mapping[str, Place] = {place.id: place for place in _PLACES}
SIGNALS = Signals(zones=("coastal_north",), actors=("jnim", "is_sahel"))
FEEDS: Mapping[str, Feed] = {
    "wire": Feed("wire", "https://wire.example/rss", "Wire"),
    "daily": Feed("daily", "https://daily.example/rss", "Daily", publisher="Press House"),
    "weekly": Feed("weekly", "https://weekly.example/rss", "Weekly", publisher="Press House"),
}
KNOWN = Knowledge(FEEDS, PLACES, SIGNALS)


@dataclass
class Desk:
    """Groups reports one after the other, and remembers the story of each."""

    window: Window
    known: Knowledge = KNOWN

    def story(self, report: Report) -> int:
        """Group a report; return its story."""
        return self.grouped(report).members[0].story

    def stories(self, reports: Iterable[Report]) -> list[int]:
        """Group reports in turn; return their stories."""
        return [self.story(report) for report in reports]

    def grouped(self, *reports: Report) -> Grouped:
        """Group reports in one round."""
        return self.window.group(reports, self.known)


_numbers = count(1)


def report(
    title: str,
    summary: str = "",
    at: datetime = MONDAY,
    *,
    number: int | None = None,
    feed: str = "wire",
    severity: Severity = Severity.MEDIUM,
    places: Iterable[str] = (),
    concepts: Iterable[str] = (),
    tags: Iterable[str] = ("armed_attack",),
    killed: int | None = None,
    quiet: bool = False,
    lang: str | None = None,
    link: str | None = None,
) -> Report:
    """Make a report published and seen at one instant."""
    number = number or next(_numbers)
    entry = Entry(number, feed, title, summary, link, None, lang, at, at)
    toll = {} if killed is None else {"killed": killed}
    match = Match(
        "rule", "hash", severity, tuple(tags), (), concepts=tuple(concepts), places=tuple(places), toll=toll
    )
    return Report(entry, (Hit(number, number, match, at, quiet),))
