"""Dates as people and machines write them in feeds, where no standard was followed."""

import re
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

from monitor.core.language.words import EVERY, numbered, numbered_phrases
from monitor.core.text.folding import fold

EARLIEST = datetime(
    1980, 1, 1, tzinfo=UTC
)  # before feeds; zero in every epoch people count from lies earlier
LATEST = datetime(2200, 1, 1, tzinfo=UTC)

_LONGEST = 80
_DIGITS = {ord(digit): str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
# Chinese, Japanese and Korean write the parts of a date with their names.
_PARTS = str.maketrans(
    dict.fromkeys("年月년월", "/") | dict.fromkeys("日일号分분", " ") | dict.fromkeys("時时시", ":")
)
_EPOCH = re.compile(r"@?(\d+)(?:\.\d+)?")
_FORENOON, _AFTERNOON = ("a", "ص", "上", "午前", "오전"), ("p", "م", "下", "午後", "오후")
_HALF = "am|pm|[ap]\\.\\s?m\\.?|[ap]|صباحا|مساء|[صم]"
_TIME = re.compile(
    rf"(?:(上午|下午|午前|午後|오전|오후)\s*)?(?<!\d)(\d{{1,2}})\s?[:h]\s?(\d{{2}})(?::(\d{{2}})(?:[.,]\d+)?)?(?:\s*({_HALF})(?!\w))?"
)
_HOUR = re.compile(r"(?<![\d:])()(\d{1,2})()\s?h()()(?!\w)")  # 9h
_DOTTED_TIME = re.compile(r"(?<![\d.])()(\d{1,2})\.(\d{2})(?:\.(\d{2}))?()(?![\d.])")
_OFFSET = re.compile(r"\s{0,4}(?:utc|gmt|ut|z)?\s?([+-])(\d{1,2})(?::?([0-5]\d))?(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})[/\-. ]\s?(\d{1,2})[/\-. ]\s?(\d{1,4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(?!\d)")
_SHORT = re.compile(r"(?<!\w)(\d{1,2})(?!\w)")
_CENTURY, _FIRST_SHORT = 2000, 20  # years of two digits are of this century, and of none before 2020
_DAY = re.compile(r"(?<!\w)(\d{1,2})(?:er|re|eme|e|st|nd|rd|th|o|a)?(?!\w)")
_RFC_822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s+"
    r"(?:GMT|UTC|UT|Z|([+-])(\d{2})(\d{2}))"
)
_RFC_3339 = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})")
_ENGLISH = {
    name: n
    for n, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
# Hours from UTC by the names of zones, as far as these mean one zone.
_ZONES = {
    name: hours
    for hours, names in {
        0: "ut utc gmt z wet",
        1: "wat cet met mez bst west",
        2: "cat cest mest mesz eet sast",
        3: "eat eest msk trt",
        4: "gst",
        5: "pkt",
        5.5: "ist",
        7: "wib ict",
        8: "sgt hkt pht awst",
        9: "jst kst",
        10: "aest",
        11: "aedt",
        -3: "brt art",
        -4: "edt vet clt",
        -5: "est cdt cot pet",
        -6: "cst mdt",
        -7: "mst pdt",
        -8: "pst",
    }.items()
    for name in names.split()
}  # fmt: skip - a table
_FARTHEST = 14  # hours that a zone is from UTC
_NOON = _MONTHS_OF_YEAR = 12
_ZONE = re.compile(rf"(?<![a-z])({'|'.join(_ZONES)})(?![a-z])")


def standard(text: str) -> datetime | None:
    """Read a date that keeps to RFC 822 (RSS) or RFC 3339 (Atom), with a numeric zone or UTC; None otherwise."""
    if (found := _RFC_3339.fullmatch(text)) is not None:
        return _iso(f"{found.group(1)}T{found.group(2)}{found.group(3).replace('Z', '+00:00')}")
    if (found := _RFC_822.fullmatch(text)) is None:
        return None
    day, month, year, hours, minutes, seconds, sign, off_hours, off_minutes = found.groups()
    try:
        local = datetime(
            int(year),
            _ENGLISH[month.lower()],
            int(day),
            int(hours),
            int(minutes),
            int(seconds or 0),
            tzinfo=UTC,
        )
        away = timedelta(hours=int(off_hours or 0), minutes=int(off_minutes or 0))
        if away > timedelta(hours=_FARTHEST):
            return None
        return local + away if sign == "-" else local - away
    except (KeyError, ValueError, OverflowError):
        return None


def parse_date(text: str) -> datetime | None:
    """Read epoch seconds, ISO 8601, or day, month and year as people write them in feeds; UTC, or None."""
    text = text.strip().translate(_DIGITS)
    if not text or len(text) > _LONGEST or is_before_christ(text):
        return None
    if (epoch := _EPOCH.fullmatch(text)) is not None:
        found = _digits(epoch.group(1))
    else:
        found = _iso(text) or _written(text.lower())
    return sane(found.replace(microsecond=0)) if found else None


def is_epoch(text: str) -> bool:
    """Return whether a date is written in digits only, which other readers take for a calendar date."""
    return text.strip().isdecimal()


def is_before_christ(text: str) -> bool:
    """Return whether a date is PHP's for none at all, which other readers take for one of today's."""
    return "-0001" in text


def sane(instant: datetime | None) -> datetime | None:
    """Return ``instant`` in UTC unless no entry can be from then."""
    if instant is None:
        return None
    try:
        instant = instant.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return instant if EARLIEST <= instant < LATEST else None


def _digits(text: str) -> datetime | None:
    try:
        match len(text):
            case 8:
                return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC)
            case 9 | 10:
                return datetime.fromtimestamp(int(text), UTC)
            case 12 | 13:
                return datetime.fromtimestamp(int(text) / 1000, UTC)
            case 14:
                return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _iso(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _written(text: str) -> datetime | None:
    """Find the parts one by one; each is taken out so that the next is not misread."""
    text = text.translate(_PARTS)
    clock, text = _taken(_TIME, text)
    zone, text = _zone(text, clock.start() if clock else 0)
    date = _named(text) or _numbered(text, months_first=bool(clock and clock.group(5)))
    if clock is None and date is not None:
        clock = _DOTTED_TIME.search(text) or _HOUR.search(text)
    if date is None:
        return None
    try:
        hours, minutes, seconds = _clock(clock)
        later = timedelta(days=1) if (hours, minutes, seconds) == (24, 0, 0) else timedelta()
        return datetime(*date, hours % 24 if later else hours, minutes, seconds, tzinfo=zone) + later
    except (ValueError, OverflowError):
        return None


def _taken(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    found = pattern.search(text)
    return (None, text) if found is None else (found, f"{text[: found.start()]} {text[found.end() :]}")


def _zone(text: str, clock: int) -> tuple[timezone, str]:
    """Read the zone: hours and minutes right behind the place of the clock, or else a name anywhere."""
    offset = _OFFSET.match(text, clock)
    if offset is not None and int(offset.group(2)) <= _FARTHEST:
        span = timedelta(hours=int(offset.group(2)), minutes=int(offset.group(3) or 0))
        return timezone(-span if offset.group(1) == "-" else span), text[: offset.start()] + text[
            offset.end() :
        ]
    named = _ZONE.search(text)
    return timezone(timedelta(hours=_ZONES[named.group(1)])) if named else UTC, text


def _named(text: str) -> tuple[int, int, int] | None:
    folded = fold(text)
    month, year = _month(folded), _YEAR.search(folded)
    if month is None:
        return None
    if year is None:
        return _short(folded, month)
    day = _DAY.search(f"{folded[: year.start()]} {folded[year.end() :]}")
    return None if day is None else (int(year.group(1)), month, int(day.group(1)))


def _short(folded: str, month: int) -> tuple[int, int, int] | None:
    """Read 01-Dec-26: a day, and a year of two digits."""
    numbers = [int(number) for number in _SHORT.findall(folded)]
    if len(numbers) != 2 or numbers[1] < _FIRST_SHORT:
        return None
    return _CENTURY + numbers[1], month, numbers[0]


def _month(folded: str) -> int | None:
    months = numbered("MONTHS", EVERY) | numbered_phrases("MONTHS_IN_DATES", EVERY)
    words = folded.split()
    return next((months[name] for name in (*map(" ".join, pairwise(words)), *words) if name in months), None)


def _numbered(text: str, *, months_first: bool) -> tuple[int, int, int] | None:
    """Read 22/11/2026 and 2026/11/22. Day before month, as in every language but American English, which says am or pm."""
    found = _NUMERIC.search(text)
    if found is None:
        return None
    first, second, third = found.groups()
    if len(first) == 4:
        return int(first), int(second), int(third)
    if len(third) not in (2, 4) or (len(third) == 2 and int(third) < _FIRST_SHORT):
        return None
    third = third if len(third) == 4 else str(_CENTURY + int(third))
    day, month = (int(second), int(first)) if months_first else (int(first), int(second))
    return (int(third), day, month) if month > _MONTHS_OF_YEAR else (int(third), month, day)


def _clock(found: re.Match[str] | None) -> tuple[int, int, int]:
    if found is None:
        return 0, 0, 0
    hours, half = int(found.group(2)), found.group(1) or found.group(5) or ""
    if half.startswith(_AFTERNOON) and hours < _NOON:
        hours += _NOON
    if half.startswith(_FORENOON) and hours == _NOON:
        hours = 0
    return hours, int(found.group(3) or 0), min(int(found.group(4) or 0), 59)  # 60 is a leap second
