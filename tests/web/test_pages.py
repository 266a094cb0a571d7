"""Health over HTTP, from a real server on loopback."""

import asyncio
import json
import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from typing import TypeVar

import pytest

from monitor import runtime
from monitor.core.operations.health import Vitals
from monitor.store import StoreError
from monitor.web import Metrics, Source, make_app, serve
from monitor.web.hosts import is_ours
from tests.core.operations.test_health import NOW, WELL

Found = TypeVar("Found")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def ask(source: Source, *requests: tuple[str, str]) -> list[tuple[HTTPResponse, bytes]]:
    """Serve, ask, stop; return response and body of each request (method, path)."""
    return while_served(source, lambda port: [answer(port, *request) for request in requests])


def answer(port: int, method: str, path: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def while_served(source: Source, work: Callable[[int], Found]) -> Found:
    """Return what ``work`` does with the port."""

    async def served() -> Found:
        port = free_port()
        server = asyncio.create_task(serve(make_app(source), f"127.0.0.1:{port}"))
        await _reachable(port)
        try:
            return await asyncio.to_thread(work, port)
        finally:
            server.cancel()
            await asyncio.gather(server, return_exceptions=True)

    return runtime.run(served())


async def _reachable(port: int) -> None:
    for _ in range(3000):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            await writer.wait_closed()
            return
    raise TimeoutError


def source(vitals: Callable[[], Vitals] = lambda: WELL, idle: float = 1.0) -> Source:
    return Source(vitals, lambda: idle, Metrics())


def unreadable() -> Vitals:
    raise StoreError("PostgreSQL does not answer: check that it runs")


@pytest.mark.parametrize(("idle", "status", "alive"), [(1.04, 200, True), (500, 503, False)])
def test_healthz_tells_whether_the_poll_loop_comes_round(idle: float, status: int, alive: bool) -> None:
    ((response, body),) = ask(source(idle=idle), ("GET", "/healthz"))

    assert (response.status, json.loads(body)) == (status, {"alive": alive, "idle_seconds": round(idle, 1)})


@pytest.mark.parametrize(
    ("vitals", "status", "ready"),
    [
        (lambda: WELL, 200, True),
        (lambda: replace(WELL, last_tick=NOW - timedelta(hours=1)), 503, False),
        (lambda: replace(WELL, feeds={"ok": 1, "blocked": 1}), 200, True),
        (unreadable, 503, False),
    ],
)
def test_readyz_tells_whether_the_service_does_its_work(
    vitals: Callable[[], Vitals], status: int, ready: bool
) -> None:
    ((response, body),) = ask(source(vitals), ("GET", "/readyz"))

    assert (response.status, json.loads(body)["ready"]) == (status, ready)


def test_readyz_says_what_to_do() -> None:
    ((_, body),) = ask(source(unreadable), ("GET", "/readyz"))

    assert json.loads(body)["findings"] == [
        {
            "subject": "store",
            "level": "fault",
            "found": "PostgreSQL does not answer: check that it runs",
            "remedy": "",
        }
    ]


def test_metrics_tell_what_the_process_itself_needs() -> None:
    ((_, body),) = ask(source(), ("GET", "/metrics"))

    told = dict(line.split() for line in body.decode().splitlines() if not line.startswith("#"))
    names = ("monitor_tasks", "monitor_threads", "process_resident_memory_bytes", "process_open_fds")
    assert all(float(told[name]) > 0 for name in names)


def test_metrics_are_in_prometheus_form() -> None:
    ((response, body),) = ask(source(), ("GET", "/metrics"))

    assert response.getheader("content-type", "").startswith("text/plain; version=")
    assert b"# TYPE monitor_feed_polls_total counter" in body


def test_no_response_may_do_anything_in_a_browser() -> None:
    responses = ask(
        source(),
        *[("GET", path) for path in ("/healthz", "/readyz", "/metrics", "/", "/../etc/passwd")],
        ("POST", "/healthz"),
    )
    assert [response.status for response, _ in responses] == [200, 200, 200, 200, 404, 405]
    for response, _ in responses:
        assert response.getheader("content-security-policy") == "default-src 'none'; frame-ancestors 'none'"
        assert response.getheader("x-content-type-options") == "nosniff"
        assert response.getheader("server") is None


def test_a_port_that_is_taken_does_not_stop_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.web.server._AGAIN", 0.05)

    async def taken_for_a_while() -> bool:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = int(other.getsockname()[1])
            server = asyncio.create_task(serve(make_app(source()), f"127.0.0.1:{port}"))
            await asyncio.sleep(0.1)
            waiting = not server.done()
        await _reachable(port)
        server.cancel()
        await asyncio.gather(server, return_exceptions=True)
        return waiting

    assert runtime.run(taken_for_a_while())


def test_clients_that_ask_nothing_do_not_shut_others_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.web.server._LIFE", 1.0)

    def crowd(port: int) -> tuple[list[bytes], int]:
        with ExitStack() as opened:
            address = ("127.0.0.1", port)
            idle = [opened.enter_context(socket.create_connection(address, timeout=60)) for _ in range(300)]
            for one in idle[:50]:
                one.sendall(b"GET /healthz HTTP/1.1\r\nHost: a")
            ends = [one.recv(1) for one in idle]
            return ends, answer(port, "GET", "/healthz")[0].status

    assert while_served(source(), crowd) == ([b""] * 300, 200)


@pytest.mark.parametrize(
    ("host", "ours", "reason"),
    [
        ("127.0.0.1:8080", True, "an address"),
        ("[::1]:8080", True, "an address"),
        ("192.0.2.7", True, "an address, without a port"),
        ("localhost:8080", True, "a name without dots"),
        ("monitor:8080", True, "as a composed network names us"),
        ("desk.localhost:8080", True, "always this machine"),
        ("", True, "HTTP/1.0; no browser"),
        ("watch.example.org", True, "named in web.hosts"),
        ("WATCH.example.org.:443", True, "spelled otherwise"),
        (socket.gethostname(), True, "this machine"),
        ("evil.example", False, "a page that points its own name at us"),
        ("127.0.0.1.evil.example:8080", False, "begins like an address"),
        ("watch.example.org.evil.example", False, "begins like our name"),
        ("1.2.3", False, "is no address"),
        ("xn--e1afmkfd.example", False, "another name"),
    ],
)
def test_a_host_is_ours_or_not(host: str, ours: bool, reason: str) -> None:
    assert is_ours(host, ["watch.example.org"]) is ours, reason


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/nothing"])
def test_no_path_answers_a_host_that_is_not_ours(path: str) -> None:
    def ask_as(port: int) -> list[int]:
        found = []
        for host in ("evil.example", "127.0.0.1"):
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", path, headers={"Host": host})
            response = connection.getresponse()
            found.append(response.status)
            response.read()
            connection.close()
        return found

    refused, answered = while_served(Source(lambda: WELL, lambda: 1.0, Metrics()), ask_as)

    assert refused == 421
    assert answered != 421
