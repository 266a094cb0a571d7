"""``monitor check``: is this configuration sound?"""

import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import typer

from monitor import config, render, runtime
from monitor.cli import output
from monitor.cli.options import ConfigDir, Json
from monitor.core.model import Problem
from monitor.core.settings import Alert, Config, Digest
from monitor.pool import Pool


def check(folder: ConfigDir = None, as_json: Json = False) -> None:
    r"""Check every file of the configuration, and say what is wrong and what to do; exit 1 if it cannot be used.

    Runs the examples beside the rules: a rule whose example fails is held back: its last version keeps
    running, a new rule waits. That is no mistake of the configuration: the exit code stays 0.

    \b
    monitor check
    monitor check --config my-config --json
    """
    place = config.find(folder, os.environ)
    try:
        loaded = config.load(place, os.environ)
    except config.ConfigError as error:
        _refused(error, as_json=as_json)
        raise typer.Exit(1) from None
    templates = tuple(_template_lines(loaded))
    if as_json:
        output.json_line(_summary(loaded, templates))
    else:
        _tell(str(place), loaded, templates)
    if templates:
        raise typer.Exit(1)


def _refused(error: config.ConfigError, *, as_json: bool) -> None:
    if not as_json:
        output.problems(error)
        count = len(error.lines)
        sys.stderr.write(
            f"{count} mistake{'s' if count > 1 else ''}: nothing of this is used until they are fixed\n"
        )
        return
    for finding in error.findings:
        keys = ("file", "line", "col", "path", "wrong", "remedy")
        output.json_line({key: getattr(finding, key) for key in keys})
    output.json_line({"ok": False, "problems": len(error.lines)})


def _template_lines(loaded: Config) -> Iterator[str]:
    orders: list[Digest | Alert] = [*loaded.digests.values(), *loaded.alerts.values()]
    yield from map(render.spelled, runtime.run(_examined(loaded, {order.template for order in orders})))


async def _examined(loaded: Config, wanted: Collection[str]) -> tuple[Problem, ...]:
    async with Pool() as pool:
        return await render.examine(loaded.templates, wanted, pool)


def _counts(loaded: Config) -> Mapping[str, int]:
    return {
        "feeds": len(loaded.feeds),
        "rules": len(loaded.ruleset.rules),
        "examples": sum(len(rule.examples) for rule in loaded.ruleset.rules),
        "vocabularies": len(loaded.ruleset.vocabularies),
        "places": len(loaded.places),
        "recipients": len(loaded.recipients),
        "digests": len(loaded.digests),
        "alerts": len(loaded.alerts),
    }


def _summary(loaded: Config, templates: Sequence[str]) -> Mapping[str, Any]:
    return {
        "ok": not templates,
        "hash": loaded.hash,
        **_counts(loaded),
        "store": str(loaded.store).rpartition("@")[2],
        "held_back": dict(loaded.held_back),
        "warnings": list(loaded.warnings),
        "templates": list(templates),
    }


def _tell(place: str, loaded: Config, templates: Sequence[str]) -> None:
    counts = ", ".join(f"{count} {name}" for name, count in _counts(loaded).items())
    held = ", ".join(loaded.held_back)
    lines = [f"{place}: {counts}.", f"Version {loaded.hash[:12]}."]
    if held and not templates:
        number = len(loaded.held_back)
        rules = "1 rule" if number == 1 else f"{number} rules"
        lines[0] = f"{place} is sound, but {rules} will not run as written: {held}. It has {counts}."
    elif not templates:
        lines[0] = f"{place} is sound: {counts}."
    if loaded.mail.host is None:
        lines.append(f"Not mailed: no SMTP host. Messages are written below {loaded.var}.")
    lines += [f"held back: {rule}: {reason}" for rule, reason in loaded.held_back.items()]
    if loaded.held_back:
        lines += [
            "Of a rule held back the last version runs on; in a new store, and if the rule is new, nothing runs.",
            "Fix the rule or the example; an example that fails because of your local/ is given up there with",
            "    rules: {ID: {drop_examples: [its title]}}",
        ]
    lines += [f"warning: {line}" for line in loaded.warnings]
    sys.stdout.write("\n".join(lines) + "\n")
    for line in templates:
        sys.stderr.write(line + "\n")
    if templates:
        sys.stderr.write("the templates cannot be used; everything else is sound\n")
