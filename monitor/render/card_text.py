"""A story in a reader's words: the plain values that templates show of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.editions.edition import (
    Card,
    CardEntry,
    Correction,
    Gloss,
    Novelty,
    SignalCard,
    Span,
    Spot,
    Toll,
    Why,
)
from monitor.core.model import Severity
from monitor.render.languages import Language
from monitor.render.safe import apart, line, link, mailto, piece

Plain = dict[str, Any]  # what Jinja2 reads; documented in templates/README.md, tested against it

TITLE = 500  # characters of a headline; a longer one is no headline
NAME = 80
PLACES = 2
CONCEPTS = 3
DENIERS = 3
LATE = timedelta(hours=6)  # an entry seen so long after it was published says when
REASONS = 3  # why a story is told, in one line
_OF_ONE = 2  # of one rule
_HITS = 8  # named in the subject of a report on a false alarm
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
        """Say how long before now an instant was."""
        return self.language.ago(self.now - instant)

    def apart(self, text: str) -> str:
        """Keep a text from outside from turning the sentence around it (see ``apart``)."""
        return apart(text, self.language.direction)

    def then(self, instant: datetime, before: datetime | None) -> str:
        """Write an instant that stands after another one: only the time of day where the day is the same."""
        if before is None or before.astimezone(self.zone).date() != instant.astimezone(self.zone).date():
            return self.at(instant)
        return f"{instant.astimezone(self.zone):%H:%M}"


def card_words(card: Card, voice: Voice) -> Plain:
    """Say everything a template may show of a story."""
    return {
        **_identity(card, voice),
        **_facts(card, voice),
        **_telling(card, voice),
        **_evidence(card, voice),
    }


def _identity(card: Card, voice: Voice) -> Plain:
    """Say what the story is called and how grave it is."""
    return {
        "id": card.story,
        "title": title(card.title, voice),
        "lang": line(card.lang or ""),
        "severity": str(card.severity),
        "severity_word": severity(card.severity, voice),
        "status": card.status,
        "status_word": _status(card, voice),
        "link": next((safe for entry in card.entries if (safe := link(entry.link))), ""),
    }


def _facts(card: Card, voice: Voice) -> Plain:
    """Say where, what and how many, each by itself and in one line."""
    where, toll, what = where_of(card.gloss, voice), tolls(card.gloss.toll, voice), what_of(card, voice)
    is_readable = card.lang in {None, "", voice.language.code}
    return {
        "where": where,
        "places": [voice.apart(line(place.name, NAME)) for place in card.gloss.places],
        "countries": [line(voice.language.country(country), NAME) for country in card.gloss.countries],
        "toll": toll,
        "what": what,
        "tags": [voice.language.name("tag", line(tag, NAME)) for tag in card.gloss.tags],
        "gloss": gloss(card, voice),
        "brief": DOT.join(
            filter(None, [where, toll, "" if is_readable and (where or toll) else what_of(card, voice, 1)])
        ),
        "extract": marked(card.extract),
    }


def _telling(card: Card, voice: Voice) -> Plain:
    """Say when it was, who tells it, and what the reader must know of that."""
    say = voice.language.say
    houses = say("single_source") if card.single_source else say("houses", n=card.publishers)
    said = {
        "lost": "" if card.lost_at is None else say("lost", at=voice.at(card.lost_at)),
        "disputed": _disputed(card, voice) if card.disputed else "",
        "denied": _denied(card, voice) if card.denied else "",
        "old": old(card.first, voice),
        "ahead": _ahead(card.first, voice),
        "new": _novelties(card, voice),
        "acknowledged": _acknowledged(card, voice),
    }
    status = "" if card.status == "new" else _status(card, voice)
    age = "" if card.first is None or card.first.is_old else voice.ago(card.first.at)
    short = said | {"disputed": _disputed_by(card, voice) if card.disputed else ""}
    return {
        **said,
        "age": age,
        "flags": [flag for flag in (status, *said.values()) if flag],
        "short_flags": [flag for flag in (status, *short.values()) if flag],
        "alerted": _alerted(card, voice),
        "publishers": houses,
        "reporting": reporting(card, voice),
        "single_source": say("single_source") if card.single_source else "",
        "published": voice.at(card.published),
        "first_seen": voice.at(card.first_seen),
        "last_seen": voice.then(card.last_seen, card.first_seen) if card.last_seen != card.first_seen else "",
        "earlier": say("earlier", n=card.earlier) if card.earlier else "",
        "outlets": [
            {"title": line(outlet.title, NAME), "kind": kind(outlet.kind, voice), "reports": outlet.reports}
            for outlet in card.outlets
        ],
    }


def _evidence(card: Card, voice: Voice) -> Plain:
    """Say why it matched, and what was taken."""
    hits = [why.hit for why in card.whys]
    about = f"false alarm: {' '.join(f'hit {hit}' for hit in hits[:_HITS])}"  # one language: a mailbox may sort by it
    return {
        "why": _because(card.whys, voice),
        "whys": [_why(why, voice) for why in card.whys],
        "hits": hits,
        "feedback": mailto(voice.feedback, about) if voice.feedback and hits else "",
        "entries": [entry_words(entry, voice) for entry in card.entries],
        "more_entries": "",
    }


def correction_words(correction: Correction, voice: Voice) -> Plain:
    """Say what was told of a story and what holds now."""
    card = correction.card
    known = correction.why if correction.why in {"denied", "disputed", "lowered"} else "other"
    told = card.severity if correction.told is None else correction.told
    say = voice.language.say
    sentences = [
        say(
            f"corrected.{known}",
            now=severity(card.severity, voice),
            by=_deniers(card, voice),
            houses=say("stand_by", n=card.publishers),
        ),
        say("corrected.told", severity=severity(told, voice), at=voice.at(card.told_at or card.first_seen)),
    ]
    return {**card_words(card, voice), "sentence": " ".join(sentences)}


def signal_words(signal: SignalCard, voice: Voice) -> Plain:
    """Say a signal as a row with what it cites."""
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
        "entries": [entry_words(each, voice) for each in signal.entries],
    }


def signal_title(signal: SignalCard, voice: Voice) -> str:
    """Say what changed, in the reader's language if what was found is known piece by piece."""
    if not signal.findings:
        return title(signal.title, voice)
    country = voice.apart(line(voice.language.country(signal.area.country), NAME))
    where = spot(signal.area, voice) if signal.area.name else country
    what = voice.language.name("tag", line(signal.tag, NAME)) if signal.tag else ""
    return " · ".join(
        voice.language.say(
            f"finding.{found.kind}",
            n=found.n,
            actor=voice.apart(line(found.actor, NAME)),
            area=where,
            what=what,
        )
        for found in signal.findings
    )


