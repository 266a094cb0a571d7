"""When a server would like to be asked again, in every spelling that servers use."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.feeds.outcomes import Allowance
from monitor.fetch.hints import hints

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
SOON = int(NOW.timestamp()) + 90


@pytest.mark.parametrize(
    ("said", "remaining", "seconds", "why"),
    [
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60", "x-ratelimit-used": "1"}, 0, 60, "Reddit"),
        ({"x-ratelimit-remaining": "98.0", "x-ratelimit-reset": "480"}, 98, 480, "Reddit, with fractions"),
        ({"x-ratelimit-remaining": "59", "x-ratelimit-reset": str(SOON)}, 59, 90, "GitHub: an instant"),
        ({"x-ratelimit-remaining": "5", "x-ratelimit-reset": f"{SOON}000"}, 5, 90, "in milliseconds"),
        ({"x-ratelimit-remaining": "5", "x-ratelimit-reset-after": "1.250"}, 5, 1, "Discord"),
        ({"x-rate-limit-remaining": "3", "x-rate-limit-reset": str(SOON)}, 3, 90, "with one more dash"),
        ({"ratelimit-remaining": "7", "ratelimit-reset": "30"}, 7, 30, "the drafts of a standard"),
        ({"ratelimit": "limit=100, remaining=50, reset=50"}, 50, 50, "an older draft"),
        ({"ratelimit": '"default";r=12;t=30'}, 12, 30, "a newer draft"),
        (
            {"x-ratelimit-remaining": "1", "x-ratelimit-reset": "Mon, 30 Nov 2026 12:01:30 GMT"},
            1,
            90,
            "a date",
        ),
    ],
)
def test_what_is_left_of_a_rate_limit_is_heard(
    said: dict[str, str], remaining: int, seconds: int, why: str
) -> None:
    for status in (200, 304, 429):
        found = hints(status, said, NOW)

        assert found.allowance == Allowance(remaining, timedelta(seconds=seconds)), why


@pytest.mark.parametrize(
    "said",
    [
        {"x-ratelimit-remaining": "0"},
        {"x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "few", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "²", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "-1", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "1", "x-ratelimit-reset": "0"},
        {"x-ratelimit-remaining": "1", "x-ratelimit-reset": "9" * 40},
        {"ratelimit": "remaining=" * 2000},
    ],
)
def test_half_of_a_rate_limit_and_nonsense_say_nothing(said: dict[str, str]) -> None:
    assert hints(200, said, NOW).allowance is None


@pytest.mark.parametrize(
    ("status", "said", "wait"),
    [
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "480"}, 480),
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "480", "retry-after": "30"}, 30),
        (503, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"}, 60),
        (429, {"x-ratelimit-remaining": "9", "x-ratelimit-reset": "480"}, None),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "480"}, None),
        (200, {"retry-after": "86400"}, None),
        (304, {"retry-after": "60"}, 60),
        (503, {"retry-after": "Mon, 30 Nov 2026 12:01:00 GMT"}, 60),
        (503, {"retry-after": "Mon, 30 Nov 2020 12:01:00 GMT"}, None),
        (429, {"retry-after": " 120 "}, 120),
        (429, {"retry-after": "120.5"}, 120),
        (429, {"retry-after": '"120"'}, 120),
        (429, {"retry-after": "120s"}, 120),
        (429, {"retry-after": "2 minutes"}, 120),
        (429, {"retry-after": "1h"}, 3600),
        (429, {"retry-after": "120, 300"}, 120),
        (429, {"retry-after": "120; reason=busy"}, 120),
        (503, {"retry-after": "2026-11-30T12:02:00Z"}, 120),
        (503, {"retry-after": "2026-11-30T13:02:00+01:00"}, 120),
        (503, {"retry-after": "Monday, 30-Nov-26 12:02:00 GMT"}, 120),
        (503, {"retry-after": "Mon Nov 30 12:02:00 2026"}, 120),
        (429, {"retry-after": "9999999999"}, 31 * 86400),
        (429, {"retry-after": "9999999999h"}, 31 * 86400),
        (429, {"retry-after": "0"}, None),
        (429, {"retry-after": "-5"}, None),
        (429, {"retry-after": "²"}, None),
        (429, {"retry-after": "soon"}, None),
        (429, {"retry-after": "9" * 40}, None),
        (429, {"retry-after": "1" + "," * 5000}, None),
    ],
)
def test_a_refusal_is_obeyed_for_as_long_as_the_limit_lasts(
    status: int, said: dict[str, str], wait: int | None
) -> None:
    expected = None if wait is None else timedelta(seconds=wait)

    assert hints(status, said, NOW).retry_after == expected


def test_an_allowance_spreads_what_is_left() -> None:
    minute = timedelta(minutes=1)

    assert [Allowance(left, minute).pause.total_seconds() for left in (0, 1, 2, 59)] == [60, 30, 20, 1]
