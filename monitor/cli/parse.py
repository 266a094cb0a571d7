"""``monitor parse``: what a document says, entry by entry."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from monitor import runtime
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail
from monitor.core.feeds.outcomes import ParsedFeed, ParseFailed, ParseRequest
from monitor.core.model import ParsedEntry
from monitor.pool import Pool


def parse(
    source: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A feed's document, or - for standard input.")
    ],
    url: Annotated[
        str, typer.Option("--url", help="Where the document came from; relative links start there.")
    ] = "",
    content_type: Annotated[
        str | None,
        typer.Option("--content-type", help="The header it came with, such as 'text/xml; charset=latin1'."),
    ] = None,
    folder: ConfigDir = None,  # noqa: ARG001 - every command takes it; the reading of a document depends on no setting
    as_json: Json = False,
) -> None:
    r"""Read a feed's document as polling does, and show its entries; exit 1 if it cannot be read.

    It is read in a process with a deadline and a memory limit, like every document from outside.

    \b
    monitor parse saved.xml --url https://news.example/feed
    curl -s https://news.example/feed | monitor parse - --json
    """
    body = sys.stdin.buffer.read() if source == "-" else _read(source)
    result = runtime.run(_parse(ParseRequest(body, url, content_type)))
    if not isinstance(result, ParsedFeed):
        fail(f"{source}: {result.reason}")
    for note in result.degraded:
        output.errors.print(f"degraded: {escape(note)}")
    for entry in result.entries:
        if as_json:
            output.json_line(asdict(entry))
        else:
            _print(entry)


def _read(source: str) -> bytes:
    try:
        return Path(source).read_bytes()
    except OSError as error:
        fail(f"{source}: {error.strerror}")


async def _parse(request: ParseRequest) -> ParsedFeed | ParseFailed:
    async with Pool(workers=1) as pool:
        return await pool.parse(request)


def _print(entry: ParsedEntry) -> None:
    when = output.rfc3339(entry.published) if entry.published else "no date"
    output.console.print(f"[bold]{escape(entry.title)}[/bold]", soft_wrap=True)
    output.console.print(escape(f"  {when}  {entry.link or 'no link'}"), soft_wrap=True)
    if entry.summary:
        output.console.print(escape(f"  {entry.summary[:300]}"), soft_wrap=True)
