"""What a server says becomes valid text at the door, and nothing is kept that we would refuse to send back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, is_dataclass

import pytest

from monitor import runtime
from monitor.core.feeds.outcomes import (
    Fetched,
    FetchResult,
    SameBytes,
    Unreachable,
    Validators,
)
from monitor.core.settings import Credentials, Feed, Secret
from tests.fetch.scripted import RSS, Talk, ask, client, serving

POISONS = {
    "bytes of Latin-1": b"/\xe9conomie",
    "bytes of nothing": b"\xff\xfe",
    "half a letter": b"\xe2\x80",
    "a surrogate in UTF-8": b"\xed\xa0\x80",
    "text that turns round": "\u202eabc".encode(),
    "a delete": b"a\x7fb",
    "an escape": b"\x1b[31m\x1b]0;x\x07",
    "NUL": b"a\0b",
    "a line separator": "\u2028\x85".encode(),
    "C1 controls": b"\x85\x9b31m",
    "noncharacters": "\ufffe\U0010ffff".encode(),
    "letters in UTF-8": "Économie – أخبار".encode(),
    "blanks": b"\t \x0b \x0c ",
    "a backslash": b"\\\\x\\",
}
HEADERS = (
    b"ETag",
    b"Last-Modified",
    b"Location",
    b"Content-Type",
    b"Content-Encoding",
    b"Retry-After",
    b"Cache-Control",
    b"Expires",
    b"Date",
    b"Server",
    b"Set-Cookie",
)


def texts(value: object) -> Iterator[str]:
    """Give every text in what came of a fetch."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts(getattr(value, one.name))
        yield getattr(value, "reason", "")


@pytest.mark.parametrize(
    "status", [b"200 OK", b"301 Moved", b"302 Found", b"404 None", b"503 Wait", b"304 Same"]
)
@pytest.mark.parametrize("poison", POISONS)
def test_no_header_of_a_server_poisons_what_is_kept(poison: str, status: bytes) -> None:
    async def script(talk: Talk) -> None:
        lines = b"".join(b"%b: %b\r\n" % (name, POISONS[poison]) for name in HEADERS)
        head = (
            b"HTTP/1.1 "
            + status
            + POISONS[poison]
            + b"\r\n"
            + lines
            + b"Content-Length: %d\r\n\r\n" % len(RSS)
        )
        await talk.send(head + RSS)

    found = runtime.run(ask(script))

    with closing(sqlite3.connect(":memory:")) as store:
        for text in texts(found):
            assert store.execute("SELECT ?", (text,)).fetchone() == (text,)
            assert all(letter.isprintable() for letter in text if letter < "\x80"), text


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_an_odd_validator_is_sent_back_as_it_came_or_the_bytes_are_compared(header: str, poison: str) -> None:
    returned = []

    async def script(talk: Talk) -> None:
        sent = talk.request.partition(b"If-")[2].partition(b": ")[2].partition(b"\r\n")[0]
        returned.append(sent)
        line = header.encode() + b': "' + POISONS[poison] + b'"\r\n'
        await talk.send(b"HTTP/1.1 200 OK\r\n" + line + b"\r\n" + RSS)

    async def twice() -> list[FetchResult]:
        async with serving(script) as server, client() as opened:
            feed = Feed("f", server.url(), "F")
            first = await opened.fetch(feed, Validators())
            assert isinstance(first, Fetched)
            return [first, await opened.fetch(feed, first.validators)]

    _, second = runtime.run(twice())

    assert isinstance(second, SameBytes)
    assert returned[1] in (b"", b'"' + POISONS[poison] + b'"')


def test_a_validator_that_an_older_version_kept_does_no_harm() -> None:
    kept = Validators('"\u202ex\udcff"', "\x7f\n", "0")

    assert isinstance(runtime.run(ask(Talk.answer, kept)), Fetched)


def test_a_redirect_of_raw_bytes_is_followed_and_may_become_the_address() -> None:
    async def script(talk: Talk) -> None:
        if talk.path == "/feed":
            await talk.send(
                b"HTTP/1.1 301 Moved\r\nLocation: /\xe9conomie\xff.xml\r\nContent-Length: 0\r\n\r\n"
            )
        else:
            assert talk.path == "/%E9conomie%FF.xml"
            await talk.answer()

    found = runtime.run(ask(script))

    assert isinstance(found, Fetched)
    assert found.moved_to is not None
    assert found.moved_to.endswith("/%E9conomie%FF.xml")


def test_a_loop_of_raw_bytes_is_named_in_text() -> None:
    async def script(talk: Talk) -> None:
        await talk.send(
            b"HTTP/1.1 302 Found\r\nLocation: " + talk.path.encode() + b"\xff\r\nContent-Length: 0\r\n\r\n"
        )

    found = runtime.run(ask(script))

    assert isinstance(found, Unreachable)
    assert (found.kind, found.reason.isascii(), len(found.reason) < 400) == ("redirect", True, True)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Retry-After", "²"),
        ("Retry-After", "٣٦٠٠"),
        ("Retry-After", "9" * 300),
        ("Age", "²"),
        ("Cache-Control", "max-age=²"),
    ],
)
def test_digits_that_are_no_digits_of_http_say_nothing(header: str, value: str) -> None:
    async def script(talk: Talk) -> None:
        fresh = "" if header == "Cache-Control" else "Cache-Control: max-age=60\r\n"
        await talk.send(f"HTTP/1.1 200 OK\r\n{fresh}{header}: {value}\r\n\r\n".encode() + RSS)

    found = runtime.run(ask(script))

    assert isinstance(found, Fetched)
    assert found.hints.retry_after is None


@pytest.mark.parametrize(
    ("feed", "named"),
    [
        (Feed("f", "", "F", user_agent="Desk\n1"), "User-Agent"),
        (Feed("f", "", "F", user_agent="Wächter\u202e"), "User-Agent"),
        (Feed("f", "", "F", credentials=Credentials(bearer=Secret("x\r\nX: 1"))), "Authorization"),
        (Feed("f", "", "F", credentials=Credentials(headers=(("X-Key", Secret("كلمة")),))), "X-Key"),
    ],
)
def test_a_header_of_ours_that_cannot_be_sent_is_called_that(feed: Feed, named: str) -> None:
    async def once() -> FetchResult:
        async with serving(Talk.answer) as server, client() as opened:
            return await opened.fetch(
                Feed("f", server.url(), "F", None, user_agent=feed.user_agent, credentials=feed.credentials),
                Validators(),
            )

    found = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert (found.kind, named in found.detail) == ("settings", True), found
    assert "address" not in found.reason
    assert "كلمة" not in found.reason
