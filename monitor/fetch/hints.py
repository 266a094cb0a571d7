"""When a server would like to be asked again, from the headers of its answer."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.core.feeds.outcomes import Allowance, Hints

_LONGEST = timedelta(days=31)
_LONGEST_DATE = 64  # characters
_REFUSALS = frozenset({403, 429, 503})


def hints(status: int, headers: Mapping[str, str], now: datetime) -> Hints:
    """Read Retry-After, the rate limit, and Cache-Control or else Expires; nonsense counts as nothing said.

    ``headers`` have their names in small letters.
    A Retry-After says something beside a redirect or a refusal only (RFC 9110 10.2.3, RFC 6585 4).
    """
    allowance = None if _RATE.isdisjoint(headers) else _allowance(headers, now)
    retry_after = _retry_after(headers.get("retry-after", ""), now) if status >= 300 else None
    if retry_after is None and status in _REFUSALS and allowance is not None and allowance.remaining <= 0:
        retry_after = allowance.reset
    return Hints(_fresh_for(headers, now), retry_after, allowance)


def _fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    control = headers.get("cache-control", "").lower()
    if control:
        directives = dict(directive.strip().partition("=")[::2] for directive in control.split(","))
        if "no-cache" in directives or "no-store" in directives:
            return None
        if "max-age" in directives:
            return _seconds(directives["max-age"].strip('"'), less=headers.get("age", ""))
    expires = _instant(headers["expires"]) if "expires" in headers else None
    if expires is None:
        return None
    # By the server's own clock, which may be wrong: RFC 9111 4.2.1.
    return _sane(expires - (_instant(headers.get("date", "")) or now))


def _retry_after(text: str, now: datetime) -> timedelta | None:
    """Read seconds or a date, and what servers write in their place: fractions, units, quotes, a value twice."""
    if not text:
        return None
    if (span := _SPAN.fullmatch(text)) is not None:
        return _sane(timedelta(seconds=int(span[1]) * _UNITS[(span[2] or "s")[0].lower()]))
    until = _instant(text.strip(' "')) or _iso(text.strip(' "'))
    return None if until is None else _sane(until - now)


def _iso(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text[:_LONGEST_DATE])
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _allowance(headers: Mapping[str, str], now: datetime) -> Allowance | None:
    """Read what is left of a rate limit, in any of the spellings in use; there is no standard."""
    remaining = next((headers[name] for name in _REMAINING if name in headers), None)
    reset = next((headers[name] for name in _RESET if name in headers), None)
    if "ratelimit" in headers:
        said = dict(_PARTS.findall(headers["ratelimit"].lower()[:1024]))
        remaining = remaining or said.get("remaining") or said.get("r")
        reset = reset or said.get("reset") or said.get("t")
    left = _NUMBER.fullmatch(remaining or "")
    span = _until(reset, now)
    return Allowance(int(left[1]), span) if left is not None and span is not None else None


def _until(text: str | None, now: datetime) -> timedelta | None:
    """Read the end of a rate limit: seconds from now, an instant of Unix in seconds or milliseconds, or a date."""
    number = _NUMBER.fullmatch(text or "")
    if number is None:
        instant = _instant(text or "")
        return None if instant is None else _sane(instant - now)
    seconds = int(number[1])
    if seconds >= _AN_INSTANT:
        seconds = (seconds // 1000 if seconds >= 1000 * _AN_INSTANT else seconds) - int(now.timestamp())
    return _sane(timedelta(seconds=seconds))


def _seconds(text: str, less: str = "") -> timedelta | None:
    if not _is_number(text.strip()):
        return None
    age = int(less) if _is_number(less.strip()) else 0
    return _sane(timedelta(seconds=int(text) - age))


def _is_number(text: str) -> bool:
    """Return whether a text is a number as HTTP writes one: other digits of Unicode are none."""
    return text.isascii() and text.isdigit() and len(text) <= 10


def _sane(span: timedelta) -> timedelta | None:
    return None if span <= timedelta(0) else min(span, _LONGEST)


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text[:_LONGEST_DATE])
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


_SPAN = re.compile(
    r"""\s*["']?([0-9]{1,10})(?:\.[0-9]{0,9})?\s?(s|secs?|seconds?|m|mins?|minutes?|h|hours?)?["']?\s*(?:[,;].{0,200})?""",
    re.IGNORECASE,
)
_UNITS = {"s": 1, "m": 60, "h": 3600}
_AN_INSTANT = 10**9  # seconds: no rate limit lasts thirty years
_REMAINING = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")
_RESET = (
    "x-ratelimit-reset-after",
    "x-ratelimit-reset",
    "x-rate-limit-reset",
    "ratelimit-reset",
)
_RATE = frozenset({*_REMAINING, *_RESET, "ratelimit"})
_NUMBER = re.compile(r"\s*([0-9]{1,13})(?:\.[0-9]{0,9})?\s*")
_PARTS = re.compile(r"\b(remaining|reset|r|t)=([0-9]{1,13})")
