"""Everything that goes out by HTTP goes through here."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from monitor.core.feeds.outcomes import FetchResult, Validators
from monitor.core.settings import Feed, Network, Polling
from monitor.fetch.client import Client as Client
from monitor.fetch.client import Hop as Hop
from monitor.fetch.client import Replied as Replied
from monitor.fetch.guard import Guard

Fetch = Callable[[Feed, Validators], Awaitable[FetchResult]]


@asynccontextmanager
async def client(network: Network, polling: Polling) -> AsyncIterator[Client]:
    """Open the guarded client."""
    opened = make_client(network, polling)
    try:
        yield opened
    finally:
        await opened.close()


def make_client(network: Network, polling: Polling) -> Client:
    """Return a guarded client; its threads end when nothing refers to it any more."""
    return Client(Guard(network.allow_private), network, polling)
