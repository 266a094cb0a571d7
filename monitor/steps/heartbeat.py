"""HEARTBEAT: tell an outside watcher that all is well, only after looking."""

import asyncio
import logging

from monitor.core import heartbeat as judgement
from monitor.core.orders import standings
from monitor.core.outcomes import TooSlow, Unreachable
from monitor.steps.edit import quiet_hours
from monitor.steps.tools import Tools
from monitor.steps.watch import failing_orders

log = logging.getLogger(__name__)


async def heartbeat(tools: Tools) -> tuple[str, ...]:
    """Ping the watcher if everything is delivered in time; return why it was not pinged, nothing if it was.

    A watcher that hears nothing must raise the alarm: a dead process, a full disk and a stuck queue all look
    the same from outside.
    """
    url = tools.config.heartbeat.url
    if url is None or tools.ping is None:
        return ()
    reasons = await asyncio.to_thread(_look, tools)
    if reasons:
        log.error("heartbeat withheld", extra={"reasons": list(reasons)})
        return reasons
    match await tools.ping(url.reveal):
        case Unreachable() | TooSlow() as failed:
            reasons = (f"the watcher cannot be reached: {failed.reason}",)
        case reply if not 200 <= reply.status < 300:
            reasons = (f"the watcher answered {reply.status}",)
    for reason in reasons:
        log.warning("heartbeat unheard", extra={"reason": reason})
    return reasons


def _look(tools: Tools) -> tuple[str, ...]:
    now, rows = tools.now(), tools.store.orders.all()
    known = [
        (standing, rows[standing.key, standing.recipient.id])
        for standing in standings(tools.config)
        if (standing.key, standing.recipient.id) in rows
    ]
    names = {standing.name for standing, _ in known}
    broken = {name: since for name, since in failing_orders(tools).items() if name in names}
    quiet = {
        one.id: hours for one in tools.config.recipients.values() if (hours := quiet_hours(tools.config, one))
    }
    return judgement.withheld(
        tools.store.status.read(now),
        tools.store.deliveries.queue(now),
        (*judgement.late_digests(known, quiet, now), *judgement.failing(broken, now)),
    )
