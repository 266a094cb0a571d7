"""Attacks on "one folder serves one store" and on the slowness of endings, by accident and by hand."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import config, runtime
from monitor.app import App, Refused, Reloaded
from monitor.config import ConfigError
from monitor.store import Store, StoreError
from tests.cli.calls import call

FEEDS = "feeds:\n  - {id: rfi, url: 'https://rfi.example/a'}\n  - {id: afp, url: 'https://afp.example/b'}\n"
ORDERS = (
    "recipients: {duty: {mail: [duty@example.org]}}\ndigests: [{id: daily, to: [duty], cron: '0 6 * * *'}]\n"
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.app._STILL", 0.02)


def write(place: Path, main: str = "timezone: UTC\n", feeds: str = FEEDS) -> Path:
    (place / "rules").mkdir(parents=True, exist_ok=True)
    texts = {"monitor.yaml": main, "feeds.yaml": feeds, "digests.yaml": ORDERS, "rules/a.yaml": "rules: []\n"}
    for name, text in texts.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def served(folder: Path, environ: dict[str, str] | None = None) -> list[str]:
    """Start and stop a service on a folder; return the feeds it watches."""

    async def once() -> list[str]:
        async with App.open(folder, environ or {}, kind="run") as app:
            return sorted(app.deps.config.feeds)

    return runtime.run(once())


def watched(folder: Path) -> list[str]:
    path = config.peek_store(folder, {}).removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as store:
        return [row[0] for row in store.execute("select id from feeds where due_at is not null order by id")]


def test_a_copy_of_a_folder_with_its_store_does_not_send_its_messages_again(tmp_path: Path) -> None:
    served(write(tmp_path / "watch"))
    shutil.copytree(tmp_path / "watch", tmp_path / "copy")
    with pytest.raises(StoreError, match=rf"serves the folder {tmp_path}/watch, not {tmp_path}/copy"):
        served(tmp_path / "copy")


def test_a_store_of_another_folder_named_by_the_environment_is_refused(tmp_path: Path) -> None:
    served(write(tmp_path / "watch"))
    environ = {"MONITOR_STORE": config.peek_store(tmp_path / "watch", {})}
    with pytest.raises(StoreError, match="say --config"):
        served(write(tmp_path / "trial", feeds="feeds: []\n"), environ)

    assert watched(tmp_path / "watch") == ["afp", "rfi"]


def test_a_release_behind_a_link_is_the_folder_it_was(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(
            tmp_path / "releases" / name,
            "store: sqlite:////" + str(tmp_path / "monitor.db").lstrip("/") + "\n",
        )
    live = tmp_path / "live"
    live.symlink_to("releases/one")
    served(live)
    live.unlink()
    live.symlink_to("releases/two")

    assert served(live) == ["afp", "rfi"]


@pytest.mark.parametrize("way", ["watch/", "watch/../watch", "./watch", "link"])
def test_every_way_to_a_folder_leads_to_the_same_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    served(write(tmp_path / "watch"))
    (tmp_path / "link").symlink_to("watch")
    monkeypatch.chdir(tmp_path)
    environ = {"MONITOR_STORE": config.peek_store(tmp_path / "watch", {})}

    assert served(Path(way), environ) == ["afp", "rfi"]


def test_a_folder_that_was_moved_takes_its_store_along(tmp_path: Path) -> None:
    served(write(tmp_path / "watch"))
    (tmp_path / "watch").rename(tmp_path / "live")

    assert served(tmp_path / "live") == ["afp", "rfi"]
    assert watched(tmp_path / "live") == ["afp", "rfi"]


def test_of_two_folders_started_at_once_on_a_new_store_exactly_one_serves_it(tmp_path: Path) -> None:
    main = f"store: sqlite:///{tmp_path}/shared.db\n"
    folders = [write(tmp_path / name, main) for name in ("one", "two", "three")]
    outcomes: list[object] = []

    def start(folder: Path) -> None:
        store, ours = Store(f"sqlite:///{tmp_path}/shared.db"), config.identity(folder)
        try:
            store.open()
            store.holder.claim(ours)
            outcomes.append(folder)
        except StoreError as error:
            outcomes.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=start, args=(folder,)) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([outcome for outcome in outcomes if isinstance(outcome, Path)]) == 1
    assert all("serves the folder" in str(outcome) for outcome in outcomes if isinstance(outcome, StoreError))


def test_after_a_take_over_bad_files_never_run_what_the_other_folder_ran(tmp_path: Path) -> None:
    main = f"store: sqlite:///{tmp_path}/shared.db\n"
    served(write(tmp_path / "watch", main))
    trial = write(tmp_path / "trial", main, feeds="feeds: [")
    assert call("db", "take-over", "--config", trial).exit_code == 0
    with pytest.raises(ConfigError, match=r"trial/feeds\.yaml"):
        served(trial)


def test_after_a_take_over_files_of_the_new_folder_are_not_measured_by_those_of_the_old(
    tmp_path: Path,
) -> None:
    main = f"store: sqlite:///{tmp_path}/shared.db\n"
    served(write(tmp_path / "watch", main))
    trial = write(tmp_path / "trial", main)
    (trial / "digests.yaml").unlink()
    assert call("db", "take-over", "--config", trial).exit_code == 0

    assert served(trial) == ["afp", "rfi"]


def test_a_backup_of_another_machine_is_restored_for_the_folder_that_asks(tmp_path: Path) -> None:
    served(write(tmp_path / "old"))
    assert call("db", "backup", tmp_path / "backup.db", "--config", tmp_path / "old").exit_code == 0
    new = write(tmp_path / "new")
    restored = call("db", "restore", tmp_path / "backup.db", "--config", new)

    assert restored.exit_code == 0, restored.stderr
    assert served(new) == ["afp", "rfi"]


def test_a_damaged_store_can_be_replaced_though_nobody_can_say_whom_it_serves(tmp_path: Path) -> None:
    watch = write(tmp_path / "watch")
    served(watch)
    assert call("db", "backup", tmp_path / "backup.db", "--config", watch).exit_code == 0
    path = watch / "var" / "monitor.db"
    path.write_bytes(path.read_bytes()[:100] + os.urandom(path.stat().st_size - 100))
    restored = call("db", "restore", tmp_path / "backup.db", "--config", watch)

    assert restored.exit_code == 0, restored.stderr
    assert served(watch) == ["afp", "rfi"]


@pytest.mark.parametrize("main", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_emptied_main_file_begins_no_other_store_at_a_restart(tmp_path: Path, main: bytes) -> None:
    watch = write(tmp_path / "watch", f"store: sqlite:///{tmp_path}/elsewhere.db\n")
    served(watch)
    (watch / "monitor.yaml").write_bytes(main)
    with pytest.raises(ConfigError, match="the file is empty, and there is no store yet"):
        served(watch)

    assert not (watch / "var").exists()


def reloaded(folder: Path, damage: Callable[[], object], repair: Callable[[], object]) -> list[object]:
    """Return what a reload comes to after ``damage``, and after ``repair``."""

    async def twice() -> list[object]:
        async with App.open(folder, {}, kind="run") as app:
            found: list[object] = []
            for edit in (damage, repair):
                edit()
                found.append(await app.reload_if_changed())
            return [*found, app.store.feeds.next_due() is not None]

    return runtime.run(twice())


@pytest.mark.parametrize("how", ["emptied", "gone", "a file"])
def test_a_folder_that_is_unmounted_for_a_moment_ends_nothing(tmp_path: Path, how: str) -> None:
    watch = write(tmp_path / "watch", f"store: sqlite:///{tmp_path}/elsewhere.db\n")

    def away() -> None:
        watch.rename(tmp_path / "away")
        if how == "emptied":
            watch.mkdir()
        elif how == "a file":
            watch.write_text("", encoding="utf-8")

    def back() -> None:
        if watch.is_dir():
            watch.rmdir()
        elif watch.exists():
            watch.unlink()
        (tmp_path / "away").rename(watch)

    gone, again, due = reloaded(watch, away, back)

    assert isinstance(gone, Refused)
    assert isinstance(again, Reloaded)
    assert due


def test_a_good_edit_beside_an_emptied_file_waits_for_it(tmp_path: Path) -> None:
    watch = write(tmp_path / "watch")

    def half() -> None:
        (watch / "feeds.yaml").write_text(FEEDS.replace("rfi", "bbc"), encoding="utf-8")
        (watch / "digests.yaml").write_text("", encoding="utf-8")

    def whole() -> None:
        (watch / "digests.yaml").write_text(ORDERS, encoding="utf-8")

    refused, again, _ = reloaded(watch, half, whole)

    assert isinstance(refused, Refused)
    assert isinstance(again, Reloaded)
    assert sorted(again.config.feeds) == ["afp", "bbc"]


def test_a_fault_of_ours_in_reading_is_a_refusal_and_the_last_good_configuration_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = write(tmp_path / "watch")
    served(watch)

    def load(*_arguments: object) -> None:
        raise RecursionError("maximum recursion depth exceeded")

    monkeypatch.setattr("monitor.config.load", load)

    assert served(watch) == ["afp", "rfi"]


def test_a_program_of_an_older_schema_is_not_upgraded_under_another_folders_service(tmp_path: Path) -> None:
    main = f"store: sqlite:///{tmp_path}/shared.db\n"
    served(write(tmp_path / "watch", main))
    path = tmp_path / "shared.db"
    with closing(sqlite3.connect(path)) as store:
        store.execute("update alembic_version set version_num = '0001'")
        store.commit()
    with pytest.raises(StoreError, match="serves the folder"):
        served(write(tmp_path / "trial", main))
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("select version_num from alembic_version").fetchone() == ("0001",)


def test_a_folder_is_itself_though_its_machine_was_renamed_and_its_disk_replaced(tmp_path: Path) -> None:
    folder = config.identity(write(tmp_path / "watch"))

    assert folder.is_same(replace(folder, host="new", device=9, inode=9))
