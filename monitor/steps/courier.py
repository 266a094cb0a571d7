"""One session of a channel at work: message after message, each answer written before the next message leaves."""

import asyncio
import logging
import random
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.channels import Channel, Session
from monitor.core.editions.edition import NoticeItem
from monitor.core.operations import outbox
from monitor.core.operations.events import Handed
from monitor.core.operations.outbox import Outcome, Outgoing, Settlement, Unreachable
from monitor.steps.dependencies import Dependencies
from monitor.store import StoreError

log = logging.getLogger(__name__)

BATCH = 25  # messages claimed at once
# Longer than a message may take with all patience a server is given; the dead lose theirs at once.
LEASE = timedelta(minutes=30)
_RENEW_AFTER = 600.0  # seconds; what is left of the lease then still covers the slowest message
_LOSSES = 3  # connections lost in a row before the rest of a batch is put off
_LAST_WORD = 5.0  # seconds; for the message on its way when the runner stops


@dataclass(frozen=True, slots=True)
class DeliverCounts:
    """What was done: messages sent, put off and given up."""

    sent: int = 0
    deferred: int = 0
    dead: int = 0

    def __add__(self, other: "DeliverCounts") -> "DeliverCounts":
        """Return the sum of two."""
        return DeliverCounts(self.sent + other.sent, self.deferred + other.deferred, self.dead + other.dead)


class Courier:
    """Carries claimed messages through one session; the commit of an answer overlaps the next one's envelope."""

    def __init__(self, deps: Dependencies, name: str, channel: Channel) -> None:
        self.counts = DeliverCounts()
        self.handled = 0
        self._tools = deps
        self._name = name
        self._channel = channel
        self._losses = 0
        self._held_at = time.monotonic()
        self._settling: asyncio.Task[None] | None = None

    async def claim(self) -> tuple[Outgoing, ...]:
        """Take the next messages that are due."""
        deliveries, now = self._tools.store.deliveries, self._tools.now()
        self._held_at = time.monotonic()
        return await asyncio.to_thread(deliveries.claim, self._tools.runner, self._name, BATCH, now, LEASE)

    async def work(self, letters: Sequence[Outgoing]) -> None:
        """Hand over ``letters`` and whatever is due then, until nothing is or the way out is closed."""
        try:
            async with self._channel.session() as session:
                while letters and await self._carry(session, letters):
                    letters = await self.claim()
        finally:
            if self._settling is not None:
                await asyncio.wait({self._settling}, timeout=_LAST_WORD)

    async def _carry(self, session: Session, letters: Sequence[Outgoing]) -> bool:
        """Hand over one message after the other; False if the way out closed and the rest was put off."""
        for place, letter in enumerate(letters):
            if not await self._is_ours(letters[place:]):
                continue
            # Once a message is on its way, its answer is waited for and written, whoever loses patience.
            outcome = await _finish(self._hand_over(session, letter))
            if self._is_closed(outcome):
                await self._settled()
                await self._put_off(letters[place + 1 :], letter, outcome)
                return False
        await self._settled()
        return True

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
        await self._settled()
        now = self._tools.now()
        settled = outbox.settle(letter, outcome, now, random.random())  # noqa: S311 - spreads load, hides nothing
        self._settling = asyncio.create_task(self._write(letter, settled))
        self._tools.observe(Handed(self._name, settled.outcome))
        self.handled += 1
        self.counts += DeliverCounts(
            sent=settled.state == "sent", deferred=settled.state == "waiting", dead=settled.state == "dead"
        )
        return outcome

    async def _send(self, session: Session, letter: Outgoing) -> Outcome:
        try:
            outcome = await session.send(letter, self._settled)
            return replace(outcome, reply=self._tools.conceal(outcome.reply))
        except Exception as error:
            log.exception("a fault of ours", extra={"delivery": letter.id})
            return Unreachable(f"a fault of monitor: {type(error).__name__}", whole=False)

    async def _settled(self) -> None:
        """Wait until the last answer is written."""
        if self._settling is not None:
            await asyncio.shield(self._settling)

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
        self.counts += DeliverCounts(deferred=len(rest))
        log.warning("a way out is closed", extra={"channel": self._name, "reply": reply, "until": until})


async def _finish(work: Coroutine[None, None, Outcome]) -> Outcome:
    """Await ``work``; if the runner stops meanwhile, give it a few seconds more."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=_LAST_WORD)
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
