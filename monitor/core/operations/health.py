"""Whether the service does its work, and what to do if it does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from monitor.core.operations.outbox import Blockade, Queue

_MIB: Final = 1024 * 1024
_STALLED: Final = timedelta(minutes=2)  # a tick comes every few seconds
_UNGROUPED: Final = timedelta(minutes=10)
_UNTRIED: Final = timedelta(minutes=15)  # a message that is due is tried within seconds
_UNANSWERED: Final = timedelta(hours=1)  # no server said anything to it: theirs is down, or we are
_URGENT: Final = timedelta(minutes=30)  # the same of an alert
_UNDELIVERED: Final = timedelta(hours=1)
_NO_ROOM: Final = 64 * _MIB
_LITTLE_ROOM: Final = 512 * _MIB
RESTART: Final = "restart `monitor run`, or each `monitor worker`; until then it goes on with the old ones"
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
class Vitals:
    """What the store knows of the service at one moment.

    ``last_reply`` is what the last try to deliver a message that still waits came to. ``restart_needed`` names
    the settings that changed since a process that is at work read them at its start.
    """

    at: datetime
    last_tick: datetime | None = None
    config_hash: str | None = None
    refused_since: datetime | None = None
    refused: tuple[str, ...] = ()
    restart_needed: tuple[str, ...] = ()
    held_back: Mapping[str, str] = field(default_factory=dict)
    feeds: Mapping[str, int] = field(default_factory=dict)
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
        _grouping(vitals),
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
    told = ", ".join(f"{number} {state}" for state, number in sorted(vitals.feeds.items()))
    if not total:
        return Finding("feeds", Level.WARNING, "none is watched", "add feeds to feeds.yaml, or enable some")
    if sum(ill.values()) - ill.get("degraded", 0) == total:
        return Finding(
            "feeds", Level.FAULT, f"none can be read: {told}", "check the network, then `monitor feeds list`"
        )
    if ill:
        return Finding("feeds", Level.WARNING, told, "see `monitor feeds list`")
    return Finding("feeds", Level.FINE, told)


def _grouping(vitals: Vitals) -> Finding:
    oldest = vitals.oldest_ungrouped
    if oldest is not None and vitals.at - oldest > _UNGROUPED:
        found = f"a hit has waited for {spoken(vitals.at - oldest)} to be grouped"
        return Finding("stories", Level.FAULT, found, "look into the log of `monitor run`")
    return Finding(
        "stories", Level.FINE, "every hit is grouped" if oldest is None else "hits are being grouped"
    )


def _deliveries(vitals: Vitals) -> Iterator[Finding]:
    """Tell what waits: a fault if nobody tries it or no server answers; one full mailbox is a warning only."""
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
    dead = queue.states.get("dead", 0)
    if dead:
        yield Finding(
            "deliveries",
            Level.WARNING,
            f"{dead} given up",
            "see `monitor outbox list`; `monitor outbox retry`",
        )


def _blockade(now: datetime, blockade: Blockade) -> Finding:
    """Tell of a server that will not have us: a fault at once, for time does not help."""
    span = spoken(now - blockade.since)
    if blockade.partial:
        found = f"{blockade.address} is refused to us for {span}: {blockade.reply}"
        return Finding("way out", Level.WARNING, found, "ask whoever keeps that mailbox; its messages wait")
    way = blockade.address if blockade.channel == "webhook" else blockade.channel
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
