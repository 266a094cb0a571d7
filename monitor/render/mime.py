"""A whole message in bytes, the same bytes for the same input on every Python."""

import base64
import binascii
from collections.abc import Sequence
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from monitor.core.editions.edition import Envelope
from monitor.render.headers import CRLF, address_header, split_address, text_header, token_header
from monitor.render.safe import line, mailto

_REFERENCES = 10  # ids kept besides the root of a thread


def message(envelope: Envelope, subject: str, lang: str, bodies: Sequence[tuple[str, str]]) -> bytes:
    """Build a message of one or more alternatives, (subtype, text) each, the plainest first (RFC 2046 5.1.4)."""
    head = _headers(envelope, subject, lang)
    if len(bodies) == 1:
        return (head + part(*bodies[0])).encode("ascii", "surrogateescape")
    mark = f"=_{sha256(envelope.message_id.encode()).hexdigest()[:32]}"
    parts = "".join(f"--{mark}{CRLF}{part(*body)}" for body in bodies)
    top = f'Content-Type: multipart/alternative; boundary="{mark}"{CRLF}{CRLF}'
    return f"{head}{top}{parts}--{mark}--{CRLF}".encode("utf-8", "surrogateescape")


def unsubscribe_links(envelope: Envelope) -> tuple[str, ...]:
    """Return where one unsubscribes: the configured URL or address, else the mailbox that reads answers."""
    where = envelope.unsubscribe or envelope.feedback or split_address(envelope.sender)[1]
    if "://" in where:
        return (_fill(where, envelope),) if where.startswith(("https://", "http://")) else ()
    address = where.removeprefix("mailto:").partition("?")[0]
    return (
        (mailto(address, f"unsubscribe {envelope.list_id.partition('.')[0]}".strip()),)
        if "@" in address
        else ()
    )


def _headers(envelope: Envelope, subject: str, lang: str) -> str:
    ids = [_id(reference) for reference in envelope.references]
    links = [f"<{link}>" for link in unsubscribe_links(envelope)]
    one_click = bool(links) and links[0].startswith("<https://")
    return "".join(
        (
            address_header("From", envelope.sender),
            address_header("To", envelope.to),
            address_header("Reply-To", envelope.reply_to) if envelope.reply_to else "",
            text_header("Subject", subject),
            f"Date: {format_datetime(envelope.date)}{CRLF}",
            token_header("Message-ID", [_id(envelope.message_id)]),
            token_header("In-Reply-To", ids[-1:]),
            token_header("References", [*ids[:1], *ids[1:][-_REFERENCES:]]),
            token_header("List-Id", [f"<{line(envelope.list_id)}>"] if envelope.list_id else []),
            token_header("List-Unsubscribe", links),
            f"List-Unsubscribe-Post: List-Unsubscribe=One-Click{CRLF}" if one_click else "",
            f"Auto-Submitted: auto-generated{CRLF}",
            f"X-Auto-Response-Suppress: OOF, AutoReply, RN, NRN{CRLF}",
            f"Importance: high{CRLF}X-Priority: 1{CRLF}" if envelope.urgent else "",
            f"Content-Language: {lang}{CRLF}",
            f"MIME-Version: 1.0{CRLF}",
        )
    )


def _id(text: str) -> str:
    return f"<{line(text).strip('<>')}>"


def _fill(url: str, envelope: Envelope) -> str:
    """Return an unsubscribe URL with who is written to in it (RFC 8058 wants it to say so by itself)."""
    address = split_address(envelope.to)[1]
    filled = url.replace("{address}", quote(address, safe="")).replace(
        "{list}", quote(envelope.list_id, safe="")
    )
    return quote(line(filled), safe=":/?#[]@!$&'()*+,;=%-._~")


def part(subtype: str, text: str) -> str:
    """Write one body: as it is where that is short plain ASCII, else in the shorter of the two encodings."""
    lines = text.splitlines()
    raw = (CRLF.join(lines) + CRLF).encode()
    if raw.isascii() and max(map(len, lines), default=0) <= 78:
        name, body = "7bit", raw
    else:
        quoted = binascii.b2a_qp(raw, istext=True)
        based = base64.encodebytes(raw).replace(b"\n", b"\r\n")
        name, body = ("quoted-printable", quoted) if len(quoted) <= len(based) else ("base64", based)
    head = f'Content-Type: text/{subtype}; charset="utf-8"{CRLF}Content-Transfer-Encoding: {name}{CRLF}{CRLF}'
    return head + body.decode("ascii")
