"""A day of moved time with a poisonous feed of every kind: the good ones never notice, and digests name each poison.

Servers, client, worker processes, store, grouping and digests are the real ones; only the clock is moved, a minute at a
time. The short form is an afternoon with few good feeds.
"""

import asyncio
import queue
import random
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from monitor import fetch, runtime
from monitor.core.editions.edition import Edition
from monitor.core.feeds.outcomes import (
    Fetched,
    FetchResult,
    ParsedFeed,
    ParseFailed,
    ParseRequest,
    TooLarge,
    TooSlow,
    Validators,
)
from monitor.core.model import Match, Severity, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Rule, RuleSet, Selection, Term
from monitor.core.settings import Digest, Feed, Network, Polling
from monitor.pool import Pool
from monitor.steps import edit, group
from monitor.steps.dependencies import Dependencies
from monitor.steps.in_flight import PollsInFlight
from monitor.store import Store
from monitor.store.hits import Filter
from tests.faults.held import HELD, Loop
from tests.fetch.misdeeds import MISDEEDS, Misdeed
from tests.fetch.scripted import LOOPBACK, Scripted, Talk, serving
from tests.newsroom import START, UTC_ZONE, Newsroom, config

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="many loopback addresses")

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EVERY = 15 * MINUTE
TERMS = tuple(
    f"{first}{last}" for first in ("gun", "bomb", "raid", "siege", "mort") for last in ("ing", "ers", "ade")
)
Answer = Callable[[Talk], Awaitable[None]]


def rules() -> RuleSet:
    """Return rules of which a report meets one, and a document of rule words hundreds."""
    attack = Rule("attack", "Attack", Severity.HIGH, selections=(Selection("any", any=(Term("attack"),)),))
    words = (
        Rule(
            f"r{number}",
            "Words",
            Severity.LOW,
            selections=(Selection("any", any=(Term(TERMS[number % 15]), Term(TERMS[number % 7]))),),
        )
        for number in range(300)
    )
    return RuleSet({}, (attack, *words))


class Brittle(Matcher):
    """The real matcher, with a fault: it breaks at a word."""

    def match(self, texts: Sequence[Text], effort: int | None = None) -> list[tuple[Match, ...]]:
        if any("\u2776" in text.title for text in texts):
            raise ValueError("could not convert string to float")
        return super().match(texts, effort)


def rss(items: Sequence[tuple[str, str, datetime]]) -> bytes:
    """Return a document of (guid, title, published)."""
    inside = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
        f"<pubDate>{format_datetime(at)}</pubDate></item>"
        for guid, title, at in items
    )
    return f"<rss version='2.0'><channel><title>t</title>{inside}</channel></rss>".encode()


