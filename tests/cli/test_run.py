"""``monitor run`` as an operator meets it: started, changed under its feet, stopped, started twice."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.servers import FeedServer, MailServer, serving_feeds, serving_mail

WAIT = 40.0  # seconds; the machine may be busy


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with serving_feeds() as server:
        server.publish("news", "Flood alarm raised in Ségou")
        yield server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with serving_mail() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, feeds: FeedServer, mail: MailServer) -> Path:
    config = tmp_path / "config"
    (config / "rules").mkdir(parents=True)
    (config / "monitor.yaml").write_text(
        "polling: {every: 1s, fastest: 1s, slowest: 2s, first_poll: all}\nnetwork: {allow_private: [127.0.0.0/8]}\n"
        f"mail: {{host: 127.0.0.1, port: {mail.port}, security: none, from: monitor@example.org}}\n"
        "web: {listen: 127.0.0.1:0}\n"
    )
    (config / "feeds.yaml").write_text(f"feeds:\n  - {{id: news, url: '{feeds.url}/news', title: News}}\n")
    (config / "rules" / "flood.yaml").write_text(
        "rules:\n  - {id: flood, title: Flood, severity: low, any: [flood]}\n"
    )
    (config / "digests.yaml").write_text(
        "recipients:\n  desk: {mail: [desk@example.org]}\n"
        "digests:\n  - {id: often, to: [desk], every: 2s, when_empty: skip}\nalerts: []\n"
    )
    return config


@contextmanager
def _running(folder: Path) -> "Iterator[subprocess.Popen[bytes]]":
    with (folder.parent / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "run", "--config", str(folder)], stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _status(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "monitor", "status", "--json", "--config", str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    status: dict[str, Any] = json.loads(done.stdout)
    return status


def _wait_until(holds: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.2)


def test_it_stops_on_sigterm_within_ten_seconds_with_everything_committed(
    folder: Path, mail: MailServer
) -> None:
    log = folder.parent / "log.txt"
    with _running(folder) as process:
        _wait_until(lambda: len(mail.payloads()) == 1, log)
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=10) == 0
    with sqlite3.connect(folder.parent / "var" / "monitor.db") as store:
        assert store.execute("select count(*) from feeds where owner is not null").fetchone() == (0,)
        assert store.execute("select state from deliveries").fetchall() == [("sent",)]


def test_a_bad_change_is_refused_and_told_while_the_old_rules_keep_matching(
    folder: Path, feeds: FeedServer, mail: MailServer
) -> None:
    log = folder.parent / "log.txt"
    with _running(folder):
        _wait_until(lambda: len(mail.payloads()) == 1, log)
        (folder / "rules" / "flood.yaml").write_text(
            "rules:\n  - {id: flood, titel: Flood, any: [$nothing]}\n"
        )
        _wait_until(lambda: "refused" in log.read_text(), log)
        feeds.publish("news", "Flood alarm raised in Mopti")
        _wait_until(lambda: len(mail.payloads()) == 2, log)
        status = _status(folder)

    assert "titel" in json.dumps(status, ensure_ascii=False)


def test_a_restart_with_the_bad_files_still_there_runs_on_the_last_good_configuration(
    folder: Path, feeds: FeedServer, mail: MailServer
) -> None:
    log = folder.parent / "log.txt"
    with _running(folder):
        _wait_until(lambda: len(mail.payloads()) == 1, log)
    (folder / "feeds.yaml").write_text("feeds: [")
    feeds.publish("news", "Flood alarm raised in Gao")
    with _running(folder):
        _wait_until(lambda: len(mail.payloads()) == 2, log)


def test_a_good_change_is_taken_up_while_it_runs(folder: Path, feeds: FeedServer, mail: MailServer) -> None:
    log = folder.parent / "log.txt"
    with _running(folder):
        _wait_until(lambda: len(mail.payloads()) == 1, log)
        rule = "rules:\n  - {id: fire, title: Fire, severity: low, any: [wildfire]}\n"
        (folder / "rules" / "fire.yaml").write_text(rule)
        _wait_until(lambda: log.read_text().count("configuration in use") == 2, log)
        feeds.publish("news", "Wildfire near Kayes")
        _wait_until(lambda: len(mail.payloads()) == 2, log)


def test_two_daemons_on_one_store_make_each_edition_once(
    folder: Path, feeds: FeedServer, mail: MailServer
) -> None:
    log = folder.parent / "log.txt"
    with _running(folder), _running(folder):
        _wait_until(lambda: len(mail.payloads()) == 1, log)
        for number in range(8):
            feeds.publish("news", f"Flood number {number}")
            time.sleep(1)
        _wait_until(lambda: _told(folder) == 9, log)
    with sqlite3.connect(folder.parent / "var" / "monitor.db") as store:
        editions = store.execute("select count(*) from editions").fetchone()[0]

    assert editions == len(mail.payloads())


def _told(folder: Path) -> int:
    with sqlite3.connect(folder.parent / "var" / "monitor.db", timeout=30) as store:
        query = (
            "select count(*) from edition_hits join deliveries on deliveries.edition = edition_hits.edition "
            "where state = 'sent'"
        )
        return int(store.execute(query).fetchone()[0])
