"""An SMTP server that does as it is told: at each verb an answer, a fault or a call."""

import asyncio
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock, Thread

DROP = "drop"  # end the connection without an answer
HANG = "hang"  # never answer
TAKE_AND_DROP = "take and drop"  # at the dot: keep the message, then end the connection without an answer
_GREETING = "220 test.example ESMTP"


@dataclass(slots=True)
class Fault:
    """What to do at ``verb`` (of a command whose text contains ``where``), for the first ``times``."""

    verb: str
    action: str
    where: str = ""
    times: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A message the server took over."""

    to: str
    content: bytes

    @property
    def message_id(self) -> str:
        """The Message-ID of its header."""
        found = re.search(rb"(?im)^message-id:\s*(\S+)", self.content)
        return found.group(1).decode() if found else ""


@dataclass(slots=True)
class Smtpd:
    """The server's memory and its orders. ``heard`` lists every command, ``connections`` counts them."""

    faults: list[Fault] = field(default_factory=list)
    features: Sequence[str] = ("SIZE 10000000", "8BITMIME")
    tls: ssl.SSLContext | None = None
    hook: Callable[[str, str], None] | None = None  # called at a verb, before the answer; may block
    port: int = 0
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    _kept: list[Kept] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    @property
    def kept(self) -> list[Kept]:
        """The messages taken over so far."""
        with self._lock:
            return list(self._kept)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk to one client."""
        with self._lock:
            self.connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, _Gone):
                await _Talk(self, reader, writer).run()
        finally:
            writer.close()

    def order(self, verb: str, text: str) -> str | None:
        """Return what was ordered for this command, None for the usual answer."""
        with self._lock:
            self.heard.append(text)
            for fault in self.faults:
                if fault.verb == verb and fault.where in text and fault.times > 0:
                    fault.times -= 1
                    return fault.action
        return None

    def keep(self, to: str, content: bytes) -> None:
        """Take a message over."""
        with self._lock:
            self._kept.append(Kept(to, content))


class _Gone(Exception):  # noqa: N818 - not an error: the server was told to
    """The connection is ended."""


class _Talk:
    """One conversation."""

    def __init__(self, server: Smtpd, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._to = ""

    async def run(self) -> None:
        """Greet, then answer each command."""
        if await self._ordered("connect", ""):
            return
        await self._say(_GREETING)
        while line := await self._reader.readline():
            text = line.decode("utf-8", "replace").strip()
            verb = text.partition(" ")[0].upper()
            self._to = text if verb == "RCPT" else self._to
            if await self._ordered(verb, text):
                continue
            await self._usual(verb)
            if verb == "QUIT":
                return

    async def _usual(self, verb: str) -> None:
        match verb:
            case "EHLO":
                secure = self._writer.get_extra_info("sslcontext") is not None
                offers = [*self._server.features, *(["STARTTLS"] if self._server.tls and not secure else [])]
                await self._say(
                    "\r\n".join(f"250-{line}" for line in ["test.example", *offers[:-1]])
                    + f"\r\n250 {offers[-1]}"
                )
            case "STARTTLS":
                await self._say("220 go ahead")
                await self._writer.start_tls(self._server.tls)  # type: ignore[arg-type]  # only offered with one
            case "AUTH":
                await self._say("235 welcome")
            case "DATA":
                await self._say("354 go on")
                await self._take()
            case "QUIT":
                await self._say("221 bye")
            case _:
                await self._say("250 ok")

    async def _take(self) -> None:
        raw = await self._reader.readuntil(b"\r\n.\r\n")
        content = re.sub(rb"(?m)^\.\.", b".", raw[:-3])
        action = await self._decide("dot", self._to)
        if action in (None, TAKE_AND_DROP) or (action or "").startswith("2"):
            self._server.keep(self._to, content)
        if action is not None:
            await self._act(action)
        else:
            await self._say("250 2.0.0 queued as TEST")

    async def _ordered(self, verb: str, text: str) -> bool:
        action = await self._decide(verb, text)
        if action is None:
            return False
        await self._act(action)
        return verb != "connect"

    async def _decide(self, verb: str, text: str) -> str | None:
        if self._server.hook is not None:
            await asyncio.to_thread(self._server.hook, verb, text)
        return self._server.order(verb, text)

    async def _act(self, action: str) -> None:
        if action in (DROP, TAKE_AND_DROP):
            raise _Gone
        if action == HANG:
            await self._reader.read()  # until the client leaves
            raise _Gone
        await self._say(action)
        if action.startswith("421"):
            raise _Gone

    async def _say(self, text: str) -> None:
        self._writer.write(text.encode() + b"\r\n")
        await self._writer.drain()


@contextmanager
def serving(server: Smtpd) -> Iterator[Smtpd]:
    """Run the server on a loopback port of the system's choice, in a thread of its own."""
    loop = asyncio.new_event_loop()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(server.serve, "127.0.0.1", 0, limit=2**24)

    listening = loop.run_until_complete(start())
    server.port = listening.sockets[0].getsockname()[1]
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_stop(listening), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(listening: asyncio.Server) -> None:
    listening.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await listening.wait_closed()
