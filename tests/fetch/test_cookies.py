"""Cookies are kept along one fetch, where they belong, and dropped with it."""

from collections.abc import Awaitable, Callable

import pytest

from monitor import runtime
from monitor.core.feeds.outcomes import Fetched, FetchResult, Unreachable, Validators
from monitor.core.settings import Credentials, Feed, Secret
from monitor.fetch import address
from monitor.fetch.cookies import Jar
from tests.fetch.scripted import Scripted, Talk, client, serving

Script = Callable[[Talk], Awaitable[None]]


async def to_itself(talk: Talk) -> None:
    if "pass=1" in talk.headers.get("cookie", ""):
        await talk.answer()
    else:
        await talk.answer(b"", "302 Found", location=talk.path, set_cookie="pass=1; Path=/")


async def over_a_gate(talk: Talk) -> None:
    if "pass=1" in talk.headers.get("cookie", ""):
        await talk.answer()
    elif "token=" in talk.path:
        await talk.answer(b"", "302 Found", location="/feed", set_cookie="pass=1")
    elif talk.path.startswith("/gate"):
        await talk.answer(
            b"", "302 Found", location="/feed?token=abc", set_cookie="seen=yes; HttpOnly; Path=/"
        )
    else:
        await talk.answer(b"", "302 Found", location="/gate?back=/feed")


async def two_of_them(talk: Talk) -> None:
    if {"a=1", "b=2"} <= set(talk.headers.get("cookie", "").split("; ")):
        await talk.answer()
    else:
        lines = b"Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2; Path=/; SameSite=Lax\r\n"
        await talk.send(b"HTTP/1.1 302 Found\r\nLocation: /feed\r\n" + lines + b"Content-Length: 0\r\n\r\n")


def fetch(script: Script, feed: Feed | None = None) -> tuple[FetchResult, Scripted]:
    async def once() -> tuple[FetchResult, Scripted]:
        async with serving(script) as server, client() as opened:
            asked = feed or Feed("f", "", "F")
            found = await opened.fetch(
                Feed("f", server.url(), "F", credentials=asked.credentials), Validators()
            )
            return found, server

    return runtime.run(once())


@pytest.mark.parametrize("script", [to_itself, over_a_gate, two_of_them])
def test_a_feed_behind_a_cookie_is_read(script: Script) -> None:
    assert isinstance(fetch(script)[0], Fetched)


def test_the_next_fetch_knows_nothing_of_them() -> None:
    async def twice() -> list[str | None]:
        async with serving(to_itself) as server, client() as opened:
            for _ in range(2):
                await opened.fetch(Feed("f", server.url(), "F"), Validators())
            return [talk.headers.get("cookie") for talk in server.talks]

    assert runtime.run(twice()) == [None, "pass=1", None, "pass=1"]


def test_a_cookie_of_the_configuration_is_sent_beside_them() -> None:
    own = Feed("f", "", "F", credentials=Credentials(headers=(("cookie", Secret("lang=fr")),)))

    found, server = fetch(to_itself, own)

    assert isinstance(found, Fetched)
    assert [talk.headers["cookie"] for talk in server.talks] == ["lang=fr", "lang=fr; pass=1"]


def test_a_server_that_never_has_enough_cookies_is_named() -> None:
    async def greedy(talk: Talk) -> None:
        many = "".join(f"Set-Cookie: c{number}={'x' * 3000}; Path=/\r\n" for number in range(900 // 4))
        await talk.send(f"HTTP/1.1 302 Found\r\nLocation: /x\r\n{many}Content-Length: 0\r\n\r\n".encode())

    found, server = fetch(greedy)

    assert isinstance(found, Unreachable)
    assert all(len(talk.request) < 6000 for talk in server.talks)


@pytest.mark.parametrize(
    ("line", "origin", "asked", "sent", "why"),
    [
        ("a=b", "http://a.example/x/y", "http://a.example/x/z", "a=b", "beside it"),
        ("a=b", "http://a.example/x/y", "http://a.example/z", None, "elsewhere on the host"),
        ("a=b; path=/", "http://a.example/x/y", "http://a.example/z", "a=b", "all of the host"),
        ("a=b; Path=/x", "http://a.example/", "http://a.example/xy", None, "a path that only begins alike"),
        ("a=b; Path=/", "http://a.example/", "http://b.example/", None, "another host"),
        ("a=b; Path=/", "http://a.example/", "http://www.a.example/", None, "one below it, without Domain"),
        (
            "a=b; Path=/; Domain=a.example",
            "http://www.a.example/",
            "http://feeds.a.example/",
            "a=b",
            "with Domain",
        ),
        (
            "a=b; Path=/; Domain=.A.example",
            "http://www.a.example/",
            "http://a.example/",
            "a=b",
            "as it was written once",
        ),
        ("a=b; Path=/; Domain=example", "http://a.example/", "http://b.example/", None, "a top-level domain"),
        ("a=b; Path=/; Domain=b.example", "http://a.example/", "http://b.example/", None, "another's domain"),
        ("a=b; Path=/; Domain=0.0.1", "http://127.0.0.1/", "http://9.0.0.1/", None, "no domain at all"),
        ("a=b; Path=/; Secure", "https://a.example/", "http://a.example/", None, "in the open"),
        ("a=b; Path=/; Secure", "http://a.example/", "https://a.example/", "a=b", "over TLS"),
        ("a=b; Path=/; Max-Age=0", "http://a.example/", "http://a.example/", None, "taken back"),
        ("a=; Path=/", "http://a.example/", "http://a.example/", "a=", "empty"),
        ("no pair", "http://a.example/", "http://a.example/", None, "nonsense"),
        ("a=\x0bb", "http://a.example/", "http://a.example/", None, "a control character"),
        ("a=é", "http://a.example/", "http://a.example/", None, "a byte that we would not send"),
    ],
)
def test_a_cookie_goes_where_it_belongs(
    line: str, origin: str, asked: str, sent: str | None, why: str
) -> None:
    jar = Jar()

    jar.keep([line], address.read(origin))

    assert jar.header(address.read(asked)) == sent, why
