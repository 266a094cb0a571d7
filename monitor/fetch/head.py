"""The head of an HTTP answer, read as browsers and curl read it: what is odd is passed over, what is needed is taken.

Each answer has a connection of its own, and nothing behind it is read. So no reading of a head can make us take
one answer for another, which is what strict parsers guard against.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LONGEST_LINE = 64 * 1024
LONGEST = 256 * 1024  # bytes of all lines together
MOST_LINES = 1000


class NotHttpError(Exception):
    """The server does not answer in HTTP that we accept; the message says what is wrong with it."""


class Headers(Mapping[str, str]):
    """The header lines of an answer by name, in any case; each character of a value stands for one byte.

    Of names that mean one thing the first counts, of others all, joined by commas (RFC 9110 5.3).
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True, slots=True)
class Head:
    """What an answer says of itself. ``cookies`` are the values of Set-Cookie."""

    status: int
    headers: Headers
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
        announced = {part.strip() for part in self.headers["content-length"].split(",")}
        numbers = {int(part) for part in announced if part.isascii() and part.isdigit() and len(part) < 20}
        return numbers.pop() if len(numbers) == 1 else None


def parse(raw: bytes) -> Head:
    """Read a head without its empty last line. Lines that are no header lines say nothing."""
    lines = raw.decode("latin-1").replace("\r\n", "\n").split("\n")
    if len(lines) > MOST_LINES:
        raise NotHttpError(f"it has more than {MOST_LINES} header lines")
    if len(raw) > LONGEST_LINE and max(map(len, lines)) > LONGEST_LINE:
        raise NotHttpError(f"it has a header line of more than {LONGEST_LINE // 1024} KiB")
    first = _STATUS.match(lines[0])
    if first is None:
        raise NotHttpError("it does not begin with a status line")
    values: dict[str, str] = {}
    cookies = []
    for name, value in _lines(lines[1:]):
        if name == "set-cookie":
            cookies.append(value)
        elif name not in values:
            values[name] = value
        elif name not in _SINGLE:
            values[name] += f", {value}"
    return Head(int(first[1]), Headers(values), tuple(cookies))


def _lines(lines: list[str]) -> Iterator[tuple[str, str]]:
    folded = [line for line in lines if line[:1] in (" ", "\t")]
    for line in _unfolded(lines) if folded else lines:
        name, _, value = line.partition(":")
        name = name.rstrip().lower()
        if _NAME.fullmatch(name):
            yield name, value.strip(" \t")


def _unfolded(lines: list[str]) -> Iterator[str]:
    """Join each line that begins with a blank to the one before (RFC 9112 5.2)."""
    parts: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t"):
            parts.append(line.strip())
        else:
            yield " ".join(parts)
            parts = [line]
    yield " ".join(parts)


_WITHOUT_BODY = frozenset({204, 304})
_STATUS = re.compile(
    r"(?:HTTP(?:/[0-9]{1,2}(?:\.[0-9]{1,2})?)?|ICY)[ \t]+([1-9][0-9]{2})(?![^ \t\r])", re.IGNORECASE
)
_NAME = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
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
