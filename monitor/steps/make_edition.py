"""An edition's content becomes messages: gathered, composed, rendered, addressed."""

import asyncio
import logging
from collections.abc import Sequence

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import Rendered
from monitor.core.operations.notice import NoticeItem
from monitor.core.operations.outbox import TO_PROGRAMS
from monitor.core.orders.envelopes import Address
from monitor.core.orders.model import Letter, NewEdition
from monitor.core.settings import Digest
from monitor.steps.dependencies import Dependencies
from monitor.steps.gather import Gatherer, Job

log = logging.getLogger(__name__)


async def make_edition(deps: Dependencies, gatherer: Gatherer, job: Job) -> NewEdition:
    """Make an edition with its messages, ready to be committed."""
    request = await asyncio.to_thread(gatherer.request, job)
    edition = await asyncio.to_thread(compose, request)
    sealed = await asyncio.to_thread(gatherer.seal, job)
    rendered: Sequence[Rendered] = await deps.render(edition, sealed.envelopes) if sealed.envelopes else ()
    await asyncio.to_thread(_report_faults, deps, edition.template, rendered)
    return NewEdition(
        number=job.row.editions + 1,
        start=job.window.start,
        end=job.window.end,
        made_at=job.now,
        config_hash=deps.config.hash,
        thread=sealed.thread,
        subject=rendered[0].subject if rendered else edition.title,
        content=job.content,
        letters=tuple(
            Letter(address.channel, address.address, envelope.message_id, body(address, one))
            for address, envelope, one in zip(sealed.addresses, sealed.envelopes, rendered, strict=True)
        ),
        urgent=not isinstance(job.standing.order, Digest),
    )


def body(address: Address, rendered: Rendered) -> bytes:
    """Return what a channel carries of a rendered message."""
    return rendered.payload if address.channel in TO_PROGRAMS else rendered.mail


def _report_faults(deps: Dependencies, template: str, rendered: Sequence[Rendered]) -> None:
    """Tell operators once a configuration of a template that failed; the message went out by the shipped one."""
    for problem in dict.fromkeys(problem for one in rendered for problem in one.problems):
        log.warning("a template failed", extra={"template": template, "problem": problem})
        item = NoticeItem("template_failed", template, problem, "monitor check", deps.now())
        deps.store.notices.add(f"template {template} {deps.config.hash} {problem}"[:300], item, deps.now())