def entry_words(entry: CardEntry, voice: Voice) -> Plain:
    """Say an entry: title with the matched words marked, link, outlet, times, hits."""
    spans = marked(entry.title) or [{"text": voice.language.say("untitled"), "marked": False}]
    return {
        "spans": spans,
        "title": "".join(str(each["text"]) for each in spans),
        "link": link(entry.link),
        "outlet": line(entry.outlet, NAME),
        "kind": kind(entry.kind, voice),
        "lang": line(entry.lang or ""),
        "age": voice.ago(entry.at),
        "when": _when(entry, voice),
        "published": voice.at(entry.published),
        "seen": voice.then(entry.seen_at, entry.published),
        "hits": [*entry.hits],
    }


def gloss(card: Card, voice: Voice) -> str:
    """Say in one line where a story is, its toll, and what it is about, as the machine found it."""
    parts = [where_of(card.gloss, voice), tolls(card.gloss.toll, voice), what_of(card, voice)]
    return DOT.join(part for part in parts if part)


def where_of(found: Gloss, voice: Voice) -> str:
    """Say the first places and their countries, else the country that is known."""
    if found.places:
        return DOT.join(spots(found.places[:PLACES], voice))
    return voice.language.comma.join(
        voice.apart(line(voice.language.country(name), NAME)) for name in found.countries
    )


def what_of(card: Card, voice: Voice, most: int = CONCEPTS) -> str:
    """Say what a story is about: concepts, else the rule's title, else tags."""
    found, country = card.gloss, voice.language.country
    there = {name for place in found.places for name in (place.name, country(place.country))}
    there |= {country(name) for name in found.countries}
    concepts = [line(name, NAME) for name in found.concepts if name not in there][:most]
    tags = [voice.language.name("tag", line(tag, NAME)) for tag in found.tags[:2]]
    names = concepts or ([line(card.whys[0].rule_title, NAME)] if card.whys else tags)
    return DOT.join(voice.apart(name) for name in names)


def tolls(parts: Iterable[Toll], voice: Voice) -> str:
    """Say casualties as reported: "10–22 killed, 3 wounded"."""
    return voice.language.comma.join(_toll(each, voice) for each in parts)


