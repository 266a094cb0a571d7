"""Messages as JSON to an address that takes it, signed, and safe to be repeated."""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from monitor.channels.chat import FORMS, Request, is_no_agreement
from monitor.core.feeds.outcomes import TooSlow, Unreachable
from monitor.core.operations.outbox import (
    MOST_PIECES,
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


class Post(Protocol):
    """Sends a body with headers to a URL through the guarded client."""

    def __call__(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        method: str = "POST",
        ca_file: str | None = None,
    ) -> Awaitable[Reply | Unreachable | TooSlow]:
        """Return what the server answered."""


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
        request = _request(letter, hook)
        if isinstance(request, TooLarge):
            return request
        await gate()
        headers = _headers(letter, hook, request.body)
        answer = await self._post(
            request.url, request.body, headers, method=request.method, ca_file=hook.ca_file
        )
        match answer:
            case Unreachable():
                return NotReached(answer.reason, letter.address, whole=False)
            case TooSlow():
                return Unknown(answer.reason, letter.address)
            case _:
                return _outcome(answer, letter.address, is_chat=hook.format != "json")


def _request(letter: Outgoing, hook: Webhook) -> Request | TooLarge:
    """Return what is sent: our JSON, or what the service wants; too large where the service would cut it."""
    if hook.format == "json":
        return Request(hook.url.reveal, letter.payload)
    form = FORMS[hook.format]
    request, size = form.request(letter.payload, hook.url.reveal, hook.chat, _name(letter))
    if size > form.limit and letter.shape.pieces < MOST_PIECES:
        return TooLarge(
            f"{hook.format} takes {form.limit} {form.unit}, this message has {size}", letter.address
        )
    return request


def _name(letter: Outgoing) -> str:
    """Return the name of the message for every try of it; a piece of it by its own name."""
    whole = letter.message_id.strip("<>")
    return f"{whole}-{letter.shape.gone}-{letter.shape.pieces}" if letter.shape.pieces else whole


def _headers(letter: Outgoing, hook: Webhook, body: bytes) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": letter.message_id.strip("<>"),
        **(hook.credentials.as_headers() if hook.credentials else {}),
    }
    if hook.secret is not None:
        mark = hmac.digest(hook.secret.reveal.encode(), body, "sha256").hex()
        headers["X-Monitor-Signature"] = f"sha256={mark}"
    return headers


def _outcome(reply: Reply, label: str, *, is_chat: bool) -> Outcome:
    """Take the answer. One that is neither agreement nor overload is about our settings: all bodies for it are of one kind."""
    answer = f"{reply.status} {reply.text}".strip()
    if 200 <= reply.status < 300:
        return (Blocked if is_chat and is_no_agreement(reply.text) else Accepted)(answer, label)
    if reply.status >= 500 or reply.status in _LATER:
        return Deferred(answer, label)
    return (TooLarge if reply.status == _TOO_LARGE else Blocked)(answer, label)
