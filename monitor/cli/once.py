"""``monitor once``: everything that is due, then exit."""

import asyncio
import logging
from typing import Annotated

import typer
from rich.progress import Progress

from monitor.app import App
from monitor.cli import opening, output
from monitor.cli.options import ConfigDir, Json
from monitor.steps import deliver, edit, faults, group, poll, tidy
from monitor.steps.dependencies import Dependencies

log = logging.getLogger(__name__)


def once(
    folder: ConfigDir = None,
    everything: Annotated[bool, typer.Option("--all", help="Poll every feed now, due or not.")] = False,
    as_json: Json = False,
) -> None:
    r"""Poll what is due, group, make the editions whose instant has passed, deliver what is due, tidy, exit.

    \b
    monitor once
    monitor once --all --json

    Exits 1 if feeds were asked and none could be read; each failure is named on standard error.
    """
    counts = opening.run(_once(folder, everything))
    if as_json:
        output.json_line(counts)
    else:
        output.table(
            ("what", "number"), ((name.replace("_", " "), number) for name, number in counts.items())
        )
    if counts["feeds"] and counts["failed"] == counts["feeds"]:
        raise typer.Exit(1)


async def _once(folder: ConfigDir, everything: bool) -> dict[str, int]:
    async with opening.opened(folder, "once") as app:
        return await run_once(app, everything=everything)


async def run_once(app: App, *, everything: bool) -> dict[str, int]:
    """Take the four steps once and count what they did; ``everything`` polls feeds that are not due too.

    What has outlived its time goes at the end, at most once an hour.
    """
    deps = app.deps
    polled = await _poll_all(deps, everything)
    grouped = await group.group(deps)
    edited = await edit.edit(deps)
    delivered = await deliver.deliver(deps)
    await asyncio.to_thread(deps.store.status.tick, deps.now())
    await asyncio.to_thread(tidy.tidy, deps)
    await asyncio.to_thread(faults.damaged, deps)
    return {
        "feeds": polled.feeds,
        "fetched": polled.fetched,
        "not_modified": polled.not_modified,
        "failed": polled.failed,
        "entries_new": polled.entries_new,
        "hits_new": polled.hits_new,
        "stories_new": grouped.stories_new,
        "editions": edited.editions,
        "deliveries_sent": delivered.sent,
        "deliveries_deferred": delivered.deferred,
    }


async def _poll_all(deps: Dependencies, everything: bool) -> poll.PollCounts:
    feeds, now = deps.store.feeds, deps.now()
    if everything:
        await asyncio.to_thread(feeds.make_due, now)
    polled, polling = poll.PollCounts(), deps.config.polling
    with Progress(console=output.errors, transient=True, disable=not output.errors.is_terminal) as progress:
        bar = progress.add_task("polling", total=len(deps.config.feeds) if everything else None)
        while claimed := await asyncio.to_thread(
            feeds.claim_due, now, deps.runner, polling.concurrency, polling.per_host
        ):
            polled += await poll.poll_many(deps, claimed, done=lambda _feed: progress.advance(bar))
    for feed in await asyncio.to_thread(feeds.coverage, now):
        if feed.state == "throttled" and not feed.failures:  # another feed of its host was told to wait
            log.warning("feed not asked", extra={"feed": feed.feed, "reason": feed.error})
    return polled
