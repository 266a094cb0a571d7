"""A server on loopback that answers as it is told, byte by byte."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network

from monitor import fetch
from monitor.core.feeds.outcomes import FetchResult, Validators
from monitor.core.settings import Feed, Network, Polling

LOOPBACK = ip_network("127.0.0.0/8")
RSS = b"<rss version='2.0'><channel><title>t</title><item><title>One</title></item></channel></rss>"

Script = Callable[["Talk"], Awaitable[None]]


@dataclass(slots=True)
class Talk:
    """One connection: what was asked, and the way to answer."""

    request: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def path(self) -> str:
        return self.request.split(b" ", 2)[1].decode()

    @property
    def headers(self) -> dict[str, str]:
        lines = self.request.decode("latin-1").split("\r\n")[1:]
        return {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
        }

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(
        self, body: bytes = RSS, status: str = "200 OK", more: Mapping[str, str] | None = None, **headers: str
    ) -> None:
        """Send a whole answer."""
        headers |= more or {}
        given = {
            "content-length": str(len(body)),
            **{key.replace("_", "-"): value for key, value in headers.items()},
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        await self.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)


@dataclass(slots=True)
class Scripted:
    """A running server and what it was asked."""

    port: int
    scheme: str
    host: str = "127.0.0.1"
    talks: list[Talk] = field(default_factory=list)

    def url(self, path: str = "/feed", host: str | None = None) -> str:
        return f"{self.scheme}://{host or self.host}:{self.port}{path}"


@asynccontextmanager
async def serving(
    script: Script, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[Scripted]:
    """Answer every connection to an address of this machine by ``script``."""
    open_talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_talks.add(task)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            one = Talk(await reader.readuntil(b"\r\n\r\n"), reader, writer)
            server.talks.append(one)
            await script(one)
        with suppress(OSError, RuntimeError):
            writer.close()
        open_talks.discard(task)

    listener = await asyncio.start_server(talk, host, 0, ssl=context)
    server = Scripted(listener.sockets[0].getsockname()[1], "https" if context else "http", host)
    try:
        yield server
    finally:
        listener.close()
        for task in list(open_talks):
            task.cancel()
        await asyncio.gather(*open_talks, return_exceptions=True)
        await asyncio.sleep(0)


@asynccontextmanager
async def client(
    allow: tuple[object, ...] = (LOOPBACK,),
    *,
    patience: float = 5,
    max_body: int = 1_000_000,
    proxy: str | None = None,
) -> AsyncIterator[fetch.Client]:
    """Open a guarded client that may reach ``allow``."""
    network = Network(allow_private=allow, proxy=proxy)  # type: ignore[arg-type]  # blocks and names
    async with fetch.client(
        network, Polling(timeout=timedelta(seconds=patience), max_body=max_body)
    ) as opened:
        yield opened


async def ask(script: Script, known: Validators | None = None, *, patience: float = 5) -> FetchResult:
    """Fetch a feed once from a server that follows ``script``."""
    async with serving(script) as server, client(patience=patience) as opened:
        return await opened.fetch(Feed("f", server.url(), "F"), known or Validators())
