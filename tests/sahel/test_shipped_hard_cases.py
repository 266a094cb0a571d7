"""Invented reports of the kinds that failed in the field: datelines, other events' tolls, coups as topics, crime …

They were written before the clauses were. A case passes if it is hit at a severity that a reader would accept, and with
one of its themes; or, if it is irrelevant, is hit below ``low``.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.core.feeds.parse.furniture import blanked
from monitor.core.model import Match, Severity, Text
from monitor.core.rules.matcher import Matcher

DATA = Path(__file__).parents[1] / "data"
# The second file was written for kinds that the first rules for clauses left open: 51 of its first 116 passed before they were
# built, with 18 false pages.
# The third was written by someone who had not seen the rules: met with 184 of 238, 5 false pages, 22 of its 30 sure ones.
# The fourth was written without a look at the rules, as a desk would note what it met: of its first 132, 104 passed, with 8 false
# pages and 18 of 24 sure ones; then come more of the kinds that failed, of which 50 of
# 128 passed when they were written, and two more fresh sets: 55 of 77, 5 false pages, 9 of 16 sure ones;
# 56 of 74, 7 false pages, 13 of 17 sure ones. Each was met before rules were changed for it.
FILES = {
    "hard_sahel.jsonl": 0.92,
    "hard_sahel_kinds.jsonl": 0.95,
    "hard_sahel_unseen.jsonl": 0.88,
    "hard_sahel_desk.jsonl": 0.95,
}
CASES: dict[str, list[dict[str, Any]]] = {
    name: [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()] for name in FILES
}


@pytest.fixture(scope="module")
def found(matcher: Matcher) -> dict[str, list[tuple[Match, ...]]]:
    return {
        name: matcher.match(
            [
                Text(
                    *blanked(case["title"], case["summary"], ""),  # what feeds put round reports is cut first
                    case["lang"],
                    datetime.fromisoformat(case["published"]),
                )
                for case in cases
            ]
        )
        for name, cases in CASES.items()
    }


def _grade(matches: tuple[Match, ...]) -> int:
    """Return the gravest severity, from 1 (info) to 5; 0 without a match."""
    return max((int(match.severity) + 1 - int(Severity.INFO) for match in matches), default=0)


def _passes(case: dict[str, Any], matches: tuple[Match, ...]) -> bool:
    if not case["relevant"]:
        return _grade(matches) < 2
    themes = {tag for match in matches for tag in match.tags}
    return _grade(matches) in case["sev_ok"] and (not case["labels"] or not themes.isdisjoint(case["labels"]))


@pytest.mark.parametrize("name", FILES)
def test_most_hard_cases_are_judged_as_a_reader_would(
    found: dict[str, list[tuple[Match, ...]]], name: str
) -> None:
    passed = sum(map(_passes, CASES[name], found[name]))

    assert passed >= FILES[name] * len(CASES[name])


@pytest.mark.parametrize("name", FILES)
def test_no_page_at_night_is_wrong(found: dict[str, list[tuple[Match, ...]]], name: str) -> None:
    wrong = [
        case["title"]
        for case, matches in zip(CASES[name], found[name], strict=True)
        if _grade(matches) == 5 and 5 not in case["sev_ok"]
    ]

    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_what_must_page_does(found: dict[str, list[tuple[Match, ...]]], name: str) -> None:
    missed = [
        case["title"]
        for case, matches in zip(CASES[name], found[name], strict=True)
        if case["sev_ok"] == [5] and _grade(matches) < 5
    ]

    assert missed == []
