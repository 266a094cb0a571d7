"""The kinds of values a file may hold, each with its check, its message and its JSON Schema."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError
from pydantic import BeforeValidator, WithJsonSchema

from monitor.config.problems.suggest import did_you_mean, shown
from monitor.config.values.mistakes import mistake, written
from monitor.config.values.spans import duration, spelt
from monitor.core.model import Severity
from monitor.core.settings import QuietHours

_MOST_PATIENCE = timedelta(minutes=10)


def patience(value: Any) -> timedelta:
    """Read how long one answer is waited for: shorter than a runner may hold a feed."""
    span = duration(value)
    if span > _MOST_PATIENCE:
        raise mistake(f"{shown(value)} is too long for one answer", f"write at most {spelt(_MOST_PATIENCE)}")
    return span


_UNITS = {
    "B": 1,
    "kB": 1000,
    "KB": 1000,
    "MB": 1000**2,
    "GB": 1000**3,
    "KiB": 1024,
    "MiB": 1024**2,
    "GiB": 1024**3,
}
_SIZE = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,3})?)\s*([A-Za-z]+)")


def size(value: Any) -> int:
    """Read ``10MiB`` and the like as a number of bytes."""
    remedy = "write a number with KiB, MiB or GiB, such as 10MiB"
    if isinstance(value, int) and not isinstance(value, bool):
        raise mistake(f"the size {value} has no unit", remedy)
    match = _SIZE.fullmatch(written(value, "a size", remedy))
    if match is None or match[2] not in _UNITS:
        raise mistake(f"{shown(value)} is not a valid size", remedy)
    return int(float(match[1]) * _UNITS[match[2]])


def zone(value: Any) -> ZoneInfo:
    """Read the name of a time zone."""
    name = written(value, "a time zone", "write a name such as Africa/Bamako or UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        otherwise = "write a name such as Africa/Bamako or UTC"
        raise mistake(
            f"{shown(name)} is not a valid time zone", did_you_mean(name, _zones(), otherwise)
        ) from None


@cache
def _zones() -> frozenset[str]:
    """Return the names of all zones: the system's files are looked through for them."""
    return frozenset(available_timezones())


_SUNDAY_LAST = re.compile(r"-sun\b", re.IGNORECASE)
_FIELDS = "minute hour day-of-month month day-of-week"


