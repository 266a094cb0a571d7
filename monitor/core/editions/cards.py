"""How one story is shown to one reader."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.core.editions.bars import countries
from monitor.core.editions.deciding import WORDS, Deciding
from monitor.core.editions.edition import (
    Card,
    CardEntry,
    Denier,
    EditionRequest,
    Finding,
    Gloss,
    Novelty,
    Outlet,
    SignalCard,
    Span,
    Spot,
    StoryReport,
    Toll,
    Why,
)
from monitor.core.editions.excerpt import extract, spans
from monitor.core.model import Denial, Hit, Place, Report, Severity, Signal, Story
from monitor.core.stories.model import Kind, News

EXTRACT = 230  # characters: about two lines on a wide screen, five on a phone
CITED = 5  # entries named under a signal
_TOLL = ("killed", "kidnapped", "wounded", "displaced")
LABEL = 24  # a longer label in one language explains a vocabulary to its editor, not a story to its reader


def card(report: StoryReport, request: EditionRequest, deciding: Deciding) -> Card:
    """Return the card of a story: what it is, who reports it, why it matched, and what is new about it."""
    story = report.story
    known = (*report.new, *report.earlier)
    lead = _lead(report, request.recipient.lang)
    title, lang = _headline(report, lead, request.recipient.lang)
    outlets = _outlets(story, known, request)
    published = [report.entry.published for report in known if report.entry.published is not None]
    return Card(
        story=story.id,
        title=title,
        lang=lang,
        severity=story.severity,
        status=report.status,
        told=report.told,
        told_at=report.told_at,
        denied=story.denied,
        first_seen=story.first_seen,
        last_seen=story.last_seen,
        published=min(published, default=None),
        reports=max(len(story.entries), len(known)),
        publishers=len(story.publishers) or len({outlet.publisher for outlet in outlets}),
        outlets=outlets,
        extract=() if lead is None else _extract(lead, title, deciding),
        gloss=gloss(report, request),
        whys=_whys(report, deciding, request.recipient.lang),
        entries=tuple(_entry(new, request, deciding) for new in sorted(report.new, key=_by_time)),
        earlier=max(len(story.entries) - len(report.new), len(report.earlier)),
        denials=tuple(_denier(denial, known, request) for denial in story.denials),
        corrected_at=report.corrected_at,
        news=tuple(_novelty(news, request) for news in report.news),
        lost_at=report.lost_at,
        acknowledged=report.acknowledged,
    )


def gloss(report: StoryReport, request: EditionRequest) -> Gloss:
    """Return what a story is about, from what the rules found, in the reader's words where the files have them.

    Labels given by language are written for readers: where a story has any, only they speak.
    """
    story, lang = report.story, request.recipient.lang
    vocabularies = [
        request.ruleset.vocabularies[name] for name in story.concepts if name in request.ruleset.vocabularies
    ]
    spoken = [
        vocabulary.labels.get(lang, vocabulary.label) for vocabulary in vocabularies if vocabulary.labels
    ]
    plain = [
        vocabulary.label
        for vocabulary in vocabularies
        if vocabulary.label != vocabulary.name and len(vocabulary.label) <= LABEL
    ]
    return Gloss(
        tags=story.tags,
        concepts=tuple(dict.fromkeys(spoken or plain)),
        places=tuple(dict.fromkeys(spot for place in story.places if (spot := _spot(place, request)))),
        toll=tuple(
            Toll(kind, *story.toll[kind])
            for kind in sorted(story.toll, key=_by_gravity)
            if story.toll[kind][1]
        ),
        countries=tuple(filter(None, countries(report, request))),
    )


def signal_card(signal: Signal, request: EditionRequest, deciding: Deciding) -> SignalCard:
    """Return the card of a signal, with the newest of what it cites."""
    cited = [request.cited[entry] for entry in signal.entries if entry in request.cited]
    newest = sorted(cited, key=_by_time, reverse=True)[:CITED]
    detail = signal.detail
    return SignalCard(
        signal=signal.id,
        kind=signal.kind,
        title=signal.title,
        severity=signal.severity,
        place=None if signal.place is None else _spot(signal.place, request),
        made_at=signal.made_at,
        cited=len(signal.entries),
        entries=tuple(_entry(report, request, deciding) for report in newest),
        findings=tuple(
            Finding(finding["kind"], finding["n"], _actor(finding["actor"], request))
            for finding in detail.get("findings", ())
        ),
        area=_area(detail.get("region", ""), detail.get("country", ""), request),
        tag=detail.get("tag", ""),
        weeks=tuple(detail.get("weeks", ())),
        usual=detail.get("usual"),
    )


def _actor(name: str, request: EditionRequest) -> str:
    """Return the reader's word for a vocabulary of actors."""
    vocabulary = request.ruleset.vocabularies.get(name)
    return name if vocabulary is None else vocabulary.labels.get(request.recipient.lang, vocabulary.label)


