"""Who is spoken to, and how severities, places and figures are said to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.editions.edition import Span, Spot, Toll
from monitor.core.model import Severity
from monitor.render.languages import Language
from monitor.render.safe import apart, line, piece

Plain = dict[str, Any]  # what Jinja2 reads; documented in templates/README.md, tested against it
TITLE = 500  # characters of a headline; a longer one is no headline
NAME = 80
DOT = " · "
OTHER = "other"  # the kind of a feed of which none is said


@dataclass(frozen=True, slots=True)
class Voice:
    """Who is spoken to: the language, the zone, the instant of speaking, and where false alarms are reported."""

    language: Language
    zone: ZoneInfo
    now: datetime
    feedback: str | None = None

    def at(self, instant: datetime | None) -> str:
        """Write an instant where and as the reader reads it; "" for None."""
        return "" if instant is None else self.language.instant(instant, self.zone, self.now)

    def ago(self, instant: datetime) -> str:
        """Return how long before now an instant was."""
        return self.language.ago(self.now - instant)

    def apart(self, text: str) -> str:
        """Keep a text from outside from turning the sentence around it (see ``apart``)."""
        return apart(text, self.language.direction)

    def then(self, instant: datetime, before: datetime | None) -> str:
        """Write an instant that stands after another one: only the time of day where the day is the same."""
        if before is None or before.astimezone(self.zone).date() != instant.astimezone(self.zone).date():
            return self.at(instant)
        return f"{instant.astimezone(self.zone):%H:%M}"


def dotted(*parts: str) -> str:
    """Return the parts that say something as one line."""
    return DOT.join(part for part in parts if part)


def tolls(parts: Iterable[Toll], voice: Voice) -> str:
    """Return casualties as reported: "10–22 killed, 3 wounded"."""
    return voice.language.comma.join(said_toll(toll, voice) for toll in parts)


def spots(places: Sequence[Spot], voice: Voice) -> list[str]:
    """Return places, those of one country together."""
    return [
        _in_country([line(place.name, NAME) for place in neighbours], country, voice)
        for country, neighbours in groupby(places, key=lambda place: place.country)
    ]


def spot(place: Spot, voice: Voice) -> str:
    """Return a place and its country."""
    return _in_country([line(place.name, NAME)], place.country, voice)


def severity(level: Severity, voice: Voice) -> str:
    """Return the word for a severity."""
    return voice.language.name("severity", str(level))


def kind(name: str, voice: Voice) -> str:
    """Return the word for a kind of house; nothing for one of which no kind is known."""
    return "" if name == OTHER else voice.language.name("kind", line(name, NAME))


def title(text: str, voice: Voice) -> str:
    """Return a headline as one clean line, or say that there is none."""
    return line(text, TITLE) or voice.language.say("untitled")


def marked(spans: Sequence[Span]) -> list[Plain]:
    """Return the pieces of a text, clean, the outer ends without spaces."""
    pieces = [(piece(span.text), span.marked) for span in spans]
    kept = [(text, is_marked) for text, is_marked in pieces if text]
    if kept:
        kept[0] = (kept[0][0].lstrip(), kept[0][1])
        kept[-1] = (kept[-1][0].rstrip(), kept[-1][1])
    return [{"text": text, "marked": is_marked} for text, is_marked in kept if text]


def _in_country(names: list[str], country: str, voice: Voice) -> str:
    """Return places with their country; each name apart, so that the whole runs as the reader reads."""
    joined = voice.language.comma.join(voice.apart(name) for name in names if name)
    named = line(voice.language.country(country), NAME)
    return f"{joined} ({voice.apart(named)})" if named and [named] != names else joined


def said_toll(toll: Toll, voice: Voice) -> str:
    """Return casualties of one kind: "10–22 killed"."""
    said, kinds = figure(toll, voice), voice.language.messages
    is_known = toll.kind in kinds or f"{toll.kind}.other" in kinds
    named = line(toll.kind, NAME)
    return voice.language.say(toll.kind, n=toll.high, figure=said) if is_known else f"{said} {named}"


def figure(toll: Toll, voice: Voice) -> str:
    """Write how many, lowest to highest."""
    number = voice.language.number
    return number(toll.high) if toll.low == toll.high else f"{number(toll.low)}–{number(toll.high)}"
