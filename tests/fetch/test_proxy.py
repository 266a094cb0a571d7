"""A feed goes through the proxy it names: HTTP or SOCKS 5, by name or by checked address."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

import pytest
import trustme

from monitor import runtime
from monitor.core.feeds.outcomes import Fetched, FetchResult, Unreachable, Validators
from monitor.core.settings import Feed
from tests.fetch.scripted import Talk, client, serving
from tests.fetch.test_client import pump
from tests.fetch.test_faults import secured


@dataclass(slots=True)
class Socks:
    """A SOCKS 5 proxy on loopback (RFC 1928, RFC 1929); it connects whatever is asked for to ``onward``."""

    onward: int = 0
    user: bytes | None = None
    refuses: int = 0
    says: bytes | None = None  # instead of speaking SOCKS
    port: int = 0
    asked: list[tuple[int, bytes, int]] = field(default_factory=list)  # kind, address, port
    talks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.talks.add(task)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if self.says is not None:
                writer.write(self.says)
                await writer.drain()
                await reader.read(1000)
            elif await self._greet(reader, writer):
                await self._connect(reader, writer)
        writer.close()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        methods = await reader.readexactly((await reader.readexactly(2))[1])
        if self.user is None:
            writer.write(b"\x05\x00")
            return True
        if 2 not in methods:
            writer.write(b"\x05\xff")
            return False
        writer.write(b"\x05\x02")
        name = await reader.readexactly((await reader.readexactly(2))[1])
        word = await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x01" + bytes([name + b":" + word != self.user]))
        return name + b":" + word == self.user

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, _, _, kind = await reader.readexactly(4)
        size = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
        where = await reader.readexactly(size)
        self.asked.append((kind, where, int.from_bytes(await reader.readexactly(2))))
        writer.write(b"\x05" + bytes([self.refuses]) + b"\0\x03\x04name\0\0")
        await writer.drain()
        if self.refuses == 0:
            onward, back = await asyncio.open_connection("127.0.0.1", self.onward)
            try:
                await asyncio.gather(pump(reader, back), pump(onward, writer))
            finally:
                back.close()


@asynccontextmanager
async def socks(proxy: Socks) -> AsyncIterator[Socks]:
    listener = await asyncio.start_server(proxy.talk, "127.0.0.1", 0)
    proxy.port = listener.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listener.close()
        for task in proxy.talks:
            task.cancel()
        await asyncio.gather(*proxy.talks, return_exceptions=True)
        await asyncio.sleep(0)


def fetch(
    proxy: Socks, feed: Feed, address: str = "socks5h://127.0.0.1:{}", allow: Sequence[object] = ()
) -> FetchResult:
    async def once() -> FetchResult:
        async with serving(Talk.answer) as server, socks(proxy), client(tuple(allow), patience=5) as opened:
            proxy.onward = server.port
            asked = replace(feed, proxy=address.format(proxy.port))
            return await opened.fetch(asked, Validators())

    return runtime.run(once())


ONION = Feed("f", "http://newsabcdefgh.onion/feed", "F")


def test_a_name_is_given_to_the_proxy_and_never_looked_up_here() -> None:
    proxy = Socks()

    assert isinstance(fetch(proxy, ONION), Fetched)
    assert proxy.asked == [(3, b"newsabcdefgh.onion", 80)]


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://93.184.216.34:8080/f", (1, bytes([93, 184, 216, 34]), 8080)),
        ("http://[2606:4700::1111]/f", (4, bytes.fromhex("26064700") + bytes(10) + b"\x11\x11", 80)),
    ],
)
@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_an_address_is_given_to_the_proxy_as_one(
    url: str, asked: tuple[int, bytes, int], scheme: str
) -> None:
    proxy = Socks()

    assert isinstance(fetch(proxy, Feed("f", url, "F"), scheme + "://127.0.0.1:{}"), Fetched)
    assert proxy.asked == [asked]


def test_with_socks5_names_are_looked_up_here() -> None:
    proxy = Socks()

    found = fetch(proxy, Feed("f", "http://localhost:81/", "F"), "socks5://127.0.0.1:{}", ["localhost"])

    assert isinstance(found, Fetched)
    assert [(kind, where[-1], port) for kind, where, port in proxy.asked] == [(proxy.asked[0][0], 1, 81)]
    unknown = fetch(Socks(), Feed("f", "http://nowhere.invalid/", "F"), "socks5://127.0.0.1:{}")
    assert isinstance(unknown, Unreachable)
    assert unknown.kind == "dns"


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/",
        "http://localhost/",
        "http://news.localhost./",
    ],
)
def test_what_leads_inside_is_not_asked_of_a_proxy(url: str, scheme: str) -> None:
    proxy = Socks()

    found = fetch(proxy, Feed("f", url, "F"), scheme + "://127.0.0.1:{}")

    assert isinstance(found, Unreachable)
    assert found.kind in ("denied", "dns"), found
    assert proxy.asked == []


def test_a_redirect_inside_is_not_asked_of_a_proxy_either() -> None:
    async def once() -> tuple[FetchResult, list[tuple[int, bytes, int]]]:
        redirect = serving(lambda talk: talk.answer(b"", "302 Found", location="http://127.0.0.1:1/"))
        async with redirect as server, socks(Socks(onward=server.port)) as proxy, client(()) as opened:
            asked = replace(ONION, proxy=f"socks5h://127.0.0.1:{proxy.port}")
            return await opened.fetch(asked, Validators()), proxy.asked

    found, asked = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert (found.kind, len(asked)) == ("denied", 1)


def test_user_and_password_are_named_to_a_proxy_that_asks() -> None:
    wanted = b"a wa:p@ss"

    assert isinstance(fetch(Socks(user=wanted), ONION, "socks5h://a%20wa:p%40ss@127.0.0.1:{}"), Fetched)
    for address, says in (
        ("socks5h://127.0.0.1:{}", "who we are"),
        ("socks5h://awa:canary@127.0.0.1:{}", "does not accept"),
    ):
        found = fetch(Socks(user=wanted), ONION, address)
        assert isinstance(found, Unreachable)
        assert (found.kind, says in found.detail, "canary" in found.detail) == ("proxy", True, False), found


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (1, "it failed"),
        (2, "rules"),
        (3, "network"),
        (4, "host"),
        (5, "refuses"),
        (6, "long"),
        (99, "refused (99)"),
    ],
)
def test_each_refusal_of_a_proxy_has_its_words(code: int, says: str) -> None:
    found = fetch(Socks(refuses=code), ONION)

    assert isinstance(found, Unreachable)
    assert (found.kind, says in found.detail) == ("proxy", True), found


@pytest.mark.parametrize(
    "says", [b"", b"\x04\x5a", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x05", b"\x05\x02" * 90_000]
)
def test_what_is_no_socks_proxy_is_named(says: bytes) -> None:
    found = fetch(Socks(says=says), ONION)

    assert isinstance(found, Unreachable)
    assert found.kind in ("proxy", "reset"), found


def test_tls_goes_through_socks() -> None:
    authority = trustme.CA()

    async def once(ca_file: str) -> FetchResult:
        certificate = secured(authority.issue_cert("newsabcdefgh.onion"))
        async with (
            serving(Talk.answer, certificate) as server,
            socks(Socks(onward=server.port)) as proxy,
            client(()) as opened,
        ):
            url, way = "https://newsabcdefgh.onion/feed", f"socks5h://127.0.0.1:{proxy.port}"
            return await opened.fetch(Feed("f", url, "F", ca_file=ca_file, proxy=way), Validators())

    with authority.cert_pem.tempfile() as ca_file:
        assert isinstance(runtime.run(once(ca_file)), Fetched)


def test_a_feeds_own_proxy_wins_and_none_goes_directly() -> None:
    async def once() -> list[int]:
        async with (
            serving(Talk.answer) as server,
            socks(Socks(onward=server.port)) as everyones,
            socks(Socks(onward=server.port)) as own,
            client(proxy=f"socks5://127.0.0.1:{everyones.port}") as opened,
        ):
            for proxy in (None, f"socks5://127.0.0.1:{own.port}", "none"):
                found = await opened.fetch(Feed("f", server.url(), "F", proxy=proxy), Validators())
                assert isinstance(found, Fetched)
            return [len(everyones.asked), len(own.asked), len(server.talks)]

    assert runtime.run(once()) == [1, 1, 3]


def test_an_address_with_a_password_is_not_told_to_a_plain_proxy() -> None:
    async def once() -> str:
        async with (
            serving(Talk.answer) as proxy,
            client((), proxy=f"http://127.0.0.1:{proxy.port}") as opened,
        ):
            await opened.fetch(Feed("f", "http://awa:canary@news.example/f?x=%3A", "F"), Validators())
            return proxy.talks[0].request.decode()

    request = runtime.run(once())

    assert request.startswith("GET http://news.example/f?x=%3A HTTP/1.1\r\n")
    assert "canary" not in request
