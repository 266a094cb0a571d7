"""What templates see of an edition or a notice: plain values in the reader's words, nothing else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from monitor.core.editions.edition import (
    DISPUTED,
    Bar,
    Card,
    Coverage,
    Edition,
    Envelope,
    FeedFault,
    Held,
    Notice,
    Section,
    Suppressed,
    Toll,
)
from monitor.core.operations.notice import NoticeItem
from monitor.render.card_text import (
    DOT,
    NAME,
    Plain,
    Voice,
    card_words,
    correction_words,
    figure,
    gloss,
    severity,
    signal_words,
    spot,
)
from monitor.render.environment import Fault
from monitor.render.languages import language
from monitor.render.mime import unsubscribe_links
from monitor.render.safe import line, link
from monitor.render.subject import event, notice_subject, subject, top_story

TOP = 10  # stories shown in full by a weekly
PREHEADER = 140  # characters
TROUBLES = 4  # feeds named in the first lines
COUNTRIES = 6  # named in the first lines
_IN_ORDER = frozenset({"ok", "paused"})
STANDING = 15  # faults named in their one line
_GOOD_NEWS = frozenset({"feed_back", "order_works", "test"})
BAR = 24  # characters of the longest bar in text


def edition_context(edition: Edition, envelope: Envelope, faults: Sequence[Fault] = ()) -> Plain:
    """Say everything a template may show of an edition."""
    voice = Voice(language(edition.lang), edition.zone, edition.made_at, envelope.feedback)
    stories = {card.story: card_words(card, voice) for card in edition.stories}
    return {
        **_frame(subject(edition, voice), voice),
        "discreet": edition.discreet,
        "preheader": _preheader(edition, voice),
        "title": line(edition.title, NAME),
        "kind": edition.kind,
        "empty": edition.is_empty,
        "lead": _lead(edition, voice),
        "fresh": _fresh(edition, voice),
        "alive": voice.language.say("alive", watched=_watched(edition.coverage, voice)),
        "notes": _notes(edition, faults, voice),
        "troubles": _troubles(edition.coverage, voice),
        "counts": _counts(edition, voice),
        "several": len(stories) > 1,
        "top": [stories[card.story] for card in edition.ranked[:TOP]],
        "overview": _overview(edition, stories, voice),
        "corrections": [correction_words(each, voice) for each in edition.corrections],
        "sections": [_section(each, edition.group_by, stories, voice) for each in edition.sections],
        "developing": _section(edition.developing, "", stories, voice),
        "more_stories": voice.language.say("following", n=edition.following) if edition.following else "",
        "more_corrections": "",
        "more_signals": "",
        "more_suppressed": "",
        "signals": [signal_words(each, voice) for each in edition.signals],
        "countries": _bars(edition.countries, voice),
        "actors": _bars(edition.actors, voice),
        "killed": _killed(edition.killed, voice),
        "days": _bars(edition.days, voice),
        "acknowledge": link(edition.acknowledge),
        "suppressed": [_suppressed(each, voice) for each in edition.suppressed],
        "coverage": _coverage(edition.coverage, voice),
        "footer": _footer(edition, envelope, voice),
    }


def notice_context(notice: Notice, faults: Sequence[Fault] = ()) -> Plain:
    """Say everything a template may show of a notice to operators."""
    voice = Voice(language(notice.lang), notice.zone, notice.made_at)
    lead = voice.language.say("notice.lead", n=len(notice.items))
    return {
        **_frame(notice_subject(notice, voice), voice),
        "discreet": False,
        "preheader": lead,
        "lead": lead,
        "notes": [_failed(each, voice) for each in faults],
        "items_told": [_item(each, voice) for each in notice.items],
        "footer": {
            "run": line(notice.run),
            "config": line(notice.config_hash),
            "sent": voice.at(notice.made_at),
        },
    }


def _item(item: NoticeItem, voice: Voice) -> Plain:
    is_good = item.kind in _GOOD_NEWS
    since = voice.language.say("notice.was_since" if is_good else "notice.since", since=voice.at(item.since))
    return {
        "kind": voice.language.name("notice", item.kind),
        "severity": "low" if is_good else "high",
        "what": line(item.what),
        "detail": [line(part) for part in item.detail.splitlines() if line(part)],
        "remedy": line(item.remedy),
        "since": since if item.since else "",
    }


def _frame(about: str, voice: Voice) -> Plain:
    return {
        "lang": voice.language.code,
        "dir": voice.language.direction,
        "comma": voice.language.comma,
        "colon": voice.language.colon,
        "w": {**voice.language.words},
        "subject": about,
    }


def _lead(edition: Edition, voice: Voice) -> str:
    """Tell the top story in one sentence, or that there is none."""
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
    """Say where it was, as far as the headline does not."""
    if not top.gloss.places:
        return []
    place = top.gloss.places[0]
    country = line(voice.language.country(place.country), NAME)
    if line(place.name).casefold() not in title.casefold():
        return [spot(place, voice)]
    return [voice.apart(country)] if country and country.casefold() not in title.casefold() else []


def _counts(edition: Edition, voice: Voice) -> list[str]:
    """Count the stories by severity, then by country beside what is usual, each in one line."""
    tally = Counter(card.severity for card in edition.stories)
    number = voice.language.number
    levels = [f"{severity(level, voice)} {number(tally[level])}" for level in sorted(tally, reverse=True)]
    bars = _bars(edition.countries[:COUNTRIES], voice)["rows"] if tally else []
    where = [
        f"{voice.apart(bar['label'])} {number(bar['value'])}{_usually(bar['usual'])}"
        for bar in bars
        if bar["value"]
    ]
    return [DOT.join(row) for row in (levels, where) if row]


def _usually(usual: str) -> str:
    return f" ({usual})" if usual else ""


def _overview(edition: Edition, stories: Mapping[int, Plain], voice: Voice) -> list[Plain]:
    """Give all stories in bands, the gravest first; first of all those of a message that did not arrive."""
    bands = []
    for is_lost, rows in groupby(edition.ranked, key=lambda card: card.lost_at is not None):
        for level, cards in groupby(rows, key=lambda card: card.severity):
            told = [stories[card.story] for card in cards]
            heading = voice.language.say("section.lost") if is_lost else severity(level, voice)
            bands.append({"severity": str(level), "heading": heading, "count": len(told), "stories": told})
    return bands


def _troubles(coverage: Coverage, voice: Voice) -> list[str]:
    """Say what is wrong with the watch itself, the shortest way; the rest stands at the end."""
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


def _fresh(edition: Edition, voice: Voice) -> str:
    """Say what is new since the last edition, in counts."""
    if edition.is_empty:
        return _watched(edition.coverage, voice)
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


def _watched(coverage: Coverage, voice: Voice) -> str:
    if not coverage.feeds:
        return voice.language.say("coverage.none")
    entries = voice.language.say("entries", n=coverage.entries)
    return voice.language.say("watched", healthy=coverage.healthy, feeds=coverage.feeds, entries=entries)


def _preheader(edition: Edition, voice: Voice) -> str:
    """Say beside the subject what it does not: the extract of the top story, else where it was and what."""
    if edition.discreet:
        return voice.language.say("discreet.preheader")
    top = top_story(edition)
    if top is None:
        return _fresh(edition, voice)
    extract = "".join(span.text for span in top.extract)
    return line(extract or gloss(top, voice), PREHEADER)


def _notes(edition: Edition, faults: Sequence[Fault], voice: Voice) -> list[str]:
    """Say what the reader must know about this message itself."""
    say = voice.language.say
    notes = [_failed(each, voice) for each in faults]
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


def _failed(fault: Fault, voice: Voice) -> str:
    return voice.language.say(
        "template_failed", name=voice.apart(line(fault.name, NAME)), error=voice.apart(line(fault.error, 200))
    )


def _section(section: Section, group_by: str, stories: Mapping[int, Plain], voice: Voice) -> Plain:
    return {
        "key": line(section.key, NAME),
        "heading": _heading(section.key, group_by, voice),
        "cards": [stories[card.story] for card in section.cards],
        "lines": [stories[card.story] for card in section.lines],
    }


def _heading(key: str, group_by: str, voice: Voice) -> str:
    if key == DISPUTED:
        return voice.language.say("section.disputed")
    if group_by == "country":
        return line(voice.language.country(key), NAME) or voice.language.say("bars.unknown")
    if group_by in {"severity", "tag"}:
        return voice.language.name(group_by, line(key, NAME))
    return line(key, NAME)


def _bars(bars: Sequence[Bar], voice: Voice) -> Plain:
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
            "killed": _killed(bar.killed, voice),
        }
        for bar in bars
    ]
    return {"rows": rows}


def _usual(bar: Bar, voice: Voice) -> str:
    number = "" if bar.usual is None else voice.language.number(bar.usual)
    return voice.language.say("bars.usual", usual=number) if number else ""


def _killed(found: tuple[int, int], voice: Voice) -> str:
    return figure(Toll("killed", *found), voice) if found[1] else ""


def _bar_label(bar: Bar, voice: Voice) -> str:
    if bar.day is not None:
        return voice.language.day(bar.day)
    return line(voice.language.country(bar.label), NAME) or voice.language.say("bars.unknown")


def _suppressed(held: Suppressed, voice: Voice) -> Plain:
    reason = voice.language.name("suppressed", line(held.reason, NAME))
    detail = line(held.detail, 2 * NAME)
    said = reason.replace("{detail}", detail)
    parts = [voice.language.say("suppressed.line", count=held.count, reason=said)]
    parts += [voice.apart(detail)] if detail and said == reason else []
    parts += [voice.language.say("suppressed.by", by=voice.apart(line(held.by, NAME)))] if held.by else []
    parts += [voice.language.say("suppressed.until", until=voice.at(held.until))] if held.until else []
    return {
        "line": voice.language.comma.join(parts),
        "titles": [line(each, 200) for each in held.titles],
        "count": held.count,
        "reason": said,
    }


def _coverage(coverage: Coverage, voice: Voice) -> Plain:
    say = voice.language.say
    entries = say("entries", n=coverage.entries)
    counted = say("coverage.line", healthy=coverage.healthy, feeds=coverage.feeds, entries=entries)
    shown = [_fault(each, voice) for each in coverage.standing[:STANDING]]
    more = [f"+{len(coverage.standing) - STANDING}"] if len(coverage.standing) > STANDING else []
    names = voice.language.comma.join([*shown, *more])
    return {
        "line": counted if coverage.feeds else say("coverage.none"),
        "feeds": coverage.feeds,
        "healthy": coverage.healthy,
        "changes": [_change(each, voice) for each in coverage.changes],
        "standing": say("coverage.standing", names=names) if names else "",
        "missed": [
            say("coverage.missed", start=voice.at(start), end=voice.at(end)) for start, end in coverage.missed
        ],
        "undelivered": say("coverage.undelivered", n=coverage.undelivered) if coverage.undelivered else "",
        "not_mailed": say("coverage.not_mailed") if coverage.not_mailed else "",
        "notes": [
            *(_held(each, voice) for each in coverage.held),
            *map(line, coverage.notes),
            *_learning(coverage, voice),
        ],
    }


def _held(held: Held, voice: Voice) -> str:
    """Say what an alert will tell later."""
    why, alert = voice.language.name("held", held.why), voice.apart(line(held.alert, NAME))
    return voice.language.say("coverage.held", n=held.count, why=why, alert=alert, since=voice.at(held.since))


def _learning(coverage: Coverage, voice: Voice) -> list[str]:
    """Say since when is watched, while trends that need a mean are silent."""
    if coverage.learning_since is None:
        return []
    since = voice.language.day(coverage.learning_since.astimezone(voice.zone).date())
    return [voice.language.say("coverage.learning", since=since)]


def _change(fault: FeedFault, voice: Voice) -> str:
    """Spell out what happened to a feed since the last edition."""
    if fault.state == "ok":
        return voice.language.say("coverage.ok", title=voice.apart(line(fault.title or fault.feed, NAME)))
    said = _fault(fault, voice)
    return f"{said} ({voice.apart(line(fault.error, 160))})" if fault.error else said


def _fault(fault: FeedFault, voice: Voice) -> str:
    state = voice.language.name("state", line(fault.state, NAME))
    name = voice.apart(line(fault.title or fault.feed, NAME))
    if fault.since is None:
        return voice.language.say("coverage.fault_now", title=name, state=state)
    return voice.language.say("coverage.fault", title=name, state=state, since=voice.at(fault.since))


def _footer(edition: Edition, envelope: Envelope, voice: Voice) -> Plain:
    links = unsubscribe_links(envelope)
    return {
        "window": f"{voice.at(edition.start)} – {voice.at(edition.end)}" if edition.kind == "digest" else "",
        "zone": str(edition.zone),
        "sent": voice.at(envelope.date),
        "next": voice.at(edition.next_at),
        "edition": f"{line(edition.order, NAME)} {edition.number}",
        "run": line(edition.run, NAME),
        "config": line(edition.config_hash, NAME)[:12],
        "unsubscribe": links[0] if links else "",
        "feedback": line(envelope.feedback or "", NAME),
    }
