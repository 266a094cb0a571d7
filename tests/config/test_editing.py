"""Items added to lists in files of every layout, and files written as they were."""

from pathlib import Path

import pytest

from monitor.config import repair
from monitor.config.repair import Edit
from monitor.config.yaml.editing import Item, with_item

NO_MATCH = ("rules", 0, "examples", "no_match")
NONE = ("rules", 0, "none")

CASES = [
    pytest.param(
        "rules:\n  - id: a\n    examples:\n      no_match: |\n        # c\n        one\n\n    # tail\n  - id: b\n",
        NO_MATCH,
        "new: one",
        "rules:\n  - id: a\n    examples:\n      no_match: |\n        # c\n        one\n        new: one\n\n    # tail\n  - id: b\n",
        id="a line of block text needs no quotes",
    ),
    pytest.param(
        "rules:\n  - id: a\n    examples:\n      match: |\n        hit\n\n  # about b\n  - id: b\n",
        NO_MATCH,
        "new",
        "rules:\n  - id: a\n    examples:\n      match: |\n        hit\n      no_match: |\n        new\n\n  # about b\n  - id: b\n",
        id="a missing key comes last",
    ),
    pytest.param(
        "rules:\n  - id: a\n    all:\n    - q\n\n# end\n",
        NO_MATCH,
        "new",
        "rules:\n  - id: a\n    all:\n    - q\n    examples:\n      no_match: |\n        new\n\n# end\n",
        id="two missing keys",
    ),
    pytest.param(
        "rules:\n  - {id: a, any: [x]}\n",
        NO_MATCH,
        "new",
        'rules:\n  - {examples: {no_match: ["new"]}, id: a, any: [x]}\n',
        id="braces",
    ),
    pytest.param(
        "rules: [{id: a, none: [z]}]", NONE, 'a "b"', 'rules: [{id: a, none: ["a \\"b\\"", z]}]', id="brackets"
    ),
    pytest.param(
        "rules:\n  - id: a\n    none: foo bar # c\n",
        NONE,
        "new",
        'rules:\n  - id: a\n    none: ["foo bar", "new"] # c\n',
        id="one item without a list",
    ),
    pytest.param(
        "rules:\n- id: a\n  none:\n  - foo\n  - {term: x,\n     cased: true}\n  # tail\n- id: b\n",
        NONE,
        "new",
        'rules:\n- id: a\n  none:\n  - foo\n  - {term: x,\n     cased: true}\n  - "new"\n  # tail\n- id: b\n',
        id="dashes",
    ),
    pytest.param(
        "rules:\n- id: a\n  none:\n  severity: low\n",
        NONE,
        "new",
        'rules:\n- id: a\n  none: ["new"]\n  severity: low\n',
        id="a key with nothing",
    ),
    pytest.param("", ("rules", "a", "add_none"), "هجوم", "rules:\n  a:\n    add_none: |\n      هجوم\n", id="an empty file"),
    pytest.param(
        "rules:\n- id: a\n  examples:\n    no_match:\n    - x\n",
        NO_MATCH,
        {"title": "t", "summary": "s: 1"},
        'rules:\n- id: a\n  examples:\n    no_match:\n    - x\n    - {title: "t", summary: "s: 1"}\n',
        id="a mapping among dashes",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "item", "expected"), CASES)
def test_an_item_is_added_in_the_layout_of_the_file(
    text: str, path: tuple[str | int, ...], item: Item, expected: str
) -> None:
    assert with_item(text, path, item) == expected


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("rules:\n- id: a\n  examples:\n    no_match: |\n      x\n", {"title": "t", "summary": "s"}),
        ("rules:\n- id: a\n  examples:\n    no_match: |\n      x\n", "# no comment"),
        ("rules:\n- id: a\n  examples: &x {no_match: [y]}\n- id: b\n  examples: *x\n", "new"),
        ("rules: [", "new"),
    ],
)
def test_what_cannot_be_added_without_changing_more_is_refused(text: str, item: Item) -> None:
    assert with_item(text, NO_MATCH, item) is None


def test_what_the_file_cannot_take_goes_to_the_adjustments(tmp_path: Path) -> None:
    files = {"rules/a.yaml": "rules:\n- id: a\n  examples:\n    no_match: |\n      x\n"}
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text(files["rules/a.yaml"])
    local = ("rules", "a", "add_examples", "no_match")
    edits = [Edit(("rules/a.yaml", *NO_MATCH), local, {"title": "t", "summary": "s"})]

    changed = repair.plan(tmp_path, files, edits)

    assert list(changed) == [repair.LOCAL]
    assert '- {title: "t", summary: "s"}' in changed[repair.LOCAL]


def test_line_ends_byte_order_mark_and_mode_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    path.chmod(0o640)

    repair.write(tmp_path, {"a.yaml": "a: 1\nb: 2\n"})

    assert path.read_bytes() == b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]
