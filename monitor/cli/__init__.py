"""The command line: ``monitor``. What a command needs is imported when it is called."""

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli.lazy import Lazy

# A command is added by its name here: a module with the function of that name, or with an ``app`` of several commands.
# What it does in one line stands here too, so that a list of all commands imports none of them.
COMMANDS = {
    "Every day": {
        "init": "Write a copy of the shipped configuration to edit; never overwrites.",
        "check": "Check every file of the configuration: what is wrong, and what to do.",
        "run": "Poll, match, group, report until stopped.",
        "status": "Show what the service does and what waits.",
        "demo": "Show the service at work, offline, on sample feeds.",
    },
    "What was found": {
        "hits": "Hits: entries that met a rule.",
        "stories": "Stories: reports of one event, however many outlets tell it.",
        "signals": "Signals: changes in counts (spill-over, surges), with what they cite.",
    },
    "Who is told": {
        "digest": "Digests: list with their next instants, preview, send now.",
        "route": "Routing: who would get a story, and why not.",
        "outbox": "Messages: list, show, try again.",
        "silence": "Temporary orders not to report: add, list, expire.",
        "told": "Show who was told of a story, when, by which way, and who acknowledged it.",
        "ack": "Acknowledge a story: nobody is reminded of what was told of it until now.",
        "drill": "Send a drill: an invented day, by the real way to the real recipients of an order.",
        "mail": "Mail: try the way out.",
        "channel": "Ways out: try those of a recipient.",
    },
    "What is watched": {
        "feeds": "Feeds: list with their health, add, import, export, test.",
        "rules": "Rules tested like code: check, test, try, explain, fix, replay, eval, stats.",
        "match": "Match texts against the rules without storing anything.",
        "rematch": "Match stored entries against the rules as they are now.",
        "parse": "Read a feed's document as polling does, and show its entries.",
    },
    "Operate": {
        "once": "Do once what is due: poll, group, report; then exit.",
        "worker": "Share the work with other workers on the same PostgreSQL.",
        "health": "Report whether the service does its work; exit 1 if it does not.",
        "doctor": "Look at everything the service needs, with a hint for what is wrong.",
        "db": "Upgrade, back up, restore, check, move and take over the store.",
        "config": "Questions about the configuration itself.",
        "schema": "Print the JSON Schemas of the files, for editors.",
    },
}


class _Commands(Lazy):
    """All commands."""

    package = "monitor.cli"
    panels = COMMANDS


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