def spots(places: Sequence[Spot], voice: Voice) -> list[str]:
    """Say places, those of one country together."""
    return [
        _in_country([line(each.name, NAME) for each in some], country, voice)
        for country, some in groupby(places, key=lambda each: each.country)
    ]


def spot(place: Spot, voice: Voice) -> str:
    """Say a place and its country."""
    return _in_country([line(place.name, NAME)], place.country, voice)


def reporting(card: Card, voice: Voice) -> str:
    """Say how many report a story, how independently, and what kinds of house they are."""
    say, comma = voice.language.say, voice.language.comma
    houses = say("single_source") if card.single_source else say("publishers", n=card.publishers)
    kinds = dict.fromkeys(filter(None, (kind(each.kind, voice) for each in card.outlets)))
    before = [say("earlier", n=card.earlier)] if card.earlier else []
    told = comma.join([say("reports", n=card.reports), *before, houses])
    return f"{told} ({comma.join(kinds)})" if kinds else told


def severity(level: Severity, voice: Voice) -> str:
    """Name a severity."""
    return voice.language.name("severity", str(level))


def kind(name: str, voice: Voice) -> str:
    """Name a kind of house; nothing for one of which no kind is known."""
    return "" if name == OTHER else voice.language.name("kind", line(name, NAME))


def title(text: str, voice: Voice) -> str:
    """Give a headline as one clean line, or say that there is none."""
    return line(text, TITLE) or voice.language.say("untitled")


def marked(spans: Sequence[Span]) -> list[Plain]:
    """Give the pieces of a text, clean, the outer ends without spaces."""
    pieces = [(piece(each.text), each.marked) for each in spans]
    kept = [(text, is_marked) for text, is_marked in pieces if text]
    if kept:
        kept[0] = (kept[0][0].lstrip(), kept[0][1])
        kept[-1] = (kept[-1][0].rstrip(), kept[-1][1])
    return [{"text": text, "marked": is_marked} for text, is_marked in kept if text]


def _in_country(names: list[str], country: str, voice: Voice) -> str:
    """Say places with their country; each name apart, so that the whole runs as the reader reads."""
    joined = voice.language.comma.join(voice.apart(name) for name in names if name)
    named = line(voice.language.country(country), NAME)
    return f"{joined} ({voice.apart(named)})" if named and [named] != names else joined


def _trend(signal: SignalCard, voice: Voice) -> str:
    """Say what is counted week by week, and what is usual."""
    if not signal.weeks:
        return ""
    said = voice.language.say("trend", n=len(signal.weeks))
    usual = None if signal.usual is None else voice.language.number(signal.usual)
    return f"{said} ({voice.language.say('bars.usual', usual=usual)})" if usual else said


def _status(card: Card, voice: Voice) -> str:
    if card.told is not None and card.status == "updated" and card.severity > card.told:
        return voice.language.say("status.raised", before=severity(card.told, voice))
    return voice.language.name("status", card.status)


def _alerted(card: Card, voice: Voice) -> str:
    if card.told is None or card.told_at is None:
        return ""
    said = voice.language.say("alerted", severity=severity(card.told, voice), at=voice.at(card.told_at))
    if card.corrected_at is None:
        return said
    corrected = voice.language.say("alerted.corrected", at=voice.then(card.corrected_at, card.told_at))
    return f"{said}{voice.language.comma}{corrected}"


def _disputed(card: Card, voice: Voice) -> str:
    """Say who denies a story, and how many stand by it."""
    say = voice.language.say
    return say("disputed", by=_deniers(card, voice), houses=say("stand_by", n=card.publishers))


def _denied(card: Card, voice: Voice) -> str:
    return voice.language.say("denied", by=_deniers(card, voice))


def _deniers(card: Card, voice: Voice) -> str:
    """Name who denies, what they are and when the first did; nobody if a report was only taken back."""
    if not card.denials:
        return voice.language.say("denied_by_itself")
    return voice.language.say("denied_by", names=_names(card, voice), at=voice.at(card.denials[0].at))


def _names(card: Card, voice: Voice) -> str:
    """Name who denies, each with what it is."""
    names = [
        f"{voice.apart(line(one.name, NAME))} ({word})"
        if (word := kind(one.kind, voice))
        else line(one.name, NAME)
        for one in card.denials
    ]
    more = f" +{len(names) - DENIERS}" if len(names) > DENIERS else ""
    return voice.language.comma.join(dict.fromkeys(names[:DENIERS])) + more


