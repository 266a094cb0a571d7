"""One known certificate may be taken although TLS refuses it, and no other; what to write is shown."""

import asyncio
import hashlib
import ssl
import warnings
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from monitor import runtime
from monitor.core.feeds.outcomes import Fetched, FetchResult, Unreachable, Validators
from monitor.core.settings import Credentials, Feed, Secret
from monitor.fetch import Hop
from tests.fetch.scripted import LOOPBACK, Scripted, Talk, client, serving
from tests.fetch.test_faults import secured

AUTHORITY = trustme.CA()
BEGIN, END = datetime(2019, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
EXPIRED = AUTHORITY.issue_cert("127.0.0.1", not_before=BEGIN, not_after=END)
OF_ANOTHER = AUTHORITY.issue_cert("10.9.9.9")
GOOD = AUTHORITY.issue_cert("127.0.0.1")
OF_NOBODY = trustme.CA().issue_cert("127.0.0.1")
WRONG = {"expired": EXPIRED, "of another host": OF_ANOTHER, "of an unknown authority": OF_NOBODY}


def fingerprint(certificate: trustme.LeafCert) -> str:
    der = ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode())
    return hashlib.sha256(der).hexdigest()


@pytest.fixture
def ca_file(tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(path))
    return str(path)


def fetch(context: ssl.SSLContext, feed: Feed) -> tuple[FetchResult, Scripted, list[Hop]]:
    async def once() -> tuple[FetchResult, Scripted, list[Hop]]:
        hops: list[Hop] = []
        async with serving(Talk.answer, context) as server, client() as opened:
            found = await opened.trace(replace(feed, url=server.url()), Validators(), hops)
            return found, server, hops

    return runtime.run(once())


@pytest.mark.parametrize("wrong", WRONG)
def test_a_certificate_that_is_known_is_taken(wrong: str, ca_file: str) -> None:
    accepted = fingerprint(WRONG[wrong])

    found, _, _ = fetch(
        secured(WRONG[wrong]), Feed("f", "", "F", ca_file=ca_file, accept_certificate=accepted)
    )

    assert isinstance(found, Fetched)


@pytest.mark.parametrize("wrong", WRONG)
def test_another_certificate_is_refused_before_anything_is_sent(wrong: str, ca_file: str) -> None:
    login = Credentials(username="awa", password=Secret("canary"))
    feed = Feed("f", "", "F", ca_file=ca_file, credentials=login, accept_certificate=fingerprint(GOOD))

    found, server, _ = fetch(secured(WRONG[wrong]), feed)

    assert isinstance(found, Unreachable)
    assert found.kind == "tls"
    assert f"sha256:{fingerprint(WRONG[wrong])}" in found.detail
    assert server.talks == []


def test_a_valid_certificate_is_taken_though_another_was_known(ca_file: str) -> None:
    feed = Feed("f", "", "F", ca_file=ca_file, accept_certificate=fingerprint(EXPIRED))

    assert isinstance(fetch(secured(GOOD), feed)[0], Fetched)


@pytest.mark.parametrize("wrong", WRONG)
def test_what_to_write_is_shown_to_whoever_looks(wrong: str, ca_file: str) -> None:
    found, server, _ = fetch(secured(WRONG[wrong]), Feed("f", "", "F", ca_file=ca_file))

    assert isinstance(found, Unreachable)
    assert f"(sha256:{fingerprint(WRONG[wrong])})" in found.detail
    assert "accept_certificate" in found.hint
    assert server.talks == []


def test_the_certificate_behind_a_redirect_is_shown(ca_file: str) -> None:
    async def once() -> FetchResult:
        async with (
            serving(Talk.answer, secured(EXPIRED)) as server,
            serving(lambda talk: talk.answer(b"", "302 Found", location=server.url())) as first,
            client() as opened,
        ):
            return await opened.trace(Feed("f", first.url(), "F", ca_file=ca_file), Validators(), [])

    found = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert f"(sha256:{fingerprint(EXPIRED)})" in found.detail


def test_what_is_accepted_for_one_host_is_not_for_another(ca_file: str) -> None:
    async def once() -> FetchResult:
        async with (
            serving(Talk.answer, secured(EXPIRED)) as other,
            serving(lambda talk: talk.answer(b"", "302 Found", location=other.url())) as server,
            client((LOOPBACK, "localhost")) as opened,
        ):
            feed = Feed("f", server.url(host="localhost"), "F", accept_certificate=fingerprint(EXPIRED))
            return await opened.fetch(replace(feed, ca_file=ca_file), Validators())

    found = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert found.kind == "tls"


def test_the_tls_of_an_old_server_is_spoken_for_a_known_certificate_only(ca_file: str) -> None:
    context = secured(GOOD)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    feed = Feed("f", "", "F", ca_file=ca_file)

    refused, _, _ = fetch(context, feed)
    taken, _, _ = fetch(context, replace(feed, accept_certificate=fingerprint(GOOD)))

    assert isinstance(refused, Unreachable)
    assert refused.kind in ("tls", "reset")  # some servers hang up without a word
    assert isinstance(taken, Fetched)


