import csv
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor import config
from monitor.config import defaults, schemas
from monitor.config.files import history, places
from monitor.config.forms.form import Form
from monitor.config.problems.report import Report
from monitor.config.schemas import _FORMS
from monitor.config.values.spans import spelt
from monitor.config.yaml.documents import parse
from monitor.core.model import Text
from monitor.core.settings import Config
from tests.cli.calls import call, objects
from tests.config import folders

README = (defaults.config_folder() / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
NAMED = {
    match[1]: text
    for kind, text in BLOCKS
    if kind == "yaml" and (match := re.match(r"# (\S+\.yaml)\n", text))
}
ENVIRON = dict.fromkeys(("SMTP_PASSWORD", "NEWS_USER", "NEWS_PASSWORD", "NEWS_KEY"), "x")


def tables(first: str) -> list[list[str]]:
    """Return the rows of all tables whose first column is called so."""
    found = []
    for table in re.findall(rf"^\| {first} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", README, re.MULTILINE):
        rows = [
            re.split(r"(?<!\\) \| ?|\| ", line.strip()[2:-1].rstrip() + " ") for line in table.splitlines()
        ]
        found += [[cell.strip() for cell in row] for row in rows]
    return found


def code(cell: str) -> str:
    match = re.search(r"`([^`]+)`", cell)
    assert match is not None, cell
    return match[1]


@pytest.fixture
def everything(tmp_path: Path) -> Config:
    (tmp_path / "hook-url").write_text("https://hook.example.org")
    (tmp_path / "hook-secret").write_text("x")
    places, history = (text for kind, text in BLOCKS if kind == "csv")
    return folders.load(tmp_path, NAMED | {"places.csv": places, "history.csv": history}, ENVIRON)


def test_all_examples_together_are_one_sound_configuration(everything: Config) -> None:
    assert everything.held_back == {}
    assert len(everything.feeds) == 6
    assert len(everything.ruleset.rules) == 5
    expected = (
        "nobody reads 'duty@example.org'",
        "nothing is sent to 'desk'",
        "no example of 'jihadist-attack'",
    )
    assert [line for line in everything.warnings if not any(part in line for part in expected)] == []


def test_the_adjustments_shown_do_what_they_say(everything: Config) -> None:
    assert "towns" not in {rule.id for rule in everything.ruleset.rules}
    assert "GSIM" not in {term.text for term in everything.ruleset.vocabularies["jnim"].terms}


def test_the_three_ways_to_write_a_list_mean_the_same(everything: Config) -> None:
    lists = [everything.ruleset.vocabularies[name].terms for name in ("brackets", "dashes", "block")]

    assert lists[0] == lists[1] == lists[2]


@pytest.mark.parametrize("row", tables("write"), ids=lambda row: row[0])
def test_a_term_hits_what_the_table_says(tmp_path: Path, row: list[str]) -> None:
    written, hit, missed, _ = row

    found = _hits(tmp_path, f"rules:\n  - id: a\n    any:\n      - {code(written)}\n", [hit, missed])

    assert found == [True, False]


@pytest.mark.parametrize("row", tables("condition"), ids=lambda row: row[0])
def test_a_condition_holds_where_the_table_says(tmp_path: Path, row: list[str]) -> None:
    condition, hit, missed, _ = row
    rule = NAMED["rules/conditions.yaml"].replace("actor and place and event", f"'{code(condition)}'")

    assert _hits(tmp_path, rule, [hit, missed]) == [True, False]


def test_a_place_in_the_title_does_not_count_in_the_summary(tmp_path: Path) -> None:
    rule = NAMED["rules/conditions.yaml"].replace("actor and place and event", "place in title")
    loaded = folders.load(tmp_path, {"rules/a.yaml": rule})

    assert config.matcher(loaded).match([Text("Calm", "In Gao")]) == [()]


def _hits(tmp_path: Path, rules: str, titles: list[str]) -> list[bool]:
    loaded = folders.load(tmp_path, {"rules/a.yaml": rules})
    return [bool(found) for found in config.matcher(loaded).match([Text(title, "") for title in titles])]


def test_every_key_of_every_form_is_documented() -> None:
    words = {word for span in re.findall(r"`([^`\n]+)`", README) for word in re.findall(r"\w+", span)}
    words |= {word for kind, text in BLOCKS if kind == "yaml" for word in re.findall(r"\w+(?=:)", text)}

    for name in schemas.names():
        missing = _keys(_FORMS[name]) - words
        assert not missing, f"config/README.md says nothing of {missing} of {name}"


def _keys(form: type[Form]) -> set[str]:
    found, open_forms = set[str](), [form]
    for each in open_forms:
        found |= set(each.known())
        for field in each.model_fields.values():
            open_forms += [inner for inner in _forms(field.annotation) if inner not in open_forms]
    return found


def _forms(annotation: Any) -> set[type[Form]]:
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return {annotation}
    return {form for part in getattr(annotation, "__args__", ()) for form in _forms(part)}


def test_the_defaults_in_the_table_are_the_real_ones(tmp_path: Path) -> None:
    found = folders.load(tmp_path, {"monitor.yaml": ""})
    rows = {code(row[0]): row[1].strip("`") for row in tables("key") if row[1].startswith("`")}
    sections = ("polling", "network", "mail", "heartbeat", "retention", "signals")
    documented = {key: text for key, text in rows.items() if key.partition(".")[0] in sections}
    names = {"mail.from": "sender"}
    without = {"mail.password_file", "heartbeat.url_file"}

    assert len(documented) > 30
    for key, text in documented.items():
        if key not in without:
            section, _, name = key.partition(".")
            real = getattr(getattr(found, section), names.get(key, name))
            assert _spelt(real) == _plain(text), key


def _spelt(value: object) -> object:
    if isinstance(value, timedelta):
        return spelt(value)
    if value == 10 * 1024 * 1024:
        return "10MiB"
    return list(value) if isinstance(value, tuple) else value


def _plain(text: str) -> object:
    document = parse("", f"x: {text}\n", Report())
    assert document is not None
    return document.value["x"]


def test_every_link_leads_to_a_heading() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in README.splitlines()
        if line.startswith("#")
    }

    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= headings


def test_the_columns_of_the_tables_are_all_told() -> None:
    told = {word for row in tables("column") for word in re.findall(r"`(\w+)`", row[0])}

    assert told == {*places.REQUIRED, *places.OPTIONAL, *history.REQUIRED, *history.OPTIONAL}


def test_the_zones_and_sources_told_are_those_that_ship() -> None:
    rows = list(csv.DictReader((defaults.config_folder() / "places.csv").read_text("utf-8").splitlines()))
    told = {
        row[0]: set(re.findall(r"`(\w+)`", row[1].partition("Shipped:")[2]))
        for row in tables("column")
        if "Shipped:" in row[1]
    }

    assert told["`zone`"] == {row["zone"] for row in rows}
    assert {row["source"] for row in rows} <= told["`source`"]


@pytest.mark.parametrize(("command", "number"), [("rules", 0), ("stories", 1)])
def test_the_labelled_lines_shown_are_read(tmp_path: Path, command: str, number: int) -> None:
    line = [text for kind, text in BLOCKS if kind == "json"][number]
    (tmp_path / "labelled.jsonl").write_text(line + line.replace('"1"', '"2"'))
    folder = folders.write(
        tmp_path, {"rules/a.yaml": "rules: [{id: a, tags: [armed_attack], any: [attack]}]\n"}
    )

    result = call(command, "eval", tmp_path / "labelled.jsonl", "--json", "--config", folder)

    assert (result.exit_code, objects(result)[0]["recall"]) == (0, 1.0), result.output
