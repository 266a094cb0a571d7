"""An edition or a notice as JSON, for programs: a webhook's body."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from monitor.core.editions.edition import (
    Card,
    CardEntry,
    Correction,
    Coverage,
    Edition,
    Notice,
    Novelty,
    SignalCard,
    Span,
    Spot,
    Suppressed,
    Why,
)
from monitor.core.text.clean import spelled_out
from monitor.render.languages import language
from monitor.render.one_line import correction_line, item_line, signal_line, story_line
from monitor.render.safe import link
from monitor.render.voice import Voice

_ENTRIES = 100  # listed of one story; the rest of a flood is counted
VERSION = 1  # raised when a field changes its meaning; new fields may come any time


def payload(what: Edition | Notice, subject: str) -> bytes:
    """Write one JSON object, UTF-8, the same bytes for the same input; controls in it are escaped."""
    voice = Voice(language(what.lang), what.zone, what.made_at)
    body = _notice(what, voice) if isinstance(what, Notice) else _edition(what, voice)
    whole = json.dumps({"version": VERSION, "subject": subject, **body}, ensure_ascii=False)
    return spelled_out(whole).encode("utf-8")


def _edition(edition: Edition, voice: Voice) -> dict[str, Any]:
    return {
        "kind": edition.kind,
        "order": edition.order,
        "recipient": edition.recipient,
        "number": edition.number,
        "window": [_at(edition.start), _at(edition.end)],
        "made_at": _at(edition.made_at),
        "next_at": _at(edition.next_at),
        "run": edition.run,
        "config": edition.config_hash,
        "lang": edition.lang,
        "discreet": edition.discreet,
        "drill": edition.drill,
        "acknowledge": edition.acknowledge or None,
        "acknowledge_line": voice.language.say("acknowledge.button") if edition.acknowledge else None,
        "stories": [{**_card(card), "line": story_line(card, voice)} for card in edition.stories],
        "corrections": [_correction(correction, voice) for correction in edition.corrections],
        "signals": [{**_signal(signal), "line": signal_line(signal, voice)} for signal in edition.signals],
        "suppressed": [_suppressed(suppressed) for suppressed in edition.suppressed],
        "coverage": _coverage(edition.coverage),
    }


def _correction(correction: Correction, voice: Voice) -> dict[str, Any]:
    told = {"told": _name(correction.told), "why": correction.why, "line": correction_line(correction, voice)}
    return {**_card(correction.card), **told}


def _signal(signal: SignalCard) -> dict[str, Any]:
    return {
        "signal": signal.signal,
        "kind": signal.kind,
        "title": signal.title,
        "severity": str(signal.severity),
        "place": _spot(signal.place),
        "made_at": _at(signal.made_at),
        "cited": signal.cited,
        "area": _spot(signal.area),
        "findings": [
            {"kind": finding.kind, "n": finding.n, "actor": finding.actor} for finding in signal.findings
        ],
        "weeks": [*signal.weeks],
        "usual": signal.usual,
        "entries": [_entry(entry) for entry in signal.entries],
    }


def _suppressed(held: Suppressed) -> dict[str, Any]:
    return {
        "reason": held.reason,
        "count": held.count,
        "detail": held.detail,
        "by": held.by,
        "until": _at(held.until),
        "titles": [*held.titles],
    }


def _card(card: Card) -> dict[str, Any]:
    return {
        "story": card.story,
        "title": card.title,
        "lang": card.lang,
        "severity": str(card.severity),
        "status": card.status,
        "told": _name(card.told),
        "denied": card.denied,
        "disputed": card.disputed,
        "denials": [
            {"by": denial.name, "kind": denial.kind, "at": _at(denial.at)} for denial in card.denials
        ],
        "news": [_novelty(news) for news in card.news],
        "told_at": _at(card.told_at),
        "corrected_at": _at(card.corrected_at),
        "not_delivered_at": _at(card.lost_at),
        "acknowledged": _acknowledged(card),
        "first_seen": _at(card.first_seen),
        "last_seen": _at(card.last_seen),
        "reports": card.reports,
        "publishers": card.publishers,
        "feeds": [outlet.feed for outlet in card.outlets],
        "tags": [*card.gloss.tags],
        "concepts": [*card.gloss.concepts],
        "places": [_spot(place) for place in card.gloss.places],
        "toll": {toll.kind: [toll.low, toll.high] for toll in card.gloss.toll},
        "extract": _joined(card.extract),
        "why": [_why(why) for why in card.whys],
        "entries": [_entry(entry) for entry in card.entries[:_ENTRIES]],
        "more_entries": max(0, len(card.entries) - _ENTRIES),
    }


def _acknowledged(card: Card) -> dict[str, Any] | None:
    acknowledgement = card.acknowledged
    return (
        None
        if acknowledgement is None
        else {"by": acknowledgement.who, "at": _at(acknowledgement.at), "how": acknowledgement.how}
    )


def _novelty(news: Novelty) -> dict[str, Any]:
    novelty = {"kind": news.kind, "name": news.name if news.place is None else news.place.name}
    return novelty | ({"low": news.low, "high": news.high} if news.kind == "toll" else {})


def _why(why: Why) -> dict[str, Any]:
    return {
        "hit": why.hit,
        "rule": why.rule,
        "rule_hash": why.rule_hash,
        "source": why.source,
        "severity": str(why.severity),
        "reason": why.reason,
        "words": [*why.words],
        "reasons": [*why.reasons],
    }


def _entry(entry: CardEntry) -> dict[str, Any]:
    return {
        "entry": entry.entry,
        "title": _joined(entry.title),
        "link": link(entry.link) or None,
        "outlet": entry.outlet,
        "kind": entry.kind,
        "lang": entry.lang,
        "published": _at(entry.published),
        "seen_at": _at(entry.seen_at),
        "hits": [*entry.hits],
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "feeds": coverage.feeds,
        "healthy": coverage.healthy,
        "entries": coverage.entries,
        "faults": [
            {"feed": fault.feed, "state": fault.state, "since": _at(fault.since), "error": fault.error}
            for fault in (*coverage.changes, *coverage.standing)
        ],
        "missed": [[_at(start), _at(end)] for start, end in coverage.missed],
        "undelivered": coverage.undelivered,
        "held": [
            {"alert": held.alert, "why": held.why, "count": held.count, "since": _at(held.since)}
            for held in coverage.held
        ],
        "notes": [*coverage.notes],
        "learning_since": _at(coverage.learning_since),
    }


def _notice(notice: Notice, voice: Voice) -> dict[str, Any]:
    return {
        "kind": "notice",
        "lang": notice.lang,
        "made_at": _at(notice.made_at),
        "run": notice.run,
        "config": notice.config_hash,
        "items": [
            {
                "kind": item.kind,
                "what": item.what,
                "detail": item.detail,
                "remedy": item.remedy,
                "since": _at(item.since),
                "line": item_line(item, voice),
            }
            for item in notice.items
        ],
    }


def _at(instant: datetime | None) -> str | None:
    """Write an instant as RFC 3339 in UTC."""
    if instant is None:
        return None
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _name(severity: object) -> str | None:
    return None if severity is None else str(severity)


def _spot(spot: Spot | None) -> dict[str, str] | None:
    return None if spot is None else {"name": spot.name, "country": spot.country}


def _joined(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)
