"""The files of a folder become one sound configuration, or all the reasons why not."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from monitor.config import (
    chronicle,
    examples,
    folder,
    gazetteer,
    local,
    orders,
    parts,
    redact,
    references,
    rulebook,
    service,
    sources,
)
from monitor.config.defaults import templates_folder
from monitor.config.environment import Environment
from monitor.config.gazetteer import Gazetteer
from monitor.config.parts import Parts
from monitor.config.references import Names
from monitor.config.report import Locator, Report
from monitor.config.rulebook import Rulebook
from monitor.config.sections import declared
from monitor.config.texts import Spot
from monitor.core.model import Problem
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.model import RuleSet, Term, Vocabulary
from monitor.core.settings import Config


def load(place: Path, environ: Mapping[str, str]) -> Config:
    """Return the configuration in the folder ``place``; ConfigError names every mistake in it."""
    report = Report(str(place))
    files = folder.read(place, report)
    return _build(files, Environment(environ, folder.base(place, environ)), report)


def load_files(files: Mapping[str, str], environ: Mapping[str, str], place: Path) -> Config:
    """Return the configuration that ``files`` are, as if they stood in ``place``: those of ``Config.files``.

    Secrets are not in them, and what has gone from the environment since must not keep the service from
    starting: such values are None, with a warning each. The store's address may have lost its password: the
    caller knows the store that the files came from.
    """
    report = Report(str(place))
    return _build(files, Environment(environ, folder.base(place, environ), lenient=True), report)


def _build(files: Mapping[str, str], environment: Environment, report: Report) -> Config:
    read = parts.read(files, environment, report)
    monitor = read.single("monitor.yaml")
    settings = service.read(monitor, environment, report)
    feeds = sources.read(read.single("feeds.yaml"), environment, report)
    ordered = orders.read(
        [read.single("digests.yaml"), read.single("recipients.yaml")], settings.timezone, environment, report
    )
    book, places = _rules(read, report)
    history = chronicle.read("history.csv", read.tables.get("history.csv", _NO_HISTORY), places, report)
    references.check(monitor, settings, ordered, _names(read, book, places), report)
    ruleset = RuleSet(book.vocabularies, tuple(book.rules.values()))
    held_back = _compile(read, ruleset, book, places, report)
    report.refuse()
    return Config(
        hash=redact.digest(list(read.stored.items())),
        store=settings.store,
        var=str(environment.base / "var"),
        timezone=settings.timezone,
        polling=settings.polling,
        network=settings.network,
        mail=settings.mail,
        listen=settings.listen,
        operators=settings.operators,
        heartbeat=settings.heartbeat,
        retention=settings.retention,
        feeds=feeds,
        ruleset=ruleset,
        places=places.places,
        recipients=ordered.recipients,
        digests=ordered.digests,
        alerts=ordered.alerts,
        silences=tuple(ordered.silences),
        history=history,
        signals=settings.signals,
        files=read.stored,
        templates=read.templates,
        warnings=report.warning_lines(),
        held_back=held_back,
    )


_NO_HISTORY = ",".join(chronicle.REQUIRED)
_NO_PLACES = ",".join(gazetteer.REQUIRED)


def _rules(read: Parts, report: Report) -> tuple[Rulebook, Gazetteer]:
    files = read.under("vocabularies", "rules")
    table = read.tables.get("places.csv", _NO_PLACES)
    places = gazetteer.read("places.csv", table, rulebook.names(files), report)
    if "places.csv" in read.broken:
        places = replace(places, broken=True)
    book = rulebook.read(files, places, report)
    local.apply(read.under("local"), book, places, report)
    return book, places


def _names(read: Parts, book: Rulebook, places: Gazetteer) -> Names:
    """Return what can be referred to; a kind of names is not known where a file that holds it is broken."""
    lost = {name.partition("/")[0] for name in read.broken}
    rules = None if lost & {"rules"} else book.declared_rules
    people = [declared(read.single(name), "recipients") for name in ("digests.yaml", "recipients.yaml")]
    tags = {tag for rule in book.rules.values() for tag in rule.tags}
    rows = None if places.broken else list(places.places.values())
    return Names(
        recipients=None if lost & {"digests.yaml", "recipients.yaml"} else set().union(*people),
        rules=rules,
        vocabularies=None if lost & {"rules", "vocabularies"} else book.declared_vocabularies,
        feeds=None if "feeds.yaml" in lost else declared(read.single("feeds.yaml"), "feeds"),
        places=None if rows is None else set(places.places),
        countries=None if rows is None else {place.country for place in rows},
        zones=None if rows is None else {place.zone for place in rows},
        tags=None if rules is None or len(book.rules) < len(rules) else tags,
        templates={name.partition(".")[0] for name in read.templates} | _shipped_templates(),
    )


def _shipped_templates() -> set[str]:
    return {path.name.partition(".")[0] for path in (templates_folder() / "mail").glob("[!_]*.j2")}


def _compile(
    read: Parts, ruleset: RuleSet, book: Rulebook, places: Gazetteer, report: Report
) -> dict[str, str]:
    """Report what the compiler finds; if all is well, run the examples and return the rules they hold back."""
    vocabularies = dict(ruleset.vocabularies)
    lost = any(name.partition("/")[0] in {"rules", "vocabularies"} for name in read.broken)
    for name in (book.declared_vocabularies | (_mentioned(ruleset) if lost else set())) - vocabularies.keys():
        vocabularies[name] = Vocabulary(
            name, name, (Term("placeholder"),)
        )  # its own mistakes are reported already
    compiled, problems = compile_rules(RuleSet(vocabularies, ruleset.rules), places.places)
    known = {(finding.file, finding.line, finding.col) for finding in report.problems}
    for problem in problems:
        _report(problem, read, places, known, report)
    return {} if report.problems else examples.failures(ruleset.rules, compiled)


def _report(
    problem: Problem, read: Parts, places: Gazetteer, known: set[tuple[str, int, int]], report: Report
) -> None:
    name, path = (str(problem.path[0]), problem.path[1:]) if problem.path else ("", ())
    if name in read.documents:
        file: Locator = read.documents[name]
    else:
        file = places.rows.get(str(path[0]) if path else "", Spot(name or "rules"))
        path = path[1:]
    if (file.name, *file.locate(path)) not in known:
        report.problem(file, path, problem.wrong, problem.remedy)


def _mentioned(ruleset: RuleSet) -> set[str]:
    """Return the vocabularies that any list names."""
    lists = [
        terms
        for vocabulary in ruleset.vocabularies.values()
        for terms in (vocabulary.terms, vocabulary.needs)
    ]
    for rule in ruleset.rules:
        lists += [rule.none, rule.none_unless]
        lists += [terms for part in rule.selections for terms in (part.any, part.all, part.none)]
    return {
        term.text[1:]
        for terms in lists
        for each in terms
        for term in (each, *each.needs)
        if term.text.startswith("$")
    }
