"""DELIVER: hand over what is due, and write each answer in a commit of its own."""

import asyncio
import logging
import random
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.channels import Channel, Session
from monitor.core import outbox
from monitor.core.edition import NoticeItem
from monitor.core.happenings import Handed
from monitor.core.orders import envelopes
from monitor.core.outbox import Outcome, Outgoing, Settlement, Unreachable
from monitor.steps.heartbeat import heartbeat
from monitor.steps.tools import Tools
from monitor.store import StoreError

__all__ = ["DeliverCounts", "deliver", "heartbeat"]

log = logging.getLogger(__name__)

BATCH = 25  # messages that share a connection
# Longer than a message may take with all patience a server is given; the dead lose theirs at once.
LEASE = timedelta(minutes=30)
_RENEW_AFTER = 600.0  # seconds; what is left of the lease then still covers the slowest message
_LOOK_AGAIN = 1.0  # seconds; while one session is slow, others take what became due
_LOSSES = 3  # connections lost in a row before the rest of a batch is put off
REMOVED = "recipient removed"


@dataclass(frozen=True, slots=True)
class DeliverCounts:
    """What one call did: messages sent, put off and given up."""

    sent: int = 0
    deferred: int = 0
    dead: int = 0

    def __add__(self, other: "DeliverCounts") -> "DeliverCounts":
        """Return the sum of two calls."""
        return DeliverCounts(self.sent + other.sent, self.deferred + other.deferred, self.dead + other.dead)


async def deliver(tools: Tools) -> DeliverCounts:
    """Hand over everything that is due, by all channels side by side."""
    removed = await asyncio.to_thread(_end_removed, tools)
    due = await asyncio.to_thread(tools.store.deliveries.are_due, tools.now())
    drains = [_drain(tools, name, channel) for name, channel in tools.channels.items() if name in due]
    # One channel's trouble is not the others': all are awaited before it is raised.
    results = await asyncio.gather(*drains, return_exceptions=True)
    counts = sum((each for each in results if isinstance(each, DeliverCounts)), DeliverCounts(dead=removed))
    if counts != DeliverCounts():
        log.info("delivered", extra={"sent": counts.sent, "deferred": counts.deferred, "dead": counts.dead})
    for each in results:
        if isinstance(each, BaseException):
            raise each
    return counts


def _end_removed(tools: Tools) -> int:
    """End what waits for addresses that have left the configuration."""
    gone = tools.store.deliveries.undone() - envelopes.known_addresses(tools.config)
    return tools.store.deliveries.end(gone, REMOVED, tools.now()) if gone else 0


async def _drain(tools: Tools, name: str, channel: Channel) -> DeliverCounts:
    """Keep as many sessions at work as the channel allows, until nothing is due."""
    counts = DeliverCounts()
    batches: set[asyncio.Task[DeliverCounts]] = set()
    try:
        while True:
            while len(batches) < channel.connections and (letters := await _claim(tools, name)):
                batches.add(asyncio.create_task(_Batch(tools, name, channel).send(letters)))
            if not batches:
                return counts
            done, batches = await asyncio.wait(
                batches, timeout=_LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED
            )
            counts = sum((task.result() for task in done), counts)
    finally:
        for task in batches:
            task.cancel()
        await asyncio.gather(*batches, return_exceptions=True)


async def _claim(tools: Tools, name: str) -> tuple[Outgoing, ...]:
    return await asyncio.to_thread(
        tools.store.deliveries.claim, tools.runner, name, BATCH, tools.now(), LEASE
    )


