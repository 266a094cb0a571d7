"""Hand messages over: one channel a way out, the same outbox for all."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from monitor.core.outbox import Outcome, Outgoing


class Session(Protocol):
    """An open way out, reused from message to message."""

    async def send(self, letter: Outgoing) -> Outcome:
        """Hand one message over and return what was answered; nothing expected raises."""


class Channel(Protocol):
    """A way out. ``connections`` is how many sessions may be open side by side."""

    connections: int

    def session(self) -> AbstractAsyncContextManager[Session]:
        """Open a session; it connects when the first message is handed over."""
