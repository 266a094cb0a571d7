"""From a hit id in a mail to the changed rule live, by the commands of config/README.md alone."""

import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.servers import FeedServer, MailServer, serving_feeds, serving_mail
from tests.service import write_service

WAIT = 120.0  # seconds; the machine may be busy
PAGE = Path(__file__).parents[2] / "config" / "README.md"
RULES = """\
vocabularies:
  # Water where it should not be.
  floods:
    terms: |
      flood
      floods
rules:
  - id: flood
    title: Flood  # as readers see it
    severity: low
    any: [$floods]
    examples:
      match: |
        Flood cuts the road to Mopti
"""


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with serving_feeds() as server:
        yield server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with serving_mail() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, feeds: FeedServer, mail: MailServer) -> Path:
    return write_service(tmp_path / "config", feeds, mail, RULES)


def test_a_false_alarm_in_a_mail_is_fixed_and_live_within_two_minutes(
    folder: Path, feeds: FeedServer, mail: MailServer
) -> None:
    feeds.publish("news", "A flood of applications reaches the ministry")
    with (folder.parent / "log.txt").open("ab") as log:
        command = [sys.executable, "-m", "monitor", "run", "--config", str(folder)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_until(lambda: bool(mail.payloads()), folder)
        began = time.monotonic()
        hit = _hit_named_in(mail.payloads()[0])
        said = [_run(line, hit, folder) for line in _commands_of_the_page()]
        took = time.monotonic() - began
        feeds.publish("news", "Another flood of applications at the university")
        feeds.publish("news", "Flood cuts the road to Gao")
        _wait_until(lambda: len(mail.payloads()) >= 2, folder)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()

    told = _text(mail.payloads()[1])
    assert any("live: the service runs flood as changed" in text for text in said), said
    assert took < 300  # two minutes are meant; the machine may be busy
    assert "road to Gao" in told
    assert "university" not in told
    written = (folder / "rules" / "rules.yaml").read_text()
    assert "A flood of applications reaches the ministry" in written
    assert "# Water where it should not be." in written
    assert "# as readers see it" in written


def _commands_of_the_page() -> list[str]:
    section = PAGE.read_text("utf-8").partition("## Tuning a rule")[2]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block is not None
    return [line.partition("#")[0].strip() for line in block[1].splitlines()]


def _run(line: str, hit: str, folder: Path) -> str:
    words = shlex.split(line.replace("4711", hit))[1:]
    command = [sys.executable, "-m", "monitor", *words, "--config", str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _hit_named_in(payload: bytes) -> str:
    found = re.search(r"\bhit (\d+)", _text(payload))
    assert found is not None, _text(payload)
    return found[1]


def _text(payload: bytes) -> str:
    part = message_from_bytes(payload, policy=policy.default).get_body(("plain",))
    assert part is not None
    return re.sub("[\u2066-\u2069]", "", str(part.get_content()))


def _wait_until(holds: Callable[[], bool], folder: Path) -> None:
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end, (folder.parent / "log.txt").read_text()
        time.sleep(0.2)
