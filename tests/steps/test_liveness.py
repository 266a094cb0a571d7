"""Liveness by moved time: the heartbeat stops within two rhythms when nothing is read, and comes back by itself."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from monitor import runtime
from monitor.core.feeds.outcomes import (
    Blocked,
    FetchResult,
    HttpFailed,
    NotAFeed,
    Throttled,
    TooSlow,
    Unreachable,
    Validators,
)
from monitor.core.operations.health import Rhythm
from monitor.core.settings import Feed, Heartbeat, Polling, Secret
from monitor.steps import poll
from monitor.steps.dependencies import Dependencies
from monitor.steps.heartbeat import Pulse
from monitor.store import Store
from monitor.store.tables import feeds
from tests.steps.test_poll import DAY, HOUR, MINUTE, NOON, Item, World

NO_DNS = Unreachable("dns", "the name cannot be resolved")
EVERY, STEP = 15 * MINUTE, 5 * MINUTE


@dataclass(frozen=True)
class Heard:
    status: int = 204
    text: str = ""


@dataclass
class Watch:
    """A service that lives by moved time, and the outside watcher that listens to it, every five minutes."""

    world: World
    polls: bool = True
    publishes: bool = True
    poison: Callable[[Feed], FetchResult | None] = lambda _feed: None
    heard: list[datetime] = field(default_factory=list)
    reasons: tuple[str, ...] = ()

    def live(self, span: timedelta) -> None:
        """Let time pass in steps of five minutes, in which every feed publishes something, polls and the heartbeat."""
        end = self.world.now + span
        while self.world.now < end:
            self.world.now += STEP
            for feed in self.world.feeds if self.publishes else ():
                news = Item(f"{self.world.now}", f"News of {self.world.now}", NOON - self.world.now)
                self.world.show(news, *self.world.shown.get(feed, [])[:4], feed=feed)
            self.world.store.status.tick(self.world.now)
            if self.polls:
                claimed = self.world.store.feeds.claim_due(self.world.now, "runner", 100, 100)
                runtime.run(poll.poll_many(self.deps, claimed, chance=self.world.chance))
            self.reasons = runtime.run(Pulse().beat(self.deps))

    @property
    def deps(self) -> Dependencies:
        async def ping(_url: str) -> Heard:
            self.heard.append(self.world.now)
            return Heard()

        async def fetch(feed: Feed, known: Validators) -> FetchResult:
            return self.poison(feed) or await self.world._fetch(feed, known)

        deps = self.world.deps
        config = replace(deps.config, heartbeat=Heartbeat(Secret("https://watch.example/"), 5 * MINUTE))
        return replace(deps, config=config, ping=ping, fetch=fetch)

    @property
    def silence(self) -> timedelta:
        """Return how long the watcher has heard nothing."""
        return self.world.now - self.heard[-1]


def watch(store: Store, number: int = 8, every: timedelta = EVERY) -> Watch:
    """Give a service that has watched so many feeds for three hours."""
    world = World(store, polling=Polling(every=every, fastest=every / 3, per_host=100))
    for place in range(number):
        world.feed(f"f{place}")
    store.status.note_rhythm(Rhythm.of(world.feeds.values(), world.polling))
    made = Watch(world)
    made.live(12 * every)
    return made


def broken(_feed: Feed) -> FetchResult:
    raise KeyError(1096)


@pytest.mark.parametrize("number", [1, 8])
@pytest.mark.parametrize(
    "answer",
    [
        NO_DNS,
        Blocked("a challenge page", 403),
        HttpFailed(503),
        Throttled(429),
        NotAFeed(("a page",)),
        TooSlow("the answer", timedelta(seconds=30)),
        None,
    ],
    ids=["no name", "blocked", "503", "429", "a page", "too slow", "a fault of ours"],
)
@pytest.mark.on("sqlite")
def test_it_stops_within_two_rhythms_when_nothing_can_be_read_and_comes_back(
    store: Store, number: int, answer: FetchResult | None
) -> None:
    service = watch(store, number)
    assert service.silence <= STEP, service.reasons
    service.poison = broken if answer is None else lambda _feed: answer
    began = service.world.now
    service.live(3 * HOUR)
    stopped = service.heard[-1] - began
    service.poison = lambda _feed: None
    service.live(7 * HOUR)

    assert stopped <= 2 * EVERY + STEP
    assert service.silence <= STEP, service.reasons


@pytest.mark.on("sqlite")
def test_it_stops_within_two_rhythms_when_ticks_come_round_and_no_feed_is_asked(store: Store) -> None:
    service = watch(store)
    service.polls = False
    began = service.world.now
    service.live(2 * HOUR)
    stopped, reasons = service.heard[-1] - began, service.reasons
    service.polls = True
    service.live(30 * MINUTE)

    assert stopped <= 2 * EVERY + STEP
    assert any(reason.startswith("reading: feeds are due and none is asked") for reason in reasons), reasons
    assert service.silence <= STEP, service.reasons


@pytest.mark.on("sqlite")
def test_it_stops_when_most_of_ours_fails_though_one_feed_is_read(store: Store) -> None:
    service = watch(store)
    service.poison = lambda feed: broken(feed) if feed.id != "f3" else None
    service.live(HOUR)

    assert any("monitor itself fails on most" in reason for reason in service.reasons), service.reasons


@pytest.mark.on("sqlite")
def test_it_beats_while_some_feeds_of_many_cannot_be_read(store: Store) -> None:
    service = watch(store)
    ill = {f"f{place}" for place in range(4)}
    service.world.down = dict.fromkeys(ill, NO_DNS)
    service.live(6 * HOUR)

    assert service.silence <= STEP, service.reasons


@pytest.mark.on("sqlite")
def test_feeds_that_were_ill_before_do_not_stand_for_those_that_are_read_rarely(store: Store) -> None:
    service = watch(store)
    service.world.down = {f"f{place}": NO_DNS for place in range(5)}
    service.publishes = False
    service.live(3 * DAY)

    assert service.silence <= STEP, service.reasons


@pytest.mark.on("sqlite")
def test_feeds_that_nobody_asks_for_longer_than_the_slowest_pace_stop_it(store: Store) -> None:
    """Whatever moved their due times there: nothing is due, and ticks come round."""
    service = watch(store)
    with store.database.write() as connection:
        connection.execute(sa.update(feeds).values(due_at=service.world.now + 3 * DAY))
    service.live(7 * HOUR)

    assert any(reason.startswith("reading: no feed was asked for") for reason in service.reasons)


@pytest.mark.on("sqlite")
def test_what_was_read_under_a_clock_that_ran_ahead_does_not_count(store: Store) -> None:
    service = watch(store)
    with store.database.write() as connection:
        ahead = service.world.now + 3 * DAY
        connection.execute(sa.update(feeds).values(last_ok_at=ahead, last_fetch_at=ahead, due_at=ahead))
    service.polls = False
    service.live(7 * HOUR)

    assert any(reason.startswith("reading: no feed was asked for") for reason in service.reasons)


@pytest.mark.on("sqlite")
def test_feeds_that_are_dead_quiet_are_read_rarely_and_it_beats(store: Store) -> None:
    """An unchanged feed is a feed that was read, however rarely."""
    service = watch(store, 3)
    service.publishes = False
    service.live(3 * DAY)

    assert service.silence <= STEP, service.reasons
