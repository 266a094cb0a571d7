"""An edition's content becomes messages: gathered, composed, rendered, addressed."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core import schedule
from monitor.core.digest import compose
from monitor.core.edition import Coverage, EditionRequest, Envelope, NoticeItem, Rendered
from monitor.core.model import Report
from monitor.core.orders import Content, Letter, NewEdition, Registered, Standing, envelopes
from monitor.core.orders import coverage as watch
from monitor.core.orders.envelopes import Address
from monitor.core.orders.selection import digested
from monitor.core.schedule import Quiet, Window
from monitor.core.settings import Digest
from monitor.core.surge import is_learning
from monitor.steps.tools import Tools

log = logging.getLogger(__name__)

_PAST = timedelta(days=30)  # counted before the window, to say what is usual
_CITED = 20  # entries named of one signal


@dataclass(frozen=True, slots=True)
class Job:
    """An edition to be made: of which order, for which window, about what, at which instant."""

    standing: Standing
    row: Registered
    window: Window
    content: Content
    now: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the store says around the stories of an edition."""

    coverage: Coverage
    cited: Mapping[int, Report]
    history: tuple[tuple[datetime, tuple[str, ...], tuple[str, ...]], ...] = ()
    known_days: int = 0


async def draft(tools: Tools, job: Job) -> NewEdition:
    """Make an edition with its messages, ready to be committed."""
    around = await asyncio.to_thread(_look_around, tools, job)
    edition = await asyncio.to_thread(compose, _request(tools, job, around))
    thread, addresses = _thread(tools, job), envelopes.addresses(job.standing.recipient, tools.config.mail)
    sealed = await asyncio.to_thread(_envelopes, tools, job, thread, addresses)
    rendered: Sequence[Rendered] = await tools.render(edition, sealed) if sealed else ()
    await asyncio.to_thread(_report_faults, tools, edition.template, rendered)
    return NewEdition(
        number=job.row.editions + 1,
        start=job.window.start,
        end=job.window.end,
        made_at=job.now,
        config_hash=tools.config.hash,
        thread=thread,
        subject=rendered[0].subject if rendered else edition.title,
        content=job.content,
        letters=tuple(
            Letter(address.channel, address.address, envelope.message_id, body(address, one))
            for address, envelope, one in zip(addresses, sealed, rendered, strict=True)
        ),
        urgent=not isinstance(job.standing.order, Digest),
    )


def body(address: Address, rendered: Rendered) -> bytes:
    """Return what a channel carries of a rendered message."""
    return rendered.payload if address.channel == "webhook" else rendered.mail


def _request(tools: Tools, job: Job, around: Surroundings) -> EditionRequest:
    config, content = tools.config, job.content
    return EditionRequest(
        order=job.standing.order,
        recipient=job.standing.recipient,
        start=job.window.start,
        end=job.window.end,
        now=job.now,
        number=job.row.editions + 1,
        timezone=config.timezone,
        config_hash=config.hash,
        run=tools.runner,
        stories=content.stories,
        signals=content.signals,
        suppressed=content.suppressed,
        coverage=around.coverage,
        next_at=_next(tools, job),
        feeds=config.feeds,
        places=config.places,
        ruleset=config.ruleset,
        cited=around.cited,
        history=watch.tallies(around.history, config.places, config.ruleset.vocabularies, _zone(tools, job)),
        known_days=around.known_days,
        held_since=content.held_since,
        overflow=content.overflow,
        digested=_is_digested(tools, job),
    )


def _look_around(tools: Tools, job: Job) -> Surroundings:
    counts, start = tools.store.coverage, job.window.start
    cited = counts.reports(tuple({one for each in job.content.signals for one in each.entries[:_CITED]}))
    if not isinstance(job.standing.order, Digest):
        return Surroundings(Coverage(not_mailed=_is_not_mailed(tools, job)), cited)
    past = counts.stories_began(start - _PAST, start, job.standing.order.select.min_severity)
    since = counts.known_since()
    known_days = max(0, (start - since).days) if since is not None else 0
    return Surroundings(_coverage(tools, job), cited, past, known_days)


