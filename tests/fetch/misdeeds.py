"""What servers do wrong, each with the outcome it must have: scripts for ``scripted.serving``."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]  # it ships no stubs
import zstandard

from monitor.core.feeds.outcomes import TooLarge, TooSlow, Unparseable, Unreachable
from tests.fetch.scripted import Talk

HEAD = b"HTTP/1.1 200 OK\r\n"
ZEROS = b"\0" * 2**20


async def reset(talk: Talk) -> None:
    talk.writer.transport.abort()


async def nothing(talk: Talk) -> None:
    await talk.reader.read()


async def garbage(talk: Talk) -> None:
    await talk.send(b"SSH-2.0-OpenSSH_9.9\r\n")


async def header_flood(talk: Talk) -> None:
    await talk.send(HEAD)
    for number in range(5000):
        await talk.send(b"X-%d: a\r\n" % number)


async def long_header(talk: Talk) -> None:
    await talk.send(HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n")


async def header_drip(talk: Talk) -> None:
    await talk.send(HEAD)
    for number in range(100):
        await talk.send(b"X-%d: a\r\n" % number)
        await asyncio.sleep(0.1)


async def body_drip(talk: Talk) -> None:
    await talk.send(HEAD + b"Content-Length: 100000\r\n\r\n")
    for _ in range(100):
        await talk.send(b"x")
        await asyncio.sleep(0.1)


async def endless(talk: Talk) -> None:
    await talk.send(HEAD + b"Connection: close\r\n\r\n")
    for _ in range(10_000):
        await talk.send(b"x" * 65536)


async def endless_chunks(talk: Talk) -> None:
    await talk.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(10_000):
        await talk.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")


async def bad_chunks(talk: Talk) -> None:
    await talk.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nnonsense\r\n")


GIBIBYTE = gzip.compress(ZEROS, mtime=0) * 1024  # members of one stream: a megabyte on the wire


async def bomb(talk: Talk) -> None:
    await talk.answer(GIBIBYTE, content_encoding="gzip")


async def double_gzip(talk: Talk) -> None:
    await talk.answer(gzip.compress(gzip.compress(ZEROS * 64, mtime=0)), content_encoding="gzip, gzip")


async def brotli_bomb(talk: Talk) -> None:
    await talk.answer(brotli.compress(ZEROS * 32, quality=5), content_encoding="br")


async def zstd_bomb(talk: Talk) -> None:
    await talk.answer(zstandard.compress(ZEROS * 64), content_encoding="zstd")


async def broken_gzip(talk: Talk) -> None:
    await talk.answer(b"\x1f\x8bnot really", content_encoding="gzip")


async def unknown_encoding(talk: Talk) -> None:
    await talk.answer(b"\x01\x02", content_encoding="compress")


async def loop(talk: Talk) -> None:
    await talk.answer(b"", "302 Found", location=talk.path + "x")


async def self_loop(talk: Talk) -> None:
    await talk.answer(b"", "301 Moved Permanently", location=talk.path)


async def nowhere(talk: Talk) -> None:
    await talk.answer(b"", "302 Found", location="http://[broken")


async def says_too_long(talk: Talk) -> None:
    await talk.send(HEAD + b"Content-Length: 99999999999\r\n\r\n")


async def switches(talk: Talk) -> None:
    await talk.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")


async def only_head_of_nothing(talk: Talk) -> None:
    await talk.send(HEAD + b"Content-Length: 100\r\n\r\n")


@dataclass(frozen=True, slots=True)
class Misdeed:
    """One of them; ``kind`` is that of what is unreachable."""

    script: Callable[[Talk], Awaitable[None]]
    outcome: type[TooLarge | TooSlow | Unparseable | Unreachable]
    kind: str | None = None

    @property
    def name(self) -> str:
        return self.script.__name__.replace("_", " ")


MISDEEDS = (
    Misdeed(reset, Unreachable, "reset"),
    Misdeed(nothing, TooSlow),
    Misdeed(garbage, Unreachable, "protocol"),
    Misdeed(header_flood, Unreachable, "protocol"),
    Misdeed(long_header, Unreachable, "protocol"),
    Misdeed(header_drip, TooSlow),
    Misdeed(body_drip, TooSlow),
    Misdeed(endless, TooLarge),
    Misdeed(endless_chunks, TooLarge),
    Misdeed(bomb, TooLarge),
    Misdeed(double_gzip, TooLarge),
    Misdeed(brotli_bomb, TooLarge),
    Misdeed(zstd_bomb, TooLarge),
    Misdeed(broken_gzip, Unparseable),
    Misdeed(unknown_encoding, Unparseable),
    Misdeed(loop, Unreachable, "redirect"),
    Misdeed(self_loop, Unreachable, "redirect"),
    Misdeed(nowhere, Unreachable, "address"),
    Misdeed(says_too_long, Unreachable, "reset"),
    Misdeed(switches, Unreachable, "protocol"),
    Misdeed(only_head_of_nothing, Unreachable, "reset"),
    Misdeed(bad_chunks, Unreachable),
)
