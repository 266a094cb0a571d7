"""Whatever a server does, one fetch gives one named outcome, within its deadline and its limits."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from monitor import runtime
from monitor.core.feeds.outcomes import (
    Blocked,
    Fetched,
    FetchResult,
    Gone,
    HttpFailed,
    NotModified,
    SameBytes,
    Throttled,
    TooSlow,
    Unreachable,
    Validators,
)
from monitor.core.settings import Feed
from tests.fetch.misdeeds import HEAD, MISDEEDS, Misdeed, body_drip
from tests.fetch.scripted import RSS, Scripted, Talk, ask, client, serving


def run(script: Callable[[Talk], Awaitable[None]], *, patience: float = 5) -> FetchResult:
    return runtime.run(ask(script, patience=patience))


@pytest.mark.parametrize("misdeed", MISDEEDS, ids=lambda one: one.name)
def test_every_fault_has_its_name(misdeed: Misdeed) -> None:
    patience = 2.0 if misdeed.outcome is TooSlow else 10.0  # a busy machine takes its time over the others
    begun = time.monotonic()

    found = run(misdeed.script, patience=patience)
    if isinstance(found, Fetched) and found.cut_off is not None:
        found = found.cut_off  # which is the outcome, as nothing can be read from what came

    assert isinstance(found, misdeed.outcome), found
    assert misdeed.kind in (None, getattr(found, "kind", None)), found
    assert found.reason
    assert time.monotonic() - begun < patience + 60  # it ends; the machine may be busy


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        ("404 Not Found", {}, b"", HttpFailed(404)),
        ("401 Unauthorized", {}, b"", HttpFailed(401)),
        ("500 Oops", {}, b"<h1>oops</h1>", HttpFailed(500)),
        ("410 Gone", {}, b"", Gone()),
        ("403 Forbidden", {}, b"", Blocked("the server", 403)),
        ("403 Forbidden", {"server": "cloudflare"}, b"", Blocked("Cloudflare", 403)),
        (
            "403 Forbidden",
            {"server": "cloudflare", "cf-mitigated": "challenge"},
            b"",
            Blocked("Cloudflare (challenge)", 403),
        ),
        ("503 Wait", {}, b"<html><title>Just a moment...</title>", Blocked("Cloudflare (challenge)", 503)),
        ("202 Accepted", {"x-amzn-waf-action": "challenge"}, b"", Blocked("AWS WAF (challenge)", 202)),
        ("403 Forbidden", {"x-datadome": "protected"}, b"", Blocked("DataDome", 403)),
        ("429 Too Many Requests", {}, b"", Throttled(429)),
        ("304 Not Modified", {}, b"", HttpFailed(304)),
    ],
)
def test_every_refusal_has_its_name(
    status: str, headers: dict[str, str], body: bytes, expected: FetchResult
) -> None:
    found = run(lambda talk: talk.answer(body, status, headers))

    assert expected == found


@pytest.mark.parametrize("status", ["429 Slow down", "503 Busy", "403 Not so often", "304 Not Modified"])
def test_a_retry_after_is_heard_where_it_means_something(status: str) -> None:
    found = run(lambda talk: talk.answer(b"", status, retry_after="7200"))

    assert found.hints.retry_after == timedelta(hours=2)


def test_nothing_new_is_an_answer_only_to_who_asked_what_is_new() -> None:
    async def script(talk: Talk) -> None:
        await talk.answer(b"", "304 Not Modified")

    assert runtime.run(ask(script, Validators('"1"'))) == NotModified()
    assert runtime.run(ask(script, Validators(None, None, "hash"))) == HttpFailed(304)


def test_a_retry_after_beside_a_document_says_nothing() -> None:
    assert run(lambda talk: talk.answer(retry_after="86400")).hints.retry_after is None


def test_a_retry_after_may_be_a_date() -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    found = run(
        lambda talk: talk.answer(b"", "429 X", retry_after=soon.strftime("%a, %d %b %Y %H:%M:%S GMT"))
    )

    assert found.hints.retry_after is not None
    assert timedelta(minutes=59) < found.hints.retry_after < timedelta(minutes=61)


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({"cache_control": "public, max-age=1800"}, 30),
        ({"cache_control": "max-age=1800", "age": "600"}, 20),
        ({"cache_control": "no-cache, max-age=1800"}, None),
        ({"cache_control": "max-age=soon"}, None),
        ({"expires": "Sun, 22 Nov 2026 13:00:00 GMT", "date": "Sun, 22 Nov 2026 12:00:00 GMT"}, 60),
        ({"expires": "0"}, None),
        ({"expires": "Sun, 22 Nov 2020 13:00:00 GMT"}, None),
    ],
)
def test_freshness_is_heard(headers: dict[str, str], minutes: int | None) -> None:
    found = run(lambda talk: talk.answer(more=headers))

    assert found.hints.fresh_for == (None if minutes is None else timedelta(minutes=minutes))


def test_a_lying_length_still_gives_what_came_but_no_validators() -> None:
    async def lie(talk: Talk) -> None:
        await talk.send(HEAD + b'ETag: "x"\r\nContent-Length: 99999\r\n\r\n' + RSS)

    found = run(lie)

    assert isinstance(found, Fetched)
    assert isinstance(found.cut_off, Unreachable)
    assert (found.body, found.cut_off.kind, found.validators) == (RSS, "reset", Validators())


async def none(port: int) -> FetchResult:
    async with client() as opened:
        return await opened.fetch(Feed("f", f"http://127.0.0.1:{port}/", "F"), Validators())


def test_nothing_listening_is_named() -> None:
    async def once() -> FetchResult:
        async with serving(lambda talk: talk.answer()) as server:
            port = server.port
        return await none(port)

    found = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert found.kind == "refused"


def test_a_name_that_does_not_exist_is_named() -> None:
    async def once() -> FetchResult:
        async with client() as opened:
            return await opened.fetch(Feed("f", "http://nowhere.invalid/", "F"), Validators())

    found = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert found.kind == "dns"


def secured(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


AUTHORITY = trustme.CA()


@pytest.mark.parametrize(
    ("certificate", "known", "expected", "why"),
    [
        (AUTHORITY.issue_cert("127.0.0.1"), True, None, "a good one of our own authority"),
        (
            AUTHORITY.issue_cert("127.0.0.1"),
            False,
            "unable to get local issuer certificate",
            "an unknown authority",
        ),
        (AUTHORITY.issue_cert("10.9.9.9"), True, "IP address mismatch", "another host"),
        (
            AUTHORITY.issue_cert(
                "127.0.0.1",
                not_after=datetime(2020, 1, 1, tzinfo=UTC),
                not_before=datetime(2019, 1, 1, tzinfo=UTC),
            ),
            True,
            "expired",
            "expired",
        ),
    ],
)
def test_certificates_are_checked_and_the_reason_named(
    certificate: trustme.LeafCert, known: bool, expected: str | None, why: str, tmp_path: object
) -> None:
    ca_file = f"{tmp_path}/ca.pem"
    AUTHORITY.cert_pem.write_to_path(ca_file)

    async def once() -> FetchResult:
        async with serving(lambda talk: talk.answer(), secured(certificate)) as server, client() as opened:
            feed = Feed("f", server.url(), "F", ca_file=ca_file if known else None)
            return await opened.fetch(feed, Validators())

    found = runtime.run(once())

    if expected is None:
        assert isinstance(found, Fetched), why
    else:
        assert isinstance(found, Unreachable), why
        assert (found.kind, expected.lower() in found.detail.lower()) == ("tls", True), found


def test_plain_http_on_a_tls_port_is_named() -> None:
    async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def once() -> FetchResult:
        listener = await asyncio.start_server(refuse, "127.0.0.1", 0)
        url = f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
        async with listener, client() as opened:
            return await opened.fetch(Feed("f", url, "F"), Validators())

    found = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert found.kind in ("tls", "reset")


def test_one_bad_server_does_not_hold_up_the_others() -> None:
    async def sometimes(talk: Talk) -> None:
        await (body_drip if talk.path == "/slow" else Talk.answer)(talk)

    async def all_at_once(server: Scripted) -> tuple[list[FetchResult], bool]:
        async with client(patience=60) as opened:
            slow = asyncio.create_task(opened.fetch(Feed("s", server.url("/slow"), "S"), Validators()))
            good = [opened.fetch(Feed(f"f{n}", server.url(f"/{n}"), "F"), Validators()) for n in range(20)]
            results = list(await asyncio.gather(*good))
            was_slow = not slow.done()
            slow.cancel()
            await asyncio.gather(slow, return_exceptions=True)
            return results, was_slow

    async def once() -> tuple[list[FetchResult], bool]:
        async with serving(sometimes) as server:
            return await all_at_once(server)

    good, was_slow = runtime.run(once())

    assert all(isinstance(found, Fetched) for found in good)
    assert was_slow


def test_a_validated_answer_is_not_read_again() -> None:
    async def script(talk: Talk) -> None:
        await talk.answer(etag='"1"', last_modified="Sun, 22 Nov 2026 12:00:00 GMT")

    first = run(script)
    assert isinstance(first, Fetched)
    second = runtime.run(ask(script, first.validators))

    assert isinstance(second, SameBytes)
    assert second.validators == first.validators
