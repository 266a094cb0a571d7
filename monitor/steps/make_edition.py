"""An edition's content becomes messages: gathered, composed, rendered, addressed."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.editions.compose import compose
from monitor.core.editions.edition import Coverage, EditionRequest, Envelope, NoticeItem, Rendered
from monitor.core.model import Report
from monitor.core.orders import Content, Letter, NewEdition, Registered, Standing, envelopes, schedule
from monitor.core.orders import coverage as watch
from monitor.core.orders.envelopes import Address
from monitor.core.orders.schedule import Quiet, Window
from monitor.core.orders.selection import digested
from monitor.core.settings import Digest
from monitor.core.trends.signals import is_learning
from monitor.steps.dependencies import Dependencies

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


async def draft(deps: Dependencies, job: Job) -> NewEdition:
    """Make an edition with its messages, ready to be committed."""
    around = await asyncio.to_thread(_look_around, deps, job)
    edition = await asyncio.to_thread(compose, _request(deps, job, around))
    thread, addresses = _thread(deps, job), envelopes.addresses(job.standing.recipient, deps.config.mail)
    sealed = await asyncio.to_thread(_envelopes, deps, job, thread, addresses)
    rendered: Sequence[Rendered] = await deps.render(edition, sealed) if sealed else ()
    await asyncio.to_thread(_report_faults, deps, edition.template, rendered)
    return NewEdition(
        number=job.row.editions + 1,
        start=job.window.start,
        end=job.window.end,
        made_at=job.now,
        config_hash=deps.config.hash,
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


def _request(deps: Dependencies, job: Job, around: Surroundings) -> EditionRequest:
    config, content = deps.config, job.content
    return EditionRequest(
        order=job.standing.order,
        recipient=job.standing.recipient,
        start=job.window.start,
        end=job.window.end,
        now=job.now,
        number=job.row.editions + 1,
        timezone=config.timezone,
        config_hash=config.hash,
        run=deps.runner,
        stories=content.stories,
        signals=content.signals,
        suppressed=content.suppressed,
        coverage=around.coverage,
        next_at=_next(deps, job),
        feeds=config.feeds,
        places=config.places,
        ruleset=config.ruleset,
        cited=around.cited,
        history=watch.tallies(around.history, config.places, config.ruleset.vocabularies, _zone(deps, job)),
        known_days=around.known_days,
        held_since=content.held_since,
        overflow=content.overflow,
        digested=_is_digested(deps, job),
    )


def _look_around(deps: Dependencies, job: Job) -> Surroundings:
    counts, start = deps.store.coverage, job.window.start
    cited = counts.reports(tuple({one for each in job.content.signals for one in each.entries[:_CITED]}))
    if not isinstance(job.standing.order, Digest):
        return Surroundings(Coverage(not_mailed=_is_not_mailed(deps, job)), cited)
    past = counts.stories_began(start - _PAST, start, job.standing.order.select.min_severity)
    since = counts.known_since()
    known_days = max(0, (start - since).days) if since is not None else 0
    return Surroundings(_coverage(deps, job), cited, past, known_days)


def _coverage(deps: Dependencies, job: Job) -> Coverage:
    store = deps.store
    health = store.feeds.coverage(job.now)
    changes, standing = watch.faults(health, job.row.state.faults, deps.config.feeds)
    states = store.deliveries.queue(job.now).states
    return Coverage(
        feeds=len(health),
        healthy=sum(one.healthy for one in health),
        entries=store.coverage.entries_since(job.window.start),
        changes=changes,
        standing=standing,
        missed=job.window.missed,
        undelivered=states.get("waiting", 0) + states.get("dead", 0),
        not_mailed=_is_not_mailed(deps, job),
        notes=tuple(f"{rule}: {reason}" for rule, reason in sorted(deps.config.held_back.items())),
        learning_since=_learning_since(deps, job),
    )


def _learning_since(deps: Dependencies, job: Job) -> datetime | None:
    since = deps.store.signals.watching_since()
    return since if since is not None and is_learning(since, job.now) else None


def _is_not_mailed(deps: Dependencies, job: Job) -> bool:
    return deps.config.mail.host is None and bool(job.standing.recipient.mail)


def _is_digested(deps: Dependencies, job: Job) -> bool:
    order, recipient = job.standing.order, job.standing.recipient
    return not isinstance(order, Digest) and digested(order, recipient.id, deps.config.digests.values())


def _next(deps: Dependencies, job: Job) -> datetime | None:
    """Return when the next edition will be made; quiet hours delay it."""
    order, recipient = job.standing.order, job.standing.recipient
    if not isinstance(order, Digest):
        return None
    instant = schedule.next_instant(order, job.row.registered_at, max(job.window.end, job.now))
    if recipient.quiet is None:
        return instant
    return Quiet(recipient.quiet, recipient.timezone or deps.config.timezone).ends(instant)


def _zone(deps: Dependencies, job: Job) -> ZoneInfo:
    order, recipient = job.standing.order, job.standing.recipient
    if recipient.timezone is not None:
        return recipient.timezone
    return order.timezone if isinstance(order, Digest) else deps.config.timezone


def _thread(deps: Dependencies, job: Job) -> str:
    """Name the thread of an edition: that of its order for a digest, that of its story for an alert.

    A first alert about a story opens a thread; several stories in one message open one together.
    """
    host = envelopes.domain(deps.config.mail)
    if isinstance(job.standing.order, Digest):
        return envelopes.message_id(host, "thread", _name(deps, job.row, 0))
    continued = job.content.continued
    if continued:
        return continued[0].thread
    return envelopes.message_id(host, "thread", _name(deps, job.row, job.row.editions + 1))


def _envelopes(
    deps: Dependencies, job: Job, thread: str, addresses: Sequence[Address]
) -> tuple[Envelope, ...]:
    mail, row = deps.config.mail, job.row
    host, name = envelopes.domain(mail), _name(deps, row, row.editions + 1)
    threads = tuple(dict.fromkeys((thread, *(one.thread for one in job.content.continued))))
    return tuple(
        Envelope(
            message_id=envelopes.message_id(host, name, address.channel, address.address),
            date=job.now,
            sender=envelopes.sender(mail),
            to=address.address,
            references=(
                *threads,
                *deps.store.editions.sent_in(row, threads, address.channel, address.address),
            ),
            list_id=envelopes.list_id(job.standing.order, host),
            feedback=mail.feedback,
            unsubscribe=mail.unsubscribe,
            urgent=not isinstance(job.standing.order, Digest),
        )
        for address in addresses
    )


def _name(deps: Dependencies, row: Registered, number: int) -> str:
    install = deps.store.meta.install_id()
    return envelopes.edition_id(install, row.order, row.recipient, row.registered_at, number)


def _report_faults(deps: Dependencies, template: str, rendered: Sequence[Rendered]) -> None:
    """Tell operators once a configuration of a template that failed; the message went out by the shipped one."""
    for problem in dict.fromkeys(problem for one in rendered for problem in one.problems):
        log.warning("a template failed", extra={"template": template, "problem": problem})
        item = NoticeItem("template_failed", template, problem, "monitor check", deps.now())
        deps.store.notices.add(f"template {template} {deps.config.hash} {problem}"[:300], item, deps.now())
