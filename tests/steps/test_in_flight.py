"""Polls under way: each makes room as it ends, whatever becomes of its batch."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor import runtime
from monitor.core.feeds.outcomes import FetchResult, NotModified, Validators
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Feed
from monitor.pool import Pool
from monitor.steps.dependencies import Dependencies
from monitor.steps.in_flight import PollsInFlight
from monitor.store import Store
from tests.settings import EMPTY

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = tuple(f"f{number}" for number in range(16))


class Servers:
    """Servers that answer a feed when they are told to."""

    def __init__(self) -> None:
        self._told = {name: asyncio.Event() for name in NAMES}

    def answer(self, *names: str) -> None:
        for name in names:
            self._told[name].set()

    async def fetch(self, feed: Feed, _known: Validators) -> FetchResult:
        await self._told[feed.id].wait()
        return NotModified()


def claimed(store: Store, servers: Servers) -> Dependencies:
    """Claim all feeds, and return what polls them."""
    config = replace(EMPTY, feeds={name: Feed(name, f"http://{name}.example/", name) for name in NAMES})
    store.feeds.register(config.feeds.values(), NOON)
    assert len(store.feeds.claim_due(NOON, "runner", len(NAMES), 1)) == len(NAMES)
    pool = Pool()
    return Dependencies(
        config=config,
        store=store,
        matcher=Matcher(compile_rules(config.ruleset)[0]),
        fetch=servers.fetch,
        parse=pool.parse,
        render=pool.run,
        channels={},
        now=lambda: NOON,
        runner="runner",
    )


async def until(polls: PollsInFlight, left: int) -> None:
    async with asyncio.timeout(60):
        while len(polls.held) > left:
            await asyncio.wait(polls.tasks, timeout=0.01)


def test_a_poll_makes_room_as_it_ends_though_another_of_its_batch_is_slow(store: Store) -> None:
    async def work() -> tuple[int, int, set[str], int]:
        servers, polls = Servers(), PollsInFlight()
        polls.begin(claimed(store, servers), NAMES)
        full = await polls.room(16, within=0)
        servers.answer(*NAMES[1:])
        await until(polls, 1)
        most, slow = await polls.room(16, within=0), set(polls.held)
        servers.answer("f0")
        await until(polls, 0)
        return full, most, slow, await polls.room(16, within=0)

    assert runtime.run(work()) == (0, 15, {"f0"}, 16)


def test_room_for_few_polls_is_given_when_no_more_comes_in_time(store: Store) -> None:
    async def work() -> tuple[bool, int]:
        servers, polls = Servers(), PollsInFlight()
        polls.begin(claimed(store, servers), NAMES)
        waiting = asyncio.create_task(polls.room(17, within=2))  # one place; two are an eighth of them
        await asyncio.sleep(0.1)
        at_once = waiting.done()
        few = await waiting
        servers.answer(*NAMES)
        await until(polls, 0)
        return at_once, few

    assert runtime.run(work()) == (False, 1)


def test_a_batch_that_cannot_begin_makes_room_too(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> tuple[int, set[str]]:
        servers, polls = Servers(), PollsInFlight()
        deps = replace(claimed(store, servers), store=Store("sqlite:////nowhere/monitor.db"))
        polls.begin(deps, NAMES)
        await until(polls, 0)
        return await polls.room(16, within=0), set(polls.held)

    assert runtime.run(work()) == (16, set())
    assert "a batch of polls failed" in caplog.text


def test_feeds_that_wait_for_room_are_held_but_take_none() -> None:
    async def work() -> tuple[set[str], int, set[str]]:
        polls = PollsInFlight()
        polls.hold(NAMES)
        held, room = set(polls.held), await polls.room(16, within=0)
        polls.drop(NAMES[1:])
        return held, room, set(polls.held)

    assert runtime.run(work()) == (set(NAMES), 16, {"f0"})
