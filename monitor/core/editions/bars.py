"""Counts of stories beside what is usual, for the bars of an edition."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from monitor.core.editions.edition import Bar, EditionRequest, StoryReport
from monitor.core.model import Place
from monitor.core.rules.model import Vocabulary

BASE = 28  # days that must be known before anything is called usual
DAYS = 14  # days shown
COUNTRIES = 10  # rows shown


def country_bars(request: EditionRequest) -> tuple[Bar, ...]:
    """Count the stories of each country, the most first; a story of two countries counts in both."""
    told = (each for each in request.stories if each.status != "corrected")
    counts = Counter(name for each in told for name in countries(each, request))
    past = Counter[str]()
    for tally in _base(request):
        past[tally[0]] += tally[1]
    length = (request.end - request.start) / timedelta(days=1)
    rows = [
        Bar(name, value, past[name] / BASE * length if _is_known(request) else None)
        for name, value in counts.items()
    ]
    return tuple(sorted(rows, key=lambda bar: (-bar.value, bar.label))[:COUNTRIES])


def day_bars(request: EditionRequest, zone_day: date) -> tuple[Bar, ...]:
    """Count the stories of each of the last days, oldest first; the last day is this window."""
    past = Counter[date]()
    for tally in request.history:
        past[tally.day] += tally.stories
    shown = min(DAYS - 1, request.known_days)
    if not shown:
        return ()
    days = [zone_day - timedelta(days=back) for back in range(shown, 0, -1)]
    usual = sum(count for _, count in _base(request)) / BASE if _is_known(request) else None
    rows = [Bar("", past[day], usual, day) for day in days]
    return (*rows, Bar("", _new(request.stories), usual, zone_day))


def countries(report: StoryReport, request: EditionRequest) -> tuple[str, ...]:
    """Name the countries of a story, the first found first; ("",) where none is known."""
    story = report.story
    return countries_of(story.places, story.concepts, request.places, request.ruleset.vocabularies)


def countries_of(
    found: Iterable[str],
    concepts: Iterable[str],
    places: Mapping[str, Place],
    vocabularies: Mapping[str, Vocabulary],
) -> tuple[str, ...]:
    """Name the countries of the places found, else those that vocabularies stand for; ("",) where none is known."""
    names = dict.fromkeys(places[each].country for each in found if each in places and places[each].country)
    if not names:
        words = (vocabularies[each].country for each in concepts if each in vocabularies)
        names = dict.fromkeys(filter(None, words))
    return tuple(names) or ("",)


def _is_known(request: EditionRequest) -> bool:
    return request.known_days >= BASE


def _base(request: EditionRequest) -> list[tuple[str, int]]:
    """Give what the last 28 days before the window brought, by country."""
    first = request.start.date()
    return [
        (tally.country, tally.stories) for tally in request.history if 1 <= (first - tally.day).days <= BASE
    ]


def _new(stories: Iterable[StoryReport]) -> int:
    return sum(1 for each in stories if each.status == "new")
