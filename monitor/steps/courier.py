"""One session of a channel at work: message after message, each answer written before the next message leaves."""

import asyncio
import logging
import random
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.channels import Channel, Session
from monitor.core.operations import outbox
from monitor.core.operations.events import Handed
from monitor.core.operations.notice import NoticeItem
from monitor.core.operations.outbox import (
    TO_PROGRAMS,
    Accepted,
    Blocked,
    Experience,
    Outcome,
    Outgoing,
    Refused,
    Settlement,
    TooLarge,
    Unreachable,
)
from monitor.render.parcels import parcel, smaller, subject_of
from monitor.steps import faults
from monitor.steps.dependencies import Dependencies
from monitor.store import StoreError
from monitor.store.notices import Notable

log = logging.getLogger(__name__)

BATCH = 25  # messages claimed at once
# Longer than a message may take with all patience a server is given; the dead lose theirs at once.
LEASE = timedelta(minutes=30)
_RENEW_AFTER = 600.0  # seconds; what is left of the lease then still covers the slowest message
_LOSSES = 3  # connections lost in a row before the rest of a batch is put off
_NEXT_ROUND = timedelta(seconds=5)
_ACT = "monitor doctor asks the server again; messages wait until it takes them, none is given up"
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


class Pile:
    """The messages of one channel in hand: claimed together, taken one by one by whoever is free.

    While one courier waits for a server's word about an address, the others take what is for somebody else.
    """

    def __init__(self, deps: Dependencies, name: str) -> None:
        self.name = name
        self._deps = deps
        self._letters: list[Outgoing] = []
        self._busy: set[str] = set()
        self._turn = asyncio.Lock()
        self._held_at = time.monotonic()
        self._is_closed = False
        self._tried: set[int] = set()
        self._forwarded: set[str] = set()

    async def works(self, letter: Outgoing) -> None:
        """Make due what waits for this way out, now that it took a message; not again what was tried just now."""
        held = {"unreachable", *(["blocked"] if letter.outcome == "blocked" else [])} - self._forwarded
        if held:
            self._forwarded |= held
            forward, now = self._deps.store.deliveries.bring_forward, self._deps.now()
            await asyncio.to_thread(forward, self.name, held, now, frozenset(self._tried))

    async def take(self) -> Outgoing | None:
        """Return the next message that nobody has in hand, to an address nobody talks about; None if there is none."""
        async with self._turn:
            letter = await self._next()
            if letter is None and not self._is_closed:
                await self._claim()
                letter = await self._next()
            if letter is not None:
                self._busy.add(letter.address)
                self._tried.add(letter.id)
            return letter

    def release(self, letter: Outgoing) -> None:
        """Note that nobody talks about the address any more."""
        self._busy.discard(letter.address)

    async def close(self, until: datetime, reply: str) -> int:
        """Put off, untried, what nobody took; return how many messages that were."""
        self._is_closed = True
        rest, self._letters = self._letters, []
        await asyncio.to_thread(self._deps.store.deliveries.put_off, rest, until, reply)
        return len(rest)

    async def _next(self) -> Outgoing | None:
        if self._letters and time.monotonic() - self._held_at >= _RENEW_AFTER:
            await self._renew()
        for place, letter in enumerate(self._letters):
            if letter.address not in self._busy:
                return self._letters.pop(place)
        return None

    async def _claim(self) -> None:
        deliveries, now = self._deps.store.deliveries, self._deps.now()
        if not self._letters:
            self._held_at = time.monotonic()
        self._letters += await asyncio.to_thread(
            deliveries.claim, self._deps.runner, self.name, BATCH, now, LEASE, tuple(self._busy)
        )

    async def _renew(self) -> None:
        """Hold the claims longer; those that were lost are somebody else's."""
        deliveries, until = self._deps.store.deliveries, self._deps.now() + LEASE
        held = await asyncio.to_thread(deliveries.hold, self._letters, self._deps.runner, until)
        self._letters = [letter for letter in self._letters if letter.id in held]
        self._held_at = time.monotonic()


