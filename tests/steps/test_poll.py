"""POLL: one commit a feed, nothing lost, nothing said twice, nothing silently blind."""

import hashlib
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

import pytest

from monitor import runtime
from monitor.core.feeds.outcomes import (
    Blocked,
    Fetched,
    FetchResult,
    Gone,
    Hints,
    HttpFailed,
    NotModified,
    ParsedFeed,
    ParseFailed,
    ParseRequest,
    SameBytes,
    Throttled,
    Unreachable,
    Validators,
)
from monitor.core.feeds.parse import parse
from monitor.core.model import Match, Severity, Text
from monitor.core.settings import Credentials, Feed, Polling, Secret
from monitor.steps import group, poll
from monitor.steps.dependencies import Dependencies
from monitor.steps.poll import PollCounts
from monitor.store import Store
from monitor.store.hits import Filter
from tests.settings import EMPTY

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Item:
    """One item that a server shows."""

    guid: str
    title: str
    ago: timedelta | None = timedelta(0)
    text: str = ""


@dataclass
class World:
    """A clock, a network of feeds, and a matcher that hits a title's words: high for "attack", low for "market"."""

    store: Store
    now: datetime = NOON
    feeds: dict[str, Feed] = field(default_factory=dict)
    shown: dict[str, list[Item]] = field(default_factory=dict)
    down: dict[str, FetchResult] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    polling: Polling = field(default_factory=lambda: Polling(per_host=100))
    asked: list[Feed] = field(default_factory=list)
    validators: list[Validators] = field(default_factory=list)
    read: list[ParseRequest] = field(default_factory=list)
    runner: str = "runner"
    chance: Callable[[], float] = field(default_factory=lambda: random.Random(7).random)  # noqa: S311 - jitter
    before_save: Callable[[], None] = lambda: None

    def feed(self, name: str = "river", **more: object) -> None:
        self.feeds[name] = Feed(name, f"http://{name}.example/feed", name.title(), **more)  # type: ignore[arg-type]  # fields of a feed
        self.store.feeds.register(self.feeds.values(), self.now)

    def show(self, *items: Item, feed: str = "river") -> None:
        self.shown[feed] = list(items)

    def wait(self, span: timedelta) -> None:
        self.now += span

    def poll(self, *, due: bool = True) -> PollCounts:
        if due:
            self.store.feeds.make_due(self.now)
        claimed = self.store.feeds.claim_due(self.now, self.runner, 1000, self.polling.per_host)
        return runtime.run(poll.poll_many(self.deps, claimed, chance=self.chance))

    @property
    def deps(self) -> Dependencies:
        config = replace(EMPTY, feeds=dict(self.feeds), polling=self.polling)
        return Dependencies(
            config=config,
            store=self.store,
            matcher=Words(),  # type: ignore[arg-type]  # as much of a matcher as the step uses
            fetch=self._fetch,
            parse=self._parse,
            render=self._parse,
            channels={},
            now=lambda: self.now,
            runner=self.runner,
        )

    def hits(self) -> list[tuple[str, str, bool]]:
        """Return what was hit, oldest first: title, severity, whether it is quiet."""
        found = self.store.hits.list(Filter(), limit=None)
        return [(one.entry.title, str(one.hit.match.severity), one.hit.quiet) for one in reversed(found)]

    def stale(self) -> list[str]:
        """Return the titles of entries that were no news, in the order they came."""
        return [entry.title for entry in reversed(self.store.entries.newest(1000)) if entry.stale]

    def health(self, feed: str = "river") -> str:
        return {one.feed: one.state for one in self.store.feeds.coverage(self.now)}[feed]

    def row(self, feed: str = "river"):  # type: ignore[no-untyped-def]
        return self.store.feeds.states([feed])[feed]

    async def _fetch(self, feed: Feed, known: Validators) -> FetchResult:
        self.asked.append(feed)
        self.validators.append(known)
        if feed.id in self.down:
            return self.down[feed.id]
        body = document(self.shown.get(feed.id, []))
        digest = hashlib.sha256(body).hexdigest()
        moved = self.moved.get(feed.url)
        if known.etag == digest:
            return NotModified(moved_to=moved)
        validators = Validators(digest, None, digest)
        if known.body_hash == digest:
            return SameBytes(validators, moved_to=moved)
        return Fetched(body, feed.url, "application/rss+xml", validators, moved_to=moved)

    async def _parse(self, request: ParseRequest) -> ParsedFeed | ParseFailed:
        self.read.append(request)
        found = parse(request)
        self.before_save()
        return found


