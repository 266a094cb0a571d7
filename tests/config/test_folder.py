import os
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import config
from monitor.config import defaults, folder
from tests.config import folders


def test_the_folder_given_is_taken_without_asking(tmp_path: Path) -> None:
    assert config.find(tmp_path / "nowhere", {"MONITOR_CONFIG": "other"}) == tmp_path / "nowhere"


def test_the_environment_names_the_folder(tmp_path: Path) -> None:
    assert config.find(None, {"MONITOR_CONFIG": str(tmp_path)}) == tmp_path


def test_the_folder_here_comes_before_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.write(tmp_path, {"feeds.yaml": ""})
    monkeypatch.chdir(tmp_path)

    assert config.find(None, {"MONITOR_CONFIG": ""}) == Path("config")


def test_a_folder_of_another_program_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders.write(tmp_path, {"webpack.yaml": ""})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(folder, "SYSTEM", tmp_path / "etc")

    assert config.find(None, {}) == defaults.config_folder()


def test_the_folder_of_the_system_comes_before_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = folders.write(tmp_path / "etc", {"monitor.yaml": ""})
    monkeypatch.setattr(folder, "SYSTEM", system)
    monkeypatch.chdir(tmp_path)

    assert config.find(None, {}) == system


@pytest.mark.parametrize(
    ("place", "environ", "expected"),
    [
        ("/srv/news/config", {"XDG_STATE_HOME": "/state"}, "/srv/news"),
        ("/srv/news/config/", {}, "/srv/news"),
        ("/srv/news/../other/config", {}, "/srv/other"),
        ("/etc/monitor", {"STATE_DIRECTORY": "/var/lib/monitor:/x"}, "/var/lib/monitor"),
        ("/etc/monitor", {"XDG_STATE_HOME": "/state"}, "/state/monitor"),
        (str(defaults.config_folder()), {"XDG_STATE_HOME": "/state"}, "/state/monitor"),
        (str(defaults.config_folder().resolve()), {"XDG_STATE_HOME": "/state"}, "checkout"),
    ],
)
def test_relative_paths_start_beside_the_folder_or_in_the_state_directory(
    place: str, environ: dict[str, str], expected: str
) -> None:
    wanted = defaults.config_folder().resolve().parent if expected == "checkout" else Path(expected)

    assert folder.base(Path(place), environ) == wanted


def test_a_relative_folder_has_an_absolute_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert folder.base(Path("config"), {}) == tmp_path


@pytest.mark.parametrize(
    ("uid", "expected"), [(0, "/var/lib/monitor"), (1000, "/home/ana/.local/state/monitor")]
)
def test_the_state_directory_is_the_users_own_unless_root(
    uid: int, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)

    assert folder.base(folder.SYSTEM, {"HOME": "/home/ana"}) == Path(expected)


def test_the_shipped_configuration_and_templates_are_there() -> None:
    assert (defaults.config_folder() / "monitor.yaml").is_file()
    assert list((defaults.templates_folder() / "mail").glob("*.j2"))


def test_the_copy_inside_of_the_wheel_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").mkdir()
    monkeypatch.setattr(defaults, "_IN_WHEEL", tmp_path)

    assert defaults.config_folder() == tmp_path / "config"


def test_the_fingerprint_changes_with_every_change_of_a_file(tmp_path: Path) -> None:
    place = folders.write(tmp_path, {"feeds.yaml": "feeds: []\n", "rules/a.yaml": "rules: []\n"})
    marks = [config.fingerprint(place)]
    (place / "rules" / "b.yaml").write_text("rules: []\n")
    marks.append(config.fingerprint(place))
    (place / "rules" / "b.yaml").unlink()
    (place / "feeds.yaml").write_text("feeds: [] \n")
    marks.append(config.fingerprint(place))
    os.utime(place / "feeds.yaml", ns=(0, 0))
    marks.append(config.fingerprint(place))

    assert len(set(marks)) == len(marks)


def test_the_fingerprint_ignores_what_is_not_read(tmp_path: Path) -> None:
    place = folders.write(tmp_path, {"feeds.yaml": "feeds: []\n"})
    before = config.fingerprint(place)
    (place / ".feeds.yaml.swp").write_text("x")
    (place / "notes.txt").write_text("x")

    assert config.fingerprint(place) == before


