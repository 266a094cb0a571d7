"""``monitor config``: questions about the configuration itself."""

import os
import sys

import typer

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, load_config
from monitor.config.difference import Change, changes

app = typer.Typer(no_args_is_help=True, help="Questions about the configuration itself.")


@app.callback()
def group() -> None:
    """Questions about the configuration itself."""


@app.command()
def diff(folder: ConfigDir = None, as_json: Json = False) -> None:
    r"""Show what this configuration changes against the shipped one, local/*.yaml included.

    \b
    monitor config diff
    monitor config diff --config my-config --json
    """
    own = load_config(folder)
    place = config.find(folder, os.environ)
    shipped = config.load_files(config.read(config.defaults.config_folder()), os.environ, place)
    found = changes(shipped, own)
    if as_json:
        for change in found:
            output.json_line(
                {"kind": change.kind, "name": change.name, "change": change.change, "details": change.details}
            )
        return
    sys.stdout.write("".join(map(_lines, found)) or "nothing differs from the shipped configuration\n")


def _lines(change: Change) -> str:
    head = f"{change.kind} {change.name}: {change.change}\n"
    return head + "".join(f"    {detail}\n" for detail in change.details)
