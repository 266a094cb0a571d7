"""The parts of a file, each checked by itself: one bad feed does not hide what is wrong with the others."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from monitor.config.forms import messages
from monitor.config.forms.form import Form
from monitor.config.problems.report import Report
from monitor.config.problems.suggest import did_you_mean, listed, shown
from monitor.config.values.mistakes import kind
from monitor.config.yaml.nodes import Document

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
    """Yield the sound items of the list under ``key``, each with its path."""
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
    """Yield the sound items of the mapping under ``key``, each with its path and name."""
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

    What is left of it without the parts in error is checked on, so that its other mistakes are told too; nothing of
    it is ever used, because the configuration is refused. None if it makes no sense without them.
    """
    try:
        return form.model_validate(value)
    except ValidationError as error:
        messages.explain(file, path, form, error, report)
        if not isinstance(value, dict) or not form.essential & value.keys():
            return None
        return _rest(file, path, deepcopy(value), form, error, report)


_STAND_IN: Final = (
    "placeholder"  # stands where a part of a list or mapping was wrong, so that its owner is not empty
)


def _rest(
    file: Document, path: Path, value: dict[str, Any], form: type[F], error: ValidationError, report: Report
) -> F | None:
    """Return ``value`` without its parts in error: a word stands in for them, then what holds them goes."""
    for attempt in range(3):
        for detail in error.errors(include_url=False, include_input=False):
            spot = _reached(value, detail["loc"])
            if not spot or (spot[0] in form.essential and (len(spot) == 1 or attempt == 2)):
                return None
            for length in range(len(spot)):
                report.excuse(file, (*path, *spot[:length]), map(str, spot[length : length + 1]))
            report.excuse(file, (*path, *spot), ())
            is_key = detail["type"] == "extra_forbidden" or detail["loc"][-1] == "[key]"
            _put_right(value, spot[:1] if attempt == 2 else spot, stand_in=attempt == 0 and not is_key)
        try:
            return form.model_validate(value)
        except ValidationError as again:
            error = again
    return None


def _reached(value: Any, steps: Sequence[str | int]) -> Path:
    """Return how far the steps to a mistake lead in what was written: short forms lack some of them."""
    found: list[str | int] = []
    for step in steps:
        is_index = isinstance(value, list) and isinstance(step, int) and step < len(value)
        if is_index or (isinstance(value, dict) and step in value):
            value = value[step]
            found.append(step)
    return tuple(found)


def _put_right(value: Any, spot: Path, *, stand_in: bool) -> None:
    """Let a word stand at ``spot``, or take away the key that holds it; a key of the whole always goes."""
    holders = [value]
    for step in spot[:-1]:
        holders.append(holders[-1][step])
    if stand_in and len(spot) > 1:
        holders[-1][spot[-1]] = _STAND_IN
        return
    for holder, step in reversed(list(zip(holders, spot, strict=True))):
        if isinstance(holder, dict):
            holder.pop(step, None)
            return


def declared(file: Document | None, key: str) -> set[str]:
    """Return the ids that the items under ``key`` claim, sound or not."""
    value = file.value.get(key) if file else None
    if isinstance(value, dict):
        return set(value)
    items = value if isinstance(value, list) else []
    return {str(item["id"]) for item in items if isinstance(item, dict) and "id" in item}
