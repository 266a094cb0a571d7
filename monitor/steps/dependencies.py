"""What the steps need from the outside world, replaced whole on reload."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.channels import Channel, Ping
from monitor.core.operations.events import Event, unheard
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config
from monitor.fetch import Fetch
from monitor.pool import Aside, Parse, Render
from monitor.steps.group_memory import GroupMemory
from monitor.store import Store


@dataclass(frozen=True, slots=True)
class Dependencies:
    """One configuration at work. A step takes it once, at its start, and so never sees half a change."""

    config: Config
    store: Store
    matcher: Matcher
    fetch: Fetch
    parse: Parse
    render: Render
    channels: Mapping[str, Channel]
    now: Callable[[], datetime]
    runner: str  # the owner written into leases
    aside: Aside = asyncio.to_thread  # runs what takes long in another thread
    observe: Callable[[Event], None] = unheard  # told what happened, to count it; never fails
    ping: Ping | None = None  # calls a URL, for the heartbeat
    conceal: Callable[[str], str] = (
        str  # hides our secrets in what a server says: some repeat what they were sent
    )
    memory: GroupMemory = field(default_factory=GroupMemory)
