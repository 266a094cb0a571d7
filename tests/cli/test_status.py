"""``monitor status`` and ``monitor health``."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.store import Store
from tests.cli.calls import call, configured, objects
from tests.store import filling
from tests.store.filling import NOW


@pytest.fixture
def folder(store_url: str, tmp_path: Path) -> Path:
    """Give a configuration of an empty store."""
    return configured(tmp_path, store_url)


def test_status_tells_machines_what_waits(store: Store, folder: Path) -> None:
    filling.feed(store, "rfi", state="ok")
    filling.delivery(store, None, "waiting", None, created_at=NOW)
    store.status.tick(NOW)
    with store.runners.register("run", NOW):
        result = call("status", "--json", "--config", folder)
    (found,) = objects(result)

    expected = {
        "config_hash": None,
        "reload_refused": False,
        "feeds": {"ok": 1},
        "deliveries": {"waiting": 1, "sending": 0, "sent": 0, "dead": 0},
        "oldest_undelivered": "2026-11-22T12:00:00Z",
        "last_tick": "2026-11-22T12:00:00Z",
        "mail": "not mailed: no SMTP host",
    }
    assert result.exit_code == 0
    assert {name: found[name] for name in expected} == expected
    assert [runner["kind"] for runner in found["runners"]] == ["run"]


def test_status_works_while_the_files_are_bad(store: Store, folder: Path) -> None:
    store.configs.record_refusal(["feeds.yaml:1:1: feeds: is not a list, write a list"], NOW)
    (folder / "feeds.yaml").write_text("feeds: 3\n")
    result = call("status", "--json", "--config", folder)
    (found,) = objects(result)

    assert (result.exit_code, found["reload_refused"], found["mail"]) == (0, True, "not mailed: no SMTP host")
    assert found["refused"] == ["feeds.yaml:1:1: feeds: is not a list, write a list"]


def test_status_says_nothing_of_mail_that_monitor_yaml_does_not_tell(store: Store, folder: Path) -> None:
    store.configs.record_refusal(["monitor.yaml:1:1: this is not YAML"], NOW)
    (folder / "monitor.yaml").write_text(
        f"store: {store.database.url.render_as_string(hide_password=False)}\nmail: [\n"
    )
    (found,) = objects(call("status", "--json", "--config", folder))

    assert found["mail"] is None


def test_status_tells_people_what_to_do(store: Store, folder: Path) -> None:
    filling.feed(store, "rfi", state="unreachable")
    result = call("status", "--config", folder)

    assert result.exit_code == 0
    assert "none can be read: 1 unreachable" in result.stdout
    assert "check the network" in result.stdout
    assert "not mailed: no SMTP host" in result.stdout


def test_health_is_bad_while_nothing_works(folder: Path) -> None:
    result = call("health", "--json", "--config", folder)

    assert result.exit_code == 1
    assert objects(result)[0]["found"] == "nothing has worked on this store yet"


def test_health_is_good_while_the_service_works(store: Store, folder: Path) -> None:
    now = datetime.now(UTC)
    filling.read_feed(store, "rfi", now)
    store.status.tick(now - timedelta(seconds=5))
    result = call("health", "--config", folder)

    assert result.exit_code == 0, result.stdout
    assert "last tick" in result.stdout


@pytest.mark.parametrize("command", ["status", "health"])
def test_without_a_store_the_place_is_named_and_nothing_is_made(command: str, tmp_path: Path) -> None:
    folder = configured(tmp_path, f"sqlite:///{tmp_path}/sub/monitor.db")
    result = call(command, "--config", folder)

    assert (result.exit_code, (tmp_path / "sub").exists()) == (1, False)
    assert f"there is no store at {tmp_path}/sub/monitor.db" in result.stderr


@pytest.mark.parametrize("command", ["status", "health"])
def test_without_a_store_machines_get_an_object_too(command: str, tmp_path: Path) -> None:
    folder = configured(tmp_path, f"sqlite:///{tmp_path}/monitor.db")
    result = call(command, "--json", "--config", folder)
    (found,) = objects(result)

    assert (result.exit_code, found["subject"], found["level"]) == (1, "store", "fault")
    assert found["found"] == f"there is no store at {tmp_path}/monitor.db"
    assert found["remedy"].startswith("start one with `monitor run`")
