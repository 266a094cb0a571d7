"""When a server would like to be asked again, from the headers of its answer."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.core.feeds.outcomes import Hints

_LONGEST = timedelta(days=31)
_LONGEST_DATE = 64  # characters


def hints(headers: Mapping[str, str], now: datetime) -> Hints:
    """Read Retry-After, and Cache-Control or else Expires; nonsense counts as nothing said."""
    return Hints(
        fresh_for=_fresh_for(headers, now), retry_after=_retry_after(headers.get("Retry-After", ""), now)
    )


def _fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    control = headers.get("Cache-Control", "").lower()
    if control:
        directives = dict(part.strip().partition("=")[::2] for part in control.split(","))
        if "no-cache" in directives or "no-store" in directives:
            return None
        if "max-age" in directives:
            return _seconds(directives["max-age"].strip('"'), less=headers.get("Age", ""))
    expires = _instant(headers.get("Expires", ""))
    if expires is None:
        return None
    # By the server's own clock, which may be wrong: RFC 9111 4.2.1.
    return _sane(expires - (_instant(headers.get("Date", "")) or now))


def _retry_after(text: str, now: datetime) -> timedelta | None:
    if not text:
        return None
    if _is_number(text.strip()):
        return _seconds(text)
    until = _instant(text)
    return None if until is None else _sane(until - now)


def _seconds(text: str, less: str = "") -> timedelta | None:
    if not _is_number(text.strip()):
        return None
    age = int(less) if _is_number(less.strip()) else 0
    return _sane(timedelta(seconds=int(text) - age))


def _is_number(text: str) -> bool:
    """Return whether a text is a number as HTTP writes one: the digits of Unicode are none."""
    return text.isascii() and text.isdigit() and len(text) <= 10


def _sane(span: timedelta) -> timedelta | None:
    return None if span <= timedelta(0) else min(span, _LONGEST)


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text[:_LONGEST_DATE])
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
