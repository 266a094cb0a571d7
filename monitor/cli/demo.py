"""``monitor demo``: the whole service on this machine alone, with invented feeds and a mail server of its own."""

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from threading import Thread
from typing import Annotated, Any

import typer
from aiosmtpd.smtp import SMTP
from rich.markup import escape

from monitor import config, runtime
from monitor.app import App
from monitor.cli import output
from monitor.cli.once import run_once
from monitor.steps import deliver, edit

SAMPLES = {"courier.rss": "en", "fleuve.atom": "fr", "sahra.rdf": "ar"}
MINUTES_AGO = re.compile(r"\{\{-(\d+)m\}\}")


def demo(
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="DIR", help="Work in DIR (must not exist) and leave it to look at."),
    ] = None,
) -> None:
    r"""Show the service at work, offline: poll three sample feeds, match, group, mail a digest, print it.

    Nothing leaves this machine: the feeds are invented and the mail server is part of the demo.

    \b
    monitor demo
    monitor demo --keep tried-out
    """
    folder = keep or Path(tempfile.mkdtemp(prefix="monitor-demo-"))
    if keep and keep.exists():
        raise typer.BadParameter(f"{keep} exists; name a folder that does not", param_hint="--keep")
    mailbox = _Mailbox()
    with _sample_server() as feeds_at:
        counts = runtime.run(_run(folder, feeds_at, mailbox))
    if not mailbox.messages:
        output.errors.print("no digest was mailed; this is a bug: " + escape(str(counts)))
        raise typer.Exit(1)
    _show(mailbox.messages[0], folder, counts)


async def _run(folder: Path, feeds_at: str, mailbox: "_Mailbox") -> dict[str, int]:
    async with await asyncio.get_running_loop().create_server(
        lambda: _smtp(mailbox), "127.0.0.1", 0
    ) as server:
        _write_config(folder, feeds_at, server.sockets[0].getsockname()[1])
        async with App.open(folder / "config", {}, kind="demo") as app:
            counts = await run_once(app, everything=True)
            await edit.close(app.deps, app.deps.config.digests["demo"])
            await deliver.deliver(app.deps)
            return counts


def _show(message: EmailMessage, folder: Path, counts: dict[str, int]) -> None:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    page = folder / "digest.html"
    if html is not None:
        page.write_text(html.get_content(), encoding="utf-8")
    output.console.rule("What the three sample feeds gave")
    output.console.print(
        f"{counts['feeds']} feeds polled, {counts['entries_new']} entries stored, {counts['hits_new']} hits, "
        f"{counts['stories_new']} stories"
    )
    output.console.rule("The digest, as mailed")
    output.console.print(f"Subject: {escape(str(message['Subject']))}\n")
    if text is not None:
        sys.stdout.write(
            text.get_content().rstrip("\n") + "\n"
        )  # made by us: its isolates keep headlines apart
    output.console.rule()
    output.console.print(
        f"The same as HTML: {page}\nThe files it ran on: {folder / 'config'}", soft_wrap=True
    )


def _write_config(folder: Path, feeds_at: str, mail_port: int) -> None:
    here = folder / "config"
    shutil.copytree(config.defaults.config_folder(), here)
    feeds = "".join(
        f"  - {{id: {name.split('.')[0]}, url: '{feeds_at}/{name}', title: '{name.split('.')[0].title()} (sample)', "
        f"lang: {lang}, kind: local}}\n"
        for name, lang in SAMPLES.items()
    )
    (here / "feeds.yaml").write_text("feeds:\n" + feeds, encoding="utf-8")
    (here / "recipients.yaml").write_text(
        "recipients:\n  you: {mail: [you@example.org], lang: en}\n", encoding="utf-8"
    )
    (here / "digests.yaml").write_text(
        "digests:\n  - {id: demo, to: [you], cron: '0 6 * * *', title: Demo digest}\nalerts: []\n",
        encoding="utf-8",
    )
    (here / "monitor.yaml").write_text(
        "network: {allow_private: [127.0.0.1/32]}\n"
        f"mail: {{host: 127.0.0.1, port: {mail_port}, security: none, from: 'monitor demo <monitor@example.org>'}}\n",
        encoding="utf-8",
    )


class _Samples(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name not in SAMPLES:
            self.send_error(404)
            return
        body = _dated(
            resources.files("monitor.cli").joinpath("samples", name).read_text("utf-8"), name
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Stay silent: the demo prints a digest, not a web server's log."""


def _dated(text: str, name: str) -> str:
    """Fill in times relative to now, as each format writes them."""
    now = datetime.now(UTC)

    def ago(match: re.Match[str]) -> str:
        instant = now - timedelta(minutes=int(match[1]))
        return format_datetime(instant) if name.endswith(".rss") else instant.isoformat(timespec="seconds")

    return MINUTES_AGO.sub(ago, text)


@contextmanager
def _sample_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Samples)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Mailbox:
    """What the mail server of the demo accepted."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd names it
        """Accept a message."""
        message = message_from_bytes(envelope.content, policy=modern)
        if isinstance(message, EmailMessage):
            self.messages.append(message)
        return "250 kept in memory"


def _smtp(mailbox: _Mailbox) -> SMTP:
    return SMTP(mailbox, hostname="demo.example")
