"""README's "Start" and "five minutes", with the command of `make run` left running, in three orders of their steps."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path

import pytest

from tests.servers import FeedServer, MailServer, serving_feeds, serving_mail
from tests.service import write_service
from tests.test_documents import ROOT

WAIT = 120.0  # seconds; the machine may be busy
RULES = "rules:\n  - {id: flood, title: Flood, severity: low, any: [flood]}\n"
# Two events each, which no grouping takes for one.
FIRST = {"old": "Flood drowns cattle at Ansongo", "own": "Flood cuts the road to Zinder"}
SECOND = {"old": "Flood empties the prison of Koutiala", "own": "Bridge of Maradi lost to flood"}
DAILY = "{id: daily, to: [READER], every: 1s, when_empty: skip}"


class Desk:
    """A person with a terminal in a checkout, who types what README says."""

    def __init__(self, place: Path, feeds: FeedServer, mail: MailServer) -> None:
        self.place, self._feeds, self._mail = place, feeds, mail
        self._exported: dict[str, str] = {}
        self._left_running = ExitStack()
        self.edit("config", "old")

    def edit(self, folder: str, name: str) -> None:
        """Make a folder a small service of its own: its feed, its reader, rules that load quickly."""
        target = self.place / folder
        for kept in ("rules", "vocabularies", "places.csv", "history.csv", "recipients.yaml"):
            path = target / kept
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        write_service(target, self._feeds, self._mail, RULES, [name], digest=DAILY.replace("READER", "desk"))
        orders = (target / "digests.yaml").read_text().replace("desk@", f"{name}@")
        (target / "digests.yaml").write_text(orders)

    def export(self, folder: str) -> None:
        """Step 1, second half."""
        self._exported = {"MONITOR_CONFIG": str(self.place / folder)}

    def type(self, *words: str) -> str:
        """Run a command to its end; it must succeed."""
        done = subprocess.run(
            self._command(words), **self._where(), capture_output=True, text=True, check=False
        )  # type: ignore[call-overload]
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def leave_running(self, *words: str) -> None:
        """Run a service until the end of the test."""
        log = self._left_running.enter_context((self.place / "log.txt").open("ab"))
        service = subprocess.Popen(self._command(words), **self._where(), stdout=log, stderr=log)  # type: ignore[call-overload]
        self._left_running.callback(service.wait)
        self._left_running.callback(service.terminate)

    def leave(self) -> None:
        """Stop what runs."""
        self._left_running.close()

    def _where(self) -> dict[str, object]:
        return {"cwd": self.place, "env": os.environ | {"PYTHONPATH": str(ROOT)} | self._exported}

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "monitor", *words]


def as_written(desk: Desk) -> None:
    """The service of Start is left running, and everything below is done from top to bottom."""
    desk.leave_running("run", "--config", "config")
    own(desk)
    desk.type("check")
    desk.type("once", "--all")
    desk.type("digest", "preview", "daily", "--html", "first.html")
    sent(desk)
    desk.leave_running("run")


def own_first(desk: Desk) -> None:
    """Five minutes come first, and the service of Start beside the own one."""
    own(desk)
    desk.type("once", "--all")
    desk.leave_running("run")
    desk.leave_running("run", "--config", "config")
    sent(desk)


def forgotten(desk: Desk) -> None:
    """Both services run, and one command is typed in another terminal, where nothing was exported."""
    desk.leave_running("run", "--config", "config")
    desk.type("init", "watch")
    desk.edit("watch", "own")
    desk.type("once", "--all")
    desk.export("watch")
    desk.leave_running("run")
    desk.type("once", "--all")
    sent(desk)


def own(desk: Desk) -> None:
    desk.type("init", "watch")
    desk.export("watch")
    desk.edit("watch", "own")


def sent(desk: Desk) -> None:
    """Send a digest now; that there may be nothing left to say, as the service is quick, is no fault."""
    command = [sys.executable, "-m", "monitor", "digest", "send", "daily"]
    subprocess.run(command, **desk._where(), capture_output=True, check=False)  # type: ignore[call-overload]


@contextmanager
def at_the_desk(place: Path) -> Iterator[tuple[Desk, FeedServer, MailServer]]:
    with serving_feeds() as feeds, serving_mail() as mail:
        for name, title in FIRST.items():
            feeds.publish(name, title)
        desk = Desk(place, feeds, mail)
        try:
            yield desk, feeds, mail
        finally:
            desk.leave()


def reported(mail: MailServer) -> Counter[str]:
    """Count the messages in which each reader was told of each entry."""
    found: Counter[str] = Counter()
    for payload in mail.payloads():
        message = message_from_bytes(payload, policy=modern)
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        titles = [*FIRST.values(), *SECOND.values()]
        found.update(f"{message['To']}: {title}" for title in titles if title in text)
    return found


def wait_until(holds: Callable[[], bool], told: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end, told()
        time.sleep(0.2)


@pytest.mark.parametrize("steps", [as_written, own_first, forgotten], ids=lambda steps: steps.__name__)
def test_no_message_is_lost_and_nothing_is_polled_twice(
    tmp_path: Path, steps: Callable[[Desk], None]
) -> None:
    with at_the_desk(tmp_path) as (desk, feeds, mail):
        steps(desk)
        expected = Counter(f"{name}@example.org: {title}" for name, title in FIRST.items())
        wait_until(
            lambda: reported(mail) >= expected, lambda: (reported(mail), (tmp_path / "log.txt").read_text())
        )
        for name, title in SECOND.items():
            feeds.publish(name, title)
            expected[f"{name}@example.org: {title}"] += 1
        before, began = len(feeds.answers), time.monotonic()
        wait_until(
            lambda: reported(mail) >= expected, lambda: (reported(mail), (tmp_path / "log.txt").read_text())
        )
        polls = Counter(feed for feed, _ in feeds.answers[before:])
        seconds = time.monotonic() - began

    assert reported(mail) == expected
    assert all(count <= seconds + 2 for count in polls.values()), (polls, seconds)  # `fastest` is a second
    for folder, feed in (("config", "old"), ("watch", "own")):
        with closing(sqlite3.connect(tmp_path / folder / "var" / "monitor.db")) as store:
            assert store.execute("select distinct state from deliveries").fetchall() == [("sent",)]
            assert store.execute("select id, due_at is null from feeds").fetchall() == [(feed, 0)]
    assert not (tmp_path / "var" / "monitor.db").exists()


def test_these_are_the_commands_that_readme_names() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for command in ("init watch", "check", "once --all", "digest preview daily --html first.html", "run"):
        assert f"`monitor {command}`" in readme
    assert "`export MONITOR_CONFIG=$PWD/watch`" in readme
    assert "-m monitor run --config config\n" in makefile
