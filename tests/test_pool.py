"""Work on strangers' documents is bounded, and what goes wrong with one costs only that one."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import runtime
from monitor.core.feeds.outcomes import ParsedFeed, ParseRequest, TooSlow, Unparseable
from monitor.core.operations.events import Worked
from monitor.pool import Pool, WorkFailedError, WorkTooSlowError
from tests.bench import farm

HERE = "https://farm.example/feed"
MEMORY = 400 * 2**20


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(workers=1, memory=MEMORY, parsing=timedelta(seconds=5))
    yield made
    made.close()


def test_a_document_is_read_in_a_worker(pool: Pool) -> None:
    found = runtime.run(pool.parse(ParseRequest(farm.document(1), HERE)))

    assert isinstance(found, ParsedFeed)
    assert len(found.entries) == farm.manner(1).entries


def test_little_that_is_new_is_read_here() -> None:
    before = Pool(workers=1)
    try:
        whole = runtime.run(before.parse(ParseRequest(farm.document(1), HERE)))
        assert isinstance(whole, ParsedFeed)
        before.close()

        found = runtime.run(
            before.parse(ParseRequest(farm.document(1, 1), HERE, None, frozenset(whole.items)))
        )
    finally:
        before.close()

    assert isinstance(found, ParsedFeed)
    assert (len(found.entries), found.partial) == (farm.GROWTH, True)


def test_work_that_takes_too_long_is_stopped_and_the_next_is_done(pool: Pool) -> None:
    begun = time.monotonic()

    with pytest.raises(WorkTooSlowError, match="longer than"):
        runtime.run(pool.run(time.sleep, 60, deadline=0.5))

    assert runtime.run(pool.run(len, "four", deadline=120)) == 4
    assert time.monotonic() - begun < 50


def test_work_that_needs_too_much_memory_is_refused(pool: Pool) -> None:
    with pytest.raises(WorkFailedError, match="memory"):
        runtime.run(pool.run(bytearray, 2 * MEMORY, deadline=120))

    assert runtime.run(pool.run(len, "four", deadline=120)) == 4


def test_a_worker_that_dies_is_replaced(pool: Pool) -> None:
    with pytest.raises(WorkFailedError, match="died"):
        runtime.run(pool.run(os._exit, 3, deadline=120))

    assert runtime.run(pool.run(len, "four", deadline=120)) == 4


def test_every_piece_of_work_is_counted_by_how_it_ended() -> None:
    seen: list[Worked] = []
    pool = Pool(workers=1, memory=MEMORY, observe=seen.append)
    try:
        runtime.run(pool.run(len, "four", deadline=120))
        with pytest.raises(WorkTooSlowError):
            runtime.run(pool.run(time.sleep, 60, deadline=0.2))
        with pytest.raises(ValueError, match="invalid literal"):
            runtime.run(pool.run(int, "x", deadline=120))
    finally:
        pool.close()

    assert [one.outcome for one in seen] == ["done", "late", "failed"]
    assert seen[1].took >= timedelta(seconds=0.2)


def test_what_the_work_raises_is_raised(pool: Pool) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        runtime.run(pool.run(int, "four", deadline=120))


def test_a_document_that_defeats_the_parser_costs_its_own_feed_only(pool: Pool) -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(60_000))
    hostile = f"<rss version='2.0'><channel><item {attributes}><b:c><title>x</title></item></channel></rss>"

    async def both() -> tuple[object, object]:
        return await asyncio.gather(
            pool.parse(ParseRequest(hostile.encode(), HERE)), pool.parse(ParseRequest(farm.document(2), HERE))
        )

    bad, good = runtime.run(both())

    assert isinstance(bad, ParsedFeed | TooSlow | Unparseable)
    assert isinstance(good, ParsedFeed)


PARENT = """
import asyncio, os, socket, sys, time
from monitor.pool import Pool

async def main():
    server = socket.create_server(("127.0.0.1", 0))
    async with Pool(workers=1) as pool:
        print(await pool.run(os.getpid, deadline=120), flush=True)
        time.sleep(60)

asyncio.run(main())
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks into /proc")
def test_a_worker_holds_no_sockets_and_goes_with_its_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        held = [str(link.readlink()) for link in Path(f"/proc/{worker}/fd").iterdir()]

        assert not [name for name in held if name.startswith("socket:")]

        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert _gone(worker)
    finally:
        with contextlib.suppress(ProcessLookupError):
            parent.kill()
        parent.communicate()


def _gone(process: int) -> bool:
    """Wait for a process to end; one that ended but was not collected by its new parent has ended too."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_worker_is_deaf_to_ctrl_c_from_its_first_moment_and_we_are_not() -> None:
    here = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    pool = Pool(workers=1)
    try:
        there = runtime.run(pool.run(_blocked, deadline=60))
    finally:
        pool.close()

    assert signal.SIGINT in there
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == here


def _blocked() -> set[int]:
    return {int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, ())}


def test_a_worker_that_parses_loads_no_numpy() -> None:
    """It costs each worker 0.1 s and 20 MB; letters of many scripts are folded without."""
    script = (
        "import sys\n"
        "from monitor.pool import parse, ParseRequest\n"
        "items = '<item><title>Жители – سكان گاو à Gao | Étude</title><description>À lire aussi : 马里</description></item>'\n"
        "body = f'<rss version=\"2.0\"><channel><title>Étude des médias</title>{items * 4}</channel></rss>'.encode()\n"
        "feed = parse(ParseRequest(body, None, 'https://etude.example/feed', frozenset()))\n"
        "print(len(feed.entries), 'numpy' in sys.modules)"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert printed.stdout.split() == ["4", "False"]
