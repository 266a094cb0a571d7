"""POLL over days and weeks of moved time: outages, gaps and feeds that rewrite everything but the news."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from monitor import runtime
from monitor.core.feeds.outcomes import (
    Allowance,
    Fetched,
    FetchResult,
    Hints,
    HttpFailed,
    NotModified,
    Throttled,
    Unreachable,
    Validators,
)
from monitor.core.settings import Feed
from monitor.steps import poll
from monitor.store import Store
from tests.steps.test_poll import NOON, Item, World, document, numbered

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NO_DNS = Unreachable("dns", "the name cannot be resolved")


def lived(store: Store) -> World:
    """Give a world of two feeds that moved on for some hours."""
    world = World(store)
    for name in ("lake", "river"):
        world.feed(name)
    for start in (1, 3, 5):
        for name in ("lake", "river"):
            world.show(*numbered(*range(start, start + 10)), feed=name)
        world.poll()
        world.wait(HOUR)
    return world


def test_three_days_without_dns_lose_nothing_that_feeds_still_carry_and_the_gap_is_said(store: Store) -> None:
    world = lived(store)
    gone_at = world.now
    world.down = dict.fromkeys(("lake", "river"), NO_DNS)
    while world.now < gone_at + 3 * DAY:
        world.wait(HOUR)
        world.poll(due=False)
    assert {world.health(name) for name in ("lake", "river")} == {"unreachable"}

    world.down.clear()
    world.show(*numbered(*range(12, 22)), feed="lake")  # some of it was seen before
    world.show(*numbered(*range(60, 70)), feed="river")  # and of this nothing
    world.poll()

    assert store.entries.count() == 21 + 14 + 10
    assert world.health("lake") == "ok"
    assert world.health("river") == "missed window"
    gap = next(one.error for one in store.feeds.coverage(world.now) if one.feed == "river")
    assert gap.startswith(f"entries published from {gone_at - HOUR:%Y-%m-%d}"), gap


@pytest.mark.on("sqlite")
def test_an_outage_asks_less_and_less_often_but_never_gives_up(store: Store) -> None:
    world = lived(store)
    world.down = dict.fromkeys(("lake", "river"), NO_DNS)
    before = len(world.asked)
    for _ in range(4 * 24 * 2):
        world.wait(HOUR / 2)
        world.poll(due=False)

    asked = len(world.asked) - before
    assert asked < 2 * 4 * 24  # fewer than once an hour and feed
    assert all(one.next_due and one.next_due - world.now <= DAY for one in store.feeds.coverage(world.now))


Story = Callable[[int], tuple[str, str, str]]  # by number: guid, link, title
TITLE = "Market number {} of the quarter opens again"
WAYS: dict[str, Story] = {
    "as ever": lambda n: (f"http://a.example/{n}", f"http://a.example/news/{n}", TITLE.format(n)),
    "https": lambda n: (f"https://a.example/{n}", f"https://a.example/news/{n}", TITLE.format(n)),
    "trackers": lambda n: (
        f"http://a.example/{n}",
        f"http://a.example/news/{n}?utm_source=rss&amp;fbclid={n}",
        TITLE.format(n),
    ),
    "new guids": lambda n: (f"new-{n}", f"http://a.example/news/{n}", TITLE.format(n)),
    "no guids": lambda n: ("", f"http://a.example/news/{n}", TITLE.format(n)),
    "one guid for all": lambda n: ("all", f"http://a.example/news/{n}", TITLE.format(n)),
    "new titles": lambda n: (f"http://a.example/{n}", f"http://a.example/news/{n}", f"All about {n} is new"),
    "new guids and links": lambda n: (f"r-{n}", f"https://n.example/rss/{n}{n}x", TITLE.format(n)),
}


def shown(way: Story) -> bytes:
    items = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><link>{link}</link><title>{title}</title>"
        f"<description>Traders of quarter {number} came back.</description>"
        f"<pubDate>{format_datetime(NOON - number * HOUR)}</pubDate></item>"
        for number in range(10)
        for guid, link, title in [way(number)]
    )
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()


@pytest.mark.parametrize("way", [way for way in WAYS if way != "as ever"])
def test_ten_stories_stay_ten_entries_however_their_feed_rewrites_them(store: Store, way: str) -> None:
    world = World(store)
    world.feed()
    body = b""

    async def fetch(feed: Feed, _known: Validators) -> FetchResult:
        return Fetched(body, feed.url, None)

    for name in ("as ever", way, "as ever", way):
        body = shown(WAYS[name])
        world.wait(HOUR)
        store.feeds.make_due(world.now)
        claimed = store.feeds.claim_due(world.now, "runner", 10, 10)
        runtime.run(poll.poll_many(replace(world.deps, fetch=fetch), claimed))

    assert store.entries.count() == 10


@dataclass
class Liar:
    """A server that shows an entry more each hour, and answers conditions in a way of its own."""

    way: str
    conditional: int = 0
    whole: int = 0
    hour: int = 0

    async def fetch(self, feed: Feed, known: Validators) -> FetchResult:
        asked_with_conditions = known.is_conditional
        self.conditional += asked_with_conditions
        self.whole += not asked_with_conditions
        if asked_with_conditions:
            match self.way:
                case "always 304":
                    return NotModified()
                case "refuses" | "breaks":
                    return HttpFailed(400 if self.way == "refuses" else 500)
                case "blank":
                    return Fetched(b"", feed.url, None)
        body = document(numbered(*range(90 + self.hour, 100 + self.hour)))
        return Fetched(body, feed.url, None, Validators("same", None, str(self.hour)))


@pytest.mark.parametrize("way", ["always 304", "refuses", "breaks", "blank", "honest"])
@pytest.mark.on("sqlite")
def test_no_server_blinds_us_by_how_it_takes_conditions(store: Store, way: str) -> None:
    world, server = World(store), Liar(way)
    world.feed(every=HOUR)
    told = set()
    for _ in range(3 * 24):
        world.wait(HOUR)
        server.hour += 1
        claimed = store.feeds.claim_due(world.now, "runner", 10, 10)
        runtime.run(poll.poll_many(replace(world.deps, fetch=server.fetch), claimed, chance=lambda: 0.5))
        told.add(world.health())

    shown = 10 + 3 * 24
    if way == "always 304":
        assert store.entries.count() >= shown - 25  # a day at most, and then it is asked without conditions
        assert "incomplete" in told
    else:
        assert store.entries.count() >= shown - 12
    assert server.whole + server.conditional > 30


def test_a_server_that_denied_entries_is_named_with_their_number(store: Store) -> None:
    world, server = World(store), Liar("always 304")
    world.feed(every=HOUR)
    for hours in (1, 1, 30):
        world.wait(hours * HOUR)
        server.hour += hours
        claimed = store.feeds.claim_due(world.now, "runner", 10, 10)
        runtime.run(poll.poll_many(replace(world.deps, fetch=server.fetch), claimed))

    (feed,) = store.feeds.coverage(world.now)
    assert (feed.state, feed.error) == (
        "incomplete",
        "10 entries came late: the server had said that nothing was new (304)",
    )
    before = server.conditional
    for _ in range(24 * 29):
        world.wait(HOUR)
        claimed = store.feeds.claim_due(world.now, "runner", 10, 10)
        runtime.run(poll.poll_many(replace(world.deps, fetch=server.fetch), claimed))
    assert server.conditional == before


@pytest.mark.on("sqlite")
def test_an_honest_server_is_asked_without_conditions_once_a_day(store: Store) -> None:
    world = World(store)
    world.feed(every=HOUR)
    world.show(*numbered(*range(10)))
    whole = 0
    for _ in range(10 * 24):
        world.wait(HOUR)
        world.poll(due=False)
    asked = [validators for validators in world.validators if not validators.is_conditional]
    whole = len(asked)

    assert 10 <= whole <= 14
    assert len(world.read) == 1


@pytest.mark.parametrize(
    ("documents", "expected", "why"),
    [
        ([[]], ["empty"], "from the first poll on"),
        ([numbered(1), []], ["ok", "empty"], "after it had entries"),
        ([numbered(1), [], numbered(2)], ["ok", "empty", "ok"], "until there are some"),
        ([[Item("1", "Rain", 700 * DAY)]], ["dormant"], "from the first poll on"),
        ([[Item("1", "Rain", 700 * DAY)], [Item("2", "Sun")]], ["dormant", "ok"], "until it wakes"),
        ([[Item("1", "Bridge returned error 404! (9)")]], ["error entries"], "a bridge that fails"),
        (
            [[Item("1", "Rain", HOUR)], [Item("2", "Error in XBridge: 500", -HOUR), Item("1", "Rain", HOUR)]],
            ["ok", "error entries"],
            "beside its entries",
        ),
    ],
)
def test_a_feed_that_brings_nothing_says_so(
    store: Store, documents: list[list[Item]], expected: list[str], why: str
) -> None:
    world, found = World(store), []
    world.feed()
    for items in documents:
        world.show(*items)
        world.poll()
        world.wait(2 * HOUR)
        found.append((world.row().state, world.health()))

    assert found == [(state, state) for state in expected], why


def test_a_host_with_a_pace_is_asked_one_by_one(store: Store) -> None:
    world = World(store)
    for number in range(6):
        world.feeds[f"f{number}"] = Feed(
            f"f{number}", f"http://paced.example/{number}", "F", every=10 * MINUTE
        )
    store.feeds.register(world.feeds.values(), world.now)
    last, answers = world.now - DAY, {"ok": 0, "refused": 0}

    async def fetch(feed: Feed, _known: Validators) -> FetchResult:
        nonlocal last
        if world.now - last < MINUTE:
            answers["refused"] += 1
            wait = last + MINUTE - world.now
            return Throttled(429, Hints(retry_after=wait, allowance=Allowance(0, wait)))
        last = world.now
        answers["ok"] += 1
        hints = Hints(allowance=Allowance(0, MINUTE))
        return Fetched(document(numbered(1)), feed.url, None, hints=hints)

    for second in range(0, 5400, 5):
        world.now = NOON + second * MINUTE / 60
        claimed = store.feeds.claim_due(world.now, "runner", 10, 2)
        if claimed:
            runtime.run(poll.poll_many(replace(world.deps, fetch=fetch), claimed))
        states = {one.state for one in store.feeds.coverage(world.now)}
        assert second < 2400 or "throttled" not in states

    assert answers["refused"] <= 1  # before the pace was known
    assert answers["ok"] >= 6 * 8
