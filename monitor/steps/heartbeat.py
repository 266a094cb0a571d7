"""HEARTBEAT: tell an outside watcher that all is well, only after looking."""

import asyncio
import logging
from datetime import datetime, timedelta

from monitor.core.feeds.outcomes import TooSlow, Unreachable
from monitor.core.operations import heartbeat as judgement
from monitor.steps.dependencies import Dependencies
from monitor.steps.notices import note_late

log = logging.getLogger(__name__)

AGAIN = timedelta(hours=1)  # between lines about a heartbeat that is missed for the same reasons


class Pulse:
    """Beats, and remembers what it said of beats that were missed: the log tells a change, then once an hour."""

    def __init__(self) -> None:
        self._said: tuple[str, ...] = ()
        self._said_at: datetime | None = None

    async def beat(self, deps: Dependencies) -> tuple[str, ...]:
        """Ping the watcher if everything is delivered in time; return why it did not hear us, nothing if it did.

        A watcher that hears nothing must raise the alarm: a dead process, a full disk and a stuck queue all look
        the same from outside.
        """
        url = deps.config.heartbeat.url
        if url is None or deps.ping is None:
            return ()
        missed, reasons = "heartbeat withheld", await asyncio.to_thread(_look, deps)
        if not reasons:
            missed = "heartbeat unheard"
            match await deps.ping(url.reveal):
                case Unreachable() | TooSlow() as failed:
                    reasons = (f"the watcher cannot be reached: {failed.reason}",)
                case reply if not 200 <= reply.status < 300:
                    reasons = (f"the watcher answered {reply.status}",)
        self._tell(missed, reasons, deps.now())
        return reasons

    def _tell(self, missed: str, reasons: tuple[str, ...], now: datetime) -> None:
        same = judgement.without_spans(reasons)
        if same == self._said and (self._said_at is None or timedelta() <= now - self._said_at < AGAIN):
            return
        self._said, self._said_at = same, now if reasons else None
        if reasons:
            log.error(missed, extra={"reasons": list(reasons)})
        else:
            log.warning("heartbeat heard again")


def _look(deps: Dependencies) -> tuple[str, ...]:
    note_late(deps)
    return judgement.withheld(deps.store.status.read(deps.now()))
