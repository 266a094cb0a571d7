"""What an edition costs: a thousand stories at once, and the ten-thousandth story against the hundredth.

Run as ``python -m tests.bench.edition [--short]``. CPU time of this process; the ratio is the median over
alternated runs of the two sizes, so that other work on the machine hurts both alike.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from time import process_time

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import Edition, EditionRequest, Envelope, Notice, Rendered, StoryReport
from monitor.core.model import Severity
from monitor.render.message import render
from monitor.store import Store
from tests.bench import MISSED
from tests.editions import envelope, report, request, story
from tests.newsroom import DAILY, Newsroom, config

REPORTS = 3  # a story, in the mean
LIMIT = 2.0  # seconds for a thousand stories (DESIGN section 7)
RATIO = 1.5  # the ten-thousandth story against the hundredth


@dataclass(frozen=True, slots=True)
class Result:
    """A figure, and the bound it must keep."""

    name: str
    value: float
    bound: float

    @property
    def holds(self) -> bool:
        """Say whether the figure keeps its bound."""
        return self.value <= self.bound


def run(*, short: bool = False) -> tuple[Result, ...]:
    """Measure composing and rendering a digest with text and HTML."""
    rounds = 1 if short else 5
    thousand = _day(1_000)
    seconds = min(_cost(thousand) for _ in range(rounds + 1))  # the first run compiles the templates
    small, large = (_day(100), _day(1_000)) if short else (_day(100), _day(10_000))
    sizes = len(small.stories), len(large.stories)
    whole = _cost_of_all(200 if short else 1_000)
    ratios = [(_cost(large) / sizes[1]) / (_cost_of_many(small) / sizes[0]) for _ in range(rounds)]
    return (
        Result("an edition of 1,000 stories, composed and rendered, seconds of CPU", seconds, LIMIT),
        Result("the same read from a store, planned, rendered and committed", whole, LIMIT),
        Result(f"the {sizes[1]:,}th story against the {sizes[0]}th", median(ratios), RATIO),
    )


def _day(stories: int) -> EditionRequest:
    return request(*(_story(number) for number in range(stories)))


def _story(number: int) -> StoryReport:
    feeds = ("wire", "kayes", "sahra")
    reports = [
        report(
            number * REPORTS + each,
            f"Attack number {number} near Diboli kills soldiers, {feeds[each]} says",
            "Gunmen on motorcycles attacked a post near Diboli at dawn, residents and a security source said. "
            * 3,
            feed=feeds[each],
            words=("Attack", "Diboli", "soldiers"),
        )
        for each in range(REPORTS)
    ]
    return StoryReport(story(number, reports, Severity(number % 5), toll={"killed": (2, 9)}), tuple(reports))


def _cost(day: EditionRequest) -> float:
    start = process_time()
    rendered = render(compose(day), [envelope()], {})
    assert not rendered[0].problems
    return process_time() - start


def _cost_of_many(day: EditionRequest) -> float:
    """Cost of a small day, from several, because one is too short to measure."""
    return sum(_cost(day) for _ in range(5)) / 5


def _cost_of_all(stories: int) -> float:
    """Cost of the whole step: EDIT reads new stories from a store, and commits the edition and its message."""

    async def written(what: Edition | Notice, envelopes: Sequence[Envelope]) -> tuple[Rendered, ...]:
        return render(what, envelopes, {})

    with tempfile.TemporaryDirectory() as folder, closing(Store(f"sqlite:///{folder}/monitor.db")) as store:
        store.open()
        room = Newsroom(store, config(DAILY))
        room.render = written
        room.register()
        for number in range(1, stories + 1):
            room.hit(number, Severity(number % 5))
        room.wait(timedelta(days=1))
        start = process_time()
        assert room.edit().editions == 1
        return process_time() - start


def main() -> int:
    """Print the figures; 1 if one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    results = run(short=parser.parse_args().short)
    for result in results:
        sys.stdout.write(f"{result.name}: {result.value:.2f} (at most {result.bound})\n")
    return 0 if all(result.holds for result in results) else MISSED


if __name__ == "__main__":
    sys.exit(main())
