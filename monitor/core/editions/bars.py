"""Counts of stories beside what is usual, for the bars of an edition."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from monitor.core.editions.edition import Bar, EditionRequest, StoryReport
from monitor.core.model import Place
from monitor.core.rules.model import Vocabulary

BASE = 28  # days that must be known before anything is called usual
DAYS = 14  # days shown
ROWS = 10  # shown of countries and actors


def country_bars(request: EditionRequest) -> tuple[Bar, ...]:
    """Count the stories of each country, the most first; a story of two countries counts in both."""
    stories = _by_name(request, lambda report: countries(report, request))
    past = Counter[str]()
    for tally in _base(request):
        past[tally[0]] += tally[1]
    window = request.end - request.start
    before = _before(request, window)
    rows = [
        Bar(
            name,
            len(reports),
            past[name] / BASE * (window / timedelta(days=1)) if _is_known(request) else None,
            before=None if before is None else before[name],
            killed=killed(reports),
        )
        for name, reports in stories.items()
    ]
    return _most(rows)


def actor_bars(request: EditionRequest) -> tuple[Bar, ...]:
    """Count the stories of each armed group, the most first, by the reader's word for it."""
    known, lang = request.ruleset.vocabularies, request.recipient.lang
    names = {
        name: known[name].labels.get(lang, known[name].label) for name in request.actors if name in known
    }
    stories = _by_name(
        request, lambda report: tuple(names[concept] for concept in report.story.concepts if concept in names)
    )
    return _most([Bar(name, len(reports), killed=killed(reports)) for name, reports in stories.items()])


def killed(reports: Iterable[StoryReport]) -> tuple[int, int]:
    """Return how many died, at least and at most, as told by new stories that somebody stands by."""
    tolls = [
        report.story.toll.get("killed", (0, 0))
        for report in reports
        if report.status == "new" and not report.story.denied
    ]
    return sum(low for low, _ in tolls), sum(high for _, high in tolls)


def _by_name(
    request: EditionRequest, names: Callable[[StoryReport], Iterable[str]]
) -> dict[str, list[StoryReport]]:
    stories: dict[str, list[StoryReport]] = {}
    for report in request.stories:
        for name in dict.fromkeys(names(report)) if report.status != "corrected" else ():
            stories.setdefault(name, []).append(report)
    return stories


def _most(rows: Iterable[Bar]) -> tuple[Bar, ...]:
    return tuple(sorted(rows, key=lambda bar: (-bar.value, bar.label))[:ROWS])


def _before(request: EditionRequest, window: timedelta) -> Counter[str] | None:
    """Count the stories by country of as many days before the window as it has, None if they are not known."""
    days = max(1, round(window / timedelta(days=1)))
    if request.known_days < days:
        return None
    first, counts = request.start.date(), Counter[str]()
    for tally in request.history:
        counts[tally.country] += tally.stories if 1 <= (first - tally.day).days <= days else 0
    return counts


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
    """Return the countries of a story, the first found first; ("",) where none is known."""
    story = report.story
    return countries_of(story.places, story.concepts, request.places, request.ruleset.vocabularies)


def countries_of(
    found: Iterable[str],
    concepts: Iterable[str],
    places: Mapping[str, Place],
    vocabularies: Mapping[str, Vocabulary],
) -> tuple[str, ...]:
    """Return the countries of the places found, else those that vocabularies stand for; ("",) where none is known."""
    names = dict.fromkeys(
        places[place].country for place in found if place in places and places[place].country
    )
    if not names:
        words = (vocabularies[concept].country for concept in concepts if concept in vocabularies)
        names = dict.fromkeys(filter(None, words))
    return tuple(names) or ("",)


def _is_known(request: EditionRequest) -> bool:
    return request.known_days >= BASE


def _base(request: EditionRequest) -> list[tuple[str, int]]:
    """Return what the last 28 days before the window brought, by country."""
    first = request.start.date()
    return [
        (tally.country, tally.stories) for tally in request.history if 1 <= (first - tally.day).days <= BASE
    ]


def _new(stories: Iterable[StoryReport]) -> int:
    return sum(1 for story in stories if story.status == "new")
