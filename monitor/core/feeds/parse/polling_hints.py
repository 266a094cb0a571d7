"""When a document says that asking again is no use: ttl, skipHours, skipDays, sy:updatePeriod."""

import re
from datetime import timedelta

from monitor.core.feeds.outcomes import Rests

_READ = 32 * 1024  # these stand in the head of a channel, or never
_SIMPLE = re.compile(
    rb"<(ttl|sy:updatePeriod|sy:updateFrequency)\b[^>]{0,80}>\s{0,20}(?:<!\[CDATA\[)?\s{0,20}([A-Za-z0-9]{1,10})",
    re.IGNORECASE,
)
_SKIPS = re.compile(rb"<skip(hours|days)\b[^>]{0,80}>(.{0,4000}?)</skip", re.IGNORECASE | re.DOTALL)
_PART = re.compile(rb"<(?:hour|day)\b[^>]{0,80}>\s{0,20}([A-Za-z0-9]{1,10})", re.IGNORECASE)
_WORDPRESS = re.compile(rb"<generator>[^<]{0,100}wordpress", re.IGNORECASE)
_SIGNS = (b"<ttl", b"<sy:update", b"<skip")  # one of which any hint has
_NONE = Rests()
_PERIODS = {b"hourly": 3600, b"daily": 86400, b"weekly": 604800, b"monthly": 2592000, b"yearly": 31536000}
_DAYS = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")


def rests(body: bytes) -> Rests:
    """Read the hints of a document; nonsense, and a week or a day skipped whole, count as nothing said."""
    head = body[:_READ]
    if not any(map(head.lower().__contains__, _SIGNS)):
        return _NONE
    said = {name.lower(): value.lower() for name, value in _SIMPLE.findall(head)}
    spans = [span for span in (_ttl(said), _update_period(head, said)) if span is not None]
    hours: set[int] = set()
    days: set[int] = set()
    for kind, inside in _SKIPS.findall(head):
        for part in _PART.findall(inside):
            if kind.lower() == b"hours" and part.isdigit() and int(part) <= 24:
                hours.add(int(part) % 24)
            elif part.lower() in _DAYS:
                days.add(_DAYS.index(part.lower()))
    return Rests(
        ttl=max(spans, default=None),
        hours=tuple(sorted(hours)) if len(hours) < 24 else (),
        days=tuple(sorted(days)) if len(days) < 7 else (),
    )


def _ttl(said: dict[bytes, bytes]) -> timedelta | None:
    minutes = said.get(b"ttl", b"")
    return timedelta(minutes=int(minutes)) if minutes.isdigit() and 0 < int(minutes) <= 527040 else None


def _update_period(head: bytes, said: dict[bytes, bytes]) -> timedelta | None:
    """Read sy:updatePeriod; "hourly, 1" of WordPress is written unasked by every installation, so it says nothing."""
    period = _PERIODS.get(said.get(b"sy:updateperiod", b""))
    if period is None:
        return None
    frequency = said.get(b"sy:updatefrequency", b"1")
    times = int(frequency) if frequency.isdigit() and int(frequency) > 0 else 1
    if period == 3600 and times == 1 and _WORDPRESS.search(head):
        return None
    return timedelta(seconds=period / times)
