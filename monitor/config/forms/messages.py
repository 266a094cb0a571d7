"""What pydantic found, in words for the person who wrote the file."""

from collections.abc import Sequence
from typing import Any, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitor.config.forms.form import Form
from monitor.config.problems.report import Report
from monitor.config.problems.suggest import did_you_mean, listed, shown
from monitor.config.values.mistakes import kind
from monitor.config.yaml.nodes import Document

Path = tuple[str | int, ...]

_SECRETS = frozenset(
    {"password", "bearer", "secret", "client_secret", "refresh_token", "headers", "url", "proxy", "store"}
)


def explain(file: Document, path: Path, form: type[Form], error: ValidationError, report: Report) -> None:
    """Report every mistake in what stands at ``path``, which should have had ``form``."""
    for detail in error.errors(include_url=False, include_input=False):
        where = path + detail["loc"]
        of_key = where[-1:] == ("[key]",)
        where = where[:-1] if of_key else where
        wrong, remedy = _words(file, where, form, detail, len(path), of_key=of_key)
        report.problem(file, where, wrong, remedy, key=of_key or detail["type"] == "extra_forbidden")


def _words(
    file: Document, where: Path, form: type[Form], detail: ErrorDetails, above: int, *, of_key: bool
) -> tuple[str, str]:
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "mistake":
            return str(context["wrong"]), str(context["remedy"])
        case "extra_forbidden":
            known = _keys(form, where[above:-1])
            return f"unknown key {shown(where[-1])}", did_you_mean(
                str(where[-1]), known, f"the keys are: {listed(known)}"
            )
        case "missing":
            return f"{shown(where[-1])} is missing", "add it"
        case "literal_error":
            choices = [part.strip("'") for part in str(context["expected"]).replace(" or ", ", ").split(", ")]
            return _choice(file, where, choices, of_key=of_key)
        case name:
            wanted, remedy = _wanted(name, context)
            return f"{_found(file, where)} stands where {wanted} belongs", remedy


def _choice(file: Document, where: Path, choices: Sequence[str], *, of_key: bool) -> tuple[str, str]:
    node = file.node(where) or file.node(where[:-1])
    text = (
        str(where[-1]) if of_key or node is None or isinstance(node.value, dict | list) else str(node.value)
    )
    remedy = did_you_mean(text.strip(), choices, f"write one of {', '.join(choices)}")
    return f"{shown(text)} is not known here", remedy


def _found(file: Document, where: Path) -> str:
    node = file.node(where)
    if node is None:
        return "something else"
    plain = isinstance(node.value, int | float | str) and not isinstance(node.value, bool)
    if not plain or not _SECRETS.isdisjoint(map(str, where)):
        return kind(node.value)
    return f"{kind(node.value)} ({shown(node.value) if isinstance(node.value, str) else node.value})"


def _wanted(name: str, context: dict[str, Any]) -> tuple[str, str]:
    if name in {"greater_than_equal", "less_than_equal"}:
        least, most = context.get("ge"), context.get("le")
        bound = f"at least {least}" if least is not None else f"at most {most}"
        return f"a number of {bound}", "correct it"
    return _WANTED.get(name, ("something else", "compare it with config/README.md"))


def _keys(form: type[Form], path: Path) -> list[str]:
    """Return the keys known where ``path`` leads inside of ``form``."""
    current: set[type[Form]] = {form}
    for step in path:
        names = {form: form.known() for form in current}
        inner = [
            form.model_fields[names[form][step]].annotation
            for form in current
            if isinstance(step, str) and step in names[form]
        ]
        current = {found for annotation in inner for found in _forms(annotation)} or current
    return sorted({key for form in current for key in form.known()})


def _forms(annotation: Any) -> set[type[Form]]:
    """Return the forms an annotation speaks of, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {cast("type[Form]", annotation)}  # every model here is a Form
    return {found for part in get_args(annotation) for found in _forms(part)}


_WANTED = {
    "string_type": ("text", "put it in quotes"),
    "bool_type": ("true or false", "write true or false, without quotes"),
    "int_type": ("a whole number", "write it without a point, a unit or quotes"),
    "list_type": ("a list", "begin each item with '- ', indented under the key"),
    "dict_type": ("a mapping", "write 'name: value' lines, indented under the key"),
    "model_type": ("a mapping", "write 'key: value' lines, indented under the key"),
    "model_attributes_type": ("a mapping", "write 'key: value' lines, indented under the key"),
}
