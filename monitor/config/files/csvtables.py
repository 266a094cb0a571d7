"""A CSV file with a header becomes rows that know where their cells stand."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.config.problems.report import Report
from monitor.config.problems.suggest import did_you_mean, listed, shown
from monitor.config.yaml.texts import Spot

MAX_ROWS = 50_000

_FOREIGN = {";": "';'", "\t": "a tab"}


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
    """Yield the rows of a table; columns may stand in any order, but none may be unknown."""
    lines = text.split("\n")
    records = _records(name, lines, report)
    first = next(records, None)
    header = None if first is None else _header(Spot(name, first[0], 1), first[1], required, optional, report)
    if header is None:
        return
    for line, cells in records:
        if len(cells) == len(header):
            stripped = [cell.strip() for cell in cells]
            yield Row(name, line, dict(zip(header, stripped, strict=True)), lines[line - 1])
        else:
            wrong = f"the row has {len(cells)} cells, the header has {len(header)}"
            report.problem(Spot(name, line, 1), (), wrong, 'put a cell that contains a comma in "quotes"')


def _records(name: str, lines: Sequence[str], report: Report) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row that has any, with the line it begins in."""
    reader = csv.reader((line + "\n" for line in lines), strict=True)
    begins = 1
    try:
        for number, cells in enumerate(reader):
            if number > MAX_ROWS:
                wrong = f"more than {MAX_ROWS} rows"
                report.problem(Spot(name, begins, 1), (), wrong, "remove what is not needed")
                return
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        remedy = 'write " inside of a quoted cell as ""'
        report.problem(Spot(name, begins, 1), (), f"this is not valid CSV: {error}", remedy)


def _header(
    spot: Spot, cells: Sequence[str], required: Sequence[str], optional: Sequence[str], report: Report
) -> list[str] | None:
    """Return the names of the columns, None if they are not all known or not all there."""
    header = [cell.strip().lower() for cell in cells]
    if len(header) == 1 and (sign := next((sign for sign in _FOREIGN if sign in header[0]), None)):
        wrong = f"{_FOREIGN[sign]} stands between the columns"
        report.problem(spot, (), wrong, "save the file with commas between them")
        return None
    known = [*required, *optional]
    before = len(report.problems)
    for column in dict.fromkeys(header):
        if column not in known:
            remedy = did_you_mean(column, known, f"the columns are: {listed(known)}")
            report.problem(spot, (), f"unknown column {shown(column)}", remedy)
        elif header.count(column) > 1:
            report.problem(spot, (), f"the column '{column}' stands twice", "remove one of them")
    for column in required:
        if column not in header:
            remedy = f"write the header {','.join(known)}"
            report.problem(spot, (), f"the column '{column}' is missing", remedy)
    return header if len(report.problems) == before else None


def _columns(header: Sequence[str], line: str) -> Mapping[str, int]:
    """Return where each cell begins in its line, from 1."""
    starts, quoted = [1], False
    for index, char in enumerate(line):
        quoted ^= char == '"'
        if char == "," and not quoted:
            starts.append(index + 2)
    return dict(zip(header, starts, strict=False))
