"""``kill -9`` at each point of handing over three messages to a real server: none lost, none made up.

A message may come twice only if the end came after its final dot; then both copies are the same bytes. Where the
server hears a verb, the client has sent it and has no answer; a verb's answer and the next verb are one point. So before
and after each of claim, connect, MAIL, RCPT, DATA, the final dot, its 250 and the commit there is a point where we kill.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store import Store
from tests.faults.deliverer import HALF, POINTS
from tests.faults.outbox import fill
from tests.smtpd import Smtpd, serving

ROOT = Path(__file__).parents[2]
# Where the server may hold a message that we do not know of.
AMBIGUOUS = {"dot", "before commit"}
EVERY = [(verb, number) for verb in ("MAIL", "RCPT", "DATA", "dot") for number in (1, 2, 3)] + [
    ("connect", 1),
    ("EHLO", 1),
    ("QUIT", 1),
    *((point, number) for point in POINTS for number in ((1,) if "claim" in point else (1, 2, 3))),
]
SOME = [("RCPT", 2), (HALF, 2), ("dot", 2), ("before commit", 2), ("after claim", 1)]


class Stopper:
    """Kills a process when the server hears a verb for the n-th time, before it answers."""

    def __init__(self, verb: str, number: int) -> None:
        self._verb, self._left = verb, number
        self.heard = threading.Event()
        self.gone = threading.Event()

    def hook(self, verb: str, _text: str) -> None:
        """Wait for the end of the client at the verb asked for."""
        if verb == self._verb and not self.heard.is_set():
            self._left -= 1
            if self._left == 0:
                self.heard.set()
                self.gone.wait(30)


def start(url: str, port: int, *point: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.faults.deliverer", url, str(port), *point]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )


def kill(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(60)
    assert process.stdout is not None
    process.stdout.close()


def kill_once(url: str, server: Smtpd, point: str, number: int) -> None:
    if point in POINTS:
        process = start(url, server.port, point, str(number))
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        kill(process)
        return
    stopper = Stopper(point, number)
    server.hook = stopper.hook
    process = start(url, server.port)
    assert stopper.heard.wait(120)
    kill(process)
    server.hook = None
    stopper.gone.set()


def run_to_the_end(url: str, port: int) -> float:
    """Deliver with a new process; return how long it took to begin."""
    began = time.monotonic()
    process = start(url, port)
    assert process.wait(120) == 0
    assert process.stdout is not None
    process.stdout.close()
    return time.monotonic() - began


def check(url: str, point: str, number: int) -> None:
    with closing(Store(url)) as store:
        fill(store)
    with serving(Smtpd()) as server:
        kill_once(url, server, point, number)
        run_to_the_end(url, server.port)
        kept = server.kept
    with closing(Store(url)) as store:
        outbox = store.deliveries.listed()

    copies = Counter(each.message_id for each in kept)
    assert {each.state for each in outbox} == {"sent"}
    assert set(copies) == {each.message_id for each in outbox}
    assert len({each.content for each in kept}) == 3
    assert sum(copies.values()) <= 3 + may_repeat(point, number)


def may_repeat(point: str, number: int) -> bool:
    """Say whether a message is past its final dot and its answer perhaps not yet written.

    The commit of an answer overlaps the envelope of the next message, but never the message itself.
    """
    return point in AMBIGUOUS or (point in {"MAIL", "RCPT", "DATA"} and number > 1) or point == "QUIT"


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(("point", "number"), SOME)
def test_a_killed_process_loses_no_message(store_url: str, point: str, number: int) -> None:
    check(store_url, point, number)


@pytest.mark.faults
@pytest.mark.parametrize(("point", "number"), [each for each in EVERY if each not in SOME])
def test_a_process_killed_anywhere_loses_no_message(store_url: str, point: str, number: int) -> None:
    check(store_url, point, number)
