from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.core.settings import Config
from monitor.store import Store
from monitor.store.configs import KEPT, Refusal
from tests.settings import EMPTY

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FILES = {"rules/a.yaml": "rules: []\n"}


def config(name: str, files: dict[str, str], held_back: dict[str, str]) -> Config:
    return replace(EMPTY, hash=name, files=files, held_back=held_back)


def test_a_new_store_has_no_configuration(store: Store) -> None:
    assert (store.configs.current(), store.configs.current_hash(), store.configs.refusal()) == (
        None,
        None,
        None,
    )


def test_the_last_good_configuration_is_the_current_one(store: Store) -> None:
    store.configs.store_good(config("one", FILES, {}), NOW)
    store.configs.store_good(config("two", {"feeds.yaml": "feeds: []\n"}, {}), NOW + timedelta(hours=1))

    current = store.configs.current()

    assert current is not None
    assert (current.hash, current.files, current.stored_at) == (
        "two",
        {"feeds.yaml": "feeds: []\n"},
        NOW + timedelta(hours=1),
    )
    assert store.configs.current_hash() == "two"
    assert store.configs.files("one") == FILES


def test_storing_the_same_configuration_again_changes_nothing(store: Store) -> None:
    first = store.configs.store_good(config("one", FILES, {"rule": "fails"}), NOW)

    again = store.configs.store_good(config("one", FILES, {"rule": "fails"}), NOW + timedelta(days=1))

    assert again == first
    assert store.configs.current() == first


def test_a_rule_held_back_runs_in_the_version_of_the_configuration_before(store: Store) -> None:
    store.configs.store_good(config("good", FILES, {}), NOW)

    held = store.configs.store_good(config("bad", FILES, {"rule": "an example fails"}), NOW).held_back["rule"]

    assert (held.reason, held.since, held.version) == ("an example fails", NOW, "good")


def test_a_rule_held_back_through_several_edits_keeps_its_last_good_version(store: Store) -> None:
    store.configs.store_good(config("good", FILES, {}), NOW)
    store.configs.store_good(config("bad", FILES, {"rule": "one"}), NOW)
    later = NOW + timedelta(hours=1)

    held = store.configs.store_good(config("worse", FILES, {"rule": "two"}), later).held_back["rule"]

    assert (held.reason, held.since, held.version) == ("two", NOW, "good")


def test_a_rule_held_back_at_first_sight_has_no_version(store: Store) -> None:
    held = store.configs.store_good(config("bad", FILES, {"rule": "fails"}), NOW).held_back["rule"]

    assert held.version is None


def test_the_last_versions_are_told_before_the_new_configuration_is_stored(store: Store) -> None:
    nothing_yet = store.configs.last_versions(["a", "b"])
    store.configs.store_good(config("good", FILES, {}), NOW)
    first = store.configs.last_versions(["a"])
    store.configs.store_good(config("a fails", FILES, {"a": "fails"}), NOW)
    second = store.configs.last_versions(["a", "b"])

    assert (nothing_yet, first, second) == ({}, {"a": "good"}, {"a": "good", "b": "a fails"})


def test_a_fixed_rule_is_forgotten_as_held_back(store: Store) -> None:
    store.configs.store_good(config("good", FILES, {}), NOW)
    store.configs.store_good(config("bad", FILES, {"rule": "fails"}), NOW)

    assert store.configs.store_good(config("better", FILES, {}), NOW).held_back == {}


def test_versions_that_still_run_outlive_any_number_of_edits(store: Store) -> None:
    store.configs.store_good(config("good", FILES, {}), NOW)
    for number in range(KEPT + 5):
        at = NOW + timedelta(minutes=number + 1)
        store.configs.store_good(config(f"bad{number:02}", FILES, {"rule": "fails"}), at)

    assert store.configs.files("good") == FILES
    assert store.configs.files("bad00") is None
    assert store.configs.files(f"bad{KEPT + 4:02}") == FILES


def test_a_refusal_is_news_once(store: Store) -> None:
    lines = ["rules/a.yaml:1:1: bad"]

    news = [
        store.configs.record_refusal(lines, NOW),
        store.configs.record_refusal(lines, NOW + timedelta(hours=1)),
    ]

    assert news == [True, False]
    assert store.configs.refusal() == Refusal(NOW, tuple(lines))


def test_another_mistake_is_news_but_the_files_are_bad_since_the_first(store: Store) -> None:
    store.configs.record_refusal(["one"], NOW)

    is_news = store.configs.record_refusal(["two"], NOW + timedelta(hours=1))

    assert is_news
    assert store.configs.refusal() == Refusal(NOW, ("two",))


def test_a_good_configuration_ends_the_refusal(store: Store) -> None:
    store.configs.record_refusal(["one"], NOW)
    store.configs.store_good(config("one", FILES, {}), NOW)

    assert store.configs.refusal() is None


def test_running_on_the_stored_configuration_does_not_end_the_refusal(store: Store) -> None:
    store.configs.store_good(config("one", FILES, {}), NOW)
    store.configs.record_refusal(["bad"], NOW)
    store.configs.store_good(config("one", FILES, {}), NOW, from_files=False)

    assert store.configs.refusal() == Refusal(NOW, ("bad",))


def test_a_refusal_leaves_the_good_configuration_current(store: Store) -> None:
    store.configs.store_good(config("one", FILES, {}), NOW)
    store.configs.record_refusal(["bad"], NOW)

    assert store.configs.current_hash() == "one"