def _disputed_by(card: Card, voice: Voice) -> str:
    return voice.language.say("disputed_by", names=_names(card, voice))


def _acknowledged(card: Card, voice: Voice) -> str:
    """Say who has a story in hand."""
    given = card.acknowledged
    if given is None:
        return ""
    return voice.language.say("acknowledged", who=voice.apart(line(given.who, NAME)), at=voice.at(given.at))


def _novelties(card: Card, voice: Voice) -> str:
    """Say what is new in a story that was told before."""
    said = [text for each in card.news if (text := _novelty(each, voice))]
    return voice.language.say("new", what=voice.language.comma.join(said)) if said else ""


def _novelty(news: Novelty, voice: Voice) -> str:
    say, name = voice.language.say, line(news.name, NAME)
    match news.kind:
        case "theme":
            return say("new.theme", name=voice.apart(voice.language.name("tag", name)))
        case "place":
            return say("new.place", name=voice.apart(name) if news.place is None else spot(news.place, voice))
        case "actor":
            return say("new.actor", name=voice.apart(name))
        case "toll":
            toll = _toll(Toll(name, news.high, news.high), voice)
            return toll if news.low is None else say("new.toll", toll=toll, low=news.low)
        case _:
            return ""  # a severity: the status says it


def _toll(toll: Toll, voice: Voice) -> str:
    said, kinds = figure(toll, voice), voice.language.messages
    is_known = toll.kind in kinds or f"{toll.kind}.other" in kinds
    named = line(toll.kind, NAME)
    return voice.language.say(toll.kind, n=toll.high, figure=said) if is_known else f"{said} {named}"


def figure(toll: Toll, voice: Voice) -> str:
    """Write how many, lowest to highest."""
    number = voice.language.number
    return number(toll.high) if toll.low == toll.high else f"{number(toll.low)}–{number(toll.high)}"


def _when(entry: CardEntry, voice: Voice) -> str:
    """Say when an entry was published, and when we saw it where that was much later, or no date is known."""
    seen = voice.language.say("seen", at=voice.then(entry.seen_at, entry.published))
    if entry.published is None:
        return seen
    parts = [old(entry, voice), _ahead(entry, voice) or voice.at(entry.published)]
    parts += [seen] if entry.seen_at - entry.at >= LATE else []
    return voice.language.comma.join(part for part in parts if part)


def old(entry: CardEntry | None, voice: Voice) -> str:
    """Say how long ago it was published, of an entry that came late."""
    return (
        voice.language.say("old", n=(voice.now - entry.at).days) if entry is not None and entry.is_old else ""
    )


def _ahead(entry: CardEntry | None, voice: Voice) -> str:
    """Say that an entry bears a date in the future."""
    is_ahead = entry is not None and entry.is_dated_ahead
    return voice.language.say("ahead", at=voice.at(entry.published)) if entry is not None and is_ahead else ""


def _because(whys: Sequence[Why], voice: Voice) -> str:
    """Say in one line why a story is told, the decisive first: in the words of the rules, else by what they found."""
    telling = [why for why in whys if why.severity > Severity.INFO] or whys
    said = dict.fromkeys(text for why in telling for text in _reasons(why, voice)[:_OF_ONE])
    return DOT.join([*said][:REASONS])


def _reasons(why: Why, voice: Voice) -> list[str]:
    if why.reasons:
        return [voice.apart(line(reason, 2 * NAME)) for reason in why.reasons]
    words = [voice.language.say("quoted", word=voice.apart(line(word, NAME))) for word in why.words]
    title = voice.apart(line(why.rule_title, NAME))
    return [f"{title}{voice.language.colon}{voice.language.comma.join(words)}" if words else title]


def _why(why: Why, voice: Voice) -> Plain:
    """Explain a hit; the link writes to us that it was none."""
    about = f"false alarm: hit {why.hit}, rule {line(why.rule, NAME)}"  # in one language: a mailbox may sort by it
    return {
        "hit": why.hit,
        "rule": line(why.rule, NAME),
        "title": line(why.rule_title, NAME),
        "version": line(why.rule_hash, NAME)[:8],
        "source": line(why.source, NAME * 2),
        "severity_word": severity(why.severity, voice),
        "reason": line(why.reason, NAME * 2),
        "reasons": [line(reason, NAME * 2) for reason in why.reasons],
        "terms": [line(each, NAME) for each in why.words],
        "feedback": mailto(voice.feedback, about) if voice.feedback else "",
    }
