"""``monitor match``: which rules meet these texts, and because of which words."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, load_config
from monitor.core.model import Match, Text
from monitor.core.rules.matcher import Matcher

BATCH = 500  # texts matched in one pass


def match(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-", help="JSON Lines: id, title, summary, and if known lang, published."
        ),
    ],
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    """Match texts against the rules without storing anything.

    Example: echo '{"id": "1", "title": "Attack near Gao", "summary": ""}' | monitor match - --json
    """
    matcher = Matcher(config.compiled(load_config(folder)))
    for batch in _batches(_records(source)):
        found = matcher.match([_text(line, record) for line, record in batch])
        for (_, record), matches in zip(batch, found, strict=True):
            show = _print_json if as_json else _print
            show(record, matches)


def _records(source: str) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = sys.stdin if source == "-" else _opened(source)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise _bad(number, f"not JSON: {error}") from None
        if not isinstance(record, dict):
            raise _bad(number, "not an object; write one {...} a line")
        yield number, record


def _opened(source: str) -> Iterator[str]:
    try:
        with Path(source).open(encoding="utf-8-sig", errors="surrogateescape") as lines:
            yield from lines
    except OSError as error:
        raise typer.BadParameter(f"{source}: {error.strerror}", param_hint="FILE") from None


def _batches(records: Iterator[tuple[int, dict[str, Any]]]) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    batch = []
    for record in records:
        batch.append(record)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _text(line: int, record: dict[str, Any]) -> Text:
    for name in ("title", "summary"):
        if not isinstance(record.get(name) or "", str):
            raise _bad(line, f"{name} is not text; put it in quotes")
    return Text(
        record.get("title") or "",
        record.get("summary") or "",
        record.get("lang"),
        _instant(line, record.get("published")),
    )


def _instant(line: int, value: object) -> datetime | None:
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        raise _bad(line, f"published is not RFC 3339: {value}; write 2026-11-22T06:00:00Z") from None
    return instant if instant.tzinfo else instant.astimezone()


def _bad(line: int, wrong: str) -> typer.Exit:
    sys.stderr.write(f"line {line}: {wrong}\n")
    return typer.Exit(1)


def _print_json(record: dict[str, Any], matches: tuple[Match, ...]) -> None:
    hits = [
        {
            "rule": found.rule,
            "severity": str(found.severity),
            "tags": list(found.tags),
            "evidence": [asdict(piece) for piece in found.evidence],
        }
        for found in matches
    ]
    output.json_line({"id": record.get("id"), "hits": hits})


def _print(record: dict[str, Any], matches: tuple[Match, ...]) -> None:
    output.console.print(escape(f"{record.get('id')}  {record.get('title', '')}"))
    for found in matches:
        words = ", ".join(f"{piece.selection}: {piece.text}" for piece in found.evidence)
        output.console.print(escape(f"  {found.severity}  {found.rule}  ({words})"))
