"""A story in a reader's words: the plain values that templates show of it."""

from collections.abc import Sequence
from datetime import timedelta

from monitor.core.editions.edition import (
    Card,
    CardEntry,
    Correction,
    Gloss,
    Novelty,
    Toll,
    Why,
)
from monitor.core.model import Severity
from monitor.render.safe import line, link, mailto
from monitor.render.voice import (
    DOT,
    NAME,
    Plain,
    Voice,
    dotted,
    kind,
    marked,
    said_toll,
    severity,
    spot,
    spots,
    title,
    tolls,
)

PLACES = 2
CONCEPTS = 3
DENIERS = 3
LATE = timedelta(hours=6)  # an entry seen so long after it was published says when
REASONS = 3  # why a story is told, in one line
_OF_ONE = 2  # of one rule
_HITS = 8  # named in the subject of a report on a false alarm


def card_words(card: Card, voice: Voice) -> Plain:
    """Return everything a template may show of a story."""
    return {
        **_identity(card, voice),
        **_facts(card, voice),
        **_telling(card, voice),
        **_evidence(card, voice),
    }


def _identity(card: Card, voice: Voice) -> Plain:
    """Return what the story is called and how grave it is."""
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
    """Return where, what and how many, each by itself and in one line."""
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
        "brief": dotted(where, toll, "" if is_readable and (where or toll) else what_of(card, voice, 1)),
        "extract": marked(card.extract),
    }


