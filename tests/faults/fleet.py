"""Real processes over one store, fed by a local server, mailing to a local server: and what must come of it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from hashlib import sha512
from pathlib import Path

import sqlalchemy as sa

from monitor.store import Store
from monitor.store.tables import deliveries, edition_hits, entries, hits
from tests.servers import FeedServer, MailServer, serving_feeds, serving_mail
from tests.service import write_service

TITLE = re.compile(r"Alarm(?: [a-z]{10}){5}")


@dataclass
class Fleet:
    """Processes that do the same work, and the world around them."""

    folder: Path
    url: str
    feeds: FeedServer
    mail: MailServer
    names: tuple[str, ...]
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    published: int = 0

    def publish(self, entries_: int) -> None:
        """Publish so many entries, over all feeds in turn."""
        for _ in range(entries_):
            self.feeds.publish(self.names[self.published % len(self.names)], title(self.published))
            self.published += 1

    def start(self, command: str) -> "subprocess.Popen[bytes]":
        """Start one more process: ``run`` or ``worker``."""
        with (self.folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "monitor", command, "--config", str(self.folder / "config")],
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONFAULTHANDLER": "1"},
            )
        self.processes.append(process)
        return process

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """End a process with no chance to clean up."""
        process.kill()
        process.wait()
        self.processes.remove(process)

    def told(self) -> set[str]:
        """Return the titles that reached a reader."""
        return {title for payload in self.mail.payloads() for title in TITLE.findall(_text(payload))}

    def is_done(self) -> bool:
        """Return whether everything published was told and nothing waits."""
        return len(self.told()) >= self.published

    def wait(self, holds: Callable[[], bool], seconds: float) -> float:
        """Wait until something holds; return how long that took. Fail, with the log, if it never does."""
        began = time.monotonic()
        while not holds():
            dead = any(process.poll() is not None for process in self.processes)
            if dead or time.monotonic() - began > seconds:
                log = (self.folder / "log.txt").read_text(errors="replace")[-6000:]
                wrong = "a process ended by itself" if dead else f"not within {seconds} s"
                raise AssertionError(f"{wrong}: {len(self.told())} of {self.published} told\n{log}")
            time.sleep(0.1)
        return time.monotonic() - began

    def stop(self) -> float:
        """End every process in good order; return how many seconds the slowest took."""
        began = time.monotonic()
        for process in self.processes:
            process.terminate()
        codes = [self._end_of(process) for process in self.processes]
        took = time.monotonic() - began
        self.processes.clear()
        assert set(codes) <= {0}, (
            f"{codes}\n{(self.folder / 'log.txt').read_text(errors='replace')[-20_000:]}"
        )
        return took

    def _end_of(self, process: "subprocess.Popen[bytes]") -> int:
        try:
            return process.wait(timeout=30)  # as long as a service manager waits
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # it leaves word in the log of where its threads hang
            return process.wait(timeout=30)


def title(number: int | str) -> str:
    """Return a title that no other resembles, so that each is a story of its own."""
    letters = "".join(chr(ord("a") + byte % 26) for byte in sha512(str(number).encode()).digest())
    return "Alarm " + " ".join(letters[start : start + 10] for start in range(0, 50, 10))


@contextmanager
def fleet(
    folder: Path, url: str, feeds: int, polling: str = "every: 1s, fastest: 1s, slowest: 2s"
) -> Iterator[Fleet]:
    """Configure a fleet with so many feeds; every process left is killed at the end."""
    with serving_feeds() as server, serving_mail() as mail:
        names = tuple(f"f{number}" for number in range(feeds))
        write_service(
            folder / "config",
            server,
            mail,
            "rules:\n  - {id: alarm, title: Alarm, severity: low, any: [alarm]}\n",
            names,
            polling=f"{polling}, first_poll: all, per_host: 100",
            main=f"store: {url}\n",
        )
        one = Fleet(folder, url, server, mail, names)
        try:
            yield one
        finally:
            for process in one.processes:
                process.kill()
                process.wait()


def check(one: Fleet, repeats: int) -> str:
    """Assert that nothing was lost or said twice, with at most ``repeats`` byte-equal repeats; return the figures."""
    store = Store(one.url)
    try:
        with store.database.read() as connection:
            titles = Counter(connection.execute(sa.select(entries.c.title)).scalars())
            number_of_hits = connection.execute(sa.select(sa.func.count()).select_from(hits)).scalar_one()
            digested = edition_hits.c.order == "digest:often"
            taken = Counter(connection.execute(sa.select(edition_hits.c.hit).where(digested)).scalars())
            states = Counter(connection.execute(sa.select(deliveries.c.state)).scalars())
    finally:
        store.close()
    assert set(titles) == one.feeds.titles, "every published entry is stored"
    assert set(titles.values()) == {1}, "no entry is stored twice"
    assert len(taken) == number_of_hits == one.published, "every hit is in an edition"
    assert set(taken.values()) == {1}, "no hit is in two editions"
    assert set(states) == {"sent"}, states
    assert one.told() == {text for text in one.feeds.titles if TITLE.fullmatch(text)}, (
        "every hit reached its reader"
    )
    by_id: dict[str, list[bytes]] = {}
    for payload in one.mail.payloads():
        by_id.setdefault(str(message_from_bytes(payload)["Message-ID"]), []).append(payload)
    assert all(len(set(bodies)) == 1 for bodies in by_id.values()), "a repeat is byte for byte the same"
    repeated = len(one.mail.payloads()) - len(by_id)
    assert repeated <= repeats
    return f"{len(titles)} entries, {number_of_hits} hits, {len(by_id)} messages, {repeated} repeats, 0 lost"


def _text(payload: bytes) -> str:
    message = message_from_bytes(payload, policy=modern)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
