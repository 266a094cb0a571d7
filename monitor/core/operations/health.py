"""Whether the service does its work, and what to do if it does not."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final

from monitor.core.feeds.cadence import Pace
from monitor.core.feeds.outcomes import Fault
from monitor.core.operations.faults import DAMAGE, OurFault
from monitor.core.operations.outbox import TO_PROGRAMS, Blockade, Queue
from monitor.core.settings import Feed, Polling

_MIB: Final = 1024 * 1024
_STALLED: Final = timedelta(
    minutes=2
)  # a tick comes every few seconds; a feed that is due is asked within seconds
_RHYTHMS: Final = 2  # in which something must be read
_FAILED: Final = 3  # feeds that fell ill since one was read: then it is our trouble, not theirs
_LATE: Final = timedelta(minutes=30)  # an edition after its instant
_BROKEN: Final = timedelta(minutes=10)  # a fault of ours that lasts is no accident
_UNGROUPED: Final = timedelta(minutes=10)
_UNTRIED: Final = timedelta(minutes=15)  # a message that is due is tried within seconds
_UNANSWERED: Final = timedelta(hours=1)  # no server said anything to it: theirs is down, or we are
_URGENT: Final = timedelta(minutes=30)  # the same of an alert
_UNDELIVERED: Final = timedelta(hours=1)
_NO_ROOM: Final = 64 * _MIB
_LITTLE_ROOM: Final = 512 * _MIB
RESTART: Final = "restart `monitor run`, or each `monitor worker`; until then it goes on with the old ones"
_REPORT: Final = "a fault of monitor: the log has the whole error, please report it; it is tried again"
_RESTORE: Final = "the rest works on: `monitor db restore` the last backup, or put the row right with SQL"
_READ_IN_PART: Final = frozenset({"degraded", "incomplete", "dormant"})
"""States of feeds that are read, though not as they should be; of one that is empty or shows errors nothing is."""
_WELL: Final = frozenset({"new", "ok", "quiet", "paused"})
"""States of feeds that are no fault; `quiet` is unusual, but the server answers, and `paused` is what the files say."""


class Level(StrEnum):
    """How bad a finding is: with a fault the service does not do its work, a warning asks for a look."""

    FINE = "fine"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, and what to do about it."""

    subject: str
    level: Level
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Runner:
    """A process that works on the store."""

    id: str
    kind: str
    host: str
    pid: int
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often feeds are asked: ``every`` in the median, at least one of them within ``slowest``."""

    every: timedelta
    slowest: timedelta

    @classmethod
    def of(cls, feeds: Collection[Feed], polling: Polling) -> "Rhythm":
        """Take it from the configuration."""
        paces = [Pace.of(feed, polling) for feed in feeds]
        if not paces:
            return cls(polling.every, polling.slowest)
        every = median(pace.every.total_seconds() for pace in paces)
        return cls(timedelta(seconds=every), max(pace.slowest for pace in paces))


@dataclass(frozen=True, slots=True)
class Reading:
    """When feeds were really read. What was written under a clock that ran ahead does not count.

    ``since`` is when the first feed was registered, ``due_since`` when the feed was due that has waited longest to be
    asked. ``failed_since`` counts the feeds that fell ill since one was read, ``ill`` those that were ill before.
    """

    watched: int
    since: datetime
    read_at: datetime | None = None
    asked_at: datetime | None = None
    failed_since: int = 0
    ill: int = 0
    due_since: datetime | None = None
    rhythm: Rhythm = field(default_factory=lambda: Rhythm(Polling().every, Polling().slowest))


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the store knows of the service at one moment.

    ``last_reply`` is what the last try to deliver a message that still waits came to. ``restart_needed`` names
    the settings that changed since a process that is at work read them at its start. ``late`` names the orders
    whose instant passed without an edition, ``faults`` is what fails by our fault. ``clock_leapt`` is when the
    clock was seen to leap ahead, while it is not known whether it is right. ``folder`` is the configuration folder
    that the store serves.
    """

    at: datetime
    folder: str | None = None
    last_tick: datetime | None = None
    config_hash: str | None = None
    refused_since: datetime | None = None
    refused: tuple[str, ...] = ()
    restart_needed: tuple[str, ...] = ()
    held_back: Mapping[str, str] = field(default_factory=dict)
    feeds: Mapping[str, int] = field(default_factory=dict)
    reading: Reading | None = None
    late: Mapping[str, datetime] = field(default_factory=dict)
    faults: tuple[OurFault, ...] = ()
    clock_leapt: datetime | None = None
    queue: Queue = field(default_factory=Queue)
    last_reply: str | None = None
    oldest_ungrouped: datetime | None = None
    runners: tuple[Runner, ...] = ()
    free_bytes: int | None = None


def judge(vitals: Vitals) -> tuple[Finding, ...]:
    """Return a finding for each thing that matters, the fine ones too."""
    return (
        _work(vitals),
        _configuration(vitals),
        *_restart(vitals),
        *_rules(vitals),
        _feeds(vitals),
        *_reading(vitals),
        _grouping(vitals),
        *_late(vitals),
        *_faults(vitals),
        *_clock(vitals),
        *_deliveries(vitals),
        *_room(vitals),
    )


