"""Run a program that the configuration names: with what it reads, within a deadline, leaving nothing behind."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended, and what it printed on both of its outputs, or on standard output alone."""

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

    Raises OSError if it cannot be run, TimeoutError if it takes longer than ``patience`` seconds; the program and
    what it started are gone then.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT if with_errors else asyncio.subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        start_new_session=True,
    )
    try:
        printed = await asyncio.wait_for(talk(process, given), patience)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        if process.stdout is not None:
            await process.stdout.read()
        code = await process.wait()
    return Ended(code, printed)


async def talk(process: asyncio.subprocess.Process, given: bytes) -> bytes:
    """Write ``given`` to a program, and return what it prints; one that has ended already reads nothing."""
    if process.stdin is None or process.stdout is None:
        return b""
    printed, _ = await asyncio.gather(process.stdout.read(), _feed(process.stdin, given))
    return printed


async def _feed(stdin: asyncio.StreamWriter, given: bytes) -> None:
    with suppress(ConnectionError, RuntimeError):  # uvloop's word for a pipe whose reader is gone
        stdin.write(given)
        await stdin.drain()
    stdin.close()