class Words:
    """Matches words of titles and summaries."""

    def match(self, texts: Sequence[Text], _effort: int | None = None) -> list[tuple[Match, ...]]:
        return [tuple(self._found(f"{text.title} {text.summary}".lower())) for text in texts]

    def _found(self, text: str) -> Iterator[Match]:
        said = {
            "toll": {"killed": max(map(int, re.findall(r"(\d+) killed", text)), default=0)},
            "places": tuple(place for place in ("gao", "mopti") if place in text),
            "concepts": tuple(actor for actor in ("jnim", "army") if actor in text),
        }
        if "market" in text:
            grave = Severity.CRITICAL if "bomb" in text else Severity.LOW
            yield Match("market", "1", grave, (), (), **said)  # type: ignore[arg-type]  # fields of a match
        if "attack" in text:
            yield Match("attack", "1", Severity.HIGH, (), (), **said)  # type: ignore[arg-type]  # as above


def document(items: Sequence[Item]) -> bytes:
    inside = "".join(
        f"<item><guid isPermaLink='false'>{item.guid}</guid><link>http://site.example/{item.guid}</link>"
        f"<title>{escape(item.title)}</title><description>{escape(item.text)}</description>"
        f"{'' if item.ago is None else f'<pubDate>{format_datetime(NOON - item.ago)}</pubDate>'}</item>"
        for item in items
    )
    return f"<rss version='2.0'><channel><title>t</title>{inside}</channel></rss>".encode()


def numbered(*numbers: int, word: str = "rain") -> list[Item]:
    """Items an hour apart, the highest number the newest."""
    return [
        Item(f"g{n}", f"Heavy {word} number {n}", (100 - n) * HOUR) for n in sorted(numbers, reverse=True)
    ]


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.feed()
    return made


def test_new_entries_are_stored_and_matched_and_unchanged_feeds_cost_nothing(world: World) -> None:
    world.show(Item("1", "Attack on the bridge"), Item("2", "Rain", HOUR))

    assert world.poll() == PollCounts(feeds=1, fetched=1, entries_new=2, hits_new=1)
    assert world.poll() == PollCounts(feeds=1, not_modified=1)
    assert world.hits() == [("Attack on the bridge", "high", False)]
    assert len(world.read) == 1


def test_a_first_poll_is_a_baseline_but_for_the_last_day(world: World) -> None:
    world.show(Item("1", "Attack today", 2 * HOUR), Item("2", "Attack last week", 7 * DAY))

    world.poll()

    assert world.hits() == [("Attack last week", "high", True), ("Attack today", "high", False)]


@pytest.mark.parametrize("of_the_feed", [True, False])
def test_a_first_poll_may_take_all(store: Store, of_the_feed: bool) -> None:
    world = World(store, polling=Polling(first_poll="baseline" if of_the_feed else "all"))
    world.feed(first_poll="all" if of_the_feed else None)
    world.show(Item("2", "Attack last week", 7 * DAY))

    world.poll()

    assert world.hits() == [("Attack last week", "high", False)]


def test_old_entries_of_a_later_poll_are_stored_as_no_news(world: World) -> None:
    world.show(Item("1", "Rain"))
    world.poll()
    world.show(Item("2", "Attack last week", 7 * DAY), Item("1", "Rain"))
    world.wait(HOUR)

    world.poll()

    assert world.hits() == [("Attack last week", "high", False)]
    assert world.stale() == ["Attack last week"]


def test_what_moves_up_when_a_report_is_withdrawn_is_no_news(world: World) -> None:
    world.show(*numbered(*range(80, 90)))
    world.poll()
    world.wait(HOUR)
    world.show(*numbered(*range(81, 90)), Item("old", "Attack on Bamako airport", 800 * DAY))
    world.poll()
    world.wait(HOUR)
    world.show(
        Item("new", "Attack on Gao"), *numbered(*range(83, 90)), Item("older", "Attack in Kidal", 900 * DAY)
    )
    world.poll()

    assert world.stale() == ["Attack on Bamako airport", "Attack in Kidal"]


def test_reports_missed_in_an_outage_are_news_whatever_their_age(world: World) -> None:
    world.show(*numbered(*range(80, 90)))
    world.poll()
    world.wait(9 * DAY)
    world.show(*[Item(f"later{day}", "Attack", -day * DAY) for day in range(9, 0, -1)])

    assert world.poll().hits_new == 9
    assert world.stale() == []


