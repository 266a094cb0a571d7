"""``monitor rematch``: stored entries meet the rules as they are now."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor import config, runtime
from monitor.cli import output
from monitor.cli.options import Json, age_of, load_config
from monitor.cli.progress import bar
from monitor.cli.rules import versions
from monitor.cli.rules.replay import Since
from monitor.cli.stores import OwnConfigDir, open_store
from monitor.steps.rematch import RematchCounts, Span
from monitor.steps.rematch import rematch as step


def rematch(
    since: Since = "7d",
    alert: Annotated[
        bool, typer.Option("--alert", help="Report the new hits in digests and alerts, old as they are.")
    ] = False,
    folder: OwnConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Match stored entries against the rules as they are now, and add the hits they gain.

    New hits are found by search and belong to stories, but no digest or alert tells of them unless asked with
    --alert. Nothing is taken away. It is harmless to run it again.

    \b
    monitor rematch --since 7d
    monitor rematch --since 12h --alert
    """
    began = datetime.now(UTC) - age_of(since)
    settings = load_config(folder)
    with closing(open_store(settings)) as store:
        rules = versions.effective(settings, store, config.find(folder, os.environ))
        with bar("matching", store.entries.count_since(began)) as advance:
            matcher = config.matcher(rules)
            span = Span(began, advance)
            counts = runtime.run(step(store, matcher, span, lambda: datetime.now(UTC), alert=alert))
    record = {"entries": counts.entries, "hits_new": counts.hits_new, "rules": dict(counts.by_rule)}
    output.result(record, *_lines(counts, alert=alert), as_json=as_json)


def _lines(counts: RematchCounts, *, alert: bool) -> Iterator[str]:
    quiet = "" if alert or not counts.hits_new else ", told to nobody (--alert would)"
    yield f"{counts.entries} entries matched, {counts.hits_new} hits new{quiet}"
    if counts.unmatched:
        yield f"{counts.unmatched} entries could not be matched, by a fault of monitor: please report it"
    for rule, number in counts.by_rule:
        yield f"  {rule}: {number}"
