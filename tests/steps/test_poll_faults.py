"""POLL when we are at fault: the feed says so, backs off and comes back, and no neighbour notices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from monitor import runtime
from monitor.core.feeds.outcomes import (
    Fetched,
    FetchResult,
    ParsedFeed,
    ParseFailed,
    ParseRequest,
    Validators,
)
from monitor.core.operations.redaction import Concealer
from monitor.core.settings import Feed
from monitor.steps import poll
from monitor.steps.dependencies import Dependencies
from monitor.store import Store, StoreError
from monitor.store.tables import feeds
from tests.steps.test_poll import Item, World

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.feed()
    return made


def poisoned(world: World, where: str, feed: str = "river") -> Dependencies:
    """Let a feed break us in one place: what it sends, not what its neighbours do, is to blame."""
    deps = world.deps

    async def fetch(asked: Feed, known: Validators) -> FetchResult:
        if asked.id == feed and where == "asking":
            raise KeyError(1096)
        result = await world._fetch(asked, known)
        if asked.id == feed and where == "header" and isinstance(result, Fetched):
            return replace(result, validators=Validators("caf\udce9", None, "x"))
        return result

    async def parse(request: ParseRequest) -> ParsedFeed | ParseFailed:
        if feed in request.url and where == "parsing":
            raise RecursionError
        parsed = await world._parse(request)
        if feed in request.url and where == "link" and isinstance(parsed, ParsedFeed):
            bad = tuple(replace(entry, link="http://\udce9.example/") for entry in parsed.entries)
            return replace(parsed, entries=bad)
        return parsed

    return replace(deps, fetch=fetch, parse=parse)


POISONS = ("header", "link", "asking", "parsing")


@pytest.mark.parametrize("where", POISONS)
def test_a_fault_of_ours_is_a_state_of_its_feed_and_costs_no_neighbour_anything(
    store: Store, where: str
) -> None:
    world = World(store)
    names = ["river", *(f"f{number}" for number in range(9))]
    for name in names:
        world.feed(name)
        world.show(Item("1", "Attack"), feed=name)
    store.feeds.make_due(world.now)
    claimed = store.feeds.claim_due(world.now, "runner", 10, 10)

    counts = runtime.run(poll.poll_many(poisoned(world, where), claimed))

    assert (counts.feeds, counts.fetched, counts.failed, counts.hits_new) == (10, 9, 1, 9)
    ill = [one for one in store.feeds.coverage(world.now) if not one.healthy]
    assert [(one.feed, one.state, one.failures) for one in ill] == [("river", "fault of monitor", 1)]
    assert ill[0].error.startswith("fault of monitor: ")
    row = world.row()
    assert (row.owner, row.last_ok_at) == (None, None)
    assert row.due_at > world.now


def test_two_poisoned_feeds_are_asked_less_and_less_often_and_come_back(store: Store) -> None:
    world = World(store)
    for name in ("river", "lake", "sea"):
        world.feed(name)
        world.show(Item("1", "Attack"), feed=name)
    asked = dict.fromkeys(("river", "lake", "sea"), 0)

    async def fetch(feed: Feed, known: Validators) -> FetchResult:
        asked[feed.id] += 1
        result = await world._fetch(feed, known)
        if isinstance(result, Fetched) and feed.id != "sea":
            return replace(result, validators=Validators("caf\udce9", None, "x"))
        return result

    for _ in range(7 * 24 * 4):
        claimed = store.feeds.claim_due(world.now, "runner", 10, 10)
        runtime.run(poll.poll_many(replace(world.deps, fetch=fetch), claimed, chance=world.chance))
        world.wait(15 * MINUTE)

    assert world.health("sea") == "ok"
    assert {world.health("river"), world.health("lake")} == {"fault of monitor"}
    assert max(asked["river"], asked["lake"]) < asked["sea"] / 2
    world.poll()
    assert {one.state for one in store.feeds.coverage(world.now)} == {"ok"}


def test_a_fault_is_named_in_a_line_without_secrets_or_anything_that_moves_a_terminal(world: World) -> None:
    async def fetch(_feed: Feed, _known: Validators) -> FetchResult:
        raise ValueError("http://awa:s3cret@river.example/\x1b[2J \udce9 is bad\n[parameters: everything]")

    claimed = world.store.feeds.claim_due(world.now, "runner", 10, 10)
    deps = replace(world.deps, fetch=fetch, conceal=Concealer().conceal)
    runtime.run(poll.poll_many(deps, claimed))

    (ill,) = world.store.feeds.coverage(world.now)
    assert ill.error == ("fault of monitor: ValueError: http://***@river.example/\\u001b[2J \\udce9 is bad")


def test_a_store_that_is_out_of_reach_is_no_fault_of_a_feed(world: World) -> None:
    world.show(Item("1", "Attack"))
    claimed = world.store.feeds.claim_due(world.now, "runner", 10, 10)
    saves: list[int] = []

    class Full:
        """A store whose disk is full when polls are saved."""

        def __getattr__(self, name: str) -> object:
            return getattr(world.store.feeds, name)

        def save(self, outcomes: Sequence[object]) -> frozenset[str]:
            saves.append(len(outcomes))
            raise StoreError("the disk is full")

    store = Store(str(world.store.database.url))
    store.feeds = Full()  # type: ignore[assignment]  # as much of it as polls use
    counts = runtime.run(poll.poll_many(replace(world.deps, store=store), claimed))
    store.close()

    assert (counts.failed, saves) == (1, [1])
    row = world.row()
    assert (row.state, row.failures, row.owner) == ("new", 0, None)
    assert row.due_at > world.now


@pytest.mark.parametrize("stored", ["no mapping", ["a", "list"], {"newest": 5}, {"rests": "never"}])
def test_a_row_that_cannot_be_read_is_asked_as_if_nothing_were_remembered(
    world: World, stored: object
) -> None:
    world.show(Item("1", "Attack"))
    with world.store.database.write() as connection:
        connection.execute(sa.update(feeds).values(health=stored))

    assert world.poll().fetched == 1
    assert world.health() == "ok"
