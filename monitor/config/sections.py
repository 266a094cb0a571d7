"""The parts of a file, each checked by itself: one bad feed does not hide what is wrong with the others."""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError

from monitor.config import messages
from monitor.config.forms.form import Form
from monitor.config.nodes import Document
from monitor.config.report import Report
from monitor.config.suggest import did_you_mean, listed, shown
from monitor.config.values import kind

F = TypeVar("F", bound=Form)
Path = tuple[str | int, ...]


def whole(file: Document, form: type[F], report: Report) -> F:
    """Return a file's form; keys with mistakes are reported and left at their defaults."""
    value = dict(file.value)
    for _ in range(2):
        try:
            return form.model_validate(value)
        except ValidationError as error:
            messages.explain(file, (), form, error, report)
            bad = {detail["loc"][0] for detail in error.errors(include_url=False, include_input=False)}
            value = {key: inner for key, inner in value.items() if key not in bad}
    return form.model_validate({})


def only_keys(file: Document, form: type[Form], report: Report) -> None:
    """Report the keys of a file that its form does not know."""
    known = form.known()
    for key in file.value:
        if key not in known:
            remedy = did_you_mean(key, known, f"the keys are: {listed(known)}")
            report.problem(file, (key,), f"unknown key {shown(key)}", remedy, key=True)


def listed_items(file: Document, key: str, form: type[F], report: Report) -> Iterator[tuple[Path, F]]:
    """Give the sound items of the list under ``key``, each with its path."""
    value = file.value.get(key)
    if value is None:
        return
    if not isinstance(value, list):
        report.problem(
            file, (key,), f"{kind(value)} stands where a list belongs", "begin each item with '- '"
        )
        return
    for index, item in enumerate(value):
        found = one(file, (key, index), item, form, report)
        if found is not None:
            yield (key, index), found


def named_items(file: Document, key: str, form: type[F], report: Report) -> Iterator[tuple[Path, str, F]]:
    """Give the sound items of the mapping under ``key``, each with its path and name."""
    value = file.value.get(key)
    if value is None:
        return
    if not isinstance(value, dict):
        remedy = "write 'name:' lines, with what belongs to each indented under it"
        report.problem(file, (key,), f"{kind(value)} stands where a mapping of names belongs", remedy)
        return
    for name, item in value.items():
        found = one(file, (key, name), {} if item is None else item, form, report)
        if found is not None:
            yield (key, name), name, found


def one(file: Document, path: Path, value: object, form: type[F], report: Report) -> F | None:
    """Return ``value`` in its form, or report what is wrong with it.

    What is left of it without the keys in error is checked on, so that its other mistakes are told too; nothing of
    it is ever used, because the configuration is refused. None if it makes no sense without them.
    """
    try:
        return form.model_validate(value)
    except ValidationError as error:
        messages.explain(file, path, form, error, report)
        bad = {str(detail["loc"][0]) for detail in error.errors(include_url=False) if detail["loc"]}
    if not isinstance(value, dict) or not bad or bad & form.essential or not form.essential & value.keys():
        return None
    try:
        rest = form.model_validate({key: inner for key, inner in value.items() if str(key) not in bad})
    except ValidationError:
        return None
    report.excuse(file, path, bad)
    return rest


def declared(file: Document | None, key: str) -> set[str]:
    """Return the ids that the items under ``key`` claim, sound or not."""
    value = file.value.get(key) if file else None
    if isinstance(value, dict):
        return set(value)
    items = value if isinstance(value, list) else []
    return {str(item["id"]) for item in items if isinstance(item, dict) and "id" in item}
