"""NOTIFY: what the machine has to say becomes a message to each operator, gathered for a while."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from monitor.core.editions.edition import Envelope, Notice, Rendered
from monitor.core.operations.notice import NoticeItem
from monitor.core.orders import envelopes
from monitor.core.orders.model import Letter, Registered
from monitor.core.orders.schedule import is_paused, quiet_hours
from monitor.core.settings import Recipient
from monitor.steps import faults
from monitor.steps.dependencies import Dependencies
from monitor.steps.make_edition import body

ORDER = "notices"
WORK = "notify"  # under which faults are recorded
GATHER = timedelta(minutes=15)  # between two messages to an operator: an outage of many feeds is one message
_FIRST = timedelta(minutes=1)


async def notify(deps: Dependencies, rows: Mapping[tuple[str, str], Registered]) -> int:
    """Put a message to each operator who has news into the outbox; return how many."""
    made, worked = 0, []
    aside = await asyncio.to_thread(faults.aside, deps, WORK)
    for name in deps.config.operators:
        row, operator = rows.get((ORDER, name)), deps.config.recipients.get(name)
        if row is None or operator is None or name in aside:
            continue
        try:
            made += await _tell(deps, row, operator)
            worked.append(name)
        except Exception as error:  # one operator's trouble is not the others'
            if await asyncio.to_thread(faults.failed, deps, WORK, error, name, f"notices to {name}") is None:
                raise
    await asyncio.to_thread(faults.works, deps, WORK, worked)
    return made


async def _tell(deps: Dependencies, row: Registered, operator: Recipient) -> bool:
    items = await asyncio.to_thread(deps.store.notices.after, row.low)
    if not items or operator.is_withheld or _must_wait(deps, row, operator):
        return False
    last, now = items[-1][0], deps.now()
    addresses = envelopes.addresses(operator, deps.config.mail)
    sealed = await asyncio.to_thread(_envelopes, deps, row, addresses)
    notice = _notice(deps, operator, tuple(item for _, item in items))
    rendered: tuple[Rendered, ...] = await deps.render(notice, sealed) if sealed else ()
    letters = tuple(
        Letter(address.channel, address.address, envelope.message_id, body(address, message))
        for address, envelope, message in zip(addresses, sealed, rendered, strict=True)
    )
    state = replace(row.state, seen=last)
    return await asyncio.to_thread(deps.store.orders.commit_notice, row, state, letters, now)


def _must_wait(deps: Dependencies, row: Registered, operator: Recipient) -> bool:
    """Return whether more is to be gathered first, or the operator sleeps."""
    now = deps.now()
    quiet = quiet_hours(operator, deps.config.timezone)
    if is_paused(operator, now) or (quiet is not None and quiet.at(now)):
        return True
    pause = GATHER if row.editions else _FIRST
    return timedelta() <= now - row.covered_until < pause


def _notice(deps: Dependencies, operator: Recipient, items: tuple[NoticeItem, ...]) -> Notice:
    return Notice(
        items=items,
        made_at=deps.now(),
        run=deps.runner,
        config_hash=deps.config.hash,
        lang=operator.lang,
        zone=operator.timezone or deps.config.timezone,
        format=operator.format,
    )


def _envelopes(
    deps: Dependencies, row: Registered, addresses: tuple[envelopes.Address, ...]
) -> tuple[Envelope, ...]:
    mail, host = deps.config.mail, envelopes.domain(deps.config.mail)
    install = deps.store.meta.install_id()
    name = envelopes.edition_id(install, row.order, row.recipient, row.registered_at, row.editions + 1)
    root = envelopes.message_id(host, "thread", row.order, row.recipient)
    return tuple(
        Envelope(
            message_id=envelopes.message_id(host, name, address.channel, address.address),
            date=deps.now(),
            sender=envelopes.sender(mail),
            to=address.address,
            references=(root,),
            list_id=f"notices.monitor.{host}",
            reply_to=mail.reply_to,
        )
        for address in addresses
    )
