"""Messages as JSON to an address that takes it, signed, and safe to be repeated."""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from monitor.core.feeds.outcomes import TooSlow, Unreachable
from monitor.core.operations.outbox import (
    Accepted,
    Blocked,
    Deferred,
    Gate,
    Outcome,
    Outgoing,
    TooLarge,
    Unknown,
)
from monitor.core.operations.outbox import Unreachable as NotReached
from monitor.core.settings import Webhook

_LATER = frozenset({408, 425, 429})
_TOO_LARGE = 413


class Reply(Protocol):
    """What a server answered."""

    @property
    def status(self) -> int:
        """The status code."""

    @property
    def text(self) -> str:
        """The beginning of the answer."""


# Sends a body with headers to a URL through the guarded client.
Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[Reply | Unreachable | TooSlow]]
# Calls a URL through it.
Ping = Callable[[str], Awaitable[Reply | Unreachable | TooSlow]]


class WebhookChannel:
    """All webhooks of the configuration, by label; the URLs stay out of the outbox."""

    def __init__(self, hooks: Mapping[str, Webhook], post: Post, connections: int = 4) -> None:
        self.connections = connections
        self._hooks = hooks
        self._post = post

    @asynccontextmanager
    async def session(self) -> AsyncIterator["WebhookChannel"]:
        """Open a session; each message has a connection of its own."""
        yield self

    async def send(self, letter: Outgoing, gate: Gate) -> Outcome:
        """Post one message."""
        hook = self._hooks.get(letter.address)
        if hook is None:
            return NotReached("this webhook is not in the configuration", letter.address, whole=False)
        await gate()
        answer = await self._post(hook.url.reveal, letter.payload, _headers(letter, hook))
        match answer:
            case Unreachable():
                return NotReached(answer.reason, letter.address, whole=False)
            case TooSlow():
                return Unknown(answer.reason, letter.address)
            case _:
                return _outcome(answer, letter.address)


def _headers(letter: Outgoing, hook: Webhook) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": letter.message_id.strip("<>"),
    }
    if hook.secret is not None:
        mark = hmac.digest(hook.secret.reveal.encode(), letter.payload, "sha256").hex()
        headers["X-Monitor-Signature"] = f"sha256={mark}"
    return headers


def _outcome(reply: Reply, label: str) -> Outcome:
    """Take the answer. One that is neither agreement nor overload is about our settings: all our bodies are of one kind."""
    said = f"{reply.status} {reply.text}".strip()
    if 200 <= reply.status < 300:
        return Accepted(said, label)
    if reply.status >= 500 or reply.status in _LATER:
        return Deferred(said, label)
    return (TooLarge if reply.status == _TOO_LARGE else Blocked)(said, label)
