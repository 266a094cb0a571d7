"""``monitor run``: the daemon."""

import asyncio
import os

import typer

from monitor import config
from monitor.app import App
from monitor.cli import logs, output
from monitor.cli.options import ConfigDir
from monitor.daemon import Daemon


def run(folder: ConfigDir = None) -> None:
    """Poll, match, group, report until stopped (SIGTERM or Ctrl-C); reload on SIGHUP or when a file changes.

    Example: monitor run --config watch
    """
    logs.set_up()
    try:
        asyncio.run(_run(folder))
    except config.ConfigError as error:
        output.problems(error)
        raise typer.Exit(1) from None


async def _run(folder: ConfigDir) -> None:
    async with App.open(config.find(folder, os.environ), os.environ, kind="run") as app:
        await Daemon(app).run()
