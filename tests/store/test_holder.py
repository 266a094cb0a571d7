"""A store serves one configuration folder."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import config
from monitor.core.operations.folder import Folder
from monitor.store import Store, StoreError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MARKED = Folder("/srv/watch", "/srv/watch", "a", 1, 2, "m1")
WATCH = Folder("/srv/watch", "/srv/watch", "a", 1, 2)
TRIAL = Folder("/srv/trial", "/srv/trial", "a", 1, 3)


def test_a_new_store_serves_the_first_folder_that_works_on_it_and_refuses_another(store: Store) -> None:
    before = store.served_folder()
    store.holder.claim(WATCH)
    with pytest.raises(
        StoreError, match=r"serves the folder /srv/watch, not /srv/trial: say --config /srv/watch"
    ):
        store.holder.claim(TRIAL)

    assert (before, store.served_folder()) == (None, WATCH)


def test_a_folder_that_was_moved_is_known_and_its_new_path_remembered(store: Store) -> None:
    moved = Folder("/srv/live", "/srv/live", "a", 1, 2)
    store.holder.claim(WATCH)
    store.holder.claim(moved)

    assert store.served_folder() == moved


def test_who_is_at_work_is_named_with_its_process(store: Store, open_store: Callable[[], Store]) -> None:
    service = open_store()
    with service.runners.register("run", NOW):
        service.holder.claim(WATCH)
        pid = service.runners.living() == () and store.runners.living()[0].pid
        with pytest.raises(
            StoreError, match=rf"run is at work on it \(pid {pid} on .*\); say --config /srv/watch"
        ):
            store.require_served_by(TRIAL)


def test_a_store_is_taken_over_once_nobody_works_on_it(store: Store, open_store: Callable[[], Store]) -> None:
    service = open_store()
    with service.runners.register("worker", NOW):
        service.holder.claim(WATCH)
        with pytest.raises(StoreError, match="worker is at work on it"):
            store.holder.take_over(TRIAL)
    before = store.holder.take_over(TRIAL)

    assert (before, store.served_folder()) == (WATCH, TRIAL)


def test_a_store_that_is_not_made_yet_serves_nobody_and_is_not_made_by_asking(bare_url: str) -> None:
    store = Store(bare_url)
    try:
        store.require_served_by(TRIAL)

        assert store.served_folder() is None
        assert store.database.path is None or not store.database.path.exists()
    finally:
        store.close()


@pytest.mark.parametrize(
    ("served", "ours", "is_same", "reason"),
    [
        (MARKED, Folder("/b", "/b", "a", 1, 2, "m1"), True, "it was moved"),
        (
            MARKED,
            Folder("/b", "/b", "a", 1, 2, "m2"),
            False,
            "another has got its inode, and a mark of its own",
        ),
        (MARKED, Folder("/b", "/b", "a", 1, 2), False, "another has got its inode, and no mark yet"),
        (MARKED, Folder("/b", "/b", "a", 1, 3, "m1"), False, "a copy of it, mark and all"),
        (MARKED, Folder("/b", "/b", "b", 1, 2, "m1"), False, "a copy on another machine"),
        (MARKED, Folder("/srv/watch", "/srv/watch", "b", 7, 7), True, "a container's, at the same path"),
        (MARKED, Folder("/link", "/srv/watch", "b", 7, 7), True, "a link leads to it"),
        (WATCH, Folder("/b", "/b", "a", 1, 2, "m1"), True, "it was served before folders were marked"),
    ],
)
def test_a_folder_is_known_by_path_or_by_inode_and_mark(
    served: Folder, ours: Folder, is_same: bool, reason: str
) -> None:
    assert served.is_same(ours) is is_same, reason


def test_a_folder_is_marked_once_and_keeps_its_mark_when_it_is_moved(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    before, first = config.identity(folder), config.identity(folder, mark=True)
    second = config.identity(folder, mark=True)
    folder.rename(tmp_path / "b")
    moved = config.identity(tmp_path / "b")
    shutil.copytree(tmp_path / "b", tmp_path / "c")

    assert (before.mark, bool(first.mark)) == ("", True)
    assert second == first
    assert first.is_same(moved)
    assert not first.is_same(config.identity(tmp_path / "c"))


def test_a_folder_that_cannot_be_written_has_no_mark(tmp_path: Path) -> None:
    (tmp_path / ".monitor-id").mkdir()

    assert config.identity(tmp_path, mark=True).mark == ""


@pytest.mark.on("sqlite")
def test_a_store_is_used_by_one_of_its_names_only(store: Store, tmp_path: Path) -> None:
    path = store.database.path
    assert path is not None
    store.holder.claim(WATCH)
    store.close()
    other = tmp_path / "elsewhere" / "monitor.db"
    other.parent.mkdir()
    os.link(path, other)
    refused = []
    with closing(Store(f"sqlite:///{other}")) as second:
        for ask in (
            second.open,
            second.require_current,
            second.served_folder,
            lambda: second.require_served_by(TRIAL),
        ):
            with pytest.raises(StoreError, match=f"use {path}") as told:
                ask()
            refused.append(str(told.value))
    beside = sorted(file.name for file in other.parent.iterdir())
    with closing(Store(f"sqlite:///{path}")) as own:  # a backup by hard links harms nobody
        own.open()
        own.require_current()

    assert len(refused) == 4
    assert beside == ["monitor.db"]


@pytest.mark.on("sqlite")
def test_a_store_that_noted_no_name_is_refused_while_it_has_several(bare_url: str, tmp_path: Path) -> None:
    with closing(Store(bare_url)) as made:
        made.open()
        path = made.database.path
    assert path is not None
    os.link(path, tmp_path / "link.db")
    with closing(Store(bare_url)) as store:
        with pytest.raises(StoreError, match="use the one that monitor was started with"):
            store.open()
        (tmp_path / "link.db").unlink()
        store.open()


@pytest.mark.on("sqlite")
def test_a_store_that_was_moved_notes_its_new_name(store: Store, tmp_path: Path) -> None:
    path = store.database.path
    assert path is not None
    store.holder.claim(WATCH)
    store.close()
    moved = tmp_path / "moved.db"
    path.rename(moved)
    with closing(Store(f"sqlite:///{moved}")) as again:
        again.open()
        again.holder.claim(WATCH)
    os.link(moved, tmp_path / "backup.db")
    with closing(Store(f"sqlite:///{moved}")) as again:
        again.open()
        assert again.served_folder() == WATCH
