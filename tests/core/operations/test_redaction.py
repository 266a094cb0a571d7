"""Secrets stay out of texts that people and machines read."""

from base64 import b64encode
from dataclasses import replace

import pytest

from monitor.core.operations.redaction import Concealer, secrets_of
from monitor.core.settings import Credentials, Feed, Heartbeat, Mail, Network, Recipient, Secret, Webhook
from tests.settings import EMPTY


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
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
    ],
)
def test_what_looks_like_a_credential_is_hidden(text: str, expected: str, reason: str) -> None:
    assert Concealer().conceal(text) == expected, reason


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


def test_every_secret_of_a_configuration_is_known() -> None:
    credentials = Credentials("user", Secret("feed-pw"), Secret("bearer-1"), (("X-Key", Secret("header-1")),))
    config = replace(
        EMPTY,
        store="postgresql+psycopg://monitor:db-pw@db/monitor",
        network=Network(proxy="http://p:proxy-pw@proxy.test:3128"),
        mail=Mail(password=Secret("mail-pw")),
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
        "bearer-1",
        "header-1",
        "https://hook.test/x",
        "hook-key",
    }


def test_a_configuration_without_secrets_hides_nothing() -> None:
    assert secrets_of(EMPTY) == frozenset()
