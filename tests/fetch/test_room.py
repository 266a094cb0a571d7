"""Many large documents at once do not fill memory: they wait at their servers, and cost the small ones no time."""

import asyncio
import gzip
import time
from dataclasses import dataclass, field

import pytest

from monitor import fetch, runtime
from monitor.core.feeds.outcomes import Fetched, FetchResult, Validators
from monitor.core.settings import Feed
from monitor.fetch.room import AHEAD, ROOM, SMALL, Room
from tests.fetch.scripted import RSS, Talk, client, serving

LARGE = RSS + b" " * (6 * 2**20)
PACKED = gzip.compress(LARGE, 1)
MANY = 6
HELD = 2.0  # seconds that a document is in hand once it came
PATIENCE = 3.5  # seconds for an exchange; all together take longer


@dataclass(slots=True)
class Hands:
    """Fetches, keeping each document in hand for a while as a parser does; notes how many bytes that were at most."""

    held: int = 0
    most: int = 0
    done: list[str] = field(default_factory=list)

    async def take(self, client: fetch.Client, url: str) -> FetchResult:
        found = await client.fetch(Feed("f", url, "F"), Validators())
        size = len(found.body) if isinstance(found, Fetched) else 0
        self.held += size
        self.most = max(self.most, self.held)
        await asyncio.sleep(HELD)
        self.held -= size
        self.done.append(url.rpartition("/")[2])
        return found


async def answering(talk: Talk) -> None:
    if talk.path == "/packed":
        await talk.answer(PACKED, content_encoding="gzip")
    else:
        await talk.answer(LARGE if talk.path == "/large" else RSS)


def together(paths: list[str]) -> tuple[list[FetchResult], Hands]:
    hands = Hands()

    async def all_at_once() -> list[FetchResult]:
        limit = len(LARGE) + 1
        async with serving(answering) as server, client(patience=PATIENCE, max_body=limit) as opened:
            return await asyncio.gather(
                *(asyncio.create_task(hands.take(opened, server.url(path))) for path in paths)
            )

    return runtime.run(all_at_once()), hands


@pytest.mark.parametrize("path", ["/large", "/packed"])
def test_large_documents_are_taken_as_there_is_room_and_their_deadline_waits(path: str) -> None:
    begun = time.monotonic()

    found, hands = together([path] * MANY)

    assert [len(one.body) if isinstance(one, Fetched) else one for one in found] == [len(LARGE)] * MANY
    assert hands.most <= ROOM + AHEAD * len(LARGE)
    assert time.monotonic() - begun > PATIENCE


def test_a_small_document_does_not_wait_for_large_ones() -> None:
    _, hands = together(["/large"] * MANY + ["/small"] * 3)

    assert "small" not in hands.done[4:]


def test_the_oldest_always_get_on_and_the_rest_in_their_order() -> None:
    grown: list[str] = []

    async def document(room: Room, name: str) -> None:
        async with asyncio.timeout(60) as deadline:
            for part in (1, 2, 3):
                await room.grow(part * 4 * SMALL, deadline)
                grown.append(f"{name}{part}")
                await asyncio.sleep(0)

    async def four() -> None:
        room = Room(8 * SMALL)  # for less than one of them
        await asyncio.gather(*(asyncio.create_task(document(room, name)) for name in "abcd"))

    runtime.run(four())

    assert sorted(grown) == sorted(f"{name}{part}" for name in "abcd" for part in (1, 2, 3))
    ends = [one[0] for one in grown if one.endswith("3")]
    assert (sorted(ends[:2]), ends[2:]) == (["a", "b"], ["c", "d"])


def test_one_that_gives_up_waiting_makes_room() -> None:
    async def one_leaves() -> None:
        room, never = Room(SMALL), asyncio.Event()

        async def document(*, leave: bool) -> None:
            async with asyncio.timeout(60) as deadline:
                await room.grow(2 * SMALL, deadline)
            if not leave:
                await never.wait()

        ahead = [asyncio.create_task(document(leave=False)) for _ in range(AHEAD)]
        waiting = asyncio.create_task(document(leave=True))
        last = asyncio.create_task(document(leave=True))
        await asyncio.sleep(0.01)
        assert not last.done()
        waiting.cancel()
        ahead[0].cancel()
        await asyncio.wait_for(last, 60)

    runtime.run(one_leaves())
