"""Everything that goes out by HTTP goes through here."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from monitor.core.outcomes import FetchResult, Validators
from monitor.core.settings import Feed, Network, Polling
from monitor.fetch.client import Client as Client
from monitor.fetch.client import Hop as Hop
from monitor.fetch.client import Replied as Replied
from monitor.fetch.guard import Guard

Fetch = Callable[[Feed, Validators], Awaitable[FetchResult]]


@asynccontextmanager
async def client(network: Network, polling: Polling) -> AsyncIterator[Client]:
    """Open the guarded client."""
    guard = Guard(network.allow_private)
    try:
        yield Client(guard, network, polling)
    finally:
        await guard.close()
