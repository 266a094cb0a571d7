"""history.csv becomes events known before the store began."""

from datetime import UTC, datetime

from monitor.config.files.csvtables import Row, rows
from monitor.config.files.places import Gazetteer
from monitor.config.problems.report import Report
from monitor.config.problems.suggest import did_you_mean, shown
from monitor.core.settings import HistoricEvent

REQUIRED = ("date", "place", "tags", "source")
OPTIONAL = ("actor",)


def read(name: str, text: str, gazetteer: Gazetteer, report: Report) -> tuple[HistoricEvent, ...]:
    """Return the events of a table, oldest first; each stands at a place of places.csv."""
    events = [_event(row, gazetteer, report) for row in rows(name, text, REQUIRED, OPTIONAL, report)]
    return tuple(sorted((event for event in events if event), key=lambda event: (event.date, event.place)))


def _event(row: Row, gazetteer: Gazetteer, report: Report) -> HistoricEvent | None:
    if row["place"] not in gazetteer.rows and not gazetteer.broken:
        remedy = did_you_mean(row["place"], gazetteer.rows, "write the id of a row of places.csv")
        report.problem(row, ("place",), f"there is no place {shown(row['place'])}", remedy)
    tags = tuple(tag.strip() for tag in row["tags"].split(";") if tag.strip())
    if not tags:
        report.problem(row, ("tags",), "the event has no tag", "write what it was, such as armed_attack")
    try:
        date = datetime.strptime(row["date"], "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        report.problem(row, ("date",), f"{shown(row['date'])} is not a valid day", "write it as 2026-12-01")
        return None
    return HistoricEvent(date, row["place"], tags, row["actor"] or None, row["source"])
