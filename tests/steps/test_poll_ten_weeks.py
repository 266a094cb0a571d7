"""Ten weeks of moved time with feeds that break every promise: each report is told once, and no old one as new."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime

import pytest

from monitor import runtime
from monitor.core.feeds.outcomes import Fetched, FetchResult, Hints, NotModified, Validators
from monitor.core.settings import Feed
from monitor.steps import poll
from monitor.store import Store
from tests.steps.test_poll import DAY, HOUR, NOON, World

GAP = 12 * HOUR  # between two reports
ASLEEP = set(range(3 * 14, 9 * 14))  # reports of these weeks are none
VOCABULARY = (
    "market river convoy bridge army village night road well school camp depot truck border teacher harvest soldiers"
    " rebels fuel water tower station clinic mayor pilot ranger drone mine fence herd boat ferry ambush checkpoint"
)
WORDS = VOCABULARY.split()


@dataclass(frozen=True)
class Shown:
    """An item as a feed writes it; None leaves a field out."""

    guid: str | None
    link: str | None
    title: str | None
    text: str
    at: datetime | None

    def xml(self) -> str:
        fields = {"title": self.title, "link": self.link, "description": self.text}
        inside = "".join(f"<{name}>{text}</{name}>" for name, text in fields.items() if text is not None)
        guid = f"<guid isPermaLink='false'>{self.guid}</guid>" if self.guid else ""
        date = f"<pubDate>{format_datetime(self.at)}</pubDate>" if self.at else ""
        return f"<item>{guid}{inside}{date}</item>"


def report(number: int) -> Shown:
    """Return a report as it was written first; numbers below zero are of the year before."""
    text = " ".join(random.Random(number).choices(WORDS, k=14))  # noqa: S311 - words
    at = NOON + number * GAP if number >= 0 else NOON - 400 * DAY + number * DAY
    link = f"http://a.example/news/{number}"
    return Shown(f"g{number}", link, f"Attack {number}: {text[:40]}", f"Report {number}. {text}.", at)


@dataclass
class Server:
    """One feed: how it shows its last ten reports, and how it answers."""

    name: str
    shown: Callable[["Server", int, int], list[Shown]]
    lies: bool = False
    hints: Hints = field(default_factory=Hints)
    asked: int = 0

    def answer(self, feed: Feed, known: Validators, last: int) -> FetchResult:
        self.asked += 1
        if self.lies and known.is_conditional:
            return NotModified(self.hints)
        items = "".join(item.xml() for item in self.shown(self, last, self.asked))
        rests = "<skipDays><day>Saturday</day><day>Monday</day></skipDays>" if self.hints.fresh_for else ""
        body = f"<rss version='2.0'><channel><title>t</title>{rests}{items}</channel></rss>".encode()
        validators = Validators("same", None, None) if self.lies else Validators()
        return Fetched(body, feed.url, None, validators, self.hints)


def last_ten(last: int) -> list[Shown]:
    return [report(number) for number in range(last, last - 10, -1)]


def withdrawing(_server: Server, last: int, asked: int) -> list[Shown]:
    """Take some reports away for good; those of long ago move up."""
    kept = [
        report(number) for number in range(last, max(-1, last - 8), -1) if number % 5 or last - number < 2
    ]
    return [*kept, *[report(-number) for number in range(1 + asked // 40, 13 - len(kept) + asked // 40)]]


def rewriting(_server: Server, last: int, asked: int) -> list[Shown]:
    ways = (
        lambda item: item,
        lambda item: replace(item, title=f"{item.title} (update {asked % 7})"),
        lambda item: replace(item, link=f"https://www.a.example{(item.link or '')[16:]}?utm_source=x{asked}"),
        lambda item: replace(item, text=f"{item.text} Officials said so."),
    )
    return [ways[asked % 4](item) for item in last_ten(last)]


def dormant(_server: Server, last: int, _asked: int) -> list[Shown]:
    """Publish nothing from the third week to the ninth."""
    return [report(number) for number in range(last, -11, -1) if number not in ASLEEP][:10]


SERVERS = (
    Server("plain", lambda _, last, __: last_ten(last)),
    Server("rewrites", rewriting),
    Server("withdraws", withdrawing),
    Server(
        "rotates",
        lambda _, last, asked: [
            replace(item, guid=f"{asked}-{item.guid}", link=f"http://n.example/{asked}/{item.guid}")
            for item in last_ten(last)
        ],
    ),
    Server(
        "flash",
        lambda _, last, __: [
            replace(item, guid=None, link="http://a.example/flash", title="Attack") for item in last_ten(last)
        ],
    ),
    Server(
        "undated",
        lambda _, last, __: [
            Shown(None, None, None, f"Attack: {item.text}", None) for item in last_ten(last)
        ],
    ),
    Server(
        "live",
        lambda _, last, __: [
            replace(report(last), guid="live", link="http://a.example/live", title="En direct : attack")
        ],
    ),
    Server("repeats", lambda _, last, __: [*last_ten(last), *last_ten(last)[::-1]]),
    Server("denies", lambda _, last, __: last_ten(last), lies=True),
    Server("overslept", lambda _, last, __: last_ten(last), hints=Hints(365 * DAY, 365 * DAY)),
    Server("dormant", dormant),
)


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
def test_two_weeks_of_a_feed_that_breaks_its_promises(store: Store, server: Server) -> None:
    live(store, replace(server), weeks=2)


@pytest.mark.faults
@pytest.mark.on("sqlite")
@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
def test_ten_weeks_of_a_feed_that_breaks_its_promises(store: Store, server: Server) -> None:
    live(store, replace(server), weeks=10)


def live(store: Store, server: Server, weeks: int) -> None:
    """Let weeks pass; see that each report was told once, none of long ago as new, and each silence said."""
    world, states = World(store), set[str]()
    world.feed()

    async def fetch(feed: Feed, known: Validators) -> FetchResult:
        return server.answer(feed, known, int((world.now - NOON) / GAP))

    deps = replace(world.deps, fetch=fetch)
    while world.now < NOON + weeks * 7 * DAY:
        world.wait(3 * HOUR)
        claimed = store.feeds.claim_due(world.now, "runner", 10, 10)
        if claimed:
            runtime.run(poll.poll_many(deps, claimed, chance=lambda: 0.5))
            states.add(world.health())

    last = int((world.now - NOON) / GAP)
    stored = store.entries.newest(10_000)
    numbers = {entry.id: int(entry.summary.split("eport ")[1].split(".")[0]) for entry in stored}
    quiet = {hit.entry.id for hit in store.hits.list(limit=None) if hit.hit.quiet}
    news = {numbers[entry.id] for entry in stored if not entry.stale and entry.id not in quiet}
    expected = set(range(1, last)) - (ASLEEP if server.name == "dormant" else set())
    assert [number for number, times in Counter(numbers.values()).items() if times > 1] == [], "told twice"
    assert expected - news == set(), "swallowed"
    assert {number for number in news if number < 0} == set(), "old news"
    assert not server.lies or "incomplete" in states
    assert server.name != "dormant" or weeks < 9 or "dormant" in states
