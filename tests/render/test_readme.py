"""templates/README.md names every value that templates see, and none besides."""

import re
from pathlib import Path
from typing import Any

import pytest

from monitor.core.editions.compose import compose
from monitor.render.context import edition_context, notice_context
from monitor.render.environment import shipped
from monitor.render.languages import LANGUAGES
from tests.editions import DIGEST, envelope
from tests.render import golden

README = (Path(__file__).parents[2] / "templates" / "README.md").read_text("utf-8")
MESSAGE: dict[str, Any] = edition_context(compose(golden.day(DIGEST, "en")), envelope())
NOTICE: dict[str, Any] = notice_context(golden.notice())
STORY = MESSAGE["sections"][1]["cards"][0]
SHARED = {"lang", "dir", "comma", "colon", "w", "subject", "discreet", "preheader", "lead", "notes"}


def documented(heading: str) -> set[str]:
    section = README.partition(f"### {heading}\n")[2].partition("\n### ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Message", set(MESSAGE)),
        ("Band", set(MESSAGE["overview"][0])),
        ("Section", set(MESSAGE["sections"][0])),
        ("Section", set(MESSAGE["developing"])),
        ("Story", set(STORY)),
        ("Correction", set(MESSAGE["corrections"][0]) - set(STORY)),
        ("Entry", set(STORY["entries"][0])),
        ("Piece", set(STORY["extract"][0])),
        ("Why", set(STORY["whys"][0])),
        ("Outlet", set(STORY["outlets"][0])),
        ("Signal", set(MESSAGE["signals"][0])),
        ("Suppressed", set(MESSAGE["suppressed"][0])),
        ("Chart", set(MESSAGE["days"])),
        ("Row", set(MESSAGE["days"]["rows"][0])),
        ("Coverage", set(MESSAGE["coverage"])),
        ("Footer", set(MESSAGE["footer"])),
        ("Notice", set(NOTICE) - SHARED),
        ("Item", set(NOTICE["items_told"][0])),
    ],
)
def test_the_readme_names_every_value(heading: str, values: set[str]) -> None:
    assert documented(heading) == values


def test_the_readme_names_every_word() -> None:
    assert set(re.findall(r"`w\.(\w+)`", README)) == set(LANGUAGES["en"].words)


def test_the_readme_names_every_template() -> None:
    named = set(re.findall(r"^\| `(\w+)` \| (?:a digest|an alert|the machine)", README, re.MULTILINE))

    assert named == {name.partition(".")[0] for name in shipped() if not name.startswith("_")}


def test_every_word_is_used() -> None:
    used = set(re.findall(r"\bw\.(\w+)", " ".join(shipped().values())))

    assert used == set(LANGUAGES["en"].words)
