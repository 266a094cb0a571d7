"""A process that delivers what is due and can be stopped dead at points of its own: driven by test_killed_delivery.

``python -m tests.faults.deliverer STORE PORT [POINT N]``: announce the N-th time POINT comes, and stand still.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiosmtplib.protocol import SMTPProtocol

from monitor import runtime
from monitor.channels.smtp import SmtpChannel
from monitor.core.settings import Mail
from monitor.steps.deliver import deliver
from monitor.store import Store
from monitor.store.deliveries import Deliveries
from tests.faults.outbox import CONFIG
from tests.newsroom import Newsroom

HALF = "half a message"  # sent, and not its final dot
POINTS = ("before claim", "after claim", HALF, "before commit", "after commit")


def stand_still_at(point: str, number: int) -> None:
    """Make the process announce a point and wait there for its end."""
    if point == HALF:
        stand_still_within_message(number)
        return
    name = "claim" if point.endswith("claim") else "settle"
    wrapped: Callable[..., Any] = getattr(Deliveries, name)
    calls = 0

    def watched(self: Deliveries, *args: Any) -> Any:
        nonlocal calls
        calls += 1
        here = calls == number
        if here and point.startswith("before"):
            _announce()
        result = wrapped(self, *args)
        if here and point.startswith("after"):
            _announce()
        return result

    setattr(Deliveries, name, watched)


def stand_still_within_message(number: int) -> None:
    """Make the process send half of the N-th message, announce it, and wait there for its end."""
    write = SMTPProtocol.write
    messages = 0

    def half(self: SMTPProtocol, data: bytes) -> None:
        nonlocal messages
        messages += data.endswith(b"\r\n.\r\n")
        if messages < number:
            write(self, data)
            return
        write(self, data[: len(data) // 2])
        _announce()

    SMTPProtocol.write = half  # type: ignore[method-assign]  # only in this process, which is about to be killed


def _announce() -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(600)


def main(url: str, port: int) -> None:
    """Void the leases of the dead, then deliver."""
    store = Store(url)
    store.open()
    with store.runners.register("run", datetime.now(UTC)) as runner:
        store.runners.void_dead(datetime.now(UTC))
        room = Newsroom(store, CONFIG, runner)
        channel = SmtpChannel(Mail("127.0.0.1", port, "none", sender="watch@example.org"), connections=1)
        room.channels, room.clock = {"smtp": channel}, lambda: datetime.now(UTC)
        runtime.run(deliver(room.deps))
    store.close()


if __name__ == "__main__":
    if len(sys.argv) > 3:
        stand_still_at(sys.argv[3], int(sys.argv[4]))
    main(sys.argv[1], int(sys.argv[2]))
