"""Secrets stay out of texts that people and machines read."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from html import escape
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.operations.redaction import Concealer, secrets_of
from monitor.core.settings import Credentials, Feed, Heartbeat, Mail, Network, Recipient, Secret, Webhook
from tests.settings import EMPTY


@pytest.mark.parametrize(
    ("text", "expected", "reason"),  # expected None: left as it is
    [
        ("GET https://u:pw1234@a.test/x", "GET https://***@a.test/x", "basic authentication in a URL"),
        ("GET https://token99@a.test/x", "GET https://***@a.test/x", "a token as user name"),
        ("postgresql+psycopg://m:pw1234@db/x", "postgresql+psycopg://***@db/x", "a database URL"),
        ("https://a.test/?token=abc&x=1", "https://a.test/?token=***&x=1", "a token in a query"),
        ("https://a.test/?x=1&api_key=abc#f", "https://a.test/?x=1&api_key=***#f", "a key in a query"),
        ("https://a.test/?X-Amz-Signature=abc", "https://a.test/?X-Amz-Signature=***", "a signed URL"),
        ("host=db password=hunter22 user=m", "host=db password=*** user=m", "a libpq string"),
        ("Authorization: Bearer abcdefghij", "Authorization: Bearer ***", "a header"),
        ("authorization: Basic dTpwdzEyMzQ=", "authorization: Basic ***", "a header"),
        ("mail a@b.test and c@d.test", "mail a@b.test and c@d.test", "addresses are no credentials"),
        ("https://a.test/@user/feed", "https://a.test/@user/feed", "a path with an at sign"),
        ("les assignats = monnaie", "les assignats = monnaie", "plain words"),
        ("https://a.test/?page=2", "https://a.test/?page=2", "an innocent parameter"),
        ("535 5.7.139 basic authentication is disabled", None, "a sentence about a scheme"),
        ("Basic Authentication is not supported", None, "the same with capitals"),
        ("554 basic pre-authentication failed", None, "a word with a hyphen"),
        ("the bearer certificate, bearer token-based", None, "words after bearer"),
        ("LOGIN DISABLED, use plain authentication.", None, "words after other schemes"),
        ("AUTH PLAIN AHUAc2VjcmV0MQ==", "AUTH PLAIN ***", "a login that was repeated"),
        ("XOAUTH2 dXNlcj1hQGIBYXV0aD1CZWFyZXIgeHl6AQE=", "XOAUTH2 ***", "a token that was repeated"),
        ("authorization: token ghp_abcdef", "authorization: token ***", "a scheme nobody listed"),
    ],
)
def test_what_looks_like_a_credential_is_hidden(text: str, expected: str | None, reason: str) -> None:
    assert Concealer().conceal(text) == (text if expected is None else expected), reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("535 bad login canary/1+2", "535 bad login ***", "the secret itself"),
        ("x=canary%2F1%2B2;", "x=***;", "the secret in a URL"),
        ("the key is canary/1+2-long!", "the key is ***!", "the longer of two secrets"),
        ("abc", "abc", "a very short secret hides nothing"),
    ],
)
def test_a_known_secret_is_hidden_wherever_it_stands(text: str, expected: str, reason: str) -> None:
    concealer = Concealer(["canary/1+2", "canary/1+2-long", "ab"])

    assert concealer.conceal(text) == expected, reason


@pytest.mark.parametrize("secret", ["hunter2", 'p"w/ü+&<é>', "correct horse battery", "秘密のことば"])
@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (lambda s: s, "as it is"),
        (lambda s: quote(s, safe=""), "in a path"),
        (quote_plus, "in a form"),
        (lambda s: quote(s, safe="").lower(), "with small digits"),
        (json.dumps, "in JSON"),
        (lambda s: json.dumps({"a": s}, ensure_ascii=False), "in JSON that keeps letters"),
        (lambda s: f"<p>{escape(s)}</p>", "in a page"),
        (lambda s: b64encode(f"\0user\0{s}".encode()).decode(), "AUTH PLAIN"),
        (lambda s: b64encode(f"me:{s}".encode()).decode(), "basic authentication"),
        (lambda s: b64encode(f"user=a\x01auth=Bearer {s}\x01\x01".encode()).decode(), "XOAUTH2"),
        (lambda s: urlsafe_b64encode(f"x{s}yy".encode()).decode(), "base64 for URLs"),
    ],
)
def test_a_secret_is_hidden_in_each_form_in_which_it_goes_over_a_wire(
    secret: str, write: Callable[[str], str], reason: str
) -> None:
    concealed = Concealer([secret]).conceal(f"535 bad: {write(secret)} go away")

    assert "***" in concealed, reason
    assert concealed.startswith("535 bad: ")
    assert concealed.endswith(" go away")


@given(
    st.text(st.characters(codec="utf-8"), min_size=6, max_size=40),
    st.binary(max_size=9),
    st.binary(max_size=9),
)
def test_base64_hides_no_secret_wherever_it_begins(secret: str, before: bytes, after: bytes) -> None:
    said = b64encode(before + secret.encode() + after).decode()

    assert "***" in Concealer([secret]).conceal(said)


@pytest.mark.parametrize(
    ("secrets", "text"),
    [
        (["https://hooks.slack.test/services/T0001/B0001/x9y8z7w6v5u4t3s2"], "our services are down"),
        (["https://discord.test/api/webhooks/1234567890/AbCdEfGhIjKl0123"], "unknown webhooks"),
        (["pass"], "bad password"),
        (["mail"], "mailbox unavailable"),
        (["rest"], "the restrictions"),
    ],
)
def test_words_are_left_alone_that_only_hold_a_secret_or_lead_to_one(secrets: list[str], text: str) -> None:
    config = replace(EMPTY, heartbeat=Heartbeat(Secret(secrets[0])))

    assert Concealer(secrets_of(config)).conceal(text) == text


def test_every_secret_of_a_configuration_is_known() -> None:
    credentials = Credentials("user", Secret("feed-pw"), Secret("bearer-1"), (("X-Key", Secret("header-1")),))
    config = replace(
        EMPTY,
        store="postgresql+psycopg://monitor:db-pw@db/monitor",
        network=Network(proxy="http://p:proxy-pw@proxy.test:3128"),
        mail=Mail(username="me", password=Secret("mail-pw")),
        heartbeat=Heartbeat(Secret("https://ping.test/to/uuid-1234?key=12345678")),
        feeds={"a": Feed("a", "https://a.test/", "A", credentials=credentials)},
        recipients={
            "r": Recipient("r", webhook=(Webhook(Secret("https://hook.test/x"), Secret("hook-key")),))
        },
    )

    assert secrets_of(config) == {
        "db-pw",
        "proxy-pw",
        "mail-pw",
        "https://ping.test/to/uuid-1234?key=12345678",
        "/to/uuid-1234?key=12345678",
        "uuid-1234",
        "12345678",
        "feed-pw",
        b64encode(b"user:feed-pw").decode(),
        b64encode(b"\0user\0feed-pw").decode(),
        b64encode(b"me:mail-pw").decode(),
        b64encode(b"\0me\0mail-pw").decode(),
        "bearer-1",
        "header-1",
        "https://hook.test/x",
        "hook-key",
    }


def test_a_configuration_without_secrets_hides_nothing() -> None:
    assert secrets_of(EMPTY) == frozenset()
