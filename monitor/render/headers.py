"""Header lines by the book: folded at spaces, encoded where they must be, ids and addresses never.

The standard library's folding encodes long ids and URIs as RFC 2047 words, which breaks threads and one-click
unsubscribing (cpython issues 79986 and 85725, still open in 3.13), reads "=?…?=" in a headline as if we had
encoded it, and folds differently from version to version. These few functions replace it.
"""

import base64
from collections.abc import Callable, Sequence
from email.utils import parseaddr

from monitor.render.safe import line

CRLF = "\r\n"
_WIDTH = 76  # RFC 2047 section 2 for lines with encoded words
_WORD = 75
_HARD = 900  # octets; RFC 5322 section 2.1.1 allows 998 a line, name and folding included
_ATOM = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~ ")
_Q_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")


def text_header(name: str, value: str) -> str:
    """Write an unstructured header: plain where it can be, else in encoded words."""
    clean = line(value)
    if _is_plain(clean):
        return fold(name, clean.split(" "))
    return fold(name, encoded_words(clean, len(name) + 2))


def token_header(name: str, tokens: Sequence[str]) -> str:
    """Write a header of ids or URIs: folded between them only, never encoded; what is not ASCII is left out."""
    words = [
        token for token in map(line, tokens) if token.isascii() and " " not in token and len(token) < _HARD
    ]
    return fold(name, words) if words else ""


def address_header(name: str, address: str) -> str:
    """Write From or To: one address, its display name quoted or encoded."""
    display, spec = split_address(address)
    if not display:
        return fold(name, [spec])
    return fold(name, [*phrase(display, len(name) + 2), f"<{spec}>"])


def phrase(text: str, taken: int) -> list[str]:
    """Return the words of a display name."""
    if not _is_plain(text):
        return encoded_words(text, taken)
    if set(text) <= _ATOM:
        return text.split(" ")
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'.split(" ")


def split_address(address: str) -> tuple[str, str]:
    """Split ``Name <local@domain>``; the domain in its ASCII form (IDNA)."""
    display, spec = parseaddr(line(address))
    local, at, domain = spec.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return line(display), spec
    return line(display), f"{local}{at}{domain}"


def fold(name: str, tokens: Sequence[str]) -> str:
    """Join tokens with spaces, breaking the line before one that would pass the width."""
    lines = [f"{name}:"]
    for token in tokens:
        if len(lines[-1]) + 1 + len(token) > _WIDTH and lines[-1] not in {f"{name}:", ""}:
            lines.append("")
        lines[-1] += f" {token}"
    return CRLF.join(lines) + CRLF


def encoded_words(text: str, taken: int) -> list[str]:
    """Return a text as RFC 2047 words of at most 75 characters; the first leaves ``taken`` of its line free."""
    plain = len(text.encode("ascii", "ignore"))
    encode = _q_word if plain * 3 > len(text) * 2 else _b_word
    words: list[str] = []
    start, room = 0, _WIDTH - taken
    while start < len(text):
        end = _fit(text, start, min(room, _WORD), encode)
        words.append(encode(text[start:end]))
        start, room = end, _WORD
    return words


def _fit(text: str, start: int, room: int, encode: Callable[[str], str]) -> int:
    """Return how far a word may reach: at least one character, at most what ``room`` holds."""
    end = min(len(text), start + room)
    while end > start + 1 and len(encode(text[start:end])) > room:
        end -= 1
    return end


def _b_word(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode('ascii')}?="


def _q_word(text: str) -> str:
    coded = "".join(
        "_" if byte == 0x20 else chr(byte) if byte in _Q_PLAIN else f"={byte:02X}" for byte in text.encode()
    )
    return f"=?utf-8?q?{coded}?="


def _is_plain(text: str) -> bool:
    """Return whether a text may stand as it is: ASCII, nothing like an encoded word, no word too long to fold."""
    return text.isascii() and "=?" not in text and all(len(word) < _HARD for word in text.split(" "))
