"""``monitor doctor``: every trouble with its remedy."""

import re
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from monitor.store import Store
from tests.cli.calls import FEEDS, call, configured, objects
from tests.store import filling

DAY = timedelta(days=1)


@pytest.fixture
def at_work(store: Store) -> Store:
    """Give a store on which the service works."""
    now = datetime.now(UTC)
    filling.read_feed(store, "rfi", now)
    store.status.tick(now)
    return store


@pytest.fixture
def mail_server() -> Iterator[int]:
    """Run a mail server that lets in whoever says "right"; give its port."""

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    controller = Controller(Sink(), "127.0.0.1", port, authenticator=authenticate, auth_require_tls=False)
    controller.start()
    yield port
    controller.stop()


@pytest.fixture
def knocking(
    store_url: str, tmp_path: Path, mail_server: int
) -> Callable[[str], tuple[int, dict[str, list[tuple[str, str]]]]]:
    """Examine a configuration that sends mail with a given password."""

    def examine(password: str) -> tuple[int, dict[str, list[tuple[str, str]]]]:
        mail = f"host: 127.0.0.1, port: {mail_server}, security: none, username: u, password: {password}, from: m@a.test"
        return found(configured(tmp_path, store_url, monitor=f"store: {store_url}\nmail: {{{mail}}}\n"))

    return examine


def found(folder: Path, *options: str) -> tuple[int, dict[str, list[tuple[str, str]]]]:
    """Return exit code, and level and text of the findings by subject."""
    result = call("doctor", "--json", "--config", folder, *options)
    findings: dict[str, list[tuple[str, str]]] = {}
    for one in objects(result):
        assert one["level"] == "fine" or one["remedy"], one
        findings.setdefault(one["subject"], []).append((one["level"], one["found"]))
    return result.exit_code, findings


def test_a_service_at_work_has_no_fault(at_work: Store, store_url: str, tmp_path: Path) -> None:
    del at_work
    code, findings = found(configured(tmp_path, store_url))

    assert code == 0, findings
    assert findings["store"][0][1].endswith(" is sound")
    assert store_url.startswith("sqlite") or re.search(r", PostgreSQL \d+\.\d+, is", findings["store"][0][1])
    assert findings["clock"][0][0] == "fine"
    assert findings["mail"][0][1].startswith("not mailed: no SMTP host; messages go to ")


def test_each_mistake_of_the_files_is_told(at_work: Store, store_url: str, tmp_path: Path) -> None:
    del at_work
    folder = configured(tmp_path, store_url, feeds="feeds:\n  - {id: x}\n  - {url: 'ftp://a.test/'}\n")
    code, findings = found(folder, "--offline")

    assert code == 1
    assert {level for level, _ in findings["configuration"]} == {"fault"}
    assert len(findings["configuration"]) >= 2
    assert "DNS" not in findings


def test_a_fresh_install_has_no_fault_and_is_looked_at_all_the_same(tmp_path: Path) -> None:
    code, findings = found(configured(tmp_path, f"sqlite:///{tmp_path}/a/none.db"), "--offline")

    assert (code, findings["store"]) == (0, [("warning", f"none yet at {tmp_path}/a/none.db")])
    assert (findings["clock"][0][0], findings["disk"][0][0]) == ("fine", "fine")
    assert findings["feeds"] == [("fine", "1 new")]
    assert not (tmp_path / "a").exists()


@pytest.mark.on("postgres")
def test_a_database_with_nothing_in_it_is_a_fresh_install(bare_url: str, tmp_path: Path) -> None:
    code, findings = found(configured(tmp_path, bare_url), "--offline")

    assert (code, findings["store"]) == (0, [("warning", "none yet in this database")])


def test_a_store_that_cannot_be_read_hides_neither_clock_nor_disk(tmp_path: Path) -> None:
    (tmp_path / "monitor.db").write_text("this is a letter, not a database" * 100)
    code, findings = found(configured(tmp_path, f"sqlite:///{tmp_path}/monitor.db"), "--offline")

    assert (code, findings["store"][0][0]) == (1, "fault")
    assert {"clock", "disk", "feeds"} <= set(findings)


@pytest.mark.parametrize(
    ("proxy", "level", "words"),
    [
        ("http://me:canary@127.0.0.1:3128", "fine", "the proxy 127.0.0.1 resolves"),
        ("http://proxy.invalid:3128", "fault", "the name of the proxy, proxy.invalid, does not resolve"),
    ],
)
def test_behind_a_proxy_only_its_own_name_must_resolve(
    tmp_path: Path, proxy: str, level: str, words: str
) -> None:
    folder = configured(
        tmp_path,
        monitor=f"store: sqlite:///{tmp_path}/none.db\nnetwork: {{proxy: '{proxy}'}}\n",
        feeds="feeds:\n  - {id: a, url: 'http://only-the-proxy-knows.invalid/rss', title: A}\n",
    )
    _, findings = found(folder)

    assert findings["DNS"][0][0] == level
    assert words in findings["DNS"][0][1]
    assert "canary" not in str(findings)


def test_a_clock_that_went_back_is_told(store: Store, store_url: str, tmp_path: Path) -> None:
    store.status.tick(datetime.now(UTC) + DAY)
    code, findings = found(configured(tmp_path, store_url), "--offline")

    assert (code, findings["clock"][0][0]) == (1, "fault")


def test_names_that_do_not_resolve_are_told(at_work: Store, store_url: str, tmp_path: Path) -> None:
    del at_work
    feeds = FEEDS + "  - {id: lost, url: 'http://nowhere.invalid/rss', title: Lost}\n"
    code, findings = found(configured(tmp_path, store_url, feeds=feeds))

    assert code == 0
    assert findings["DNS"] == [("warning", "1 of 2 names do not resolve: nowhere.invalid")]


@pytest.mark.on("sqlite")
@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("password", "code", "level", "words"),
    [("right", 0, "fine", "lets us in"), ("canary-1", 1, "fault", "535")],
)
def test_the_mail_server_is_tried_without_a_message(
    knocking: Callable[[str], tuple[int, dict[str, list[tuple[str, str]]]]],
    password: str,
    code: int,
    level: str,
    words: str,
) -> None:
    exit_code, findings = knocking(password)

    ((found_level, said),) = findings["mail server"]
    assert (exit_code, found_level) == (code, level), findings
    assert words in said
    assert "canary" not in str(findings)


@pytest.mark.on("sqlite")
def test_a_mail_server_that_does_not_answer_is_told(at_work: Store, store_url: str, tmp_path: Path) -> None:
    del at_work
    mail = "mail: {host: 127.0.0.1, port: 9, security: none, from: m@a.test}\n"
    code, findings = found(configured(tmp_path, store_url, monitor=f"store: {store_url}\n{mail}"))

    assert (code, findings["mail server"][0][0]) == (1, "fault")


def test_people_read_each_remedy_below_its_trouble(tmp_path: Path) -> None:
    result = call("doctor", "--offline", "--config", configured(tmp_path, f"sqlite:///{tmp_path}/none.db"))

    assert "→ `monitor run`, `monitor once` or `monitor db upgrade` makes it" in " ".join(
        result.stdout.split()
    )
