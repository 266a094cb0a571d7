"""``monitor health``: does the service do its work? For health checks of containers and watchers."""

from contextlib import closing
from datetime import UTC, datetime

import typer

from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, fail, open_store_at, store_url
from monitor.core.health import Finding, Level, is_ready, judge
from monitor.store import StoreError


def health(folder: ConfigDir = None, as_json: Json = False) -> None:
    r"""Say whether the service does its work; exit 1 if it does not. Needs no network.

    \b
    monitor health
    monitor health --json
    """
    with closing(open_store_at(store_url(folder))) as store:
        try:
            findings = judge(store.status.read(datetime.now(UTC)))
        except StoreError as error:
            fail(str(error))
    if as_json:
        for finding in findings:
            output.json_line(line_of(finding))
    else:
        output.table(("", "", ""), rows(findings))
    if not is_ready(findings):
        raise typer.Exit(1)


def line_of(finding: Finding) -> dict[str, str]:
    """Return a finding as JSON has it."""
    return {
        "subject": finding.subject,
        "level": str(finding.level),
        "found": finding.found,
        "remedy": finding.remedy,
    }


def rows(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Return findings as rows for people, each remedy below its trouble."""
    found = []
    for finding in findings:
        found.append(
            (finding.subject, "ok" if finding.level is Level.FINE else str(finding.level), finding.found)
        )
        if finding.remedy:
            found.append(("", "", f"→ {finding.remedy}"))
    return found
