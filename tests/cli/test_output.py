"""What commands print of texts from outside: as it is written, and nothing that moves a terminal."""

import io
import json
import re
from collections.abc import Callable

import pytest
import typer
from rich.color import ColorSystem
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from monitor.cli import output
from monitor.cli.options import fail
from monitor.core.text.clean import spelled_out
from tests.render.payloads import BIDI, HEADER, HTML, LOG, TEMPLATE

TEXTS = [*LOG, *BIDI, *HEADER, *HTML[:12], *TEMPLATE[:6]]
OURS = re.compile(r"\x1b\[[\d;]*m")  # how rich makes a heading bold
LIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Screen:
    """What a person sees who sits at a wide terminal with colours."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.drawn = io.StringIO()
        self._capsys = capsys

    def read(self) -> str:
        """Return what was written since the last look, all streams together."""
        drawn = self.drawn.getvalue()
        self.drawn.truncate(0)
        self.drawn.seek(0)
        return drawn + "".join(self._capsys.readouterr())


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Screen:
    shown = Screen(capsys)
    for console in (output.console, output.errors):
        monkeypatch.setattr(console, "_file", shown.drawn)
        monkeypatch.setattr(console, "_force_terminal", True)
        monkeypatch.setattr(console, "_color_system", ColorSystem.TRUECOLOR)
        monkeypatch.setattr(console, "_width", 20_000)
    return shown


def bare(text: str) -> str:
    return OURS.sub("", text)


def give_up(text: str) -> None:
    with pytest.raises(typer.Exit):
        fail(text)


SPEAKERS: dict[str, Callable[[str], None]] = {
    "line": output.line,
    "table": lambda text: output.table(("title",), [(text,)]),
    "heading": lambda text: output.console.rule(escape(text)),
    "print": lambda text: output.console.print(escape(text), soft_wrap=True),
    "error": lambda text: output.errors.print(escape(text), soft_wrap=True),
    "wrong": output.wrong,
    "fail": give_up,
}


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_no_text_moves_the_terminal_or_is_markup(screen: Screen, speaker: str) -> None:
    for text in TEXTS:
        SPEAKERS[speaker](text)
        shown = bare(screen.read())

        assert not LIVE.search(shown), text
        assert words(spelled_out(text))[:200] in words(shown), text


def words(text: str) -> str:
    """Give a text without the spaces that a table puts in and a heading cuts."""
    return "".join(text.split())


def test_the_gate_is_what_stops_it(screen: Screen) -> None:
    """The same texts on a console without it do move the terminal: this test can fail."""
    plain = Console(file=screen.drawn, force_terminal=True, width=20_000, highlight=False)
    for text in LOG:
        plain.print(escape(text))

    assert LIVE.search(bare(screen.read()))


@pytest.mark.parametrize("text", TEXTS, ids=[f"text{number}" for number in range(len(TEXTS))])
def test_json_lines_are_one_line_each_and_say_the_same_text(screen: Screen, text: str) -> None:
    output.json_line({"title": text})
    (line,) = screen.read().splitlines()

    assert not LIVE.search(line)
    assert json.loads(line) == {"title": text}


def test_what_rich_draws_itself_is_left_alone(screen: Screen) -> None:
    output.table(("title", "seen"), [("Une attaque près de Téra — «مالي» 👩‍🚒", "06:00")])

    shown = screen.read()

    assert "Une attaque près de Téra — «مالي» 👩‍🚒" in shown
    assert bare(shown) != shown, "the heading is bold"


def test_a_text_object_is_ours_and_may_have_a_style(screen: Screen) -> None:
    output.console.print(Text("bold", style="bold"))

    assert screen.read() == "\x1b[1mbold\x1b[0m\n"


ROW = ("civilians-killed-in-raid", "2026-11-22T16:58:50Z", "مسلحون يهاجمون قافلة للجيش قرب ديبولي " * 3)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_table_cuts_nothing_however_narrow_the_terminal(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(output.console, "_width", width)
    output.table(("rule", "seen", "title"), [ROW])

    drawn = bare(screen.read())
    assert "…" not in drawn
    assert all(cell in drawn for cell in ROW[:2])
    assert set(ROW[2].split()) <= set(drawn.split())


def test_a_table_for_another_program_has_one_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("rule", "seen", "title"), [ROW, ROW])

    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_table_without_headings_begins_with_its_first_row(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("", ""), [("store", "sqlite:///monitor.db")])

    assert capsys.readouterr().out.startswith("store  sqlite:///monitor.db")
