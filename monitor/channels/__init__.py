"""Hand messages over: one channel a way out, the same outbox for all."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from monitor.channels.command import CommandChannel
from monitor.channels.files import FileChannel
from monitor.channels.in_order import InOrder
from monitor.channels.smtp import Patience, SmtpChannel
from monitor.channels.webhook import Ping as Ping
from monitor.channels.webhook import Post, WebhookChannel
from monitor.core.operations.outbox import Gate, Outcome, Outgoing
from monitor.core.orders.envelopes import commands, webhooks
from monitor.core.settings import Config, Mail


class Session(Protocol):
    """An open way out, reused from message to message."""

    async def send(self, letter: Outgoing, gate: Gate) -> Outcome:
        """Hand one message over and return what was answered; nothing expected raises.

        ``gate`` is awaited before the message itself leaves: what was sent before is settled then, so that a
        sudden end leaves at most one message in doubt.
        """


class Channel(Protocol):
    """A way out. ``connections`` is how many sessions may be open side by side."""

    connections: int

    def session(self) -> AbstractAsyncContextManager[Session]:
        """Open a session; it connects when the first message is handed over."""


def open_channels(settings: Config, post: Post) -> dict[str, Channel]:
    """Return the ways out of a configuration; ``post`` sends through the guarded client."""
    channels: dict[str, Channel] = {
        "file": FileChannel(Path(settings.var) / "outbox"),
        "webhook": WebhookChannel(webhooks(settings.recipients.values()), post),
        "command": CommandChannel(commands(settings.recipients.values())),
    }
    if settings.mail.host is not None:
        channels["smtp"] = open_mail(settings.mail, post)
    return channels


def open_mail(mail: Mail, post: Post, patience: Patience | None = None) -> SmtpChannel | InOrder:
    """Return the way to the mail server, or to several in order; ``post`` is for access tokens."""
    first, *spare = (
        SmtpChannel(server, patience or Patience(), post=post) for server in (mail, *mail.fallbacks)
    )
    return InOrder([first, *spare]) if spare else first
