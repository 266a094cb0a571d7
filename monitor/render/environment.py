"""The sandbox that templates run in, and where they come from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    Environment,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
    nodes,
    pass_context,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.render.safe import apart

SUFFIX = {"text": ".txt.j2", "html": ".html.j2"}
CAP = 24 * 1024 * 1024  # characters of one rendered part: far above any edition, far below a machine's memory
SHIPPED = "shipped/"  # what the names of the shipped templates begin with, where they must be told apart
_GLOBALS = ("range", "dict", "namespace")


@dataclass(frozen=True, slots=True)
class Fault:
    """A user's template that failed: which, and why in one line."""

    name: str
    error: str

    def __str__(self) -> str:
        return f"{self.name}: {self.error}"


class _Unfolded(CodeGenerator):
    """Computes nothing while a template is compiled: a constant may be as large as a memory, or need for ever."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox in which escaping cannot be switched off: headlines come from strangers."""

    code_generator_class = _Unfolded
    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply and raise to powers within reason."""
        if _size(operator, left, right) > CAP:
            raise SecurityError(f"the result of {operator} is too large")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.ScopedEvalContextModifier):
            raise TemplateSyntaxError("escaping is switched off", node.lineno, name, filename)
        return tree


class _Named(DictLoader):
    """Templates by name, under which they stand in tracebacks as well: a mistake is told with its line."""

    def __init__(self, templates: Mapping[str, str], prefix: str = "") -> None:
        super().__init__(templates)
        self._prefix = prefix

    def get_source(  # type: ignore[override]  # the base gives no name, its own base does
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template with the name that tracebacks call it by."""
        source, _, is_current = super().get_source(environment, template)
        return source, self._prefix + template, is_current


class TooLongError(Exception):
    """A template wrote more than any message may hold."""


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, str]:
    """Read the templates that ship, by name; from the wheel's copy or from the checkout."""
    package = Path(__file__).resolve().parents[1]
    folders = (package / "_defaults" / "templates" / "mail", package.parent / "templates" / "mail")
    folder = next(folder for folder in folders if folder.is_dir())
    return {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.j2"))}


def environment(templates: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    """Return the sandbox with these templates over the shipped ones; compiled templates are kept while in use."""
    return _environment(tuple(sorted(templates.items())))


def write(env: ImmutableSandboxedEnvironment, name: str, values: Mapping[str, object]) -> str:
    """Render a template, refusing to write more than a message may hold."""
    return "".join(_capped(env.get_template(name).generate(**values)))


@lru_cache(maxsize=4)  # one per configuration at work; compiling costs more than rendering
def _environment(templates: tuple[tuple[str, str], ...]) -> ImmutableSandboxedEnvironment:
    own = _Named(shipped(), SHIPPED)
    loaders: list[BaseLoader] = [_Named(dict(templates)), own, PrefixLoader({SHIPPED.strip("/"): own})]
    env = _Sandbox(
        loader=ChoiceLoader(loaders),
        autoescape=_is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,
        auto_reload=False,
    )
    env.globals = {name: env.globals[name] for name in _GLOBALS}
    env.filters["isolated"] = _isolated
    del env.filters["safe"]  # nothing from outside is ever safe
    return env


def _size(operator: str, left: Any, right: Any) -> int:
    """Return about how many characters, items or bits a product or a power has; 0 where it cannot be large."""
    match left, right:
        case int(), int():
            return left.bit_length() * abs(right) if operator == "**" else 0
        case (str() | list() | tuple() as many, int(times)) | (int(times), str() | list() | tuple() as many):
            return len(many) * times
        case _:
            return 0


def _is_html(name: str | None) -> bool:
    """Escape everything but in templates that are text by name."""
    return name is None or not name.endswith(SUFFIX["text"])


@pass_context
def _isolated(context: Context, text: str) -> str:
    return apart(text, context["dir"])


def _capped(chunks: Iterator[str]) -> Iterator[str]:
    written = 0
    for chunk in chunks:
        written += len(chunk)
        if written > CAP:
            raise TooLongError(f"the template wrote more than {CAP // 1024 // 1024} MB")
        yield chunk
