"""The HTML of a message: styles in the elements, nothing loaded."""

from pathlib import Path

import pytest

from monitor.render.page import inlined


def test_styles_move_into_the_elements_and_dark_mode_stays() -> None:
    html = "<html><head><style>p{color:red}@media (prefers-color-scheme: dark){p{color:blue!important}}</style></head><body><p>x</p></body></html>"
    page = inlined(html)

    assert '<p style="color:red">x</p>' in page
    assert "prefers-color-scheme: dark" in page


def test_rules_for_classes_that_no_element_has_are_left_out() -> None:
    css = "@media all { .a, .b { color: red; } .b .c { color: blue } p { margin: 0 } @supports (x: y) { .a { top: 0 } } }"
    page = inlined(f'<html><head><style>{css}</style></head><body><p class="a x">x</p></body></html>')

    assert "<style>@media all {.a{color: red}p{margin: 0} @supports (x: y) {.a{top: 0} } }</style>" in page


@pytest.mark.parametrize("kind", ["relative", "absolute", "file", "http"])
def test_no_style_sheet_is_ever_loaded(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sheet = tmp_path / "sheet.css"
    sheet.write_text("p{color:red}")
    where = {
        "relative": "sheet.css",
        "absolute": str(sheet),
        "file": sheet.as_uri(),
        "http": "http://127.0.0.1:9/sheet.css",
    }
    page = inlined(
        f'<html><head><link rel="stylesheet" href="{where[kind]}"></head><body><p>x</p></body></html>'
    )

    assert "red" not in page
    assert "sheet.css" not in page
