"""Secrets are planted everywhere, everything that can fail fails, and nothing that is written anywhere names one."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import sqlalchemy as sa

from tests import postgres
from tests.cli.calls import call
from tests.smtpd import Fault, Smtpd, serving

DATABASE, MAIL, USERINFO, BEARER, HEADER, HOOK, SIGNING, WATCHER, TYPO = CANARIES = tuple(
    f"canary{name}9f3e"
    for name in ("db", "mail", "user", "bearer", "header", "hook", "sign", "watch", "typo")
)
BASIC = b64encode(f"reader:{USERINFO}".encode()).decode()
ITEM = (
    "<rss version='2.0'><channel><title>Good</title><item><guid>1</guid><title>Alarm at the gate</title></item>"
    "</channel></rss>"
)
WAIT = 120.0  # seconds; the machine may be busy


class _Parrot(BaseHTTPRequestHandler):
    """Repeats every header and path it was sent, in the status line, the headers and the page, where it can."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer()

    def _answer(self) -> None:
        said = f"{self.path} {' '.join(f'{name}: {value}' for name, value in self.headers.items())}"
        kind, _, _ = self.path.strip("/").partition("/")
        body = ITEM if kind == "good" else f"<html>you sent {said}</html>"
        if kind == "good":
            self.send_response(200)
        elif kind == "moved":
            self.send_response(302)
            self.send_header(
                "Location", f"http://reader:{USERINFO}@127.0.0.1:9/{self.headers.get('Authorization')}"
            )
        else:
            self.send_response(int(kind), said)
        self.send_header("Content-Length", str(len(body.encode())))
        self.send_header("X-You-Sent", said)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def parrot() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Parrot)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def configure(folder: Path, url: str, web: str, mail: int) -> Path:
    config = folder / "config"
    (config / "rules").mkdir(parents=True)
    (folder / "password").write_text(MAIL)
    (config / "monitor.yaml").write_text(
        f"store: {url}\n"
        "polling: {every: 1s, fastest: 1s, slowest: 2s, first_poll: all, health_after: 1s}\n"
        "network: {allow_private: [127.0.0.0/8]}\n"
        f"mail: {{host: 127.0.0.1, port: {mail}, security: none, username: me, password_file: password, from: m@a.org}}\n"
        f"heartbeat: {{url: 'http://{web}/500/{WATCHER}', every: 1s}}\n"
        "web: {listen: 127.0.0.1:0}\noperators: [desk]\n"
    )
    (config / "feeds.yaml").write_text(
        "feeds:\n"
        f"  - {{id: denied, url: 'http://reader:{USERINFO}@{web}/401', title: Denied}}\n"
        f"  - {{id: moved, url: 'http://reader:{USERINFO}@{web}/moved', title: Moved}}\n"
        f"  - {{id: page, url: 'http://{web}/200', title: Page, bearer: {BEARER}}}\n"
        f"  - {{id: broken, url: 'http://{web}/500', title: Broken, headers: {{X-Key: {HEADER}}}}}\n"
        f"  - {{id: away, url: 'http://reader:{USERINFO}@127.0.0.1:9/x', title: Away}}\n"
        f"  - {{id: good, url: 'http://reader:{USERINFO}@{web}/good', title: Good}}\n"
    )
    (config / "rules" / "alarm.yaml").write_text(
        "rules:\n  - {id: alarm, title: Alarm, severity: low, any: [alarm]}\n"
    )
    (config / "digests.yaml").write_text(
        "recipients:\n"
        f"  desk: {{mail: [desk@a.org], file: [out], webhook: [{{url: 'http://{web}/503/{HOOK}', secret: {SIGNING}}}]}}\n"
        "digests:\n  - {id: often, to: [desk], every: 2s, when_empty: send}\nalerts: []\n"
    )
    return config


@contextmanager
def running(config: Path, environ: dict[str, str]) -> "Iterator[Path]":
    log = config.parent / "log.txt"
    command = [sys.executable, "-m", "monitor", "run", "--config", str(config)]
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environ)
    try:
        yield log
        process.terminate()
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()


