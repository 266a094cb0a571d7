"""Groups of commands that import a command when it is called, and none to list them."""

import builtins
import keyword
from collections.abc import Iterable, Mapping
from importlib import import_module
from inspect import getdoc
from typing import ClassVar

import typer
from typer._click.core import Command, Context  # typer ships click as its own
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


class Lazy(TyperGroup):
    """Finds a command by the name of its module in ``package``: starting one takes a third of the time that all take.

    ``panels`` hold what each command does in one line, in the order of use. A module has the function of the command,
    or an ``app`` of several commands; its name ends with ``_`` where Python has the word itself.
    """

    package: ClassVar[str]
    panels: ClassVar[Mapping[str, Mapping[str, str]]]
    _is_listing = False

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - the base class gives it
        """Name every command, in the order of use."""
        return [name for panel in self.panels.values() for name in panel]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Import one command; None if there is none of this name. In a list of all it is its line only."""
        if self._is_listing:
            return self._line(cmd_name)
        return _imported(self.package, cmd_name) if cmd_name in self.list_commands(ctx) else None

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the list of all commands."""
        self._is_listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._is_listing = False

    def _line(self, name: str) -> Command:
        panel = next(panel for panel, commands in self.panels.items() if name in commands)
        return TyperCommand(name, help=self.panels[panel][name], rich_help_panel=panel)


def group(package: str, text: str, commands: Mapping[str, str]) -> typer.Typer:
    """Return a group of the ``commands`` in ``package``: what each does in one line, by its name."""
    cls = type("Commands", (Lazy,), {"package": package, "panels": {"Commands": commands}})
    app = typer.Typer(cls=cls, no_args_is_help=True, help=text)
    app.callback(help=text)(lambda: None)
    return app


def _imported(package: str, name: str) -> Command:
    word = f"{name}_" if keyword.iskeyword(name) or hasattr(builtins, name) else name
    module = import_module(f"{package}.{word}")
    several: typer.Typer | None = getattr(module, "app", None)
    if several is not None:
        _keep_lines(several.registered_commands)
        command: Command = get_group(several)
    else:
        alone = typer.Typer(rich_markup_mode="rich", add_completion=False)
        alone.command(name)(getattr(module, word))
        _keep_lines(alone.registered_commands)
        command = get_command(alone)
    command.name = name
    return command


def _keep_lines(commands: Iterable[typer.models.CommandInfo]) -> None:
    r"""Let paragraphs flow to the width of the terminal, and turn ``\b`` into the mark by which examples keep lines."""
    for command in commands:
        paragraphs = (getdoc(command.callback) or "").split("\n\n")
        command.help = "\n\n".join(map(_flowing, paragraphs))


def _flowing(paragraph: str) -> str:
    if paragraph.startswith("\\b\n"):
        return "\b" + paragraph.removeprefix("\\b")
    return " ".join(paragraph.split("\n"))
