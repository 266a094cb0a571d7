"""How many durable mails a second go to a local server: claimed, sent, each settled by a commit that survives a power cut.

Run as ``python -m tests.bench.deliver [--short]``. The server is a process of its own (aiosmtpd). Turn about with the
same messages over the same kind of connection and no store at all, so that the price of durability is a ratio that
other work on the machine hurts both sides of.
"""

import argparse
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median

from monitor import runtime
from monitor.channels.smtp import SmtpChannel
from monitor.core.editions.edition import Edition, Envelope, Notice, Rendered
from monitor.core.operations.outbox import Accepted, Outgoing
from monitor.core.settings import Mail, Recipient
from monitor.steps.deliver import deliver
from monitor.store import Store
from tests.bench import MISSED
from tests.newsroom import DAILY, START, Newsroom, config

LEAST = 150.0  # durable mails a second (DESIGN section 7)
BODY = (
    b"Message-ID: <1@example.org>\r\nSubject: x\r\n\r\n"
    + b"A line of a digest as long as they are, more or less.\r\n" * 400
)
CROWD = [f"reader{number}@example.org" for number in range(50)]


@dataclass(frozen=True, slots=True)
class Result:
    """A figure, and the bound it must keep, if there is one."""

    name: str
    value: float
    least: float | None = None

    @property
    def holds(self) -> bool:
        """Say whether the figure keeps its bound."""
        return self.least is None or self.value >= self.least


@dataclass(frozen=True, slots=True)
class Cost:
    """What one mail took: seconds of the clock, seconds of this process."""

    wall: float
    cpu: float


def run(*, short: bool = False) -> tuple[Result, ...]:
    """Measure the whole step, and the bare sending of the same messages."""
    rounds, mails = (1, 300) if short else (5, 1000)
    with _server() as port:
        pairs = [(_durable(port, mails), _bare(port, mails)) for _ in range(rounds)]
    return (
        Result("durable mails a second", 1 / median(durable.wall for durable, _ in pairs), LEAST),
        Result("the same without a store, a second", 1 / median(bare.wall for _, bare in pairs)),
        Result("CPU of a durable mail, ms", 1000 * median(durable.cpu for durable, _ in pairs)),
        Result("CPU against bare sending", median(durable.cpu / bare.cpu for durable, bare in pairs)),
    )


def _durable(port: int, mails: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder, closing(Store(f"sqlite:///{folder}/monitor.db")) as store:
        store.open()
        room = _filled(store, port, mails)
        with _measured(mails) as cost:
            counts = runtime.run(deliver(room.deps))
        assert counts.sent == mails
        return cost()


def _filled(store: Store, port: int, mails: int) -> Newsroom:
    """Make editions until enough messages wait."""
    mail = Mail("127.0.0.1", port, "none", sender="watch@example.org")
    crowd = Recipient("crowd", mail=tuple(CROWD))
    room = Newsroom(store, config(replace(DAILY, to=("crowd",)), recipients=[crowd], mail=mail))
    room.render = _render
    room.channels = {"smtp": SmtpChannel(mail)}
    room.register()
    for _ in range(mails // len(CROWD)):
        room.wait(timedelta(days=1)).edit()
    return room


def _bare(port: int, mails: int) -> Cost:
    async def send() -> None:
        async with SmtpChannel(
            Mail("127.0.0.1", port, "none", sender="watch@example.org")
        ).session() as session:
            for number in range(mails):
                assert isinstance(await session.send(_letter(number), _open), Accepted)

    with _measured(mails) as cost:
        runtime.run(send())
    return cost()


async def _open() -> None:
    pass


def _letter(number: int) -> Outgoing:
    return Outgoing(number, 1, "crowd", "smtp", CROWD[0], f"<{number}@x>", BODY, False, START, 0, 0, None, 1)


async def _render(what: Edition | Notice, envelopes: Sequence[Envelope]) -> tuple[Rendered, ...]:
    del what
    return tuple(Rendered("subject", "", None, BODY, b"{}") for _ in envelopes)


@contextmanager
def _measured(mails: int) -> Iterator[Callable[[], Cost]]:
    wall, cpu = time.perf_counter(), time.process_time()
    ended: list[float] = []

    def cost() -> Cost:
        return Cost((ended[0] - wall) / mails, (ended[1] - cpu) / mails)

    yield cost
    ended += [time.perf_counter(), time.process_time()]


@contextmanager
def _server() -> Iterator[int]:
    """Run a server that forgets what it takes."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"127.0.0.1:{port}",
        "-c",
        "aiosmtpd.handlers.Sink",
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with closing(socket.socket()) as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def main() -> int:
    """Print the figures; 1 if one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    results = run(short=parser.parse_args().short)
    for result in results:
        bound = f" (at least {result.least:g})" if result.least is not None else ""
        sys.stdout.write(f"{result.name}: {result.value:.2f}{bound}\n")
    return 0 if all(result.holds for result in results) else MISSED


if __name__ == "__main__":
    sys.exit(main())
