from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.values.kinds import quiet as quiet_of
from monitor.core.orders import schedule
from monitor.core.settings import Digest, QuietHours

BAMAKO = ZoneInfo("Africa/Bamako")
PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def daily(cron: str = "0 6 * * *", zone: ZoneInfo = BAMAKO, **more: object) -> Digest:
    return Digest(id="daily", to=("duty",), cron=cron, every=None, timezone=zone, **more)  # type: ignore[arg-type]  # table of options


def gridded(every: timedelta) -> Digest:
    return Digest(id="often", to=("duty",), cron=None, every=every, timezone=BAMAKO)


@pytest.mark.parametrize(
    ("cron", "wrong"),
    [
        ("0 6 * * *", None),
        ("0 6 * * mon-fri", None),
        ("0 6 * * 7", None),
        ("*/15 * 1,15 jan *", None),
        ("0 6 * *", "cron has five fields: minute, hour, day of month, month, day of week"),
        ("0 0 6 * * *", "cron has five fields: minute, hour, day of month, month, day of week"),
        ("60 6 * * *", "Bad minute"),
        ("0 6 * * 8", "Bad day-of-week"),
        ("0 6 30 2 *", "Bad day-of-month"),
        ("", "cron has five fields: minute, hour, day of month, month, day of week"),
    ],
)
def test_a_bad_cron_expression_is_explained(cron: str, wrong: str | None) -> None:
    assert schedule.fault(cron) == wrong


@pytest.mark.parametrize(("sunday"), ["0", "7", "sun"])
def test_sunday_has_two_numbers_and_a_name(sunday: str) -> None:
    assert schedule.next_instant(daily(f"0 6 * * {sunday}"), NOON, NOON) == datetime(
        2026, 11, 29, 6, tzinfo=UTC
    )


def test_the_grid_of_every_goes_through_its_anchor_and_not_through_the_present() -> None:
    anchor = NOON + timedelta(seconds=7)

    found = list(islice(schedule.instants(gridded(10 * MINUTE), anchor, NOON + HOUR), 2))

    assert found == [anchor + HOUR, anchor + HOUR + 10 * MINUTE]


def test_an_instant_that_is_asked_for_on_the_grid_is_followed_by_the_next_one() -> None:
    assert schedule.next_instant(gridded(10 * MINUTE), NOON, NOON) == NOON + 10 * MINUTE


def test_nothing_is_due_before_the_first_instant() -> None:
    assert schedule.due(daily(), NOON, NOON, NOON + 17 * HOUR) is None


def test_a_window_reaches_from_what_is_covered_to_the_instant_that_passed() -> None:
    window = schedule.due(daily(), NOON, NOON, datetime(2026, 11, 23, 6, 0, 3, tzinfo=UTC))

    assert window == schedule.Window(NOON, datetime(2026, 11, 23, 6, tzinfo=UTC))


def test_an_instant_is_due_once() -> None:
    assert (
        schedule.due(
            daily(), NOON, datetime(2026, 11, 23, 6, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)
        )
        is None
    )


def test_missed_windows_become_one_that_names_them() -> None:
    six = datetime(2026, 11, 23, 6, tzinfo=UTC)

    window = schedule.due(daily(), NOON, NOON, six + 2 * DAY + HOUR)

    assert window == schedule.Window(NOON, six + 2 * DAY, ((NOON, six), (six, six + DAY)))


def test_very_many_missed_windows_are_named_as_one_span() -> None:
    window = schedule.due(daily("* * * * *"), NOON, NOON, NOON + 9 * DAY)

    assert window is not None
    assert window.end == NOON + 9 * DAY
    assert window.missed == ((NOON, NOON + 9 * DAY - MINUTE),)


def test_a_rare_digest_is_found_after_a_long_outage() -> None:
    window = schedule.due(daily("0 6 1 * *"), NOON, NOON, datetime(2027, 3, 20, tzinfo=UTC))

    assert window is not None
    assert window.end == datetime(2027, 3, 1, 6, tzinfo=UTC)
    assert len(window.missed) == 3


