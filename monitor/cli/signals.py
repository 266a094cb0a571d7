"""``monitor signals``: what the counts showed."""

from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, load_config, open_store
from monitor.cli.stories import Since, began
from monitor.core.model import Signal

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
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many, at most.")] = 50,
    as_json: Json = False,
) -> None:
    """List signals, the newest first.

    Example: monitor signals list --since 30d
    """
    start = began(since)
    store = open_store(load_config(folder))
    try:
        found = store.signals.recent(limit, start)
    finally:
        store.close()
    if as_json:
        for signal in found:
            output.json_line(_record(signal))
        return
    columns = ("signal", "severity", "raised", "kind", "title")
    output.table(columns, ((s.id, s.severity, output.rfc3339(s.made_at), s.kind, s.title) for s in found))


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
