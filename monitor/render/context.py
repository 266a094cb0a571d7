"""What templates see of an edition or a notice: plain values in the reader's words, nothing else."""

from collections.abc import Mapping, Sequence

from monitor.core.editions.edition import (
    DISPUTED,
    Coverage,
    Edition,
    Envelope,
    FeedFault,
    Held,
    Notice,
    Section,
    Suppressed,
)
from monitor.core.operations.notice import NoticeItem
from monitor.render.card_text import card_words, correction_words
from monitor.render.charts import bars, killed
from monitor.render.environment import Fault
from monitor.render.first_screen import (
    counts,
    failed,
    fresh,
    lead,
    notes,
    overview,
    preheader,
    troubles,
    watched,
)
from monitor.render.languages import language
from monitor.render.mime import unsubscribe_links
from monitor.render.safe import line, link
from monitor.render.signal_text import signal_words
from monitor.render.subject import notice_subject, subject
from monitor.render.voice import NAME, Plain, Voice

TOP = 10  # stories shown in full by a weekly
STANDING = 15  # faults named in their one line
_GOOD_NEWS = frozenset({"feed_back", "order_works", "test"})


def edition_context(edition: Edition, envelope: Envelope, faults: Sequence[Fault] = ()) -> Plain:
    """Return everything a template may show of an edition."""
    voice = Voice(language(edition.lang), edition.zone, edition.made_at, envelope.feedback)
    stories = {card.story: card_words(card, voice) for card in edition.stories}
    return {
        **_frame(subject(edition, voice), voice),
        "discreet": edition.discreet,
        "preheader": preheader(edition, voice),
        "title": line(edition.title, NAME),
        "kind": edition.kind,
        "empty": edition.is_empty,
        "lead": lead(edition, voice),
        "fresh": fresh(edition, voice),
        "alive": voice.language.say("alive", watched=watched(edition.coverage, voice)),
        "notes": notes(edition, faults, voice),
        "troubles": troubles(edition.coverage, voice),
        "counts": counts(edition, voice),
        "several": len(stories) > 1,
        "top": [stories[card.story] for card in edition.ranked[:TOP]],
        "overview": overview(edition, stories, voice),
        "corrections": [correction_words(correction, voice) for correction in edition.corrections],
        "sections": [_section(section, edition.group_by, stories, voice) for section in edition.sections],
        "developing": _section(edition.developing, "", stories, voice),
        "more_stories": voice.language.say("following", n=edition.following) if edition.following else "",
        "more_corrections": "",
        "more_signals": "",
        "more_suppressed": "",
        "signals": [signal_words(signal, voice) for signal in edition.signals],
        "countries": bars(edition.countries, voice),
        "actors": bars(edition.actors, voice),
        "killed": killed(edition.killed, voice),
        "days": bars(edition.days, voice),
        "acknowledge": link(edition.acknowledge),
        "suppressed": [_suppressed(suppressed, voice) for suppressed in edition.suppressed],
        "coverage": _coverage(edition.coverage, voice),
        "footer": _footer(edition, envelope, voice),
    }


def notice_context(notice: Notice, faults: Sequence[Fault] = ()) -> Plain:
    """Return everything a template may show of a notice to operators."""
    voice = Voice(language(notice.lang), notice.zone, notice.made_at)
    lead = voice.language.say("notice.lead", n=len(notice.items))
    return {
        **_frame(notice_subject(notice, voice), voice),
        "discreet": False,
        "preheader": lead,
        "lead": lead,
        "notes": [failed(fault, voice) for fault in faults],
        "items_told": [_item(item, voice) for item in notice.items],
        "footer": {
            "run": line(notice.run),
            "config": line(notice.config_hash, NAME)[:12],
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


def _suppressed(held: Suppressed, voice: Voice) -> Plain:
    reason = voice.language.name("suppressed", line(held.reason, NAME))
    detail = line(held.detail, 2 * NAME)
    because = reason.replace("{detail}", detail)
    parts = [voice.language.say("suppressed.line", count=held.count, reason=because)]
    parts += [voice.apart(detail)] if detail and because == reason else []
    parts += [voice.language.say("suppressed.by", by=voice.apart(line(held.by, NAME)))] if held.by else []
    parts += [voice.language.say("suppressed.until", until=voice.at(held.until))] if held.until else []
    return {
        "line": voice.language.comma.join(parts),
        "titles": [line(title, 200) for title in held.titles],
        "count": held.count,
        "reason": because,
    }


def _coverage(coverage: Coverage, voice: Voice) -> Plain:
    say = voice.language.say
    entries = say("entries", n=coverage.entries)
    counted = say("coverage.line", healthy=coverage.healthy, feeds=coverage.feeds, entries=entries)
    shown = [_fault(fault, voice) for fault in coverage.standing[:STANDING]]
    more = [f"+{len(coverage.standing) - STANDING}"] if len(coverage.standing) > STANDING else []
    names = voice.language.comma.join([*shown, *more])
    return {
        "line": counted if coverage.feeds else say("coverage.none"),
        "feeds": coverage.feeds,
        "healthy": coverage.healthy,
        "changes": [_change(change, voice) for change in coverage.changes],
        "standing": say("coverage.standing", names=names) if names else "",
        "missed": [
            say("coverage.missed", start=voice.at(start), end=voice.at(end)) for start, end in coverage.missed
        ],
        "undelivered": say("coverage.undelivered", n=coverage.undelivered) if coverage.undelivered else "",
        "not_mailed": say("coverage.not_mailed") if coverage.not_mailed else "",
        "notes": [
            *(_held(held, voice) for held in coverage.held),
            *map(line, coverage.notes),
            *_learning(coverage, voice),
        ],
    }


def _held(held: Held, voice: Voice) -> str:
    """Return what an alert will tell later."""
    why, alert = voice.language.name("held", held.why), voice.apart(line(held.alert, NAME))
    return voice.language.say("coverage.held", n=held.count, why=why, alert=alert, since=voice.at(held.since))


def _learning(coverage: Coverage, voice: Voice) -> list[str]:
    """Return since when is watched, while trends that need a mean are silent."""
    if coverage.learning_since is None:
        return []
    since = voice.language.day(coverage.learning_since.astimezone(voice.zone).date())
    return [voice.language.say("coverage.learning", since=since)]


def _change(fault: FeedFault, voice: Voice) -> str:
    """Spell out what happened to a feed since the last edition."""
    if fault.state == "ok":
        return voice.language.say("coverage.ok", title=voice.apart(line(fault.title or fault.feed, NAME)))
    sentence = _fault(fault, voice)
    return f"{sentence} ({voice.apart(line(fault.error, 160))})" if fault.error else sentence


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
