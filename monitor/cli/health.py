"""``monitor health``: does the service do its work? For health checks of containers and watchers."""

from contextlib import closing
from datetime import UTC, datetime

import typer

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, store_url
from monitor.core.operations.health import Finding, Level, Vitals, is_ready, judge
from monitor.store import Store, StoreError


def health(folder: ConfigDir = None, as_json: Json = False) -> None:
    r"""Report whether the service does its work; exit 1 if it does not. Needs no network.

    \b
    monitor health
    monitor health --json
    """
    vitals, _ = read_vitals(store_url(folder), as_json=as_json)
    findings = judge(vitals)
    conclude(findings, as_json=as_json)


def conclude(findings: tuple[Finding, ...], *, as_json: bool) -> None:
    """Print findings, and exit 1 if one is a fault."""
    if as_json:
        for finding in findings:
            output.json_line(line_of(finding))
    else:
        output.table(("", "", ""), _rows(findings))
    if not is_ready(findings):
        raise typer.Exit(1)


def read_vitals(url: str, *, as_json: bool) -> tuple[Vitals, str]:
    """Return the vital signs and the store's name; if there are none, tell the fault in the way asked for, exit 1."""
    try:
        with closing(Store(url)) as store:
            store.require_current()
            return store.status.read(datetime.now(UTC)), store.database.name
    except StoreError as error:
        if as_json:
            output.json_line(line_of(of_store(error)))
        fail(str(error))


def of_store(error: StoreError) -> Finding:
    """Return why the store cannot be used as a finding."""
    what, _, remedy = str(error).partition(": ")
    return Finding("store", Level.FAULT, what, remedy)


def line_of(finding: Finding) -> dict[str, str]:
    """Return a finding as JSON has it."""
    return {
        "subject": finding.subject,
        "level": str(finding.level),
        "found": finding.found,
        "remedy": finding.remedy,
    }


def _rows(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Return findings as rows for people, each hint below its trouble."""
    found = []
    for finding in findings:
        found.append(
            (finding.subject, "ok" if finding.level is Level.FINE else str(finding.level), finding.found)
        )
        if finding.remedy:
            found.append(("", "", f"→ {finding.remedy}"))
    return found
