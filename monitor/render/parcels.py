"""A finished message made smaller, for a server that does not take it whole: its text alone, then in pieces.

The same message and shape always give the same bytes, and pieces of a shape are halved by the next one: what was
accepted stays told.
"""

import json
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import default
from hashlib import sha256
from typing import Any

from monitor.core.operations.outbox import MOST_PIECES, TO_PROGRAMS, Shape
from monitor.render.headers import CRLF, text_header, token_header
from monitor.render.languages import language
from monitor.render.mime import part
from monitor.render.safe import line

_LEAST = 1_500  # bytes of text: who refuses so little does not mean its size
_LISTS = ("stories", "corrections", "signals", "suppressed")  # what a webhook's body lists


def parcel(payload: bytes, channel: str, shape: Shape) -> bytes:
    """Return the bytes that ``shape`` sends next of a message."""
    if not shape.pieces:
        return payload
    return _json(payload, shape) if channel in TO_PROGRAMS else _mail(payload, shape)


def smaller(payload: bytes, channel: str, shape: Shape, limit: int | None) -> Shape | None:
    """Return the first smaller shape whose pieces are within ``limit``; without one, the next; None if there is none."""
    while shape.pieces < MOST_PIECES:
        if shape.pieces and len(_content(payload, channel, shape)) <= _LEAST:
            return None
        shape = shape.smaller
        if limit is None or len(parcel(payload, channel, shape)) <= limit:
            return shape
    return None


def subject_of(payload: bytes) -> str:
    """Return the subject of a mail or of a webhook's body, "" if it has none."""
    if payload.startswith(b"{"):
        body = json.loads(payload)
        return line(str(body.get("subject", "")))
    return line(str(make_header(decode_header(message_from_bytes(payload)["Subject"] or ""))))


def text_of(payload: bytes) -> str:
    """Return the text part of a mail; of what goes to a program all of it."""
    if payload.startswith(b"{"):
        return payload.decode()
    return _text(message_from_bytes(payload))


def html_of(payload: bytes) -> str:
    """Return the HTML part of a mail, "" if it has none."""
    if payload.startswith(b"{"):
        return ""
    part = message_from_bytes(payload, policy=default).get_body(("html",))
    return "" if part is None else str(part.get_content())


def _content(payload: bytes, channel: str, shape: Shape) -> bytes:
    """Return what of a piece is not frame."""
    if channel in TO_PROGRAMS:
        return parcel(payload, channel, shape)
    return _piece(_text(message_from_bytes(payload)), shape).encode()


def _mail(payload: bytes, shape: Shape) -> bytes:
    whole = message_from_bytes(payload)
    say = language(str(whole["Content-Language"] or "en")).say
    n, of = shape.gone + 1, shape.pieces
    note = say("text_alone") if of == 1 else say("piece", number=n, of=of)
    text = f"{note}\n\n{_piece(_text(whole), shape)}"
    return (_headers(whole, shape) + part("plain", text)).encode("ascii", "surrogateescape")


def _headers(whole: Message, shape: Shape) -> str:
    """Return the headers of a piece: the first keeps the id, later ones follow in its thread."""
    lines = []
    name = str(whole["Message-ID"]).strip()
    for key, value in whole.items():
        match key.lower():
            case "subject" if shape.pieces > 1:
                subject = str(make_header(decode_header(value)))
                lines.append(text_header(key, f"({shape.gone + 1}/{shape.pieces}) {subject}"))
            case "message-id" if shape.gone:
                lines.append(token_header(key, [_id(name, shape)]))
            case "in-reply-to" | "references" if shape.gone:
                continue
            case "content-type" | "content-transfer-encoding":
                continue
            case _:
                lines.append(f"{key}: {value}{CRLF}")
    if shape.gone:
        lines += [token_header("In-Reply-To", [name]), token_header("References", [name])]
    return "".join(lines)


def _id(name: str, shape: Shape) -> str:
    left, _, host = name.strip("<>").rpartition("@")
    mark = sha256(f"{left} {shape.gone}/{shape.pieces}".encode()).hexdigest()[:32]
    return f"<{mark}@{host}>"


def _text(whole: Message) -> str:
    plain = next((part for part in whole.walk() if part.get_content_type() == "text/plain"), whole)
    content = plain.get_payload(decode=True)
    return content.decode("utf-8", "replace").replace("\r\n", "\n") if isinstance(content, bytes) else ""


def _piece(text: str, shape: Shape) -> str:
    """Return a piece: halved as often as there are pieces, each time at the line nearest the middle."""
    lines = text.splitlines(keepends=True)
    pieces, number = shape.pieces, shape.gone
    while pieces > 1:
        pieces //= 2
        first, second = _halves(lines)
        lines, number = (first, number) if number < pieces else (second, number - pieces)
    return "".join(lines)


def _halves(lines: list[str]) -> tuple[list[str], list[str]]:
    half, size = sum(len(row.encode()) for row in lines) / 2, 0
    for place, row in enumerate(lines):
        size += len(row.encode())
        if size >= half:
            return lines[: place + 1], lines[place + 1 :]
    return lines, []


def _json(payload: bytes, shape: Shape) -> bytes:
    """Return a body with a share of what it lists; everything else stands in each."""
    whole: dict[str, Any] = json.loads(payload)
    listed = [(name, item) for name in _LISTS for item in whole.get(name, ())]
    share = _share(listed, shape)
    cut = {name: [item for kind, item in share if kind == name] for name in _LISTS if name in whole}
    body = json.dumps({**whole, **cut, "piece": [shape.gone + 1, shape.pieces]}, ensure_ascii=True)
    return body.encode()


def _share(items: list[Any], shape: Shape) -> list[Any]:
    pieces, number = shape.pieces, shape.gone
    while pieces > 1:
        pieces //= 2
        half = (len(items) + 1) // 2
        items, number = (items[:half], number) if number < pieces else (items[half:], number - pieces)
    return items
