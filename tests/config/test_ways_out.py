"""Mail servers, chats and programs as files have them, with their secrets kept out of sight."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.operations.redaction import secrets_of
from monitor.core.settings import Command, Secret
from tests.config import folders

MAIL = "mail: {{host: smtp.example, from: Watch <w@example.org>, username: w, {}}}\n"
OAUTH = "oauth: {token_url: 'https://login.example/token', client_id: us, client_secret: s3cret-client, refresh_token: 1//rare}"


def test_oauth_is_read_with_its_secrets_and_they_are_neither_stored_nor_shown(tmp_path: Path) -> None:
    loaded = folders.load(tmp_path, {"monitor.yaml": MAIL.format(OAUTH)})

    assert loaded.mail.oauth is not None
    assert loaded.mail.oauth.client_secret == Secret("s3cret-client")
    assert {"s3cret-client", "1//rare"} <= secrets_of(loaded)
    assert "s3cret-client" not in loaded.files["monitor.yaml"]
    assert "1//rare" not in f"{loaded.files} {loaded}"


def test_a_fallback_has_its_own_server_and_login_and_our_sender(tmp_path: Path) -> None:
    spare = (
        "helo: watch.example.org, fallbacks: [{host: spare.example, security: tls, username: s, password: p}]"
    )
    mail = folders.load(tmp_path, {"monitor.yaml": MAIL.format(f"password: main, {spare}")}).mail
    (other,) = mail.fallbacks

    assert (mail.host, mail.port, mail.security) == ("smtp.example", 587, "starttls")
    assert (other.host, other.port, other.security, other.username) == ("spare.example", 465, "tls", "s")
    assert (other.sender, other.helo) == (mail.sender, "watch.example.org")
    assert other.password == Secret("p")


def test_a_fallback_never_gets_the_password_of_the_first_server(tmp_path: Path) -> None:
    text = MAIL.format("password_file: pw, fallbacks: [{host: spare.example}]")
    (tmp_path / "pw").write_text("main")
    (other,) = folders.load(tmp_path, {"monitor.yaml": text}).mail.fallbacks

    assert (other.username, other.password, other.password_file, other.oauth) == (None, None, None, None)


def test_a_chat_and_a_program_are_read(tmp_path: Path) -> None:
    text = (
        "recipients:\n"
        "  field: {webhook: [{format: telegram, url: 'https://api.telegram.org/bot1:tok3n/sendMessage', chat: -1001}]}\n"
        "  pager: {command: [{run: [/bin/cat, -], format: text, timeout: 10s}]}\n"
    )
    recipients = folders.load(tmp_path, {"recipients.yaml": text}).recipients

    assert recipients["field"].webhook[0].chat == "-1001"
    assert recipients["pager"].command == (Command(("/bin/cat", "-"), "text", timedelta(seconds=10)),)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"monitor.yaml": MAIL.format("oauth: {client_id: a}")}, "'token_url' is missing"),
        (
            {"monitor.yaml": MAIL.format("oauth: {client_id: a, token_url: 'https://x.example'}")},
            "there is no secret",
        ),
        (
            {"monitor.yaml": f"mail: {{host: a, from: w@example.org, {OAUTH}}}\n"},
            "a token is given, and nobody to log in",
        ),
        (
            {
                "recipients.yaml": "recipients: {a: {webhook: [{format: telegram, url: 'https://x.example'}]}}\n"
            },
            "'chat' is missing",
        ),
        (
            {"recipients.yaml": "recipients: {a: {webhook: [{format: slak, url: 'https://x.example'}]}}\n"},
            "did you mean 'slack'?",
        ),
        ({"recipients.yaml": "recipients: {a: {command: [{format: text}]}}\n"}, "'run' is missing"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(
    tmp_path: Path, files: dict[str, str], words: str
) -> None:
    found = folders.mistakes(tmp_path, files)

    assert any(words in line for line in found), found


def test_a_program_that_is_not_there_is_a_warning(tmp_path: Path) -> None:
    text = "recipients: {a: {command: [{run: /nowhere/page}]}}\n"

    assert any(
        "'/nowhere/page'" in line for line in folders.load(tmp_path, {"recipients.yaml": text}).warnings
    )
