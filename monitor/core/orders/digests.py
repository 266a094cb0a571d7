"""What a digest reports to one recipient."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.core.editions.edition import StoryReport, Suppressed
from monitor.core.model import Entry, Hit, Report, Severity, Signal
from monitor.core.orders import selection, silences, standing
from monitor.core.orders.alerts import FALSE
from monitor.core.orders.model import Claim, Content, Context, Known, Taken, hits_of
from monitor.core.settings import Digest, Silence

_TITLES = 5  # headlines named of what was suppressed


@dataclass(slots=True)
class _Draft:
    """What is gathered while going through the stories; never leaves this module."""

    stories: list[StoryReport] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    silenced: dict[Silence, list[tuple[Hit, Entry]]] = field(default_factory=dict)
    too_few: list[Known] = field(default_factory=list)
    dismissed: list[Report] = field(default_factory=list)


def plan_digest(
    digest: Digest, stories: Sequence[Known], signals: Sequence[Signal], context: Context
) -> Content:
    """Decide every fresh hit of ``stories`` for a digest: told, suppressed by name, or not asked for."""
    draft = _Draft()
    for known in stories:
        _decide(digest, known, context, draft)
    return Content(
        stories=tuple(draft.stories),
        signals=tuple(signal for signal in signals if selection.fits_signal(digest.select, signal, context)),
        suppressed=(*_silenced(draft), *_too_few(draft, digest), *_dismissed(draft)),
        taken=tuple(draft.taken),
        claims=tuple(draft.claims),
    )


def _decide(digest: Digest, known: Known, context: Context, draft: _Draft) -> None:
    draft.taken.extend(Taken(hit.id, FALSE) for hit in hits_of(known.dismissed))
    draft.dismissed.extend(known.dismissed)
    why = standing.why_corrected(known, digest.select, context.now)
    if why and known.told is not None:
        _correct(digest, known, why, context, draft)
        return
    asked = _asked(digest, known, context)
    heard, silenced = silences.part(known, asked, context)
    for hit, entry, silence in silenced:
        draft.silenced.setdefault(silence, []).append((hit, entry))
        draft.taken.append(Taken(hit.id, f"silenced: {silence.reason}"))
    if not heard:
        return
    # A report graver than the story as it stands (because somebody denies it) is still asked for.
    gravest = max(known.story.severity, *(hit.match.severity for hit in hits_of(heard)))
    lacking = selection.shortfall(digest.select, known.story, gravest, context)
    if lacking == selection.ABOVE:
        return
    if lacking == selection.PUBLISHERS:
        draft.too_few.append(known)
        draft.taken.extend(Taken(hit.id, selection.PUBLISHERS) for hit in hits_of(heard))
        return
    news = standing.news(known, heard, gravest, digest.select, context)
    draft.stories.append(standing.report(known, heard, known.alerted, what_is_new=news or ()))
    draft.taken.extend(Taken(hit.id) for hit in hits_of(heard))
    draft.claims.append(standing.claim(known, gravest, digest.select, context.now))


def _correct(digest: Digest, known: Known, why: str, context: Context, draft: _Draft) -> None:
    told = [told for told in (known.alerted, known.told) if told is not None]
    # The reader remembers the gravest she was told.
    gravest = max(told, key=lambda telling: telling.severity)
    draft.stories.append(standing.report(known, known.fresh, gravest, why))
    draft.taken.extend(Taken(hit.id) for hit in hits_of(known.fresh))
    draft.claims.append(standing.correction(known, known.told or gravest, digest.select, context.now))


def _asked(digest: Digest, known: Known, context: Context) -> tuple[Report, ...]:
    """Return the fresh reports that the digest asks for: by kind, and grave enough as a hit or as a story."""
    least = digest.select.min_severity
    fitting = selection.fitting(digest.select, known.fresh, context)
    if known.story.severity >= least:
        return fitting
    grave = (Report(report.entry, _grave(report, least)) for report in fitting)
    return tuple(report for report in grave if report.hits)


def _grave(report: Report, least: Severity) -> tuple[Hit, ...]:
    return tuple(hit for hit in report.hits if hit.match.severity >= least)


def _silenced(draft: _Draft) -> tuple[Suppressed, ...]:
    return tuple(
        Suppressed(
            reason="silenced",
            count=len({entry.id for _, entry in found}),
            detail=silence.reason,
            by=silence.by,
            until=silence.until,
            titles=tuple(dict.fromkeys(entry.title for _, entry in found))[:_TITLES],
        )
        for silence, found in draft.silenced.items()
    )


def _too_few(draft: _Draft, digest: Digest) -> tuple[Suppressed, ...]:
    if not draft.too_few:
        return ()
    titles = tuple(known.story.title for known in draft.too_few)
    detail = str(digest.select.min_publishers)
    return (Suppressed(selection.PUBLISHERS, len(titles), detail, titles=titles[:_TITLES]),)


def _dismissed(draft: _Draft) -> tuple[Suppressed, ...]:
    if not draft.dismissed:
        return ()
    titles = tuple(dict.fromkeys(report.entry.title for report in draft.dismissed))
    return (Suppressed("marked_false", len(draft.dismissed), titles=titles[:_TITLES]),)
