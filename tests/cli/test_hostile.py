"""The whole way of hostile texts: from feeds and mail servers through the store to mails, logs and every command."""

import json
import re
import socketserver
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest

from tests.cli.calls import call
from tests.render.lint import faults, parts
from tests.render.payloads import BIDI, HEADER, HTML, LINKS, LOG, TEMPLATE
from tests.smtpd import Fault, Smtpd, serving

TEXTS = [text for text in (*LOG, *BIDI, *TEMPLATE, *HTML, *HEADER) if len(text) < 500]
LIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]")
# What a status line and an answer of a mail server can carry: no line ends, bytes of any kind.
ONE_LINE = [
    text for text in (*LOG, *BIDI) if not re.search("[\r\n\u2028\u2029\x85\x0b\x0c\ud800-\udfff]", text)
]


def document() -> bytes:
    """Write a feed that says a hostile text wherever it can; JSON can hold what XML cannot."""
    items = [
        {
            "id": f"{number} {text}",
            "title": f"attack {number} {text}",
            "content_text": f"{text} attack {text}",
            "url": LINKS[number % len(LINKS)],
            "authors": [{"name": text}],
            "language": text[:20],
        }
        for number, text in enumerate(TEXTS)
    ]
    made = {"version": "https://jsonfeed.org/version/1.1", "title": TEXTS[0], "items": items}
    return json.dumps(made).encode()


class Answer(socketserver.StreamRequestHandler):
    """Gives the document, or a failure whose reason phrase is hostile."""

    def handle(self) -> None:
        path = self.rfile.readline().split()[1].decode()
        if path == "/feed":
            body = document()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/feed+json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.wfile.write(head.encode() + body)
            return
        reason = ONE_LINE[int(path.rpartition("/")[2]) % len(ONE_LINE)]
        self.wfile.write(
            f"HTTP/1.1 503 {reason}\r\nRetry-After: {reason}\r\nContent-Length: 0\r\n\r\n".encode()
        )


@contextmanager
def feeds() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


@dataclass(frozen=True)
class Day:
    """What a day of hostile texts left behind."""

    folder: Path
    mails: list[bytes]
    printed: str


def smtp() -> Smtpd:
    replies = [
        Fault("RCPT", f"550 5.1.1 {text}", where=f"r{number}@") for number, text in enumerate(ONE_LINE)
    ]
    return Smtpd([*replies, Fault("dot", f"250 2.0.0 {ONE_LINE[0]} queued")])


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("hostile") / "config"
    (folder / "rules").mkdir(parents=True)
    with feeds() as port, serving(smtp()) as mail:
        write(folder, port, mail.port)
        printed = once(folder)
        time.sleep(1.1)  # until both orders are due
        printed += once(folder)
        yield Day(folder, [kept.content for kept in mail.kept], printed)


def write(folder: Path, port: int, mail_port: int) -> None:
    (folder / "monitor.yaml").write_text(
        "polling: {first_poll: all, fastest: 1s, every: 1s}\nnetwork: {allow_private: [127.0.0.0/8]}\n"
        f"mail: {{host: 127.0.0.1, port: {mail_port}, security: none, from: monitor@example.org}}\n"
    )
    url = f"http://127.0.0.1:{port}"
    named = "".join(
        f"  - {{id: f{number}, url: '{url}/fails/{number}', title: {json.dumps(text)}}}\n"
        for number, text in enumerate(ONE_LINE)
        if not LIVE.search(text)
    )
    (folder / "feeds.yaml").write_text(
        f"feeds:\n  - {{id: wire, url: '{url}/feed', title: Wire}}\n{named}", "utf-8"
    )
    (folder / "rules" / "rules.yaml").write_text(
        "rules:\n  - {id: attack, title: Attack, severity: critical, any: [attack]}\n"
    )
    refused = ", ".join(f"r{number}@example.org" for number in range(len(ONE_LINE)))
    (folder / "digests.yaml").write_text(
        f"recipients:\n  desk: {{mail: [desk@example.org, {refused}]}}\n  ar: {{mail: [ar@example.org], lang: ar}}\n"
        "digests:\n  - {id: daily, to: [desk, ar], every: 1s}\nalerts:\n  - {id: urgent, to: [desk], wait: 1s}\n"
    )


def once(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "once", "--all", "--config", str(folder)],
        capture_output=True,
        timeout=120,
        check=True,
    )
    return (done.stdout + done.stderr).decode()


def test_no_log_has_anything_live(day: Day) -> None:
    assert "feed=f1" in day.printed
    assert not LIVE.search(day.printed)


def test_no_mail_has_anything_live(day: Day) -> None:
    assert len(day.mails) >= 2
    for mail in day.mails:
        subject, text, page = parts(mail)

        assert faults(mail) == []
        assert not LIVE.search(subject + text + page)


def test_every_refusal_is_kept_as_one_harmless_line(day: Day) -> None:
    listed = [json.loads(line) for line in commanded(day, "outbox", "list", "--json") if line]
    found = [message for message in listed if message["reply"] and message["state"] != "sent"]

    assert len(found) >= len(ONE_LINE)
    assert all("550 5.1.1" in each["reply"] for each in found), [each["reply"] for each in found][:3]
    assert not any(LIVE.search(each["reply"]) for each in found)


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["people", "json"])
@pytest.mark.parametrize(
    "words",
    [
        ["hits", "list"],
        ["stories", "list"],
        ["stories", "show", "1"],
        ["feeds", "list"],
        ["outbox", "list"],
        ["outbox", "show", "1"],
        ["route", "test", "--story", "1"],
        ["status"],
    ],
    ids=" ".join,
)
def test_no_command_prints_anything_live(day: Day, words: list[str], form: list[str]) -> None:
    printed = "\n".join(commanded(day, *words, *form))

    assert printed
    assert not LIVE.search(printed)


def test_texts_given_to_a_command_are_printed_as_harmless(day: Day, tmp_path: Path) -> None:
    source = tmp_path / "texts.jsonl"
    texts = [*LOG, *BIDI]
    source.write_text(
        "\n".join(json.dumps({"id": text, "title": f"attack {text}", "summary": text}) for text in texts)
    )
    people, machines = (commanded(day, "match", source, *form) for form in ([], ["--json"]))

    assert not any(LIVE.search(line) for line in (*people, *machines))
    assert [json.loads(line)["id"] for line in machines if line] == texts


def test_a_preview_prints_nothing_live(day: Day) -> None:
    printed = "\n".join(commanded(day, "digest", "preview", "daily", "--stories", "24h"))

    assert "attack 0" in printed
    assert not LIVE.search(printed)


def test_a_preview_for_a_reader_of_text_is_a_page_without_live_html(day: Day, tmp_path: Path) -> None:
    recipients = day.folder / "digests.yaml"
    before = recipients.read_text()
    recipients.write_text(before.replace("lang: ar}", "lang: ar, format: text}"))
    page = tmp_path / "page.html"
    commanded(day, "digest", "preview", "daily", "--recipient", "ar", "--stories", "24h", "--html", page)
    recipients.write_text(before)

    assert re.findall(r"<(?!!doctype|meta|/?pre)\w*", page.read_text()) == []
    assert "&lt;script&gt;" in page.read_text()


def commanded(day: Day, *words: object) -> list[str]:
    result = call(*words, "--config", day.folder)
    assert result.exit_code == 0, result.stderr
    return [*result.stdout.split("\n"), *result.stderr.split("\n")]
