"""An exception of ours becomes a recorded state: what failed is set aside, named to people, and tried again later.

A step that works on many things asks ``aside`` which of them to leave alone now. When one fails it calls ``failed``
for that one and goes on; a batch that fails is tried one by one, so that only the culprit is set aside. When things
that had failed work, it calls ``works``. Status, doctor, health, digests, notices and metrics read the records.
"""

import logging
from collections.abc import Collection
from datetime import timedelta

from monitor.core.operations.faults import DAMAGE, OurFault, named
from monitor.steps.dependencies import Dependencies
from monitor.store import is_outage

log = logging.getLogger(__name__)

_UNSEEN = timedelta(
    hours=1
)  # after which a row that no process found unreadable again is taken for a sound one


def aside(deps: Dependencies, work: str) -> frozenset[str]:
    """Return the subjects of a step that are not to be tried now."""
    return deps.store.faults.aside(work, deps.now())


def failed(
    deps: Dependencies, work: str, error: Exception, subject: str = "", title: str = ""
) -> OurFault | None:
    """Record and log that ``subject`` of a step (or the step as a whole) failed by our fault.

    Of an outage of the store nothing is recorded, as nothing can be: None then, and the caller raises.
    """
    if is_outage(error):
        return None
    fault = deps.store.faults.add(work, subject, named(error, deps.conceal), deps.now(), title)
    if fault.failures == 1:
        log.error("a fault of monitor", exc_info=error, extra={"work": work, "subject": fault.title})
    return fault


def works(deps: Dependencies, work: str, subjects: Collection[str] = ("",)) -> None:
    """Record that what had failed works; costs one small query if nothing had."""
    if deps.store.faults.clear(work, subjects, deps.now()):
        log.warning("what had failed works again", extra={"work": work, "subjects": sorted(subjects)})


def damaged(deps: Dependencies) -> None:
    """Record the rows of the store that this process found unreadable, and which of them can be read again."""
    faults, damages, now = deps.store.faults, deps.store.database.damages, deps.now()
    recorded = {fault.subject: fault for fault in faults.all() if fault.work == DAMAGE}
    for row in damages.all():
        before = recorded.pop(row.subject, None)
        if before is None or before.due_at <= now:
            why = deps.conceal(row.why)
            faults.add(DAMAGE, row.subject, why, now, f"{row.subject} (unreadable row of the store)")
            if before is None:
                log.error("a row of the store cannot be read", extra={"row": row.subject, "error": why})
    unseen = {subject for subject, fault in recorded.items() if fault.last_at <= now - _UNSEEN}
    works(deps, DAMAGE, recorded.keys() & (damages.take_readable() | unseen))
