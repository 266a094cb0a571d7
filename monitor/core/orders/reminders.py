"""Which alerts are told again because nobody has acknowledged them, and whom they are told to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from monitor.core.editions.edition import StoryReport
from monitor.core.model import Acknowledgement
from monitor.core.orders import silences, standing
from monitor.core.orders.model import STANDING, Claim, Content, Context, Known, Standing, alert_key
from monitor.core.settings import Alert, Config

LONGEST = timedelta(days=1)  # after the last news of a story nobody is reminded of it any more

Again = Literal["repeated", "escalated"]


@dataclass(frozen=True, slots=True)
class Telling:
    """That an order told a recipient of a story; ``is_waiting`` while a message of it is on its way."""

    story: int
    order: str
    recipient: str
    at: datetime
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A story that an alert told and nobody has acknowledged since: all that was told of it since ``first_at``."""

    story: int
    tellings: tuple[Telling, ...]
    first_at: datetime
    last_at: datetime


def reminder_key(alert: str) -> str:
    """Return the key of an alert's reminders among the orders: they take no room from the alert itself."""
    return f"reminder:{alert}"


def reminders(config: Config) -> tuple[Standing, ...]:
    """Return the reminders of each alert for everybody who may get one."""
    return tuple(
        Standing(reminder_key(alert.id), alert, config.recipients[name])
        for alert in config.alerts.values()
        for name in dict.fromkeys(
            (*(alert.to if alert.repeat else ()), *(step.to for step in alert.escalate))
        )
        if name in config.recipients and not config.recipients[name].is_withheld
    )


def unanswered(
    alert: Alert, tellings: Sequence[Telling], until: datetime | None, now: datetime
) -> Unanswered | None:
    """Return what an alert told of one story that nobody has acknowledged; None if nothing is to be said of it.

    ``until`` is up to when what was told is acknowledged.
    """
    since = tuple(telling for telling in tellings if until is None or telling.at > until)
    alerted = [telling.at for telling in since if telling.order == alert_key(alert.id)]
    if not alerted or not timedelta() <= now - max(alerted) < LONGEST:
        return None
    return Unanswered(since[0].story, since, min(alerted), max(alerted))


def open_stories(
    alert: Alert,
    tellings: Mapping[int, Sequence[Telling]],
    acknowledged: Mapping[int, Acknowledgement],
    now: datetime,
) -> dict[int, Unanswered]:
    """Return the stories that an alert told and nobody has acknowledged, by number."""
    unanswered_stories = {}
    for story, told in tellings.items():
        until = acknowledged[story].until if story in acknowledged else None
        if (open_story := unanswered(alert, told, until, now)) is not None:
            unanswered_stories[story] = open_story
    return unanswered_stories


def due(alert: Alert, recipient: str, story: Unanswered, now: datetime) -> Again | None:
    """Return how a recipient is to be told of a story now: once more, as the next in line, or not at all.

    While a message about it waits for its server, another one would only be a second copy.
    """
    own = [telling for telling in story.tellings if telling.recipient == recipient]
    if own:
        is_over = alert.repeat is not None and now - max(telling.at for telling in own) >= alert.repeat
        return "repeated" if is_over and not any(telling.is_waiting for telling in own) else None
    after = min((step.after for step in alert.escalate if step.to == recipient), default=None)
    return "escalated" if after is not None and now - story.first_at >= after else None


def plan_reminder(
    alert: Alert,
    recipient: str,
    stories: Sequence[Known],
    unanswered_stories: Mapping[int, Unanswered],
    context: Context,
) -> Content:
    """Return what a recipient is reminded of now; who was only told by reminders hears corrections by them, too."""
    told: list[tuple[Known, StoryReport, Claim]] = []
    first_at: list[datetime] = []
    for known in stories:
        open_story = unanswered_stories.get(known.story.id)
        again = None if open_story is None else due(alert, recipient, open_story, context.now)
        why = "" if recipient in alert.to else standing.why_corrected(known, alert.select, context.now)
        if why and known.told is not None:
            claim = standing.correction(known, known.told, alert.select, context.now)
            told.append((known, standing.report(known, known.earlier, known.told, why), claim))
        elif open_story is not None and again is not None and _is_still_wanted(known, alert, context):
            first_at.append(open_story.first_at)
            told.append((known, _reminder(known, again), _claim(known, alert, context.now)))
    return Content(
        stories=tuple(report for _, report, _ in told),
        claims=tuple(claim for _, _, claim in told),
        continued=tuple(
            before for known, _, _ in told if (before := known.alerted or known.told) is not None
        ),
        unanswered_since=min(first_at, default=None),
    )


def _is_still_wanted(known: Known, alert: Alert, context: Context) -> bool:
    """Return whether a story is still what the alert is for, and nobody silenced it."""
    heard, _ = silences.part(known, known.earlier, context)
    return bool(heard) and standing.fall(known.story, alert.select) == STANDING


def _reminder(known: Known, again: Again) -> StoryReport:
    return replace(standing.report(known, known.earlier, known.alerted), status=again)


def _claim(known: Known, alert: Alert, now: datetime) -> Claim:
    """Remember what was told: a reminder changes nothing of when an alert told it."""
    claim = standing.claim(known, known.story.severity, alert.select, now)
    return claim if known.alerted is None else replace(claim, at=known.alerted.at)
