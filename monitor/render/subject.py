"""The subject of a message: what matters most comes first, in at most seventy characters."""

from datetime import datetime

from monitor.core.editions.edition import Card, Edition, Notice, Toll
from monitor.render.card_text import gloss, old
from monitor.render.safe import clip, line
from monitor.render.signal_text import signal_title
from monitor.render.voice import DOT, Voice, dotted, severity, title, tolls

LIMIT = 70
DRILL = "[DRILL]"  # in every language the same: a mailbox may sort by it


def subject(edition: Edition, voice: Voice) -> str:
    """Return severity, top event, place and count; for a discreet reader nothing of it. A drill says so first."""
    text = _subject(edition, voice)
    return clip(f"{DRILL} {text}", LIMIT) if edition.drill else text


def _subject(edition: Edition, voice: Voice) -> str:
    if edition.discreet:
        return discreet(edition.kind, edition.made_at, voice)
    if edition.is_empty:
        return _empty(edition, voice)
    top = top_story(edition)
    if top is None:
        return _change(edition, voice)
    if edition.template == "weekly":
        return _weekly(edition, voice)
    return _about(_head(top, voice), top, _count(edition, voice), voice)


def _empty(edition: Edition, voice: Voice) -> str:
    """Return that nothing happened, and what was watched."""
    feeds = _feeds(edition, voice)
    if edition.template in {"coverage", "heartbeat"}:
        return _join(voice.language.say(f"subject.{edition.template}"), feeds)
    return _join(voice.language.say("subject.empty"), feeds, voice.at(edition.end))


def _change(edition: Edition, voice: Voice) -> str:
    """Return what was corrected, else the first signal."""
    if edition.corrections:
        count = len(edition.corrections)
        tail = voice.language.say("corrections", n=count) if count > 1 else ""
        head = "subject.disputed" if edition.corrections[0].why == "disputed" else "subject.correction"
        return _about(voice.language.say(head), edition.corrections[0].card, tail, voice)
    first = edition.signals[0]
    return _join(
        voice.language.say("subject.signal"),
        severity(first.severity, voice),
        line(signal_title(first, voice)),  # without isolates, which no header needs
    )


def _weekly(edition: Edition, voice: Voice) -> str:
    """Return until when, how many, and where most."""
    say = voice.language.say
    day = voice.language.day(edition.end.astimezone(edition.zone).date())
    dead = [tolls([Toll("killed", *edition.killed)], voice)] if edition.killed[1] else []
    country = voice.language.country
    most = [f"{line(country(bar.label))} {bar.value}" for bar in edition.countries[:2] if bar.label]
    parts = [say("subject.weekly", day=day), _count(edition, voice), *dead, *most]
    while len(DOT.join(parts)) > LIMIT:
        parts.pop()
    return DOT.join(parts)


def notice_subject(notice: Notice, voice: Voice) -> str:
    """Return what operators must look at."""
    first = notice.items[0] if notice.items else None
    what = [] if first is None else [voice.language.name("notice", first.kind), line(first.what)]
    more = [f"+{len(notice.items) - 1}"] if len(notice.items) > 1 else []
    return _join(voice.language.say("subject.notice"), *what, *more)


def discreet(kind: str, at: datetime, voice: Voice) -> str:
    """Return only that there is something, for a lock screen that others may read."""
    return clip(voice.language.say(f"discreet.{kind}", at=voice.at(at)), LIMIT)


def top_story(edition: Edition) -> Card | None:
    """Return the first story told."""
    return next(iter(edition.ranked), None)


def place_name(card: Card) -> str:
    """Return the first place of a story, "" if none is known."""
    return line(card.gloss.places[0].name) if card.gloss.places else ""


def event(card: Card, voice: Voice) -> str:
    """Return the headline, or what the machine found where the headline is in another language."""
    headline = title(card.title, voice)
    if card.lang in {None, "", voice.language.code} or not card.gloss.concepts:
        return headline
    return line(gloss(card, voice)) or headline  # without isolates, which no header needs


def _about(head: str, card: Card, tail: str, voice: Voice) -> str:
    """Return the event between its severity and the count; its place only where the event does not and both fit."""
    what, place = event(card, voice), place_name(card)
    ends = [end for end in (old(card.first, voice), tail) if end]
    whole = DOT.join([head, what, place, *ends])
    is_said = not place or place.casefold() in what.casefold()
    return _fitted(head, what, ends) if is_said or len(whole) > LIMIT else whole


def _head(card: Card, voice: Voice) -> str:
    """Return how grave it is, after the word for an alert that nobody acknowledged."""
    grave = severity(card.severity, voice).upper()
    is_again = card.status in {"repeated", "escalated"}
    return DOT.join([voice.language.say(f"subject.{card.status}"), grave]) if is_again else grave


def _fitted(head: str, what: str, ends: list[str]) -> str:
    return DOT.join([head, clip(what, LIMIT - len(DOT.join([head, "", *ends]))), *ends])


def _count(edition: Edition, voice: Voice) -> str:
    count = len(edition.stories)
    lost = sum(1 for card in edition.stories if card.lost_at is not None)
    if lost:
        counts = (voice.language.say("stories", n=count), voice.language.say("subject.lost", n=lost))
        return voice.language.comma.join(counts)
    return "" if count < 2 and edition.kind == "alert" else voice.language.say("stories", n=count)


def _feeds(edition: Edition, voice: Voice) -> str:
    return voice.language.say("subject.feeds", healthy=edition.coverage.healthy, feeds=edition.coverage.feeds)


def _join(*parts: str) -> str:
    return clip(dotted(*parts), LIMIT)
