import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.config import folders

FILES = (
    "monitor.yaml",
    "feeds.yaml",
    "digests.yaml",
    "recipients.yaml",
    "rules/a.yaml",
    "vocabularies/a.yaml",
    "local/a.yaml",
    "places.csv",
    "history.csv",
    "templates/digest.txt.j2",
)
WORDS = [
    "feeds",
    "rules",
    "vocabularies",
    "recipients",
    "digests",
    "alerts",
    "silences",
    "polling",
    "mail",
    "network",
    "store",
    "timezone",
    "id",
    "url",
    "any",
    "all",
    "none",
    "match",
    "condition",
    "terms",
    "places",
    "zone",
    "needs",
    "within",
    "except",
    "cased",
    "raise",
    "lower",
    "examples",
    "regex",
    "literal",
    "casualties",
    "killed",
    "cron",
    "every",
    "to",
    "until",
    "add",
    "remove",
    "severity",
    "high",
    "${HOME}",
    "${X",
    "$$",
    "*a",
    "&a",
    "!!str",
    "|",
    ">",
    "-",
    "?",
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "#",
    "'",
    '"',
    "\\",
    "~",
    "null",
    "true",
    "12",
    "1.5",
    ".inf",
    "0x1",
    "2026-12-01",
    "https://u:p@x.org",
    "sqlite:///x",
    "$v",
    "at*",
    "10m",
    "\t",
    "\n",
    "\r",
    "\x00",
    "\x85",
    "\u2028",
    "\ufeff",
    "é",
    "ي",
    "id,name,country",
    "date,place,tags,source",
]
TOKENS = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
LINES = st.lists(
    st.builds(lambda indent, text: "  " * indent + text, st.integers(0, 4), TOKENS), max_size=12
).map("\n".join)
BODIES = st.one_of(st.binary(max_size=200), LINES.map(lambda text: text.encode("utf-8", "surrogatepass")))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(FILES), body=BODIES)
def test_any_bytes_give_a_configuration_or_the_reasons_why_not(
    tmp_path: Path, name: str, body: bytes
) -> None:
    folders.mistakes(tmp_path, dict.fromkeys(FILES, b"") | {name: body})  # must not raise anything else


# Values of every kind in every place that a form has.
VALUES = st.recursive(
    st.sampled_from([None, True, 0, -1, 3, 1.5, "", "x", "10m", "a: b", "$v", "high", "0 6 * * *", "https://x.org", "é*", "9" * 400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS[:45]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KEYS = st.sampled_from([word for word in WORDS if word.isidentifier()])


def _yaml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {_yaml(inner)}' for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else "null" if value is None else str(value).lower()


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([name for name in FILES if name.endswith(".yaml")]),
    section=KEYS,
    item=st.dictionaries(KEYS, VALUES, max_size=6),
    listed=st.booleans(),
)
def test_any_values_give_a_configuration_or_the_reasons_why_not(
    tmp_path: Path, name: str, section: str, item: dict[str, object], listed: bool
) -> None:
    text = f"{section}: {_yaml([item] if listed else {'x': item})}\n"

    folders.mistakes(tmp_path, {"monitor.yaml": "", name: text})  # must not raise anything else


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("rules/a.yaml", b"[" * 200_000),
        ("rules/a.yaml", b"- " * 100_000),
        ("rules/a.yaml", b"{a: " * 50_000),
        ("rules/a.yaml", b"? " * 100_000),
        ("rules/a.yaml", b"a" * 500_000),
        ("rules/a.yaml", b"a: " + b" " * 500_000),
        ("rules/a.yaml", b"%YAML " + b"1" * 100_000),
        ("rules/a.yaml", b"rules: [" + b"{}," * 10_000 + b"]"),
        ("rules/a.yaml", b"rules: [{id: a, any: [x], condition: '" + b"(" * 50_000 + b"'}]"),
        ("rules/a.yaml", b"rules: [{id: a, any: ['" + b"a " * 50_000 + b"']}]"),
        ("rules/a.yaml", b"vocabularies: {a: {terms: [$b]}, b: {terms: [$a]}}"),
        ("rules/a.yaml", b"x: " + b"9" * 100_000),
        ("places.csv", b'"' * 200_001),
        ("places.csv", b"id,name,country\nx" + b"," * 200_000),
    ],
)
def test_hostile_files_are_refused_in_bounded_time(tmp_path: Path, name: str, body: bytes) -> None:
    begun = time.process_time()

    found = folders.mistakes(tmp_path, {name: body})

    assert found
    assert time.process_time() - begun < 20  # generous: none takes more than 2 s on a slow machine
