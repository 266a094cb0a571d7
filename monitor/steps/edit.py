"""EDIT: what is due for each order becomes an edition with its messages, in one commit."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.core.orders import coverage as watch
from monitor.core.orders import schedule
from monitor.core.orders.alerts import AlertPlan
from monitor.core.orders.model import Content, Context, OrderState, Registered, Standing, Waiting, standings
from monitor.core.orders.reminders import reminder_key, reminders
from monitor.core.orders.schedule import Window
from monitor.core.settings import Alert, Digest
from monitor.steps import faults, notify
from monitor.steps.dependencies import Dependencies
from monitor.steps.gather import Gatherer, Job
from monitor.steps.make_edition import make_editions

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
Rows = Mapping[tuple[str, str], Registered]


@dataclass(frozen=True, slots=True)
class EditCounts:
    """What one call did: editions made, and messages to operators."""

    editions: int = 0
    notices: int = 0


async def register(deps: Dependencies) -> None:
    """Note the orders of the configuration; done before polling, they miss nothing that is polled."""
    await asyncio.to_thread(deps.store.subscriptions.follow, deps.config, deps.now())
    await asyncio.to_thread(deps.store.orders.register, deps.config, deps.now())


async def edit(deps: Dependencies) -> EditCounts:
    """Make every edition whose time has come, for each recipient by itself."""
    rows = await _rows(deps)
    desk = await asyncio.to_thread(_desk, deps)
    aside = await asyncio.to_thread(faults.aside, deps, "edit")
    for standing in sorted((*standings(deps.config), *reminders(deps.config)), key=_comes_later):
        row = rows.get((standing.key, standing.recipient.id))
        if row is not None and standing.name not in aside:
            await desk.work(standing, row)
    await asyncio.to_thread(deps.store.orders.advance, desk.idle)
    await asyncio.to_thread(faults.works, deps, "edit", desk.worked)
    told = await notify.notify(deps, rows)
    if desk.made or told:
        log.info("edited", extra={"editions": desk.made, "notices": told})
    return EditCounts(desk.made, told)


def _comes_later(standing: Standing) -> int:
    """Rank alerts that hold back for others behind those, and reminders behind all."""
    order = standing.order
    if isinstance(order, Alert) and standing.key == reminder_key(order.id):
        return 2
    return 1 if isinstance(order, Alert) and order.unless_told_by else 0


async def close(deps: Dependencies, digest: Digest) -> EditCounts:
    """Close the window of a digest now and make its editions, whatever the hour."""
    rows = await _rows(deps)
    desk = await asyncio.to_thread(_desk, deps)
    for standing in standings(deps.config):
        row = rows.get((standing.key, standing.recipient.id))
        if standing.order is digest and row is not None:
            await desk.close(standing, digest, row)
    return EditCounts(desk.made)


async def _rows(deps: Dependencies) -> Rows:
    rows = await asyncio.to_thread(deps.store.orders.all)
    listed = (*standings(deps.config), *reminders(deps.config))
    wanted = {(standing.key, standing.recipient.id) for standing in listed}
    if wanted <= rows.keys():
        return rows
    await register(deps)
    return await asyncio.to_thread(deps.store.orders.all)


def _desk(deps: Dependencies) -> "_Desk":
    now = deps.now()
    config = deps.config
    context = Context(now, config.feeds, config.places, deps.store.silences.active(now), config.signals)
    gatherer = Gatherer(deps.store, deps.config, deps.runner, context)
    return _Desk(deps, gatherer, deps.store.orders.serial())


class _Desk:
    """One round over all orders: what was read once for all of them, and what came of it."""

    def __init__(self, deps: Dependencies, gatherer: Gatherer, serial: int) -> None:
        self._deps = deps
        self._gatherer = gatherer
        self._now = gatherer.context.now
        self._serial = serial
        self.idle: list[tuple[Registered, OrderState]] = []
        self.worked: set[str] = set()  # orders of recipients without a fault
        self.made = 0

    async def work(self, standing: Standing, row: Registered) -> None:
        """Do what is due for one order of one recipient; its trouble is not the others'."""
        try:
            if schedule.is_paused(standing.recipient, self._now):
                await self._pass_over(standing, row)
                return
            match standing.order:
                case Digest() as digest:
                    await self._digest(standing, digest, row)
                case Alert() as alert if standing.key == reminder_key(alert.id):
                    await self._remind(standing, alert, row)
                case Alert() as alert:
                    await self._alert(standing, alert, row)
            self.worked.add(standing.name)
        except Exception as error:
            name = standing.name
            if await asyncio.to_thread(faults.failed, self._deps, "edit", error, name, name) is None:
                raise

    async def close(self, standing: Standing, digest: Digest, row: Registered) -> None:
        """Make the edition of a digest now, with all that no edition took."""
        now = self._now
        content = await asyncio.to_thread(self._gatherer.plan_digest, digest, row)
        await self._publish(standing, row, Window(min(row.covered_until, now), now), content)

    async def _pass_over(self, standing: Standing, row: Registered) -> None:
        """Decide untold what a recipient on leave is not to be told, neither now nor later."""
        state = replace(row.state, seen=self._serial, waiting=())
        window = None
        if isinstance(standing.order, Digest):
            start = schedule.true_start(row.covered_until, self._now)
            window = schedule.due(standing.order, row.registered_at, start, self._now)
        if window is not None:
            await asyncio.to_thread(self._deps.store.orders.cover, row, window.end, state)
        elif state != row.state:
            self.idle.append((row, state))

    async def _digest(self, standing: Standing, digest: Digest, row: Registered) -> None:
        orders = self._deps.store.orders
        start = schedule.true_start(row.covered_until, self._now)
        quiet = schedule.quiet_hours(standing.recipient, self._deps.config.timezone)
        window = schedule.due(digest, row.registered_at, start, self._now, quiet)
        if window is None:
            if start != row.covered_until:
                await asyncio.to_thread(orders.cover, row, start, row.state)
            return
        content = await asyncio.to_thread(self._gatherer.plan_digest, digest, row)
        if content.is_empty and digest.when_empty == "skip":
            await asyncio.to_thread(orders.cover, row, window.end, replace(row.state, seen=self._serial))
            return
        if quiet is not None and quiet.at(window.end):
            content = replace(content, held_since=window.end)
        await self._publish(standing, row, window, content)

    async def _publish(self, standing: Standing, row: Registered, window: Window, content: Content) -> None:
        health = await asyncio.to_thread(self._deps.store.feeds.coverage, self._now)
        state = OrderState(seen=self._serial, faults=watch.states(health))
        await self._commit(standing, row, window, content, state)

    async def _alert(self, standing: Standing, alert: Alert, row: Registered) -> None:
        room = await asyncio.to_thread(self._gatherer.room, alert, row, standing.recipient)
        is_closed = {"quiet": room.quiet, "limit": room.opens_at(self._now) is not None}
        is_idle = row.low >= self._serial and all(
            is_closed.get(item.why, False) for item in row.state.waiting
        )
        if is_idle and not await asyncio.to_thread(self._gatherer.is_lost, row):
            return
        plan = await asyncio.to_thread(self._gatherer.plan_alert, alert, row, room)
        seen = replace(row.state, seen=self._serial, waiting=plan.waiting)
        if plan.messages:
            await self._tell(standing, row, plan, seen)
        elif plan.taken or (plan.retold and not plan.waiting):
            passed = (plan.taken, seen, plan.retold)
            await asyncio.to_thread(self._deps.store.editions.pass_over, row, *passed)
        elif seen != row.state:
            self.idle.append((row, seen))

    async def _remind(self, standing: Standing, alert: Alert, row: Registered) -> None:
        """Tell again what nobody has acknowledged."""
        quiet = schedule.quiet_hours(standing.recipient, self._deps.config.timezone)
        if quiet is not None and quiet.at(self._now) and not alert.through_quiet:
            return
        changed = row.low < self._serial
        content = await asyncio.to_thread(self._gatherer.plan_reminder, alert, row, changed)
        seen = replace(row.state, seen=self._serial)
        if content.stories:
            await self._commit(
                standing, row, Window(min(row.covered_until, self._now), self._now), content, seen
            )
        elif changed:
            self.idle.append((row, seen))

    async def _tell(self, standing: Standing, row: Registered, plan: AlertPlan, seen: OrderState) -> None:
        """Commit one message after the other; what comes later waits in the store meanwhile."""
        taken, retold = plan.taken, plan.retold
        for place, content in enumerate(plan.messages):
            later = tuple(item for rest in plan.messages[place + 1 :] for item in self._waiting(rest))
            state = replace(seen, waiting=(*seen.waiting, *later))
            now = self._now
            window = Window(min(row.covered_until, now), now)
            content_ = replace(content, taken=(*content.taken, *taken), retold=retold)
            if not await self._commit(standing, row, window, content_, state):
                return
            taken, retold = (), ()
            row = replace(
                row, version=row.version + 1, editions=row.editions + 1, covered_until=now, state=state
            )

    def _waiting(self, content: Content) -> tuple[Waiting, ...]:
        now = self._now
        return (
            *(Waiting("story", report.story.id, now, "limit") for report in content.stories),
            *(Waiting("signal", signal.id, now, "limit") for signal in content.signals),
        )

    async def _commit(
        self, standing: Standing, row: Registered, window: Window, content: Content, state: OrderState
    ) -> bool:
        job = Job(standing, row, window, content, self._now)
        editions = await make_editions(self._deps, self._gatherer, job)
        if not await asyncio.to_thread(self._deps.store.editions.commit, row, editions, state):
            log.info(
                "another runner made this edition", extra={"order": row.order, "recipient": row.recipient}
            )
            return False
        self.made += len(editions)
        return True
