"""local/*.yaml adjusts rules and vocabularies in place, so that upgrades of the shipped files reach edited sets."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.config.files.places import Gazetteer
from monitor.config.files.rules import Rulebook
from monitor.config.files.vocabularies import Reader
from monitor.config.forms.local import LocalFile, LocalRuleForm, LocalVocabularyForm
from monitor.config.forms.sections import named_items, only_keys
from monitor.config.problems.report import Report
from monitor.config.problems.suggest import did_you_mean, shown
from monitor.config.yaml.nodes import Document
from monitor.core.model import Severity
from monitor.core.rules.conditions import LOOKBACK
from monitor.core.rules.lookback import look_backs
from monitor.core.rules.model import Example, Rule, Step, Vocabulary
from monitor.core.text.folding import fold

Path = tuple[str | int, ...]


def apply(files: Sequence[Document], book: Rulebook, gazetteer: Gazetteer, report: Report) -> None:
    """Change ``book`` as the files ask, in the order of their names."""
    for file in files:
        only_keys(file, LocalFile, report)
        reader = Reader(file, gazetteer, report)
        for path, name, words in named_items(file, "vocabularies", LocalVocabularyForm, report):
            if name == LOOKBACK and name not in book.declared_vocabularies:
                book.declared_vocabularies.add(name)
                book.vocabularies[name] = look_backs()
            if _exists(path, name, "vocabulary", book, reader) and name in book.vocabularies:
                book.vocabularies[name] = _vocabulary(path, book.vocabularies[name], words, reader)
        for path, name, form in named_items(file, "rules", LocalRuleForm, report):
            if _exists(path, name, "rule", book, reader) and name in book.rules:
                _rule(path, name, form, reader, book)


def _exists(path: Path, name: str, what: str, book: Rulebook, reader: Reader) -> bool:
    known = book.declared_rules if what == "rule" else book.declared_vocabularies
    if name not in known and not book.is_partial:
        remedy = did_you_mean(name, known, f"adjust a {what} that exists, or write a new one under rules/")
        reader.report.problem(
            reader.file, path, f"there is no {what} {shown(name)} to adjust", remedy, key=True
        )
    return name in known


def _vocabulary(path: Path, old: Vocabulary, form: LocalVocabularyForm, reader: Reader) -> Vocabulary:
    added = [
        term for lang, forms in form.add.items() for term in reader.terms((*path, "add", lang), forms, lang)
    ]
    gone = {_key(text) for text in form.remove}
    there = {_key(term.text) for term in old.terms}
    for index, text in enumerate(form.remove):
        if _key(text) not in there:
            reader.report.warn(
                reader.file,
                (*path, "remove", index),
                f"{shown(text)} is not in '{old.name}'",
                "delete the line",
            )
    kept = [term for term in old.terms if _key(term.text) not in gone]
    terms = tuple(dict.fromkeys([*kept, *added]))
    if not terms:
        reader.report.problem(
            reader.file, path, f"nothing is left of the vocabulary '{old.name}'", "leave it a term"
        )
    unmasked = {fold(text) for text in form.remove_except}
    masks = [text for text in old.excepts if fold(text) not in unmasked]
    return replace(old, terms=terms, excepts=tuple(dict.fromkeys([*masks, *form.add_except])))


def _key(text: str) -> tuple[bool, bool, str]:
    """Tell terms apart as matching does: ``$army`` is a vocabulary, ``attack*`` a prefix."""
    return text.startswith("$"), text.endswith("*"), fold(text)


def _rule(path: Path, name: str, form: LocalRuleForm, reader: Reader, book: Rulebook) -> None:
    if not form.enabled:
        del book.rules[name]
        return
    old = book.rules[name]
    severity = old.severity if form.severity is None else form.severity
    most = Severity.CRITICAL if form.max_severity is None else form.max_severity
    if form.severity is not None and form.severity > most:
        wrong = f"the severity {severity} is above max_severity {most}"
        reader.report.problem(reader.file, (*path, "severity"), wrong, "lower it, or raise max_severity")
    severity = min(severity, most)
    book.rules[name] = replace(
        old,
        severity=severity,
        raises=_capped(old.raises, severity, most)
        if {form.severity, form.max_severity} != {None}
        else old.raises,
        none=old.none + reader.terms((*path, "add_none"), form.add_none),
        examples=_examples(path, old, form, reader),
    )


def _capped(raises: Sequence[Step], severity: Severity, most: Severity) -> tuple[Step, ...]:
    """Return raises to ``most`` at most, without those that would raise nothing any more."""
    capped = (replace(step, severity=min(step.severity, most)) for step in raises)
    return tuple(step for step in capped if step.severity > severity)


def _examples(path: Path, old: Rule, form: LocalRuleForm, reader: Reader) -> tuple[Example, ...]:
    """Return the examples of a rule as adjusted; those that name its old severity now name the new one.

    None may ask for more than ``max_severity``.
    """
    dropped = set(form.drop_examples)
    there = {example.title for example in old.examples}
    for index, title in enumerate(form.drop_examples):
        if title not in there:
            where = (*path, "drop_examples", index)
            reader.report.warn(
                reader.file, where, f"no example of '{old.id}' reads {shown(title)}", "delete the line"
            )
    kept = [example for example in old.examples if example.title not in dropped]
    if form.severity is not None:
        kept = [
            replace(example, severity=form.severity) if example.severity == old.severity else example
            for example in kept
        ]
    most = form.max_severity
    if most is not None:
        kept = [
            replace(example, severity=min(example.severity, most))
            if example.severity is not None
            else example
            for example in kept
        ]
    return (*kept, *reader.examples((*path, "add_examples"), form.add_examples))
