"""What a fetch says of itself, where it goes, and what it gives away."""

import asyncio
import gzip
import ssl
import zlib
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import brotli  # type: ignore[import-untyped]  # it ships no stubs
import pytest
import trustme
import zstandard

from monitor import fetch, runtime
from monitor.core.feeds.outcomes import (
    Fetched,
    FetchResult,
    SameBytes,
    TooLarge,
    Unreachable,
    Validators,
)
from monitor.core.settings import Credentials, Feed, Secret
from tests.fetch.scripted import RSS, Scripted, Talk, ask, client, serving
from tests.fetch.test_faults import secured

SIGNED_IN = Credentials(username="awa", password=Secret("canary"))


def gather(
    script: Callable[[Talk], Awaitable[None]], feed: Feed | None = None
) -> tuple[FetchResult, Scripted]:
    async def once() -> tuple[FetchResult, Scripted]:
        async with serving(script) as server, client() as opened:
            return await opened.fetch(
                replace(feed or Feed("f", "", "F"), url=server.url()), Validators()
            ), server

    return runtime.run(once())


def test_a_fetch_says_who_it_is_and_what_it_takes() -> None:
    _, server = gather(lambda talk: talk.answer())

    headers = server.talks[0].headers
    assert headers["user-agent"].startswith("monitor/")
    assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert "rss" in headers["accept"]
    assert headers["host"] == f"127.0.0.1:{server.port}"
    assert "if-none-match" not in headers
    assert "cookie" not in headers


def test_a_feed_may_have_a_user_agent_of_its_own() -> None:
    _, server = gather(lambda talk: talk.answer(), Feed("f", "", "F", user_agent="Desk/1"))

    assert server.talks[0].headers["user-agent"] == "Desk/1"


def test_what_is_known_is_asked_for_conditionally() -> None:
    async def script(talk: Talk) -> None:
        assert talk.headers["if-none-match"] == 'W/"7"'
        assert talk.headers["if-modified-since"] == "Sun, 22 Nov 2026 12:00:00 GMT"
        await talk.answer(b"", "304 Not Modified")

    known = Validators('W/"7"', "Sun, 22 Nov 2026 12:00:00 GMT", "hash")

    assert type(runtime.run(ask(script, known))).__name__ == "NotModified"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(RSS, mtime=0)),
        ("x-gzip", gzip.compress(RSS, mtime=0)),
        ("gzip", gzip.compress(RSS[:20], mtime=0) + gzip.compress(RSS[20:], mtime=0)),
        ("deflate", zlib.compress(RSS)),
        ("deflate", zlib.compress(RSS, wbits=-15)),
        ("br", brotli.compress(RSS)),
        ("zstd", zstandard.compress(RSS)),
        ("identity", RSS),
        ("gzip", RSS),
        ("br", RSS),
        ("", gzip.compress(RSS, mtime=0)),
    ],
)
def test_one_layer_of_encoding_is_undone_also_where_its_name_lies(encoding: str, packed: bytes) -> None:
    found = runtime.run(ask(lambda talk: talk.answer(packed, content_encoding=encoding)))

    assert isinstance(found, Fetched)
    assert found.body == RSS


def test_chunks_are_put_together() -> None:
    async def script(talk: Talk) -> None:
        await talk.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for start in range(0, len(RSS), 7):
            piece = RSS[start : start + 7]
            await talk.send(b"%x\r\n%b\r\n" % (len(piece), piece))
        await talk.send(b"0\r\n\r\n")

    found, _ = gather(script)

    assert isinstance(found, Fetched)
    assert (found.body, found.cut_off) == (RSS, None)


def test_an_early_hint_is_passed_over() -> None:
    async def script(talk: Talk) -> None:
        await talk.send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        await talk.answer()

    assert isinstance(gather(script)[0], Fetched)


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ((301,), True),
        ((308,), True),
        ((301, 308), True),
        ((302,), False),
        ((307,), False),
        ((301, 302), False),
        ((302, 301), False),
    ],
)
def test_only_a_wholly_permanent_redirect_is_a_move(statuses: tuple[int, ...], moved: bool) -> None:
    async def script(talk: Talk) -> None:
        step = int(talk.path[1:] or 0) if talk.path != "/feed" else 0
        if step < len(statuses):
            await talk.answer(b"", f"{statuses[step]} Moved", location=f"/{step + 1}")
        else:
            await talk.answer()

    found, server = gather(script)

    assert isinstance(found, Fetched)
    assert found.url == server.url(f"/{len(statuses)}")
    assert found.moved_to == (found.url if moved else None)


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        (SIGNED_IN, "Basic " + b64encode(b"awa:canary").decode()),
        (Credentials(username="é", password=Secret("ü")), "Basic " + b64encode("é:ü".encode()).decode()),
        (Credentials(bearer=Secret("t0ken")), "Bearer t0ken"),
    ],
)
def test_credentials_are_sent_as_the_feed_wants_them(credentials: Credentials, expected: str) -> None:
    _, server = gather(lambda talk: talk.answer(), Feed("f", "", "F", credentials=credentials))

    assert server.talks[0].headers["authorization"] == expected


