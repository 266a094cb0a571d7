"""Words to a service manager: that we are ready, that we make progress, that we stop (sd_notify(3))."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress

_MOST = 30.0  # seconds between two signs of life, however patient the manager is


@asynccontextmanager
async def informed(idle: Callable[[], float], environ: Mapping[str, str] = os.environ) -> AsyncIterator[None]:
    """Tell the service manager that we are ready, and while inside that the poll loop comes round.

    ``idle`` gives the seconds since it did. When these reach the watchdog's patience no sign of life is sent,
    and the manager ends us: a loop that hangs is worse than a restart. Without a manager nothing is sent.
    """
    address = environ.get("NOTIFY_SOCKET", "")
    if not address:
        yield
        return
    patience = int(environ.get("WATCHDOG_USEC", "0")) / 1_000_000
    _send(address, "READY=1")
    watch = asyncio.create_task(_signs_of_life(address, patience, idle))
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        _send(address, "STOPPING=1")


async def _signs_of_life(address: str, patience: float, idle: Callable[[], float]) -> None:
    while patience > 0:
        if idle() < patience:
            _send(address, "WATCHDOG=1")
        await asyncio.sleep(min(patience / 3, _MOST))


def _send(address: str, state: str) -> None:
    # A leading "@" stands for the NUL of an abstract address.
    path = "\0" + address[1:] if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.connect(path)
        sender.send(state.encode())
