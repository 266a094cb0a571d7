"""Errors in place of news: makers of feeds for sites that have none report their own failures as entries."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from monitor.core.model import ParsedEntry

_LONGEST = 200  # characters of a title that a machine writes
_NEVER = datetime.min.replace(tzinfo=UTC)
_ERRORS = (
    re.compile(r"bridge returned error|reader not yet whitelisted", re.IGNORECASE),
    # "Error in TelegramBridge", "RSS-Bridge was unable to …": but no bridge of steel that failed.
    re.compile(r"\b(?:RSS-?Bridge|[A-Z]\w*Bridge|RSSHub)\b.*(?i:error|exception|unable|fail)"),
    re.compile(r"(?i:error|exception)\b.*\b(?:RSS-?Bridge|[A-Z]\w*Bridge|RSSHub)\b"),
    re.compile(
        r"\b(?:rss|this|your) (?:rss )?feed\b.{0,40}\b"
        r"(?:expired|disabled|suspended|inactive|deactivated|unavailable|(?:could not|cannot) be \w+)",
        re.IGNORECASE,
    ),
    re.compile(r"^(?:http )?(?:error|erreur)[ :]+[45]\d\d\b|^exception: .*\b[45]\d\d$", re.IGNORECASE),
)


def error_of(entries: Sequence[ParsedEntry]) -> str:
    """Return the error that the newest of some entries reports, the first of those without a date; "" if it is news."""
    newest = max(entries, key=lambda entry: entry.published or entry.updated or _NEVER, default=None)
    if newest is None or len(newest.title) > _LONGEST:
        return ""
    return newest.title if any(pattern.search(newest.title) for pattern in _ERRORS) else ""
