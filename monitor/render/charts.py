"""Counts as charts that are also readable as text."""

from collections.abc import Sequence

from monitor.core.editions.edition import Bar, Toll
from monitor.render.safe import line
from monitor.render.voice import NAME, Plain, Voice, figure

BAR = 24  # characters of the longest bar in text


def bars(bars: Sequence[Bar], voice: Voice) -> Plain:
    """Draw counts as bars that are also readable as text, beside what is usual."""
    longest = max((max(bar.value, bar.usual or 0) for bar in bars), default=0) or 1
    number = voice.language.number
    rows = [
        {
            "label": _bar_label(bar, voice),
            "value": bar.value,
            "width": round(100 * bar.value / longest),
            "text": "█" * round(BAR * bar.value / longest) or "·",
            "usual": _usual(bar, voice),
            "usually": "" if bar.usual is None else number(bar.usual),
            "before": "" if bar.before is None else number(bar.before),
            "killed": killed(bar.killed, voice),
        }
        for bar in bars
    ]
    return {"rows": rows}


def _usual(bar: Bar, voice: Voice) -> str:
    number = "" if bar.usual is None else voice.language.number(bar.usual)
    return voice.language.say("bars.usual", usual=number) if number else ""


def killed(found: tuple[int, int], voice: Voice) -> str:
    """Return how many died, at least and at most."""
    return figure(Toll("killed", *found), voice) if found[1] else ""


def _bar_label(bar: Bar, voice: Voice) -> str:
    if bar.day is not None:
        return voice.language.day(bar.day)
    return line(voice.language.country(bar.label), NAME) or voice.language.say("bars.unknown")
