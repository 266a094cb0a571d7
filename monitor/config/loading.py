"""The files of a folder become one sound configuration, or all the reasons why not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.config import folder, losses, service
from monitor.config.checks import references
from monitor.config.checks.references import Names
from monitor.config.checks.rules import compile_checked
from monitor.config.defaults import templates_folder
from monitor.config.environment import Environment
from monitor.config.files import history, local, parsed, places, redact, rules
from monitor.config.files.digests import Orders
from monitor.config.files.parsed import Parts
from monitor.config.files.places import Gazetteer
from monitor.config.files.rules import Rulebook
from monitor.config.forms.sections import declared
from monitor.config.problems.report import Report
from monitor.core.language.detect import DETECTED, primary
from monitor.core.rules.lab import examples
from monitor.core.rules.model import RuleSet
from monitor.core.settings import CheckedRules, Config


def load(
    place: Path,
    environ: Mapping[str, str],
    last: Mapping[str, str] | None = None,
    *,
    check_rules: bool = True,
    run_examples: bool = True,
) -> Config:
    """Return the configuration in the folder ``place``; ConfigError names every mistake in it.

    Files that look cut off, emptied or gone against the ``last`` good ones (``Config.files``) are mistakes, too.
    Without ``check_rules`` rules are read, but neither compiled nor tried on their examples; without ``run_examples``
    none is held back: for commands that only look, or try rules themselves, as that takes as long as all else.
    """
    report = Report(str(place))
    files = folder.read_texts(place, report)
    read = _read(files, folder.environment(place, environ), report, last or {})
    return _checked(read, report, run_examples=run_examples) if check_rules else _unchecked(read, report)


def load_files(
    files: Mapping[str, str], environ: Mapping[str, str], place: Path, *, check_rules: bool = True
) -> Config:
    """Return the configuration that ``files`` are, as if they stood in ``place``: those of ``Config.files``.

    Secrets are not in them, and what has gone from the environment since must not keep the service from
    starting: such values are None, with a warning each. The store's address may have lost its password: the
    caller knows the store that the files came from.
    """
    report = Report(str(place))
    read = _read(files, folder.environment(place, environ, lenient=True), report, {})
    return _checked(read, report, run_examples=True) if check_rules else _unchecked(read, report)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the files say, before rules are compiled and references followed."""

    parts: Parts
    config: Config
    orders: Orders
    book: Rulebook
    gazetteer: Gazetteer


def _read(
    files: Mapping[str, str], environment: Environment, report: Report, last: Mapping[str, str]
) -> _Read:
    found = losses.without(last, parsed.read(files, environment, report), report)
    book, gazetteer = _rules(found, report)
    countries = {place.country for place in gazetteer.places.values()}
    served = service.read(found, countries, environment, report)
    table = found.tables.get("history.csv", _NO_HISTORY)
    config = replace(
        served.config,
        hash=redact.digest(list(found.stored.items())),
        ruleset=RuleSet(book.vocabularies, tuple(book.rules.values())),
        places=gazetteer.places,
        history=history.read("history.csv", table, gazetteer, report),
        files=found.stored,
        templates=found.templates,
    )
    return _Read(found, config, served.orders, book, gazetteer)


def _checked(read: _Read, report: Report, *, run_examples: bool) -> Config:
    _follow_references(read, report)
    config = read.config
    matcher = compile_checked(read.parts, config.ruleset, read.book, read.gazetteer, report)
    report.refuse()
    held_back = examples.failures(config.ruleset.rules, matcher) if run_examples else {}
    checked = CheckedRules(config.ruleset, config.places, matcher)
    return replace(config, warnings=report.warning_lines(), held_back=held_back, checked=checked)


def _unchecked(read: _Read, report: Report) -> Config:
    _follow_references(read, report)
    report.refuse()
    return replace(read.config, warnings=report.warning_lines())


def _follow_references(read: _Read, report: Report) -> None:
    names = _names(read)
    references.check(read.parts.single("monitor.yaml"), read.config, read.orders, names, report)
    references.check_langs(read.parts.documents, read.book.rules.values(), names, report)


def _rules(found: Parts, report: Report) -> tuple[Rulebook, Gazetteer]:
    files = found.under("vocabularies", "rules")
    table = found.tables.get("places.csv", _NO_PLACES)
    is_partial = bool(found.lost & {"rules", "vocabularies"})
    gazetteer = places.read("places.csv", table, None if is_partial else rules.names(files), report)
    if "places.csv" in found.lost:
        gazetteer = replace(gazetteer, broken=True)
    book = rules.read(files, gazetteer, report, is_partial=is_partial)
    local.apply(found.under("local"), book, gazetteer, report)
    return book, gazetteer


def _names(read: _Read) -> Names:
    """Return what can be referred to; a kind of names is not known where a file that holds it is broken."""
    found, book = read.parts, read.book
    lost = found.lost
    rule_ids = None if lost & {"rules", "vocabularies"} else book.declared_rules
    people = [declared(found.single(name), "recipients") for name in ("digests.yaml", "recipients.yaml")]
    tags = {tag for rule in book.rules.values() for tag in rule.tags}
    rows = None if read.gazetteer.broken else list(read.gazetteer.places.values())
    return Names(
        recipients=None if lost & {"digests.yaml", "recipients.yaml"} else set().union(*people),
        rules=rule_ids,
        vocabularies=None if book.is_partial else book.declared_vocabularies,
        feeds=None if "feeds.yaml" in lost else declared(found.single("feeds.yaml"), "feeds"),
        places=None if rows is None else set(read.gazetteer.places),
        countries=None if rows is None else {place.country for place in rows},
        regions=None if rows is None else {place.region for place in rows},
        zones=None if rows is None else {place.zone for place in rows},
        tags=None if rule_ids is None or len(book.rules) < len(rule_ids) else tags,
        langs=None if lost & {"rules", "vocabularies", "feeds.yaml"} else _langs(read),
        templates=None
        if "templates" in lost
        else {name.partition(".")[0] for name in found.templates} | _shipped_templates(),
    )


def _langs(read: _Read) -> set[str]:
    """Return the languages that entries can be in: those of feeds and terms, and what is told from words."""
    own = {feed.lang for feed in read.config.feeds.values()}
    own |= {term.lang for vocabulary in read.book.vocabularies.values() for term in vocabulary.terms}
    found = {lang for lang in map(primary, own) if lang is not None}
    return found | DETECTED if None in own or not read.config.feeds else found


def _shipped_templates() -> set[str]:
    return {path.name.partition(".")[0] for path in (templates_folder() / "mail").glob("[!_]*.j2")}


_NO_HISTORY = ",".join(history.REQUIRED)
_NO_PLACES = ",".join(places.REQUIRED)
