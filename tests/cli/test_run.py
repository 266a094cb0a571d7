"""``monitor run`` as an operator meets it: started, changed under its feet, stopped, started twice."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from monitor.store import Store
from monitor.store.tables import orders
from tests.servers import FeedServer, MailServer, serving_feeds, serving_mail
from tests.service import write_service

WAIT = 120.0  # seconds; the machine may be busy


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
    rules = "rules:\n  - {id: flood, title: Flood, severity: low, any: [flood]}\n"
    return write_service(tmp_path / "config", feeds, mail, rules)


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
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
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

        assert process.wait(timeout=30) == 0  # ten are meant; the machine may be busy
    with closing(sqlite3.connect(folder / "var" / "monitor.db")) as store:
        assert store.execute("select count(*) from feeds where owner is not null").fetchone() == (0,)
        assert store.execute("select state from deliveries").fetchall() == [("sent",)]


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


def test_a_mistake_of_form_refuses_the_files_a_failing_example_holds_back_its_rule_and_operators_hear_of_both(
    folder: Path, feeds: FeedServer, mail: MailServer
) -> None:
    log, rules = folder.parent / "log.txt", folder / "rules"
    with (folder / "monitor.yaml").open("a") as more:
        more.write("operators: [admin]\n")
    digests = (folder / "digests.yaml").read_text()
    (folder / "digests.yaml").write_text(
        digests.replace("recipients:\n", "recipients:\n  admin: {mail: [admin@example.org]}\n")
    )
    (rules / "fire.yaml").write_text(_rule("fire", "wildfire"))
    with _running(folder):
        _wait_until(lambda: "Flood alarm raised in Ségou" in _told_to(mail, "desk"), log)

        (rules / "fire.yaml").write_text(_rule("fire", "$nowhere"))
        _wait_until(lambda: "configuration refused" in log.read_text(), log)
        refused = _status(folder)
        _let_time_pass_for_operators(folder)
        _wait_until(lambda: "fire.yaml" in _told_to(mail, "admin"), log)
        feeds.publish("news", "Wildfire near Kayes")
        _wait_until(lambda: "Wildfire near Kayes" in _told_to(mail, "desk"), log)

        (rules / "fire.yaml").write_text(_rule("fire", "bushfire"))
        (rules / "rules.yaml").write_text(_rule("flood", "deluge", example="Flood in town"))
        _wait_until(lambda: log.read_text().count("configuration in use") == 2, log)
        held_back = _status(folder)
        _let_time_pass_for_operators(folder)
        _wait_until(lambda: "Rule held back" in _told_to(mail, "admin"), log)
        feeds.publish("news", "Bushfire near Kita")
        feeds.publish("news", "Flood number two in Gao")
        _wait_until(lambda: "Bushfire near Kita" in _told_to(mail, "desk"), log)
        _wait_until(lambda: "Flood number two in Gao" in _told_to(mail, "desk"), log)
    (rules / "fire.yaml").write_text(_rule("fire", "$nowhere"))
    with _running(folder):
        feeds.publish("news", "Bushfire at the edge of Bougouni")
        feeds.publish("news", "Third flood, now in Tombouctou")
        _wait_until(lambda: "Bushfire at the edge of Bougouni" in _told_to(mail, "desk"), log)
        _wait_until(lambda: "Third flood, now in Tombouctou" in _told_to(mail, "desk"), log)

    assert re.search(r"rules/fire.yaml:\d+:\d+: .*nowhere", refused["refused"][0])
    assert re.search(r"rules/fire.yaml:\d+:\d+: .*nowhere", _told_to(mail, "admin"))
    assert re.search(r"problem=\"[^\n]*rules/fire.yaml:\d+:\d+: [^\n]*nowhere", log.read_text())
    assert (held_back["reload_refused"], list(held_back["held_back"])) == (False, ["flood"])
    assert "Flood in town" in held_back["held_back"]["flood"]
    assert "Flood in town" in _told_to(mail, "admin")
    assert 'held_back="[\\"flood\\"]"' in log.read_text()


def _rule(name: str, term: str, example: str | None = None) -> str:
    examples = f"    examples: {{match: ['{example}']}}\n" if example else ""
    return (
        f"rules:\n  - id: {name}\n    title: {name.title()}\n    severity: low\n    any: [{term}]\n{examples}"
    )


def _told_to(mail: MailServer, who: str) -> str:
    """Return the texts of all messages to somebody, on one line each."""
    messages = [message_from_bytes(payload, policy=modern) for payload in mail.payloads()]
    texts = []
    for message in messages:
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain",))
        if who in str(message["To"]) and body is not None:
            texts.append(
                re.sub(r"[*\u2068\u2069]|\s+", lambda found: " " * found[0].isspace(), body.get_content())
            )
    return "\n".join(texts)


def _let_time_pass_for_operators(folder: Path) -> None:
    """Let notices no longer be gathered: as if the last message to operators were an hour old."""
    store = Store(f"sqlite:///{folder}/var/monitor.db")
    with store.database.write() as connection:
        hour_ago = datetime.now(UTC) - timedelta(hours=1)
        connection.execute(
            sa.update(orders).where(orders.c.order == "notices").values(covered_until=hour_ago)
        )
    store.close()


def test_a_good_change_is_taken_up_while_it_runs(folder: Path, feeds: FeedServer, mail: MailServer) -> None:
    log = folder.parent / "log.txt"
    with _running(folder):
        _wait_until(lambda: len(mail.payloads()) == 1, log)
        rule = "rules:\n  - {id: fire, title: Fire, severity: low, any: [wildfire]}\n"
        (folder / "rules" / "fire.yaml").write_text(rule)
        _wait_until(lambda: log.read_text().count("configuration in use") == 2, log)
        feeds.publish("news", "Wildfire near Kayes")
        _wait_until(lambda: len(mail.payloads()) == 2, log)


def test_another_pace_of_the_heartbeat_is_taken_up_while_it_runs(
    folder: Path, feeds: FeedServer, mail: MailServer
) -> None:
    log, main = folder.parent / "log.txt", folder / "monitor.yaml"
    text = main.read_text() + f"heartbeat: {{url: '{feeds.url}/watcher', every: 1h}}\n"
    main.write_text(text)
    with _running(folder):
        _wait_until(lambda: len(mail.payloads()) == 1, log)
        _wait_until(lambda: _last_turn(folder, "heartbeat") is not None, log)
        hourly = _beats(feeds)
        main.write_text(text.replace("1h", "1s"))
        _wait_until(lambda: _beats(feeds) >= hourly + 2, log)

    assert hourly <= 1  # one, if the feed was read before the first turn of the heartbeat


def _beats(feeds: FeedServer) -> int:
    return [name for name, _ in feeds.answers].count("watcher")


def _last_turn(folder: Path, name: str) -> str | None:
    with closing(sqlite3.connect(folder / "var" / "monitor.db", timeout=30)) as store:
        row = store.execute("select until from locks where name = ?", [name]).fetchone()
        return None if row is None else row[0]


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
    with closing(sqlite3.connect(folder / "var" / "monitor.db")) as store:
        editions = store.execute("select count(*) from editions").fetchone()[0]

    assert editions == len(mail.payloads())


def _told(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "var" / "monitor.db", timeout=30)) as store:
        query = (
            "select count(*) from edition_hits join deliveries on deliveries.edition = edition_hits.edition "
            "where state = 'sent'"
        )
        return int(store.execute(query).fetchone()[0])


def _is_logged(log: Path, event: str, times: int) -> bool:
    return log.read_text().count(event) >= times


def test_files_that_are_empty_or_lack_something_for_some_seconds_lose_no_message(
    folder: Path, feeds: FeedServer, mail: MailServer
) -> None:
    """While an alert waits for its time: an editor's save, a slow copy, a slip of the hand."""
    log = folder.parent / "log.txt"
    orders = folder / "digests.yaml"
    alert = "{id: now, to: [desk], select: {min_severity: low}, wait: 6s}"
    orders.write_text(orders.read_text().replace("alerts: []", f"alerts: [{alert}]"))
    whole = {name: (folder / name).read_text() for name in ("digests.yaml", "feeds.yaml", "monitor.yaml")}
    damages = {
        "digests.yaml": "",
        "feeds.yaml": whole["feeds.yaml"][:-9],
        "monitor.yaml": "\n".join(
            line for line in whole["monitor.yaml"].splitlines() if not line.startswith("mail")
        ),
    }
    with _running(folder):
        _wait_until(lambda: "configuration in use" in log.read_text(), log)
        for number, (name, damage) in enumerate(damages.items(), start=1):
            feeds.publish("news", f"Flood alarm raised in Gao {number} at the market of {name}")
            (folder / name).write_text(damage)
            _wait_until(partial(_is_logged, log, "configuration refused", number), log)
            time.sleep(6)
            (folder / name).write_text(whole[name])
            _wait_until(partial(_is_logged, log, "configuration in use", number + 1), log)
        _wait_until(lambda: all(f"Gao {n}" in _told_to(mail, "desk") for n in (1, 2, 3)), log)
    with closing(sqlite3.connect(folder / "var" / "monitor.db")) as store:
        states = store.execute("select distinct state, channel from deliveries").fetchall()

    assert states == [("sent", "smtp")]
    assert not (folder.parent / "var" / "outbox").exists()
