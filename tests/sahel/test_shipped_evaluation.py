"""How well the shipped rules do on reports that they were not written from, with floors that may not be undercut."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.core.model import Severity, Text
from monitor.core.rules.matcher import Matcher
from tests.cli.calls import call, objects
from tests.sahel.conftest import FOLDER

DATA = Path(__file__).parents[1] / "data"
# The first set grew with the rules. The second was written in five batches, each before the rules had seen it: they met
# them with F1 .90 (held-), .82 (heldb-; .89 after the first batch), .91 (heldc-), .90 (helde-) and .83 (heldf-, 19 texts);
# trap- are false friends alone. The third was written in four: blind- F1 .97, blindb- .87, blindc- .84 and blindd- .84 (26
# texts). The fourth is told in roundabout words: ba- comes from a writer who never saw the rules (F1 .94 when met, but
# .33 for coups and .43 for sieges), bb- and bc- from the rules' own author, before the rules were read again (.81, .83).
# bt- and bu- are everyday news, bu- chosen to mislead: 24 of its 56 texts were hit when met, six of them as grave.
# oa- (the fourth file) is by an analyst who never saw the rules and wrote roundabout on purpose: relevance F1 .955 when
# met, but .53 for unrest, .67 for sieges and spill-over, .71 for capitals and airports. Then it served to mend the rules.
# Since then all are a floor as well. Five reports are labelled [4, 5]: an airport under attack or fifty killed is critical
# by the scale that the rules follow, though their labellers found it less.
FILES = (
    "eval_sahel.jsonl",
    "eval_sahel_held_out.jsonl",
    "eval_sahel_blind.jsonl",
    "eval_sahel_third.jsonl",
    "eval_sahel_fourth.jsonl",
)
LEAST_ITEMS = 8
# Reports in all, then in English, in French and in Arabic.
LEAST_REPORTS = dict.fromkeys(FILES, (200, 80, 80, 40)) | {"eval_sahel_fourth.jsonl": (130, 70, 35, 18)}
RELEVANCE_FLOORS = dict(zip(FILES, (0.97, 0.97, 0.97, 0.96, 0.97), strict=True))
# Critical grades: the share that is right, and the share of critical reports that have one.
CRITICAL_PRECISION = CRITICAL_RECALL = 0.95
# Grade 4 told as high. Third and last set grade by how an event reads, the rules by its toll (ten killed).
GRAVE_FLOORS = dict(zip(FILES, (0.78, 0.78, 0.25, 0.75, 0.65), strict=True))


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled report and what the rules said of it."""

    id: str
    lang: str
    wanted: frozenset[str]
    found: frozenset[str]
    grade: int  # 0 irrelevant to 5 critical; of two that would do the lesser
    top: Severity | None


@pytest.fixture(scope="module", params=FILES)
def judged(matcher: Matcher, request: pytest.FixtureRequest) -> list[Judged]:
    text = (DATA / request.param).read_text(encoding="utf-8")
    items = [json.loads(line) for line in text.splitlines()]
    texts = [
        Text(
            item["title"],
            item["summary"],
            item["lang"],
            datetime.fromisoformat(item["published"]).replace(tzinfo=UTC),
        )
        for item in items
    ]
    return [
        Judged(
            item["id"],
            item["lang"],
            frozenset(item["labels"]),
            frozenset(tag for match in matches for tag in match.tags) - {"denial"},
            min(item["severity"]) if isinstance(item["severity"], list) else item["severity"],
            max((match.severity for match in matches), default=None),
        )
        for item, matches in zip(items, matcher.match(texts), strict=True)
    ]


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else 1.0


def test_the_set_is_large_and_speaks_three_languages(
    judged: list[Judged], request: pytest.FixtureRequest
) -> None:
    least = LEAST_REPORTS[request.node.callspec.params["judged"]]
    spoken = Counter(item.lang for item in judged)

    assert all(
        count >= floor
        for count, floor in zip((len(judged), spoken["en"], spoken["fr"], spoken["ar"]), least, strict=True)
    )
    assert 0.3 <= sum(item.grade == 0 for item in judged) / len(judged) <= 0.6


def test_relevance_stays_above_its_floor(judged: list[Judged], request: pytest.FixtureRequest) -> None:
    floor = RELEVANCE_FLOORS[request.node.callspec.params["judged"]]
    right = sum(item.top is not None and item.grade > 0 for item in judged)
    found = sum(item.top is not None for item in judged)
    wanted = sum(item.grade > 0 for item in judged)

    assert _f1(right, found, wanted) >= floor


def test_every_theme_stays_above_its_floor(judged: list[Judged]) -> None:
    found = Counter(tag for item in judged for tag in item.found)
    wanted = Counter(tag for item in judged for tag in item.wanted)
    right = Counter(tag for item in judged for tag in item.found & item.wanted)
    scores = {
        tag: _f1(right[tag], found[tag], count) for tag, count in wanted.items() if count >= LEAST_ITEMS
    }

    assert len(scores) >= 12
    assert {tag: score for tag, score in scores.items() if score < 0.7} == {}
    assert sum(scores.values()) / len(scores) >= 0.85


def test_no_critical_event_is_missed(judged: list[Judged]) -> None:
    critical = [item for item in judged if item.grade == 5]

    assert [item.id for item in critical if item.top is None or item.top < Severity.MEDIUM] == []
    assert sum(item.top is Severity.CRITICAL for item in critical) / len(critical) >= 0.95


def test_most_grave_events_are_told_as_high(judged: list[Judged], request: pytest.FixtureRequest) -> None:
    floor = GRAVE_FLOORS[request.node.callspec.params["judged"]]
    grave = [item for item in judged if item.grade == 4]

    assert sum(item.top is not None and item.top >= Severity.HIGH for item in grave) / len(grave) >= floor


def test_nothing_irrelevant_is_told_as_grave(judged: list[Judged]) -> None:
    assert [
        item.id for item in judged if item.grade == 0 and item.top is not None and item.top >= Severity.HIGH
    ] == []


@pytest.mark.parametrize("name", FILES)
def test_a_page_is_right_and_none_is_missed(name: str) -> None:
    found = objects(call("rules", "eval", DATA / name, "--severity", "--json", "--config", FOLDER))
    severity = next(record["severity"] for record in found if "severity" in record)

    assert severity["critical"]["precision"] >= CRITICAL_PRECISION
    assert severity["critical"]["recall"] >= CRITICAL_RECALL
    assert severity["high_on_irrelevant"] == 0


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_no_language_is_left_behind(judged: list[Judged], lang: str) -> None:
    relevant = [item for item in judged if item.lang == lang and item.grade > 0]

    assert sum(item.top is not None for item in relevant) / len(relevant) >= 0.95
