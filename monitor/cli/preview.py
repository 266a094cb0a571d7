"""``monitor digest preview``: what a digest or an alert would say, without sending or deciding anything."""

import re
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Annotated

import typer

from monitor import runtime
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, load_config, store_if_any
from monitor.core.editions.compose import compose
from monitor.core.editions.edition import Coverage, EditionRequest, Envelope, Rendered, StoryReport
from monitor.core.orders import (
    Content,
    Context,
    Known,
    Registered,
    Standing,
    coverage,
    envelopes,
    plan_digest,
    standings,
)
from monitor.core.orders.selection import digested, fits_signal, fitting, shortfall
from monitor.core.settings import Config, Digest
from monitor.pool import Pool
from monitor.render import Renderer, sample_request
from monitor.store import Store

MOST = 2_000  # stories looked at
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What would be told, of which span, and where it comes from."""

    content: Content
    start: datetime
    source: str


def preview(
    order: Annotated[str, typer.Argument(metavar="ID", help="The id of a digest or an alert.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the HTML part here.")
    ] = None,
    recipient: Annotated[
        str | None, typer.Option("--recipient", metavar="NAME", help="Default: its first.")
    ] = None,
    stories: Annotated[
        str, typer.Option("--stories", metavar="next|24h|sample", help="Which: see above.")
    ] = "next",
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Show what a digest would say if its window closed now; nothing is sent, nothing counts as told.

    --stories next: what no edition told yet. --stories 24h (or 7d): all that was seen lately, told before or not.
    --stories sample, and whenever there is no store: an invented day. Prints the text part, with --json what a webhook
    would get.

    \b
    monitor digest preview daily
    monitor digest preview daily --html daily.html --stories 72h
    monitor digest preview urgent --recipient duty --stories sample
    """
    settings = load_config(folder)
    standing = _standing(settings, order, recipient)
    request, source = _request(settings, standing, stories)
    rendered = runtime.run(_rendered(settings, request))
    for problem in rendered.problems:
        output.wrong(f"a template failed, the shipped one was used: {problem}")
    if html is not None:
        html.write_text(rendered.html or _as_page(rendered.text), encoding="utf-8")
        source += f"; its HTML is in {html}"
    sys.stderr.write(f"{source}\n")
    if as_json:
        sys.stdout.write(rendered.payload.decode("utf-8") + "\n")
    else:
        sys.stdout.write(f"Subject: {rendered.subject}\n\n{rendered.text}")


def _standing(settings: Config, order: str, recipient: str | None) -> Standing:
    """Find the order and who gets it; a digest goes before an alert of the same id."""
    found = [one for one in standings(settings) if order in {one.order.id, one.key}]
    if not found:
        known = ", ".join([*settings.digests, *settings.alerts]) or "none"
        fail(f"there is no digest or alert {order!r} with a recipient; there are: {known}")
    found.sort(key=lambda one: not isinstance(one.order, Digest))
    mine = [one for one in found if recipient in {None, one.recipient.id}]
    if not mine:
        fail(f"{order!r} does not go to {recipient!r}, but to {', '.join(one.recipient.id for one in found)}")
    return mine[0]


def _as_page(text: str) -> str:
    """Make a page of the text part, for a reader who gets no HTML."""
    return f'<!doctype html>\n<meta charset="utf-8">\n<pre dir="auto">{escape(text)}</pre>\n'


def _request(settings: Config, standing: Standing, stories: str) -> tuple[EditionRequest, str]:
    span = _span(stories)
    if stories == "sample":
        return _sample(settings, standing), "An invented day."
    with store_if_any(settings) as store:
        if store is None:
            return _sample(
                settings, standing
            ), "An invented day: there is no store yet, `monitor once` makes one"
        return _real(settings, standing, store, span)


def _span(stories: str) -> timedelta | None:
    """Read a span of hours or days; None for the two words."""
    if stories in {"next", "sample"}:
        return None
    match = re.fullmatch(r"([1-9]\d{0,4})([hd])", stories)
    if match is None:
        raise typer.BadParameter(f"{stories!r} is neither next, sample nor a span such as 24h or 7d")
    return int(match[1]) * (DAY if match[2] == "d" else timedelta(hours=1))


