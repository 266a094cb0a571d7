"""Nothing that a server sends holds the event loop: other feeds, alerts and the health page have their turn."""

import asyncio
import gzip
import threading
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import brotli  # type: ignore[import-untyped]  # it ships no stubs
import pytest
import zstandard

from monitor import runtime
from monitor.core.feeds.outcomes import FetchResult, Validators
from monitor.core.settings import Feed
from tests.faults.held import unburdened
from tests.fetch.scripted import RSS, Script, Talk, client, serving

MOST = 0.2  # seconds of processor time in one turn of the loop
LARGEST = 10 * 2**20
EMPTY = gzip.compress(b"", mtime=0)
OK = b"HTTP/1.1 200 OK\r\n"


def whole(body: bytes, encoding: str = "", status: bytes = b"200 OK") -> Script:
    """Answer with a body."""

    async def script(talk: Talk) -> None:
        head = b"HTTP/1.1 " + status + b"\r\nContent-Encoding: " + encoding.encode() + b"\r\n"
        await talk.send(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    return script


def flood(begin: bytes, unit: bytes, total: int = 2 * LARGEST) -> Script:
    """Begin, and then send a unit again and again."""

    async def script(talk: Talk) -> None:
        await talk.send(begin)
        many = unit * (65536 // len(unit) + 1)
        for _ in range(total // len(many)):
            await talk.send(many)

    return script


def with_header(name: str, value: bytes, status: bytes = b"200 OK") -> Script:
    """Answer with one header."""

    async def script(talk: Talk) -> None:
        line = name.encode() + b": " + value + b"\r\n"
        await talk.send(
            b"HTTP/1.1 " + status + b"\r\n" + line + b"Content-Length: %d\r\n\r\n" % len(RSS) + RSS
        )

    return script


def many(unit: bytes) -> bytes:
    return (unit * (LARGEST // len(unit)))[: LARGEST - 1]


def stored_blocks() -> bytes:
    """Make deflate data of empty blocks, each of which is a decision for the decoder."""
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + many(b"\0\0\0\xff\xff")


ATTACKS: dict[str, Script] = {
    "empty members of gzip": whole(many(EMPTY), "gzip"),
    "the same, unannounced": whole(many(EMPTY)),
    "members of a byte": whole(many(gzip.compress(b"x", mtime=0)), "gzip"),
    "few members that stay small": whole(EMPTY * 1600, "gzip"),
    "empty members within gzip": whole(gzip.compress(many(EMPTY), mtime=0), "gzip"),
    "a name in gzip that does not end": whole(
        b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" + b"a" * (LARGEST - 20), "gzip"
    ),
    "empty blocks of deflate": whole(stored_blocks(), "gzip"),
    "a bomb of gzip": whole(gzip.compress(b"\0" * 2**26, mtime=0) * 100, "gzip"),
    "a bomb within gzip": whole(gzip.compress(gzip.compress(b"\0" * 2**28, mtime=0), mtime=0), "gzip, gzip"),
    "much of deflate": whole(zlib.compress(many(b"<item>x</item>")), "deflate"),
    "a bomb of brotli": whole(brotli.compress(b"\0" * 2**27, quality=1), "br"),
    "empty blocks of brotli": whole(b"\x0b" + many(b"\x06"), "br"),
    "empty frames of zstd": whole(many(zstandard.compress(b"")), "zstd"),
    "frames of zstd that are skipped": whole(many(b"\x50\x2a\x4d\x18\0\0\0\0"), "zstd"),
    "a bomb of zstd": whole(zstandard.compress(b"\0" * 2**28), "zstd"),
    "nonsense as brotli": whole(many(bytes(range(256))), "br"),
    "an error page as a bomb": whole(gzip.compress(b"\0" * 2**28, mtime=0), "gzip", b"403 No"),
    "an error page of members": whole(many(EMPTY), "gzip", b"503 Wait"),
    "a document without coding": whole(many(b"<item><title>x</title></item>")),
    "chunks of a byte": flood(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "chunks with extensions": flood(
        OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"a" * 4000 + b"\r\nx\r\n"
    ),
    "a size of zeros": flood(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "trailers": flood(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", b"X: y\r\n"),
    "early hints": flood(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
    "large early hints": flood(b"", b"HTTP/1.1 103 E\r\n" + b"L: x\r\n" * 900 + b"\r\n"),
    "header lines": flood(OK, b"X: y\r\n"),
    "folded lines": flood(OK + b"X: y\r\n", b" y\r\n"),
    "lines of blanks": flood(OK + b"X: y\r\n", b" \t \t"),
    "colons": flood(OK + b"X: y\r\n", b":"),
    "line feeds": flood(OK + b"X: y\r\n", b"\r"),
    "lines of one name": with_header("X", b"y\r\nX: " * 990),
    "a redirect of many steps up": with_header("Location", b"../" * 5000, b"302 Found"),
    "a redirect of bytes": with_header("Location", b"\xff" * 5000, b"302 Found"),
    "a redirect of brackets": with_header("Location", b"http://" + b"[" * 15_000, b"302 Found"),
    "a redirect to a host of dots": with_header("Location", b"http://" + b"a." * 7000, b"302 Found"),
    "a redirect to a host of letters": with_header("Location", b"http://" + b"\xc3\xa9" * 7000, b"302 Found"),
    "a redirect of at signs": with_header("Location", b"http://" + b"@" * 15_000, b"302 Found"),
    "a number of digits": with_header("Retry-After", b"9" * 60_000),
    "a date of words": with_header("Expires", b"Sun, 22 " * 8000),
    "a date of brackets": with_header("Date", b"(" * 60_000, b"429 Slow"),
    "codings": with_header("Content-Encoding", b"gzip," * 12_000),
    "directives": with_header("Cache-Control", b"max-age=1," * 6000),
    "lengths": with_header("Content-Length", b"1," * 30_000),
    "cookies": with_header("Set-Cookie", b"a=b\r\nSet-Cookie: c=d; " * 900),
}


@contextmanager
def elsewhere(script: Script) -> Iterator[str]:
    """Serve in a thread, whose processor time is its own."""
    address: list[str] = []
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with serving(script) as server:
            address.append(server.url())
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(30)
        yield address[0]
    finally:
        over.set()
        thread.join()


@asynccontextmanager
async def watched(turns: list[float]) -> AsyncIterator[None]:
    """Note the processor time of the longest turn of the loop."""

    async def look() -> None:
        while True:
            begun = time.thread_time()
            await asyncio.sleep(0)
            turns[0] = max(turns[0], time.thread_time() - begun)

    task = asyncio.create_task(look())
    try:
        with unburdened():
            yield
    finally:
        task.cancel()


async def fetch(url: str, turns: list[float]) -> FetchResult:
    async with client(max_body=LARGEST, patience=20) as opened, watched(turns):
        return await opened.fetch(Feed("f", url, "F"), Validators())


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_answer_holds_the_loop(attack: str) -> None:
    longest = [0.0]

    with elsewhere(ATTACKS[attack]) as url:
        found = runtime.run(fetch(url, longest))

    assert longest[0] < MOST, (attack, longest, found)


def test_what_holds_the_loop_is_seen() -> None:
    async def held() -> float:
        turns = [0.0]
        async with watched(turns):
            await asyncio.sleep(0.01)
            until = time.thread_time() + 2 * MOST
            while time.thread_time() < until:
                pass
            await asyncio.sleep(0.01)
        return turns[0]

    assert runtime.run(held()) >= MOST


def test_the_address_of_a_webhook_or_heartbeat_cannot_hold_it_either() -> None:
    longest = [0.0]

    async def post(url: str) -> object:
        async with client(patience=20) as opened, watched(longest):
            return await opened.post(url, b"{}", {})

    with elsewhere(whole(many(EMPTY), "gzip")) as url:
        runtime.run(post(url))

    assert longest[0] < MOST
