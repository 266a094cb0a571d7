"""Real servers on loopback for tests: one that publishes feeds, one that takes mail."""

import socket
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from aiosmtpd.controller import Controller

_END = b"</channel></rss>"


class FeedServer:
    """Feeds by name; each request is counted by status. Answers conditional requests with 304."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[tuple[str, int]] = []
        self.bodies: dict[str, bytes] = {}
        self._items: dict[str, list[str]] = defaultdict(list)
        self._lock = Lock()

    @property
    def titles(self) -> set[str]:
        """Every title published so far."""
        with self._lock:
            return {title for titles in self._items.values() for title in titles}

    def publish(self, feed: str, title: str, summary: str = "") -> None:
        """Put one more entry, published now, at the top of a feed."""
        with self._lock:
            self._items[feed].append(title)
            number = len(self._items[feed])
            item = (
                f"<item><guid isPermaLink='false'>{feed}-{number}</guid><link>http://news.example/{feed}/{number}</link>"
                f"<title>{escape(title)}</title><description>{escape(summary)}</description>"
                f"<pubDate>{format_datetime(datetime.now(UTC))}</pubDate></item>"
            )
            head, _, tail = self.bodies.get(feed, _empty(feed)).partition(b"<!-- items -->")
            self.bodies[feed] = head + b"<!-- items -->" + item.encode() + tail

    def rewrite(self, feed: str, comment: str) -> None:
        """Change the bytes of a feed, but not what it says: ``comment`` takes the place of the one before."""
        with self._lock:
            head, _, _ = self.bodies.get(feed, _empty(feed)).partition(_END)
            self.bodies[feed] = head + _END + comment.encode()

    def body(self, feed: str) -> bytes:
        """Return the document of a feed as it stands."""
        with self._lock:
            return self.bodies.get(feed, _empty(feed))


def _empty(feed: str) -> bytes:
    return f"<rss version='2.0'><channel><title>{feed}</title><!-- items -->".encode() + _END


@contextmanager
def serving_feeds() -> Iterator[FeedServer]:
    """Serve feeds on a loopback port of the system's choice."""
    feeds = FeedServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/")
            body = feeds.body(name)
            etag = f'"{sha256(body).hexdigest()[:16]}"'
            status = 304 if self.headers.get("If-None-Match") == etag else 200
            feeds.answers.append((name, status))
            self.send_response(status)
            self.send_header("ETag", etag)
            if status == 200:
                self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if status == 200:
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    feeds.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield feeds
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class MailServer:
    """An SMTP server's memory: every payload it accepted, in order."""

    def __init__(self) -> None:
        self.port = 0
        self._payloads: list[bytes] = []
        self._lock = Lock()

    def payloads(self) -> list[bytes]:
        """Return what was accepted so far, as sent."""
        with self._lock:
            return list(self._payloads)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd names it
        """Accept a message."""
        with self._lock:
            self._payloads.append(bytes(envelope.content))
        return "250 kept"


@contextmanager
def serving_mail() -> Iterator[MailServer]:
    """Take mail on a loopback port of the system's choice."""
    mail = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as free:  # aiosmtpd cannot be given port 0
        mail.port = free.getsockname()[1]
    controller = Controller(mail, hostname="127.0.0.1", port=mail.port)
    controller.start()
    try:
        yield mail
    finally:
        controller.stop()
