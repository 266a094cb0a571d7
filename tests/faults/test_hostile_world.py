"""The real ``monitor run`` among servers and documents that mean harm: each has its outcome, the good feeds theirs."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import runtime
from monitor.core.feeds.outcomes import NotAFeed, ParsedFeed, ParseRequest, Unparseable
from monitor.core.feeds.parse import parse
from monitor.core.feeds.polling import FeedHealth
from monitor.store import Store
from tests.core import mutations
from tests.core.hostile import DOCUMENTS, Hostile
from tests.fetch.misdeeds import MISDEEDS, Misdeed
from tests.fetch.scripted import Scripted, Talk, serving
from tests.fetch.test_faults import secured

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="many loopback addresses, and /proc")

RESIDENT = 200  # MB of the main process
INSIDE = [
    "http://10.0.0.1/",
    "http://10.1/",
    "http://0x0a000001/",
    "http://167772161/",
    "http://012.0.0.1/",
    "http://192.168.1.1/",
    "http://172.16.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[64:ff9b::a00:1]/",
    "http://[2002:a00:1::]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://0/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://198.18.0.1/",
    "http://user:word@10.0.0.1/",
    "file:///etc/passwd",
]
REFUSALS = {
    "404 Not Found": "failing",
    "401 Unauthorized": "failing",
    "500 Oops": "failing",
    "410 Gone": "gone",
    "403 Forbidden": "blocked",
    "429 Slow down": "throttled",
    "503 Busy": "throttled",
}
CHALLENGE = b"<html><title>Just a moment...</title></html>"


@dataclass
class World:
    """What each path answers, what each bad feed must come to, and when good feeds were asked."""

    answers: dict[str, Callable[[Talk], Awaitable[None]]] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    expected: dict[str, set[str]] = field(default_factory=dict)
    asked: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    served: dict[str, float] = field(default_factory=dict)

    def bad(self, name: str, answer: Callable[[Talk], Awaitable[None]], *states: str) -> None:
        """Add a feed that must come to one of these states."""
        self.answers[f"/bad/{len(self.answers)}"] = answer
        self.expected[name] = set(states)

    async def talk(self, talk: Talk) -> None:
        """Answer as the path says; good feeds have one more entry each second."""
        place = "/".join(talk.path.split("/")[:3])  # a redirect may lead to a place below
        if place in self.answers:
            await self.answers[place](talk)
            return
        self.asked[talk.path].append(time.monotonic())
        await talk.answer(self._good(talk.path))

    def _good(self, path: str) -> bytes:
        titles = [f"Good {path[1:]} {second}" for second in range(int(time.monotonic()), 0, -1)[:20]]
        for title in titles[:1]:
            self.served.setdefault(title, time.monotonic())
        items = "".join(f"<item><title>{one}</title><guid>{one}</guid></item>" for one in titles)
        return f"<rss version='2.0'><channel><title>{path}</title>{items}</channel></rss>".encode()


def peopled(
    misdeeds: Sequence[Misdeed], documents: Sequence[Hostile], inside: Sequence[str], scale: int
) -> World:
    """Make a world of faults and documents."""
    world = World()
    for one in misdeeds:
        world.bad(one.name, one.script, one.outcome.state)
    for number, document in enumerate(documents):
        world.bad(f"document {number} {document.name}", _sending(document.build(scale)), *_states(document))
    for number, place in enumerate(inside):
        world.bad(f"redirected inside {number}", _redirecting(place), "unreachable")
    for status, state in REFUSALS.items():
        world.bad(f"answers {status[:3]}", _refusing(status), state)
    world.bad("answers a challenge", _refusing("403 Forbidden", CHALLENGE), "blocked")
    return world


def _states(document: Hostile) -> tuple[str, ...]:
    if document.expected == 0:
        return ("empty", "degraded")  # a feed that shows nothing is no healthy one
    if isinstance(document.expected, int) or document.name == "gzip within":  # which fetching undoes
        # Two seconds of work are more than the deadline of ten where the machine is that busy; and a poll takes so many
        # entries and no more.
        return (
            "ok",
            "degraded",
            *(["too slow", "incomplete"] if "hundred thousand" in document.name else []),
        )
    return (document.expected.state, "unparseable")  # type: ignore[attr-defined]  # of a failed outcome


def _sending(body: bytes) -> Callable[[Talk], Awaitable[None]]:
    return lambda talk: talk.answer(body)


def _redirecting(place: str) -> Callable[[Talk], Awaitable[None]]:
    return lambda talk: talk.answer(b"", "302 Found", location=place)


def _refusing(status: str, page: bytes = b"") -> Callable[[Talk], Awaitable[None]]:
    return lambda talk: talk.answer(page, status)


@contextmanager
def served(world: World, folder: Path) -> Iterator[str]:
    """Serve a world from a thread: plainly, and with certificates that are wrong."""
    ready: list[str] = []
    started, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(serving(world.talk))
            for name, certificate in _certificates(folder).items():
                wrong = await stack.enter_async_context(serving(world.talk, secured(certificate)))
                world.urls[name] = wrong.url("/")
                world.expected[name] = {"unreachable"}
            world.urls |= {"no name": "http://nowhere.invalid/", "refused": _refused_by(server)}
            world.expected |= {"no name": {"unreachable"}, "refused": {"unreachable"}}
            ready.append(server.url(""))
            started.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: runtime.run(serve()))
    thread.start()
    started.wait(30)
    try:
        yield ready[0]
    finally:
        over.set()
        thread.join()


def _certificates(folder: Path) -> Mapping[str, trustme.LeafCert]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    begin, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (2019, 2020))
    return {
        "expired": authority.issue_cert("127.0.0.1", not_before=begin, not_after=end),
        "of another host": authority.issue_cert("10.9.9.9"),
        "of nobody": trustme.CA().issue_cert("127.0.0.1"),
    }


def _refused_by(server: Scripted) -> str:
    return server.url().replace("127.0.0.1", "127.0.9.9")  # nothing listens there


def configure(folder: Path, world: World, base: str, good: int) -> None:
    """Write a configuration: good feeds each second, bad ones when their back-off says."""
    config = folder / "config"
    (config / "rules").mkdir(parents=True)
    (config / "monitor.yaml").write_text(
        f"store: sqlite:///{folder}/monitor.db\n"
        "polling: {every: 10m, fastest: 1s, slowest: 1h, timeout: 8s, per_host: 1000, first_poll: all}\n"
        "network: {allow_private: [127.0.0.0/8]}\nweb: {listen: 127.0.0.1:0}\n"
    )
    urls = {name: f"{base}{path}/" for name, path in zip(world.expected, world.answers, strict=False)}
    # What asks for rest asks it for all feeds of its host.
    urls["answers 429"] = urls["answers 429"].replace("127.0.0.1", "localhost")
    urls |= world.urls
    lines = [
        f"  - {{id: bad-{number}, url: '{urls[name]}', title: {json.dumps(name)}, ca_file: '{folder}/ca.pem'}}"
        for number, name in enumerate(world.expected)
    ]
    lines += [f"  - {{id: good-{n}, url: '{base}/good-{n}', title: good, every: 1s}}" for n in range(good)]
    (config / "feeds.yaml").write_text("\n".join(["feeds:", *lines]))
    (config / "rules" / "rule.yaml").write_text(
        "rules:\n  - {id: good, title: Good, severity: low, any: [good]}\n"
    )
    (config / "digests.yaml").write_text("recipients: {}\ndigests: []\nalerts: []\n")


@contextmanager
def running(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the service; it must still be there at the end, and stop in good order."""
    with (folder / "log.txt").open("wb") as log:
        command = [sys.executable, "-m", "monitor", "run", "--config", str(folder / "config")]
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | {"MONITOR_LOG_LEVEL": "ERROR"}
        )
    try:
        yield process
        process.terminate()
        assert process.wait(20) == 0, (folder / "log.txt").read_text()[-4000:]
    finally:
        process.kill()
        process.wait()