def _denier(denial: Denial, known: Sequence[Report], request: EditionRequest) -> Denier:
    """Return who denies, named as the reader knows it: by the feed that said so, else by its house."""
    feed_id = next((report.entry.feed for report in known if report.entry.id == denial.entry), None)
    feeds = (feed for feed in request.feeds.values() if denial.publisher in {feed.publisher, feed.id})
    feed = request.feeds.get(feed_id) if feed_id is not None else next(feeds, None)
    return Denier(feed.title if feed is not None else denial.publisher, denial.kind, denial.at)


def _novelty(news: News, request: EditionRequest) -> Novelty:
    """Return what is new, in the reader's words, as far as the files have them."""
    match news.kind:
        case Kind.PLACE:
            return Novelty(news.kind, news.value, place=_spot(news.value, request))
        case Kind.ACTOR:
            return Novelty(news.kind, _actor(news.value, request))
        case Kind.SEVERITY:
            return Novelty(news.kind, str(news.before if news.before is not None else ""))
        case _:
            return Novelty(news.kind, news.value, low=news.low, high=news.high)


def _lead(report: StoryReport, lang: str) -> Report | None:
    """Choose the report to quote: of the gravest one in the reader's language, else the first."""
    chosen = report.new or report.earlier
    return min(
        chosen,
        key=lambda report: (-_gravest(report.hits), report.entry.lang != lang, report.entry.id),
        default=None,
    )


def _gravest(hits: Iterable[Hit]) -> Severity:
    return max((hit.match.severity for hit in hits), default=Severity.INFO)


def _headline(report: StoryReport, lead: Report | None, lang: str) -> tuple[str, str | None]:
    """Return the headline of what is new, else the story's; in the reader's language if a report like it has one."""
    story, known = report.story, (*report.new, *report.earlier)
    if lead is not None and lead.entry.title and report.news:
        return lead.entry.title, lead.entry.lang
    source = next((report for report in known if report.entry.title == story.title), None)
    its_lang = None if source is None else source.entry.lang
    if its_lang == lang:
        return story.title, its_lang
    spoken = [
        report
        for report in known
        if report.entry.lang == lang and report.entry.title and _is_like(report, source)
    ]
    first = min(spoken, key=lambda report: (-_gravest(report.hits), report.entry.id), default=None)
    return (story.title, its_lang) if first is None else (first.entry.title, lang)


def _is_like(report: Report, source: Report | None) -> bool:
    """Return whether a report tells what the one with the headline tells: as grave, of the same, at the same place."""
    if source is None:
        return True
    tags = [{tag for hit in side.hits for tag in hit.match.tags} for side in (report, source)]
    places = [{place for hit in side.hits for place in hit.match.places} for side in (report, source)]
    is_same_place = not all(places) or not places[0].isdisjoint(places[1])
    is_same_kind = not all(tags) or not tags[0].isdisjoint(tags[1])
    return _gravest(report.hits) >= _gravest(source.hits) and is_same_place and is_same_kind


