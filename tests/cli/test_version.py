"""Which program runs, on which folder and store."""

import subprocess
import sys
from pathlib import Path

import pytest

from monitor import __version__
from tests.cli.calls import call, configured, objects
from tests.test_documents import ROOT


def test_the_version_can_be_asked_for() -> None:
    assert call("--version").stdout == f"monitor {__version__}\n"


@pytest.mark.parametrize("command", ["status", "doctor --offline"])
def test_the_first_line_says_version_folder_and_store(tmp_path: Path, command: str) -> None:
    folder = configured(tmp_path, feeds="feeds: []\n")
    assert call("once", "--config", folder).exit_code == 0
    first = call(*command.split(), "--config", folder).stdout.splitlines()[0]

    assert f"{__version__}, folder {folder}, store sqlite:///{folder}/var/monitor.db" in first


def test_status_as_json_says_the_same(tmp_path: Path) -> None:
    folder = configured(tmp_path, feeds="feeds: []\n")
    call("once", "--config", folder)
    (record,) = objects(call("status", "--json", "--config", folder))

    assert (record["version"], record["folder"]) == (__version__, str(folder))


def test_the_log_of_a_service_begins_with_version_folder_and_store(tmp_path: Path) -> None:
    folder = configured(tmp_path, feeds="feeds: [\n")  # cannot start
    command = [sys.executable, "-m", "monitor", "run", "--config", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    first = done.stderr.splitlines()[0]

    assert all(word in first for word in (f"version={__version__}", f"folder={folder}", "store=sqlite:///"))


def test_completion_is_offered_only_where_the_shell_knows_the_command_by_its_name() -> None:
    command = [sys.executable, "-m", "monitor", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert "--version" in done.stdout
    assert "--install-completion" not in done.stdout


def test_make_gives_the_checkout_a_command_that_works_from_anywhere(tmp_path: Path) -> None:
    """As `make run` writes it, though with the interpreter of the tests."""
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    python = venv / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (tmp_path / "only.mk").write_text("include Makefile\nonly:\n\t$(command)\n", encoding="utf-8")
    make = ["make", "-f", str(tmp_path / "only.mk"), f"VENV={venv}", "only"]
    subprocess.run(make, cwd=ROOT, check=True, capture_output=True)
    helped = subprocess.run(
        [venv / "bin" / "monitor", "--help"], cwd="/", capture_output=True, text=True, check=False
    )

    assert helped.returncode == 0, helped.stderr
    assert "--install-completion" in helped.stdout


def test_a_list_of_all_commands_imports_none_of_them() -> None:
    text, ours = _imported_by("--help")

    assert {name for name in ours if name.startswith("monitor.")} == {"monitor.cli", "monitor.cli.lazy"}
    assert ours.isdisjoint({"sqlalchemy", "jinja2", "numpy", "re2", "feedparser", "pydantic", "ruamel.yaml"})
    assert all(name in text for name in ("init", "signals", "Operate"))


ENGINE = (
    "re2",
    "monitor.core.rules.compiler",
    "monitor.core.rules.matcher",
    "monitor.core.rules.lab.examples",
)
FORMS = ("monitor.config.loading", "monitor.config.forms.form")
REST = ("jinja2", "feedparser", "monitor.app", "monitor.fetch")


@pytest.mark.parametrize(
    ("command", "spared"),
    [
        (("status",), (*ENGINE, *REST)),
        (("hits", "list"), ("numpy", *ENGINE, *FORMS, *REST)),
        (("outbox", "list"), ("numpy", *ENGINE, *FORMS, *REST)),
        (("digest", "list"), (*ENGINE, *REST)),
        (("check",), ("sqlalchemy", "monitor.app", "monitor.fetch")),
        (("rules", "try", "an attack"), ("sqlalchemy", *REST)),
    ],
)
def test_a_command_loads_what_it_uses(
    tmp_path: Path, command: tuple[str, ...], spared: tuple[str, ...]
) -> None:
    folder = configured(tmp_path, feeds="feeds: []\n")
    assert call("once", "--config", folder).exit_code == 0
    _, imported = _imported_by(*command, "--config", str(folder))

    assert imported.isdisjoint(spared), sorted(imported.intersection(spared))


def _imported_by(*arguments: str) -> tuple[str, set[str]]:
    """Return what a command printed, and the modules that it imported."""
    script = "import atexit, sys; atexit.register(lambda: print(*sys.modules))\nfrom monitor.cli import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    text, _, modules = done.stdout.rstrip("\n").rpartition("\n")
    return text, set(modules.split())
