"""Whose fault an SMTP reply speaks of: this message's, its recipient's, or ours."""

import re

from monitor.core.operations.outbox import Blocked, Deferred, Outcome, Refused, TooLarge, Unreachable

HELLO, SENDER, RECIPIENT, MESSAGE = "hello", "MAIL", "RCPT", "DATA"
CLOSING = 421

# The server wants to know us first (RFC 4954 6, RFC 3207 4).
_LOGIN_WANTED = frozenset({530, 534, 535, 538})
_STATUS = re.compile(r"\b[45]\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
_SIZE = frozenset({("2", "3"), ("3", "4")})
_SIZE_WORDS = re.compile(
    r"(?i)\btoo (?:large|big)\b|\bsize\b.*\b(?:exceed|limit|maximum)|\b(?:exceed|limit|maximum)\w*\b.*\bsize\b"
)
_FULL = ("2", "2")  # the recipient's mailbox: it may be emptied
# Our address, and how much we may send a day, as large providers number it.
_OURS = frozenset({("1", "7"), ("1", "8"), ("1", "90"), ("4", "5")})
_OURS_WORDS = re.compile(
    r"(?i)\b(?:quota|(?:sending|daily|hourly|rate)[ -]limit|relay(?:ing)?|sender|authenticat\w+|reputation|"
    r"spamhaus|black-?list\w*|block-?list\w*|client host|your ip)\b"
)


def outcome_of(stage: str, code: int, text: str, server: str) -> Outcome:
    """Return what a reply that is no agreement means; ``stage`` is what it answered."""
    said = f"{code} {text}".strip()
    if not 400 <= code < 600:  # nothing a server says here: the two of us lost step
        return Unreachable(f"unexpected answer: {said}", server, whole=stage == HELLO)
    if stage == HELLO or code in _LOGIN_WANTED:
        return Unreachable(said, server) if code < 500 else Blocked(said, server, whole=True)
    if code < 500:  # to MAIL: before the message has a recipient
        return Unreachable(said, server, whole=False) if stage == SENDER else Deferred(said, server)
    if is_about_size(stage, code, text):
        return TooLarge(said, server)
    return Blocked(said, server) if stage == SENDER else _never(stage, code, text, server)


def is_about_size(stage: str, code: int, text: str) -> bool:
    """Return whether a refusal says that the message is too large."""
    status = _status(text)
    if status in _SIZE or _SIZE_WORDS.search(text):
        return True
    return code == 552 and stage != RECIPIENT and status is None


def _never(stage: str, code: int, text: str, server: str) -> Outcome:
    said, status = f"{code} {text}".strip(), _status(text)
    subject = status[0] if status is not None else ""
    if status == _FULL or (stage == RECIPIENT and code == 552):  # there it means 452 (RFC 5321 4.5.3.1.10)
        return Deferred(said, server)
    # Security and policy, the protocol, and our own address are about us (RFC 3463 3).
    if subject in {"7", "5"} or status in _OURS or (not subject and code <= 504):
        return Blocked(said, server)
    certain = stage == RECIPIENT and subject in {"1", "2"}
    if not certain and _OURS_WORDS.search(text):
        return Blocked(said, server)
    return Refused(said, server, certain)


def _status(text: str) -> tuple[str, str] | None:
    found = _STATUS.search(text)
    return None if found is None else (found[1], found[2])