def wait_until(holds: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end, log.read_text()[-5000:]
        time.sleep(0.1)


def pages(log: Path) -> str:
    """Return every page that the daemon serves, head and body."""
    found = re.search(r"listen=(http://\S+)", log.read_text())
    assert found is not None
    told = ""
    for path in ("healthz", "readyz", "metrics", "nothing"):
        try:
            reply = urllib.request.urlopen(  # noqa: S310 - our own page
                f"{found[1]}/{path}", timeout=30
            )
        except urllib.error.HTTPError as error:
            reply = error
        told += f"{reply.headers}{reply.read().decode()}"
    return told


def asked(config: Path, *commands: str) -> dict[str, str]:
    """Return what commands print, and what they raise."""
    told = {}
    for command in commands:
        result = call(*command.split(), "--config", config)
        told[command] = f"{result.output}{result.exception!r}{result.exc_info!r}"
    return told


COMMANDS = (
    "status",
    "status --json",
    "health",
    "doctor",
    "doctor --json",
    "check",
    "feeds list",
    "feeds list --json",
    "outbox list",
    "outbox list --json",
    "outbox show 1",
    "digest preview often",
    "hits list --json",
    "mail test desk@a.org",
    "channel test desk",
    "config diff",
)


def failing(log: Path) -> bool:
    """Return whether everything that is to fail while the store is there has failed."""
    text = log.read_text()
    wanted = (
        "feed=denied",
        "feed=moved",
        "feed=page",
        "feed=broken",
        "feed=away",
        "heartbeat unheard",
        "deferred=",
    )
    return all(word in text for word in wanted)


def test_no_secret_is_told_whatever_fails(tmp_path: Path) -> None:
    environ = {"MONITOR_LOG_LEVEL": "DEBUG", "PYTHONFAULTHANDLER": "1"}
    mail = Smtpd(
        [Fault("AUTH", f"535 me:{MAIL} is not known", times=3)], features=("AUTH PLAIN LOGIN", "8BITMIME")
    )
    with postgres.own_server() as database, parrot() as web, serving(mail):
        url = sa.make_url(database.url).set(password=DATABASE).render_as_string(hide_password=False)
        config = configure(tmp_path, url, web, mail.port)
        good = (config / "monitor.yaml").read_text()

        with running(config, os.environ | environ) as log:
            wait_until(lambda: failing(log) and bool(mail.kept), log)
            told = {"pages": pages(log)} | asked(config, *COMMANDS, f"db backup {tmp_path / 'backup.db'}")
            (config / "monitor.yaml").write_text(
                good.replace("password_file: password", f"pasword: {TYPO}").replace(
                    "http://", f"htp://a:{TYPO}@"
                )
            )
            wait_until(lambda: "configuration refused" in log.read_text(), log)
            told |= {
                f"refused: {name}": text for name, text in asked(config, "check", "doctor", "status").items()
            }
            (config / "monitor.yaml").write_text(good)
            database.stop()
            wait_until(lambda: "tick failed" in log.read_text(), log)
            told |= {
                f"no database: {name}": text
                for name, text in asked(config, "status", "doctor", "once").items()
            }
            told["pages without a database"] = pages(log)
            database.start()
        told["log"] = log.read_text()
    told |= {f"message {kept.message_id}": kept.content.decode() for kept in mail.kept}
    for path in (tmp_path / "backup.db", *tmp_path.glob("out/**/*")):
        if path.is_file():
            told[str(path)] = path.read_text(errors="replace")

    assert "535" in told["log"]
    assert "503 <html>you sent *** Host" in told["outbox list --json"]  # this server does repeat secrets
    for where, text in told.items():
        for secret in (*CANARIES, BASIC):
            at = text.find(secret)
            assert at < 0, f"{where}: …{text[max(0, at - 200) : at + 60]}…"