class _Batch:
    """Claimed messages on their way through one session."""

    def __init__(self, tools: Tools, name: str, channel: Channel) -> None:
        self._tools = tools
        self._name = name
        self._channel = channel
        self._counts = DeliverCounts()
        self._losses = 0
        self._held_at = time.monotonic()

    async def send(self, letters: Sequence[Outgoing]) -> DeliverCounts:
        """Hand over one message after the other; put the rest off when the way out is closed."""
        async with self._channel.session() as session:
            for place, letter in enumerate(letters):
                if not await self._is_ours(letters[place:]):
                    continue
                # Once a message is on its way, its answer is waited for and written, whoever loses patience.
                outcome = await _finish(self._hand_over(session, letter))
                if self._is_closed(outcome):
                    await self._put_off(letters[place + 1 :], letter, outcome)
                    break
        return self._counts

    async def _is_ours(self, letters: Sequence[Outgoing]) -> bool:
        """Say whether the first of ``letters`` may be sent; renew all leases when they are old."""
        if time.monotonic() - self._held_at < _RENEW_AFTER:
            return True
        until = self._tools.now() + LEASE
        held = await asyncio.to_thread(self._tools.store.deliveries.hold, letters, self._tools.runner, until)
        if len(held) == len(letters):
            self._held_at = time.monotonic()
        return letters[0].id in held

    async def _hand_over(self, session: Session, letter: Outgoing) -> Outcome:
        outcome = await self._send(session, letter)
        now = self._tools.now()
        settled = outbox.settle(letter, outcome, now, random.random())  # noqa: S311 - spreads load, hides nothing
        await self._write(letter, settled)
        self._tools.observe(Handed(self._name, settled.outcome))
        self._counts += DeliverCounts(
            sent=settled.state == "sent", deferred=settled.state == "waiting", dead=settled.state == "dead"
        )
        return outcome

    async def _send(self, session: Session, letter: Outgoing) -> Outcome:
        try:
            return await session.send(letter)
        except Exception as error:
            log.exception("a fault of ours", extra={"delivery": letter.id})
            return Unreachable(f"a fault of monitor: {type(error).__name__}", whole=False)

    async def _write(self, letter: Outgoing, settled: Settlement) -> None:
        """Write the answer, however long the disk is full: it must not be forgotten, and nothing sent before."""
        pause, now = 0.2, self._tools.now()
        notice = _notice(letter, settled)
        while True:
            try:
                kept = await asyncio.to_thread(
                    self._tools.store.deliveries.settle, letter, settled, now, notice
                )
            except StoreError as error:
                log.warning(
                    "an answer cannot be written yet", extra={"delivery": letter.id, "error": str(error)}
                )
                await asyncio.sleep(pause)
                pause = min(2 * pause, 15.0)
            else:
                if not kept:
                    log.warning("another runner took this message over", extra={"delivery": letter.id})
                return

    def _is_closed(self, outcome: Outcome) -> bool:
        if not isinstance(outcome, Unreachable):
            self._losses = 0
            return False
        self._losses += 1
        return outcome.whole or self._losses >= _LOSSES

    async def _put_off(self, rest: Sequence[Outgoing], letter: Outgoing, outcome: Outcome) -> None:
        """Let everything for this way out wait, untried; when all of it is closed, also what nobody claimed."""
        deliveries, now = self._tools.store.deliveries, self._tools.now()
        until = now + outbox.outage_pause(letter, random.random())  # noqa: S311 - as above
        reply = outbox.plain(outcome.reply)
        await asyncio.to_thread(deliveries.put_off, rest, until, reply)
        if isinstance(outcome, Unreachable) and outcome.whole:
            await asyncio.to_thread(deliveries.postpone, self._name, until, reply, now)
        self._counts += DeliverCounts(deferred=len(rest))
        log.warning("a way out is closed", extra={"channel": self._name, "reply": reply, "until": until})


async def _finish(work: Coroutine[None, None, Outcome]) -> Outcome:
    """Await ``work``; if the runner stops meanwhile, give it five seconds more."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=5.0)
        task.cancel()
        raise


def _notice(letter: Outgoing, settled: Settlement) -> NoticeItem | None:
    """Tell operators of a message given up, but not of one of their own notices: that would never end."""
    if settled.state != "dead" or letter.edition is None:
        return None
    return NoticeItem(
        kind="delivery_dead",
        what=f"{letter.recipient} <{letter.address}>",
        detail=settled.reply,
        remedy=f"monitor outbox show {letter.id}; monitor outbox retry {letter.id}",
        since=letter.created_at,
    )
