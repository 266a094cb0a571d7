"""``monitor db``: upgrade, back up, restore, check, move."""

from pathlib import Path

import pytest

from monitor.store import Store, migrations
from monitor.store.tables import entries
from tests.cli.calls import call, configured, made
from tests.store import filling
from tests.store.filling import NOW


@pytest.fixture
def folder(store: Store, store_url: str, tmp_path: Path) -> Path:
    """Give a configuration whose store has something in it."""
    filling.everything(store, NOW)
    return configured(tmp_path, store_url)


def test_upgrade_makes_a_store_and_says_so(bare_url: str, tmp_path: Path) -> None:
    folder = configured(tmp_path, bare_url)
    first, second = call("db", "upgrade", "--config", folder), call("db", "upgrade", "--config", folder)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert f"is now at schema {migrations.newest()}." in first.stdout
    assert "nothing to do" in second.stdout


def test_a_backup_can_be_restored(folder: Path, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    saved = call("db", "backup", file, "--config", folder)
    target = tmp_path / "restored.db"
    restored = call("db", "restore", file, "--config", configured(tmp_path / "b", f"sqlite:///{target}"))
    again = made(f"sqlite:///{target}")

    assert (saved.exit_code, restored.exit_code) == (0, 0), saved.stderr + restored.stderr
    assert "checked. Restore it with `monitor db restore" in saved.stdout.replace("\n", " ")
    assert filling.count_rows(again, entries) == filling.count_rows(store, entries)
    again.close()


@pytest.mark.on("sqlite")
def test_restoring_over_a_store_keeps_what_was_there(folder: Path, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    call("db", "backup", file, "--config", folder)
    store.close()
    restored = call("db", "restore", file, "--config", folder)

    assert restored.exit_code == 0
    assert ".before-restore-" in restored.stdout


@pytest.mark.on("postgres")
def test_the_way_back_on_postgresql_is_a_new_database(
    folder: Path, store: Store, bare_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "before-upgrade.db"
    call("db", "backup", file, "--config", folder)
    refused = call("db", "restore", file, "--config", folder)
    restored = call("db", "restore", file, "--config", folder, environ={"MONITOR_STORE": bare_url})
    looked_at = call("status", "--json", "--config", folder, environ={"MONITOR_STORE": bare_url})
    again = made(bare_url)

    assert refused.exit_code == 1
    assert "is not empty: make a new database (createdb NAME)" in refused.stderr
    assert (restored.exit_code, looked_at.exit_code) == (0, 0), restored.stderr + looked_at.stderr
    assert filling.count_rows(again, entries) == filling.count_rows(store, entries)
    again.close()


def test_nothing_is_restored_over_a_store_at_work(folder: Path, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    call("db", "backup", file, "--config", folder)
    with store.runners.register("run", NOW):
        refused = call("db", "restore", file, "--config", folder)

    assert (refused.exit_code, refused.stderr) == (1, "monitor works on this store: stop it first\n")


def test_a_store_moves_and_the_copy_is_compared(folder: Path, store_url: str, tmp_path: Path) -> None:
    del folder
    copied = call("db", "copy", store_url, f"sqlite:///{tmp_path}/new.db")

    assert copied.exit_code == 0, copied.stderr
    assert "holds the same rows: " in copied.stdout


def test_a_copy_starts_where_the_store_of_the_configuration_does(tmp_path: Path) -> None:
    folder = configured(tmp_path, "sqlite:///var/monitor.db")
    made(f"sqlite:///{tmp_path}/var/monitor.db").close()

    copied = call("db", "copy", "sqlite:///var/monitor.db", "sqlite:///var/new.db", "--config", folder)
    missing = call("db", "copy", "sqlite:///none.db", "sqlite:///var/newer.db", "--config", folder)

    assert copied.exit_code == 0, copied.stderr
    assert (tmp_path / "var" / "new.db").exists()
    assert missing.stderr == (
        f"there is no store at {tmp_path}/none.db: write its absolute path, or name its folder with --config\n"
    )


def test_a_store_at_work_is_not_copied(folder: Path, store: Store, store_url: str, tmp_path: Path) -> None:
    del folder
    with store.runners.register("run", NOW):
        refused = call("db", "copy", store_url, f"sqlite:///{tmp_path}/new.db")

    assert (refused.exit_code, refused.stderr) == (1, "monitor works on the store to copy: stop it first\n")


def test_a_sound_store_is_said_to_be_sound(folder: Path) -> None:
    checked = call("db", "check", "--config", folder)

    assert checked.exit_code == 0
    assert checked.stdout.rstrip().endswith("is sound.")


@pytest.mark.parametrize("command", [("backup", "x.db"), ("check",)])
def test_a_command_that_needs_a_store_names_the_place_it_looked_at(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    folder = configured(tmp_path, f"sqlite:///{tmp_path}/nowhere.db")
    result = call("db", *command, "--config", folder)

    assert result.exit_code == 1
    assert f"there is no store at {tmp_path}/nowhere.db" in result.stderr
    assert not (tmp_path / "nowhere.db").exists()


def test_no_command_shows_the_password_of_the_store(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://monitor:canary-1@/monitor?host={tmp_path}"
    folder = configured(tmp_path, url)
    results = [
        call("db", "upgrade", "--config", folder),
        call("db", "check", "--config", folder),
        call("db", "backup", tmp_path / "b.db", "--config", folder),
        call("db", "copy", url, f"sqlite:///{tmp_path}/new.db"),
        call("status", "--config", folder),
        call("health", "--config", folder),
        call("doctor", "--offline", "--config", folder),
    ]

    assert {result.exit_code for result in results} == {1}
    assert not any("canary" in result.output for result in results)
    assert all("PostgreSQL does not answer" in result.output for result in results)
