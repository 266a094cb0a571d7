"""``kill -9`` of the real ``monitor run`` at random moments, while entries keep arriving."""

import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path

import pytest

from tests.servers import FeedServer, MailServer, serving_feeds, serving_mail
from tests.service import write_service

FEEDS = 5


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with serving_feeds() as server:
        yield server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with serving_mail() as server:
        yield server


def _configure(folder: Path, feeds: FeedServer, mail: MailServer) -> Path:
    rules = "rules:\n  - {id: alarm, title: Alarm, severity: low, any: [alarm]}\n"
    names = (f"f{number}" for number in range(FEEDS))
    return write_service(folder / "config", feeds, mail, rules, names)


def _start(config: Path) -> "subprocess.Popen[bytes]":
    log = (config.parent / "log.txt").open("ab")
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", "monitor", "run", "--config", str(config)], stdout=log, stderr=log
        )


def _campaign(folder: Path, feeds: FeedServer, mail: MailServer, kills: int, seed: int) -> None:
    config = _configure(folder, feeds, mail)
    dice = random.Random(seed)  # noqa: S311 - moments of a test
    done = threading.Event()

    def publish() -> None:
        number = 0
        while not done.is_set():
            feeds.publish(
                f"f{number % FEEDS}", f"Alarm number {number:05d} in {dice.choice(('Ségou', 'غاو', 'Mopti'))}"
            )
            number += 1
            done.wait(0.25)

    publisher = threading.Thread(target=publish)
    publisher.start()
    try:
        for _ in range(kills):
            process = _start(config)
            time.sleep(dice.uniform(0.5, 8.0))
            process.send_signal(signal.SIGKILL)
            process.wait()
    finally:
        done.set()
        publisher.join()
    process = _start(config)
    try:
        _wait_until(lambda: _titles_told(mail) >= feeds.titles, seconds=120)
        _wait_until(lambda: _undelivered(folder) == 0, seconds=60)
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0


def _wait_until(holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.25)


def _text(payload: bytes) -> str:
    message = message_from_bytes(payload, policy=modern)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _titles_told(mail: MailServer) -> set[str]:
    text = "\n".join(_text(payload) for payload in mail.payloads())
    return set(_all_titles(text))


def _all_titles(text: str) -> list[str]:
    plain = text.translate(dict.fromkeys(map(ord, "\u2068\u2069")))  # isolates around Arabic
    return re.findall(r"Alarm number \d{5} in \w+", plain)


def _reported(text: str) -> list[str]:
    """Return the titles of the reports a message brings; a growing story is headed by a title told before."""
    return _all_titles("\n".join(line for line in text.splitlines() if line.startswith("- ")))


def _undelivered(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "config" / "var" / "monitor.db")) as store:
        return int(store.execute("select count(*) from deliveries where state != 'sent'").fetchone()[0])


def _check(folder: Path, feeds: FeedServer, mail: MailServer, kills: int) -> None:
    with closing(sqlite3.connect(folder / "config" / "var" / "monitor.db")) as store:
        assert store.execute("pragma integrity_check").fetchone() == ("ok",)
        hits = store.execute("select count(*) from hits").fetchone()[0]
        taken = Counter(
            hit for (hit,) in store.execute("select hit from edition_hits where \"order\" = 'digest:often'")
        )
        titles = {title for (title,) in store.execute("select title from entries")}
    assert titles == feeds.titles, "every published entry is stored once"
    assert len(taken) == hits == len(feeds.titles), "every hit is in an edition"
    assert set(taken.values()) == {1}, "no hit is in two editions"
    assert _titles_told(mail) == feeds.titles, "every hit was mailed"

    by_id: dict[str, set[bytes]] = {}
    for payload in mail.payloads():
        by_id.setdefault(str(message_from_bytes(payload)["Message-ID"]), set()).add(payload)
    assert all(len(bodies) == 1 for bodies in by_id.values()), "a repeat is byte for byte the same"
    told_in = Counter(
        title for bodies in by_id.values() for body in bodies for title in set(_reported(_text(body)))
    )
    assert set(told_in.values()) == {1}, "no report is in two messages"
    repeats = len(mail.payloads()) - len(by_id)
    assert repeats <= kills
    sys.stdout.write(
        f"{kills} kills: {len(titles)} entries, {hits} hits, {len(by_id)} messages, {repeats} repeats, 0 lost\n"
    )


def test_five_kills_lose_nothing_and_say_nothing_twice(
    tmp_path: Path, feeds: FeedServer, mail: MailServer
) -> None:
    _campaign(tmp_path, feeds, mail, kills=5, seed=1)

    _check(tmp_path, feeds, mail, kills=5)


@pytest.mark.faults
def test_fifty_kills_lose_nothing_and_say_nothing_twice(
    tmp_path: Path, feeds: FeedServer, mail: MailServer
) -> None:
    _campaign(tmp_path, feeds, mail, kills=50, seed=2)

    _check(tmp_path, feeds, mail, kills=50)
