"""Items added to lists in files of every layout, and files written as they were."""

from pathlib import Path

import pytest

from monitor.config import changes
from monitor.config.changes import Edit
from monitor.config.environment import Environment, escaped
from monitor.config.yaml.editing import Item, with_items

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
    assert with_items(text, path, (item,)) == expected


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
    assert with_items(text, NO_MATCH, (item,)) is None


def test_what_the_file_cannot_take_goes_to_the_adjustments(tmp_path: Path) -> None:
    files = {"rules/a.yaml": "rules:\n- id: a\n  examples:\n    no_match: |\n      x\n"}
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text(files["rules/a.yaml"])
    local = ("rules", "a", "add_examples", "no_match")
    edits = [Edit(("rules/a.yaml", *NO_MATCH), ({"title": "t", "summary": "s"},), local)]

    changed = changes.plan(tmp_path, files, edits)

    assert list(changed) == [changes.LOCAL]
    assert '- {title: "t", summary: "s"}' in changed[changes.LOCAL]


def test_line_ends_byte_order_mark_and_mode_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    path.chmod(0o640)

    changes.write(tmp_path, {"a.yaml": "a: 1\nb: 2\n"})

    assert path.read_bytes() == b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


FEEDS = (
    {"id": "a", "url": "https://a.example/", "tags": ["x", "y"]},
    {"id": "b", "url": "https://b.example/"},
)
A = '{id: "a", url: "https://a.example/", tags: ["x", "y"]}'
B = '{id: "b", url: "https://b.example/"}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", f"feeds:\n  - {A}\n  - {B}\n", id="an empty file"),
        pytest.param("# ours\n", f"# ours\n\nfeeds:\n  - {A}\n  - {B}\n", id="nothing but a comment"),
        pytest.param("---\n", f"---\n\nfeeds:\n  - {A}\n  - {B}\n", id="nothing but the start of a document"),
        pytest.param("feeds: []\n", f"feeds:\n  - {A}\n  - {B}\n", id="empty brackets"),
        pytest.param("feeds: [ ]  # none", f"feeds:  # none\n  - {A}\n  - {B}\n", id="brackets, a comment, no line end"),
        pytest.param("feeds:\n", f"feeds:\n  - {A}\n  - {B}\n", id="a key alone"),
        pytest.param("feeds: ~\nb: 1\n", f"feeds:\n  - {A}\n  - {B}\nb: 1\n", id="a null that is written out"),
        pytest.param("feeds:   # none yet\n# end\n", f"feeds:   # none yet\n  - {A}\n  - {B}\n# end\n", id="a key and comments"),
        pytest.param("{}", f"{{feeds: [{A}, {B}]}}", id="braces"),
        pytest.param("{feeds: []}", f"{{feeds: [{A}, {B}]}}", id="brackets in braces"),
        pytest.param("feeds: [{id: z, url: u}]\n", f"feeds: [{A}, {B}, {{id: z, url: u}}]\n", id="brackets"),
        pytest.param("feeds:\n- {id: z}\n", f"feeds:\n- {{id: z}}\n- {A}\n- {B}\n", id="dashes in column 0"),
        pytest.param("feeds:\n    - id: z\n      url: u\n\n# end\n", f"feeds:\n    - id: z\n      url: u\n    - {A}\n    - {B}\n\n# end\n", id="four spaces"),
        pytest.param("feeds:\n  -\n    id: z\n", f"feeds:\n  -\n    id: z\n  - {A}\n  - {B}\n", id="dashes on lines of their own"),
        pytest.param("feeds:\n  - id: z", f"feeds:\n  - id: z\n  - {A}\n  - {B}\n", id="no line end"),
    ],
)  # fmt: skip
def test_feeds_are_added_in_the_layout_of_the_file(text: str, expected: str) -> None:
    assert with_items(text, ("feeds",), FEEDS) == expected


@pytest.mark.parametrize("title", ["${HOME}", "a $${HOME} b", "$", "${ HOME}", "$$${A}${B}", "100 $"])
def test_what_looks_like_a_variable_can_be_written_so_that_it_stays(title: str) -> None:
    written = escaped(title)

    assert title == Environment({"HOME": "wrong", "A": "wrong", "B": "wrong"}, Path(), "sqlite:///x.db").fill(
        written
    )
