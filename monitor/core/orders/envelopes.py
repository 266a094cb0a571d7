"""Where a recipient is reached, and the names that messages carry: the same for the same edition, always."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256
from urllib.parse import urlsplit

from monitor.core.settings import Alert, Command, Config, Digest, Mail, Recipient, Webhook

_NOBODY = "monitor@localhost"


@dataclass(frozen=True, slots=True)
class Address:
    """An address on a channel; of a webhook only a label, as its URL may be a secret."""

    channel: str
    address: str


def addresses(recipient: Recipient, mail: Mail) -> tuple[Address, ...]:
    """Return where a recipient is reached. Without an SMTP host, mail addresses get files."""
    by_mail = "smtp" if mail.host is not None else "file"
    found = [
        *(Address(by_mail, address) for address in recipient.mail),
        *(Address("file", folder) for folder in recipient.file),
        *(Address("webhook", webhook_label(hook)) for hook in recipient.webhook),
        *(Address("command", command_label(command)) for command in recipient.command),
    ]
    return tuple(dict.fromkeys(found))


def known_addresses(config: Config) -> frozenset[tuple[str, str]]:
    """Return every (recipient, address) of the configuration, whatever the channel."""
    return frozenset(
        (recipient.id, address.address)
        for recipient in config.recipients.values()
        for address in addresses(recipient, config.mail)
    )


def webhooks(recipients: Iterable[Recipient]) -> dict[str, Webhook]:
    """Return all webhooks by label."""
    return {webhook_label(hook): hook for recipient in recipients for hook in recipient.webhook}


def webhook_label(hook: Webhook) -> str:
    """Return a label of a webhook without its secrets: the host, and a mark that tells two of one host apart."""
    return f"{urlsplit(hook.url.reveal).hostname or 'webhook'}#{_mark(hook.url.reveal)[:8]}"


def commands(recipients: Iterable[Recipient]) -> dict[str, Command]:
    """Return all commands by label."""
    return {command_label(command): command for recipient in recipients for command in recipient.command}


def command_label(command: Command) -> str:
    """Return a label of a command: its program, and a mark of the rest, in which a secret may be."""
    return f"{command.run[0].rpartition('/')[2]}#{_mark(*command.run)[:8]}"


def sender(mail: Mail) -> str:
    """Return who messages are from, display name and address."""
    return mail.sender or f"monitor <{_NOBODY}>"


def domain(mail: Mail) -> str:
    """Return the domain of the sender, which names ids."""
    _, _, host = parseaddr(sender(mail))[1].rpartition("@")
    try:
        return host.encode("idna").decode("ascii") or "localhost"
    except UnicodeError:
        return "localhost"


def message_id(host: str, *parts: object) -> str:
    """Return a Message-ID that says nothing and never changes for the same ``parts``."""
    return f"<{_mark(*parts)[:32]}@{host}>"


def edition_id(install: str, order: str, recipient: str, registered_at: datetime, number: int) -> str:
    """Return the name of an edition across all stores, of which the ids of its messages are made."""
    return _mark(install, order, recipient, registered_at.isoformat(), number)


def list_id(order: Digest | Alert, host: str) -> str:
    """Return the identifier by which mail programs file the messages of an order (RFC 2919)."""
    return f"{order.id}.{'digest' if isinstance(order, Digest) else 'alert'}.{host}"


def _mark(*parts: object) -> str:
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
