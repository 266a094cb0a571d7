"""``monitor db``: the store's schema, backups, and its way to another database."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, fail, store_url
from monitor.cli.stores import OwnConfigDir, open_store_at
from monitor.config.values.stores import place
from monitor.core.operations.folder import Folder
from monitor.store import NoStoreError, Store, StoreError, backup, copy, explained, migrations

app = typer.Typer(no_args_is_help=True, help="Upgrade, back up, restore, check and move the store.")


@app.command()
def upgrade(folder: OwnConfigDir = None) -> None:
    r"""Bring the store to the schema of this program, or make it. `monitor run` does so by itself.

    \b
    monitor db backup before-upgrade.db
    monitor db upgrade
    """
    url = store_url(folder)
    before = _revision(url)
    with closing(open_store_at(url, create=True)) as store:
        after, name = migrations.current(store.database), store.database.name
    if before == after:
        typer.echo(f"{name} is at schema {after}: nothing to do.")
    else:
        typer.echo(f"{name} is now at schema {after}{f' (it was at {before})' if before else ''}.")


@app.command("backup")
def make_backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")], folder: ConfigDir = None
) -> None:
    r"""Write the store to a file while the service goes on; the file appears whole and checked, or not at all.

    \b
    monitor db backup /backups/monitor-$(date +%F).db
    """
    with _told(), closing(Store(store_url(folder))) as store, _bars() as progress:
        if store.database.path is None or not store.database.path.exists():
            store.require_current()
        size = backup.backup(store.database, file, progress)
    typer.echo(f"{file}: {size / 1024**2:.1f} MiB, checked. Restore it with `monitor db restore {file}`.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")], folder: ConfigDir = None
) -> None:
    r"""Make the store what a backup holds. Stop monitor first.

    A SQLite store that was there is kept beside the new one. PostgreSQL is restored into an empty database only:
    create one with `createdb`, set `store:` to it, restore, and start; the old database stays as it was.
    Messages that the backup holds undelivered go out again, with their old Message-ID.

    \b
    monitor db restore /backups/monitor-2026-11-22.db
    createdb monitor2 && MONITOR_STORE=postgresql+psycopg://monitor@db/monitor2 monitor db restore before-upgrade.db
    """
    url, ours = store_url(folder), config.identity(config.find(folder, os.environ))
    with _told(), closing(Store(url)) as store, _bars() as progress:
        if store.runners.are_any():
            fail("monitor works on this store: stop it first")
        _require_own(url, ours)
        aside = backup.restore(file, store.database, datetime.now(UTC), progress)
        _serve(url, ours)
        typer.echo(f"{store.database.name} now holds what {file} held.")
    if aside is not None:
        typer.echo(f"What was there before is {aside}; remove it when you need it no more.")


@app.command("take-over")
def take_over(folder: ConfigDir = None) -> None:
    r"""Let the store serve this configuration folder from now on, instead of the one it served. Stop monitor first.

    A store serves one folder: another one's feeds and addresses would end those of the first. Feeds that this
    folder does not have are asked no more; messages to addresses that it does not have end after some hours.

    \b
    monitor db take-over --config /etc/monitor
    """
    url, ours = store_url(folder), config.identity(config.find(folder, os.environ))
    with _told(), closing(open_store_at(url)) as store:
        before = store.holder.take_over(ours)
        store.holder.claim(config.identity(config.find(folder, os.environ), mark=True))
    was = f", and no more {before.path}" if before is not None and not before.is_same(ours) else ""
    typer.echo(f"{store.database.name} serves {ours.path} now{was}.")


@app.command("copy")
def make_copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="URL of the store that is there.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="URL of an empty database.")],
    folder: ConfigDir = None,
) -> None:
    r"""Copy a store to another database, and compare both by counts and checksums. Stop monitor first.

    Relative paths start from where those of `store:` do: beside the configuration folder. After an interruption
    the same command goes on where it stopped. Then set `store:` in monitor.yaml.

    \b
    monitor db copy sqlite:///var/monitor.db postgresql+psycopg://monitor@db/monitor
    """
    base = config.base(config.find(folder, os.environ), os.environ)
    source, target = (place(url, base) for url in (source, target))
    with _told(), closing(Store(source)) as old, closing(Store(target)) as new, _bars() as progress:
        try:
            old.require_current()
        except NoStoreError as error:
            fail(f"{str(error).partition(':')[0]}: write its absolute path, or name its folder with --config")
        old.runners.void_dead(datetime.now(UTC))
        if old.runners.are_any():
            fail("monitor works on the store to copy: stop it first")
        copied = copy.copy(old.database, new.database, progress)
        name = new.database.name
    output.table(
        ("table", "rows", "checksum"), ((table.table, table.rows, table.checksum[:16]) for table in copied)
    )
    typer.echo(f"{name} holds the same rows: {sum(table.rows for table in copied)}.")


@app.command()
def check(folder: ConfigDir = None) -> None:
    r"""Look for damage in the store; exit 1 if there is any. Reads all of it.

    \b
    monitor db check
    """
    with _told(), closing(open_store_at(store_url(folder))) as store:
        damage, strangers = store.check(), store.strangers()
        name = store.database.name
    for line in (*damage, *(f"the {what} was not made by monitor" for what in strangers)):
        typer.echo(line, err=True)
    if damage:
        fail("the store is damaged: stop monitor, and restore the last backup with `monitor db restore FILE`")
    if strangers:
        fail(
            "something acts on the store behind monitor's back: remove it (DROP), or restore a backup from before"
        )
    typer.echo(f"{name} is sound.")


def _revision(url: str) -> str | None:
    """Return the revision of the store at ``url``, None if there is none yet."""
    with closing(Store(url)) as store:
        path = store.database.path
        if path is not None and not path.exists():
            return None
        with _told():
            return migrations.current(store.database)


def _require_own(url: str, ours: Folder) -> None:
    """Refuse to replace a store that serves another folder; one too damaged to say whom it serves may be replaced."""
    with closing(Store(url)) as store:
        try:
            served = store.served_folder()
        except StoreError:
            return
        store.holder.require(ours, served)


def _serve(url: str, ours: Folder) -> None:
    """Let the restored store serve the folder it was restored for: the backup may be another machine's."""
    with closing(Store(url)) as store:
        store.holder.take_over(ours)


@contextmanager
def _told() -> Iterator[None]:
    """Exit 1 with the reason if the store cannot be used."""
    try:
        with explained():
            yield
    except StoreError as error:
        fail(str(error))


@contextmanager
def _bars() -> Iterator[copy.Progress]:
    """Yield what shows how far each table is."""
    with Progress(console=output.errors, transient=True, disable=not output.errors.is_terminal) as shown:
        bars = {}

        def progress(table: str, done: int, total: int) -> None:
            if table not in bars:
                bars[table] = shown.add_task(table, total=total)
            shown.update(bars[table], completed=done)

        yield progress
