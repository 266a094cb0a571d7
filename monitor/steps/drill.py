"""DRILL: an invented day, told by the real way to the real recipients of an order, and marked as a drill."""

import asyncio
from dataclasses import replace

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import Envelope, Rendered
from monitor.core.orders import envelopes
from monitor.core.orders.model import Letter
from monitor.core.settings import Alert, Digest, Recipient
from monitor.render.sample import sample_request
from monitor.steps.dependencies import Dependencies
from monitor.steps.make_edition import body


async def drill(deps: Dependencies, order: Digest | Alert, name: str) -> tuple[int, ...]:
    """Put a drill for each recipient of an order into the outbox; return the numbers of its messages.

    ``name`` tells this drill from others. Nothing of it is an edition: no hit is told by it, and nothing waits for it.
    """
    made: list[int] = []
    for recipient in _recipients(deps, order):
        letters = await _letters(deps, order, recipient, name)
        put = deps.store.deliveries.put
        made += await asyncio.to_thread(
            put, recipient.id, letters, deps.now(), urgent=isinstance(order, Alert)
        )
    return tuple(made)


def _recipients(deps: Dependencies, order: Digest | Alert) -> tuple[Recipient, ...]:
    """Return who may be told by an order, the next in line included."""
    next_in_line = [step.to for step in order.escalate] if isinstance(order, Alert) else []
    known = deps.config.recipients
    names = dict.fromkeys((*order.to, *next_in_line))
    return tuple(known[name] for name in names if name in known and not known[name].is_withheld)


async def _letters(
    deps: Dependencies, order: Digest | Alert, recipient: Recipient, name: str
) -> tuple[Letter, ...]:
    mail, host = deps.config.mail, envelopes.domain(deps.config.mail)
    addresses = envelopes.addresses(recipient, mail)
    sealed = tuple(
        Envelope(
            message_id=envelopes.message_id(host, name, recipient.id, address.channel, address.address),
            date=deps.now(),
            sender=envelopes.sender(mail),
            to=address.address,
            list_id=envelopes.list_id(order, host),
            urgent=isinstance(order, Alert),
            reply_to=mail.reply_to,
        )
        for address in addresses
    )
    request = replace(sample_request(order, recipient), drill=True, now=deps.now(), end=deps.now())
    edition = await asyncio.to_thread(compose, request)
    rendered: tuple[Rendered, ...] = await deps.render(edition, sealed) if sealed else ()
    return tuple(
        Letter(address.channel, address.address, envelope.message_id, body(address, message))
        for address, envelope, message in zip(addresses, sealed, rendered, strict=True)
    )