@pytest.mark.parametrize("way", [1, -1])
def test_undated_entries_are_news_from_the_second_poll_on(world: World, way: int) -> None:
    words = ("Rain", "Attack in Gao", "Wind", "Attack in Dori", "Sun", "Attack in Kaya", "Attack in Ansongo")
    items = [Item(str(number), title, None) for number, title in enumerate(words)]
    for first in range(5):
        world.show(*items[first : first + 3][::way])
        world.poll()
        world.wait(HOUR)

    assert world.stale() == ["Wind", "Attack in Gao", "Rain"][::way]
    assert {quiet for _, _, quiet in world.hits()} == {False}


def test_undated_entries_that_come_up_from_below_are_no_news(world: World) -> None:
    items = [Item(str(number), f"Rain number {number}", None) for number in range(8)]
    for first in range(5):
        world.show(*items[first : first + 3][::-1])
        world.poll()
        world.wait(HOUR)
    world.show(items[6], Item("old", "Attack of long ago", None))
    world.poll()

    assert world.stale()[3:] == ["Attack of long ago"]


def test_a_first_poll_that_takes_all_calls_nothing_old(store: Store) -> None:
    world = World(store, polling=Polling(first_poll="all"))
    world.feed()
    world.show(Item("1", "Attack", None), Item("2", "Attack last week", 7 * DAY))
    world.poll()

    assert world.stale() == []


def test_a_live_page_that_is_dated_anew_tells_each_of_its_events_once(world: World) -> None:
    texts = (
        "Calm day at the market of the old town.",
        "Rebels took the post of Ouatagouna, ten dead.",
        "A car bomb at Sévaré kills fifty.",
    )
    stored = []
    for hour, text in enumerate((0, 1, 1, 1, 2, 2, 2, 1)):
        world.show(Item("live", "Flash: attack", -hour * HOUR, texts[text]))
        world.wait(HOUR)
        world.poll()
        stored.append(world.store.entries.count())

    assert stored == [1, 2, 2, 2, 3, 3, 3, 4]  # what was said before, under a new date, happened again


def test_an_update_is_kept_and_only_what_is_graver_is_a_new_hit(world: World) -> None:
    for title in (
        "Market opens",
        "Market opens late",
        "Bomb in market",
        "Market opens again",
        "Attack on market",
    ):
        world.show(Item("1", title))
        world.wait(HOUR)
        world.poll()

    assert world.store.entries.count() == 1
    assert [(severity, quiet) for _, severity, quiet in world.hits()] == [
        ("low", False),
        ("critical", False),
        ("high", False),
    ]
    assert [title for _, title, _ in world.store.entries.history(1)] == [
        "Market opens",
        "Market opens late",
        "Bomb in market",
        "Market opens again",
    ]


@pytest.mark.parametrize(
    ("titles", "expected", "why"),
    [
        (("Attack on Gao, 12 killed", "Attack on Gao, 45 killed"), 2, "the toll rises"),
        (("Attack on Gao, 45 killed", "Attack on Gao, 12 killed"), 2, "or falls"),
        (("Attack near Gao", "Attack near Mopti"), 2, "the place changes"),
        (("JNIM attack in Gao", "Army attack in Gao"), 2, "the actor changes"),
        (
            ("Attack on Gao, 12 killed", "Attack on Gao: 12 killed, officials say"),
            1,
            "other words, the same facts",
        ),
        (
            ("Attack, 9 killed", "Attack, 12 killed", "Attack, 9 killed", "Attack, 12 killed"),
            2,
            "back and forth",
        ),
        (
            ("Attack on Gao market, 12 killed", "Attack on Gao market, 45 killed"),
            3,
            "told by the gravest rule alone",
        ),
        (("Attack on Gao, 12 killed", "Rain in Gao", "Attack on Gao, 12 killed"), 1, "told before"),
    ],
)
def test_a_fact_that_changes_in_place_is_told(
    world: World, titles: tuple[str, ...], expected: int, why: str
) -> None:
    for title in titles:
        world.show(Item("1", title))
        world.wait(HOUR)
        world.poll()

    assert world.store.entries.count() == 1
    assert len(world.hits()) == expected, why
    assert {quiet for _, _, quiet in world.hits()} == {False}


def test_a_toll_that_rises_in_place_is_that_of_its_story(world: World) -> None:
    for title in ("Attack on Gao, 12 killed", "Attack on Gao, 45 killed"):
        world.show(Item("1", title))
        world.wait(HOUR)
        world.poll()
        runtime.run(group.group(world.deps))

    (story,) = world.store.stories.recent(10)
    assert (len(story.entries), dict(story.toll)) == (1, {"killed": (12, 45)})


