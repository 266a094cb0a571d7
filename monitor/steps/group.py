"""GROUP: hits without a story get one, in commit order, and what the counts show is raised. One commit a round."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.core.model import Report
from monitor.core.stories import Grouped, Knowledge
from monitor.steps.dependencies import Dependencies
from monitor.store import LockLost
from monitor.store.stories import LOCK

log = logging.getLogger(__name__)

BATCH = 500  # hits of one round: a commit stays short, the lock outlives it by far
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """What one call did: hits numbered, stories opened and grown, signals raised."""

    hits: int = 0
    stories_new: int = 0
    stories_grown: int = 0
    signals: int = 0

    def __add__(self, other: "GroupCounts") -> "GroupCounts":
        """Return the sum of two rounds."""
        return GroupCounts(
            self.hits + other.hits,
            self.stories_new + other.stories_new,
            self.stories_grown + other.stories_grown,
            self.signals + other.signals,
        )


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
            done = _round(deps, fence)
        except LockLost:
            log.warning("another runner groups; this round was given up", extra={"runner": deps.runner})
            break
        finally:
            deps.store.locks.release(LOCK, fence)
        total += done
    if total.hits:
        log.info(
            "grouped", extra={"hits": total.hits, "stories_new": total.stories_new, "signals": total.signals}
        )
    return total


def _round(deps: Dependencies, fence: int) -> GroupCounts:
    stories, known, now = deps.store.stories, Knowledge.of(deps.config), deps.now()
    reports = stories.waiting(BATCH)
    window, chronicle = stories.window(reports, known), stories.chronicle(known, now)
    try:
        grouped = window.group(reports, known)
        chronicle.note(grouped.states)
        raised = chronicle.signals(_news(reports, grouped), now)
        stories.commit(grouped, raised, fence, now)
    except BaseException:
        stories.forget()  # the window has seen what the store has not
        raise
    opened = len(grouped.opened)
    return GroupCounts(len(grouped.hits), opened, len(grouped.states) - opened, len(raised))


def _news(reports: Sequence[Report], grouped: Grouped) -> set[int]:
    """Return the stories that were reported now; what was only found in a feed's past raises nothing."""
    loud = {hit.id for report in reports for hit in report.hits if not hit.quiet}
    return {placed.story for placed in grouped.hits if placed.hit in loud}
