"""A store serves one configuration folder."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from monitor.core.operations.folder import Folder
from monitor.store import Store, StoreError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
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
