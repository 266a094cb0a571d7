"""The subject of a message: what matters most comes first, in at most seventy characters."""

from datetime import datetime

from monitor.core.editions.edition import Card, Edition, Notice
from monitor.render.card_text import Voice, gloss, severity, signal_title, title
from monitor.render.safe import clip, line

LIMIT = 70
DRILL = "[DRILL]"  # in every language the same: a mailbox may sort by it
_LEAST = 24  # characters kept for the event before the place is dropped
_DOT = " · "


def subject(edition: Edition, voice: Voice) -> str:
    """Say severity, top event, place and count; for a discreet reader nothing of it. A drill says so first."""
    said = _subject(edition, voice)
    return clip(f"{DRILL} {said}", LIMIT) if edition.drill else said


def _subject(edition: Edition, voice: Voice) -> str:
    if edition.discreet:
        return discreet(edition.kind, edition.made_at, voice)
    if edition.template in {"coverage", "heartbeat"} and edition.is_empty:
        return _join(voice.language.say(f"subject.{edition.template}"), _feeds(edition, voice))
    top = top_story(edition)
    if top is not None:
        return _about(_head(top, voice), top, _count(edition, voice), voice)
    if edition.corrections:
        count = len(edition.corrections)
        tail = voice.language.say("corrections", n=count) if count > 1 else ""
        head = "subject.disputed" if edition.corrections[0].why == "disputed" else "subject.correction"
        return _about(voice.language.say(head), edition.corrections[0].card, tail, voice)
    if edition.signals:
        first = edition.signals[0]
        return _join(
            voice.language.say("subject.signal"),
            severity(first.severity, voice),
            line(signal_title(first, voice)),  # without isolates, which no header needs
        )
    return _join(voice.language.say("subject.empty"), _feeds(edition, voice), voice.at(edition.end))


def notice_subject(notice: Notice, voice: Voice) -> str:
    """Say what operators must look at."""
    first = notice.items[0] if notice.items else None
    what = [] if first is None else [voice.language.name("notice", first.kind), line(first.what)]
    more = [f"+{len(notice.items) - 1}"] if len(notice.items) > 1 else []
    return _join(voice.language.say("subject.notice"), *what, *more)


def discreet(kind: str, at: datetime, voice: Voice) -> str:
    """Say only that there is something, for a lock screen that others may read."""
    return clip(voice.language.say(f"discreet.{kind}", at=voice.at(at)), LIMIT)


def top_story(edition: Edition) -> Card | None:
    """Give the gravest story told, the better corroborated and newer first."""
    firsts = [part for part in (*edition.sections, edition.developing) if part.cards or part.lines]
    cards = [(*part.cards, *part.lines)[0] for part in firsts]
    return min(
        cards, key=lambda card: (-card.severity, -card.publishers, -card.last_seen.timestamp()), default=None
    )


def place_name(card: Card) -> str:
    """Name the first place of a story, "" if none is known."""
    return line(card.gloss.places[0].name) if card.gloss.places else ""


def event(card: Card, voice: Voice) -> str:
    """Give the headline, or what the machine found where the headline is in another language."""
    headline = title(card.title, voice)
    if card.lang in {None, "", voice.language.code} or not card.gloss.concepts:
        return headline
    return line(gloss(card.gloss, voice)) or headline  # without isolates, which no header needs


def _about(head: str, card: Card, tail: str, voice: Voice) -> str:
    """Say the event between its severity and its place and count; the place only where the event does not."""
    what, place = event(card, voice), place_name(card)
    ends = [tail] if tail else []
    said = _fitted(head, what, ends)
    if not place or place.casefold() in said.casefold():
        return said
    room = LIMIT - len(_DOT.join([head, "", place, *ends]))
    return _fitted(head, what, [place, *ends] if room >= min(_LEAST, len(what)) else ends)


def _head(card: Card, voice: Voice) -> str:
    """Say how grave it is, after the word for an alert that nobody acknowledged."""
    grave = severity(card.severity, voice).upper()
    is_again = card.status in {"repeated", "escalated"}
    return _DOT.join([voice.language.say(f"subject.{card.status}"), grave]) if is_again else grave


def _fitted(head: str, what: str, ends: list[str]) -> str:
    return _DOT.join([head, clip(what, LIMIT - len(_DOT.join([head, "", *ends]))), *ends])


def _count(edition: Edition, voice: Voice) -> str:
    count = len(edition.stories)
    lost = sum(1 for card in edition.stories if card.lost_at is not None)
    if lost:
        return voice.language.say("subject.lost", n=count, lost=lost)
    return "" if count < 2 and edition.kind == "alert" else voice.language.say("stories", n=count)


def _feeds(edition: Edition, voice: Voice) -> str:
    return voice.language.say("subject.feeds", healthy=edition.coverage.healthy, feeds=edition.coverage.feeds)


def _join(*parts: str) -> str:
    return clip(_DOT.join(part for part in parts if part), LIMIT)
