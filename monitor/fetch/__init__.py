"""Everything that goes out by HTTP goes through here."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp

from monitor.core.outcomes import FetchResult, Validators
from monitor.core.settings import Feed, Network, Polling
from monitor.fetch.client import ACCEPT, Client
from monitor.fetch.client import Hop as Hop
from monitor.fetch.client import Replied as Replied
from monitor.fetch.decode import ACCEPT_ENCODING
from monitor.fetch.guard import Guard

Fetch = Callable[[Feed, Validators], Awaitable[FetchResult]]


@asynccontextmanager
async def client(network: Network, polling: Polling) -> AsyncIterator[Client]:
    """Open the guarded client; its connections close after each answer, as intervals are long."""
    guard = Guard(network.allow_private)
    connector = aiohttp.TCPConnector(
        resolver=guard, socket_factory=guard.open_socket, limit=0, force_close=True, ttl_dns_cache=30
    )
    try:
        async with aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept": ACCEPT, "Accept-Encoding": ACCEPT_ENCODING},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        ) as session:
            yield Client(session, guard, network, polling)
    finally:
        await guard.close()