def test_only_unseen_items_are_read_again(world: World) -> None:
    world.show(*numbered(*range(1, 21)))
    world.poll()
    world.show(*numbered(*range(3, 23)))
    world.wait(HOUR)

    counts = world.poll()

    assert (counts.entries_new, len(world.read[1].known)) == (2, 20)
    assert world.store.entries.count() == 22


def test_a_document_is_read_whole_once_a_day(world: World) -> None:
    for day in range(3):
        world.show(*numbered(*range(day, day + 5)))
        world.poll()
        world.wait(DAY + HOUR)

    assert [len(request.known) for request in world.read] == [0, 0, 0]


def test_an_etag_is_stored_only_with_its_entries(world: World) -> None:
    world.show(Item("1", "Attack"))
    world.before_save = lambda: world.store.feeds.release(["river"], "runner")

    counts = world.poll()

    assert counts == PollCounts(feeds=1, voided=1)
    assert world.row().validators == Validators()
    assert world.store.entries.count() == 0

    world.before_save = lambda: None
    assert world.poll().entries_new == 1


def test_a_poll_whose_lease_was_taken_over_writes_nothing(world: World) -> None:
    def taken_over() -> None:
        world.store.feeds.release(["river"], "runner")
        world.store.feeds.claim_due(world.now, "another", 10, 10)

    world.show(Item("1", "Attack"))
    world.before_save = taken_over

    assert world.poll() == PollCounts(feeds=1, voided=1)
    assert world.store.entries.count() == 0
    assert world.row().owner == "another"


def test_the_same_poll_twice_changes_nothing(world: World) -> None:
    world.show(Item("1", "Attack on the bridge"))
    world.poll()
    with world.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE feeds SET etag = NULL, body_hash = NULL")

    world.poll()

    assert world.store.entries.count() == 1
    assert len(world.hits()) == 1


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (Unreachable("dns", "x"), "unreachable"),
        (HttpFailed(500), "failing"),
        (Blocked("Cloudflare", 403), "blocked"),
        (Throttled(429), "throttled"),
    ],
)
def test_a_failure_is_named_backs_off_and_is_forgotten_when_over(
    world: World, failure: FetchResult, state: str
) -> None:
    world.down["river"] = failure

    for number in range(1, 4):
        assert world.poll().failed == 1
        assert (world.health(), world.row().failures) == (state, number)
        world.wait(2 * DAY)
    world.down.clear()
    world.show(Item("1", "Rain"))
    world.poll()

    assert (world.health(), world.row().failures) == ("ok", 0)


def test_a_feed_that_is_gone_is_asked_no_more_until_its_address_changes(world: World) -> None:
    world.down["river"] = Gone()
    world.poll()
    world.wait(30 * DAY)

    assert world.poll() == PollCounts()
    assert world.health() == "gone"

    world.down.clear()
    world.feeds["river"] = replace(world.feeds["river"], url="http://new.example/feed")
    world.store.feeds.register(world.feeds.values(), world.now)

    assert world.poll().fetched == 1


def test_a_host_that_asks_for_rest_gets_it_from_all_its_feeds(store: Store) -> None:
    world = World(store)
    for name in ("one", "two"):
        world.feeds[name] = Feed(name, f"http://shared.example/{name}", name)
    world.feeds["other"] = Feed("other", "http://other.example/", "other")
    store.feeds.register(world.feeds.values(), world.now)
    world.down["one"] = Throttled(429, Hints(retry_after=3 * HOUR))
    world.poll()
    world.wait(HOUR)
    store.feeds.hurry(dict.fromkeys(world.feeds, world.now))

    assert store.feeds.claim_due(world.now, "runner", 10, 10) == ["other"]
    world.wait(2 * HOUR + MINUTE)
    one_by_one = [store.feeds.claim_due(world.now, "runner", 10, 10) for _ in range(2)]
    assert [len({"one", "two"}.intersection(claimed)) for claimed in one_by_one] == [1, 0]
    store.feeds.release(one_by_one[0], "runner", world.now + DAY)
    assert len(store.feeds.claim_due(world.now, "runner", 10, 10)) == 1


def test_a_permanent_redirect_is_followed_for_a_week_then_adopted_without_credentials(store: Store) -> None:
    world = World(store)
    world.feed(credentials=Credentials(username="awa", password=Secret("x")))
    world.moved["http://river.example/feed"] = "https://new.example/feed"
    for _ in range(9):
        world.poll()
        world.wait(DAY)

    assert [feed.url for feed in world.asked[:8]] == ["http://river.example/feed"] * 8
    assert world.asked[-1].url == "https://new.example/feed"
    assert world.asked[-1].credentials is None