OURS = trustme.CA()


def _wanting_ours() -> ssl.SSLContext:
    context = secured(GOOD)
    context.verify_mode = ssl.CERT_REQUIRED
    OURS.configure_trust(context)
    return context


def _identity(folder: Path, authority: trustme.CA = OURS) -> tuple[str, str]:
    certificate = authority.issue_cert("monitor.example")
    cert, key = folder / "us.pem", folder / "us.key"
    cert.write_bytes(b"".join(pem.bytes() for pem in certificate.cert_chain_pems))
    key.write_bytes(certificate.private_key_pem.bytes())
    return str(cert), str(key)


@pytest.mark.parametrize("accepts", [False, True])
def test_a_server_that_wants_to_know_us_is_shown_our_certificate(
    ca_file: str, tmp_path: Path, *, accepts: bool
) -> None:
    cert, key = _identity(tmp_path)
    known = fingerprint(GOOD) if accepts else None
    feed = Feed("f", "", "F", ca_file=ca_file, accept_certificate=known, client_cert=cert, client_key=key)

    found, _, _ = fetch(_wanting_ours(), feed)

    assert isinstance(found, Fetched)


def test_a_certificate_and_its_key_may_stand_in_one_file(ca_file: str, tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_text("".join(Path(place).read_text() for place in _identity(tmp_path)))

    found, _, _ = fetch(_wanting_ours(), Feed("f", "", "F", ca_file=ca_file, client_cert=str(both)))

    assert isinstance(found, Fetched)


def test_who_has_no_certificate_for_such_a_server_is_told_to_get_one(ca_file: str, tmp_path: Path) -> None:
    cert, key = _identity(tmp_path, trustme.CA())
    nobody, stranger = (
        Feed("f", "", "F", ca_file=ca_file),
        Feed("f", "", "F", ca_file=ca_file, client_cert=cert, client_key=key),
    )

    for feed in (nobody, stranger):
        found, _, _ = fetch(_wanting_ours(), feed)
        assert isinstance(found, Unreachable)
        assert found.kind in (
            "client certificate",
            "tls",
            "reset",
        )  # not every loop passes the server's alert on
        assert found.kind == "tls" or "client_cert" in found.hint


def test_our_certificate_is_shown_to_no_other_host(ca_file: str, tmp_path: Path) -> None:
    cert, key = _identity(tmp_path)

    async def once() -> FetchResult:
        async with (
            serving(Talk.answer, _wanting_ours()) as other,
            serving(lambda talk: talk.answer(b"", "302 Found", location=other.url())) as server,
            client((LOOPBACK, "localhost")) as opened,
        ):
            feed = Feed("f", server.url(host="localhost"), "F", client_cert=cert, client_key=key)
            return await opened.fetch(replace(feed, ca_file=ca_file), Validators())

    found = runtime.run(once())

    assert isinstance(found, Unreachable)
    assert found.kind in ("client certificate", "tls", "reset")


def test_a_file_of_certificates_that_has_gone_is_named(tmp_path: Path) -> None:
    found, server, _ = fetch(secured(GOOD), Feed("f", "", "F", ca_file=str(tmp_path / "none.pem")))

    assert isinstance(found, Unreachable)
    assert (found.kind, "none.pem" in found.detail, "No such file" in found.detail) == (
        "settings",
        True,
        True,
    )
    assert server.talks == []


def test_a_feed_has_its_own_patience_and_its_own_size() -> None:
    async def slow(talk: Talk) -> None:
        await asyncio.sleep(0.6)
        await talk.answer(b"<rss>" + b"x" * 5000)

    async def once() -> list[str]:
        async with serving(slow) as server, client(patience=0.2, max_body=100) as opened:
            patient = Feed("f", server.url(), "F", timeout=timedelta(seconds=10))
            feeds = (Feed("f", server.url(), "F"), patient, replace(patient, max_body=10_000))
            found = [await opened.fetch(feed, Validators()) for feed in feeds]
            return [f"{type(one).__name__} {getattr(one, 'cut_off', None) is not None}" for one in found]

    assert runtime.run(once()) == ["TooSlow False", "Fetched True", "Fetched False"]


def test_a_feed_may_want_no_conditions() -> None:
    async def once() -> list[bool]:
        async with serving(Talk.answer) as server, client() as opened:
            known = Validators('"1"', "Sun, 22 Nov 2026 12:00:00 GMT", "hash")
            for conditional in (True, False):
                feed = Feed("f", server.url(), "F", conditional=conditional)
                await opened.fetch(feed, known)
            return [
                "if-none-match" in talk.headers or "if-modified-since" in talk.headers
                for talk in server.talks
            ]

    assert runtime.run(once()) == [True, False]
