"""Checking files takes time that grows with their size, not with its square; what nobody would read is not looked for."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from monitor import config
from tests.config import folders

_RANDOM = random.Random(1)  # noqa: S311 - the same words each time
WORDS = ["".join(_RANDOM.choices("abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(40_000)]
STRANGERS = ["".join(_RANDOM.choices("abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(10_000)]
RULE = "rules:\n  - id: x\n    any: [good]\n"
ALERT = "recipients: {d: {mail: [a@x.org]}}\nalerts: [{id: a, to: [d], select: {"

Files = dict[str, str]


def lines(form: str, words: list[str]) -> str:
    return "".join(form.format(word=word, number=number) for number, word in enumerate(words))


CASES: dict[str, tuple[int, Callable[[int], Files]]] = {
    "keys of a file": (700, lambda n: {"rules/r.yaml": RULE + lines("{word}: 1\n", WORDS[:n])}),
    "keys of a rule": (700, lambda n: {"rules/r.yaml": RULE + lines("    {word}: 1\n", WORDS[:n])}),
    "keys of monitor.yaml": (700, lambda n: {"monitor.yaml": lines("{word}: 1\n", WORDS[:n])}),
    "addresses of feeds": (
        300,
        lambda n: {"feeds.yaml": "feeds:\n" + lines("  - {{id: {word}, url: '{word}'}}\n", WORDS[:n])},
    ),
    "time zones": (
        300,
        lambda n: {"digests.yaml": "recipients:\n" + lines("  {word}: {{timezone: {word}}}\n", WORDS[:n])},
    ),
    "vocabularies that are not there": (
        100,
        lambda n: {
            "vocabularies/v.yaml": "vocabularies:\n" + lines("  {word}: {{terms: [a1]}}\n", WORDS[:1500]),
            "rules/r.yaml": "rules:\n" + lines("  - {{id: r{number}, any: [${word}]}}\n", STRANGERS[:n]),
        },
    ),
    "recipients that are not there": (
        100,
        lambda n: {
            "digests.yaml": "recipients:\n"
            + lines("  {word}: {{mail: [a@x.org]}}\n", WORDS[:1500])
            + f"alerts: [{{id: a, to: [{', '.join(STRANGERS[:n])}]}}]\n"
        },
    ),
    "places that are not there": (
        100,
        lambda n: {
            "places.csv": "id,name,country\n" + lines("{word},{word},ML\n", WORDS[:2500]),
            "history.csv": "date,place,tags,source\n" + lines("2025-01-01,{word},x,y\n", STRANGERS[:n]),
        },
    ),
    "tags that no rule has": (
        200,
        lambda n: {
            "rules/r.yaml": f"rules: [{{id: a, any: [b], tags: [{', '.join(WORDS[:2500])}]}}]\n",
            "digests.yaml": f"{ALERT}tags: [{', '.join(STRANGERS[:n])}]}}}}]\n",
        },
    ),
    "adjustments of nothing": (
        700,
        lambda n: {
            "vocabularies/v.yaml": "vocabularies:\n  v:\n    terms: |\n" + lines("      {word}\n", WORDS[:n]),
            "local/l.yaml": "vocabularies:\n  v:\n    remove: |\n" + lines("      {word}\n", STRANGERS[:n]),
        },
    ),
    "examples that are given up": (
        700,
        lambda n: {
            "rules/r.yaml": RULE
            + "    examples:\n      match: |\n"
            + lines("        good {word}\n", WORDS[:n]),
            "local/l.yaml": "rules:\n  x:\n    drop_examples: |\n" + lines("      {word}\n", WORDS[:n]),
        },
    ),
    "examples, a line each": (
        1500,
        lambda n: {
            "rules/r.yaml": RULE
            + "    examples:\n      match: |\n"
            + lines("        good {word}\n", WORDS[:n])
        },
    ),
    "examples, a dash each": (
        1000,
        lambda n: {
            "rules/r.yaml": RULE
            + "    examples:\n      match:\n"
            + lines("        - good {word}\n", WORDS[:n])
        },
    ),
    "words that are none": (
        300,
        lambda n: {
            "vocabularies/v.yaml": "vocabularies:\n  v:\n    terms: |\n"
            + lines("      {number}*\n", WORDS[:n])
        },
    ),
    "one key again and again": (
        900,
        lambda n: {"rules/r.yaml": RULE + "vocabularies:\n" + "  v: {terms: [a]}\n" * n},
    ),
    "feeds of one address": (
        300,
        lambda n: {
            "feeds.yaml": "feeds:\n" + lines("  - {{id: {word}, url: 'https://a.example/'}}\n", WORDS[:n])
        },
    ),
    "recipients of nothing": (
        300,
        lambda n: {"digests.yaml": "recipients:\n" + lines("  {word}: {{mail: [a@x.org]}}\n", WORDS[:n])},
    ),
    "anchors": (900, lambda n: {"rules/r.yaml": lines("{word}: &{word} [x]\n", WORDS[:n]) + RULE}),
    "a tag": (300_000, lambda n: {"rules/r.yaml": f"rules: !<{'a' * n}> x"}),
    "a tag in a list": (300_000, lambda n: {"rules/r.yaml": f"rules: [!{'a' * n} x]"}),
    "an anchor": (300_000, lambda n: {"rules/r.yaml": f"a: &{'a' * n} x\n{RULE}"}),
    "a directive": (300_000, lambda n: {"rules/r.yaml": f"%{'a' * n} b\n---\n{RULE}"}),
    "a word": (300_000, lambda n: {"rules/r.yaml": f"a: {'b' * n}\n{RULE}"}),
    "a text over many lines": (
        100_000,
        lambda n: {"rules/r.yaml": 'a: "' + "b\n  " * (n // 4) + f'"\n{RULE}'},
    ),
    "blank lines": (100_000, lambda n: {"rules/r.yaml": RULE + "\n" * n}),
}


def seconds(place: Path, files: Files) -> float:
    """Return the processor time that checking takes, the better of two times."""
    folder = folders.write(place, dict(files))
    found = []
    for _ in range(2):
        began = time.process_time()
        with suppress(config.ConfigError):
            config.load(folder, {})
        found.append(time.process_time() - began)
    return min(found)


@pytest.mark.parametrize("case", CASES)
def test_three_times_as_much_takes_not_nine_times_as_long(tmp_path: Path, case: str) -> None:
    size, make = CASES[case]
    for attempt in range(
        4
    ):  # what else the machine does costs processor time, too: what grows so, always does
        place = tmp_path / str(attempt)
        once, thrice = seconds(place / "1", make(size)), seconds(place / "3", make(3 * size))
        if thrice < max(5.5 * once, 0.1):
            break

    assert thrice < max(5.5 * once, 0.1), (once, thrice)


def test_a_thousand_mistakes_are_told_and_no_more_are_looked_for(tmp_path: Path) -> None:
    feeds = lines("  - {{id: {word}, url: nowhere}}\n", WORDS[:5000])
    told = folders.mistakes(
        tmp_path, {"feeds.yaml": f"feeds:\n{feeds}", "rules/r.yaml": "rules: [{id: a}]\n"}
    )

    assert len(told) == 1001
    assert told[-1] == f"{tmp_path}/config: more was not looked at, fix these first"


def test_a_thousand_warnings_are_told(tmp_path: Path) -> None:
    recipients = lines("  {word}: {{mail: [a@x.org]}}\n", WORDS[:3000])

    assert len(folders.load(tmp_path, {"digests.yaml": f"recipients:\n{recipients}"}).warnings) == 1000