def test_headers_of_a_feed_are_sent() -> None:
    credentials = Credentials(headers=(("X-Api-Key", Secret("k")),))
    _, server = gather(lambda talk: talk.answer(), Feed("f", "", "F", credentials=credentials))

    assert server.talks[0].headers["x-api-key"] == "k"


def test_a_header_cannot_be_smuggled_in() -> None:
    credentials = Credentials(bearer=Secret("x\r\nX-Evil: 1"))
    found, server = gather(lambda talk: talk.answer(), Feed("f", "", "F", credentials=credentials))

    assert isinstance(found, Unreachable)
    assert server.talks == []


def test_credentials_stay_with_the_host_they_are_for() -> None:
    async def once() -> list[str | None]:
        async with (
            serving(lambda talk: talk.answer()) as other,
            serving(lambda talk: talk.answer(b"", "302 Found", location=other.url())) as server,
            client() as opened,
        ):
            await opened.fetch(Feed("f", server.url(), "F", credentials=SIGNED_IN), Validators())
            return [talk.headers.get("authorization") for talk in (*server.talks, *other.talks)]

    first, second = runtime.run(once())

    assert first is not None
    assert second is None


def test_credentials_are_not_led_from_tls_to_the_open() -> None:
    authority = trustme.CA()

    async def once() -> tuple[FetchResult, int]:
        async with serving(lambda talk: talk.answer()) as plain:
            context = secured(authority.issue_cert("127.0.0.1"))
            redirect = serving(lambda talk: talk.answer(b"", "302 Found", location=plain.url()), context)
            with authority.cert_pem.tempfile() as ca_file:
                async with redirect as server, client() as opened:
                    feed = Feed("f", server.url(), "F", credentials=SIGNED_IN, ca_file=ca_file)
                    return await opened.fetch(feed, Validators()), len(plain.talks)

    found, talks = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert (found.kind, talks) == ("denied", 0)


async def through_proxy(talk: Talk) -> None:
    await talk.answer(talk.request.split(b"\r\n")[0] + talk.headers.get("proxy-authorization", "").encode())


def test_a_plain_feed_is_asked_for_through_the_proxy() -> None:
    async def once() -> FetchResult:
        async with serving(through_proxy) as proxy:
            address = f"http://user:word@127.0.0.1:{proxy.port}"
            async with client((), proxy=address) as opened:
                return await opened.fetch(Feed("f", "http://news.example/feed?x=1", "F"), Validators())

    found = runtime.run(once())

    assert isinstance(found, Fetched)
    credentials = b"Basic " + b64encode(b"user:word")
    assert found.body == b"GET http://news.example/feed?x=1 HTTP/1.1" + credentials


def test_a_tls_feed_is_tunnelled_through_the_proxy() -> None:
    authority = trustme.CA()

    async def once() -> FetchResult:
        async with serving(lambda talk: talk.answer(), secured(authority.issue_cert("127.0.0.1"))) as server:

            async def connecting(talk: Talk) -> None:
                assert talk.path == f"127.0.0.1:{server.port}"
                await tunnel(talk, server.port)

            with authority.cert_pem.tempfile() as ca_file:
                async with (
                    serving(connecting) as proxy,
                    client(proxy=f"http://127.0.0.1:{proxy.port}") as opened,
                ):
                    return await opened.fetch(Feed("f", server.url(), "F", ca_file=ca_file), Validators())

    assert isinstance(runtime.run(once()), Fetched)


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, ssl.SSLError):
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(("url", "kind"), [("https://127.0.0.1:1/", "proxy"), ("http://10.0.0.1/", "denied")])
def test_a_proxy_that_refuses_and_an_address_it_must_not_be_asked_for(url: str, kind: str) -> None:
    async def once() -> FetchResult:
        async with (
            serving(lambda talk: talk.answer(b"", "403 Forbidden")) as proxy,
            client(proxy=f"http://127.0.0.1:{proxy.port}") as opened,
        ):
            return await opened.fetch(Feed("f", url, "F"), Validators())

    found = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert found.kind == kind


def test_what_goes_out_is_sent_whole_and_follows_nothing() -> None:
    async def script(talk: Talk) -> None:
        body = await talk.reader.readexactly(int(talk.headers["content-length"]))
        await talk.answer(b"got " + body, "302 Found", location="http://127.0.0.1:1/")

    async def once() -> tuple[object, Scripted]:
        async with serving(script) as server, client() as opened:
            return await opened.post(
                server.url("/hook"), b'{"a": 1}', {"Content-Type": "application/json"}
            ), server

    replied, server = runtime.run(once())

    assert replied == fetch.Replied(302, 'got {"a": 1}')
    assert server.talks[0].request.startswith(b"POST /hook HTTP/1.1")
    assert server.talks[0].headers["content-type"] == "application/json"


def test_what_goes_out_is_guarded_too() -> None:
    async def once() -> object:
        async with serving(lambda talk: talk.answer()) as server, client(()) as opened:
            return await opened.post(server.url("/hook"), b"", {})

    found = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert found.kind == "denied"


