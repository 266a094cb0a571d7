"""places.csv becomes places, and lists of the names that stand for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.config.files.csvtables import Row, rows
from monitor.config.forms.rules import PlacesForm
from monitor.config.problems.report import Report
from monitor.config.problems.suggest import did_you_mean, shown
from monitor.config.yaml.nodes import Document
from monitor.core.model import Place
from monitor.core.rules.model import Term

REQUIRED = ("id", "name", "country")
OPTIONAL = ("aliases", "arabic", "region", "zone", "lat", "lon", "precision", "source", "ambiguity", "needs")

# How near its context a name must stand, by class: 1 anywhere in the entry, 2 and 3 within so many words.
WITHIN: Mapping[str, int | None] = {"0": None, "1": None, "2": 30, "3": 12}

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_WITHIN = re.compile(r"(.*?)\s+within\s+([0-9]{1,4})")
_FILTERS = ("id", "zone", "country", "region", "ambiguity")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The rows of places.csv; ``broken`` if not all of them could be read, so that none is called unknown."""

    places: Mapping[str, Place] = field(default_factory=dict)
    rows: Mapping[str, Row] = field(default_factory=dict)
    names: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    broken: bool = False

    def terms(
        self, file: Document, path: tuple[str | int, ...], form: PlacesForm, report: Report
    ) -> list[Term]:
        """Return the names of all places that ``form`` asks for."""
        wanted = {name: getattr(form, name) for name in _FILTERS if getattr(form, name)}
        if not wanted:
            report.problem(
                file, path, "places asks for nothing", "write zone, country, region, ambiguity or id"
            )
        for name, values in wanted.items():
            self._check(file, (*path, name), name, values, report)
        chosen = [
            key
            for key, row in self.rows.items()
            if all(_cell(row, name) in values for name, values in wanted.items())
        ]
        return [term for key in chosen for term in self.names[key]] if wanted else []

    def _check(
        self, file: Document, path: tuple[str | int, ...], name: str, values: list[str], report: Report
    ) -> None:
        known = {_cell(row, name) for row in self.rows.values()}
        for index, value in enumerate(values):
            if value not in known and not self.broken:
                remedy = did_you_mean(value, known, "write it as places.csv does")
                report.problem(file, (*path, index), f"no place has the {name} {shown(value)}", remedy)


def _cell(row: Row, name: str) -> str:
    return row[name] or ("0" if name == "ambiguity" else "")


def read(name: str, text: str, vocabularies: set[str] | None, report: Report) -> Gazetteer:
    """Return the places of a table; ``vocabularies`` are the names that ``needs`` may give, None if not all are known."""
    before = len(report.problems)
    places: dict[str, Place] = {}
    table: dict[str, Row] = {}
    names: dict[str, tuple[Term, ...]] = {}
    for row in rows(name, text, REQUIRED, OPTIONAL, report):
        place = _place(row, report)
        if place.id in places:
            report.problem(
                row,
                ("id",),
                f"the id '{place.id}' stands twice",
                f"rename one of them (the first is in line {table[place.id].line})",
            )
            continue
        places[place.id], table[place.id] = place, row
        names[place.id] = _terms(row, vocabularies, report)
    return Gazetteer(places, table, names, len(report.problems) > before)


def _place(row: Row, report: Report) -> Place:
    if not _ID.fullmatch(row["id"]):
        report.problem(
            row, ("id",), f"{shown(row['id'])} is not a valid id", "use lower-case letters, digits and '-'"
        )
    if not row["name"]:
        report.problem(row, ("name",), "the place has no name", "write it")
    lat, lon = _degrees(row, "lat", 90, report), _degrees(row, "lon", 180, report)
    arabic = row["arabic"].partition(";")[0].strip()
    return Place(row["id"], row["name"], row["country"], row["region"], row["zone"], lat, lon, arabic)


def _degrees(row: Row, column: str, most: int, report: Report) -> float | None:
    if not row[column]:
        return None
    try:
        value = float(row[column])
    except ValueError:
        value = most + 1.0
    if -most <= value <= most:
        return value
    report.problem(
        row,
        (column,),
        f"{shown(row[column])} is not a valid {column}",
        f"write degrees from -{most} to {most}",
    )
    return None


def _terms(row: Row, vocabularies: set[str] | None, report: Report) -> tuple[Term, ...]:
    """Return the names of a place as terms, with the context that its class of ambiguity asks for.

    0 is clear. 1 and 2 need one of ``needs``, 2 near by. 3 is an everyday word: without ``needs``, only names
    of several words count.
    """
    ambiguity = _cell(row, "ambiguity")
    if ambiguity not in WITHIN:
        report.problem(
            row, ("ambiguity",), f"{shown(ambiguity)} is not a valid class of ambiguity", "write 0, 1, 2 or 3"
        )
        return ()
    context, within = _context(row, WITHIN[ambiguity], vocabularies, report)
    if ambiguity in {"1", "2"} and not context:
        report.warn(row, ("needs",), "an ambiguous name without context", "name a vocabulary under needs")
    bare = ambiguity == "3" and not context
    return tuple(
        Term(name, needs=context, within=within, place=row["id"], path=(row.name, row["id"]))
        for name in _spellings(row)
        if not bare or " " in name
    )


def _spellings(row: Row) -> list[str]:
    spelt = [row["name"], *row["aliases"].split(";"), *row["arabic"].split(";")]
    return list(dict.fromkeys(name.strip() for name in spelt if name.strip()))


def _context(
    row: Row, within: int | None, vocabularies: set[str] | None, report: Report
) -> tuple[tuple[Term, ...], int | None]:
    """Return what must stand by the names of a row, and how near; the row may say another distance."""
    spelt = row["needs"]
    if match := _WITHIN.fullmatch(spelt):
        spelt, within = match[1], int(match[2])
    needs = tuple(_need(row, need.strip(), vocabularies, report) for need in spelt.split(";") if need.strip())
    return needs, within if needs else None


def _need(row: Row, need: str, vocabularies: set[str] | None, report: Report) -> Term:
    name = need.removeprefix("$")
    if vocabularies is not None and name not in vocabularies:
        remedy = did_you_mean(name, vocabularies, "name a vocabulary")
        report.problem(row, ("needs",), f"there is no vocabulary {shown(name)}", remedy)
    return Term(f"${name}")