def _outlets(story: Story, known: Iterable[Report], request: EditionRequest) -> tuple[Outlet, ...]:
    counts = Counter(report.entry.feed for report in known)
    ids = dict.fromkeys((*story.feeds, *counts))
    return tuple(_outlet(feed, max(1, counts[feed]), request) for feed in ids)


def _outlet(feed_id: str, reports: int, request: EditionRequest) -> Outlet:
    feed = request.feeds.get(feed_id)
    if feed is None:  # it has left the configuration since
        return Outlet(feed_id, feed_id, "other", feed_id, reports)
    return Outlet(feed_id, feed.title or feed_id, feed.kind, feed.publisher or feed_id, reports)


def _extract(lead: Report, title: str, deciding: Deciding) -> tuple[Span, ...]:
    """Quote the summary, unless it only repeats the headline."""
    summary = lead.entry.summary.strip()
    if not summary or (summary.startswith(title) and len(summary) < len(title) + 30):
        return ()
    return extract(lead.entry.summary, deciding.marks(lead.hits, "summary"), EXTRACT)


def _whys(report: StoryReport, deciding: Deciding, lang: str) -> tuple[Why, ...]:
    """Explain each rule once: by its gravest hit, then one that the reader can read; the gravest rule first."""
    hits = [(hit, new.entry.lang != lang) for new in report.new for hit in new.hits]
    hits.sort(key=lambda pair: (-pair[0].match.severity, pair[1], pair[0].id))
    first: dict[str, Hit] = {}
    for hit, _ in hits:
        first.setdefault(hit.match.rule, hit)
    return tuple(_why(hit, deciding, lang) for hit in first.values())


def _why(hit: Hit, deciding: Deciding, lang: str) -> Why:
    rule = deciding.rules.get(hit.match.rule)
    words = {piece.text.casefold(): piece.text for piece in deciding.evidence(hit) or hit.match.evidence}
    return Why(
        hit=hit.id,
        rule=hit.match.rule,
        rule_title=rule.title if rule is not None else hit.match.rule,
        rule_hash=hit.match.rule_hash,
        source=rule.source if rule is not None else "",
        severity=hit.match.severity,
        reason=hit.match.why,
        words=tuple(words.values())[:WORDS],
        reasons=tuple(filter(None, (reason.in_language(lang) for reason in hit.match.reasons))),
    )


def _entry(report: Report, request: EditionRequest, deciding: Deciding) -> CardEntry:
    entry = report.entry
    outlet = _outlet(entry.feed, 1, request)
    return CardEntry(
        entry=entry.id,
        title=spans(entry.title, deciding.marks(report.hits, "title")),
        link=entry.link,
        outlet=outlet.title,
        kind=outlet.kind,
        lang=entry.lang,
        published=entry.published,
        seen_at=entry.seen_at,
        hits=tuple(sorted(hit.id for hit in report.hits)),
        is_dated_ahead=entry.is_dated_ahead,
    )


def _by_time(report: Report) -> tuple[datetime, int]:
    return report.entry.effective, report.entry.id


def _spot(place_id: str, request: EditionRequest) -> Spot | None:
    place = request.places.get(place_id)
    return None if place is None else _named(place, request)


def _area(region: str, country: str, request: EditionRequest) -> Spot:
    """Return a region, by its row in the gazetteer where there is one."""
    rows = (place for place in request.places.values() if (place.name, place.country) == (region, country))
    row = next(rows, None) if region else None
    return Spot(region, country) if row is None else _named(row, request)


def _named(place: Place, request: EditionRequest) -> Spot:
    return Spot(place.called(request.recipient.lang), place.country)


def _by_gravity(kind: str) -> tuple[int, str]:
    """Order figures as they are read: the dead first."""
    return _TOLL.index(kind) if kind in _TOLL else len(_TOLL), kind
