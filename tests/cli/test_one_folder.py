"""One folder serves one store: whoever touches another's is told before anything happens."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer.main

from monitor import config
from monitor.cli import app
from monitor.store import Store
from tests.cli.calls import call
from tests.servers import FeedServer, serving_feeds

OPML = "<opml><body><outline type='rss' text='More' xmlUrl='http://127.0.0.1:9/more'/></body></opml>"

CHANGING = (
    "run",
    "once",
    "once --all",
    "digest send daily",
    "rules fix 1",
    "rules fix 1 --write",
    "feeds add http://127.0.0.1:9/more",
    "feeds import more.opml",
    "hits mark 1 false",
    "outbox retry",
    "outbox retry 1",
    "silence add --rule attack --until 6h --reason known",
    "silence expire 1",
    "ack 1",
    "drill urgent",
    "rematch --since 7d",
    "db upgrade",
    "db restore backup.db",
)
# What these do is no change, or is refused by other means: `worker` opens the store as `run` does, `init` knows none.
READING = {
    "init", "check", "channel test", "told", "worker", "demo", "feeds list", "feeds export", "feeds test", "parse", "match", "rules check",
    "rules test", "rules try", "rules explain", "rules replay", "rules eval", "rules stats", "hits list", "hits search",
    "stories list", "stories show", "stories eval", "signals list", "signals show", "digest list", "digest preview", "digest show",
    "outbox list", "outbox show", "silence list", "route test", "mail test", "status", "health", "doctor", "db backup",
    "db take-over", "db copy", "db check", "config diff", "schema",
}  # fmt: skip


def write(place: Path, feeds: FeedServer, feed: str, reader: str) -> Path:
    """Write a folder whose store is that of its neighbours, as two made by an older version have it."""
    (place / "rules").mkdir(parents=True)
    texts = {
        "monitor.yaml": "store: sqlite:///var/monitor.db\nnetwork: {allow_private: [127.0.0.0/8]}\n"
        "polling: {first_poll: all}\nmail: {host: 127.0.0.1, port: 9, security: none, from: m@example.org}\n",
        "feeds.yaml": f"feeds:\n  - {{id: {feed}, url: '{feeds.url}/{feed}', title: {feed}}}\n",
        "rules/rules.yaml": "rules:\n  - {id: attack, title: Attack, severity: critical, any: [attack]}\n",
        "digests.yaml": f"recipients: {{{reader}: {{mail: [{reader}@example.org]}}}}\n"
        f"digests: [{{id: daily, to: [{reader}], cron: '0 6 * * *'}}]\n"
        f"alerts: [{{id: now, to: [{reader}], wait: 1s}}]\n",
    }
    for name, text in texts.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """Give two folders that share a store, which serves the first."""
    place = tmp_path_factory.mktemp("beside")
    (place / "more.opml").write_text(OPML, encoding="utf-8")
    with serving_feeds() as server:
        server.publish("rfi", "Attack on the market of Gao")
        watch = write(place / "watch", server, "rfi", "duty")
        trial = write(place / "trial", server, "test", "me")
        assert call("once", "--all", "--config", watch).exit_code == 0
        call("digest", "send", "daily", "--config", watch)
        assert call("db", "backup", place / "backup.db", "--config", watch).exit_code == 0
        yield watch, trial


@pytest.fixture
def folders(made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Give the two folders to a command that is typed beside them."""
    monkeypatch.chdir(made[0].parent)
    return made


def remembered(place: Path) -> dict[str, list[object]]:
    """Return what the store holds of feeds, messages and hits, and every file of the folders."""
    with closing(sqlite3.connect(place / "var" / "monitor.db")) as store:
        tables = ("feeds", "deliveries", "hits", "silences", "orders", "configs", "meta")
        found = {table: store.execute(f"select * from {table} order by 1, 2").fetchall() for table in tables}  # noqa: S608
    files = [
        path for name in ("watch", "trial") for path in sorted((place / name).rglob("*")) if path.is_file()
    ]
    return {**found, "files": [(path, path.read_bytes()) for path in files]}


