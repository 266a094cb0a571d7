"""A CSV file with a header becomes rows that know where their cells stand."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.config.report import Report
from monitor.config.suggest import did_you_mean, listed, shown
from monitor.config.texts import Spot

MAX_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, stripped; ``line`` is where it begins."""

    name: str
    line: int
    cells: Mapping[str, str]
    text: str

    def locate(self, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:  # noqa: ARG002 - Locator
        """Return the place of the cell that ``path`` names, else of the row."""
        return self.line, _columns(tuple(self.cells), self.text).get(str(path[0]), 1) if path else 1

    def spell(self, path: Sequence[str | int]) -> str:
        """Write the row's id, or its column, for a person."""
        return ".".join(filter(None, [self.cells.get("id", ""), *map(str, path)]))

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def rows(
    name: str, text: str, required: Sequence[str], optional: Sequence[str], report: Report
) -> Iterator[Row]:
    """Give the rows of a table; columns may stand in any order, but none may be unknown."""
    lines = text.split("\n")
    reader = csv.reader((line + "\n" for line in lines), strict=True)
    header: list[str] | None = None
    begins = 1
    try:
        for number, cells in enumerate(reader):
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(name, line, cells, required, optional, report)
                if header is None:
                    return
            elif len(cells) != len(header):
                wrong = f"the row has {len(cells)} cells, the header has {len(header)}"
                report.problem(Spot(name, line, 1), (), wrong, 'put a cell that contains a comma in "quotes"')
            elif number > MAX_ROWS:
                report.problem(
                    Spot(name, line, 1), (), f"more than {MAX_ROWS} rows", "remove what is not needed"
                )
                return
            else:
                stripped = [cell.strip() for cell in cells]
                yield Row(name, line, dict(zip(header, stripped, strict=True)), lines[line - 1])
    except csv.Error as error:
        report.problem(
            Spot(name, begins, 1), (), f"this is no CSV: {error}", 'write " inside of a quoted cell as ""'
        )


def _header(
    name: str,
    line: int,
    cells: Sequence[str],
    required: Sequence[str],
    optional: Sequence[str],
    report: Report,
) -> list[str] | None:
    header = [cell.strip().lower() for cell in cells]
    known = [*required, *optional]
    spot = Spot(name, line, 1)
    before = len(report.problems)
    if len(header) == 1 and any(sign in header[0] for sign in ";\t"):
        sign = "';'" if ";" in header[0] else "a tab"
        report.problem(
            spot, (), f"{sign} stands between the columns", "save the file with commas between them"
        )
        return None
    for column in header:
        if column not in known:
            remedy = did_you_mean(column, known, f"the columns are: {listed(known)}")
            report.problem(spot, (), f"unknown column {shown(column)}", remedy)
        elif header.count(column) > 1:
            report.problem(spot, (), f"the column '{column}' stands twice", "remove one of them")
    for column in required:
        if column not in header:
            report.problem(
                spot, (), f"the column '{column}' is missing", f"write the header {','.join(known)}"
            )
    return header if len(report.problems) == before else None


def _columns(header: Sequence[str], line: str) -> Mapping[str, int]:
    """Return where each cell begins in its line, from 1."""
    starts, quoted = [1], False
    for index, char in enumerate(line):
        quoted ^= char == '"'
        if char == "," and not quoted:
            starts.append(index + 2)
    return dict(zip(header, starts, strict=False))