def is_ready(findings: tuple[Finding, ...]) -> bool:
    """Return whether nothing found keeps the service from its work."""
    return all(finding.level is not Level.FAULT for finding in findings)


def _work(vitals: Vitals) -> Finding:
    start = "start it with `monitor run`; if it runs, look into its log"
    if vitals.last_tick is None:
        return Finding("work", Level.FAULT, "nothing has worked on this store yet", start)
    idle = vitals.at - vitals.last_tick
    if idle < -_STALLED:
        found = (
            f"the last tick is {spoken(-idle)} ahead: the clock was set back, and nothing has worked since"
        )
        return Finding("work", Level.FAULT, found, start)
    if idle > _STALLED:
        return Finding("work", Level.FAULT, f"nothing has worked on this store for {spoken(idle)}", start)
    return Finding("work", Level.FINE, f"last tick {spoken(idle)} ago")


def _configuration(vitals: Vitals) -> Finding:
    if vitals.config_hash is None:
        return Finding("configuration", Level.WARNING, "none was in use yet", "run `monitor check`")
    if vitals.refused:
        since = (
            f"refused since {vitals.refused_since:%Y-%m-%d %H:%M} UTC: "
            if vitals.refused_since
            else "refused: "
        )
        more = f" (and {len(vitals.refused) - 1} more)" if len(vitals.refused) > 1 else ""
        remedy = f"the one before runs on ({vitals.config_hash[:12]}); correct the files, see `monitor check`"
        return Finding("configuration", Level.WARNING, since + vitals.refused[0] + more, remedy)
    return Finding("configuration", Level.FINE, f"{vitals.config_hash[:12]} in use")


def _restart(vitals: Vitals) -> Iterator[Finding]:
    if vitals.restart_needed:
        found = f"restart needed: {', '.join(vitals.restart_needed)} changed"
        yield Finding("restart", Level.WARNING, found, RESTART)


def _rules(vitals: Vitals) -> Iterator[Finding]:
    for rule, reason in sorted(vitals.held_back.items()):
        remedy = "its last version, if there is one, runs on; correct the rule or the example, see `monitor rules test`"
        yield Finding("rules", Level.WARNING, f"{rule} is held back: {reason}", remedy)


def _feeds(vitals: Vitals) -> Finding:
    total = sum(number for state, number in vitals.feeds.items() if state != "paused")
    ill = {state: number for state, number in vitals.feeds.items() if state not in _WELL}
    states = ", ".join(f"{number} {state}" for state, number in sorted(vitals.feeds.items()))
    if not total:
        return Finding("feeds", Level.WARNING, "none is watched", "add feeds to feeds.yaml, or enable some")
    if sum(number for state, number in ill.items() if state not in _READ_IN_PART) == total:
        return Finding(
            "feeds",
            Level.FAULT,
            f"none can be read: {states}",
            "check the network, then `monitor feeds list`",
        )
    if 2 * ill.get(Fault.state, 0) > total:
        return Finding("feeds", Level.FAULT, f"monitor itself fails on most: {states}", _REPORT)
    if ill:
        return Finding("feeds", Level.WARNING, states, "see `monitor feeds list`")
    return Finding("feeds", Level.FINE, states)


def _reading(vitals: Vitals) -> Iterator[Finding]:
    """Judge by what was read: ticks may come round while nothing is."""
    reading = vitals.reading
    if reading is None or not reading.watched:
        return
    rhythm, hint = reading.rhythm, "check the network and the clock, then `monitor feeds list`"
    unread = vitals.at - (reading.read_at or reading.since)
    unasked = vitals.at - (reading.asked_at or reading.since)
    overdue = vitals.at - reading.due_since if reading.due_since is not None else timedelta()
    is_ours = reading.failed_since >= min(_FAILED, max(1, reading.watched - reading.ill))
    if unread > _RHYTHMS * rhythm.every and is_ours:
        yield Finding("reading", Level.FAULT, f"no feed was read for {spoken(unread)}", hint)
    elif min(overdue, unasked) > _STALLED:
        found = f"feeds are due and none is asked, the first for {spoken(overdue)}"
        yield Finding("reading", Level.FAULT, found, "look into the log of `monitor run`")
    elif unasked > rhythm.slowest:
        yield Finding("reading", Level.FAULT, f"no feed was asked for {spoken(unasked)}", hint)
    elif overdue > max(rhythm.every, _UNGROUPED):
        found = f"feeds are asked late, the first by {spoken(overdue)}"
        yield Finding("reading", Level.WARNING, found, "see `polling:` in monitor.yaml, or add workers")
    else:
        at = reading.read_at
        yield Finding("reading", Level.FINE, "no feed yet" if at is None else f"last {spoken(unread)} ago")


