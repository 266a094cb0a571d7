"""Run a program that the configuration names: with what it reads, within a deadline, leaving nothing behind."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

_KEPT = 64 * 1024  # bytes of what it prints, the last ones
_LAST_WORDS = (
    1.0  # seconds in which what an ended program printed is read: what it left running may hold the pipe
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended, and the last of what it printed on both of its outputs, or on standard output alone."""

    code: int
    printed: bytes


async def run(
    command: Sequence[str],
    given: bytes,
    patience: float,
    *,
    env: Mapping[str, str] | None = None,
    with_errors: bool = False,
) -> Ended:
    """Run ``command`` with ``given`` on its standard input; ``env`` adds to our environment.

    It has ended when it has, whatever it left running with its outputs open. Raises OSError if it cannot be run,
    TimeoutError if it takes longer than ``patience`` seconds; the program and what it started are gone then.
    """
    transport, program = await asyncio.get_running_loop().subprocess_exec(
        _Program,
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT if with_errors else asyncio.subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        start_new_session=True,
    )
    try:
        _feed(transport, given)
        await asyncio.wait_for(program.ended.wait(), patience)
        with suppress(TimeoutError):
            await asyncio.wait_for(program.silent.wait(), _LAST_WORDS)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(transport.get_pid(), signal.SIGKILL)
        await program.ended.wait()
        transport.close()
    return Ended(transport.get_returncode() or 0, bytes(program.printed))


def _feed(transport: asyncio.SubprocessTransport, given: bytes) -> None:
    """Write to a program's standard input; one that has ended already reads nothing."""
    stdin: Any = transport.get_pipe_transport(0)  # uvloop's is like an asyncio.WriteTransport, but is none
    with suppress(ConnectionError, RuntimeError):  # uvloop's word for a pipe whose reader is gone
        stdin.write(given)
        stdin.close()


class _Program(asyncio.SubprocessProtocol):
    """What a program prints, its end, and that nobody holds its outputs open any more."""

    def __init__(self) -> None:
        self.printed = bytearray()
        self.ended = asyncio.Event()
        self.silent = asyncio.Event()

    def pipe_data_received(self, _fd: int, data: bytes) -> None:
        """Keep the last of it: a program may print without end."""
        self.printed += data
        del self.printed[:-_KEPT]

    def pipe_connection_lost(self, fd: int, _error: Exception | None) -> None:
        """Note that nothing more can be printed."""
        if fd == 1:
            self.silent.set()

    def process_exited(self) -> None:
        """Note the end."""
        self.ended.set()
