"""JSON Lines of texts, read for the commands that take them; mistakes are told with the number of the line."""

import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from monitor.cli import output
from monitor.core.feeds.parse.furniture import blanked
from monitor.core.model import Text
from monitor.core.text.html import flatten_html

_HALF = re.compile("[\ud800-\udfff]")  # a half of a character, which is no text


def records(source: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a file, or of standard input for ``-``, with the numbers of their lines."""
    lines = sys.stdin if source == "-" else _opened(source)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_constant=_refuse_constant)
        except ValueError as error:
            raise bad(number, f"not JSON: {error}") from None
        except RecursionError:
            raise bad(number, "JSON nested too deep; write one flat {...} a line") from None
        if not isinstance(record, dict):
            raise bad(number, "not an object; write one {...} a line")
        yield number, record


def text_of(line: int, record: dict[str, Any]) -> Text:
    """Return the text of a record: title, summary, and if known lang, published and source, the outlet's name.

    HTML and furniture give way to padding, so that offsets still hold and rules read what they would read of a feed.
    """
    for name in ("title", "summary", "lang", "source"):
        if not isinstance(record.get(name) or "", str):
            raise bad(line, f"{name} is not text; put it in quotes")
    headline, below, source = (
        _HALF.sub("\ufffd", record.get(name) or "") for name in ("title", "summary", "source")
    )
    title, summary = blanked(flatten_html(headline), flatten_html(below), source)
    return Text(
        title,
        summary,
        record.get("lang"),
        _instant(line, record.get("published")),
    )


def bad(line: int, wrong: str) -> typer.Exit:
    """Say what is wrong with a line; raise what is returned."""
    output.wrong(f"line {line}: {wrong}")
    return typer.Exit(1)


def _opened(source: str) -> Iterator[str]:
    try:
        with Path(source).open(encoding="utf-8-sig", errors="surrogateescape") as lines:
            yield from lines
    except OSError as error:
        raise typer.BadParameter(f"{source}: {error.strerror}", param_hint="FILE") from None


def _instant(line: int, value: object) -> datetime | None:
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(str(value))
        return instant if instant.tzinfo else instant.astimezone()
    except (ValueError, OverflowError):
        raise bad(line, f"published is not RFC 3339: {value}; write 2026-11-22T06:00:00Z") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number in JSON")
