"""Dates as people and machines write them in feeds, where no standard was followed."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

EARLIEST = datetime(
    1980, 1, 1, tzinfo=UTC
)  # before feeds; zero in every epoch people count from lies earlier
LATEST = datetime(2200, 1, 1, tzinfo=UTC)

_LONGEST = 80
_ARABIC_DIGITS = {ord(digit): str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_MARKS = str.maketrans(
    dict.fromkeys(
        map(ord, "\u200e\u200f\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0640,،،.'’\"()|"), " "
    )
)
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})\s?(?:[:hH])\s?(\d{2})(?::(\d{2}))?(?:\s*([ap]m?|[صم])\b)?", re.IGNORECASE
)
_ZONE = re.compile(
    r"(?<![\d:])(?:(?:utc|gmt)\s?)?([+-])(\d{2}):?(\d{2})\b|\b(utc|gmt|z|wat|cet|cest|est|edt|brt)\b"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})[/\-. ](\d{1,2})[/\-. ](\d{1,4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(?!\d)")
_DAY = re.compile(r"(?<![\d:])(\d{1,2})(?:er|st|nd|rd|th|º|ª|°)?(?![\d:])")
_WORD = re.compile(r"[^\W\d_]+")
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
_HOURS = {"wat": 1, "cet": 1, "cest": 2, "est": -5, "edt": -4, "brt": -3}


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
        return local + away if sign == "-" else local - away
    except (KeyError, ValueError, OverflowError):
        return None


def parse_date(text: str) -> datetime | None:
    """Read epoch seconds, ISO 8601, or day, month name (en fr ar es pt) and year in any order; UTC, or None."""
    text = text.strip().translate(_ARABIC_DIGITS)
    if not text or len(text) > _LONGEST:
        return None
    if text.isdigit():
        return sane(_digits(text))
    return sane(_iso(text) or _written(text.lower()))


def is_epoch(text: str) -> bool:
    """Say whether a date is written in digits only, which other readers take for a calendar date."""
    return text.strip().isdigit()


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
    zone, text = _taken(_ZONE, text)
    clock, text = _taken(_TIME, text)
    text = text.translate(_MARKS)
    date = _named(text) or _numbered(text)
    if date is None:
        return None
    try:
        hours, minutes, seconds = _clock(clock)
        return datetime(*date, hours, minutes, seconds, tzinfo=_offset(zone))
    except ValueError:
        return None


def _taken(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    found = pattern.search(text)
    return (None, text) if found is None else (found, f"{text[: found.start()]} {text[found.end() :]}")


def _named(text: str) -> tuple[int, int, int] | None:
    month = next((_MONTHS[word] for word in _WORD.findall(text) if word in _MONTHS), None)
    month = month or next((number for name, number in _LONG_NAMES.items() if name in text), None)
    year = _YEAR.search(text)
    if month is None or year is None:
        return None
    day = _DAY.search(f"{text[: year.start()]} {text[year.end() :]}")
    return None if day is None else (int(year.group(1)), month, int(day.group(1)))


def _numbered(text: str) -> tuple[int, int, int] | None:
    """Read 22/11/2026 and 2026/11/22. Day before month: the order of every language served here but American English."""
    found = _NUMERIC.search(text)
    if found is None:
        return None
    first, second, third = found.groups()
    if len(first) == 4:
        return int(first), int(second), int(third)
    if len(third) != 4:
        return None
    day, month = int(first), int(second)
    return (int(third), day, month) if month > 12 else (int(third), month, day)


def _clock(found: re.Match[str] | None) -> tuple[int, int, int]:
    if found is None:
        return 0, 0, 0
    hours, half = int(found.group(1)), (found.group(4) or "")[:1]
    if half in ("p", "م") and hours < 12:
        hours += 12
    if half in ("a", "ص") and hours == 12:
        hours = 0
    return hours, int(found.group(2)), int(found.group(3) or 0)


def _offset(found: re.Match[str] | None) -> timezone:
    if found is None:
        return UTC
    if found.group(4):
        return timezone(timedelta(hours=_HOURS.get(found.group(4), 0)))
    span = timedelta(hours=int(found.group(2)), minutes=int(found.group(3)))
    return timezone(-span if found.group(1) == "-" else span)


def _months(*languages: str) -> Mapping[str, int]:
    return {
        name: number
        for language in languages
        for number, names in enumerate(language.split("/"), start=1)
        for name in names.split()
    }


_MONTHS = _months(
    "january jan/february feb/march mar/april apr/may/june jun/july jul/august aug/september sept sep/october oct/"
    "november nov/december dec",
    "janvier janv/février fevrier févr fevr fév fev/mars/avril avr/mai/juin/juillet juil/août aout/septembre/octobre/"
    "novembre/décembre decembre déc",
    "enero ene/febrero/marzo/abril abr/mayo/junio/julio/agosto ago/septiembre setiembre set/octubre/noviembre/"
    "diciembre dic",
    "janeiro/fevereiro/março marco/abril/maio/junho/julho/agosto/setembro/outubro out/novembro/dezembro dez",
    "يناير جانفي/فبراير فيفري شباط/مارس آذار/أبريل ابريل إبريل أفريل نيسان/مايو ماي أيار/يونيو يونيه جوان حزيران/"
    "يوليو يوليه جويلية تموز/أغسطس اغسطس أوت آب/سبتمبر أيلول/أكتوبر اكتوبر/نوفمبر/ديسمبر",
)
_LONG_NAMES = {"كانون الثاني": 1, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12}
