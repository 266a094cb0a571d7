"""When an order is due: cron in a time zone, a grid, windows and quiet hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from monitor.core.settings import Digest, QuietHours, Recipient

# Of a window that nobody kept, the reader is told; of more than these only the whole span.
_MISSED_SHOWN = 12
# A schedule by the minute and an outage of a year are half a million instants: so many are walked, then a leap.
_MANY = 500
_RECENT = timedelta(days=2)
# `catch_up: skip` leaves a window to the next one when it is later than this.
_SKIP_AFTER = timedelta(minutes=15)
# A start of the clock this far back is a step of the clock, not two clocks that differ a little.
_CLOCK_STEP = timedelta(hours=1)
_DAY = 24 * 60  # minutes
_ONE_DAY = timedelta(days=1)
_QUIET_AT_MOST = timedelta(days=8)  # spans without a gap, such as every day from 00:00 to 24:00, end nowhere


@dataclass(frozen=True, slots=True)
class Window:
    """The span an edition is labelled with; ``missed`` are windows inside it that passed unmade."""

    start: datetime
    end: datetime
    missed: tuple[tuple[datetime, datetime], ...] = ()


def fault(cron: str) -> str | None:
    """Return what is wrong with a cron expression of five fields, None if nothing is."""
    if len(cron.split()) != 5:
        return "cron has five fields: minute, hour, day of month, month, day of week"
    try:
        first = next(CronSim(cron, datetime(2026, 1, 1, tzinfo=UTC)), None)
    except CronSimError as error:
        return str(error)
    return None if first is not None else "no such instant ever comes"


def instants(digest: Digest, anchor: datetime, after: datetime) -> Iterator[datetime]:
    """Yield the instants of ``digest`` later than ``after``, in UTC.

    Cron follows Debian's cron at a change of clock: a time that is skipped is made up for at once, a time that
    comes twice counts once. ``every`` is a grid of true time through ``anchor``, which no reload moves.
    """
    if digest.every is not None:
        count = (after - anchor) // digest.every + 1
        while True:
            yield anchor + count * digest.every
            count += 1
    cron = digest.cron or ""
    goes_by_true_time = any(field.startswith("*") for field in cron.split()[:2])
    yield from (_by_true_time if goes_by_true_time else _by_wall_clock)(cron, digest.timezone, after)


def next_instant(digest: Digest, anchor: datetime, after: datetime) -> datetime:
    """Return the first instant of ``digest`` later than ``after``."""
    return next(instants(digest, anchor, after))


def true_start(covered_until: datetime, now: datetime) -> datetime:
    """Return where the next window starts: ``covered_until``, or ``now`` if the clock was set back since."""
    return now if covered_until - now > _CLOCK_STEP else covered_until


def due(
    digest: Digest, anchor: datetime, covered_until: datetime, now: datetime, quiet: "Quiet | None" = None
) -> Window | None:
    """Return the window whose edition is to be made now; None if none is.

    All instants passed since ``covered_until`` make one window. It is left to the next one when it comes later
    than ``max_lateness``, not counting the time that quiet hours took.
    """
    passed = _passed(digest, anchor, covered_until, now)
    if not passed or (quiet is not None and quiet.at(now)):
        return None
    end = passed[-1]
    longest = digest.max_lateness or (_SKIP_AFTER if digest.catch_up == "skip" else None)
    could_be_made = quiet.ends(end) if quiet is not None else end
    if longest is not None and now - could_be_made > longest:
        return None
    return Window(covered_until, end, _missed(covered_until, passed))


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours on somebody's wall clock."""

    hours: tuple[QuietHours, ...]
    zone: ZoneInfo

    def at(self, instant: datetime) -> bool:
        """Return whether ``instant`` is quiet."""
        local = instant.astimezone(self.zone)
        return any(_holds(hours, local) for hours in self.hours)

    def ends(self, instant: datetime) -> datetime:
        """Return when the quiet around ``instant`` ends; ``instant`` itself if it is not quiet."""
        # In steps of true time to quarters of an hour, at which clocks are changed: the end may be skipped.
        latest = instant + _QUIET_AT_MOST
        while self.at(instant) and instant < latest:
            local = instant.astimezone(self.zone)
            minute = local.hour * 60 + local.minute
            left = ((hours.end - minute) % _DAY or _DAY for hours in self.hours)
            step = timedelta(minutes=min(*left, 15 - minute % 15))
            instant = (instant + step).replace(second=0, microsecond=0)
        return instant


def _holds(hours: QuietHours, local: datetime) -> bool:
    """Return whether a local time lies in a span that began today, or before midnight."""
    minute, today = local.hour * 60 + local.minute, local.date()
    if hours.start < hours.end:
        return hours.start <= minute < hours.end and _begins_on(hours, today)
    if hours.start == hours.end:
        return False
    is_late, is_early = minute >= hours.start, minute < hours.end
    return (is_late and _begins_on(hours, today)) or (is_early and _begins_on(hours, today - _ONE_DAY))


def _begins_on(hours: QuietHours, day: date) -> bool:
    if hours.day is not None:
        return day == hours.day
    return not hours.days or day.weekday() in hours.days


def quiet_hours(recipient: Recipient, zone: ZoneInfo) -> Quiet | None:
    """Return the quiet hours of a recipient on their wall clock (``zone`` if they named none); None if they have none."""
    return Quiet(recipient.quiet, recipient.timezone or zone) if recipient.quiet else None


def is_paused(recipient: Recipient, now: datetime) -> bool:
    """Return whether nothing is to be sent to a recipient now."""
    return recipient.paused_until is not None and now < recipient.paused_until


def _by_wall_clock(cron: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    # cronsim forgets which of two equal hours it starts in, and moves several skipped times to one instant.
    for local in CronSim(cron, after.astimezone(zone)):
        instant = local.astimezone(UTC)
        if instant > after:
            yield instant
            after = instant


def _by_true_time(cron: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    # One stretch of equal offset after the other: cronsim 2.8 loses an hour where the clock goes back by half an
    # hour only (Australia/Lord_Howe).
    offset = _offset(zone, after)
    while True:
        for local in CronSim(cron, after.astimezone(timezone(offset))):
            instant = local.astimezone(UTC)
            if _offset(zone, instant) != offset:
                change = _change(zone, after, instant)
                offset, after = _offset(zone, change), change - timedelta(seconds=1)
                break
            yield instant
            after = instant
        else:
            return


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the second in which the offset became another than at ``before``."""
    low, high, old = before.replace(microsecond=0), after, _offset(zone, before)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
    return high


def _passed(digest: Digest, anchor: datetime, after: datetime, now: datetime) -> list[datetime]:
    """Return the instants in (after, now]; of very many, the first ones and those of the last days."""
    passed = list(islice(_until(digest, anchor, after, now), _MANY))
    if len(passed) < _MANY:
        return passed
    recent = list(_until(digest, anchor, max(passed[-1], now - _RECENT), now))
    return passed + (recent or list(_until(digest, anchor, passed[-1], now)))


def _until(digest: Digest, anchor: datetime, after: datetime, now: datetime) -> Iterator[datetime]:
    return takewhile(lambda instant: instant <= now, instants(digest, anchor, after))


def _missed(start: datetime, passed: list[datetime]) -> tuple[tuple[datetime, datetime], ...]:
    edges = [start, *passed[:-1]]
    if len(edges) - 1 > _MISSED_SHOWN:
        return ((edges[0], edges[-1]),)
    return tuple(pairwise(edges))
