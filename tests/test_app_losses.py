"""Files that are being saved, cut off, emptied or gone: what ran before runs on, and nothing that waits ends."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from monitor import config, runtime
from monitor.app import App, Refused, Reloaded

FILES = {
    "monitor.yaml": "timezone: UTC\nmail: {host: mail.example.org, from: m@example.org}\nweb: {listen: 127.0.0.1:0}\n",
    "feeds.yaml": "feeds:\n  - {id: rfi, url: 'https://rfi.example/a'}\n  - {id: afp, url: 'https://afp.example/b'}\n",
    "digests.yaml": "digests:\n  - {id: daily, to: [duty], cron: '0 6 * * *'}\nalerts:\n  - {id: urgent, to: [duty, desk]}\n",
    "recipients.yaml": "recipients:\n  duty: {mail: [duty@example.org]}\n  desk: {mail: [desk@example.org]}\n",
    "rules/attack.yaml": "rules:\n  - id: attack\n    severity: high\n    any: |\n      attack\n      attaque\n",
    "rules/more.yaml": "rules:\n  - {id: flood, any: [flood]}\n",
    "vocabularies/words.yaml": "vocabularies:\n  towns: {terms: [Gao, Mopti]}\n",
    "local/mine.yaml": "rules:\n  flood: {severity: low}\n",
    "places.csv": "id,name,country\ngao,Gao,ML\nmopti,Mopti,ML\n",
    "history.csv": "date,place,tags,source\n2025-03-02,gao,attack,press\n2025-03-03,gao,attack,press\n",
    "templates/digest.txt.j2": "{{ subject }}\nours\nto the end\n",
}


def write(folder: Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "config")
    return tmp_path / "config"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.app._STILL", 0.02)


Edit = Callable[[], object]


def outcomes(folder: Path, edits: Mapping[str, Edit]) -> dict[str, tuple[object, bool]]:
    """Return, for each edit of whole files, what a reload comes to and whether what ran before runs on.

    Between two edits the files are as they were.
    """

    async def reloaded() -> dict[str, tuple[object, bool]]:
        found: dict[str, tuple[object, bool]] = {}
        async with App.open(folder, {}, kind="run") as app:
            for name, edit in edits.items():
                before = app.deps
                edit()
                found[name] = await app.reload_if_changed(), app.deps is before
                write(folder)
                await app.reload_if_changed()
        return found

    return runtime.run(reloaded())


DAMAGES: dict[str, Callable[[Path, str], object]] = {
    "empty": lambda path, _: path.write_bytes(b""),
    "blank lines": lambda path, _: path.write_bytes(b"\n\n  \n"),
    "cut in the last line": lambda path, text: path.write_text(text[:-4], encoding="utf-8"),
    "cut where it still reads well": lambda path, text: path.write_text(
        text[: text.rindex("\n", 0, -1)], encoding="utf-8"
    ),
}


def named(found: dict[str, tuple[object, bool]]) -> dict[str, object]:
    """Return the edits that were not refused, or not for what they did to the file of their name first of all."""
    return {
        name: outcome
        for name, (outcome, runs_on) in found.items()
        if not (isinstance(outcome, Refused) and f"config/{name}" in outcome.problems[0] and runs_on)
    }


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_was_emptied_or_cut_off_is_refused_whatever_its_kind(folder: Path, damage: str) -> None:
    found = outcomes(
        folder, {name: partial(DAMAGES[damage], folder / name, text) for name, text in FILES.items()}
    )

    assert named(found) == {}


def test_a_file_or_a_folder_that_is_gone_for_a_moment_is_refused(folder: Path) -> None:
    gone: dict[str, Edit] = {name: (folder / name).unlink for name in FILES if "/" not in name}
    for part in ("rules", "vocabularies", "local", "templates"):
        gone[part] = partial((folder / part).rename, folder.parent / f"old-{part}")

    assert named(outcomes(folder, gone)) == {}


MEANT = {
    "feeds.yaml": "feeds: []\n",
    "digests.yaml": "digests: []\n",
    "recipients.yaml": "recipients: {duty: {mail: [duty@example.org]}, desk: {mail: []}}\n",
    "rules/more.yaml": "rules: []\n",
    "places.csv": "id,name,country\ngao,Gao,ML\n",
    "history.csv": "date,place,tags,source\n",
    "monitor.yaml": "mail: {host: null}\n",
}


def test_what_a_person_says_by_a_whole_file_is_meant(folder: Path) -> None:
    def edit(name: str) -> None:
        (folder / "local" / "mine.yaml").unlink()  # adjusts the rule that one of them takes away
        (folder / name).write_text(MEANT[name], encoding="utf-8")

    found = outcomes(folder, {name: partial(edit, name) for name in MEANT})

    assert {name: outcome for name, (outcome, _) in found.items() if not isinstance(outcome, Reloaded)} == {}


def test_whole_lines_taken_from_the_end_are_meant_and_so_is_a_file_of_several_that_was_removed(
    folder: Path,
) -> None:
    def edit() -> None:
        lines = FILES["feeds.yaml"].splitlines(keepends=True)
        (folder / "feeds.yaml").write_text("".join(lines[:-1]), encoding="utf-8")
        (folder / "local" / "mine.yaml").unlink()
        (folder / "templates" / "digest.txt.j2").unlink()

    outcome, _ = outcomes(folder, {"": edit})[""]

    assert isinstance(outcome, Reloaded)
    assert list(outcome.config.feeds) == ["rfi"]


def test_a_way_of_sending_is_not_changed_by_leaving_something_out(folder: Path) -> None:
    texts = (
        "timezone: UTC\nweb: {listen: 127.0.0.1:0}\n",  # commented out while trying something
        "timezone: UTC\nmail: {from: m@example.org}\nweb: {listen: 127.0.0.1:0}\n",
        "timezone: UTC\nmail:\nweb: {listen: 127.0.0.1:0}\n",
    )
    main = folder / "monitor.yaml"
    found = outcomes(folder, {text: partial(main.write_text, text, encoding="utf-8") for text in texts})

    for outcome, runs_on in found.values():
        assert isinstance(outcome, Refused)
        assert "say `mail: {host: null}`" in outcome.problems[0]
        assert runs_on


def test_what_is_refused_is_told_and_over_when_the_file_is_whole_again(folder: Path) -> None:
    async def saved() -> tuple[object, object, bool]:
        async with App.open(folder, {}, kind="run") as app:
            (folder / "digests.yaml").write_bytes(b"")
            refused = await app.reload_if_changed()
            told = app.store.configs.refusal() is not None
            (folder / "digests.yaml").write_text(FILES["digests.yaml"], encoding="utf-8")
            again = await app.reload_if_changed()
            return refused, again, told and app.store.configs.refusal() is None

    refused, again, told = runtime.run(saved())

    assert isinstance(refused, Refused)
    assert isinstance(again, Reloaded)
    assert told


def in_pieces(path: Path, text: str) -> None:
    """Write as a slow copy does."""
    with path.open("w", encoding="utf-8") as file:
        for at in range(0, len(text), 40):
            file.write(text[at : at + 40])
            file.flush()
            time.sleep(0.03)


def in_place(path: Path, text: str) -> None:
    path.write_bytes(b"")
    time.sleep(0.1)
    path.write_text(text, encoding="utf-8")


def beside(path: Path, text: str) -> None:
    path.rename(path.with_suffix(".bak"))
    time.sleep(0.1)
    path.with_suffix(".tmp").write_text(text, encoding="utf-8")
    path.with_suffix(".tmp").rename(path)


@pytest.mark.parametrize("save", [in_pieces, in_place, beside], ids=lambda save: save.__name__)
def test_files_are_read_once_they_are_still(
    folder: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path, str], None]
) -> None:
    monkeypatch.setattr("monitor.app._STILL", 2.0)  # far longer than a busy machine lets the writer wait
    text = FILES["feeds.yaml"] + "".join(
        f"  - {{id: f{n}, url: 'https://f{n}.example/'}}\n" for n in range(9)
    )

    async def saved() -> tuple[object, bool]:
        async with App.open(folder, {}, kind="run") as app:
            before = config.fingerprint(folder)
            saving = asyncio.create_task(asyncio.to_thread(save, folder / "feeds.yaml", text))
            while config.fingerprint(folder) == before:  # noqa: ASYNC110 - a file has no event
                await asyncio.sleep(0.005)
            outcome = await app.reload_if_changed()
            await saving
            return outcome, app.store.configs.refusal() is None

    outcome, unrefused = runtime.run(saved())

    assert isinstance(outcome, Reloaded)
    assert len(outcome.config.feeds) == 11
    assert unrefused


def test_a_start_with_an_emptied_file_runs_on_the_last_good_configuration(folder: Path) -> None:
    async def started() -> tuple[int, int]:
        async with App.open(folder, {}, kind="run") as app:
            before = len(app.deps.config.feeds)
        (folder / "feeds.yaml").write_bytes(b"")
        async with App.open(folder, {}, kind="run") as app:
            return before, len(app.deps.config.feeds)

    assert runtime.run(started()) == (2, 2)


def test_a_configuration_that_another_process_left_in_the_store_is_put_right(folder: Path) -> None:
    async def displaced() -> tuple[bool, list[str]]:
        async with App.open(folder, {}, kind="run") as app:
            stray = replace(app.deps.config, hash="f" * 64, feeds={})
            app.store.configs.store_good(stray, datetime.now(UTC), runner="somebody-dead")
            app.store.feeds.register((), datetime.now(UTC))
            await app.reload_if_changed()
            asked = [feed.feed for feed in app.store.feeds.coverage(datetime.now(UTC))]
            return app.store.configs.current_hash() == app.deps.config.hash, asked

    ours, asked = runtime.run(displaced())

    assert ours
    assert asked == ["afp", "rfi"]


def test_a_configuration_of_a_living_process_is_left_alone(folder: Path) -> None:
    async def beside() -> tuple[str | None, str]:
        async with (
            App.open(folder, {}, kind="worker") as first,
            App.open(folder, {}, kind="worker") as second,
        ):
            newer = replace(second.deps.config, hash="f" * 64)
            second.store.configs.store_good(newer, datetime.now(UTC), runner=second.deps.runner)
            await first.reload_if_changed()
            return first.store.configs.current_hash(), newer.hash

    current, newer = runtime.run(beside())

    assert current == newer
