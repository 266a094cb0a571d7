"""Whether what was told of a story still stands."""

from monitor.core.editions.edition import Status, StoryReport
from monitor.core.model import Report, Story
from monitor.core.orders.model import DENIED, FALLEN, STANDING, Known, Told
from monitor.core.settings import Select

WHY_CORRECTED = {FALLEN: "lowered", DENIED: "denied"}


def fall(story: Story, select: Select) -> int:
    """Say how far a story fell from being worth telling: not at all, below the threshold, or denied by somebody."""
    if story.denied or story.disputed:
        return DENIED
    return FALLEN if story.severity < select.min_severity else STANDING


def needs_correction(known: Known, select: Select) -> bool:
    """Say whether what was told is no longer so, and nobody said it yet."""
    return known.told is not None and fall(known.story, select) > known.told.corrected


def is_news(known: Known, select: Select) -> bool:
    """Say whether a story is graver than what stands told of it, or stands again after its correction."""
    told = known.told
    if told is None or known.story.severity > told.severity:
        return True
    return told.corrected > STANDING and fall(known.story, select) == STANDING


def corrected(known: Known, select: Select) -> int:
    """Return how far the story is corrected once it is told as it is now."""
    now = fall(known.story, select)
    return now if known.told is None else min(known.told.corrected, now)


def report(
    known: Known, new: tuple[Report, ...], mentioned: Told | None, why_corrected: str = ""
) -> StoryReport:
    """Describe a story to one recipient; ``mentioned`` is what an alert told before."""
    status: Status = "corrected" if why_corrected else "new" if known.told is None else "updated"
    return StoryReport(
        story=known.story,
        new=new,
        earlier=_without(known, new),
        status=status,
        told=None if mentioned is None else mentioned.severity,
        told_at=None if mentioned is None else mentioned.at,
        why_corrected=why_corrected,
    )


def _without(known: Known, new: tuple[Report, ...]) -> tuple[Report, ...]:
    shown = {each.entry.id for each in new}
    earlier: dict[int, Report] = {}
    for each in (*known.earlier, *known.fresh):
        if each.entry.id not in shown:
            earlier.setdefault(each.entry.id, each)
    return tuple(earlier.values())
