"""Stories become an edition."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from monitor.core.editions.bars import actor_bars, countries, country_bars, day_bars, killed
from monitor.core.editions.cards import card, signal_card
from monitor.core.editions.deciding import Deciding
from monitor.core.editions.edition import (
    DISPUTED,
    Card,
    Correction,
    Edition,
    EditionRequest,
    Section,
    StoryReport,
    rank,
)
from monitor.core.rules.model import Rule
from monitor.core.settings import Alert, Digest

CARDS = 12  # stories shown in full; the rest are lines
LATE = timedelta(minutes=10)  # an edition made later than this after its window says so


def compose(request: EditionRequest) -> Edition:
    """Return one digest or alert for one recipient: ordered, grouped and explained, without words or shape."""
    deciding = Deciding(request.ruleset)
    rules = deciding.rules
    shown = [(report, card(report, request, deciding)) for report in request.stories]
    shown.sort(key=lambda pair: rank(pair[1]))
    sections, developing = _sections(
        [pair for pair in shown if pair[0].status != "corrected"], request, rules
    )
    signals = sorted(request.signals, key=lambda signal: (-signal.severity, signal.id))
    edition = _frame(request)
    local_day = request.end.astimezone(edition.zone).date()
    return replace(
        edition,
        sections=sections,
        developing=developing,
        signals=tuple(signal_card(signal, request, deciding) for signal in signals),
        corrections=tuple(
            Correction(shown_card, report.told, report.why_corrected)
            for report, shown_card in shown
            if report.status == "corrected"
        ),
        countries=country_bars(request),
        actors=actor_bars(request),
        killed=killed(request.stories),
        days=day_bars(request, local_day) if edition.kind == "digest" else (),
    )


def _frame(request: EditionRequest) -> Edition:
    """Return an edition that says whose it is, and of when; it tells nothing yet."""
    order, recipient = request.order, request.recipient
    return Edition(
        kind="digest" if isinstance(order, Digest) else "alert",
        order=order.id,
        title=order.title or order.id,
        template=order.template,
        group_by=_group_by(request),
        recipient=recipient.id,
        lang=recipient.lang,
        zone=_zone(request),
        format=recipient.format,
        discreet=recipient.discreet,
        number=request.number,
        start=request.start,
        end=request.end,
        made_at=request.now,
        next_at=request.next_at,
        run=request.run,
        config_hash=request.config_hash,
        suppressed=request.suppressed,
        coverage=request.coverage,
        part=request.part,
        following=request.following,
        late=_late(request),
        held_since=request.held_since,
        overflow=request.overflow,
        digested=request.digested,
        limited_until=request.limited_until,
        unanswered_since=request.unanswered_since,
        acknowledge=request.acknowledge,
        drill=request.drill,
    )


def _sections(
    told: Sequence[tuple[StoryReport, Card]], request: EditionRequest, rules: Mapping[str, Rule]
) -> tuple[tuple[Section, ...], Section]:
    """Return new stories under their headings, and developing ones under one; the first twelve of all are cards."""
    cards: dict[str | None, list[Card]] = {None: []}
    lines: dict[str | None, list[Card]] = {None: []}
    if isinstance(request.order, Digest) and any(shown.disputed for _, shown in told):
        cards[DISPUTED], lines[DISPUTED] = [], []  # first of all
    for place, (report, shown) in enumerate(told):
        key = _group(report, request, rules)
        cards.setdefault(key, [])
        lines.setdefault(key, [])
        (cards if place < CARDS else lines)[key].append(shown)
    developing = Section("", tuple(cards.pop(None)), tuple(lines.pop(None)))
    return tuple(
        Section(key, tuple(own), tuple(lines[key])) for key, own in cards.items() if key is not None
    ), developing


def _group(report: StoryReport, request: EditionRequest, rules: Mapping[str, Rule]) -> str | None:
    """Return the heading of a story; None for one that develops."""
    if report.story.disputed and isinstance(request.order, Digest):
        return DISPUTED
    return None if report.status == "updated" else _key(report, request, rules)


def _key(report: StoryReport, request: EditionRequest, rules: Mapping[str, Rule]) -> str:
    """Return the heading of a new story: exactly one, so that it is told once."""
    story = report.story
    match _group_by(request):
        case "severity":
            return str(story.severity)
        case "rule":
            gravest = _gravest_rule(report)
            rule = rules.get(gravest)
            return gravest if rule is None else rule.title
        case "tag":
            return story.tags[0] if story.tags else ""
        case "country":
            return countries(report, request)[0]
        case _:
            return ""


def _gravest_rule(report: StoryReport) -> str:
    hits = [hit for new in report.new for hit in new.hits]
    first = min(hits, key=lambda hit: (-hit.match.severity, hit.id), default=None)
    if first is not None:
        return first.match.rule
    return report.story.rules[0] if report.story.rules else ""


def _group_by(request: EditionRequest) -> str:
    return "story" if isinstance(request.order, Alert) else request.order.group_by


def _zone(request: EditionRequest) -> ZoneInfo:
    """Return the time zone of the reader, else of the digest, else of the service."""
    if request.recipient.timezone is not None:
        return request.recipient.timezone
    return request.order.timezone if isinstance(request.order, Digest) else request.timezone


def _late(request: EditionRequest) -> timedelta | None:
    late = request.now - request.end
    is_late = isinstance(request.order, Digest) and late > LATE and request.held_since is None
    return late if is_late else None
