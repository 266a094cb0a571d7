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
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what was taken out as feed furniture, and as which kind.")
    ] = False,
    as_json: Json = False,
) -> None:
    r"""Read a feed's document as polling does, and show its entries; exit 1 if it cannot be read.

    It is read in a process with a deadline and a memory limit, like every document from outside. What stands round a
    report (signatures, links to other reports, the outlet's own name) is taken out before rules see it: --explain.

    \b
    monitor parse saved.xml --url https://news.example/feed
    monitor parse saved.xml --explain
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
            output.json_line(_record(entry, explain=explain))
        else:
            _print(entry, explain=explain)


def _record(entry: ParsedEntry, *, explain: bool) -> dict[str, object]:
    record = asdict(entry)
    del record["uncut"]  # what identity needs; --explain shows what was cut
    record["coordinates"] = entry.coordinates._asdict() if entry.coordinates else None
    furniture = [piece._asdict() for piece in record.pop("furniture")]
    return {**record, "furniture": furniture} if explain else record


def _read(source: str) -> bytes:
    try:
        return Path(source).read_bytes()
    except OSError as error:
        fail(f"{source}: {error.strerror}")


async def _parse(request: ParseRequest) -> ParsedFeed | ParseFailed:
    async with Pool(workers=1) as pool:
        return await pool.parse(request)


def _print(entry: ParsedEntry, *, explain: bool) -> None:
    when = output.rfc3339(entry.published) if entry.published else "no date"
    source = f"  from {entry.source}" if entry.source else ""
    output.console.print(f"[bold]{escape(entry.title)}[/bold]", soft_wrap=True)
    output.line(f"  {when}  {entry.link or 'no link'}{source}")
    if entry.summary:
        output.line(f"  {entry.summary[:300]}")
    for kind, text in entry.furniture if explain else ():
        output.line(f"  taken out ({kind}): {text}")
