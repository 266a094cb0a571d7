"""rules/*.yaml and vocabularies/*.yaml become the rule set that the core compiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.config.files.places import Gazetteer
from monitor.config.files.vocabularies import Reader
from monitor.config.forms.rules import RuleForm, RulesFile, SelectionForm, StepForm, VocabularyForm
from monitor.config.forms.sections import declared, listed_items, named_items, only_keys
from monitor.config.problems.report import Report
from monitor.config.problems.suggest import shown
from monitor.config.yaml.nodes import Document
from monitor.core.model import Severity
from monitor.core.rules.model import Rule, Selection, Step, Vocabulary

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Rules and vocabularies by name; ``declared_…`` also count those with mistakes.

    ``is_partial`` says that some files could not be read: a name that is not here may be in them.
    """

    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    declared_vocabularies: set[str] = field(default_factory=set)
    declared_rules: set[str] = field(default_factory=set)
    is_partial: bool = False


def names(files: Sequence[Document]) -> set[str]:
    """Return the names of all vocabularies that the files declare."""
    return {name for file in files for name in declared(file, "vocabularies")}


def read(files: Sequence[Document], gazetteer: Gazetteer, report: Report, *, is_partial: bool) -> Rulebook:
    """Return the sound rules and vocabularies of all files."""
    book = Rulebook(declared_vocabularies=names(files), is_partial=is_partial)
    for file in files:
        book.declared_rules.update(declared(file, "rules"))
        only_keys(file, RulesFile, report)
        reader = Reader(file, gazetteer, report)
        for path, name, form in named_items(file, "vocabularies", VocabularyForm, report):
            _add_vocabulary(path, name, form, reader, book)
        for path, form_of_rule in listed_items(file, "rules", RuleForm, report):
            _add_rule(path, form_of_rule, reader, book)
    return book


def _add_vocabulary(path: Path, name: str, form: VocabularyForm, reader: Reader, book: Rulebook) -> None:
    if not _is_name(name):
        remedy = "use letters, digits and '_', beginning with a letter"
        reader.report.problem(
            reader.file, path, f"{shown(name)} is not a valid name for a vocabulary", remedy, key=True
        )
    if name in book.vocabularies:
        _twice(path, f"vocabulary '{name}'", book.vocabularies[name].source, reader)
        return
    book.vocabularies[name] = reader.vocabulary(path, name, form)


def _add_rule(path: Path, form: RuleForm, reader: Reader, book: Rulebook) -> None:
    if form.id in book.rules:
        _twice((*path, "id"), f"rule '{form.id}'", book.rules[form.id].source, reader)
        return
    _check(path, form, reader)
    book.rules[form.id] = Rule(
        id=form.id,
        title=" ".join((form.title or form.id).split()),
        severity=Severity.MEDIUM if form.severity is None else form.severity,
        tags=tuple(form.tags),
        langs=tuple(form.langs),
        fields=tuple(form.fields or ("title", "summary")),
        selections=_selections(path, form, reader),
        condition=str(form.condition) if form.condition else None,
        none=reader.terms((*path, "none"), form.none),
        none_unless=reader.terms((*path, "none_unless"), form.none_unless),
        raises=_steps((reader.file.name, *path, "raise"), form.raises),
        lowers=_steps((reader.file.name, *path, "lower"), form.lowers),
        because=dict(form.because),
        examples=reader.examples((*path, "examples"), form.examples),
        source=f"{reader.file.name}:{reader.file.locate(path)[0]}",
        path=(reader.file.name, *path),
    )


def _twice(path: Path, what: str, other: str, reader: Reader) -> None:
    is_key = path[-1] != "id"
    reader.report.problem(
        reader.file, path, f"there is another {what} at {other}", "rename one of them", key=is_key
    )


def _check(path: Path, form: RuleForm, reader: Reader) -> None:
    if form.match and (form.any or form.all):
        wrong, remedy = "match stands beside any or all", "name them as selections under match"
        reader.report.problem(reader.file, path, wrong, remedy)
    if not (form.match or form.any or form.all):
        wrong, remedy = "the rule has nothing to look for", "add match, or any or all"
        reader.report.problem(reader.file, path, wrong, remedy)
    if form.none_unless and not form.none:
        wrong, remedy = "none_unless stands without none", "say with none what vetoes the hit"
        reader.report.problem(reader.file, (*path, "none_unless"), wrong, remedy, key=True)


def _steps(path: Path, forms: Mapping[Severity, Sequence[StepForm]]) -> tuple[Step, ...]:
    """Return the steps by severity, in the order of the file; of several to one severity the first that holds counts."""
    return tuple(
        Step(severity, str(form.condition), dict(form.because), (*path, str(severity)))
        for severity, steps in forms.items()
        for form in steps
    )


def _selections(path: Path, form: RuleForm, reader: Reader) -> tuple[Selection, ...]:
    if form.match is None:
        any_of, all_of = (
            SelectionForm.model_construct(any=form.any),
            SelectionForm.model_construct(all=form.all),
        )
        short = (("any", any_of), ("all", all_of))
        return tuple(_selection(path, name, each, reader) for name, each in short if each.any or each.all)
    return tuple(_selection((*path, "match", name), name, each, reader) for name, each in form.match.items())


def _selection(path: Path, name: str, form: SelectionForm, reader: Reader) -> Selection:
    report, file = reader.report, reader.file
    if not (form.any or form.all or form.regex or form.casualties):
        report.problem(
            file, path, f"the selection '{name}' has nothing to look for", "add any, all, regex or casualties"
        )
    if form.regex is not None and not form.literal:
        remedy = "name with literal a text without which the regex cannot match"
        report.problem(file, (*path, "regex"), "the regex has no literal", remedy)
    if form.literal and form.regex is None:
        report.problem(
            file, (*path, "literal"), "literal stands without regex", "move its lines to any", key=True
        )
    return Selection(
        name=name,
        any=reader.terms((*path, "any"), form.any),
        all=reader.terms((*path, "all"), form.all),
        none=reader.terms((*path, "none"), form.none),
        fields=tuple(name for name in ("title", "summary") if name in form.inside),
        roles=tuple(name for name in form.inside if name not in {"title", "summary"}),
        regex=str(form.regex) if form.regex is not None else None,
        literal=tuple(form.literal),
        casualties={str(kind): least for kind, least in form.casualties.items()},
        with_fighters=form.fighters,
        because=dict(form.because),
        path=(file.name, *path),
    )


def _is_name(name: str) -> bool:
    return name.isascii() and name.replace("_", "a").replace("-", "a").isalnum() and name[0].isalpha()
