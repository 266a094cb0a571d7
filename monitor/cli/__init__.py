"""The command line: ``monitor``. What a command needs is imported when it is called."""

import sys
from collections.abc import Iterable
from importlib import import_module
from inspect import getdoc
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from typer._click.core import Command, Context  # typer ships click as its own
from typer.core import TyperGroup
from typer.main import get_command, get_group

from monitor import __version__

# A command is added by its name here: a module with the function of that name, or with an ``app`` of several commands.
COMMANDS = (
    "init",
    "check",
    "run",
    "worker",
    "once",
    "demo",
    "feeds",
    "parse",
    "match",
    "rules",
    "rematch",
    "hits",
    "stories",
    "told",
    "ack",
    "signals",
    "digest",
    "outbox",
    "silence",
    "route",
    "drill",
    "mail",
    "channel",
    "status",
    "health",
    "doctor",
    "db",
    "config",
    "schema",
)


class _Commands(TyperGroup):
    """Finds a command by the name of its module: starting one takes a third of the time that all take."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - the base class gives it
        """Name every command, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002 - as above
        """Import one command; None if there is none of this name."""
        return _imported(cmd_name) if cmd_name in COMMANDS else None


app = typer.Typer(
    name="monitor",
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=Path(sys.argv[0]).stem == "monitor",  # a shell completes what it calls by this name only
)


def _version_asked(asked: bool) -> None:
    if asked:
        typer.echo(f"monitor {__version__}")
        raise typer.Exit


@app.callback()
def monitor(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version_asked, is_eager=True)
    ] = False,
) -> None:
    """Watch news feeds, match them against your rules, report by digest and alert."""


def main() -> None:
    """Run the command line; exit 0 done, 1 the thing asked about is bad, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a Windows console speaks no Arabic unless told to
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


def _imported(name: str) -> Command:
    module = import_module(f"monitor.cli.{name}")
    group: typer.Typer | None = getattr(module, "app", None)
    if group is not None:
        _keep_lines(group.registered_commands)
        command: Command = get_group(group)
    else:
        alone = typer.Typer(rich_markup_mode="rich", add_completion=False)
        alone.command(name)(getattr(module, name))
        _keep_lines(alone.registered_commands)
        command = get_command(alone)
    command.name = name
    return command


def _keep_lines(commands: Iterable[typer.models.CommandInfo]) -> None:
    r"""Turn the ``\b`` of a raw docstring into the mark by which examples keep their lines."""
    for command in commands:
        command.help = (getdoc(command.callback) or "").replace("\\b\n", "\b\n")