@dataclass
class Day:
    """What servers say at the moved time, and when each good feed was asked."""

    now: datetime = START
    asked: dict[str, list[datetime]] = field(default_factory=dict)
    polls: int = 0
    scale: int = 5_000

    async def good(self, talk: Talk) -> None:
        """Show the reports of the last six quarters of an hour."""
        self.asked.setdefault(talk.path, []).append(self.now)
        slot = int((self.now - START) / EVERY)
        items = [
            (f"{talk.path}-{n}", f"Attack number {n} on the post of {talk.path[1:]}", START + n * EVERY)
            for n in range(slot, max(-1, slot - 6), -1)
        ]
        await talk.answer(rss(items))

    def flood(self, number: int, guid: str, title: str) -> Answer:
        """Show many entries with guids and titles that change from poll to poll."""

        async def answer(talk: Talk) -> None:
            self.polls += 1
            names = {"poll": self.polls}
            items = [
                (guid.format(n=n, **names), title.format(n=n, **names), self.now - n * timedelta(seconds=1))
                for n in range(number)
            ]
            await talk.answer(rss(items))

        return answer

    async def dense(self, talk: Talk) -> None:
        """Show a megabyte of nothing but words that rules look for."""
        chosen = random.Random(self.now.isoformat())  # noqa: S311 - words
        items = [
            (f"{self.now:%H%M}-{n}", " ".join(chosen.choices(TERMS, k=400)), self.now)
            for n in range(self.scale // 16)
        ]
        await talk.answer(rss(items))

    async def brittle(self, talk: Talk) -> None:
        """Show a report that breaks the matcher beside one that is an attack."""
        items = [(f"b{self.now:%H%M}", "17 \u2776\u2776 attack", self.now)]
        await talk.answer(rss([*items, ("a", "Attack on the bridge", START)]))


def refusing(status: str) -> Answer:
    async def answer(talk: Talk) -> None:
        await talk.answer(b"no", status)

    return answer


def sending(body: bytes) -> Answer:
    async def answer(talk: Talk) -> None:
        await talk.answer(body)

    return answer


def poisons(day: Day, misdeeds: Sequence[Misdeed]) -> dict[str, Answer]:
    """Return every kind of poison by name."""
    good = rss([("1", "Attack on the market", START)])
    return {
        **{f"misdeed-{misdeed.name.replace(' ', '-')}": misdeed.script for misdeed in misdeeds},
        **{f"status-{code[:3]}": refusing(code) for code in ("401 No", "404 No", "410 Gone", "500 Oops")},
        "busy": refusing("429 Slow down"),
        "page": sending(b"<html><body><p>Hello</p></body></html>"),
        "cut-off": sending(good[:90]),
        "nothing": sending(b""),
        "noise": sending(bytes(range(256)) * 40),
        "dense": day.dense,
        "brittle": day.brittle,
        "too-many": day.flood(day.scale, "{poll}-{n}", "Rain {poll} {n}"),
        "new-titles": day.flood(400, "g{n}", "Bulletin of hour {poll} and minute {n} of the rain"),
        "fault-asking": sending(good),
        "fault-parsing": sending(good),
        "fault-storing": sending(good),
    }


@asynccontextmanager
async def faulty(deps: Dependencies) -> AsyncIterator[Dependencies]:
    """Break where no byte of today breaks: the faults we do not know of yet."""
    async with (
        Pool() as pool,
        fetch.client(
            Network(allow_private=(LOOPBACK,)), Polling(timeout=timedelta(seconds=2), max_body=2_000_000)
        ) as client,
    ):

        async def ask(feed: Feed, known: Validators) -> FetchResult:
            if feed.id == "fault-asking":
                raise KeyError(1096)
            result = await client.fetch(feed, known)
            if feed.id == "fault-storing" and isinstance(result, Fetched):
                return replace(result, validators=Validators("caf\udce9"))
            return result

        async def parse(request: ParseRequest) -> ParsedFeed | ParseFailed:
            if request.url.endswith("/fault-parsing"):
                raise RecursionError
            return await pool.parse(request)

        matcher = Brittle(compile_rules(rules())[0])
        yield replace(deps, fetch=ask, parse=parse, aside=pool.aside, matcher=matcher)


@contextmanager
def served(*scripts: tuple[str, Answer]) -> Iterator[list[Scripted]]:
    """Serve at each of these addresses from a thread of its own: what servers do is not what we are measured by."""
    ready: queue.Queue[list[Scripted]] = queue.Queue()
    stop = threading.Event()

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            ready.put(
                [await stack.enter_async_context(serving(script, host=host)) for host, script in scripts]
            )
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        yield ready.get(timeout=30)
    finally:
        stop.set()
        thread.join()


async def live(store: Store, good: int, span: timedelta, misdeeds: Sequence[Misdeed]) -> None:
    """Let a day pass, and judge it."""
    day, loop = Day(scale=1_500 if span < 24 * HOUR else 5_000), Loop()
    answers = poisons(day, misdeeds)

    async def answer(talk: Talk) -> None:
        await answers["misdeed-loop" if "loopx" in talk.path else talk.path[1:]](talk)

    addresses = (("127.0.0.1", day.good), ("127.0.0.2", answer), ("127.0.0.3", answer))
    with served(*addresses) as (well, ill, resting):
        feeds = [
            Feed(f"good-{n:03}", well.url(f"/good-{n:03}"), f"Good {n}", every=EVERY) for n in range(good)
        ]
        feeds += [
            Feed(name, (resting if name == "busy" else ill).url(f"/{name}"), name, every=EVERY)
            for name in answers
        ]
        digest = Digest("day", ("duty",), None, span - MINUTE, UTC_ZONE)
        room = Newsroom(
            store, config(digest, feeds={feed.id: feed for feed in feeds}, polling=Polling(per_host=1_000))
        )
        await edit.register(room.deps)
        store.feeds.register(feeds, room.now)
        async with faulty(room.deps) as deps:
            with loop.watched():
                await _pass(day, room, deps, span)
    assert loop.longest < HELD
    judge(day, room, set(answers))


async def _pass(day: Day, room: Newsroom, deps: Dependencies, span: timedelta) -> None:
    """Move the clock past good feeds as soon as they are read, past slow ones when they took ten minutes of it."""
    polls, begun = PollsInFlight(), dict[str, datetime]()
    while room.now < START + span:
        room.now = day.now = room.now + MINUTE
        claimed = room.store.feeds.claim_due(room.now, "test", 1_000, 1_000)
        begun |= dict.fromkeys(claimed, room.now)
        polls.begin(deps, claimed)
        async with asyncio.timeout(120):
            while any(feed.startswith("good") or room.now - begun[feed] > 10 * MINUTE for feed in polls.held):
                await asyncio.wait(polls.tasks, timeout=0.02)
        await group.group(deps)
    async with asyncio.timeout(120):
        while polls.tasks:
            await asyncio.wait(polls.tasks)
    await group.group(deps)
    room.now += MINUTE
    await edit.edit(room.deps)


def judge(day: Day, room: Newsroom, poisons: set[str]) -> None:
    """See that the day was as it should be."""
    gaps = [later - before for times in day.asked.values() for before, later in pairwise([*times, day.now])]
    assert max(gaps) <= 1.2 * EVERY

    found = room.store.hits.list(Filter(quiet=False), limit=None)
    shown = {
        f"{path}-{n}"
        for path, times in day.asked.items()
        for n in range(int((times[-1] - START) / EVERY) + 1)
    }
    hit = [one for one in found if one.entry.feed.startswith("good") and one.hit.match.rule == "attack"]
    assert len(hit) == len({one.entry.title for one in hit}) == len(shown)
    taken = room.taken("digest:day")
    assert all(one.hit.id in taken for one in hit)

    (edition,) = [what for what in room.rendered if isinstance(what, Edition)]
    named = {fault.feed: fault for fault in (*edition.coverage.changes, *edition.coverage.standing)}
    assert set(named) == poisons
    assert all(fault.error for fault in named.values())
    faults = [name for name, fault in named.items() if fault.state == "fault of monitor"]
    assert sorted(faults) == ["fault-asking", "fault-parsing", "fault-storing"]
    assert named["dense"].state == named["too-many"].state == named["brittle"].state == "incomplete"
    assert edition.coverage.healthy == len(day.asked)


@pytest.mark.on("sqlite")
def test_an_afternoon_among_poisonous_feeds(store: Store) -> None:
    quick = [misdeed for misdeed in MISDEEDS if not issubclass(misdeed.outcome, TooSlow | TooLarge)]
    runtime.run(live(store, 20, 90 * MINUTE, quick))


@pytest.mark.faults
@pytest.mark.on("sqlite")
def test_a_day_among_poisonous_feeds(store: Store) -> None:
    runtime.run(live(store, 100, 24 * HOUR, MISDEEDS))