def test_the_fingerprint_of_a_vanished_folder_differs(tmp_path: Path) -> None:
    place = folders.write(tmp_path, {"feeds.yaml": "feeds: []\n"})
    before = config.fingerprint(place)
    shutil.rmtree(place)

    assert config.fingerprint(place) != before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("timezone: UTC\n", "sqlite:///{base}/config/var/monitor.db"),
        ("store: sqlite:///a.db\n", "sqlite:///{base}/a.db"),
        ("store: sqlite:////srv/a.db\n", "sqlite:////srv/a.db"),
        ("store: postgresql+psycopg://${U}@h/db\n", "postgresql+psycopg://me@h/db"),
        ("polling: {every: [\nstore: 'sqlite:///a.db' # here\n", "sqlite:///{base}/a.db"),
        ("store: sqlite:///a.db\npolling: {every: 5}\nunknown: [\n", "sqlite:///{base}/a.db"),
        ("\ufeffstore: sqlite:///a.db\r\nx: [\r\n", "sqlite:///{base}/a.db"),
    ],
)
def test_the_store_is_found_however_bad_the_files_are(tmp_path: Path, text: str, expected: str) -> None:
    place = folders.write(tmp_path, {"monitor.yaml": text, "feeds.yaml": "\tno"})

    assert config.peek_store(place, {"U": "me"}) == expected.format(base=tmp_path)


@pytest.mark.parametrize(
    ("there", "place", "expected"),
    [
        ((), "watch", "watch/var/monitor.db"),  # a folder of its own, named or not yet made
        (("watch/var/x",), "watch", "watch/var/monitor.db"),
        (("var/monitor.db",), "watch", "var/monitor.db"),  # as older versions kept it
        (("var/monitor.db", "watch/var/x"), "watch", "watch/var/monitor.db"),  # made by init
        (("var/outbox/x",), "watch", "watch/var/monitor.db"),
        ((), "/etc/monitor", "state/var/monitor.db"),
        (("var/monitor.db",), "/etc/monitor", "state/var/monitor.db"),
        ((), str(defaults.config_folder()), "state/var/monitor.db"),
    ],
)
def test_a_store_that_no_file_names_lies_in_the_folders_own_state(
    tmp_path: Path, there: tuple[str, ...], place: str, expected: str
) -> None:
    for name in there:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    environ = {"STATE_DIRECTORY": str(tmp_path / "state")}

    assert config.peek_store(tmp_path / place, environ) == f"sqlite:///{tmp_path}/{expected}"


def test_a_folder_is_the_same_by_its_path_or_by_what_it_is_to_the_machine(tmp_path: Path) -> None:
    for name in ("watch", "trial"):
        (tmp_path / name).mkdir()
    (tmp_path / "live").symlink_to("watch")
    watch = config.identity(tmp_path / "watch")
    cases = {
        "itself": config.identity(tmp_path / "watch") == watch,
        "another way to it": config.identity(tmp_path / "trial" / ".." / "watch").is_same(watch),
        "a link to it": config.identity(tmp_path / "live").is_same(watch),
        "its neighbour": not config.identity(tmp_path / "trial").is_same(watch),
        "one that is not there": not config.identity(tmp_path / "nowhere").is_same(watch),
        "the same path on another machine": replace(watch, host="b", inode=1).is_same(watch),
        "the same number on another machine": not replace(watch, host="b", path="/b", resolved="/b").is_same(
            watch
        ),
    }
    (tmp_path / "watch").rename(tmp_path / "moved")
    cases["itself after it was moved"] = config.identity(tmp_path / "moved").is_same(watch)
    (tmp_path / "watch").mkdir()
    cases["a new one in its place"] = config.identity(tmp_path / "watch").is_same(watch)

    assert [name for name, holds in cases.items() if not holds] == []


@pytest.mark.parametrize("text", ["store: mysql://x\n", "store: ${NOT_SET}\n", "store: 5\n"])
def test_a_store_that_cannot_be_meant_is_refused(tmp_path: Path, text: str) -> None:
    place = folders.write(tmp_path, {"monitor.yaml": text})

    with pytest.raises(config.ConfigError, match="store: "):
        config.peek_store(place, {})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "nothing"])
def test_what_is_no_file_holds_up_nobody(kind: str, tmp_path: Path) -> None:
    place = folders.write(tmp_path / "config", {"feeds.yaml": "feeds: []\n"})
    for name in (".monitor-id", "monitor.yaml"):
        _put(place / name, kind)

    assert folder.identity(place, mark=True).mark == ""
    with suppress(config.ConfigError):
        config.peek_store(place, {})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "nothing"])
@pytest.mark.parametrize(
    "keys", ["ca_file: odd", "client_cert: odd", "client_cert: sound, client_key: odd", "bearer_file: odd"]
)
def test_a_setting_that_names_what_is_no_file_is_a_mistake(keys: str, kind: str, tmp_path: Path) -> None:
    feeds = f"feeds:\n  - {{id: a, url: 'https://a.example/', {keys}}}\n"
    place = folders.write(tmp_path / "config", {"feeds.yaml": feeds})
    (tmp_path / "sound").write_text("x")
    _put(tmp_path / "odd", kind)

    with pytest.raises(config.ConfigError, match=r"cannot be read|is not a file|cannot be used"):
        config.load(place, {})


def _put(path: Path, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "device" else path.parent / "nowhere" / "at all")
