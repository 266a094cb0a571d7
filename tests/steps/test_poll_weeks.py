"""POLL over days and weeks of moved time: outages, gaps and feeds that rewrite everything but the news."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from monitor import runtime
from monitor.core.feeds.outcomes import Fetched, FetchResult, Unreachable, Validators
from monitor.core.settings import Feed
from monitor.steps import poll
from monitor.store import Store
from tests.steps.test_poll import NOON, World, numbered

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
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
