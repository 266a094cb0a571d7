"""A file that cannot be read is one mistake, told first: what follows from it is not told at all."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor import config
from tests.config import folders

# Each file is referred to by others in every way there is.
FILES: dict[str, str] = {
    "monitor.yaml": "operators: [duty]\nsignals: {actors: [jnim], zones: [core], untouched: [ML], events: [attack]}  # é\n",
    "feeds.yaml": "feeds:\n  - {id: rfi, url: 'https://rfi.example/é', lang: fr, title: Médias}\n",
    "digests.yaml": "digests:\n  - {id: daily, to: [duty], cron: '0 6 * * *', template: own, title: Été,\n"
    "     select: {rules: [attack], feeds: [rfi], places: [gao], countries: [ML], tags: [kill], langs: [fr]}}\n"
    "silences:\n  - {rule: attack, until: 2030-01-01}\n  - {place: gao, until: 2030-01-01}\n",
    "recipients.yaml": "recipients:\n  duty: {mail: [duty@example.org]}  # é\n",
    "vocabularies/groups.yaml": "vocabularies:\n  jnim: {terms: [JNIM], needs: [$context], except: [$context]}\n  context: {terms: [armée]}\n",
    "rules/attack.yaml": "rules:\n  - id: attack\n    tags: [kill]\n    match: {who: [$jnim, {term: Gao, place: gao}], where: [$north]}\n"
    "    none: [$context]\n    examples: {match: [JNIM à Gao]}\n",
    "rules/north.yaml": "vocabularies:\n  north: {places: {zone: core}}  # é\n",
    "local/mine.yaml": "vocabularies: {jnim: {add: [Katiba]}}\nrules: {attack: {severity: high}}  # é\n",
    "places.csv": "id,name,country,zone,ambiguity,needs\ngao,Gao,ML,core,1,context\nsegou,Ségou,ML,core,0,\n",
    "history.csv": "date,place,tags,source\n2025-03-02,gao,attack,Médias\n",
    "templates/own.txt.j2": "é {{ subject }}\n",
}


def replaced(by: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return a damage that puts something else in the place of a file."""

    def damage(path: Path) -> None:
        path.unlink()
        by(path)

    return damage


def spelt(encoding: str) -> Callable[[Path], None]:
    """Return a damage that saves a file in another encoding."""

    def damage(path: Path) -> None:
        path.write_bytes(path.read_text("utf-8").encode(encoding, "replace"))

    return damage


def longer(by: bytes) -> Callable[[Path], None]:
    """Return a damage that adds bytes to a file."""

    def damage(path: Path) -> None:
        path.write_bytes(path.read_bytes() + by)

    return damage


DAMAGES: dict[str, Callable[[Path], None]] = {
    "UTF-16, as Notepad saves it": spelt("utf-16"),
    "UTF-16 without its mark": spelt("utf-16-le"),
    "Windows-1252, as a spreadsheet saves it": spelt("cp1252"),
    "a zero byte": longer(b"\0"),
    "a link to nowhere": replaced(lambda path: path.symlink_to("nowhere")),
    "a link to itself": replaced(lambda path: path.symlink_to(path.name)),
    "a folder of its name": replaced(lambda path: path.mkdir()),
    "too large": longer(b"#" * (4 * 1024 * 1024)),
}


def test_the_files_are_sound(tmp_path: Path) -> None:
    assert folders.mistakes(tmp_path, dict(FILES)) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_damaged_file_is_one_mistake_whatever_it_holds(tmp_path: Path, damage: str) -> None:
    found = {}
    for name in FILES:
        shutil.rmtree(tmp_path / "config", ignore_errors=True)
        folder = folders.write(tmp_path, dict(FILES))
        DAMAGES[damage](folder / name)
        with pytest.raises(config.ConfigError) as told:
            config.load(folder, {})
        found[name] = [line.removeprefix(f"{folder}/") for line in told.value.lines]

    assert {name: lines for name, lines in found.items() if len(lines) > 1} == {}
    assert {name: lines for name, lines in found.items() if not lines[0].startswith(name)} == {}


@pytest.mark.parametrize("name", FILES)
def test_the_cause_stands_before_mistakes_that_have_nothing_to_do_with_it(tmp_path: Path, name: str) -> None:
    texts: dict[str, str | bytes] = {**FILES}
    for other, text in FILES.items():
        if other != name and other.endswith(".yaml"):
            texts[other] = text + "unheard_of: 1\n"
    texts[name] = FILES[name].encode("utf-16")
    told = folders.mistakes(tmp_path, texts)

    assert told[0].startswith(f"{name}:1:1: the file is UTF-16")
    assert len(told) > 1