def test_a_trace_shows_every_step() -> None:
    async def script(talk: Talk) -> None:
        await (
            talk.answer(b"", "301 Moved", location="/new")
            if talk.path == "/feed"
            else talk.answer(etag='"1"')
        )

    async def once() -> list[fetch.Hop]:
        hops: list[fetch.Hop] = []
        async with serving(script) as server, client() as opened:
            await opened.trace(Feed("f", server.url(), "F"), Validators(), hops)
        return hops

    hops = runtime.run(once())

    assert [hop.status for hop in hops] == [301, 200]
    assert hops[1].headers["etag"] == '"1"'


@pytest.mark.parametrize(
    "status", ["400 Bad Request", "412 Precondition Failed", "500 Oops", "501 Not Implemented"]
)
def test_a_server_that_chokes_on_conditions_is_asked_again_without(status: str) -> None:
    async def script(talk: Talk) -> None:
        conditional = "if-none-match" in talk.headers or "if-modified-since" in talk.headers
        await (talk.answer(b"", status) if conditional else talk.answer(etag='"1"'))

    found = runtime.run(ask(script, Validators('"1"', "Sun, 22 Nov 2026 12:00:00 GMT", "other")))

    assert isinstance(found, Fetched)
    assert found.body == RSS
    assert not found.validators.is_conditional
    assert found.validators.body_hash


def test_nothing_in_answer_to_conditions_is_asked_again() -> None:
    async def script(talk: Talk) -> None:
        await talk.answer(b" \n" if "if-none-match" in talk.headers else RSS, etag='"1"')

    first = runtime.run(ask(script))
    assert isinstance(first, Fetched)

    assert isinstance(runtime.run(ask(script, first.validators)), SameBytes)


@pytest.mark.parametrize(
    "status", ["404 Not Found", "403 Forbidden", "429 Slow", "503 Busy", "502 Bad Gateway"]
)
def test_a_refusal_that_is_about_the_feed_is_not_asked_again(status: str) -> None:
    async def once() -> int:
        async with serving(lambda talk: talk.answer(b"", status)) as server, client() as opened:
            await opened.fetch(Feed("f", server.url(), "F"), Validators('"1"'))
            return len(server.talks)

    assert runtime.run(once()) == 1


def test_a_feed_may_be_asked_without_conditions_and_the_same_bytes_are_still_seen() -> None:
    async def script(talk: Talk) -> None:
        assert "if-none-match" not in talk.headers
        await talk.answer(etag='"1"')

    first = runtime.run(ask(script))
    assert isinstance(first, Fetched)

    assert isinstance(runtime.run(ask(script, first.validators.unconditional())), SameBytes)


def test_a_document_over_the_limit_is_taken_to_the_limit() -> None:
    long = RSS[:-16] + b"<item><title>x</title></item>" * 1000 + RSS[-16:]

    async def once(body: bytes, encoding: str, known: Validators) -> FetchResult:
        async with (
            serving(lambda talk: talk.answer(body, content_encoding=encoding, etag='"1"')) as server,
            client(max_body=10_000) as opened,
        ):
            return await opened.fetch(Feed("f", server.url(), "F"), known)

    for body, encoding in ((long, ""), (gzip.compress(long), "gzip"), (brotli.compress(long), "br")):
        found = runtime.run(once(body, encoding, Validators()))
        assert isinstance(found, Fetched)
        assert (found.body, found.cut_off) == (long[:10_000], TooLarge(10_000))
        assert isinstance(runtime.run(once(body, encoding, found.validators)), SameBytes)


def test_credentials_follow_a_feed_to_tls_on_its_own_host() -> None:
    authority = trustme.CA()
    asked: list[tuple[str, str | None]] = []

    async def secret(talk: Talk) -> None:
        asked.append(("https", talk.headers.get("authorization")))
        await talk.answer()

    async def once(host: str) -> FetchResult:
        async with serving(secret, secured(authority.issue_cert("news.example", "other.example"))) as server:

            async def proxy(talk: Talk) -> None:
                if talk.request.startswith(b"CONNECT"):
                    await tunnel(talk, server.port)
                else:
                    asked.append(("http", talk.headers.get("authorization")))
                    await talk.answer(b"", "301 Moved", location=f"https://{host}/feed")

            with authority.cert_pem.tempfile() as ca_file:
                async with serving(proxy) as way, client(proxy=f"http://127.0.0.1:{way.port}") as opened:
                    feed = Feed("f", "http://news.example/feed", "F", credentials=SIGNED_IN, ca_file=ca_file)
                    return await opened.fetch(feed, Validators())

    assert isinstance(runtime.run(once("news.example")), Fetched)
    assert isinstance(runtime.run(once("other.example")), Fetched)

    sent = "Basic " + b64encode(b"awa:canary").decode()
    assert asked == [("http", sent), ("https", sent), ("http", sent), ("https", None)]


async def tunnel(talk: Talk, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await talk.send(b"HTTP/1.1 200 Connected\r\n\r\n")
        await asyncio.gather(pump(talk.reader, writer), pump(reader, talk.writer))
    finally:
        writer.close()
