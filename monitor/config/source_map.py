"""Where in the files something stands: the lines that rules, vocabularies and terms came from."""

import csv
from collections.abc import Mapping, Sequence

from monitor.config.problems.report import Finding, Report
from monitor.config.yaml.documents import parse
from monitor.config.yaml.nodes import Document
from monitor.config.yaml.texts import Spot

Locator = Document | Spot


class Whereabouts:
    """Leads paths of the core back to file, line and column; a file is parsed when it is asked for."""

    def __init__(self, files: Mapping[str, str], folder: str = "") -> None:
        self._files = files
        self._folder = folder
        self._documents: dict[str, Document] = {}
        self._rows: dict[str, int] = {}

    def of(self, path: Sequence[str | int]) -> str:
        """Write the place as ``file:line``, or ``file`` if its line is not known."""
        found = self.finding(path, "", "")
        return f"{found.file}:{found.line}" if found.line else found.file

    def finding(self, path: Sequence[str | int], wrong: str, remedy: str) -> Finding:
        """Say something about a place."""
        name, inner = (str(path[0]), tuple(path[1:])) if path else ("", ())
        file = self._row(name, inner) if name.endswith(".csv") else self._document(name)
        line, col = file.locate(inner)
        return Finding(name, line, col, file.spell(inner), wrong, remedy, self._folder)

    def _document(self, name: str) -> Locator:
        if name not in self._documents:
            found = parse(name, self._files.get(name, ""), Report())
            if found is None:
                return Spot(name)
            self._documents[name] = found
        return self._documents[name]

    def _row(self, name: str, inner: Sequence[str | int]) -> Spot:
        if not self._rows:
            reader = csv.DictReader(self._files.get(name, "").splitlines())
            self._rows = {(row.get("id") or "").strip(): reader.line_num for row in reader}
        return Spot(name, self._rows.get(str(inner[0]), 0) if inner else 0, 1)
