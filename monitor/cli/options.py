"""Options and openings that every command shares."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor import config
from monitor.cli import output
from monitor.core.settings import Config
from monitor.store import Store

ConfigDir = Annotated[
    Path | None,
    typer.Option("--config", metavar="DIR", help="The configuration folder. Default: $MONITOR_CONFIG, ./config, /etc/monitor."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of text for people.")]


def load_config(folder: Path | None) -> Config:
    """Read the configuration; print every problem in it and exit 1 if there is one."""
    try:
        return config.load(config.find(folder, os.environ), os.environ)
    except config.ConfigError as error:
        output.problems(error)
        raise typer.Exit(1) from None


def open_store(settings: Config, *, create: bool = False) -> Store:
    """Open the store; exit 1 naming the path if there is none and the command must not create it."""
    store = Store(settings.store)
    path = store.database.path
    if not create and path is not None and not path.exists():
        sys.stderr.write(f"there is no store at {path}\nStart one with `monitor run` or `monitor once`.\n")
        raise typer.Exit(1)
    store.open()
    return store