def _coverage(tools: Tools, job: Job) -> Coverage:
    store = tools.store
    health = store.feeds.coverage(job.now)
    changes, standing = watch.faults(health, job.row.state.faults, tools.config.feeds)
    states = store.deliveries.queue(job.now).states
    return Coverage(
        feeds=len(health),
        healthy=sum(one.healthy for one in health),
        entries=store.coverage.entries_since(job.window.start),
        changes=changes,
        standing=standing,
        missed=job.window.missed,
        undelivered=states.get("waiting", 0) + states.get("dead", 0),
        not_mailed=_is_not_mailed(tools, job),
        notes=tuple(f"{rule}: {reason}" for rule, reason in sorted(tools.config.held_back.items())),
        learning_since=_learning_since(tools, job),
    )


def _learning_since(tools: Tools, job: Job) -> datetime | None:
    since = tools.store.signals.watching_since()
    return since if since is not None and is_learning(since, job.now) else None


def _is_not_mailed(tools: Tools, job: Job) -> bool:
    return tools.config.mail.host is None and bool(job.standing.recipient.mail)


def _is_digested(tools: Tools, job: Job) -> bool:
    order, recipient = job.standing.order, job.standing.recipient
    return not isinstance(order, Digest) and digested(order, recipient.id, tools.config.digests.values())


def _next(tools: Tools, job: Job) -> datetime | None:
    """Return when the next edition will be made; quiet hours delay it."""
    order, recipient = job.standing.order, job.standing.recipient
    if not isinstance(order, Digest):
        return None
    instant = schedule.next_instant(order, job.row.registered_at, max(job.window.end, job.now))
    if recipient.quiet is None:
        return instant
    return Quiet(recipient.quiet, recipient.timezone or tools.config.timezone).ends(instant)


def _zone(tools: Tools, job: Job) -> ZoneInfo:
    order, recipient = job.standing.order, job.standing.recipient
    if recipient.timezone is not None:
        return recipient.timezone
    return order.timezone if isinstance(order, Digest) else tools.config.timezone


def _thread(tools: Tools, job: Job) -> str:
    """Name the thread of an edition: that of its order for a digest, that of its story for an alert.

    A first alert about a story opens a thread; several stories in one message open one together.
    """
    host = envelopes.domain(tools.config.mail)
    if isinstance(job.standing.order, Digest):
        return envelopes.message_id(host, "thread", _name(tools, job.row, 0))
    continued = job.content.continued
    if continued:
        return continued[0].thread
    return envelopes.message_id(host, "thread", _name(tools, job.row, job.row.editions + 1))


def _envelopes(tools: Tools, job: Job, thread: str, addresses: Sequence[Address]) -> tuple[Envelope, ...]:
    mail, row = tools.config.mail, job.row
    host, name = envelopes.domain(mail), _name(tools, row, row.editions + 1)
    threads = tuple(dict.fromkeys((thread, *(one.thread for one in job.content.continued))))
    return tuple(
        Envelope(
            message_id=envelopes.message_id(host, name, address.channel, address.address),
            date=job.now,
            sender=envelopes.sender(mail),
            to=address.address,
            references=(
                *threads,
                *tools.store.editions.sent_in(row, threads, address.channel, address.address),
            ),
            list_id=envelopes.list_id(job.standing.order, host),
            feedback=mail.feedback,
            unsubscribe=mail.unsubscribe,
            urgent=not isinstance(job.standing.order, Digest),
        )
        for address in addresses
    )


def _name(tools: Tools, row: Registered, number: int) -> str:
    install = tools.store.meta.install_id()
    return envelopes.edition_id(install, row.order, row.recipient, row.registered_at, number)


def _report_faults(tools: Tools, template: str, rendered: Sequence[Rendered]) -> None:
    """Tell operators once a configuration of a template that failed; the message went out by the shipped one."""
    for problem in dict.fromkeys(problem for one in rendered for problem in one.problems):
        log.warning("a template failed", extra={"template": template, "problem": problem})
        item = NoticeItem("template_failed", template, problem, "monitor check", tools.now())
        tools.store.notices.add(f"template {template} {tools.config.hash} {problem}"[:300], item, tools.now())
