"""``monitor feeds``: what is polled, how it fares, and new feeds."""

from collections.abc import Sized
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from monitor import runtime
from monitor.cli import output
from monitor.cli.feed_probe import Trial, find_feed, try_feed
from monitor.cli.new_feeds import NewFeed, Watched, from_outlines, write_new
from monitor.cli.opml import OpmlError, read_opml, write_opml
from monitor.cli.options import ConfigDir, Json, fail, load_config, load_parts
from monitor.cli.stores import OwnConfigDir, open_store
from monitor.core.feeds.polling import FeedHealth
from monitor.core.model import Severity
from monitor.core.settings import Config

app = typer.Typer(no_args_is_help=True, help="Feeds: list with their health, add, import, export, test.")

Url = Annotated[str, typer.Argument(metavar="URL", help="The address of a feed, or of a site that has one.")]


@app.command("list")
def list_feeds(folder: ConfigDir = None, as_json: Json = False) -> None:
    r"""List the feeds with their health: when last read, what is wrong, when next asked.

    \b
    monitor feeds list
    monitor feeds list --json
    """
    settings = load_parts(folder, "monitor.yaml", "feeds.yaml")
    store = open_store(settings)
    try:
        health = store.feeds.coverage(datetime.now(UTC))
    finally:
        store.close()
    columns = ("feed", "state", "last read", "next", "failures", "trouble")
    output.records(health, partial(_record, settings), columns, _row, as_json=as_json)


@app.command()
def add(
    url: Url,
    folder: OwnConfigDir = None,
    name: Annotated[str | None, typer.Option("--id", help="Its id. Default: made from the address.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Its language, such as fr.")] = None,
) -> None:
    r"""Find the feed of a site, try it, and write it into feeds.yaml; nothing is written if it cannot be read.

    \b
    monitor feeds add https://news.example/
    """
    settings = load_config(folder, check_rules=False)
    trial = runtime.run(find_feed(settings, url))
    if trial.feed is None:
        fail(
            f"{trial.url}: {trial.outcome}\n"
            + "".join(f"It names this feed: {link}\n" for link in trial.links)
        )
    watched = Watched(settings)
    if (known := watched.at(trial.url)) is not None:
        fail(f"{trial.url} is already watched as {known}")
    new = NewFeed(
        name or watched.name(trial.url),
        trial.address,
        trial.feed.title or trial.url,
        lang or trial.feed.lang,
    )
    write_new(folder, settings, (new,))
    output.line(f"{new.id} is written into feeds.yaml: {new.title}, {trial.url}")


@app.command("import")
def import_feeds(
    source: Annotated[Path, typer.Argument(metavar="FILE.opml", help="What another reader exported.")],
    folder: OwnConfigDir = None,
) -> None:
    r"""Add the feeds of an OPML file to feeds.yaml, with its folders as tags; known addresses are left out.

    \b
    monitor feeds import subscriptions.opml
    """
    settings = load_config(folder)
    try:
        listed = read_opml(source.read_bytes())
    except OSError as error:
        fail(f"{source}: {error.strerror}")
    except OpmlError as error:
        fail(f"{source}: {error}")
    new, left_out = from_outlines(settings, listed.outlines)
    write_new(folder, settings, new)
    for outline in left_out:
        output.line(str(outline))
    if listed.broken:
        output.line(f"the rest of {source} could not be read: it is not XML ({listed.broken})")
    output.line(f"{_count(new, 'feed')} added, {_count(left_out, 'outline')} left out")
    if not new and (listed.broken or not listed.outlines):
        raise typer.Exit(1)


def _count(things: Sized, name: str) -> str:
    return f"{len(things)} {name}" + ("" if len(things) == 1 else "s")


@app.command()
def export(folder: ConfigDir = None) -> None:
    r"""Print the feeds as OPML, with tags as folders; addresses carry no credentials.

    \b
    monitor feeds export > feeds.opml
    """
    typer.echo(write_opml(load_parts(folder, "feeds.yaml").feeds.values()), nl=False)


@app.command("test")
def try_out(url: Url, folder: ConfigDir = None, as_json: Json = False) -> None:
    r"""Fetch a feed now and show what we get, what would match, what is wrong, with headers and timing.

    Stores nothing. Exit 1 if it cannot be read.

    \b
    monitor feeds test https://news.example/feed
    """
    settings = load_config(folder)
    trial = runtime.run(try_feed(settings, url))
    if as_json:
        output.json_line(trial.record())
    else:
        _show(trial)
    if trial.feed is None:
        raise typer.Exit(1)


def _show(trial: Trial) -> None:
    for hop in trial.hops:
        output.console.print(escape(f"{hop.status}  {hop.seconds * 1000:.0f} ms  {hop.url}"), soft_wrap=True)
        for header in ("Content-Type", "ETag", "Last-Modified", "Cache-Control", "Retry-After", "Location"):
            if value := hop.headers.get(header.lower()):
                output.console.print(escape(f"     {header}: {value}"), soft_wrap=True)
    output.console.print(escape(trial.outcome), soft_wrap=True)
    for link in trial.links:
        output.console.print(escape(f"it names this feed: {link}"), soft_wrap=True)
    for note in trial.feed.degraded if trial.feed else ():
        output.console.print(escape(f"degraded: {note}"), soft_wrap=True)
    rows = [
        (
            output.rfc3339(entry.published) if entry.published else "no date",
            max((match.severity for match in matches), default=Severity.INFO) if matches else "",
            ", ".join(match.rule for match in matches),
            entry.title,
        )
        for entry, matches in trial.entries
    ]
    output.table(("published", "severity", "would hit", "title"), rows)


def _record(settings: Config, one: FeedHealth) -> dict[str, object]:
    feed = settings.feeds.get(one.feed)
    return {
        "id": one.feed,
        "url": feed.url if feed else None,
        "state": one.state,
        "last_ok": one.last_ok_at,
        "last_error": one.error or None,
        "next_due": one.next_due,
        "failures": one.failures,
        "cadence": _seconds(one.interval),
        "rhythm": _seconds(one.rhythm),
        "last_new": one.last_new_at,
    }


def _row(one: FeedHealth) -> tuple[object, ...]:
    read = output.rfc3339(one.last_ok_at) if one.last_ok_at else "never"
    return (
        one.feed,
        one.state,
        read,
        output.rfc3339(one.next_due) if one.next_due else "",
        one.failures,
        one.error,
    )


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())
