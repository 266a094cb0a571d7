"""Whether what was told of a story still stands, and what of it is to be told again."""

from datetime import datetime, timedelta

from monitor.core.editions.edition import Status, StoryReport
from monitor.core.model import Report, Severity, Story
from monitor.core.orders.model import DENIED, FALLEN, STANDING, Claim, Context, Known, Told
from monitor.core.settings import Select
from monitor.core.stories.model import Kind, News
from monitor.core.stories.news import grave_news

WHY_CORRECTED = {FALLEN: "lowered", DENIED: "denied"}
DISPUTED = "disputed"
_DAY = timedelta(days=1)  # one correction and one revival of a story in it: they may come and go


def fall(story: Story, select: Select) -> int:
    """Return how far a story fell from being worth telling: not at all, below the threshold, or taken back by all."""
    if story.denied:
        return DENIED
    return FALLEN if story.severity < select.min_severity else STANDING


def why_corrected(known: Known, select: Select, now: datetime) -> str:
    """Return why what was told needs a correction now: lowered, denied or disputed; "" if it needs none."""
    told = known.told
    if told is None:
        return ""
    fallen = fall(known.story, select)
    if fallen > told.corrected and (told.corrected > STANDING or _may_again(told.corrected_at, now)):
        return WHY_CORRECTED[fallen]
    is_disputed = known.story.disputed and told.disputed_at is None and told.corrected == STANDING
    return DISPUTED if is_disputed else ""


def waits_until(known: Known, select: Select, now: datetime) -> datetime | None:
    """Return when a correction or revival may be told that comes too soon after the last one; None if none waits."""
    told = known.told
    if told is None:
        return None
    fallen = fall(known.story, select)
    last = told.corrected_at if fallen > told.corrected else told.revived_at
    is_due = fallen > told.corrected == STANDING or (fallen == STANDING < told.corrected)
    return last + _DAY if is_due and last is not None and not _may_again(last, now) else None


def news(
    known: Known, heard: tuple[Report, ...], severity: Severity, select: Select, context: Context
) -> tuple[News, ...] | None:
    """Return what is new in a story, now of this severity, that is worth telling again; None if nothing is."""
    told, now = known.told, fall(known.story, select)
    if told is None:
        return ()
    grave = grave_news(known.earlier, heard, context.knowledge, select.min_severity)
    # What an order told of a story, not its reports, says whether the story rose.
    changes = tuple(change for change in grave if change.kind != Kind.SEVERITY)
    if severity > told.severity:
        return (News(Kind.SEVERITY, str(severity), severity, told.severity, is_notable=True), *changes)
    if told.corrected > STANDING:
        return changes if now == STANDING and _may_again(told.revived_at, context.now) else None
    return changes or None


def claim(known: Known, severity: Severity, select: Select, now: datetime) -> Claim:
    """Return what is remembered once a story is told as it is now."""
    told, story = known.told, known.story
    fallen = fall(story, select)
    is_revival = told is not None and told.corrected > fallen == STANDING
    return Claim(
        story=story.id,
        severity=severity,
        at=now,
        corrected=fallen if told is None else min(told.corrected, fallen),
        corrected_at=None if told is None else told.corrected_at,
        disputed_at=(told.disputed_at if told is not None else None) or (now if story.denials else None),
        revived_at=now if is_revival else None if told is None else told.revived_at,
    )


def correction(known: Known, told: Told, select: Select, now: datetime) -> Claim:
    """Return what is remembered once a correction is told: as what the story was told before stays known."""
    fallen = fall(known.story, select)
    return Claim(
        story=known.story.id,
        severity=told.severity,
        at=told.at,
        corrected=max(fallen, told.corrected),
        corrected_at=now if fallen > told.corrected else told.corrected_at,
        disputed_at=told.disputed_at or (now if known.story.denials else None),
        revived_at=told.revived_at,
    )


def report(
    known: Known,
    new: tuple[Report, ...],
    mentioned: Told | None,
    why: str = "",
    what_is_new: tuple[News, ...] = (),
) -> StoryReport:
    """Describe a story to one recipient; ``mentioned`` is what an alert told before."""
    status: Status = "corrected" if why else "new" if known.told is None else "updated"
    return StoryReport(
        story=known.story,
        new=new,
        earlier=_without(known, new),
        status=status,
        told=None if mentioned is None else mentioned.severity,
        told_at=None if mentioned is None else mentioned.at,
        corrected_at=None if mentioned is None else mentioned.corrected_at,
        why_corrected=why,
        news=what_is_new,
        lost_at=known.lost_at,
        acknowledged=known.acknowledged,
    )


def _may_again(last: datetime | None, now: datetime) -> bool:
    return last is None or not timedelta() <= now - last < _DAY


def _without(known: Known, new: tuple[Report, ...]) -> tuple[Report, ...]:
    shown = {report.entry.id for report in new}
    earlier: dict[int, Report] = {}
    for report in (*known.earlier, *known.fresh):
        if report.entry.id not in shown:
            earlier.setdefault(report.entry.id, report)
    return tuple(earlier.values())
