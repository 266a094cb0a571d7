"""What grouping costs: a report with ten thousand open ones, and against a report with one thousand.

Run as ``python -m tests.bench.stories [--short]``. CPU time of this process, in rounds of a hundred reports; the
cheapest round counts for the cost, since other work on the machine only adds to it, and medians of alternated rounds
for the ratio.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from monitor.core.model import Entry, Hit, Match, Place, Report, Severity
from monitor.core.stories.model import Knowledge
from monitor.core.stories.window import Window
from tests.bench import MISSED

SET = Path(__file__).parent.parent / "data" / "stories_labelled.jsonl"
START = datetime(2026, 3, 1, tzinfo=UTC)
WITHIN = timedelta(days=3)  # all reports are near enough to be compared
ROUND = 100
LIMIT = 0.5  # milliseconds a report (issue of the stories)
RATIO = 1.8  # ten thousand open reports against one thousand

CONCEPTS = (
    "attack",
    "troops",
    "mali",
    "burkina",
    "niger",
    "jnim",
    "killing",
    "airfield",
    "blockade",
    "displaced",
)
THINGS = [
    "garrison",
    "ferry",
    "harvest",
    "checkpoint",
    "convoy",
    "orchard",
    "delegation",
    "festival",
    "pipeline",
    "customs",
    "medics",
    "trucks",
    "ministers",
    "herders",
    "bridge",
    "granary",
    "workshop",
    "tribunal",
    "airfield",
    "council",
]
PLACES = {
    f"town-{number}": Place(
        f"town-{number}", f"Town {number}", "ML", f"Region {number % 30}", "core", number / 100, 1.0
    )
    for number in range(900)
}
KNOWN = Knowledge(places=PLACES)


@dataclass(frozen=True, slots=True)
class Result:
    """A figure, and the bound it must keep."""

    name: str
    value: float
    bound: float


def run(*, short: bool = False) -> tuple[Result, ...]:
    """Measure both sizes in turn."""
    size, small = (2_000, 500) if short else (10_000, 1_000)
    rounds = 5 if short else 30
    stream = _stream(size + small + 2 * ROUND * rounds)
    full, young = _filled(stream, size), _filled(stream, small)
    costs = [(_round(full, stream), _round(young, stream)) for _ in range(rounds)]
    cheapest = min(cost for cost, _ in costs)
    return (
        Result(f"a report with {size:,} open ones, milliseconds", cheapest, LIMIT),
        Result(f"a report with {size:,} against {small:,} open ones", median(a / b for a, b in costs), RATIO),
    )


def _filled(stream: Iterator[Report], size: int) -> Window:
    window = Window(size=size)
    for _ in range(size):
        window.group([next(stream)], KNOWN)
    return window


def _round(window: Window, stream: Iterator[Report]) -> float:
    """Return the milliseconds that one report costs."""
    reports = [next(stream) for _ in range(ROUND)]
    start = process_time()
    window.group(reports, KNOWN)
    return (process_time() - start) * 1000 / ROUND


def _stream(size: int) -> Iterator[Report]:
    """Yield reports made of our labelled texts, each moved to a town of its own, with a number and two things."""
    random = Random(7)  # noqa: S311 - the same stream each time
    texts = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    for number in range(1, size + 1):
        text, place, killed = random.choice(texts), random.choice([*PLACES.values()]), random.randint(3, 200)
        things = " ".join(random.sample(THINGS, 2))
        at = START + WITHIN * (number / size)
        entry = Entry(
            number,
            f"feed-{number % 40}",
            f"{text['title']} {place.name}",
            f"{text['summary']} {things} {place.name} {killed}",
            None,
            None,
            text["lang"],
            at,
            at,
        )  # fmt: skip - one entry
        match = Match(
            "rule",
            "hash",
            random.choice(list(Severity)),
            ("armed_attack",),
            (),
            toll={"killed": killed},
            concepts=tuple(random.sample(CONCEPTS, 4)),
            places=(place.id,),
        )  # fmt: skip - one match
        yield Report(entry, (Hit(number, number, match, at),))


def main() -> int:
    """Print the figures; 1 if one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    results = run(short=parser.parse_args().short)
    for result in results:
        sys.stdout.write(f"{result.name}: {result.value:.2f} (at most {result.bound})\n")
    return 0 if all(result.value <= result.bound for result in results) else MISSED


if __name__ == "__main__":
    sys.exit(main())
