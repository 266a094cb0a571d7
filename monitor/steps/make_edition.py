"""An edition's content becomes messages: gathered, composed, rendered, addressed."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import Rendered
from monitor.core.operations.notice import NoticeItem
from monitor.core.operations.outbox import TO_PROGRAMS
from monitor.core.orders.envelopes import Address
from monitor.core.orders.model import Letter, NewEdition
from monitor.core.orders.parts import split
from monitor.core.settings import Digest
from monitor.steps.dependencies import Dependencies
from monitor.steps.gather import Gatherer, Job

log = logging.getLogger(__name__)


FULL = 0.75  # of the stories that a page can show in a line go into it: the rest is room to show some in full


async def make_editions(deps: Dependencies, gatherer: Gatherer, job: Job) -> tuple[NewEdition, ...]:
    """Return an edition with its messages, ready to be committed; a digest of more than a page holds, in several."""
    editions: list[NewEdition] = []
    while True:
        edition, left = await _make(deps, gatherer, job)
        told = sum(report.status != "corrected" for report in job.content.stories)
        fitting = int((told - left) * FULL)
        if not left or not fitting or not isinstance(job.standing.order, Digest):
            return (*editions, edition)
        first, rest = split(job.content, fitting)
        edition, _ = await _make(deps, gatherer, replace(job, content=first, following=told - fitting))
        editions.append(edition)
        job = replace(
            job, row=replace(job.row, editions=job.row.editions + 1), content=rest, part=job.part + 1
        )


async def _make(deps: Dependencies, gatherer: Gatherer, job: Job) -> tuple[NewEdition, int]:
    """Return one edition, and how many stories its page does not show."""
    request = await asyncio.to_thread(gatherer.request, job)
    edition = await asyncio.to_thread(compose, request)
    sealed = await asyncio.to_thread(gatherer.seal, job)
    rendered: Sequence[Rendered] = await deps.render(edition, sealed.envelopes) if sealed.envelopes else ()
    await asyncio.to_thread(_report_faults, deps, edition.template, rendered)
    made = NewEdition(
        number=job.row.editions + 1,
        start=job.window.start,
        end=job.window.end,
        made_at=job.now,
        config_hash=deps.config.hash,
        thread=sealed.thread,
        subject=rendered[0].subject if rendered else edition.title,
        content=job.content,
        letters=tuple(
            Letter(address.channel, address.address, envelope.message_id, body(address, message))
            for address, envelope, message in zip(sealed.addresses, sealed.envelopes, rendered, strict=True)
        ),
        urgent=not isinstance(job.standing.order, Digest),
    )
    left = [
        message.left
        for address, message in zip(sealed.addresses, rendered, strict=True)
        if address.channel == "smtp"
    ]
    return made, max(left, default=0)


def body(address: Address, rendered: Rendered) -> bytes:
    """Return what a channel carries of a rendered message."""
    return rendered.payload if address.channel in TO_PROGRAMS else rendered.mail


def _report_faults(deps: Dependencies, template: str, rendered: Sequence[Rendered]) -> None:
    """Tell operators once a configuration of a template that failed; the message went out by the shipped one."""
    for problem in dict.fromkeys(problem for message in rendered for problem in message.problems):
        log.warning("a template failed", extra={"template": template, "problem": problem})
        item = NoticeItem("template_failed", template, problem, "monitor check", deps.now())
        deps.store.notices.add(f"template {template} {deps.config.hash} {problem}"[:300], item, deps.now())
