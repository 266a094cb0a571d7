import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types of its own

from monitor.config import defaults, schemas
from monitor.config.problems.report import Report
from monitor.config.yaml.documents import parse

CONFIG = defaults.config_folder()
SHIPPED = sorted([*CONFIG.glob("*.yaml"), *CONFIG.glob("rules/*.yaml"), *CONFIG.glob("vocabularies/*.yaml")])


@pytest.mark.parametrize("name", schemas.names())
def test_the_schema_in_the_folder_is_the_one_that_is_generated(name: str) -> None:
    stored = (CONFIG / "schema" / f"{name}.json").read_text("utf-8")

    assert stored == schemas.schema(name), "run: monitor schema --write config/schema"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_each_shipped_file_names_its_schema_in_its_first_line(path: Path) -> None:
    schema = "../schema/rules.json" if path.parent != CONFIG else f"schema/{path.stem}.json"

    assert path.read_text("utf-8").partition("\n")[0] == f"# yaml-language-server: $schema={schema}"


def test_every_schema_says_which_dialect_it_is_written_in() -> None:
    assert {json.loads(schemas.schema(name))["$schema"] for name in schemas.names()} == {schemas.DIALECT}


@pytest.mark.parametrize(
    ("name", "text", "accepted"),
    [
        ("monitor", "polling: {every: 15m, max_body: 10MiB}\n", True),
        ("monitor", "polling: {every: 15}\n", False),
        ("monitor", "mail: {from: 'Desk <a@b>'}\n", True),
        ("monitor", "mail: {form: 'Desk <a@b>'}\n", False),
        ("rules", "rules: [{id: a, any: [x, {term: y, cased: true}], raise: {high: any}}]\n", True),
        ("rules", "rules: [{id: a, any: 'x', match: {s: [x], t: {in: title, all: [y]}}}]\n", True),
        ("rules", "rules: [{id: a, any: [2023]}]\n", False),
        ("rules", "vocabularies: {v: {terms: {'*': [x], fr: 'y'}}, w: {terms: [z], except: [y]}}\n", True),
        ("local", "rules: {a: {enabled: false}}\nvocabularies: {v: {add: [x], remove: y}}\n", True),
        ("digests", "digests: [{id: a, to: duty, cron: '0 6 * * *'}]\n", True),
        ("digests", "digests: [{id: a, to: duty, when_empty: perhaps}]\n", False),
        ("feeds", "feeds: [{id: a, url: 'https://x.org', kind: wire}]\n", True),
        ("feeds", "feeds: [{id: a}]\n", False),
        ("recipients", "recipients: {duty: {mail: a@b.org, quiet: '22:00-06:00'}}\n", True),
    ],
)
def test_editors_accept_and_refuse_what_the_loader_does(name: str, text: str, accepted: bool) -> None:
    assert _accepts(name, text) == accepted


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_file_satisfies_its_schema(path: Path) -> None:
    name = path.stem if path.parent == CONFIG else "rules"

    assert _accepts(name, path.read_text("utf-8"))


def _accepts(name: str, text: str) -> bool:
    document = parse("", text, Report())
    assert document is not None
    return bool(Draft202012Validator(json.loads(schemas.schema(name))).is_valid(document.value))