def _sample(settings: Config, standing: Standing) -> EditionRequest:
    made = sample_request(standing.order, standing.recipient)
    return replace(
        made,
        timezone=settings.timezone,
        config_hash=settings.hash,
        digested=_is_digested(settings, standing),
    )


def _is_digested(settings: Config, standing: Standing) -> bool:
    order = standing.order
    return not isinstance(order, Digest) and digested(order, standing.recipient.id, settings.digests.values())


def _real(
    settings: Config, standing: Standing, store: Store, span: timedelta | None
) -> tuple[EditionRequest, str]:
    now = datetime.now(UTC)
    context = Context(now, settings.feeds, settings.places, (*settings.silences, *store.silences.active(now)))
    row = store.orders.all().get((standing.key, standing.recipient.id))
    if span is None and row is not None and isinstance(standing.order, Digest):
        told = _next(standing.order, row, store, context)
    else:
        told = _lately(standing, store, context, span or DAY)
    since = store.coverage.known_since()
    began = store.coverage.stories_began(
        told.start - 30 * DAY, told.start, standing.order.select.min_severity
    )
    return EditionRequest(
        order=standing.order,
        recipient=standing.recipient,
        start=told.start,
        end=now,
        now=now,
        number=1 if row is None else row.editions + 1,
        timezone=settings.timezone,
        config_hash=settings.hash,
        run="preview",
        stories=told.content.stories,
        signals=told.content.signals,
        suppressed=told.content.suppressed,
        coverage=_coverage(settings, store, row, told.start),
        feeds=settings.feeds,
        places=settings.places,
        ruleset=settings.ruleset,
        history=coverage.tallies(
            began,
            settings.places,
            settings.ruleset.vocabularies,
            standing.recipient.timezone or settings.timezone,
        ),
        known_days=0 if since is None else max(0, (told.start - since).days),
        digested=_is_digested(settings, standing),
    ), told.source


def _next(digest: Digest, row: Registered, store: Store, context: Context) -> Told:
    """Tell what the next edition would tell, as far as it is known now."""
    known = store.editions.known(row, store.editions.touched(row.low), row.low)
    content = plan_digest(digest, known, store.editions.signals(row, row.low), context)
    return Told(content, min(row.covered_until, context.now), "What the next edition would say as of now")


def _lately(standing: Standing, store: Store, context: Context, span: timedelta) -> Told:
    """Tell what was seen lately as though none of it had been told."""
    start, select = context.now - span, standing.order.select
    known = [Known(story, store.stories.reports(story.id)) for story in store.stories.recent(MOST, start)]
    stories = tuple(
        StoryReport(each.story, reports)
        for each in known
        if (reports := fitting(select, each.fresh, context))
        and shortfall(select, each.story, each.story.severity, context) is None
    )
    signals = tuple(each for each in store.signals.recent(MOST, start) if fits_signal(select, each, context))
    return Told(
        Content(stories, signals),
        start,
        f"The stories of the last {span // timedelta(hours=1)} h, told before or not",
    )


def _coverage(settings: Config, store: Store, row: Registered | None, start: datetime) -> Coverage:
    health = store.feeds.coverage(datetime.now(UTC))
    changes, standing = coverage.faults(health, {} if row is None else row.state.faults, settings.feeds)
    return Coverage(
        feeds=len(health),
        healthy=sum(one.healthy for one in health),
        entries=store.coverage.entries_since(start),
        changes=changes,
        standing=standing,
        not_mailed=settings.mail.host is None,
    )


async def _rendered(settings: Config, request: EditionRequest) -> Rendered:
    """Render as the service would, in a worker where the templates are the user's."""
    host = envelopes.domain(settings.mail)
    envelope = Envelope(
        message_id=f"preview@{host}",
        date=request.now,
        sender=envelopes.sender(settings.mail),
        to=next(iter(request.recipient.mail), f"preview@{host}"),
        list_id=envelopes.list_id(request.order, host),
        feedback=settings.mail.feedback,
        unsubscribe=settings.mail.unsubscribe,
    )
    async with Pool() as pool:
        made = await Renderer(settings, pool).render(compose(request), [envelope])
    return made[0]