def test_a_window_that_was_missed_is_said(world: World) -> None:
    for start in (1, 4, 7):
        world.show(*numbered(*range(start, start + 10)))
        world.poll()
        world.wait(HOUR)
    world.show(*numbered(*range(60, 70)))
    world.poll()

    assert world.health() == "missed window"

    world.wait(2 * DAY)
    world.show(*numbered(*range(62, 72)))
    world.poll()

    assert world.health() == "ok"


def test_a_feed_that_never_overlaps_misses_nothing(world: World) -> None:
    for start in (1, 20, 40):
        world.show(*numbered(start))
        world.poll()
        world.wait(HOUR)

    assert world.health() == "ok"


def test_a_pinned_entry_does_not_hide_a_missed_window(world: World) -> None:
    pinned = Item("pin", "Read this first", 90 * DAY)
    for start in (1, 4, 7):
        world.show(pinned, *numbered(*range(start, start + 10)))
        world.poll()
        world.wait(HOUR)
    world.show(pinned, *numbered(*range(60, 70)))
    world.poll()

    assert world.health() == "missed window"


def test_a_truncated_document_is_degraded_and_its_last_entry_waits(world: World) -> None:
    whole = document([Item("1", "Rain"), Item("2", "Attack on the market hall")])

    async def cut(feed: Feed, _known: Validators) -> FetchResult:
        return Fetched(
            whole[: whole.index(b"hall")],
            feed.url,
            None,
            Validators(),
            cut_off=Unreachable("reset", "cut off"),
        )

    deps = replace(world.deps, fetch=cut)
    claimed = world.store.feeds.claim_due(world.now, "runner", 10, 10)
    runtime.run(poll.poll_many(deps, claimed))

    assert world.health() == "degraded"
    assert world.hits() == []

    world.show(Item("1", "Rain"), Item("2", "Attack on the market hall"))
    world.poll()

    assert [severity for _, severity, _ in world.hits()] == ["low", "high"]
    assert world.health() == "ok"


def test_a_network_that_is_back_is_used_at_once(store: Store) -> None:
    world = World(store)
    for number in range(40):
        world.feeds[f"f{number}"] = Feed(f"f{number}", f"http://h{number}.example/", "F")
    store.feeds.register(world.feeds.values(), world.now)
    world.poll()
    world.down = {name: Unreachable("dns", "no network") for name in world.feeds}
    for _ in range(72):
        world.wait(HOUR)
        world.poll(due=False)
    world.down.clear()
    for name in world.feeds:
        world.show(*numbered(*range(5)), feed=name)
    dues = sorted(one.next_due for one in store.feeds.coverage(world.now) if one.next_due)
    assert dues[-1] - world.now > 2 * HOUR

    world.now = dues[0] + MINUTE
    world.poll(due=False)
    after = sorted(one.next_due for one in store.feeds.coverage(world.now) if one.next_due)

    assert after[-1] - world.now <= world.polling.slowest + HOUR
    waiting = [one for one in store.feeds.coverage(world.now) if one.state == "unreachable"]
    assert all(
        one.next_due is not None and one.next_due - world.now <= world.polling.every for one in waiting
    )
    assert len({one.next_due for one in waiting}) > 20


def test_a_feed_that_left_the_configuration_is_let_go(world: World) -> None:
    claimed = world.store.feeds.claim_due(world.now, "runner", 10, 10)
    deps = replace(world.deps, config=replace(EMPTY, feeds={}))

    assert runtime.run(poll.poll_many(deps, claimed)) == PollCounts(feeds=1, voided=1)
    assert world.row().owner is None


def test_keys_of_an_unchanged_document_stay_marked_for_years(world: World) -> None:
    world.show(Item("1", "Attack"))
    world.poll()
    for _ in range(60):
        world.wait(8 * DAY)
        world.poll()

    assert len(world.read) == 1
    with world.store.database.read() as connection:
        oldest = connection.exec_driver_sql("SELECT min(shown_at) FROM entry_keys").scalar_one()
    assert str(world.now.date()) in str(oldest)


def test_many_feeds_are_polled_at_once_each_for_itself(store: Store) -> None:
    world = World(store)
    for number in range(30):
        world.feeds[f"f{number}"] = Feed(f"f{number}", f"http://h{number}.example/", "F")
        world.show(*numbered(*range(number)), feed=f"f{number}")
    world.down["f3"] = HttpFailed(500)
    store.feeds.register(world.feeds.values(), world.now)

    counts = world.poll()

    assert (counts.feeds, counts.failed, counts.entries_new) == (30, 1, sum(range(30)) - 3)
    assert world.store.entries.count("f7") == 7