def cron(value: Any) -> str:
    """Read five fields as crontab(5) has them; Sunday is 0 or 7, also at the end of a range of names."""
    text = written(value, "a cron line", f"write five fields in quotes: {_FIELDS}")
    fields = text.split()
    if len(fields) != 5:
        raise mistake(
            f"{shown(text)} has {len(fields)} fields, not 5", f"write: {_FIELDS}, such as 0 6 * * *"
        )
    fields[4] = _SUNDAY_LAST.sub("-7", fields[4])
    line = " ".join(fields)
    try:
        next(CronSim(line, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        part = str(error).removeprefix("Bad ")
        raise mistake(
            f"the {part} of {shown(text)} is out of range or misspelt",
            f"write: {_FIELDS}, such as 0 6 * * mon-fri",
        ) from None
    except StopIteration:
        raise mistake(f"{shown(text)} never comes", "choose a day that exists") from None
    return line


_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@(?!-)[^\s@<>()\[\],;:\\\"/]{1,253}(?<![.-])")
_NAMED = re.compile(r"([^<>\r\n]*)<([^<>]+)>")


def address(value: Any) -> str:
    """Read an e-mail address."""
    text = written(value, "an e-mail address", "write one such as duty@example.org")
    if not _ADDRESS.fullmatch(text) or ".." in text:
        raise mistake(f"{shown(text)} is not a valid e-mail address", "write one such as duty@example.org")
    return text


def folder(value: Any) -> str:
    """Read the path of a folder."""
    text = written(value, "a folder", "write one such as var/digests")
    if not text.isprintable():
        raise mistake(f"{shown(text)} contains a control character", "write a path such as var/digests")
    return text


def sender(value: Any) -> str:
    """Read an address that may have a name: ``Sahel desk <desk@example.org>``."""
    text = written(value, "an e-mail address", "write one such as Desk <desk@example.org>")
    named = _NAMED.fullmatch(text)
    if not _ADDRESS.fullmatch(named[2].strip() if named else text):
        raise mistake(
            f"{shown(text)} is not a valid sender", "write Desk <desk@example.org> or desk@example.org"
        )
    return text


_QUIET = re.compile(
    r"(?:([^:]+?)\s+)?([01]?[0-9]|2[0-4]):([0-5][0-9])\s*[-–]\s*([01]?[0-9]|2[0-4]):([0-5][0-9])"
)


def quiet(value: Any) -> QuietHours:
    """Read ``22:00-06:00``, on days before it: ``fri-sat 00:00-24:00``, ``2026-12-25``; days alone are whole ones."""
    if isinstance(value, QuietHours):
        return value
    text = written(value, "a span of hours", _SPANS)
    days_alone = ":" not in text and (text[:1].isalpha() or len(text) == len("2026-12-25"))
    match = _QUIET.fullmatch(f"{text} 00:00-24:00" if days_alone else text)
    if match is None:
        raise mistake(f"{shown(value)} is not a valid span of hours", _SPANS)
    start, end = int(match[2]) * 60 + int(match[3]), int(match[4]) * 60 + int(match[5])
    is_part = start % 1440 != end % 1440 or (match[1] is not None and (start, end) == (0, 1440))
    if max(start, end) > 1440 or not is_part:
        raise mistake(f"{shown(value)} is not a part of a day", _SPANS)
    days, day = _days_of(match[1] or "", value)
    return QuietHours(start % 1440, end if start == 0 else end % 1440, days, day)


_SPANS = 'write them as "22:00-06:00", "fri-sat 00:00-24:00" or "2026-12-25"'
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _days_of(text: str, value: Any) -> tuple[frozenset[int], date | None]:
    """Read ``fri``, ``sat,sun``, ``fri-sun`` or a date; any day if there is nothing."""
    if not text:
        return frozenset(), None
    with suppress(ValueError):
        return frozenset(), date.fromisoformat(text)
    found: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        begin, end = _weekday(first), _weekday(last if dash else first)
        if begin is None or end is None:
            raise mistake(f"{shown(value)} names no day", _SPANS)
        found |= {(begin + step) % 7 for step in range((end - begin) % 7 + 1)}
    return frozenset(found), None


def _weekday(name: str) -> int | None:
    """Return the number of a day by its name or three letters of it or more; None if it is none."""
    return next((at for at, day in enumerate(_WEEK) if len(name) > 2 and day.startswith(name)), None)


_HOST = re.compile(r"(?=.{1,253}$)(?!-)[\w-]{1,63}(?<!-)(?:\.(?!-)[\w-]{1,63}(?<!-))*\.?")


def network(value: Any) -> IPv4Network | IPv6Network | str:
    """Read a CIDR block, an address or a host name."""
    text = written(value, "a network", "write a block such as 10.0.0.0/8 or a host name")
    with suppress(ValueError):
        return ip_network(text)
    meant = _network_around(text)
    if meant is not None:
        raise mistake(f"{shown(text)} has bits set outside of its mask", f"did you mean '{meant}'?")
    if not _HOST.fullmatch(text) or text.replace(".", "").isdigit():
        remedy = "write a block such as 10.0.0.0/8 or a host name"
        raise mistake(f"{shown(text)} is neither a block nor a host name", remedy)
    return text.lower()


def _network_around(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


_LISTEN = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s:\[\]]+):([0-9]{1,5})")


def listen(value: Any) -> str:
    """Read ``127.0.0.1:8080``."""
    text = written(value, "an address to listen on", "write one such as 127.0.0.1:8080")
    match = _LISTEN.fullmatch(text)
    if match is None or int(match[2]) > 65535:
        raise mistake(
            f"{shown(text)} is not a valid address to listen on", "write one such as 127.0.0.1:8080"
        )
    return text


_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def lang(value: Any) -> str:
    """Read a language code (ISO 639), in lower case."""
    text = written(value, "a language", "write a code such as en, fr or ar")
    if not _LANG.fullmatch(text):
        raise mistake(f"{shown(text)} is not a valid language code", "write a code such as en, fr or ar")
    return text.lower()


_FINGERPRINT = re.compile(r"(?:sha256:)?((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})", re.IGNORECASE)


def fingerprint(value: Any) -> str:
    """Read the SHA-256 of a certificate, as its 64 digits in lower case."""
    hint = "write sha256: and 64 digits, as `monitor feeds test` and browsers show it"
    match = _FINGERPRINT.fullmatch(written(value, "a fingerprint", hint))
    if match is None:
        raise mistake(f"{shown(value)} is not a valid fingerprint", hint)
    return match[1].replace(":", "").lower()


_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


def identifier(value: Any) -> str:
    """Read an id: letters, digits, ``-``, ``_`` and ``.``."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = written(value, "an id", "write a name such as rfi-afrique")
    if not _ID.fullmatch(text):
        raise mistake(
            f"{shown(text)} is not a valid id",
            "use at most 80 letters, digits, '-', '_' and '.', without accents or spaces",
        )
    return text


def severity(value: Any) -> Severity:
    """Read a severity by its name."""
    if isinstance(value, Severity):
        return value
    names = [str(each) for each in Severity]
    text = written(value, "a severity", f"write one of {', '.join(names)}")
    if text not in names:
        raise mistake(
            f"{shown(text)} is not a valid severity",
            did_you_mean(text, names, f"write one of {', '.join(names)}"),
        )
    return Severity.named(text)


def moment(value: Any) -> datetime | date:
    """Read a day or an instant; without a zone it counts in the configuration's."""
    remedy = "write a day such as 2026-12-01, or 2026-12-01T18:00+00:00"
    text = written(value, "a day", remedy)
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        raise mistake(f"{shown(text)} is not a valid day", remedy) from None


def kilometres(value: Any) -> float:
    """Read a distance in kilometres."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 20_000:
        return float(value)
    raise mistake(f"{shown(value)} is not a distance", "write kilometres, a number from 1 to 20000")


def whole(value: Any) -> Any:
    """Read digits as a number: what comes from the environment is always text."""
    return (
        int(value)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10
        else value
    )


def _schema(**keys: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **keys})


Duration = Annotated[
    timedelta,
    BeforeValidator(duration),
    _schema(pattern=r"^\s*[0-9]+(\.[0-9]+)?\s*[smhd]\s*$|\$\{", examples=["15m"]),
]
Patience = Annotated[
    timedelta,
    BeforeValidator(patience),
    _schema(pattern=r"^\s*[0-9]+(\.[0-9]+)?\s*[sm]\s*$|\$\{", examples=["30s"]),
]
Size = Annotated[
    int,
    BeforeValidator(size),
    _schema(pattern=r"^[0-9.]+\s*(B|kB|KB|MB|GB|KiB|MiB|GiB)$|\$\{", examples=["10MiB"]),
]
Zone = Annotated[ZoneInfo, BeforeValidator(zone), _schema(examples=["Africa/Bamako"])]
Cron = Annotated[str, BeforeValidator(cron), _schema(examples=["0 6 * * *"])]
Address = Annotated[str, BeforeValidator(address), _schema(format="idn-email")]
Folder = Annotated[str, BeforeValidator(folder), _schema(examples=["var/digests"])]
Sender = Annotated[str, BeforeValidator(sender), _schema(examples=["Desk <desk@example.org>"])]
Quiet = Annotated[QuietHours, BeforeValidator(quiet), _schema(examples=["22:00-06:00"])]
Net = Annotated[IPv4Network | IPv6Network | str, BeforeValidator(network), _schema(examples=["10.0.0.0/8"])]
Listen = Annotated[str, BeforeValidator(listen), _schema(examples=["127.0.0.1:8080"])]
Lang = Annotated[str, BeforeValidator(lang), _schema(pattern=_LANG.pattern)]
Fingerprint = Annotated[str, BeforeValidator(fingerprint), _schema(examples=[f"sha256:{'ab' * 32}"])]
Id = Annotated[str, BeforeValidator(identifier), WithJsonSchema({"type": ["string", "integer"]})]
Grade = Annotated[
    Severity, BeforeValidator(severity), WithJsonSchema({"enum": [str(each) for each in Severity]})
]
Moment = Annotated[datetime | date, BeforeValidator(moment), _schema(examples=["2026-12-01"])]
Kilometres = Annotated[
    float, BeforeValidator(kilometres), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})
]
Whole = BeforeValidator(whole)
FieldName = Literal["title", "summary"]
# Where a selection looks: fields, and clauses by what they say of their words.
Inside = Literal[
    "title", "summary", "event", "said", "planned", "precaution", "before", "background", "denied"
]