@pytest.mark.parametrize(
    ("late", "made"),
    [(2 * HOUR, True), (3 * HOUR, True), (3 * HOUR + MINUTE, False)],
)
def test_an_edition_later_than_its_greatest_lateness_is_left_to_the_next_one(
    late: timedelta, made: bool
) -> None:
    digest = daily(max_lateness=3 * HOUR)

    window = schedule.due(digest, NOON, NOON, datetime(2026, 11, 23, 6, tzinfo=UTC) + late)

    assert (window is not None) == made


def test_what_was_left_out_for_lateness_is_inside_the_next_window() -> None:
    digest = daily(catch_up="skip")
    six = datetime(2026, 11, 23, 6, tzinfo=UTC)

    late = schedule.due(digest, NOON, NOON, six + HOUR)
    in_time = schedule.due(digest, NOON, NOON, six + DAY)

    assert late is None
    assert in_time == schedule.Window(NOON, six + DAY, ((NOON, six),))


def test_quiet_hours_delay_a_window_and_do_not_count_as_lateness() -> None:
    quiet = schedule.Quiet((QuietHours(22 * 60, 8 * 60),), BAMAKO)
    digest = daily(max_lateness=30 * MINUTE)
    six = datetime(2026, 11, 23, 6, tzinfo=UTC)

    assert schedule.due(digest, NOON, NOON, six + HOUR, quiet) is None
    assert schedule.due(digest, NOON, NOON, six + 2 * HOUR, quiet) == schedule.Window(NOON, six)
    assert schedule.due(digest, NOON, NOON, six + 3 * HOUR, quiet) is None


@pytest.mark.parametrize(
    ("start", "end", "clock", "is_quiet", "reason"),
    [
        ("22:00", "06:00", "21:59", False, "before"),
        ("22:00", "06:00", "22:00", True, "at its start"),
        ("22:00", "06:00", "03:00", True, "past midnight"),
        ("22:00", "06:00", "06:00", False, "its end is awake"),
        ("12:00", "14:00", "13:00", True, "in one day"),
        ("12:00", "14:00", "11:00", False, "in one day, before"),
        ("00:00", "00:00", "13:00", False, "an empty span is never"),
    ],
)
def test_quiet_hours_are_a_span_of_the_wall_clock(
    start: str, end: str, clock: str, is_quiet: bool, reason: str
) -> None:
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
    hours = QuietHours(first, last)
    local = datetime(2026, 11, 22, int(clock[:2]), int(clock[3:]), tzinfo=PARIS)

    assert schedule.Quiet((hours,), PARIS).at(local.astimezone(UTC)) == is_quiet, reason


@pytest.mark.parametrize(
    ("instant", "ends", "reason"),
    [
        ("2026-11-22T21:30Z", "2026-11-23T05:00Z", "an ordinary night"),
        ("2026-03-28T22:00Z", "2026-03-29T04:00Z", "the night that is an hour shorter"),
        ("2026-10-24T21:00Z", "2026-10-25T05:00Z", "the night that is an hour longer"),
        ("2026-11-22T12:00Z", "2026-11-22T12:00Z", "not quiet"),
    ],
)
def test_quiet_hours_end_by_the_wall_clock(instant: str, ends: str, reason: str) -> None:
    quiet = schedule.Quiet((QuietHours(22 * 60, 6 * 60),), PARIS)

    assert quiet.ends(datetime.fromisoformat(instant)) == datetime.fromisoformat(ends), reason


def test_quiet_hours_that_end_in_a_skipped_hour_end_after_it() -> None:
    quiet = schedule.Quiet((QuietHours(22 * 60, 2 * 60 + 30),), PARIS)

    assert quiet.ends(datetime(2026, 3, 29, 0, 50, tzinfo=UTC)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("covered", "start", "reason"),
    [
        (NOON - DAY, NOON - DAY, "the usual"),
        (NOON + timedelta(seconds=5), NOON + timedelta(seconds=5), "two clocks that differ a little"),
        (NOON + DAY, NOON, "the clock was set back by a day"),
    ],
)
def test_a_clock_set_back_does_not_hide_a_day_of_editions(
    covered: datetime, start: datetime, reason: str
) -> None:
    assert schedule.true_start(covered, NOON) == start, reason


