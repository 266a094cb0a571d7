"""``monitor init``, ``check``, ``schema`` and ``config diff``."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.config import defaults, schemas
from tests.cli.calls import call, objects
from tests.config import folders

GOOD = {
    "feeds.yaml": "feeds: [{id: a, url: 'https://example.org'}]\n",
    "rules/a.yaml": "rules:\n  - {id: a, any: [attack], examples: {match: [attack]}}\n  - {id: b, any: [attack], examples: {match: [raid]}}\n",
    "digests.yaml": "recipients: {d: {mail: a@b.org}, idle: {mail: a@b.org}}\nalerts: [{id: u, to: [d]}]\n",
}
BAD = {"feeds.yaml": "feeds: [{id: a, ulr: 'https://example.org'}]\n"}


def test_init_writes_a_sound_copy_to_edit(tmp_path: Path) -> None:
    made = call("init", tmp_path / "d")

    checked = call("check", "--config", tmp_path / "d")
    assert (made.exit_code, checked.exit_code) == (0, 0), checked.output
    assert (tmp_path / "d" / "monitor.yaml").read_bytes() == (
        defaults.config_folder() / "monitor.yaml"
    ).read_bytes()
    assert (tmp_path / "d" / "schema" / "rules.json").is_file()
    assert (tmp_path / "d" / "README.md").is_file()


def test_init_never_overwrites_and_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("mine")

    result = call("init", tmp_path)

    assert result.exit_code == 1
    assert str(tmp_path / "feeds.yaml") in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feeds.yaml"]


def test_init_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").write_text("mine")

    assert call("init", tmp_path / "d").exit_code == 1


def test_check_says_in_a_few_lines_what_is_good(tmp_path: Path) -> None:
    result = call("check", "--config", folders.write(tmp_path, GOOD))

    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0].endswith(
        "is sound, but 1 rule will not run as written: b. It has 1 feeds, 2 rules, 2 examples, 0 vocabularies, "
        "0 places, 2 recipients, 0 digests, 1 alerts."
    )
    assert lines[2].startswith("Not mailed: no SMTP host.")
    assert lines[3].startswith("held back: b: rules/a.yaml:3: this example must match, but does not: 'raid'")
    assert lines[4].startswith("Of a rule held back the last version runs on; in a new store")
    assert "drop_examples" in lines[6]
    assert "nothing is sent to 'idle'" in lines[7]


def test_check_names_the_remedy_if_a_local_change_makes_an_example_fail(tmp_path: Path) -> None:
    local = "vocabularies: {v: {remove: [raid]}}\n"
    files = GOOD | {
        "rules/a.yaml": "vocabularies: {v: {terms: [raid, attack]}}\n"
        "rules: [{id: b, any: [$v], examples: {match: [raid]}}]\n",
        "local/mine.yaml": local,
    }
    fixed = files | {"local/mine.yaml": f"{local}rules: {{b: {{drop_examples: [raid]}}}}\n"}

    broken = call("check", "--config", folders.write(tmp_path, files)).stdout
    sound = call("check", "--config", folders.write(tmp_path, fixed)).stdout

    assert "is sound, but 1 rule will not run as written: b." in broken
    assert "rules: {ID: {drop_examples: [its title]}}" in broken
    assert "held back" not in sound


def test_check_names_every_mistake_and_exits_1(tmp_path: Path) -> None:
    folder = folders.write(tmp_path, BAD)

    result = call("check", "--config", folder)

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{folder}/feeds.yaml:1:9: feeds.a.url: 'url' is missing, add it",
        f"{folder}/feeds.yaml:1:17: feeds.a.ulr: unknown key 'ulr', did you mean 'url'?",
        "2 mistakes: nothing of this is used until they are fixed",
    ]


def test_check_speaks_json_of_what_is_good(tmp_path: Path) -> None:
    (found,) = objects(call("check", "--json", "--config", folders.write(tmp_path, GOOD)))

    assert found["ok"] is True
    assert (found["feeds"], found["rules"], list(found["held_back"]), len(found["warnings"])) == (
        1,
        2,
        ["b"],
        1,
    )


def test_check_speaks_json_of_mistakes(tmp_path: Path) -> None:
    result = call("check", "--json", "--config", folders.write(tmp_path, BAD))

    found = objects(result)
    assert result.exit_code == 1
    assert found[1] == {
        "file": "feeds.yaml",
        "line": 1,
        "col": 17,
        "path": "feeds.a.ulr",
        "wrong": "unknown key 'ulr'",
        "remedy": "did you mean 'url'?",
    }
    assert found[-1] == {"ok": False, "problems": 2}


def test_check_compiles_the_templates(tmp_path: Path) -> None:
    files = GOOD | {"templates/digest.txt.j2": "{% if %}"}

    result = call("check", "--config", folders.write(tmp_path, files))

    assert result.exit_code == 1
    assert "templates/digest.txt.j2:1: " in result.stderr
    assert "is sound" not in result.stdout


def test_check_of_a_folder_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    result = call("check", "--config", tmp_path / "d")

    assert result.exit_code == 1
    assert "there is no such folder, `monitor init DIR` writes one to edit" in result.stderr


def test_check_creates_no_store(tmp_path: Path) -> None:
    call("check", "--config", folders.write(tmp_path, GOOD))

    assert [path.name for path in tmp_path.iterdir()] == ["config"]


def test_check_needs_nothing_that_windows_lacks(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "for name in ('fcntl', 'resource', 'pwd', 'grp', 'termios'):\n"
        "    sys.modules[name] = None\n"
        "from monitor.cli import main\n"
        "main()\n"
    )
    folder = folders.write(tmp_path, {name: text.replace("\n", "\r\n") for name, text in GOOD.items()})

    done = subprocess.run(
        [sys.executable, "-c", script, "check", "--config", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "is sound" in done.stdout


def test_check_speaks_arabic_whatever_the_console(tmp_path: Path) -> None:
    folder = folders.write(
        tmp_path, {"rules/a.yaml": "rules: [{id: a, any: [x], examples: {match: [هجوم]}}]\n"}
    )

    done = subprocess.run(
        [sys.executable, "-m", "monitor", "check", "--config", str(folder)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )

    assert done.returncode == 0, done.stderr
    assert "هجوم" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("name", schemas.names())
def test_schema_prints_what_editors_need(name: str) -> None:
    assert call("schema", name).stdout == schemas.schema(name)


def test_schema_writes_all_of_them(tmp_path: Path) -> None:
    call("schema", "--write", tmp_path / "schema")

    assert {path.stem for path in (tmp_path / "schema").iterdir()} == set(schemas.names())


def test_schema_of_an_unknown_kind_is_wrong_use() -> None:
    result = call("schema", "rulez")

    assert result.exit_code == 2
    assert "did you mean 'rules'?" in result.stderr


def test_diff_of_an_untouched_copy_is_empty(tmp_path: Path) -> None:
    call("init", tmp_path / "d")

    assert (
        call("config", "diff", "--config", tmp_path / "d").stdout
        == "nothing differs from the shipped configuration\n"
    )


def test_diff_counts_what_is_too_much_to_name(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    call("init", folder)
    (folder / "feeds.yaml").write_text("feeds: [{id: mine, url: 'https://example.org/feed'}]\n", "utf-8")

    folded = call("config", "diff", "--config", folder).stdout
    named = call("config", "diff", "--all", "--config", folder).stdout

    assert re.fullmatch(r"feed: \d+ removed, 1 added \(named with --all\)\n", folded)
    assert "feed mine: added\n" in named
    assert len(objects(call("config", "diff", "--json", "--config", folder))) == len(named.splitlines())


def test_diff_shows_what_a_folder_and_its_adjustments_change(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    call("init", folder)
    rules = next((folder / "rules").iterdir()).read_text("utf-8")
    rule = rules.partition("- id: ")[2].split()[0]
    adjusted = f"vocabularies: {{jnim: {{add: [Brigade X], remove: [JNIM]}}}}\nrules: {{{rule}: {{enabled: false}}}}\n"
    folders.write(folder, {})
    (folder / "local").mkdir(exist_ok=True)
    (folder / "local" / "mine.yaml").write_text(adjusted, "utf-8")
    settings = (folder / "monitor.yaml").read_text("utf-8")
    (folder / "monitor.yaml").write_text(settings.replace("slowest: 1h", "slowest: 2h"), "utf-8")

    shown = call("config", "diff", "--config", folder).stdout
    told = objects(call("config", "diff", "--json", "--config", folder))

    assert "setting polling: changed\n    slowest: 1h → 2h\n" in shown
    assert "    - terms: JNIM\n" in shown
    assert "    + terms: Brigade X\n" in shown
    assert {"kind": "rule", "name": rule, "change": "removed", "details": []} in told
    assert {change["name"] for change in told} == {"polling", "jnim", rule}
