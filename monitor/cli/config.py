"""``monitor config``: questions about the configuration itself."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Annotated

import typer

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, load_config
from monitor.config.difference import Change, changes

MOST = 10  # parts of a kind, added or removed, that are named one by one

app = typer.Typer(no_args_is_help=True, help="Questions about the configuration itself.")


@app.callback()
def group() -> None:
    """Questions about the configuration itself."""


@app.command()
def diff(
    everything: Annotated[
        bool, typer.Option("--all", help="Name every part that was added or removed, however many.")
    ] = False,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Show what this configuration changes against the shipped one, local/*.yaml included.

    Where very many parts of a kind were added or removed, only their numbers are said.

    \b
    monitor config diff
    monitor config diff --all
    monitor config diff --config my-config --json
    """
    own = load_config(folder, check_rules=False)
    place = config.find(folder, os.environ)
    files = config.read(config.defaults.config_folder())
    shipped = config.load_files(files, os.environ, place, check_rules=False)
    found = changes(shipped, own)
    if as_json:
        for change in found:
            output.json_line(
                {"kind": change.kind, "name": change.name, "change": change.change, "details": change.details}
            )
        return
    told = "".join(_folded(found) if not everything else map(_lines, found))
    sys.stdout.write(told or "nothing differs from the shipped configuration\n")


def _folded(found: Sequence[Change]) -> Iterator[str]:
    """Yield the lines of changes; of a kind with many parts added or removed their numbers, before the rest."""
    counts = Counter((change.kind, change.change) for change in found if change.change != "changed")
    many = {kind for kind, _ in counts if counts[kind, "added"] + counts[kind, "removed"] > MOST}
    for kind, alike in groupby(found, key=lambda change: change.kind):
        if kind in many:
            numbers = [f"{counts[kind, what]} {what}" for what in ("removed", "added") if counts[kind, what]]
            yield f"{kind}: {', '.join(numbers)} (named with --all)\n"
        yield from (_lines(change) for change in alike if kind not in many or change.change == "changed")


def _lines(change: Change) -> str:
    head = f"{change.kind} {change.name}: {change.change}\n"
    return head + "".join(f"    {detail}\n" for detail in change.details)
