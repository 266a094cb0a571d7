"""``monitor channel test``: every address of a recipient is tried as an alert would try it."""

import json
import sys
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.cli.calls import call, objects
from tests.config import folders
from tests.smtpd import Fault, Smtpd, serving

KEEP = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"


def folder(place: Path, server: Smtpd, lang: str = "en") -> Path:
    program = json.dumps([sys.executable, "-c", KEEP, str(place / "got")])
    return folders.write(
        place,
        {
            "monitor.yaml": f"mail: {{host: 127.0.0.1, port: {server.port}, security: none, from: w@example.org}}\n",
            "recipients.yaml": f"recipients: {{duty: {{lang: {lang}, mail: duty@example.org, file: out, command: [{{run: {program}}}]}}}}\n",
        },
    )


@pytest.mark.parametrize(("lang", "word"), [("en", "Test"), ("fr", "Essai"), ("ar", "تجربة")])
def test_each_address_gets_a_message_and_its_answer_is_told(tmp_path: Path, lang: str, word: str) -> None:
    with serving(Smtpd()) as server:
        answers = objects(
            call("channel", "test", "duty", "--json", "--config", folder(tmp_path, server, lang))
        )

    assert [(each["channel"], each["accepted"]) for each in answers] == [
        ("smtp", True),
        ("file", True),
        ("command", True),
    ]
    assert word in json.loads((tmp_path / "got").read_bytes())["subject"]
    assert message_from_bytes(server.kept[0].content)["To"] == "duty@example.org"
    assert len([*(tmp_path / "out").glob("*.eml")]) == 1


def test_an_address_that_refuses_is_told_and_the_command_fails(tmp_path: Path) -> None:
    with serving(Smtpd([Fault("RCPT", "550 5.1.1 no such user")])) as server:
        done = call("channel", "test", "duty", "--config", folder(tmp_path, server))

    assert done.exit_code == 1
    assert "no such user" in done.stdout


def test_a_recipient_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with serving(Smtpd()) as server:
        done = call("channel", "test", "dutty", "--config", folder(tmp_path, server))

    assert "did you mean 'duty'?" in done.output
