"""Invented reports of the kinds that failed in the field: datelines, other events' tolls, coups as topics, crime …

They were written before the clauses were. A case passes if it is hit at a severity that a reader would accept, and with
one of its themes; or, if it is irrelevant, is hit below ``low``.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.core.model import Match, Severity, Text
from monitor.core.rules.matcher import Matcher

FILE = Path(__file__).parents[1] / "data" / "hard_sahel.jsonl"
CASES: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def found(matcher: Matcher) -> list[tuple[Match, ...]]:
    return matcher.match(
        [
            Text(case["title"], case["summary"], case["lang"], datetime.fromisoformat(case["published"]))
            for case in CASES
        ]
    )


def _grade(matches: tuple[Match, ...]) -> int:
    """Return the gravest severity, from 1 (info) to 5; 0 without a match."""
    return max((int(match.severity) + 1 - int(Severity.INFO) for match in matches), default=0)


def _passes(case: dict[str, Any], matches: tuple[Match, ...]) -> bool:
    if not case["relevant"]:
        return _grade(matches) < 2
    themes = {tag for match in matches for tag in match.tags}
    return _grade(matches) in case["sev_ok"] and (not case["labels"] or not themes.isdisjoint(case["labels"]))


def test_most_hard_cases_are_judged_as_a_reader_would(found: list[tuple[Match, ...]]) -> None:
    passed = sum(map(_passes, CASES, found))

    assert passed >= 0.85 * len(CASES)


def test_no_page_at_night_is_wrong(found: list[tuple[Match, ...]]) -> None:
    wrong = [
        case["title"]
        for case, matches in zip(CASES, found, strict=True)
        if _grade(matches) == 5 and 5 not in case["sev_ok"]
    ]

    assert wrong == []


def test_a_ruler_held_in_whatever_words_is_critical(found: list[tuple[Match, ...]]) -> None:
    held = [
        _grade(matches)
        for case, matches in zip(CASES, found, strict=True)
        if case["kind"] == "ruler-held" and case["sev_ok"] == [5]
    ]

    assert len(held) == 6
    assert held.count(5) >= 5
