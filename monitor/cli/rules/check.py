"""``monitor rules check``: what is wrong with the rules, and what was hardly meant."""

import os
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from monitor import config
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json, load_config
from monitor.cli.stores import store_if_any
from monitor.config.problems.report import Finding
from monitor.config.source_map import Whereabouts
from monitor.core.model import Text
from monitor.core.rules.lab.lint import Surroundings, lint
from monitor.core.rules.lab.lint_terms import Counted, count
from monitor.core.settings import Config

MOST = 20_000  # stored entries whose words are counted


def check(
    offline: Annotated[
        bool, typer.Option("--no-store", help="Guess how frequent words are; do not count stored entries.")
    ] = False,
    folder: ConfigDir = None,
    as_json: Json = False,
) -> None:
    r"""Check the rules: mistakes, then what works but was hardly meant. Exit 1 on mistakes and failing examples only.

    Terms too short or too frequent (counted in the stored entries, if there are any), doubled, shadowed or dead;
    odd regexes; rules without examples; selections and vocabularies that nothing uses.

    \b
    monitor rules check
    monitor rules check --no-store --json
    """
    place = config.find(folder, os.environ)
    settings = load_config(folder)
    used = {*settings.signals.actors, settings.signals.denial}
    counted = Counted() if offline else _counted(settings)
    found = lint(settings.ruleset, Surroundings(counted, frozenset(used)))
    places = Whereabouts(settings.files, str(place))
    findings = sorted(
        (places.finding(problem.path, problem.wrong, problem.remedy) for problem in found),
        key=lambda one: (one.file, one.line, one.col),
    )
    for line in _json(settings, findings) if as_json else ():
        output.json_line(line)
    if not as_json:
        _tell(settings, findings, counted)
    if settings.held_back:
        raise typer.Exit(1)


def _counted(settings: Config) -> Counted:
    """Count words in the newest stored entries; nothing is known without a store."""
    with store_if_any(settings) as store:
        if store is None:
            return Counted()
        return count(Text(entry.title, entry.summary) for entry in store.entries.newest(MOST))


def _json(settings: Config, findings: Sequence[Finding]) -> Iterator[dict[str, object]]:
    for rule, reason in settings.held_back.items():
        yield {"level": "held_back", "rule": rule, "wrong": reason}
    for finding in findings:
        keys = ("file", "line", "col", "path", "wrong", "remedy")
        yield {"level": "warning", **{key: getattr(finding, key) for key in keys}}


def _tell(settings: Config, findings: Sequence[Finding], counted: Counted) -> None:
    for rule, reason in settings.held_back.items():
        output.line(f"held back: {rule}: {reason}")
    for finding in findings:
        output.line(f"{finding}")
    rules, words = len(settings.ruleset.rules), len(settings.ruleset.vocabularies)
    basis = (
        f"words counted in {counted.texts} stored entries" if counted.texts else "no stored entries to count"
    )
    output.line(f"{rules} rules, {words} vocabularies: {len(findings)} findings ({basis})")