def _telling(card: Card, voice: Voice) -> Plain:
    """Return when it was, who tells it, and what the reader must know of that."""
    say = voice.language.say
    houses = say("single_source") if card.single_source else say("houses", n=card.publishers)
    remarks = {
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
    short = remarks | {"disputed": _disputed_by(card, voice) if card.disputed else ""}
    return {
        **remarks,
        "age": age,
        "flags": [flag for flag in (status, *remarks.values()) if flag],
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
    """Return why it matched, and what was taken."""
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
    """Return what was told of a story and what holds now."""
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


def entry_words(entry: CardEntry, voice: Voice) -> Plain:
    """Return an entry: title with the matched words marked, link, outlet, times, hits."""
    spans = marked(entry.title) or [{"text": voice.language.say("untitled"), "marked": False}]
    return {
        "spans": spans,
        "title": "".join(str(span["text"]) for span in spans),
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
    """Return in one line where a story is, its toll, and what it is about, as the machine found it."""
    return dotted(where_of(card.gloss, voice), tolls(card.gloss.toll, voice), what_of(card, voice))


def where_of(found: Gloss, voice: Voice) -> str:
    """Return the first places and their countries, else the country that is known."""
    if found.places:
        return DOT.join(spots(found.places[:PLACES], voice))
    return voice.language.comma.join(
        voice.apart(line(voice.language.country(name), NAME)) for name in found.countries
    )


def what_of(card: Card, voice: Voice, most: int = CONCEPTS) -> str:
    """Return what a story is about: concepts, else the rule's title, else tags."""
    found, country = card.gloss, voice.language.country
    there = {name for place in found.places for name in (place.name, country(place.country))}
    there |= {country(name) for name in found.countries}
    concepts = [line(name, NAME) for name in found.concepts if name not in there][:most]
    tags = [voice.language.name("tag", line(tag, NAME)) for tag in found.tags[:2]]
    names = concepts or ([line(card.whys[0].rule_title, NAME)] if card.whys else tags)
    return DOT.join(voice.apart(name) for name in names)


def publishers(card: Card, voice: Voice) -> str:
    """Return how many independent publishers tell a story."""
    say = voice.language.say
    return say("single_source") if card.single_source else say("publishers", n=card.publishers)


def reporting(card: Card, voice: Voice) -> str:
    """Return how many report a story, how independently, and what kinds of house they are."""
    say, comma = voice.language.say, voice.language.comma
    kinds = dict.fromkeys(filter(None, (kind(outlet.kind, voice) for outlet in card.outlets)))
    before = [say("earlier", n=card.earlier)] if card.earlier else []
    counts = comma.join([say("reports", n=card.reports), *before, publishers(card, voice)])
    return f"{counts} ({comma.join(kinds)})" if kinds else counts


def _status(card: Card, voice: Voice) -> str:
    if card.told is not None and card.status == "updated" and card.severity > card.told:
        return voice.language.say("status.raised", before=severity(card.told, voice))
    return voice.language.name("status", card.status)


def _alerted(card: Card, voice: Voice) -> str:
    if card.told is None or card.told_at is None:
        return ""
    alerted = voice.language.say("alerted", severity=severity(card.told, voice), at=voice.at(card.told_at))
    if card.corrected_at is None:
        return alerted
    corrected = voice.language.say("alerted.corrected", at=voice.then(card.corrected_at, card.told_at))
    return f"{alerted}{voice.language.comma}{corrected}"


def _disputed(card: Card, voice: Voice) -> str:
    """Return who denies a story, and how many stand by it."""
    say = voice.language.say
    return say("disputed", by=_deniers(card, voice), houses=say("stand_by", n=card.publishers))


def _denied(card: Card, voice: Voice) -> str:
    return voice.language.say("denied", by=_deniers(card, voice))


def _deniers(card: Card, voice: Voice) -> str:
    """Return who denies, what they are and when the first did; nobody if a report was only taken back."""
    if not card.denials:
        return voice.language.say("denied_by_itself")
    return voice.language.say("denied_by", names=_names(card, voice), at=voice.at(card.denials[0].at))


def _names(card: Card, voice: Voice) -> str:
    """Return who denies, each with what it is."""
    names = [
        f"{voice.apart(line(denial.name, NAME))} ({word})"
        if (word := kind(denial.kind, voice))
        else line(denial.name, NAME)
        for denial in card.denials
    ]
    more = f" +{len(names) - DENIERS}" if len(names) > DENIERS else ""
    return voice.language.comma.join(dict.fromkeys(names[:DENIERS])) + more


def _disputed_by(card: Card, voice: Voice) -> str:
    return voice.language.say("disputed_by", names=_names(card, voice))


def _acknowledged(card: Card, voice: Voice) -> str:
    """Return who has a story in hand; nobody has what is told again because it waits for somebody."""
    acknowledgement = card.acknowledged
    if acknowledgement is None or card.status in ("repeated", "escalated"):
        return ""
    return voice.language.say(
        "acknowledged", who=voice.apart(line(acknowledgement.who, NAME)), at=voice.at(acknowledgement.at)
    )


def _novelties(card: Card, voice: Voice) -> str:
    """Return what is new in a story that was told before."""
    novelties = [text for news in card.news if (text := _novelty(news, voice))]
    return voice.language.say("new", what=voice.language.comma.join(novelties)) if novelties else ""


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
            toll = said_toll(Toll(name, news.high, news.high), voice)
            return toll if news.low is None else say("new.toll", toll=toll, low=news.low)
        case _:
            return ""  # a severity: the status says it


def _when(entry: CardEntry, voice: Voice) -> str:
    """Return when an entry was published, and when we saw it where that was much later, or no date is known."""
    seen = voice.language.say("seen", at=voice.then(entry.seen_at, entry.published))
    if entry.published is None:
        return seen
    parts = [old(entry, voice), _ahead(entry, voice) or voice.at(entry.published)]
    parts += [seen] if entry.seen_at - entry.at >= LATE else []
    return voice.language.comma.join(part for part in parts if part)


def old(entry: CardEntry | None, voice: Voice) -> str:
    """Return how long ago it was published, of an entry that came late."""
    return (
        voice.language.say("old", n=(voice.now - entry.at).days) if entry is not None and entry.is_old else ""
    )


def _ahead(entry: CardEntry | None, voice: Voice) -> str:
    """Return the remark that an entry bears a date in the future."""
    is_ahead = entry is not None and entry.is_dated_ahead
    return voice.language.say("ahead", at=voice.at(entry.published)) if entry is not None and is_ahead else ""


def _because(whys: Sequence[Why], voice: Voice) -> str:
    """Return in one line why a story is told, the decisive first: in the words of the rules, else by what they found."""
    telling = [why for why in whys if why.severity > Severity.INFO] or whys
    reasons = dict.fromkeys(text for why in telling for text in _reasons(why, voice)[:_OF_ONE])
    return DOT.join([*reasons][:REASONS])


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
        "terms": [line(word, NAME) for word in why.words],
        "feedback": mailto(voice.feedback, about) if voice.feedback else "",
    }
