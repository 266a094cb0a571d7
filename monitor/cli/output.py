"""How commands speak: JSON Lines on a pipe's terms, tables and colours for people."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from monitor.config import ConfigError
from monitor.core.text.clean import spelled_out

T = TypeVar("T")


class Guarded(Console):
    """A console on which no text moves the terminal: every string passes here before it is drawn."""

    def render_str(self, text: str, **options: Any) -> Text:
        """Draw a string, with what would move the terminal or turn text around spelled out."""
        return super().render_str(spelled_out(text), **options)


_GAP = 2  # columns between two cells
_LEAST = 24  # columns of a terminal in which a text can still be read

console = Guarded(highlight=False, emoji=False)
errors = Guarded(stderr=True, highlight=False, emoji=False)


def json_line(record: Mapping[str, Any]) -> None:
    """Print one object on one line: UTF-8, no ANSI codes, instants as RFC 3339 UTC."""
    sys.stdout.write(spelled_out(json.dumps(record, ensure_ascii=False, default=_plain)) + "\n")


def line(text: str) -> None:
    """Print a line for people as it is: no markup, no emoji, never wrapped."""
    console.print(text, markup=False, soft_wrap=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows for people; text from outside is shown as it is, never as markup, and nothing is cut.

    On a narrow terminal the widest column is wrapped; if that leaves it too little room, each cell gets a line.
    """
    cells = [[spelled_out(_said(cell)) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(columns, *cells, strict=True)]
    total, widest = sum(widths) + _GAP * (len(widths) - 1), widths.index(max(widths))
    room = console.width if console.is_terminal else total
    if room < total and room - (total - widths[widest]) < _LEAST:
        for row in cells:
            for name, cell in zip(columns, row, strict=True):
                line(f"{name}: {cell}" if name else cell)
            line("")
        return
    shown = Table(box=None, pad_edge=False, header_style="bold", show_header=any(columns))
    for at, name in enumerate(columns):
        shown.add_column(escape(name), no_wrap=at != widest, overflow="fold")
    for row in cells:
        shown.add_row(*map(escape, row))
    wide = (
        console if console.is_terminal else Guarded(file=console.file, width=max(total, 1), highlight=False)
    )
    wide.print(shown)


def records(
    items: Iterable[T],
    record: Callable[[T], Mapping[str, Any]],
    columns: Sequence[str],
    row: Callable[[T], Sequence[object]],
    *,
    as_json: bool,
) -> None:
    """Print a list: a JSON object a line, or a table."""
    if as_json:
        for item in items:
            json_line(record(item))
    else:
        table(columns, map(row, items))


def detail(record: Mapping[str, Any], rows: Iterable[Sequence[object]], *, as_json: bool) -> None:
    """Print one thing: a JSON object, or rows of names and values."""
    if as_json:
        json_line(record)
    else:
        table(("", ""), rows)


def results(found: Iterable[Mapping[str, Any]], said: Iterable[str], *, as_json: bool) -> None:
    """Print what came of a command: a JSON object a line, or lines for people. Only what is printed is worked out."""
    if as_json:
        for record in found:
            json_line(record)
    else:
        for text in said:
            line(text)


def result(record: Mapping[str, Any], *said: str, as_json: bool) -> None:
    """Print what a command did: a JSON object, or lines for people."""
    results([record], said, as_json=as_json)


def _said(cell: object) -> str:
    """Write a cell for a person: instants in UTC, yes or no, nothing for None."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return rfc3339(cell)
        case _:
            return str(cell)


def _width(cell: str) -> int:
    return max(map(cell_len, cell.split("\n")))


def fraction(share: float | None) -> str:
    """Write a share of 1 with three digits, a dash where there was nothing to divide by."""
    return "–" if share is None else f"{share:.3f}"


def rounded(shares: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return shares of 1 with four digits, as JSON has them."""
    return {name: None if share is None else round(share, 4) for name, share in shares.items()}


def wrong(text: str) -> None:
    """Write what is wrong to standard error, as it is."""
    sys.stderr.write(spelled_out(text) + "\n")


def problems(error: ConfigError) -> None:
    """Print each problem of a configuration as ``file:line:col: path: what is wrong, what to do``."""
    for line in error.lines:
        wrong(line)


def rfc3339(instant: datetime) -> str:
    """Write an instant in UTC with a ``Z``, to the second."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