def outcomes(folder: Path) -> dict[str, FeedHealth]:
    """Return how each feed fares, by its id."""
    store = Store(f"sqlite:///{folder}/monitor.db")
    try:
        return {one.feed: one for one in store.feeds.coverage(datetime.now(UTC))}
    finally:
        store.close()


def resident(process: int, what: str = "VmHWM") -> int:
    """Return the peak megabytes that a process held."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(what)).split()[1]) // 1024


def children(process: int) -> list[int]:
    """Return the processes that a process started."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def campaign(folder: Path, world: World, good: int, *, seconds: float, patience: float) -> None:
    """Run until every bad feed has its outcome, and for so long at least; then look at everything."""
    with served(world, folder) as base:
        configure(folder, world, base, good)
        with running(folder) as process:
            began = time.monotonic()
            names = {f"bad-{number}": name for number, name in enumerate(world.expected)}
            while True:
                time.sleep(1)
                assert process.poll() is None, (folder / "log.txt").read_text()[-4000:]
                waited = time.monotonic() - began
                # Once a feed was asked, the store is there.
                found = {f: h for f, h in outcomes(folder).items() if f in names} if world.asked else {}
                named = [feed for feed, health in found.items() if health.state != "new"]
                asked = min(map(len, world.asked.values()), default=0)
                if (len(named) == len(names) and asked > 2 and waited > seconds) or waited > patience:
                    break
            main = resident(process.pid)
            workers = [resident(child) for child in children(process.pid)]
        assert _wrong(world, names, found) == {}
        assert main < RESIDENT
        gaps = [later - earlier for times in world.asked.values() for earlier, later in pairwise(times)]
        slowest = max(gaps)
        sys.stdout.write(
            f"{len(names)} faults and documents, {good} good feeds asked {len(gaps) + good} times, at most"
            f" {slowest:.1f} s apart; main process {main} MB, parser processes {workers} MB\n"
        )
        assert len(world.asked) == good
        assert slowest < (15 if seconds else 90)  # a second is meant; the machine may be busy


