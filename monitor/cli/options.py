"""Options that commands share, and the configuration that they name."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from monitor import config
from monitor.cli import output
from monitor.config.values.spans import duration
from monitor.core.settings import Config


def existing_folder(folder: Path | None) -> Path | None:
    """Refuse a folder that is named but is not there: its name is mistyped, and another's store may lie beside it."""
    named = folder or (Path(given) if (given := os.environ.get("MONITOR_CONFIG")) else None)
    if named is not None and not named.is_dir():
        what = "this is a file, name the folder it lies in" if named.exists() else "there is no such folder"
        fail(f"{named}: {what}, `monitor init DIR` writes one to edit")
    return folder


def folder_option(callback: Callable[[Path | None], Path | None]) -> Any:
    """Return the option that names the configuration's folder, which ``callback`` may refuse."""
    text = "The configuration folder. Default: $MONITOR_CONFIG, ./config, /etc/monitor, else the one shipped."
    return typer.Option("--config", metavar="DIR", help=text, callback=callback)


ConfigDir = Annotated[Path | None, folder_option(existing_folder)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of text for people.")]
Since = Annotated[str | None, typer.Option("--since", metavar="AGE", help="Only those of the last 12h, 7d …")]
Limit = Annotated[
    int, typer.Option("--limit", min=1, metavar="N", help="How many, at most, the newest first.")
]


def load_config(folder: Path | None, *, check_rules: bool = True, run_examples: bool = True) -> Config:
    """Read the configuration; print every problem in it and exit 1 if there is one."""
    with _explained():
        place = config.find(folder, os.environ)
        return config.load(place, os.environ, check_rules=check_rules, run_examples=run_examples)


ORDERS = ("monitor.yaml", "digests.yaml", "recipients.yaml")  # who is told what, and when


def load_parts(folder: Path | None, *names: str) -> Config:
    """Read these files of the configuration only; print every problem in them and exit 1 if there is one."""
    with _explained():
        return config.load_parts(config.find(folder, os.environ), os.environ, *names)


def age_of(text: str) -> timedelta:
    """Return the span that ``--since`` names; wrong use if it names none."""
    try:
        return duration(text)
    except ValueError:
        wrong = f"{text} is not a valid age; write a number with s, m, h or d, such as 12h"
        raise typer.BadParameter(wrong, param_hint="--since") from None


def began(since: str | None) -> datetime | None:
    """Return the instant that ``--since`` leads back to, None if it was not given."""
    return None if since is None else datetime.now(UTC) - age_of(since)


def store_url(folder: Path | None) -> str:
    """Return where the store is, even if the configuration is bad otherwise; exit 1 if that cannot be told."""
    with _explained():
        return config.peek_store(config.find(folder, os.environ), os.environ)


@contextmanager
def _explained() -> Iterator[None]:
    """Print what is wrong with the configuration, and exit 1."""
    try:
        yield
    except config.ConfigError as error:
        output.problems(error)
        raise typer.Exit(1) from None


def write_text(path: Path, text: str) -> None:
    """Write a file that the command was asked for; exit 1 saying why if that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        fail(f"{error.filename or path} cannot be written: {error.strerror}")


def fail(reason: str) -> NoReturn:
    """Say why the command cannot do its work, and exit 1."""
    output.wrong(reason)
    raise typer.Exit(1)
