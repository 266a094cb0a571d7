"""GROUP: hits without a story get one, in commit order, and what the counts show is raised. One commit a round.

A report that brings a fault of ours to light stops nobody else: its round is repeated report by report, and it opens a
story of its own, compared with nothing, so that it is told; operators are told, too.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.model import Report
from monitor.core.stories.model import Knowledge
from monitor.core.stories.story_state import retold
from monitor.core.stories.window import LONGEST, Grouped, Window
from monitor.core.trends.signals import Chronicle, Raised
from monitor.steps import faults
from monitor.steps.dependencies import Dependencies
from monitor.store import LockLost
from monitor.store.stories import LOCK

log = logging.getLogger(__name__)

BATCH = 500  # hits of one round: a commit stays short, the lock outlives it by far
LEASE = timedelta(minutes=2)
WORK = "group"  # under which faults are recorded
SHOWN = timedelta(hours=1)  # how long a fault is shown


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """What one call did: hits numbered, stories opened and grown, signals raised, reports set aside for a fault of ours."""

    hits: int = 0
    stories_new: int = 0
    stories_grown: int = 0
    signals: int = 0
    faults: int = 0

    def __add__(self, other: "GroupCounts") -> "GroupCounts":
        """Return the sum of two rounds."""
        return GroupCounts(
            self.hits + other.hits,
            self.stories_new + other.stories_new,
            self.stories_grown + other.stories_grown,
            self.signals + other.signals,
            self.faults + other.faults,
        )


class _GroupingError(Exception):
    """Grouping some reports failed by a fault of ours; the window has seen what the store has not."""


async def group(deps: Dependencies) -> GroupCounts:
    """Give every hit that waits its story and number, unless another runner is at it."""
    return await asyncio.to_thread(_group, deps)


def _group(deps: Dependencies) -> GroupCounts:
    total = GroupCounts()
    while deps.store.stories.are_waiting():
        fence = deps.store.locks.acquire(LOCK, deps.runner, LEASE, deps.now())
        if fence is None:
            break
        try:
            _take_verdicts(deps, fence)
            total += _batch(deps, fence)
        except LockLost:
            log.warning("another runner groups; this round was given up", extra={"runner": deps.runner})
            break
        finally:
            deps.store.locks.release(LOCK, fence)
    if total.hits:
        _end_faults(deps)
        log.info(
            "grouped", extra={"hits": total.hits, "stories_new": total.stories_new, "signals": total.signals}
        )
    return total


def _batch(deps: Dependencies, fence: int) -> GroupCounts:
    reports = deps.store.stories.waiting(BATCH)
    if not reports:
        return GroupCounts()
    try:
        return _round(deps, fence, reports)
    except _GroupingError as fault:
        log.warning("grouping failed; trying report by report", exc_info=fault.__cause__)
    total = GroupCounts()
    for report in reports:
        try:
            total += _round(deps, fence, (report,))
        except _GroupingError as fault:
            _record(deps, report, fault)
            total += replace(_round(deps, fence, (report,), alone=True), faults=1)
    return total


def _round(deps: Dependencies, fence: int, reports: Sequence[Report], *, alone: bool = False) -> GroupCounts:
    """Group reports in one commit; ``alone``, each opens a story, compared with nothing."""
    memory, now, known = deps.memory, deps.now(), Knowledge.of(deps.config)
    try:
        window, chronicle = _remembered(deps, reports, known, now)
        grouped, raised = _decided(window, chronicle, reports, known, now, alone=alone)
        serials = deps.store.stories.commit(grouped, raised, fence, now)
    except BaseException:
        memory.forget()  # it has seen what the store has not
        raise
    window.last_serial = chronicle.last_serial = serials.last
    opened = len(grouped.opened)
    return GroupCounts(len(grouped.hits), opened, len(grouped.states) - opened, len(raised))


def _remembered(
    deps: Dependencies, reports: Sequence[Report], known: Knowledge, now: datetime
) -> tuple[Window, Chronicle]:
    """Return the window and the chronicle as the store has them, with what changed since they were last used."""
    memory, stories = deps.memory, deps.store.stories
    memory.window = memory.window or Window()
    if memory.chronicle is None or memory.chronicle.known != known:
        memory.chronicle = Chronicle(known)
    stories.refresh(memory.window, reports, known, told_since=now - LONGEST)
    stories.recount(memory.chronicle, now)
    return memory.window, memory.chronicle


def _decided(
    window: Window,
    chronicle: Chronicle,
    reports: Sequence[Report],
    known: Knowledge,
    now: datetime,
    *,
    alone: bool,
) -> tuple[Grouped, tuple[Raised, ...]]:
    if alone:
        return window.open_alone(reports, known), ()
    try:
        grouped = window.group(reports, known)
        chronicle.note(grouped.states)
        return grouped, chronicle.signals(_news(reports, grouped), now)
    except Exception as error:
        raise _GroupingError from error


def _news(reports: Sequence[Report], grouped: Grouped) -> set[int]:
    """Return the stories that were reported now; what was only found in a feed's past raises nothing."""
    loud = {hit.id for report in reports for hit in report.hits if not hit.quiet}
    return {placed.story for placed in grouped.hits if placed.hit in loud}


def _record(deps: Dependencies, report: Report, error: _GroupingError) -> None:
    """Tell people of a report on which grouping fails; an outage of the store is raised instead."""
    entry, cause = report.entry, error.__cause__
    title = f"entry {entry.id} '{entry.title[:80]}' ({entry.feed}), told as a story of its own"
    if not isinstance(cause, Exception) or faults.failed(deps, WORK, cause, str(entry.id), title) is None:
        raise error


def _end_faults(deps: Dependencies) -> None:
    """End what failed long enough ago: its report was told, and people saw the fault."""
    since = deps.now() - SHOWN
    old = [
        fault.subject for fault in deps.store.faults.all() if fault.work == WORK and fault.last_at <= since
    ]
    if old:
        faults.works(deps, WORK, old)


def _take_verdicts(deps: Dependencies, fence: int) -> None:
    """Let what people said of hits count: a hit marked false leaves the severity, title and publishers of its story."""
    stories, known = deps.store.stories, Knowledge.of(deps.config)
    judged = stories.judged()
    states = [
        retold(state, stories.believed(state.story.id), known)
        for state in stories.states(sorted(set(judged.values())))
    ]
    if judged:
        stories.commit_verdicts(states, tuple(judged), fence)
