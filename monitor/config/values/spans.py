"""Spans of time as people write them."""

import re
from datetime import timedelta
from typing import Any

from monitor.config.problems.suggest import shown
from monitor.config.values.mistakes import mistake, written

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*([smhd])")


def duration(value: Any) -> timedelta:
    """Read ``90s``, ``15m``, ``6h`` or ``30d``."""
    remedy = "write a number with s, m, h or d, such as 15m"
    if isinstance(value, timedelta):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise mistake(f"the duration {value} has no unit", remedy)
    match = _DURATION.fullmatch(written(value, "a duration", remedy))
    if match is None:
        raise mistake(f"{shown(value)} is not a valid duration", remedy)
    seconds = float(match[1]) * _SECONDS[match[2]]
    if not 1 <= seconds <= 36500 * 86400:
        raise mistake(f"{shown(value)} is out of range", "durations go from 1s to 36500d")
    return timedelta(seconds=seconds)


def spelt(span: timedelta) -> str:
    """Write a duration as files have it, in the largest unit that leaves no rest."""
    seconds = span.total_seconds()
    unit = next((letter for letter in "dhm" if seconds % _SECONDS[letter] == 0), "s")
    return f"{seconds / _SECONDS[unit]:g}{unit}"
