"""What a digest reports to one recipient."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.core.editions.edition import StoryReport, Suppressed
from monitor.core.model import Entry, Hit, Report, Severity, Signal
from monitor.core.orders import selection, silences, standing
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


def plan_digest(
    digest: Digest, known: Sequence[Known], signals: Sequence[Signal], context: Context
) -> Content:
    """Decide every fresh hit of ``known`` for a digest: told, suppressed by name, or not asked for."""
    draft = _Draft()
    for each in known:
        _decide(digest, each, context, draft)
    return Content(
        stories=tuple(draft.stories),
        signals=tuple(one for one in signals if selection.fits_signal(digest.select, one, context)),
        suppressed=(*_silenced(draft), *_too_few(draft, digest)),
        taken=tuple(draft.taken),
        claims=tuple(draft.claims),
    )


def _decide(digest: Digest, known: Known, context: Context, draft: _Draft) -> None:
    if standing.needs_correction(known, digest.select):
        _correct(digest, known, draft)
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
    if selection.shortfall(digest.select, known.story, gravest, context) == selection.PUBLISHERS:
        draft.too_few.append(known)
        draft.taken.extend(Taken(hit.id, selection.PUBLISHERS) for hit in hits_of(heard))
        return
    draft.stories.append(standing.report(known, heard, known.alerted))
    draft.taken.extend(Taken(hit.id) for hit in hits_of(heard))
    draft.claims.append(Claim(known.story.id, gravest, standing.corrected(known, digest.select)))


def _correct(digest: Digest, known: Known, draft: _Draft) -> None:
    fall = standing.fall(known.story, digest.select)
    # An alert that was corrected already stands at what it fell to; the reader remembers the gravest she was told.
    told = max(filter(None, (known.alerted, known.told)), key=lambda each: each.severity)
    draft.stories.append(standing.report(known, known.fresh, told, standing.WHY_CORRECTED[fall]))
    draft.taken.extend(Taken(hit.id) for hit in hits_of(known.fresh))
    draft.claims.append(Claim(known.story.id, known.story.severity, fall))


def _asked(digest: Digest, known: Known, context: Context) -> tuple[Report, ...]:
    """Return the fresh reports that the digest asks for: by kind, and grave enough as a hit or as a story."""
    least = digest.select.min_severity
    fitting = selection.fitting(digest.select, known.fresh, context)
    if known.story.severity >= least:
        return fitting
    grave = (Report(each.entry, _grave(each, least)) for each in fitting)
    return tuple(each for each in grave if each.hits)


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
