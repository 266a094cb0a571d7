"""DELIVER: hand over what is due, and write each answer in a commit of its own."""

import asyncio
import logging

from monitor.channels import Channel
from monitor.core.orders import envelopes
from monitor.core.orders.departures import HELD_FOR, REVIVED_FOR, departures
from monitor.steps import faults
from monitor.steps.courier import Courier, DeliverCounts, Pile
from monitor.steps.dependencies import Dependencies

__all__ = ["DeliverCounts", "deliver", "follow_addresses", "revive"]

log = logging.getLogger(__name__)

_PATIENCE = 1.0  # seconds in which a session hands something over, or gets company


async def deliver(deps: Dependencies) -> DeliverCounts:
    """Hand over everything that is due, by all channels side by side; one that hangs keeps no other waiting.

    A runner calls it once at a time: what is claimed for it at the start was left by a call that failed.
    """
    forgotten = await asyncio.to_thread(deps.store.deliveries.release_forgotten, deps.runner, deps.now())
    if forgotten:
        log.warning("messages that were left in hand are tried again", extra={"messages": forgotten})
    broken = await asyncio.to_thread(faults.aside, deps, "deliver")
    removed = await asyncio.to_thread(follow_addresses, deps)
    drains: list[asyncio.Task[DeliverCounts]] = []
    at_work: dict[str, asyncio.Task[DeliverCounts]] = {}
    try:
        while True:
            due = await asyncio.to_thread(deps.store.deliveries.are_due, deps.now())
            for name in (due & deps.channels.keys()) - at_work.keys() - broken:
                at_work[name] = asyncio.create_task(_drain(deps, name, deps.channels[name]))
                drains.append(at_work[name])
            if not at_work:
                break
            await asyncio.wait(at_work.values(), timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            at_work = {name: drain for name, drain in at_work.items() if not drain.done()}
            if not at_work:
                break
    finally:
        for drain in drains:
            drain.cancel()
        # One channel's trouble is not the others': all are awaited before it is raised.
        results = await asyncio.gather(*drains, return_exceptions=True)
    counts = sum(
        (result for result in results if isinstance(result, DeliverCounts)), DeliverCounts(dead=removed)
    )
    if counts != DeliverCounts():
        log.info("delivered", extra={"sent": counts.sent, "deferred": counts.deferred, "dead": counts.dead})
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return counts


def follow_addresses(deps: Dependencies) -> int:
    """Hold what waits for addresses that left the configuration, end it after hours; return how many ended.

    Called at a reload as well: then what an older configuration hands over meanwhile finds them no more.
    """
    store, now = deps.store.departures, deps.now()
    waiting = store.waiting()
    if not waiting:
        return 0
    # The last good configuration does not know all addresses: what waits for one may be meant for it.
    uncertain = {recipient.id for recipient in deps.config.recipients.values() if recipient.unknown}
    changed = departures(waiting, envelopes.known_addresses(deps.config), uncertain, now)
    if changed.left:
        store.hold(changed.left, now + HELD_FOR, now)
    if changed.back:
        store.free(changed.back, now)
    return store.end(changed.over, now) if changed.over else 0


def revive(deps: Dependencies) -> int:
    """Send what ended because its address had left, now that it is back; return how many messages that is."""
    known = envelopes.known_addresses(deps.config)
    revived = deps.store.departures.revive(known, REVIVED_FOR, deps.now())
    if revived:
        log.info("messages to addresses that came back are sent", extra={"messages": revived})
    return revived


async def _drain(deps: Dependencies, name: str, channel: Channel) -> DeliverCounts:
    """Work through what is due: by one session while it gets on, by more while it does not.

    One at a time leaves at most one message in doubt if we are killed; but a server that takes its time over one
    message must not hold up the others.
    """
    pile = Pile(deps, name)
    couriers: list[Courier] = []
    at_work: set[asyncio.Task[None]] = set()
    try:
        while True:
            if len(at_work) < channel.connections and (letter := await pile.take()):
                couriers.append(Courier(deps, channel, pile))
                at_work.add(asyncio.create_task(couriers[-1].work(letter)))
            if not at_work:
                return sum((courier.counts for courier in couriers), DeliverCounts())
            at_work = await _while_it_gets_on(couriers, at_work)
    finally:
        for task in at_work:
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)


async def _while_it_gets_on(
    couriers: list[Courier], at_work: set[asyncio.Task[None]]
) -> set[asyncio.Task[None]]:
    """Wait until a courier is done, or none has handed anything over for a while; return those still at work."""
    while True:
        before = sum(courier.handled for courier in couriers)
        done, still = await asyncio.wait(at_work, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        if done or before == sum(courier.handled for courier in couriers):
            return still