def _wrong(world: World, names: Mapping[str, str], found: Mapping[str, FeedHealth]) -> dict[str, str]:
    """Return what came to another state than it must, or gave no reason."""
    wrong = {}
    for feed, name in names.items():
        health = found.get(feed)
        state = health.state if health else "never polled"
        if state not in world.expected[name] or (state != "ok" and not (health and health.error)):
            wrong[name] = f"{state} ({health.error if health else ''})"
    return wrong


def test_faults_and_documents_cost_only_their_own_feeds(tmp_path: Path) -> None:
    misdeeds = [one for one in MISDEEDS if one.name in ("reset", "garbage", "bomb", "double gzip", "loop")]
    documents = [one for one in DOCUMENTS if one.name in ("a billion laughs", "JSON arrays", "a surrogate")]
    world = peopled(misdeeds, documents, INSIDE[:2], scale=20)

    campaign(tmp_path, world, good=3, seconds=0, patience=240)


@pytest.mark.faults
def test_every_fault_costs_only_its_own_feed(tmp_path: Path) -> None:
    campaign(tmp_path, peopled(MISDEEDS, (), INSIDE, scale=1), good=20, seconds=40, patience=150)


@pytest.mark.faults
def test_every_hostile_document_costs_only_its_own_feed(tmp_path: Path) -> None:
    campaign(tmp_path, peopled((), DOCUMENTS, (), scale=1), good=20, seconds=40, patience=150)


@pytest.mark.faults
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(mutations.fragments(), mutations.damaged()))
def test_ten_thousand_documents_raise_nothing(body: bytes) -> None:
    found = parse(ParseRequest(body, "https://fuzz.example/feed"))

    assert isinstance(found, ParsedFeed | NotAFeed | Unparseable)
