"""``monitor match``: which rules meet these texts, and because of which words."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.markup import escape

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, load_config
from monitor.cli.records import records, text_of
from monitor.cli.rules import evidence
from monitor.core.model import Match, Text

BATCH = 500  # texts matched in one pass


def match(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-", help="JSON Lines: id, title, summary, and if known lang, published, source."
        ),
    ],
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Match texts against the rules without storing anything.

    \b
    monitor match texts.jsonl
    echo '{"id": "1", "title": "Gunmen attack a village near Gao", "summary": ""}' | monitor match - --json
    """
    matcher = config.matcher(load_config(folder, run_examples=False))
    show = _print_json if as_json else _print
    for batch in _batches(source):
        found = matcher.match([text for _, text in batch])
        for (record, _), matches in zip(batch, found, strict=True):
            show(record, matches)


def _batches(source: str) -> Iterator[list[tuple[dict[str, Any], Text]]]:
    """Yield records with their texts; those before a bad line come before its error ends the command."""
    batch: list[tuple[dict[str, Any], Text]] = []
    try:
        for line, record in records(source):
            batch.append((record, text_of(line, record)))
            if len(batch) == BATCH:
                yield batch
                batch = []
    except typer.Exit:
        yield batch
        raise
    yield batch


def _print_json(record: dict[str, Any], matches: tuple[Match, ...]) -> None:
    hits = [
        {
            "rule": found.rule,
            "severity": str(found.severity),
            "tags": list(found.tags),
            "evidence": [
                {**asdict(piece), "text": (record.get(piece.field) or "")[piece.start : piece.end]}
                for piece in found.evidence
            ],
        }
        for found in matches
    ]
    output.json_line({"id": record.get("id"), "hits": hits})


def _print(record: dict[str, Any], matches: tuple[Match, ...]) -> None:
    output.console.print(escape(f"{record.get('id')}  {record.get('title', '')}"))
    for found in matches:
        output.console.print(
            escape(f"  {found.severity}  {found.rule}  ({evidence.because(found.evidence)})")
        )
