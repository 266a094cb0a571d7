"""``monitor signals``: what the counts showed."""

from collections.abc import Iterator
from contextlib import closing
from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, Limit, Since, began, fail, load_config, store_url
from monitor.cli.stores import open_store, open_store_at
from monitor.core.model import Entry, Signal
from monitor.core.settings import Config

app = typer.Typer(
    no_args_is_help=True, help="Signals: changes in counts (spill-over, surges), with what they cite."
)


@app.callback()
def signals() -> None:
    """Signals: changes in counts (spill-over, surges), with what they cite."""


@app.command("list")
def list_signals(
    folder: ConfigDir = None,
    since: Since = None,
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """List signals, the newest first; `monitor signals show ID` says what one cites.

    Example: monitor signals list --since 30d
    """
    start = began(since)
    store = open_store_at(store_url(folder))
    try:
        found = store.signals.recent(limit, start)
    finally:
        store.close()
    columns = ("signal", "severity", "raised (UTC)", "kind", "cites", "title")
    output.records(found, _record, columns, _row, as_json=as_json)


@app.command()
def show(
    signal: Annotated[int, typer.Argument(metavar="ID", help="The number of a signal.")],
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    """Show what a signal rests on: the counts by week, and the entries it cites.

    Example: monitor signals show 3
    """
    settings = load_config(folder, check_rules=False)
    with closing(open_store(settings)) as store:
        found = store.signals.by_ids((signal,)).get(signal)
        cited = [store.entries.get(entry) for entry in found.entries] if found else []
    if found is None:
        fail(f"there is no signal {signal}\nSee `monitor signals list`.")
    kept = [entry for entry in cited if entry is not None]
    if as_json:
        output.json_line(_record(found) | {"cited": [_entry_record(entry) for entry in kept]})
        return
    for line in _told(found, settings):
        output.line(line)
    output.table(
        ("entry", "at (UTC)", "feed", "title", "link"),
        ((entry.id, entry.effective, entry.feed, entry.title, entry.link) for entry in kept),
    )
    if len(kept) < len(cited):
        output.line(f"{len(cited) - len(kept)} more are stored no longer (retention.entries)")


def _told(signal: Signal, settings: Config) -> Iterator[str]:
    place = settings.places.get(signal.place or "")
    yield f"signal {signal.id}  {signal.severity}  {signal.title}"
    yield f"raised {output.rfc3339(signal.made_at)}" + (f", at {place.name}" if place else "")
    weeks, usual = signal.detail.get("weeks"), signal.detail.get("usual")
    if weeks:
        yield f"events by week, the last of {len(weeks)} ends with the newest: {' '.join(map(str, weeks))}"
    if usual is not None:
        yield f"a usual week: {usual}"


def _entry_record(entry: Entry) -> dict[str, object]:
    return {
        "entry": entry.id,
        "at": entry.effective,
        "feed": entry.feed,
        "title": entry.title,
        "link": entry.link,
    }


def _row(signal: Signal) -> tuple[object, ...]:
    return signal.id, signal.severity, signal.made_at, signal.kind, len(signal.entries), signal.title


def _record(signal: Signal) -> dict[str, object]:
    return {
        "signal": signal.id,
        "kind": signal.kind,
        "title": signal.title,
        "severity": str(signal.severity),
        "tags": signal.tags,
        "place": signal.place,
        "entries": signal.entries,
        "made_at": signal.made_at,
        "detail": signal.detail,
    }
