"""Cron at changes of clock, against an oracle that walks every minute and knows only Debian cron's two sentences."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.core.orders import schedule
from monitor.core.settings import Digest

MINUTE = timedelta(minutes=1)
NAMES = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}

# The change of each clock, by its UTC day: (zone, the day it goes forward, the day it goes back).
CHANGES = [
    ("Europe/Paris", "2026-03-29", "2026-10-25"),
    ("Africa/Cairo", "2026-04-23", "2026-10-29"),
    ("Africa/Casablanca", "2026-03-22", "2026-02-15"),
    ("America/New_York", "2026-03-08", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-10-03", "2026-04-04"),
    ("Asia/Tehran", "2022-03-21", "2022-09-21"),
]
CRONS = [
    "30 2 * * *",
    "0 0 * * *",
    "15 1,2,3 * * *",
    "0 6 * * *",
    "*/20 * * * *",
    "10 */2 * * *",
    "45 23 * * *",
    "30 0-4 * * sun,mon,thu,fri",
]


def digest(cron: str, zone: str) -> Digest:
    return Digest(id="d", to=("x",), cron=cron, every=None, timezone=ZoneInfo(zone))


def asked(field: str, value: int, least: int, most: int) -> bool:
    """Say whether a field of cron asks for ``value``, read as slowly as it is written."""
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        low = least if first == "*" else NAMES.get(first, int(first) if first.isdigit() else -1)
        high = most if first == "*" else NAMES.get(last, int(last) if last.isdigit() else low)
        if low <= value <= high and (value - low) % int(step or 1) == 0:
            return True
    return False


def asks_for(cron: str, local: datetime) -> bool:
    minute, hour, day, month, weekday = cron.split()
    return (
        asked(minute, local.minute, 0, 59)
        and asked(hour, local.hour, 0, 23)
        and asked(day, local.day, 1, 31)
        and asked(month, local.month, 1, 12)
        and asked(weekday, local.isoweekday() % 7, 0, 7)
    )


def oracle(cron: str, zone: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """Walk (start, end] by the minute.

    A job at every hour or every minute goes by true time. Any other runs once for a time that comes twice, and for
    a time that is skipped as soon as the clock went forward.
    """
    by_true_time = cron.startswith("*") or cron.split()[1].startswith("*")
    seen: set[datetime] = set()
    at, before = start, start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    while at < end:
        at += MINUTE
        local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        if by_true_time:
            times = [local]
        else:
            walked = [before + n * MINUTE for n in range(1, int((local - before) / MINUTE) + 1)]
            times = [time for time in walked if time not in seen]
            seen.update(times)
        if any(asks_for(cron, time) for time in times):
            yield at
        before = max(local, before) if not by_true_time else local


CASES = [
    pytest.param(
        cron,
        zone,
        datetime.fromisoformat(day).replace(tzinfo=UTC),
        id=f"{zone}-{season}-{cron.replace(' ', '_')}",
    )
    for zone, spring, autumn in CHANGES
    for season, day in (("spring", spring), ("autumn", autumn))
    for cron in CRONS
]


@pytest.mark.parametrize(("cron", "zone", "day"), CASES)
def test_dst_instants_are_those_of_an_independent_oracle(cron: str, zone: str, day: datetime) -> None:
    start, end = day - timedelta(days=1), day + timedelta(days=3)
    expected = list(oracle(cron, zone, start, end))

    found = []
    for instant in schedule.instants(digest(cron, zone), start, start):
        if instant > end:
            break
        found.append(instant)

    assert found == expected


@pytest.mark.parametrize(("cron", "zone", "day"), CASES)
def test_dst_instants_are_the_same_from_wherever_one_begins(cron: str, zone: str, day: datetime) -> None:
    start, end = day - timedelta(hours=6), day + timedelta(hours=30)
    expected = list(oracle(cron, zone, day - timedelta(days=3), end))

    for minutes in range(0, 36 * 60, 71):
        after = start + minutes * MINUTE
        later = [instant for instant in expected if instant > after]
        if later:
            assert schedule.next_instant(digest(cron, zone), start, after) == later[0]


@pytest.mark.parametrize(
    ("cron", "zone", "after", "instant", "reason"),
    [
        (
            "30 2 * * *",
            "Europe/Paris",
            "2026-03-28T12:00Z",
            "2026-03-29T01:00Z",
            "02:30 is skipped: 03:00 summer time",
        ),
        (
            "30 2 * * *",
            "Europe/Paris",
            "2026-03-29T01:00Z",
            "2026-03-30T00:30Z",
            "and not a second time at 03:30",
        ),
        ("30 2 * * *", "Europe/Paris", "2026-10-24T12:00Z", "2026-10-25T00:30Z", "the first 02:30"),
        ("30 2 * * *", "Europe/Paris", "2026-10-25T00:30Z", "2026-10-26T01:30Z", "not the second 02:30"),
        (
            "0 0 * * *",
            "Africa/Cairo",
            "2026-04-23T12:00Z",
            "2026-04-23T22:00Z",
            "midnight is skipped: the day is not",
        ),
        (
            "0 0 * * *",
            "Africa/Cairo",
            "2026-10-29T12:00Z",
            "2026-10-29T22:00Z",
            "midnight after the longer day",
        ),
        (
            "30 2 * * *",
            "Africa/Casablanca",
            "2026-03-21T12:00Z",
            "2026-03-22T02:00Z",
            "the end of Ramadan: 03:00",
        ),
        (
            "30 2 * * *",
            "Africa/Casablanca",
            "2026-02-14T12:00Z",
            "2026-02-15T01:30Z",
            "the eve of Ramadan: first 02:30",
        ),
        ("30 2 * * *", "America/New_York", "2026-03-07T12:00Z", "2026-03-08T07:00Z", "03:00 daylight time"),
        ("30 1 * * *", "America/New_York", "2026-10-31T12:00Z", "2026-11-01T05:30Z", "the first 01:30"),
        (
            "15 2 * * *",
            "Australia/Lord_Howe",
            "2026-10-03T12:00Z",
            "2026-10-03T15:30Z",
            "half an hour is skipped: 02:30",
        ),
        ("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00Z", "2026-04-04T14:45Z", "the first 01:45"),
        ("0 0 * * *", "Asia/Tehran", "2022-03-21T12:00Z", "2022-03-21T20:30Z", "midnight is skipped: 01:00"),
        ("30 23 * * *", "Asia/Tehran", "2022-09-21T12:00Z", "2022-09-21T19:00Z", "the first 23:30"),
    ],
)
def test_dst_changes_known_by_heart(cron: str, zone: str, after: str, instant: str, reason: str) -> None:
    begin = datetime.fromisoformat(after)

    assert schedule.next_instant(digest(cron, zone), begin, begin) == datetime.fromisoformat(instant), reason