@pytest.mark.parametrize("command", CHANGING)
def test_a_command_of_another_folder_changes_nothing_and_names_the_right_one(
    folders: tuple[Path, Path], command: str
) -> None:
    watch, trial = folders
    before = remembered(watch.parent)
    done = call(*command.split(), "--config", trial)

    assert done.exit_code == 1
    assert f"serves the folder {watch}, not {trial}: say --config {watch}" in done.stderr
    assert f"monitor db take-over --config {trial}" in done.stderr
    assert remembered(watch.parent) == before


@pytest.mark.parametrize("command", [*CHANGING, "db take-over"])
def test_while_a_service_runs_its_process_is_named_and_nothing_can_be_taken_over(
    folders: tuple[Path, Path], command: str
) -> None:
    watch, trial = folders
    with (
        closing(Store(config.peek_store(watch, {}))) as store,
        store.runners.register("run", datetime.now(UTC)),
    ):
        pid = store.runners._ours.popitem()[1]["pid"]
        done = call(*command.split(), "--config", trial)

    assert done.exit_code == 1
    expected = "stop it first" if command.startswith("db restore") else f"run is at work on it (pid {pid} on "
    assert expected in done.stderr
    assert command.startswith("db restore") or f"say --config {watch}" in done.stderr
    assert "take-over" not in done.stderr


@pytest.mark.parametrize(
    "command", ["status", "hits list", "outbox list", "digest list", "check", "rules test"]
)
def test_a_command_that_only_looks_may_look_from_anywhere(folders: tuple[Path, Path], command: str) -> None:
    _, trial = folders

    assert call(*command.split(), "--config", trial).exit_code in {0, 1}
    assert "serves the folder" not in call(*command.split(), "--config", trial).stderr


def test_who_says_so_takes_a_store_over_and_then_the_first_folder_is_the_other_one(
    folders: tuple[Path, Path],
) -> None:
    watch, trial = folders
    taken = call("db", "take-over", "--config", trial)
    ours = call("once", "--config", trial)
    theirs = call("once", "--config", watch)
    call("db", "take-over", "--config", watch)

    assert taken.stdout.strip().endswith(f"serves {trial} now, and no more {watch}.")
    assert ours.exit_code == 0, ours.stderr
    assert f"serves the folder {trial}, not {watch}" in theirs.stderr


def test_every_command_that_has_a_folder_is_known_to_change_something_or_not() -> None:
    root: Any = typer.main.get_command(app)
    context = typer.Context(root)
    named = set()
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        inner = command.list_commands(context) if hasattr(command, "list_commands") else ()
        named |= {f"{name} {sub}" for sub in inner} or {name}
    changing = {next(word for word in named if f"{line} ".startswith(f"{word} ")) for line in CHANGING}

    assert changing | READING == named
    assert changing & READING == set()


def test_a_backup_put_in_place_by_hand_serves_whom_it_served_and_a_restored_one_the_new_folder(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    watch, trial = made
    own = shutil.copytree(trial, tmp_path / "own")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "monitor.db").write_bytes((watch.parent / "backup.db").read_bytes())
    by_hand = call("once", "--config", own)
    (tmp_path / "var" / "monitor.db").unlink()
    restored = call("db", "restore", watch.parent / "backup.db", "--config", own)
    once = call("once", "--config", own)

    assert by_hand.exit_code == 1
    assert f"serves the folder {watch}" in by_hand.stderr
    assert (restored.exit_code, once.exit_code) == (0, 0)


def test_a_hard_link_to_a_store_leads_to_no_take_over(made: tuple[Path, Path], tmp_path: Path) -> None:
    watch, trial = made
    store = watch.parent / "var" / "monitor.db"
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "monitor.db").hardlink_to(store)
    shutil.copytree(trial, tmp_path / "own")
    done = [
        call(*words, "--config", tmp_path / "own") for words in (("db", "take-over"), ("once",), ("status",))
    ]
    (tmp_path / "var" / "monitor.db").unlink()

    assert all("one of several names" in one.stderr for one in done), [one.stderr for one in done]
    assert all(one.exit_code for one in done)
    with closing(Store(f"sqlite:///{store}")) as kept:
        served = kept.served_folder()
    assert served is not None
    assert served.path == str(watch)
