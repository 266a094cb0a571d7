"""What the documents say is true of the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer._click.core import Command  # typer ships click as its own
from typer.core import TyperGroup

from monitor.cli import app

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "config/README.md", "templates/README.md", "monitor/README.md")


def _commands(command: Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Command]]:
    if isinstance(command, TyperGroup):
        context = command.make_context("monitor", [], resilient_parsing=True)
        for name in command.list_commands(context):
            sub = command.get_command(context, name)
            assert sub is not None
            yield from _commands(sub, (*path, name))
    else:
        yield path, command


COMMANDS = dict(_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    assert f"monitor {' '.join(path)}" in (COMMANDS[path].help or "")


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_takes_a_configuration_folder(path: tuple[str, ...]) -> None:
    options = {option for parameter in COMMANDS[path].params for option in parameter.opts}

    assert "--config" in options or path[0] in {"init", "demo", "schema"} or path == ("db", "copy")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_named_in_a_document_exists(page: str) -> None:
    named = re.findall(r"(?:^|`)monitor ((?:[a-z]+ ?)+)", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    known = {" ".join(path) for path in COMMANDS} | {" ".join(path[:1]) for path in COMMANDS}

    unknown = [words for words in named if not any(words.strip().startswith(command) for command in known)]

    assert not unknown


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", (ROOT / page).read_text("utf-8"))

    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


def test_the_map_has_a_line_for_every_package_of_the_core() -> None:
    rooms = {path.parent.name for path in (ROOT / "monitor" / "core").glob("*/__init__.py")}

    named = set(re.findall(r"`core/([a-z]+)/`", (ROOT / "monitor/README.md").read_text("utf-8")))

    assert rooms <= named
