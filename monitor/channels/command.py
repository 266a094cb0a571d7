"""Messages to a program's standard input: for every service that has a program of its own (apprise, a pager's client)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from monitor.channels.chat import Message, plain
from monitor.channels.process import run
from monitor.core.operations.outbox import (
    Accepted,
    Blocked,
    Deferred,
    Gate,
    Outcome,
    Outgoing,
    Unknown,
    Unreachable,
)
from monitor.core.settings import Command

_LATER = 75  # EX_TEMPFAIL (sysexits.h)
_LONGEST = 4096  # bytes kept of what it prints


class CommandChannel:
    """All commands of the configuration, by label."""

    connections = 2

    def __init__(self, commands: Mapping[str, Command]) -> None:
        self._commands = commands

    @asynccontextmanager
    async def session(self) -> AsyncIterator["CommandChannel"]:
        """Open a session; each message has a process of its own."""
        yield self

    async def send(self, letter: Outgoing, gate: Gate) -> Outcome:
        """Run the command with one message on its standard input; 0 is yes, 75 is later, anything else is about us."""
        command = self._commands.get(letter.address)
        if command is None:
            return Unreachable("this command is not in the configuration", letter.address, whole=False)
        body = plain(Message.of(letter.payload)).encode() if command.format == "text" else letter.payload
        await gate()
        name = {"MONITOR_MESSAGE_ID": letter.message_id.strip("<>")}
        patience = command.timeout.total_seconds()
        try:
            ended = await run(command.run, body, patience, env=name, with_errors=True)
        except TimeoutError:
            return Unknown(f"it ran longer than {patience:g} s", letter.address)
        except OSError as error:
            return Blocked(f"{command.run[0]} cannot be run: {error.strerror or error}", letter.address)
        words = ended.printed[-_LONGEST:].decode("utf-8", "replace")
        return _outcome(ended.code, f"ended with {ended.code}: {words}", letter.address)


def _outcome(code: int, said: str, label: str) -> Outcome:
    if code == 0:
        return Accepted(said, label)
    return (Deferred if code == _LATER else Blocked)(said, label)
