"""The languages a message can be framed in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.language.countries import COUNTRIES
from monitor.render.languages import ar, en, fr


@dataclass(frozen=True, slots=True)
class Language:
    """One catalogue: sentences by key (with plural forms ``key.one`` …), labels, and names of days and months."""

    code: str
    direction: str
    messages: Mapping[str, str]
    words: Mapping[str, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    plural: Callable[[int], str]
    comma: str = ", "
    colon: str = ": "
    point: str = "."
    group: str = ","  # between thousands
    first: str = ""  # what is said after the first day of a month

    def say(self, key: str, /, **values: object) -> str:
        """Fill a sentence; with ``n`` the plural form of it that the language wants."""
        n = values.get("n")
        if isinstance(n, int) and f"{key}.other" in self.messages:
            form = f"{key}.{self.plural(n)}"
            key = form if form in self.messages else f"{key}.other"
        said = {
            name: self.number(value) if isinstance(value, int) else value for name, value in values.items()
        }
        return self.messages[key].format(**said)

    def name(self, family: str, key: str) -> str:
        """Return the word for a name of ours (a severity, a kind, a state), or the name itself if there is none."""
        return self.messages.get(f"{family}.{key.replace(' ', '_')}", key.replace("_", " "))

    def country(self, name: str) -> str:
        """Return a country's name where the gazetteer has its ISO code, else what the gazetteer has."""
        return COUNTRIES.get(name.upper(), {}).get(self.code, name)

    def instant(self, at: datetime, zone: ZoneInfo, now: datetime) -> str:
        """Write an instant in the reader's zone, with the year only where it is not this one."""
        local = at.astimezone(zone)
        year = "" if local.year == now.astimezone(zone).year else f" {local.year}"
        return f"{self.day(local.date())}{year} {local:%H:%M}"

    def day(self, day: date) -> str:
        """Write a day: weekday, day, month."""
        number = f"{day.day}{self.first if day.day == 1 else ''}"
        return f"{self.weekdays[day.weekday()]} {number} {self.months[day.month - 1]}"

    def number(self, value: float) -> str:
        """Write a number with at most one decimal, its thousands apart."""
        whole, _, decimal = f"{value:,.1f}".partition(".")
        whole = whole.replace(",", self.group)
        return whole if decimal == "0" else f"{whole}{self.point}{decimal}"

    def length(self, span: timedelta) -> str:
        """Write a span in its largest whole unit."""
        seconds = int(span.total_seconds())
        for key, unit in (("days", 86400), ("hours", 3600)):
            if seconds >= 2 * unit:
                return self.say(key, n=seconds // unit)
        return self.say("minutes", n=seconds // 60)

    def ago(self, span: timedelta) -> str:
        """Say how long ago something was."""
        return self.say("ago", span=self.length(max(span, timedelta(minutes=1))))


def language(code: str) -> Language:
    """Return the language of that code, English where we do not have it."""
    return LANGUAGES.get(code.split("-", maxsplit=1)[0].lower(), LANGUAGES["en"])


def _english(n: int) -> str:
    return "one" if n == 1 else "other"


def _french(n: int) -> str:
    return "one" if n in {0, 1} else "other"


def _arabic(n: int) -> str:
    """CLDR's cardinal rules."""
    if n < 3:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if 11 <= n % 100 <= 99 else "other"


def _unbroken(said: Mapping[str, str]) -> dict[str, str]:
    """Keep each mark that follows a space on the line of its word, as French is set."""
    return {key: re.sub(r" (?=[:;?!»])", "\u00a0", text) for key, text in said.items()}


LANGUAGES = {
    "en": Language("en", "ltr", en.MESSAGES, en.WORDS, en.WEEKDAYS, en.MONTHS, _english),
    "fr": Language(
        "fr",
        "ltr",
        _unbroken(fr.MESSAGES),
        _unbroken(fr.WORDS),
        fr.WEEKDAYS,
        fr.MONTHS,
        _french,
        colon="\u00a0: ",
        point=",",
        group="\u00a0",
        first="er",
    ),
    "ar": Language("ar", "rtl", ar.MESSAGES, ar.WORDS, ar.WEEKDAYS, ar.MONTHS, _arabic, comma="، "),
}
