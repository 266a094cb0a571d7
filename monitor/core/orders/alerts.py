"""What an alert tells one recipient now, what waits, and what is never told, for a named reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from monitor.core.editions.edition import StoryReport
from monitor.core.model import Report, Severity, Signal
from monitor.core.orders import selection, silences, standing
from monitor.core.orders.model import Claim, Content, Context, Known, Taken, Told, Waiting, hits_of
from monitor.core.settings import Alert
from monitor.core.stories.model import News

GATHERED = timedelta(minutes=10)  # between two messages of what is over the hourly limit
ALREADY = "already told"
FALSE = "marked false"


@dataclass(frozen=True, slots=True)
class Tell:
    """The story is to be told, or corrected, as soon as quiet hours and the hourly limit allow."""

    report: StoryReport
    claim: Claim
    untold: tuple[Taken, ...] = ()
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """The story is to be told when its reports have gathered, at ``until``."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """These hits are decided untold, each for its reason."""

    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Ignore:
    """The story is not asked for as it stands; if it changes, it is looked at anew."""

    reason: str


Verdict = Tell | Wait | Drop | Ignore


@dataclass(frozen=True, slots=True)
class AlertPlan:
    """The messages to make now, hits decided untold, and what waits once all messages are made.

    ``retold`` are editions of which no message arrived: what they told counts as untold once the plan is carried out.
    """

    messages: tuple[Content, ...] = ()
    taken: tuple[Taken, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    retold: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """What may be sent now: ``left`` messages of this hour; none at all while it is ``quiet``.

    The last of the hour is kept for what is in none of ``countries``, which were told in it; what is graver than
    ``gravest``, the gravest told in it, is sent even beyond it: that happens once for each severity at most. The rest is
    gathered, and told in one message each ten minutes after ``last_at``.
    """

    left: int
    quiet: bool = False
    limit: int = 0
    last_at: datetime | None = None
    gravest: Severity | None = None
    countries: frozenset[str] = frozenset()

    @property
    def usual(self) -> int:
        """Return how many messages are left for what is neither graver nor elsewhere."""
        return self.left - 1 if self.limit > 1 else self.left

    def opens_at(self, now: datetime) -> datetime | None:
        """Return when what is over the limit is told; None if there is room now."""
        if self.usual > 0 or self.last_at is None or now < self.last_at:
            return None
        opens = self.last_at + GATHERED
        return opens if opens > now else None


@dataclass(frozen=True, slots=True)
class _Item:
    """A story or a signal that is ready to be told."""

    kind: Literal["story", "signal"]
    id: int
    content: Content
    rank: tuple[int, ...]
    severity: Severity
    countries: frozenset[str]


def judge(alert: Alert, known: Known, context: Context) -> Verdict:
    """Decide what becomes of a story for one recipient of an alert."""
    why = standing.why_corrected(known, alert.select, context.now)
    if why and known.told is not None:
        return _correction(alert, known, known.told, why, context)
    later = standing.waits_until(known, alert.select, context.now)
    if later is not None:
        return Wait(later)
    fitting = selection.fitting(alert.select, known.fresh, context)
    if not fitting:
        return Ignore(selection.UNSELECTED)
    old = tuple(report for report in fitting if selection.is_old(alert.select, report))
    if len(old) == len(fitting):
        return Drop(_decided(old, selection.TOO_OLD))
    return _by_reports(alert, known, fitting, context)


def plan_alert(
    alert: Alert,
    stories: Sequence[Known],
    signals: Sequence[Signal],
    waiting: Sequence[Waiting],
    room: Room,
    context: Context,
) -> AlertPlan:
    """Decide about every story that changed or waits, and about every new signal."""
    before = {(item.kind, item.id): item for item in waiting}
    taken: list[Taken] = []
    later: list[Waiting] = []
    items: list[_Item] = []
    for known in stories:
        taken.extend(_decided(known.dismissed, FALSE))
        match judge(alert, known, context):
            case Tell() as tell:
                items.append(_story_item(tell, context))
            case Wait():
                later.append(_waits(before, "story", known.story.id, "wait", context))
            case Drop(decided):
                taken.extend(decided)
    items += [
        _signal_item(signal, context)
        for signal in signals
        if selection.fits_signal(alert.select, signal, context)
    ]
    now, held = _share(items, before, room, context.now)
    why = "quiet" if room.quiet else "limit"
    later += [_waits(before, item.kind, item.id, why, context) for item in held]
    messages = [_content(group, before) for group in now]
    if messages and not room.quiet and len(messages) >= room.usual > 0:
        messages[-1] = replace(messages[-1], limited_until=context.now + GATHERED)
    return AlertPlan(tuple(messages), tuple(taken), tuple(later))


def delayed_until(tell: Tell, room: Room, context: Context) -> datetime | None:
    """Return until when the hourly limit holds a story back; None if it does not."""
    if room.usual > 0 or _stands_out(_story_item(tell, context), room):
        return None
    return room.opens_at(context.now)


def _correction(alert: Alert, known: Known, told: Told, why: str, context: Context) -> Tell:
    report = standing.report(known, known.fresh, told, why)
    return Tell(report, standing.correction(known, told, alert.select, context.now), told=told)


def _by_reports(alert: Alert, known: Known, fitting: tuple[Report, ...], context: Context) -> Verdict:
    heard, silenced = silences.part(known, fitting, context)
    untold = tuple(Taken(hit.id, f"silenced: {silence.reason}") for hit, _, silence in silenced)
    if not heard:
        return Drop(untold)
    severity = silences.severity_heard(known, context) if silenced else known.story.severity
    news = standing.news(known, heard, severity, alert.select, context)
    if news is None:
        return Drop((*untold, *_decided(heard, ALREADY)))
    lacking = selection.shortfall(alert.select, known.story, severity, context)
    if lacking is not None:
        return Ignore(lacking)
    if known.told is None and known.elsewhere is not None and known.elsewhere.severity >= severity:
        return Drop((*untold, *_decided(heard, f"told by {known.elsewhere.order}")))
    return _tell_or_wait(alert, known, heard, untold, news, context)


def _tell_or_wait(
    alert: Alert,
    known: Known,
    heard: tuple[Report, ...],
    untold: tuple[Taken, ...],
    news: tuple[News, ...],
    context: Context,
) -> Verdict:
    first = min(hit.created_at for hit in hits_of(heard))
    # A hit of the future was stored before the clock was set back: it has waited long enough.
    if first <= context.now < first + alert.wait:
        return Wait(first + alert.wait)
    claim = standing.claim(known, known.story.severity, alert.select, context.now)
    return Tell(standing.report(known, heard, known.told, what_is_new=news), claim, untold, known.told)


def _decided(reports: tuple[Report, ...], reason: str | None = None) -> tuple[Taken, ...]:
    return tuple(Taken(hit.id, reason) for hit in hits_of(reports))


def _story_item(tell: Tell, context: Context) -> _Item:
    report, story = tell.report, tell.report.story
    content = Content(
        stories=(report,),
        taken=(*_decided(report.new), *tell.untold),
        claims=(tell.claim,),
        continued=(tell.told,) if tell.told is not None else (),
    )
    is_correction = report.status == "corrected"
    rank = (not is_correction, -story.severity, story.id)
    countries = frozenset(selection.countries(story.places, context.places))
    return _Item(
        "story", story.id, content, rank, Severity.INFO if is_correction else story.severity, countries
    )


def _signal_item(signal: Signal, context: Context) -> _Item:
    places = (signal.place,) if signal.place is not None else ()
    countries = frozenset(selection.countries(places, context.places))
    rank = (1, -signal.severity, signal.id)
    return _Item("signal", signal.id, Content(signals=(signal,)), rank, signal.severity, countries)


def _waits(
    before: dict[tuple[str, int], Waiting], kind: str, number: int, why: str, context: Context
) -> Waiting:
    known = before.get((kind, number))
    since = known.since if known is not None and known.why == why else context.now
    return Waiting(kind, number, since, why)


def _share(
    items: Sequence[_Item], before: dict[tuple[str, int], Waiting], room: Room, now: datetime
) -> tuple[list[list[_Item]], list[_Item]]:
    """Return what is ready, in messages, and what has to wait.

    Each story has a message of its own while there is room; the last one takes all that remain. What quiet hours
    held back comes as one message at their end.
    """
    ranked = sorted(items, key=lambda item: item.rank)
    if room.quiet or not ranked:
        return [], ranked
    if any(_was_held(before, item) for item in ranked):
        return [ranked], []
    if room.usual > 0:
        alone = ranked if len(ranked) <= room.usual else ranked[: room.usual - 1]
        rest = ranked[len(alone) :]
        return [[item] for item in alone] + ([rest] if rest else []), []
    urgent = [item for item in ranked if _stands_out(item, room)][:1]
    rest = [item for item in ranked if item not in urgent]
    if rest and not urgent and room.opens_at(now) is None and room.last_at is not None:
        return [rest], []
    return [[item] for item in urgent], rest


def _stands_out(item: _Item, room: Room) -> bool:
    """Return whether a story is graver than all that was told in this hour, or where nothing of it was and room is left."""
    if room.gravest is not None and item.severity > room.gravest:
        return True
    return room.left > 0 and bool(item.countries) and item.countries.isdisjoint(room.countries)


def _was_held(before: dict[tuple[str, int], Waiting], item: _Item) -> bool:
    known = before.get((item.kind, item.id))
    return known is not None and known.why == "quiet"


def _content(group: Sequence[_Item], before: dict[tuple[str, int], Waiting]) -> Content:
    held = [before[item.kind, item.id].since for item in group if _was_held(before, item)]
    joined = Content(
        stories=tuple(story for item in group for story in item.content.stories),
        signals=tuple(signal for item in group for signal in item.content.signals),
        taken=tuple(taken for item in group for taken in item.content.taken),
        claims=tuple(claim for item in group for claim in item.content.claims),
        continued=tuple(told for item in group for told in item.content.continued),
    )
    if held:
        return replace(joined, held_since=min(held))
    return replace(joined, overflow=len(group) if len(group) > 1 else 0)
