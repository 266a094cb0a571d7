"""Logging in to a mail server: by password or token, each read anew when it is needed."""

import sys
from base64 import b64decode
from pathlib import Path

import pytest

from monitor.channels.smtp import Patience
from monitor.core.operations.outbox import Accepted, Blocked, Outcome
from monitor.core.settings import Mail, Secret
from tests.channels.test_smtp import letter, mail, send
from tests.smtpd import Fault, Smtpd, serving


class Strict(Smtpd):
    """A server that takes one secret only, and nothing without it."""

    def __init__(self, methods: str, secret: str) -> None:
        super().__init__(features=(f"AUTH {methods}",))
        self.secret = secret

    def order(self, verb: str, text: str) -> str | None:
        """Look at what is said at AUTH; refuse the rest until somebody is in."""
        ordered = super().order(verb, text)
        if verb == "AUTH":
            said = b64decode(text.rsplit(maxsplit=1)[-1]).decode()
            return (
                "235 welcome"
                if self.secret in said
                else f"535 5.7.8 {text.rsplit(maxsplit=1)[-1]} is no good"
            )
        is_in = any(each.startswith("AUTH") for each in self.heard)
        return "530 5.7.0 log in first" if verb == "MAIL" and not is_in else ordered


def outcome_of(settings: Mail) -> Outcome:
    return send(settings, [letter()], Patience(5, 5, 5))[0]


@pytest.mark.parametrize(
    ("methods", "begins"),
    [
        ("XOAUTH2", "user=me@example.org\x01auth=Bearer "),
        ("OAUTHBEARER", "n,a=me@example.org,\x01host=127.0.0.1\x01port="),
        ("PLAIN XOAUTH2 OAUTHBEARER", "n,a=me@example.org,"),
    ],
)
def test_a_token_is_sent_as_the_server_wants_it(tmp_path: Path, methods: str, begins: str) -> None:
    (tmp_path / "token").write_text("ya29.token-1\n")
    with serving(Strict(methods, "ya29.token-1")) as server:
        outcome = outcome_of(mail(server, username="me@example.org", token_file=str(tmp_path / "token")))

    (said,) = [text for text in server.heard if text.startswith("AUTH")]
    assert isinstance(outcome, Accepted)
    assert b64decode(said.split()[-1]).decode().startswith(begins)


def test_a_token_that_expired_waits_is_never_repeated_and_the_next_one_is_used_at_once(
    tmp_path: Path,
) -> None:
    place = tmp_path / "token"
    place.write_text("ya29.token-old")
    with serving(Strict("XOAUTH2", "ya29.token-new")) as server:
        settings = mail(server, username="me", token_file=str(place))
        expired = outcome_of(settings)
        place.write_text("ya29.token-new")
        renewed = outcome_of(settings)

    assert isinstance(expired, Blocked)
    assert "***" in expired.reply
    assert isinstance(renewed, Accepted)


def test_a_command_may_print_the_token() -> None:
    command = (sys.executable, "-c", "print('ya29.from-command')")
    with serving(Strict("XOAUTH2", "ya29.from-command")) as server:
        assert isinstance(outcome_of(mail(server, username="me", token_command=command)), Accepted)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"token_file": "/nowhere/token"}, "mail.token_file /nowhere/token cannot be used: No such file"),
        ({"token_command": ("/nowhere/token",)}, "mail.token_command /nowhere/token cannot be used: No such"),
        ({"token_command": (sys.executable, "-c", "exit(3)")}, "mail.token_command ended with 3"),
    ],
)
def test_a_token_that_cannot_be_had_waits_and_says_why(settings: dict[str, object], words: str) -> None:
    with serving(Strict("XOAUTH2", "x")) as server:
        outcome = outcome_of(mail(server, "none", username="me", **settings))  # fields of a table

    assert isinstance(outcome, Blocked)
    assert words in outcome.reply


def test_a_server_that_takes_no_token_says_what_it_takes() -> None:
    with serving(Strict("PLAIN LOGIN", "x")) as server:
        outcome = outcome_of(mail(server, username="me", token_command=(sys.executable, "-c", "print(1)")))

    assert outcome.reply == "the server takes no token, only login, plain"


def test_a_password_that_was_changed_in_its_file_is_used_at_the_next_login(tmp_path: Path) -> None:
    place = tmp_path / "password"
    place.write_text("old-secret")
    with serving(Strict("PLAIN", "new-secret")) as server:
        settings = mail(server, username="me", password=Secret("old-secret"), password_file=str(place))
        before = outcome_of(settings)
        place.write_text("new-secret\n")
        after = outcome_of(settings)

    assert (type(before), type(after)) == (Blocked, Accepted)
    assert "secret" not in before.reply


def test_we_call_ourselves_and_our_bounces_as_asked() -> None:
    with serving(Smtpd([Fault("EHLO", "504 need a name", where="[")])) as server:
        unnamed = outcome_of(mail(server))
        named = outcome_of(mail(server, helo="watch.example.org", envelope_from="bounces@example.org"))

    assert (type(unnamed), type(named)) == (Blocked, Accepted)
    assert any(text.startswith("MAIL FROM:<bounces@example.org>") for text in server.heard)
