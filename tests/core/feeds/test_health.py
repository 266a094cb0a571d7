"""Feeds that answer and are nevertheless not watched: empty, dormant, or showing errors."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.feeds import cadence, health
from monitor.core.feeds.polling import Memory

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def shown(*days_ago: float) -> Memory:
    """Remember entries published so many days ago."""
    return cadence.learn(Memory(), [NOON - days * DAY for days in days_ago])


@pytest.mark.parametrize(
    ("memory", "expected", "why"),
    [
        (shown(*range(10)), "ok", "an entry a day"),
        (shown(*range(700, 710)), "dormant", "ten entries of two years ago, at the first poll"),
        (shown(*range(29, 39)), "ok", "a month is not long"),
        (shown(*range(31, 41)), "dormant", "an entry a day, and none for a month"),
        (shown(100, 130, 160), "ok", "an entry a month"),
        (shown(130, 160, 190), "dormant", "an entry a month, and none for four"),
        (shown(*range(40, 50), 900), "dormant", "an entry a day, and one of long ago that is pinned"),
        (shown(80), "ok", "one entry, of this quarter"),
        (shown(95), "dormant", "one entry, and that old"),
        (Memory(), "ok", "no entry with a date"),
        (Memory(is_empty=True), "empty", "nothing is shown"),
        (Memory(bridge="Error 404"), "error entries", "a bridge says that it failed"),
        (Memory(degraded=("x",)), "degraded", "something was repaired"),
    ],
)
def test_a_feed_that_answers_is_named_as_what_it_is(memory: Memory, expected: str, why: str) -> None:
    assert health.state_of(memory, NOON) == expected, why