crons = st.sampled_from(
    ["* * * * *", "*/7 * * * *", "0 * * * *", "0 6 * * *", "30 2 * * *", "0 0 1 * *", "15 2,3 * * mon"]
)
zones = st.sampled_from(["Europe/Paris", "Africa/Cairo", "Australia/Lord_Howe", "America/New_York", "UTC"])


@settings(deadline=None)
@given(crons, zones, st.lists(st.integers(min_value=1, max_value=60 * 24 * 9), min_size=1, max_size=12))
def test_windows_follow_each_other_without_gap_or_overlap_however_often_one_looks(
    cron: str, zone: str, looks: list[int]
) -> None:
    digest, now = daily(cron, ZoneInfo(zone)), datetime(2026, 3, 27, tzinfo=UTC)
    start = covered = now
    windows = []
    for minutes in looks:
        now += minutes * MINUTE
        if (window := schedule.due(digest, start, covered, now)) is not None:
            windows.append(window)
            covered = window.end

    edges = [(window.start, window.end) for window in windows]
    assert all(left[1] == right[0] for left, right in pairwise(edges))
    assert all(begin < end <= now for begin, end in edges)
    assert schedule.next_instant(digest, start, covered) > now


@pytest.mark.parametrize(
    ("spans", "local", "is_quiet", "reason"),
    [
        (["fri 22:00-06:00"], "2026-12-04 23:00", True, "Friday night"),
        (["fri 22:00-06:00"], "2026-12-05 05:59", True, "it began on Friday"),
        (["fri 22:00-06:00"], "2026-12-04 05:00", False, "it begins in the evening"),
        (["fri 22:00-06:00"], "2026-12-05 22:30", False, "Saturday"),
        (["sat-sun"], "2026-12-06 23:59", True, "all of Sunday"),
        (["sat-sun"], "2026-12-07 00:00", False, "Monday"),
        (["sun-mon 00:00-24:00"], "2026-12-07 12:00", True, "over the end of the week"),
        (["thu,sat 10:00-12:00"], "2026-12-05 11:00", True, "one of the days"),
        (["thu,sat 10:00-12:00"], "2026-12-04 11:00", False, "between them"),
        (["2026-12-25"], "2026-12-25 00:00", True, "a holiday"),
        (["2026-12-25"], "2026-12-26 00:00", False, "is over"),
        (["2026-12-31 20:00-08:00"], "2027-01-01 07:00", True, "into the new year"),
        (["22:00-06:00", "2026-12-25"], "2026-12-25 15:00", True, "either"),
        (["22:00-06:00", "2026-12-25"], "2026-12-24 15:00", False, "neither"),
    ],
)
def test_quiet_hours_may_be_of_days_and_dates(
    spans: list[str], local: str, is_quiet: bool, reason: str
) -> None:
    quiet = schedule.Quiet(tuple(map(quiet_of, spans)), PARIS)

    assert quiet.at(datetime.fromisoformat(local).replace(tzinfo=PARIS)) is is_quiet, reason


def test_days_of_quiet_end_at_the_end_of_the_last_and_without_a_gap_after_a_week() -> None:
    quiet = schedule.Quiet((quiet_of("fri 20:00-24:00"), quiet_of("sat-sun"), quiet_of("22:00-06:00")), PARIS)
    always = schedule.Quiet((quiet_of("mon-sun"),), PARIS)
    friday = datetime(2026, 12, 4, 21, 7, tzinfo=PARIS)

    assert quiet.ends(friday) == datetime(2026, 12, 7, 6, 0, tzinfo=PARIS)
    assert always.ends(friday) - friday < timedelta(days=9)
