"""Options and openings that every command shares."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from monitor import config
from monitor.cli import output
from monitor.config.values.kinds import duration
from monitor.core.settings import Config
from monitor.store import NoStoreError, Store, StoreError


def _existing(folder: Path | None) -> Path | None:
    """Refuse a folder that is named but is not there: its name is mistyped, and another's store may lie beside it."""
    named = folder or (Path(given) if (given := os.environ.get("MONITOR_CONFIG")) else None)
    if named is not None and not named.is_dir():
        what = "this is a file, name the folder it lies in" if named.exists() else "there is no such folder"
        fail(f"{named}: {what}, `monitor init DIR` writes one to edit")
    return folder


def _own(folder: Path | None) -> Path | None:
    """Refuse a folder whose store serves another one: what the command changes would be amiss there."""
    with closing(Store(store_url(_existing(folder)))) as store:
        try:
            store.require_served_by(config.identity(config.find(folder, os.environ)))
        except StoreError as error:
            fail(str(error))
    return folder


def _folder_option(callback: Callable[[Path | None], Path | None]) -> Any:
    told = "The configuration folder. Default: $MONITOR_CONFIG, ./config, /etc/monitor, else the one shipped."
    return typer.Option("--config", metavar="DIR", help=told, callback=callback)


ConfigDir = Annotated[Path | None, _folder_option(_existing)]
OwnConfigDir = Annotated[Path | None, _folder_option(_own)]  # of commands that change the store, or the files
Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of text for people.")]
Since = Annotated[str | None, typer.Option("--since", metavar="AGE", help="Only those of the last 12h, 7d …")]
Limit = Annotated[
    int, typer.Option("--limit", min=1, metavar="N", help="How many, at most, the newest first.")
]


def load_config(folder: Path | None) -> Config:
    """Read the configuration; print every problem in it and exit 1 if there is one."""
    try:
        return config.load(config.find(folder, os.environ), os.environ)
    except config.ConfigError as error:
        output.problems(error)
        raise typer.Exit(1) from None


def open_store(settings: Config, *, create: bool = False) -> Store:
    """Open the store; exit 1 naming the path if there is none and the command must not create it."""
    return open_store_at(settings.store, create=create)


def open_store_at(url: str, *, create: bool = False) -> Store:
    """Open the store at ``url``; exit 1 saying why it cannot be used, and what to do."""
    store = Store(url)
    try:
        if create:
            store.open()
        else:
            store.require_current()
    except StoreError as error:
        store.close()
        fail(str(error))
    return store


@contextmanager
def store_if_any(settings: Config) -> Iterator[Store | None]:
    """Open the store, None if nothing has made it yet; exit 1 saying why, if it is there and cannot be used."""
    with closing(Store(settings.store)) as store:
        yield store if _is_made(store) else None


def _is_made(store: Store) -> bool:
    try:
        store.require_current()
    except NoStoreError:
        return False
    except StoreError as error:
        fail(str(error))
    return True


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
    try:
        return config.peek_store(config.find(folder, os.environ), os.environ)
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
