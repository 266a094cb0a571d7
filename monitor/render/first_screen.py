"""What a reader sees first: what is wrong, what is new in counts, and every story in a line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from monitor.core.editions.edition import Card, Coverage, Edition
from monitor.render.card_text import gloss
from monitor.render.charts import bars
from monitor.render.environment import Fault
from monitor.render.safe import line
from monitor.render.subject import event, top_story
from monitor.render.voice import DOT, NAME, Plain, Voice, severity, spot

PREHEADER = 140  # characters
TROUBLES = 4  # feeds named in the first lines
COUNTRIES = 6  # named in the first lines
_IN_ORDER = frozenset({"ok", "paused"})


def lead(edition: Edition, voice: Voice) -> str:
    """Return the top story in one sentence, or that there is none."""
    top = top_story(edition)
    since = voice.at(edition.start)
    if top is None:
        return "" if edition.corrections or edition.signals else voice.language.say("nothing", since=since)
    houses = (
        voice.language.say("single_source")
        if top.single_source
        else voice.language.say("publishers", n=top.publishers)
    )
    title = event(top, voice)
    details = voice.language.comma.join([severity(top.severity, voice), *_where(top, title, voice), houses])
    return voice.language.say("lead", title=voice.apart(title), details=details)


def _where(top: Card, title: str, voice: Voice) -> list[str]:
    """Return where it was, as far as the headline does not."""
    if not top.gloss.places:
        return []
    place = top.gloss.places[0]
    country = line(voice.language.country(place.country), NAME)
    if line(place.name).casefold() not in title.casefold():
        return [spot(place, voice)]
    return [voice.apart(country)] if country and country.casefold() not in title.casefold() else []


def counts(edition: Edition, voice: Voice) -> list[str]:
    """Count the stories by severity, then by country beside what is usual, each in one line."""
    tally = Counter(card.severity for card in edition.stories)
    number = voice.language.number
    levels = [f"{severity(level, voice)} {number(tally[level])}" for level in sorted(tally, reverse=True)]
    rows = bars(edition.countries[:COUNTRIES], voice)["rows"] if tally else []
    where = [
        f"{voice.apart(row['label'])} {number(row['value'])}{_usually(row['usual'])}"
        for row in rows
        if row["value"]
    ]
    return [DOT.join(said) for said in (levels, where) if said]


def _usually(usual: str) -> str:
    return f" ({usual})" if usual else ""


def overview(edition: Edition, stories: Mapping[int, Plain], voice: Voice) -> list[Plain]:
    """Return all stories in bands, the gravest first; first of all those of a message that did not arrive."""
    bands = []
    for is_lost, rows in groupby(edition.ranked, key=lambda card: card.lost_at is not None):
        for level, cards in groupby(rows, key=lambda card: card.severity):
            of_level = [stories[card.story] for card in cards]
            heading = voice.language.say("section.lost") if is_lost else severity(level, voice)
            bands.append(
                {"severity": str(level), "heading": heading, "count": len(of_level), "stories": of_level}
            )
    return bands


def troubles(coverage: Coverage, voice: Voice) -> list[str]:
    """Return what is wrong with the watch itself, the shortest way; the rest stands at the end."""
    say = voice.language.say
    faults = [fault for fault in (*coverage.changes, *coverage.standing) if fault.state not in _IN_ORDER]
    names = [voice.apart(line(fault.title or fault.feed, NAME)) for fault in faults[:TROUBLES]]
    more = [f"+{len(faults) - TROUBLES}"] if len(faults) > TROUBLES else []
    unread = voice.language.comma.join([*names, *more])
    return [
        *([say("coverage.not_mailed")] if coverage.not_mailed else []),
        *([say("coverage.undelivered", n=coverage.undelivered)] if coverage.undelivered else []),
        *([say("unread", n=len(faults), feeds=coverage.feeds, names=unread)] if faults else []),
    ]


def fresh(edition: Edition, voice: Voice) -> str:
    """Return what is new since the last edition, in counts."""
    if edition.is_empty:
        return watched(edition.coverage, voice)
    new = sum(len(part.cards) + len(part.lines) for part in edition.sections)
    updated = len(edition.developing.cards) + len(edition.developing.lines)
    counts = {
        "new_stories": new,
        "updated": updated,
        "corrections": len(edition.corrections),
        "signals": len(edition.signals),
        "reports": sum(len(card.entries) for card in edition.stories),
    }
    parts = [voice.language.say(key, n=count) for key, count in counts.items() if count]
    return voice.language.say("fresh", since=voice.at(edition.start), parts=voice.language.comma.join(parts))


def watched(coverage: Coverage, voice: Voice) -> str:
    """Return how many feeds are in order, and how much was read."""
    if not coverage.feeds:
        return voice.language.say("coverage.none")
    entries = voice.language.say("entries", n=coverage.entries)
    return voice.language.say("watched", healthy=coverage.healthy, feeds=coverage.feeds, entries=entries)


def preheader(edition: Edition, voice: Voice) -> str:
    """Return what the subject does not say: the extract of the top story, else where it was and what."""
    if edition.discreet:
        return voice.language.say("discreet.preheader")
    top = top_story(edition)
    if top is None:
        return fresh(edition, voice)
    extract = "".join(span.text for span in top.extract)
    return line(extract or gloss(top, voice), PREHEADER)


def notes(edition: Edition, faults: Sequence[Fault], voice: Voice) -> list[str]:
    """Return what the reader must know about this message itself."""
    say = voice.language.say
    notes = [failed(fault, voice) for fault in faults]
    if edition.held_since is not None:
        notes.append(say("held", since=voice.at(edition.held_since), now=voice.at(edition.made_at)))
    if edition.late is not None:
        notes.append(say("late", late=voice.language.length(edition.late)))
    if edition.part > 1:
        notes.append(say("part", n=edition.part))
    if edition.overflow:
        notes.append(say("overflow", n=edition.overflow))
    if edition.unanswered_since is not None:
        notes.append(say("unanswered", since=voice.at(edition.unanswered_since)))
    if edition.limited_until is not None:
        notes.append(say("limited", at=f"{edition.limited_until.astimezone(voice.zone):%H:%M}"))
    lost = [card.lost_at for card in edition.stories if card.lost_at is not None]
    if edition.drill:
        notes.insert(0, say("drill"))
    if lost:
        notes.insert(0, say("retold", n=len(lost), at=voice.at(min(lost))))
    return notes


def failed(fault: Fault, voice: Voice) -> str:
    """Return the remark that a template failed."""
    return voice.language.say(
        "template_failed", name=voice.apart(line(fault.name, NAME)), error=voice.apart(line(fault.error, 200))
    )
