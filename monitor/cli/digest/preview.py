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
from monitor.cli.options import ConfigDir, Json, fail, load_config, write_text
from monitor.cli.stores import store_if_any
from monitor.core.editions.compose import compose
from monitor.core.editions.edition import EditionRequest, Envelope, Rendered, StoryReport
from monitor.core.orders import envelopes
from monitor.core.orders.model import Content, Context, Known, OrderState, Registered, Standing, standings
from monitor.core.orders.schedule import Window
from monitor.core.orders.selection import digested, fits_signal, fitting, shortfall
from monitor.core.settings import Config, Digest
from monitor.pool import Pool
from monitor.render import Renderer, sample_request
from monitor.steps.gather import Gatherer, Job
from monitor.store import Store

MOST = 2_000  # stories looked at
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown, in which envelopes, and where it comes from."""

    request: EditionRequest
    envelopes: tuple[Envelope, ...] = ()
    source: str = "An invented day."


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
    settings = load_config(folder, check_rules=False)
    standing = _standing(settings, order, recipient)
    shown = _shown(settings, standing, stories)
    rendered, source = runtime.run(_rendered(settings, shown)), shown.source
    for problem in rendered.problems:
        output.wrong(f"a template failed, the shipped one was used: {problem}")
    if html is not None:
        write_text(html, rendered.html or _as_page(rendered.text))
        source += f"; its HTML is in {html}"
    sys.stderr.write(f"{source}\n")
    if as_json:
        sys.stdout.write(rendered.payload.decode("utf-8") + "\n")
    else:
        sys.stdout.write(f"Subject: {rendered.subject}\n\n{rendered.text}")


def _standing(settings: Config, order: str, recipient: str | None) -> Standing:
    """Find the order and who gets it; a digest goes before an alert of the same id."""
    found = [standing for standing in standings(settings) if order in {standing.order.id, standing.key}]
    if not found:
        known = ", ".join([*settings.digests, *settings.alerts]) or "none"
        fail(f"there is no digest or alert {order!r} with a recipient; there are: {known}")
    found.sort(key=lambda one: not isinstance(one.order, Digest))
    mine = [standing for standing in found if recipient in {None, standing.recipient.id}]
    if not mine:
        fail(
            f"{order!r} does not go to {recipient!r}, but to {', '.join(standing.recipient.id for standing in found)}"
        )
    return mine[0]


def _as_page(text: str) -> str:
    """Make a page of the text part, for a reader who gets no HTML."""
    return f'<!doctype html>\n<meta charset="utf-8">\n<pre dir="auto">{escape(text)}</pre>\n'


def _shown(settings: Config, standing: Standing, stories: str) -> Shown:
    span = _span(stories)
    if stories == "sample":
        return Shown(_sample(settings, standing))
    with store_if_any(settings) as store:
        if store is None:
            return Shown(
                _sample(settings, standing),
                source="An invented day: there is no store yet, `monitor once` makes one",
            )
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
    made, order = sample_request(standing.order, standing.recipient), standing.order
    return replace(
        made,
        timezone=settings.timezone,
        config_hash=settings.hash,
        digested=not isinstance(order, Digest)
        and digested(order, standing.recipient.id, settings.digests.values()),
    )


def _real(settings: Config, standing: Standing, store: Store, span: timedelta | None) -> Shown:
    """Gather the edition as the service would make it now."""
    now = datetime.now(UTC)
    context = Context(
        now,
        settings.feeds,
        settings.places,
        (*settings.silences, *store.silences.active(now)),
        settings.signals,
    )
    gatherer = Gatherer(store, settings, "preview", context)
    row = store.orders.all().get((standing.key, standing.recipient.id))
    is_next = span is None and row is not None and isinstance(standing.order, Digest)
    row = row or Registered(standing.key, standing.recipient.id, now, 0, now, 0, 0, OrderState())
    if is_next and isinstance(standing.order, Digest):
        start = min(row.covered_until, now)
        content, source = (
            gatherer.plan_digest(standing.order, row),
            "What the next edition would say as of now",
        )
    else:
        start, content = now - (span or DAY), _lately(standing, store, context, now - (span or DAY))
        source = f"The stories of the last {(span or DAY) // timedelta(hours=1)} h, told before or not"
    job = Job(standing, row, Window(start, now), content, now)
    return Shown(gatherer.request(job), gatherer.seal(job).envelopes, source)


def _lately(standing: Standing, store: Store, context: Context, start: datetime) -> Content:
    """Tell what was seen since ``start`` as though none of it had been told."""
    select = standing.order.select
    known = [Known(story, store.stories.reports(story.id)) for story in store.stories.recent(MOST, start)]
    stories = tuple(
        StoryReport(story.story, reports)
        for story in known
        if (reports := fitting(select, story.fresh, context))
        and shortfall(select, story.story, story.story.severity, context) is None
    )
    signals = tuple(
        signal for signal in store.signals.recent(MOST, start) if fits_signal(select, signal, context)
    )
    return Content(stories, signals)


async def _rendered(settings: Config, shown: Shown) -> Rendered:
    """Render as the service would, in a worker where the templates are the user's."""
    host, request = envelopes.domain(settings.mail), shown.request
    invented = Envelope(
        message_id=f"preview@{host}",
        date=request.now,
        sender=envelopes.sender(settings.mail),
        to=next(iter(request.recipient.mail), f"preview@{host}"),
        list_id=envelopes.list_id(request.order, host),
        feedback=settings.mail.feedback,
        unsubscribe=settings.mail.unsubscribe,
    )
    async with Pool() as pool:
        made = await Renderer(settings, pool).render(
            compose(request), list(shown.envelopes[:1]) or [invented]
        )
    return made[0]