def _grouping(vitals: Vitals) -> Finding:
    oldest = vitals.oldest_ungrouped
    if oldest is not None and vitals.at - oldest > _UNGROUPED:
        found = f"a hit has waited for {spoken(vitals.at - oldest)} to be grouped"
        return Finding("stories", Level.FAULT, found, "look into the log of `monitor run`")
    return Finding(
        "stories", Level.FINE, "every hit is grouped" if oldest is None else "hits are being grouped"
    )


def _late(vitals: Vitals) -> Iterator[Finding]:
    for order, since in sorted(vitals.late.items()):
        late = vitals.at - since
        if late > _LATE:
            yield Finding("orders", Level.FAULT, f"{order} is late by {spoken(late)}", "look into the log")


def _faults(vitals: Vitals) -> Iterator[Finding]:
    """Report what fails by our fault: a fault if a step or an order does for long; one entry or message is a warning."""
    for fault in vitals.faults:
        lasts = vitals.at - fault.since
        grave = not fault.is_contained and lasts > _BROKEN
        found = f"{fault.title} fails for {spoken(lasts)}: {fault.error}"
        yield Finding(
            "monitor",
            Level.FAULT if grave else Level.WARNING,
            found,
            _RESTORE if fault.work == DAMAGE else _REPORT,
        )


def _clock(vitals: Vitals) -> Iterator[Finding]:
    if vitals.clock_leapt is not None:
        found = f"leapt ahead to {vitals.clock_leapt:%Y-%m-%d %H:%M} UTC"
        hint = "nothing is removed for its age for a day; let the system keep time (timedatectl set-ntp true)"
        yield Finding("clock", Level.WARNING, found, hint)


def _deliveries(vitals: Vitals) -> Iterator[Finding]:
    """Report what waits: a fault if nobody tries it or no server answers; one full mailbox is a warning only."""
    queue, waiting = vitals.queue, vitals.queue.undone
    remedy = "see `monitor outbox list`, and `monitor doctor` for the server"
    stuck = _stuck(vitals.at, queue)
    for found in stuck:
        yield Finding("deliveries", Level.FAULT, found, remedy)
    for blockade in queue.blockades:
        yield _blockade(vitals.at, blockade)
    if not stuck and queue.oldest_at is not None and vitals.at - queue.oldest_at > _UNDELIVERED:
        found = f"{waiting} undelivered, the oldest for {spoken(vitals.at - queue.oldest_at)}"
        yield Finding("deliveries", Level.WARNING, found, remedy)
    elif not stuck:
        yield Finding("deliveries", Level.FINE, f"{waiting} waiting")
    if waiting and vitals.last_reply:
        yield Finding(
            "deliveries",
            Level.WARNING,
            f"the last try: {vitals.last_reply}",
            "messages wait until it works; see `monitor outbox list`, and `monitor doctor` for the server",
        )
    if queue.held:
        found = f"{queue.held} held: their addresses left the configuration"
        yield Finding(
            "deliveries", Level.WARNING, found, "put the addresses back; after 12 hours the messages end"
        )
    dead = queue.states.get("dead", 0)
    if dead:
        yield Finding(
            "deliveries",
            Level.WARNING,
            f"{dead} given up",
            "see `monitor outbox list`; `monitor outbox retry`",
        )


def _blockade(now: datetime, blockade: Blockade) -> Finding:
    """Report a server that will not have us: a fault at once, for time does not help."""
    span = spoken(now - blockade.since)
    if blockade.partial:
        found = f"{blockade.address} is refused to us for {span}: {blockade.reply}"
        return Finding("way out", Level.WARNING, found, "ask whoever keeps that mailbox; its messages wait")
    way = blockade.address if blockade.channel in TO_PROGRAMS else blockade.channel
    found = f"{way} will not have us for {span}: {blockade.reply}"
    return Finding("way out", Level.FAULT, found, "see `monitor doctor`; messages wait, none is given up")


def _stuck(now: datetime, queue: Queue) -> tuple[str, ...]:
    looked_at = (
        (queue.overdue_since, _UNTRIED, "messages are due and nobody tries them"),
        (queue.unanswered_since, _UNANSWERED, "no server answered for messages"),
        (queue.urgent_since, _URGENT, "no server answered for alerts"),
    )
    return tuple(
        f"{words}, the oldest for {spoken(now - since)}"
        for since, longest, words in looked_at
        if since is not None and now - since > longest
    )


def _room(vitals: Vitals) -> Iterator[Finding]:
    free = vitals.free_bytes
    if free is None:
        return
    found = f"{free // _MIB} MiB free"
    if free < _NO_ROOM:
        yield Finding("disk", Level.FAULT, found, "make room: nothing more can be stored soon")
    elif free < _LITTLE_ROOM:
        yield Finding("disk", Level.WARNING, found, "make room, or shorten `retention:` in monitor.yaml")
    else:
        yield Finding("disk", Level.FINE, found)


def spoken(span: timedelta) -> str:
    """Write a span of time for people, in its largest unit."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
