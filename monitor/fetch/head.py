"""The head of an HTTP answer, read as browsers and curl read it: what is odd is passed over, what is needed is taken.

Each answer has a connection of its own, and nothing behind it is read. So no reading of a head can make us take
one answer for another, which is what strict parsers guard against.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_LINE = 64 * 1024
LONGEST = 256 * 1024  # bytes of all lines together
MOST_LINES = 1000
_LONGEST_NUMBER = 20  # digits that a length may not have


class NotHttpError(Exception):
    """The server does not answer in HTTP that we accept; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Head:
    """What an answer says of itself. ``cookies`` are the values of Set-Cookie.

    ``headers`` are the other lines by name, in small letters; each character of a value stands for one byte. Of names
    that mean one thing the first counts, of others all, joined by commas (RFC 9110 5.3).
    """

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...] = ()

    @property
    def is_chunked(self) -> bool:
        """Return whether the body comes in chunks; it then has no other length (RFC 9112 6.3)."""
        return "chunked" in self.headers.get("transfer-encoding", "").lower()

    @property
    def length(self) -> int | None:
        """Return the number of bytes of the body; None if it ends with the connection, or by itself."""
        if self.status in _WITHOUT_BODY:
            return 0
        if self.is_chunked or "content-length" not in self.headers:
            return None
        announced = self.headers["content-length"]
        if announced.isdigit() and announced.isascii() and len(announced) < _LONGEST_NUMBER:
            return int(announced)
        lengths = {length.strip() for length in announced.split(",")}
        numbers = {
            int(length)
            for length in lengths
            if length.isascii() and length.isdigit() and len(length) < _LONGEST_NUMBER
        }
        return numbers.pop() if len(numbers) == 1 else None


def parse(text: str) -> Head:
    """Read a head without its empty last line, a character for each byte. Lines that are no header lines say nothing."""
    first = _STATUS.match(text)
    if first is None:
        raise NotHttpError("it does not begin with a status line")
    if text.count("\n") > MOST_LINES:
        raise NotHttpError(f"it has more than {MOST_LINES} header lines")
    if len(text) > LONGEST_LINE and max(map(len, text.split("\n"))) > LONGEST_LINE:
        raise NotHttpError(f"it has a header line of more than {LONGEST_LINE // 1024} KiB")
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(" ", text)  # RFC 9112 5.2
    values: dict[str, str] = {}
    cookies = []
    for name, value in _LINE.findall(text, first.end()):
        key = name.lower()
        if key == "set-cookie":
            cookies.append(value.rstrip())
        elif key not in values:
            values[key] = value.rstrip()
        elif key not in _SINGLE:
            values[key] += f", {value.rstrip()}"
    return Head(int(first[1]), values, tuple(cookies))


_WITHOUT_BODY = frozenset({204, 304})
_STATUS = re.compile(
    r"(?:HTTP(?:/[0-9]{1,2}(?:\.[0-9]{1,2})?)?|ICY)[ \t]+([1-9][0-9]{2})(?![^ \t\r\n])", re.IGNORECASE
)
_FOLD = re.compile(r"\r?\n[ \t]+")
_LINE = re.compile(r"\n([A-Za-z0-9!#$%&'*+.^_`|~-]+)[ \t]*:[ \t]*([^\n]*)")
_SINGLE = frozenset(
    (
        "age",
        "content-type",
        "date",
        "etag",
        "expires",
        "last-modified",
        "location",
        "retry-after",
        "server",
    )
)
