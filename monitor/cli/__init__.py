"""The command line: ``monitor``."""

import sys
from io import TextIOWrapper

import typer

from monitor.cli import (
    check,
    config,
    db,
    demo,
    digest,
    doctor,
    health,
    init,
    mail,
    match,
    once,
    outbox,
    route,
    run,
    schema,
    signals,
    silence,
    status,
    stories,
    worker,
)

app = typer.Typer(
    name="monitor",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Watch news feeds, match them against your rules, report by digest and alert.",
)

app.command()(init.init)
app.command()(check.check)
app.command()(run.run)
app.command()(worker.worker)
app.command()(once.once)
app.command()(demo.demo)
app.command()(match.match)
app.command()(status.status)
app.command()(health.health)
app.command()(doctor.doctor)
app.command()(schema.schema)
app.add_typer(stories.app, name="stories")
app.add_typer(signals.app, name="signals")
app.add_typer(digest.app, name="digest")
app.add_typer(mail.app, name="mail")
app.add_typer(outbox.app, name="outbox")
app.add_typer(route.app, name="route")
app.add_typer(silence.app, name="silence")
app.add_typer(db.app, name="db")
app.add_typer(config.app, name="config")


def main() -> None:
    """Run the command line; exit 0 done, 1 the thing asked about is bad, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a Windows console speaks no Arabic unless told to
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()
