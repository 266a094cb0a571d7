"""OAuth 2 against a token server and a mail server that takes nothing else."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from monitor import runtime
from monitor.channels.smtp import Patience, SmtpChannel
from monitor.core.operations.outbox import Accepted, Blocked, Outcome, Unreachable
from monitor.core.settings import OAuth, Secret
from monitor.fetch import Client
from tests.channels.test_login import Strict
from tests.channels.test_smtp import letter, mail
from tests.fetch.scripted import Talk, client
from tests.fetch.scripted import serving as serving_http
from tests.smtpd import Smtpd, serving


@dataclass
class TokenServer:
    """Gives tokens by number to whoever shows the right secret."""

    expires_in: object = 3600
    token: str = "token"
    refresh: str | None = None  # what it gives in place of a refresh token
    status: str = "200 OK"
    asked: list[dict[str, str]] = field(default_factory=list)

    async def answer(self, talk: Talk) -> None:
        """Answer as RFC 6749 5.1 and 5.2 say."""
        raw = await talk.reader.readexactly(int(talk.headers["content-length"]))
        form = {key: values[0] for key, values in parse_qs(raw.decode()).items()}
        self.asked.append(form)
        known = form.get("client_secret") == "s3cret-client" or form.get("refresh_token", "").startswith(
            "1//good"
        )
        if not known or self.status != "200 OK":
            wrong = {"error": "invalid_client", "error_description": f"unknown {form.get('client_secret')}"}
            status = self.status if self.status != "200 OK" else "401 Unauthorized"
            await talk.answer(json.dumps(wrong).encode(), status)
            return
        said: dict[str, Any] = {"access_token": f"{self.token}-{len(self.asked)}", "token_type": "Bearer"}
        said |= {"expires_in": self.expires_in} if self.expires_in is not None else {}
        said |= {"refresh_token": self.refresh} if self.refresh else {}
        await talk.answer(json.dumps(said).encode())


def deliver(
    tokens: TokenServer,
    settings: OAuth,
    secrets: tuple[str, ...] = ("token-",),
    between: Callable[[], object] | None = None,
) -> list[Outcome]:
    """Hand over two messages in two sessions to a server that takes only tokens with one of ``secrets`` in turn."""

    async def run(mailbox: Smtpd) -> list[Outcome]:
        outcomes: list[Outcome] = []
        async with serving_http(tokens.answer) as server, client() as opened:
            asked = replace(settings, token_url=server.url("/token"))
            channel = _channel(mailbox, asked, opened)
            for number in range(2):
                strict.secret = secrets[min(number, len(secrets) - 1)]
                mailbox.heard.clear()
                async with channel.session() as session:
                    outcomes.append(await session.send(letter(), _open))
                if between is not None:
                    between()
        return outcomes

    strict = Strict("XOAUTH2", secrets[0])
    with serving(strict) as mailbox:
        return runtime.run(run(mailbox))


def _channel(mailbox: Smtpd, settings: OAuth, opened: Client) -> SmtpChannel:
    there = mail(mailbox, username="me@example.org", oauth=settings)
    return SmtpChannel(there, Patience(5, 5, 5), post=opened.post)


async def _open() -> None:
    """Nothing else is on its way."""


CLIENT = OAuth("", "our-id", Secret("s3cret-client"), scope="https://outlook.office365.com/.default")
REFRESH = OAuth("", "our-id", refresh_token=Secret("1//good-one"))


def test_a_client_of_its_own_gets_a_token_and_uses_it_until_it_expires() -> None:
    tokens = TokenServer()
    outcomes = deliver(tokens, CLIENT)

    assert [type(each) for each in outcomes] == [Accepted, Accepted]
    assert tokens.asked == [
        {
            "grant_type": "client_credentials",
            "client_id": "our-id",
            "client_secret": "s3cret-client",
            "scope": "https://outlook.office365.com/.default",
        }
    ]


def test_a_refresh_token_is_exchanged_for_an_access_token() -> None:
    tokens = TokenServer()

    assert [type(each) for each in deliver(tokens, REFRESH)] == [Accepted, Accepted]
    assert tokens.asked[0]["grant_type"] == "refresh_token"


@pytest.mark.parametrize("expires_in", [60, 0, "30", -5])
def test_a_token_that_is_about_to_expire_is_asked_for_again(expires_in: object) -> None:
    tokens = TokenServer(expires_in=expires_in)
    deliver(tokens, CLIENT)

    assert len(tokens.asked) == 2


@pytest.mark.parametrize("expires_in", [None, "soon", "3599", 1e12])
def test_a_token_of_unknown_or_odd_age_is_used_for_some_time(expires_in: object) -> None:
    tokens = TokenServer(expires_in=expires_in)
    deliver(tokens, CLIENT)

    assert len(tokens.asked) == 1


def test_a_token_that_the_mail_server_refuses_is_not_used_again() -> None:
    tokens = TokenServer()
    outcomes = deliver(tokens, CLIENT, secrets=("token-2", "token-2"))

    assert [type(each) for each in outcomes] == [Blocked, Accepted]
    assert "token-1" not in outcomes[0].reply


def test_a_refresh_token_that_is_replaced_is_kept_in_its_file(tmp_path: Path) -> None:
    place = tmp_path / "refresh"
    place.write_text("1//good-one\n")
    tokens = TokenServer(expires_in=0, refresh="1//good-two")
    deliver(tokens, OAuth("", "our-id", refresh_token_file=str(place)))

    assert [form["refresh_token"] for form in tokens.asked] == ["1//good-one", "1//good-two"]
    assert place.read_text().strip() == "1//good-two"
    assert place.stat().st_mode & 0o777 == 0o600


def test_without_a_file_it_is_kept_as_long_as_we_run() -> None:
    tokens = TokenServer(expires_in=0, refresh="1//good-two")
    deliver(tokens, REFRESH)

    assert [form["refresh_token"] for form in tokens.asked] == ["1//good-one", "1//good-two"]


def test_a_secret_in_a_file_is_read_again_for_each_token(tmp_path: Path) -> None:
    place = tmp_path / "secret"
    place.write_text("expired")
    settings = OAuth("", "our-id", client_secret_file=str(place))
    outcomes = deliver(TokenServer(), settings, between=lambda: place.write_text("s3cret-client"))

    assert [type(each) for each in outcomes] == [Blocked, Accepted]


@pytest.mark.parametrize(
    ("settings", "status", "kind", "reason"),
    [
        (
            replace(CLIENT, client_secret=Secret("wrong")),
            "200 OK",
            Blocked,
            "our secret is wrong: somebody must act",
        ),
        (CLIENT, "400 Bad Request", Blocked, "invalid_grant: a person must sign in again"),
        (CLIENT, "503 Service Unavailable", Unreachable, "it comes back by itself"),
        (CLIENT, "429 Too Many Requests", Unreachable, "asked too often"),
    ],
)
def test_a_token_server_that_gives_none_is_said_and_the_message_waits(
    settings: OAuth, status: str, kind: type[Outcome], reason: str
) -> None:
    outcome = deliver(TokenServer(status=status), settings)[0]

    assert isinstance(outcome, kind), reason
    assert "token server" in outcome.reply


@pytest.mark.parametrize("token", ["\ud800", "é", "a\0b", "a\r\nRSET", "a\x01auth=Bearer b"])
def test_what_cannot_be_a_token_is_none(token: str) -> None:
    outcome = deliver(TokenServer(token=token), CLIENT)[0]

    assert isinstance(outcome, Blocked)
    assert "gives no token" in outcome.reply


def test_a_token_server_that_is_not_there_is_unreachable() -> None:
    async def run(mailbox: Smtpd) -> Outcome:
        async with client() as opened:
            gone = replace(CLIENT, token_url="http://127.0.0.1:9/token")
            async with _channel(mailbox, gone, opened).session() as session:
                return await session.send(letter(), _open)

    with serving(Strict("XOAUTH2", "x")) as mailbox:
        assert isinstance(runtime.run(run(mailbox)), Unreachable)
