"""What is one story hangs on the texts, not on the order in which they were committed."""

from datetime import timedelta
from random import Random

import pytest

from monitor.core.model import Report, Severity
from monitor.core.stories.window import Window
from tests.bench.farm import WORDS
from tests.reports import KNOWN, MONDAY, report

SHARES = {"en": 35, "fr": 30, "ar": 15, "es": 8, "pt": 6, "sw": 6}  # in a hundred, as feeds of the world are


def invented(size: int) -> list[Report]:
    """Make entries out of thirty words a language: alike in their words, and about nothing in common."""
    chance = Random(5)  # noqa: S311 - the same entries each time
    reports = []
    for number in range(1, size + 1):
        (lang,) = chance.choices(list(SHARES), list(SHARES.values()))
        words = WORDS[lang].split()
        title = " ".join(chance.choices(words, k=chance.randrange(6, 13))).capitalize()
        lead = (
            " ".join(chance.choices(words, k=20)).capitalize()
            + ". "
            + " ".join(chance.choices(words, k=4)).capitalize()
        )
        at = MONDAY + timedelta(minutes=chance.randrange(900))
        severity = chance.choice((Severity.LOW, Severity.MEDIUM, Severity.HIGH))
        made = report(
            title, lead, at, number=number, feed=f"feed-{number % 60}", lang=lang, severity=severity, tags=()
        )
        reports.append(made)
    return reports


def stories_of(reports: list[Report], batch: int = 250) -> dict[int, int]:
    """Group reports as rounds of the service do; return the story of each entry."""
    window = Window()
    stories: dict[int, int] = {}
    for start in range(0, len(reports), batch):
        grouped = window.group(reports[start : start + batch], KNOWN)
        stories |= {member.entry: member.story for member in grouped.members}
    return stories


@pytest.fixture(scope="module")
def entries() -> list[Report]:
    return invented(1200)


@pytest.mark.parametrize("seed", range(5))
def test_words_alone_join_nothing_in_whatever_order_they_come(entries: list[Report], seed: int) -> None:
    shuffled = list(entries)
    Random(seed).shuffle(shuffled)  # noqa: S311 - the same order each time

    stories = stories_of(shuffled)

    assert len(set(stories.values())) >= 0.98 * len(entries)


def test_ten_orders_of_real_looking_reports_give_nearly_the_same_stories() -> None:
    """Ten attacks of a day, told by six outlets each, in ten orders."""
    towns = (
        "djibo",
        "arbinda",
        "gao",
        "kandi",
        "banikoara",
        "malanville",
        "djougou",
        "dapaong",
        "soum",
        "kati",
    )
    told = ("Gunmen raid post in {}", "{}: soldiers killed in raid", "Raid on {} leaves {} dead",
            "Attaque d'un poste à {}", "Soldats tués dans l'attaque de {}", "هجوم على موقع للجيش")  # fmt: skip
    reports = [
        report(
            title.format(town.title(), toll),
            f"Men on motorbikes struck {town.title()} before dawn, killing {toll}.",
            MONDAY + timedelta(minutes=7 * at + 11 * number),
            feed=f"feed-{at}",
            places=[town],
            concepts=["attack", "troops"],
            killed=toll,
            severity=Severity.HIGH,
        )
        for number, town in enumerate(towns)
        for toll in (7 + 3 * number,)
        for at, title in enumerate(told)
    ]  # fmt: skip - one table
    counts = []
    for seed in range(10):
        shuffled = list(reports)
        Random(seed).shuffle(shuffled)  # noqa: S311 - the same order each time
        counts.append(len(set(stories_of(shuffled, batch=7).values())))

    assert max(counts) - min(counts) <= 1
