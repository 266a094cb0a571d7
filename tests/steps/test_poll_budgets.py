"""POLL under a flood: the event loop stays free, what a budget leaves out is said, and nothing grave is left out."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor import config, runtime
from monitor.core.feeds import budget
from monitor.core.feeds.outcomes import Fetched, FetchResult, Validators
from monitor.core.model import Match, Severity, Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.rules.model import Rule, RuleSet, Selection, Term
from monitor.core.settings import Feed
from monitor.pool import Pool
from monitor.steps import poll
from monitor.steps.poll import PollCounts
from monitor.steps.rematch import Span, rematch
from monitor.store import Store
from monitor.store.tables import entries, hits
from tests.faults.held import HELD, Loop
from tests.steps.test_poll import HOUR, NOON, Item, Words, World, document

SHIPPED = Path(__file__).parents[2] / "config"


@cache
def words() -> tuple[str, ...]:
    """Return the terms of the shipped vocabularies."""
    lines = [
        line.strip() for file in SHIPPED.glob("vocabularies/*.yaml") for line in file.read_text().splitlines()
    ]
    terms = [re.sub(r"[*-]", "", line).strip() for line in lines if ":" not in line and "#" not in line]
    return tuple(term for term in terms if 0 < len(term) < 40)


@cache
def matcher(rules: int) -> Matcher:
    """Return the shipped rules, or so many of two words each."""
    if not rules:
        return config.matcher(config.load(SHIPPED, {}))
    terms = words()
    made = (
        Rule(
            f"r{number}",
            "Words",
            Severity.CRITICAL if number % 40 == 0 else Severity.LOW,
            selections=(Selection("any", any=tuple(map(Term, terms[number % 700 :: 90]))),),
        )
        for number in range(rules)
    )
    return Matcher(compile_rules(RuleSet({}, tuple(made)))[0])


def dense(size: int, *, seed: int = 1) -> bytes:
    """Return a document of nothing but words that rules look for."""
    chosen = random.Random(seed)  # noqa: S311 - words
    items = []
    for number in range(size // 4_500):
        text = " ".join(chosen.choice(words()) for _ in range(900))
        items.append(Item(f"{seed}-{number}", text[:480], number * timedelta(seconds=1), text[:3900]))
    return document(items)


def polled(
    world: World, body: Callable[[], bytes], rules: Matcher | None = None, polls: int = 1
) -> tuple[PollCounts, float]:
    """Poll what sends ``body``, in the processes and threads of the daemon; return how long the loop was held, too."""

    async def fetch(feed: Feed, _known: Validators) -> FetchResult:
        return Fetched(body(), feed.url, "application/rss+xml")

    async def work() -> PollCounts:
        counts = PollCounts()
        async with Pool() as pool:
            deps = replace(world.deps, fetch=fetch, parse=pool.parse, aside=pool.aside)
            deps = replace(deps, matcher=rules or deps.matcher)
            for _ in range(polls):
                world.wait(HOUR)
                world.store.feeds.make_due(world.now)
                claimed = world.store.feeds.claim_due(world.now, "runner", 10, 10)
                with loop.watched():
                    counts += await poll.poll_many(deps, claimed)
        return counts

    loop = Loop()
    return runtime.run(work()), loop.longest


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.feed()
    return made


@pytest.mark.on("sqlite")
def test_a_document_of_rule_words_holds_nothing_up_and_what_waits_is_said(world: World) -> None:
    body = dense(9_800_000)
    counts, held = polled(world, lambda: body, matcher(1_000))

    assert counts.fetched == 1
    assert counts.entries_new > 10
    assert counts.hits_new >= counts.entries_new * 0.9
    assert held < HELD
    (feed,) = world.store.feeds.coverage(world.now)
    assert feed.state == "incomplete"
    assert "later polls take more" in feed.error
    assert (world.store.database.path or Path()).stat().st_size < 30_000_000


@pytest.mark.on("sqlite")
def test_what_waited_is_read_by_the_polls_that_follow(world: World) -> None:
    body = dense(700_000)
    counts, held = polled(world, lambda: body, matcher(0), polls=3)

    assert held < HELD
    assert counts.entries_new == world.store.entries.count() == 700_000 // 4_500
    assert world.health() == "incomplete"
    world.wait(timedelta(hours=25))
    assert world.health() == "quiet"


def archive(number: int, *, start: int = 0, title: str = "Heavy rain over the district {}") -> bytes:
    """Return a document of many entries a second apart, the newest first, with addresses that take long to compare."""
    items = "".join(
        f"<item><guid isPermaLink='false'>g{n}</guid><title>{title.format(n)}</title>"
        f"<link>https://www.site.example/news/?id={n}&amp;utm_source=rss&amp;x=%C3%A9</link>"
        f"<description>Attack number {n}.</description>"
        f"<pubDate>{format_datetime(NOON - timedelta(days=2, seconds=n - start))}</pubDate></item>"
        for n in range(start, start + number)
    )
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()


@pytest.mark.on("sqlite")
def test_a_first_poll_of_five_thousand_entries_is_a_baseline_to_its_end(world: World) -> None:
    body = archive(5_000)
    first, held = polled(world, lambda: body)

    assert first.entries_new == budget.MOST_NEW
    assert held < HELD
    (feed,) = world.store.feeds.coverage(world.now)
    assert (feed.state, feed.error) == (
        "incomplete",
        "4000 new entries beyond what a feed may bring at once: later polls take more",
    )

    later, held = polled(world, lambda: body, polls=5)

    assert (later.entries_new, world.store.entries.count()) == (4_000, 5_000)
    assert held < HELD
    assert {quiet for _, _, quiet in world.hits()} == {True}


@pytest.mark.on("sqlite")
def test_entries_without_end_are_bounded_by_the_day_and_said(world: World) -> None:
    bodies = iter(range(0, 100_000, 1_500))

    counts, held = polled(world, lambda: archive(1_500, start=next(bodies)), polls=7)

    assert counts.entries_new == budget.MOST_A_DAY
    assert held < HELD
    assert world.health() == "incomplete"
    world.wait(timedelta(days=1))
    counts, _ = polled(world, lambda: archive(1_500, start=next(bodies)))
    assert counts.entries_new == budget.MOST_NEW


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("title", "guid"),
    [("Heavy rain over the district of Gao {n}", "{poll}-{n}"), ("Bulletin {poll}-{n}", "g{n}")],
    ids=["guids that rotate", "titles that change"],
)
def test_a_feed_that_rewrites_itself_at_each_poll_writes_few_lines_of_log(
    world: World, title: str, guid: str, caplog: pytest.LogCaptureFixture
) -> None:
    def body() -> bytes:
        number = next(numbers)
        items = [
            Item(guid.format(poll=number, n=n), title.format(poll=number, n=n), n * HOUR, f"Rain {n} fell.")
            for n in range(300)
        ]
        return document(items)

    numbers = iter(range(100))
    caplog.set_level("INFO", "monitor")
    counts, held = polled(world, body, polls=4)

    assert counts.entries_new <= 300
    assert held < HELD
    assert len(caplog.records) < 20


class Brittle(Words):
    """A matcher that breaks at a word."""

    def match(self, texts: Sequence[Text], effort: int | None = None) -> list[tuple[Match, ...]]:
        for text in texts:
            if "\u2776" in text.title:
                raise ValueError(f"could not convert string to float: {text.title[-3:]!r}")
        return super().match(texts, effort)


@pytest.mark.parametrize("places", [(0,), (2,), (4,), (0, 1, 2, 3, 4)])
def test_an_entry_that_breaks_the_matcher_is_stored_and_told_while_its_neighbours_hit(
    world: World, places: tuple[int, ...]
) -> None:
    shown = [
        Item(f"g{n}", f"Attack {n}" + (" 17 \u2776" if n in places else ""), n * timedelta(minutes=1))
        for n in range(5)
    ]
    body = document(shown)

    counts, _ = polled(world, lambda: body, Brittle(), polls=2)  # type: ignore[arg-type]  # as much of a matcher as is used

    assert (counts.failed, counts.entries_new, counts.hits_new) == (0, 5, 5 - len(places))
    (feed,) = world.store.feeds.coverage(world.now)
    assert feed.state == "incomplete"
    named = "1 entry" if len(places) == 1 else "5 entries"
    assert feed.error.startswith(f"{named} stored without being matched: ValueError: could not convert")
    with world.store.database.read() as connection:
        query = sa.select(entries.c.title).where(entries.c.unmatched.like("ValueError: %"))
        assert set(connection.execute(query).scalars()) == {shown[n].title for n in places}


def test_what_could_not_be_matched_hits_when_it_is_matched_again(world: World) -> None:
    body = document([Item("1", "Attack 17 \u2776")])
    polled(world, lambda: body, Brittle())  # type: ignore[arg-type]  # as above
    span = Span(NOON - timedelta(days=1))

    counts = runtime.run(rematch(world.store, Words(), span, lambda: world.now))  # type: ignore[arg-type]  # as above

    assert counts.hits_new == 1
    with world.store.database.read() as connection:
        assert connection.execute(sa.select(entries.c.unmatched)).scalars().all() == [None]


def test_a_rematch_goes_past_what_breaks_the_matcher(world: World) -> None:
    body = document([Item("1", "Attack 17 \u2776"), Item("2", "Attack in Gao"), Item("3", "Attack in Kidal")])
    polled(world, lambda: body, Brittle())  # type: ignore[arg-type]  # as above
    with world.store.database.write() as connection:
        connection.execute(sa.delete(hits))
    span = Span(NOON - timedelta(days=1))

    counts = runtime.run(rematch(world.store, Brittle(), span, lambda: world.now))  # type: ignore[arg-type]  # as above

    assert (counts.entries, counts.hits_new, counts.unmatched) == (3, 2, 1)
