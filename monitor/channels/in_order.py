"""Several servers for one way out: the first that has us takes the messages."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from monitor.channels.smtp import SmtpChannel, SmtpSession
from monitor.core.operations.outbox import Blocked, Gate, Outcome, Outgoing, Unreachable


class InOrder:
    """Mail servers in the order in which they are tried."""

    def __init__(self, servers: Sequence[SmtpChannel]) -> None:
        self.connections = servers[0].connections
        self._servers = servers

    @asynccontextmanager
    async def session(self) -> AsyncIterator["InOrderSession"]:
        """Open a session; a server is connected to when it is needed, the first one again in each session."""
        async with AsyncExitStack() as stack:
            yield InOrderSession(
                [await stack.enter_async_context(server.session()) for server in self._servers]
            )

    async def probe(self, addresses: Sequence[str] = ()) -> Outcome | None:
        """Ask every server, the spare ones too; return the first thing that is wrong, None if nothing is."""
        for server in self._servers:
            if wrong := await server.probe(addresses):
                return wrong
        return None


class InOrderSession:
    """A session that goes on to the next server when one cannot be reached or will not have us."""

    def __init__(self, sessions: Sequence[SmtpSession]) -> None:
        self._sessions = sessions
        self._first = 0

    async def send(self, letter: Outgoing, gate: Gate) -> Outcome:
        """Hand a message over to the first server that takes it or says something about it.

        Only a server that has nothing of the message is left for the next: it is never handed over twice.
        """
        refusals: list[Unreachable | Blocked] = []
        for place in range(self._first, len(self._sessions)):
            outcome = await self._sessions[place].send(letter, gate)
            if not isinstance(outcome, Unreachable | Blocked):
                return outcome
            refusals.append(outcome)
            if outcome.whole and place == self._first and place + 1 < len(self._sessions):
                self._first = place + 1  # lost for this session
        words = "; ".join(f"{refusal.server}: {refusal.reply}" for refusal in refusals)
        return replace(refusals[-1], reply=words) if len(refusals) > 1 else refusals[-1]
