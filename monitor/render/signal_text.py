"""A signal in a reader's words."""

from monitor.core.editions.edition import SignalCard
from monitor.render.card_text import entry_words
from monitor.render.safe import line
from monitor.render.voice import DOT, NAME, Plain, Voice, severity, spot, title


def signal_words(signal: SignalCard, voice: Voice) -> Plain:
    """Return a signal as a row, with what it cites."""
    return {
        "id": signal.signal,
        "title": signal_title(signal, voice),
        "kind": voice.language.name("signal", line(signal.kind, NAME)),
        "severity": str(signal.severity),
        "severity_word": severity(signal.severity, voice),
        "place": "" if signal.place is None else spot(signal.place, voice),
        "made": voice.at(signal.made_at),
        "cited": voice.language.say("cited", n=signal.cited) if signal.cited else "",
        "weeks": [*signal.weeks],
        "trend": _trend(signal, voice),
        "entries": [entry_words(entry, voice) for entry in signal.entries],
    }


def signal_title(signal: SignalCard, voice: Voice) -> str:
    """Return what changed, in the reader's language if what was found is known piece by piece."""
    if not signal.findings:
        return title(signal.title, voice)
    country = voice.apart(line(voice.language.country(signal.area.country), NAME))
    where = spot(signal.area, voice) if signal.area.name else country
    what = voice.language.name("tag", line(signal.tag, NAME)) if signal.tag else ""
    return DOT.join(
        voice.language.say(
            f"finding.{found.kind}",
            n=found.n,
            actor=voice.apart(line(found.actor, NAME)),
            area=where,
            what=what,
        )
        for found in signal.findings
    )


def _trend(signal: SignalCard, voice: Voice) -> str:
    """Return what is counted week by week, and what is usual."""
    if not signal.weeks:
        return ""
    said = voice.language.say("trend", n=len(signal.weeks))
    usual = None if signal.usual is None else voice.language.number(signal.usual)
    return f"{said} ({voice.language.say('bars.usual', usual=usual)})" if usual else said
