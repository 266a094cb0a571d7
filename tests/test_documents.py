"""What the documents say is true of the code."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer._click.core import Command  # typer ships click as its own
from typer.core import TyperGroup

from monitor.cli import app
from monitor.core import rules

ROOT = Path(__file__).parent.parent
PAGES = (
    "README.md",
    "config/README.md",
    "templates/README.md",
    "monitor/README.md",
    "CONTRIBUTING.md",
    "docs/library.md",
)


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
def test_help_flows_to_the_width_of_the_terminal_and_only_examples_keep_their_lines(
    path: tuple[str, ...],
) -> None:
    paragraphs = (COMMANDS[path].help or "").split("\n\n")

    assert [text for text in paragraphs if "\n" in text and not text.startswith("\b\n")] == []


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


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "'civilians-killed', 'high'"), (1, "('flood', 'Inondations')")],
    ids=["a folder", "rules without files"],
)
def test_a_program_of_the_page_for_libraries_does_what_it_says(
    number: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = re.findall(r"```python\n(.*?)```", (ROOT / "docs/library.md").read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(ROOT)

    done = subprocess.run(
        [sys.executable, "-c", programs[number]],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        timeout=120,
        check=False,
    )

    assert (done.returncode, said in done.stdout) == (0, True), done.stdout + done.stderr


def test_the_face_of_the_rules_gives_what_it_names_and_costs_nothing_until_then() -> None:
    heavy = (
        "import sys, monitor.core.settings; print([name for name in ('re2', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.strip() == "[]"
    assert all(getattr(rules, name) for name in rules.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        rules.nothing  # noqa: B018 - the look itself is tested


def test_every_file_that_contributors_are_sent_to_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:monitor|tests|config|templates|docs)/[\w./-]+)`", text)

    assert len(named) > 30
    assert [path for path in named if not (ROOT / path).exists()] == []
