"""What a hostile feed can do to grouping by sheer number."""

import gc
import tracemalloc
from datetime import timedelta
from time import process_time

import pytest

from monitor.core.model import Report, Severity
from monitor.core.stories.forms import form_of
from monitor.core.stories.pieces import piece_of
from monitor.core.stories.window import Window
from tests.reports import KNOWN, MONDAY, Desk, report

TOWNS = ("gao", "djibo", "arbinda", "kandi", "banikoara", "malanville", "djougou", "dapaong")


def alarm(number: int, feed: str = "hostile") -> Report:
    """Make one of many reports that look like news of attacks."""
    town = TOWNS[number % len(TOWNS)]
    title = f"Raiders {number * 7919 % 9973} burn {number * 104729 % 99991} granaries near {town.title()}"
    at = MONDAY + timedelta(minutes=number % 900)
    return report(title, "", at, feed=feed, places=[town], severity=Severity.CRITICAL, concepts=["attack"])


ATTACK = report(
    "Gunmen storm the airport of Bamako",
    "Heavy gunfire rocked the airport, residents of Bamako said.",
    feed="wire",
    places=["bamako"],
    severity=Severity.CRITICAL,
    concepts=["attack", "airfield"],
)
MORE = report(
    "Bamako airport under attack by gunmen",
    "Gunfire was heard at the airport, people in Bamako said.",
    MONDAY + timedelta(hours=1),
    feed="daily",
    places=["bamako"],
    severity=Severity.CRITICAL,
    concepts=["attack", "airfield"],
)


def test_a_flood_of_one_feed_pushes_out_nothing_but_itself() -> None:
    desk = Desk(Window(size=200))
    attack = desk.story(ATTACK)
    for start in range(0, 1000, 100):
        desk.grouped(*map(alarm, range(start, start + 100)))

    assert desk.story(MORE) == attack


def test_what_was_told_stays_whatever_many_feeds_send() -> None:
    desk = Desk(Window(size=50))
    attack = desk.story(ATTACK)
    desk.window.kept = {attack}
    for start in range(0, 1000, 100):
        desk.grouped(*(alarm(number, f"hostile-{number % 40}") for number in range(start, start + 100)))

    assert desk.story(MORE) == attack


@pytest.mark.parametrize("houses", [1, 50])
def test_a_story_of_thousands_of_reports_costs_no_more_each_than_one_of_a_hundred(houses: int) -> None:
    window, costs = Window(), []
    at = MONDAY
    for start in range(0, 3000, 100):
        reports = [
            report(
                "Army base in Djibo attacked by gunmen",
                f"Soldiers died, said witness number {number}.",
                at + timedelta(seconds=number),
                feed=f"feed-{number % houses}",
                places=["djibo"],
            )
            for number in range(start, start + 100)
        ]
        began = process_time()
        window.group(reports, KNOWN)
        costs.append(process_time() - began)

    assert window.next_story == 2, "all of it is one story"
    assert min(costs[-10:]) <= 4 * min(costs[1:11]) + 0.01


def test_what_grouping_remembers_of_words_is_bounded() -> None:
    """Twenty thousand reports have more words than are kept."""
    piece_of.cache_clear()
    form_of.cache_clear()
    tracemalloc.start()
    for number in range(30_000):
        piece_of(f"Kandiwashington{number * 7919}orbanikoara")
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept <= 25_000_000
