"""The days that a text names."""

from collections.abc import Sequence
from datetime import date, timedelta

from monitor.core.language.words import numbered, words


def days_of(folded: Sequence[str], effective: date) -> tuple[date, ...]:
    """Return the days that folded words name: weekdays mean the last one, dates the last such day of a year.

    The day on which somebody said something ("said on Monday") is none, nor one from or until which a thing goes on.
    """
    weekdays, months = numbered("WEEKDAYS"), numbered("MONTHS")
    days: list[date] = []
    for at, word in enumerate(folded):
        if word in months:
            days += _dates(folded, at, months[word], effective)
        elif word in weekdays and not _is_of_speech(folded, at):
            days.append(effective - timedelta(days=(effective.weekday() - weekdays[word]) % 7))
    return tuple(sorted(set(days)))


def is_day_word(word: str) -> bool:
    """Return whether a folded word is a weekday or a month."""
    return word in numbered("WEEKDAYS") or word in numbered("MONTHS")


def _is_of_speech(folded: Sequence[str], at: int) -> bool:
    before = at - 1
    while before >= 0 and folded[before] in words("DAY_FILLERS"):
        before -= 1
    return before >= 0 and (folded[before] in words("SPEECH") or folded[before] in words("LASTING"))


def _dates(folded: Sequence[str], at: int, month: int, effective: date) -> list[date]:
    beside = [folded[place] for place in (at - 1, at + 1) if 0 <= place < len(folded)]
    days = [int(word) for word in beside if word.isdecimal() and len(word) <= 2]
    for day in days[:1]:
        for year in (effective.year, effective.year - 1):
            try:
                named = date(year, month, day)
            except ValueError:  # the 31st of a short month
                continue
            if named <= effective:
                return [named]
    return []
