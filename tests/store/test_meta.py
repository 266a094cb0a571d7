"""Single values."""

from collections.abc import Callable

from monitor.store import Store


def test_a_value_is_kept_under_its_key(store: Store) -> None:
    store.meta.set("last_tick", {"at": "2026-11-22T12:00:00Z", "كلمة": [1, None]})

    assert store.meta.get("last_tick") == {"at": "2026-11-22T12:00:00Z", "كلمة": [1, None]}


def test_the_last_value_wins(store: Store) -> None:
    store.meta.set("n", 1)
    store.meta.set("n", 2)

    assert store.meta.get("n") == 2


def test_an_unknown_key_gives_the_default(store: Store) -> None:
    assert (store.meta.get("none"), store.meta.get("none", 0)) == (None, 0)


def test_a_store_has_one_name_for_ever(open_store: Callable[[], Store]) -> None:
    names = {open_store().meta.install_id() for _ in range(3)}

    assert len(names) == 1