class Courier:
    """Carries messages through one session; the commit of an answer overlaps the next one's envelope."""

    def __init__(self, deps: Dependencies, channel: Channel, pile: Pile) -> None:
        self.counts = DeliverCounts()
        self.handled = 0
        self._deps = deps
        self._channel = channel
        self._pile = pile
        self._losses = 0
        self._settling: asyncio.Task[None] | None = None

    async def work(self, letter: Outgoing) -> None:
        """Hand over ``letter`` and whatever is due then, until nothing is or the way out is closed."""
        carried: Outgoing | None = letter
        try:
            async with self._channel.session() as session:
                await asyncio.to_thread(faults.works, self._deps, "deliver", (self._pile.name,))
                while carried is not None and await self._carry(session, carried):
                    carried = await self._pile.take()
                await self._settled()
        except Exception as error:  # noqa: BLE001 - recorded as a fault of this way out, left alone for a while
            await self._broke(error)
        finally:
            if self._settling is not None:
                await asyncio.wait({self._settling}, timeout=_LAST_WORD)

    async def _broke(self, error: Exception) -> None:
        """Record that a session fails by our fault, and put off what waits for it; an outage of the store is raised."""
        name = self._pile.name
        fault = await asyncio.to_thread(
            faults.failed, self._deps, "deliver", error, name, f"the way out {name}"
        )
        if fault is None:
            raise error
        await self._pile.close(fault.due_at, f"a fault of monitor: {type(error).__name__}")

    async def _carry(self, session: Session, letter: Outgoing) -> bool:
        """Hand over one message; False if the way out closed and the rest was put off."""
        try:
            # Once a message is on its way, its answer is waited for and written, whoever loses patience.
            outcome = await _finish(self._hand_over(session, letter))
        finally:
            self._pile.release(letter)
        if self._is_closed(outcome):
            await self._settled()
            await self._put_off(letter, outcome)
            return False
        return True

    async def _hand_over(self, session: Session, letter: Outgoing) -> Outcome:
        outcome = await self._send(session, letter)
        await self._settled()
        now, seen = self._deps.now(), Experience()
        if isinstance(outcome, Refused):
            since = letter.first_reply_at or letter.created_at
            seen = await asyncio.to_thread(self._deps.store.deliveries.experience, letter, since)
        settled = outbox.settle(letter, outcome, now, random.random(), seen)  # noqa: S311 - spreads load, hides nothing
        if isinstance(outcome, Accepted):
            await self._pile.works(letter)
        self._settling = asyncio.create_task(self._write(letter, settled))
        self._deps.observe(Handed(self._pile.name, settled.outcome))
        self.handled += 1
        self.counts += DeliverCounts(
            sent=settled.state == "sent", deferred=settled.state == "waiting", dead=settled.state == "dead"
        )
        return outcome

    async def _send(self, session: Session, letter: Outgoing) -> Outcome:
        """Hand over what the message has become; what the server says of its size may make it smaller."""
        try:
            payload = await asyncio.to_thread(parcel, letter.payload, letter.channel, letter.shape)
            outcome = await session.send(replace(letter, payload=payload), self._settled)
            if isinstance(outcome, TooLarge):
                shape = await asyncio.to_thread(
                    smaller, letter.payload, letter.channel, letter.shape, outcome.limit
                )
                outcome = replace(outcome, smaller=shape)
            if letter.attempts:
                await asyncio.to_thread(faults.works, self._deps, "deliver", (str(letter.id),))
            return replace(outcome, reply=self._deps.conceal(outcome.reply))
        except Exception as error:  # noqa: BLE001 - recorded as a fault of this message
            about = f"message {letter.id} to {letter.recipient}"
            with suppress(StoreError):  # a full disk: the message waits all the same
                await asyncio.to_thread(faults.failed, self._deps, "deliver", error, str(letter.id), about)
            return Unreachable(f"a fault of monitor: {type(error).__name__}", whole=False)

    async def _settled(self) -> None:
        """Wait until the last answer is written."""
        if self._settling is not None:
            await asyncio.shield(self._settling)

    async def _write(self, letter: Outgoing, settled: Settlement) -> None:
        """Write the answer, however long the disk is full: it must not be forgotten, and nothing sent before.

        One that cannot be written by a fault of ours stays claimed, lest the message is sent again and again.
        """
        pause, now, deliveries = 0.2, self._deps.now(), self._deps.store.deliveries
        deliveries.unwritten.add(letter.id)
        while True:
            try:
                notice = _notice(letter, settled, now)
                kept = await asyncio.to_thread(deliveries.settle, letter, settled, now, notice)
            except StoreError as error:
                log.warning(
                    "an answer cannot be written yet", extra={"delivery": letter.id, "error": str(error)}
                )
                await asyncio.sleep(pause)
                pause = min(2 * pause, 15.0)
            except Exception as error:  # noqa: BLE001 - recorded as a fault of this message
                about = f"the answer to message {letter.id} to {letter.recipient}"
                with suppress(StoreError):
                    await asyncio.to_thread(
                        faults.failed, self._deps, "deliver", error, f"answer {letter.id}", about
                    )
                return
            else:
                deliveries.unwritten.discard(letter.id)
                if not kept:
                    log.warning("another runner took this message over", extra={"delivery": letter.id})
                return

    def _is_closed(self, outcome: Outcome) -> bool:
        if not isinstance(outcome, Unreachable | Blocked):
            self._losses = 0
            return False
        self._losses += 1
        return outcome.whole or self._losses >= _LOSSES

    async def _put_off(self, letter: Outgoing, outcome: Outcome) -> None:
        """Let everything for this way out wait, untried; when all of it is closed, also what nobody claimed.

        If only the last few failed, the rest is due before them: each has its turn, whatever ails the others.
        """
        deliveries, now = self._deps.store.deliveries, self._deps.now()
        whole = isinstance(outcome, Unreachable | Blocked) and outcome.whole
        until = now + (outbox.outage_pause(letter, random.random()) if whole else _NEXT_ROUND)  # noqa: S311 - as above
        reply = outbox.plain(outcome.reply)
        self.counts += DeliverCounts(deferred=await self._pile.close(until, reply))
        if whole:
            await asyncio.to_thread(deliveries.postpone, self._pile.name, until, reply, now)
        log.warning("a way out is closed", extra={"channel": self._pile.name, "reply": reply, "until": until})


async def _finish(work: Coroutine[None, None, Outcome]) -> Outcome:
    """Await ``work``; if the runner stops meanwhile, give it a few seconds more."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=_LAST_WORD)
        task.cancel()
        raise


def _notice(letter: Outgoing, settled: Settlement, now: datetime) -> Notable | None:
    """Return the notice of a message given up or a way out that will not have us; none of an operator's own notice."""
    if letter.edition is None:
        return None
    if settled.state == "dead":
        return Notable(
            f"delivery {letter.message_id}",
            NoticeItem(
                kind="delivery_dead",
                what=f"{letter.recipient} <{letter.address}>",
                detail=": ".join(filter(None, (subject_of(letter.payload), settled.reply))),
                remedy=f"monitor outbox show {letter.id}; monitor outbox retry {letter.id}",
                since=letter.created_at,
            ),
        )
    if settled.outcome == "blocked":
        way = letter.address if letter.channel in TO_PROGRAMS else settled.server or letter.channel
        item = NoticeItem("delivery_blocked", way, settled.reply, _ACT, now)
        return Notable(f"blocked {letter.channel} {way} {now:%Y-%m-%d}", item)
    return None
