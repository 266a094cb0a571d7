"""Signed links by which a reader acknowledges what a message told, without a password."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, new

VALID = timedelta(days=7)
PATH = "/ack/"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a link acknowledges: as whom, which stories, as far as they were told ``until`` then."""

    who: str
    until: datetime
    stories: tuple[int, ...]

    def is_expired(self, now: datetime) -> bool:
        """Return whether the link is too old to be believed."""
        return now >= self.until + VALID


def signed(ticket: Ticket, key: bytes) -> str:
    """Return a ticket as a word of a URL; the same ticket always gives the same one."""
    content = json.dumps([ticket.who, (ticket.until - _EPOCH) // _MICROSECOND, *ticket.stories])
    body = _spelled(content.encode())
    return f"{body}.{_signature(body, key)}"


def opened(text: str, key: bytes) -> Ticket | None:
    """Return the ticket that we signed; None for anything else."""
    body, _, signature = text.partition(".")
    if not (text.isascii() and compare_digest(signature, _signature(body, key))):
        return None
    try:
        who, until, *stories = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (Error, ValueError):  # never of what we signed
        return None
    return Ticket(who, _EPOCH + until * _MICROSECOND, tuple(stories))


def _signature(body: str, key: bytes) -> str:
    return _spelled(new(key, body.encode(), sha256).digest()[:18])


def _spelled(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
