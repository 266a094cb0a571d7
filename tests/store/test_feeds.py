"""Feeds are leased fairly, once, and their rows follow the configuration."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from monitor.core.feeds.outcomes import Validators
from monitor.core.feeds.polling import Arrival, Memory, PollOutcome
from monitor.core.model import Coordinates, Match, ParsedEntry, Reason, Severity
from monitor.core.orders import coverage
from monitor.core.settings import Feed
from monitor.store import Store
from monitor.store.hits import Filter
from monitor.store.tables import hosts

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def feeds(number: int, over: int | None = None) -> list[Feed]:
    return [Feed(f"f{n:05}", f"http://h{n % (over or number)}.example/{n}", "F") for n in range(number)]


def outcome(store: Store, feed: str, **changes: object) -> PollOutcome:
    state = store.feeds.states([feed])[feed]
    made = PollOutcome(feed, state.owner or "", state.fence, NOON, "ok", 0, NOON + HOUR)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of an outcome


def test_a_few_feeds_are_due_at_once_and_many_are_spread(store: Store) -> None:
    store.feeds.register(feeds(20), NOON)

    assert len(store.feeds.claim_due(NOON, "a", 100, 2)) == 20

    store.feeds.register(feeds(4000), NOON)
    dues = [one.next_due - NOON for one in store.feeds.coverage(NOON) if one.next_due]
    assert max(dues) > 2 * MINUTE
    assert sum(due < 30 * timedelta(seconds=1) for due in dues) < 1000


def test_registering_again_changes_nothing(store: Store) -> None:
    store.feeds.register(feeds(3), NOON)
    [first, *_] = store.feeds.claim_due(NOON, "a", 1, 2)
    store.feeds.save([outcome(store, first, validators=Validators('"1"'), memory=Memory(usual=60))])
    before = store.feeds.states([first])

    store.feeds.register(feeds(3), NOON + MINUTE)

    assert before == store.feeds.states([first])


def test_a_paused_feed_is_not_asked_is_said_to_be_and_goes_on_where_it_was(store: Store) -> None:
    first, second = feeds(2)
    paused = replace(second, enabled=False)
    store.feeds.register([first, second], NOON)
    store.feeds.claim_due(NOON, "a", 10, 10)
    store.feeds.save([outcome(store, second.id, validators=Validators('"1"'), memory=Memory(usual=60))])
    store.feeds.make_due(NOON)

    store.feeds.register([first, paused], NOON + MINUTE)

    assert store.feeds.claim_due(NOON + HOUR, "b", 10, 10) == [first.id]
    assert store.feeds.make_due(NOON + HOUR) == 1
    health = {one.feed: one for one in store.feeds.coverage(NOON + HOUR)}
    assert (health[second.id].state, health[second.id].healthy, health[second.id].next_due) == (
        "paused",
        False,
        None,
    )
    changes, standing = coverage.faults([*health.values()], {}, {second.id: paused})
    assert ([fault.state for fault in changes], standing) == (["paused"], ())
    later, standing = coverage.faults([*health.values()], {second.id: "paused"}, {second.id: paused})
    assert (later, [fault.state for fault in standing]) == ((), ["paused"])

    store.feeds.register([first, second], NOON + 2 * HOUR)
    state = store.feeds.states([second.id])[second.id]
    assert (state.due_at, state.validators, state.memory.usual) == (NOON + 2 * HOUR, Validators('"1"'), 60)


@pytest.mark.parametrize("change", ["paused", "removed"])
def test_a_poll_in_flight_does_not_bring_back_a_feed_that_was_stopped(store: Store, change: str) -> None:
    [feed] = feeds(1)
    store.feeds.register([feed], NOON)
    store.feeds.claim_due(NOON, "a", 10, 10)
    in_flight = outcome(store, feed.id)

    store.feeds.register([replace(feed, enabled=False)] if change == "paused" else [], NOON)

    assert store.feeds.save([in_flight]) == frozenset()
    assert store.feeds.states([feed.id])[feed.id].due_at is None


def test_a_feed_that_begins_paused_is_not_asked(store: Store) -> None:
    store.feeds.register([replace(feeds(1)[0], enabled=False)], NOON)

    assert store.feeds.claim_due(NOON + HOUR, "a", 10, 10) == []
    assert [one.state for one in store.feeds.coverage(NOON)] == ["paused"]


def test_a_new_address_starts_anew(store: Store) -> None:
    store.feeds.register(feeds(1), NOON)
    store.feeds.claim_due(NOON, "a", 1, 2)
    store.feeds.save([outcome(store, "f00000", validators=Validators('"1"'), memory=Memory(usual=60))])
    store.feeds.register([replace(feeds(1)[0], url="http://other.example/")], NOON + MINUTE)

    state = store.feeds.states(["f00000"])["f00000"]
    assert (state.host, state.state, state.validators, state.memory) == (
        "other.example",
        "new",
        Validators(),
        Memory(),
    )
    assert state.due_at == NOON + MINUTE


def test_a_removed_feed_is_never_due_and_comes_back_when_it_is_back(store: Store) -> None:
    store.feeds.register(feeds(2), NOON)
    store.feeds.register(feeds(1), NOON)

    assert store.feeds.claim_due(NOON + HOUR, "a", 10, 10) == ["f00000"]
    assert [one.feed for one in store.feeds.coverage(NOON)] == ["f00000"]

    store.feeds.register(feeds(2), NOON + HOUR)
    assert store.feeds.claim_due(NOON + HOUR, "a", 10, 10) == ["f00001"]


def test_the_longest_due_come_first(store: Store) -> None:
    store.feeds.register(feeds(5), NOON)
    order = ["f00003", "f00000", "f00004", "f00001", "f00002"]
    store.feeds.make_due(NOON)
    store.feeds.claim_due(NOON, "a", 5, 5)
    for place, feed in enumerate(order):
        store.feeds.save([outcome(store, feed, due_at=NOON + place * MINUTE)])

    assert order == store.feeds.claim_due(NOON + HOUR, "a", 5, 5)


def test_a_host_gets_no_more_polls_at_once_than_agreed(store: Store) -> None:
    store.feeds.register(feeds(30, over=3), NOON)

    first = store.feeds.claim_due(NOON, "a", 100, 2)
    assert len(first) == 6
    assert store.feeds.claim_due(NOON, "b", 100, 2) == []

    store.feeds.save([outcome(store, first[0])])
    assert len(store.feeds.claim_due(NOON, "b", 100, 2)) == 1


def test_feeds_that_a_host_lets_wait_are_not_asked_and_not_in_order(store: Store) -> None:
    store.feeds.register(feeds(3, over=2), NOON - HOUR)
    store.feeds.make_due(NOON)
    store.feeds.claim_due(NOON, "a", 1, 1)
    until = NOON + HOUR
    throttled = outcome(
        store, "f00000", state="throttled", failures=1, due_at=until, cooldown=("h0.example", until)
    )
    store.feeds.save([throttled])

    assert store.feeds.claim_due(NOON, "b", 10, 10) == ["f00001"]
    told = {one.feed: (one.state, one.next_due) for one in store.feeds.coverage(NOON)}
    assert told == {"f00000": ("throttled", until), "f00001": ("new", NOON), "f00002": ("throttled", until)}


def test_one_busy_host_does_not_hide_the_others(store: Store) -> None:
    busy = [Feed(f"a{n:04}", f"http://busy.example/{n}", "F") for n in range(600)]
    store.feeds.register([*busy, Feed("z", "http://calm.example/", "F")], NOON - HOUR)
    store.feeds.make_due(NOON)

    assert "z" in store.feeds.claim_due(NOON, "a", 10, 2)


def test_a_lease_that_is_not_used_ends(store: Store) -> None:
    store.feeds.register(feeds(1), NOON)
    store.feeds.claim_due(NOON, "a", 1, 1)

    assert store.feeds.claim_due(NOON + MINUTE, "b", 1, 1) == []
    assert store.feeds.claim_due(NOON + HOUR, "b", 1, 1) == ["f00000"]


def test_a_lease_that_its_living_runner_could_not_give_back_is_not_waited_for(store: Store) -> None:
    store.feeds.register(feeds(4), NOON)
    store.feeds.claim_due(NOON, "a", 3, 2)
    store.feeds.claim_due(NOON, "b", 1, 2)

    assert store.feeds.release_forgotten("a", ["f00000"]) == 2
    assert store.feeds.release_forgotten("a", ["f00000"]) == 0

    owners = {feed: state.owner for feed, state in store.feeds.states([f"f{n:05}" for n in range(4)]).items()}
    assert sorted(map(str, owners.values())) == ["None", "None", "a", "b"]
    assert owners["f00000"] == "a"


def test_several_runners_share_the_feeds_without_overlap(open_store: Callable[[], Store]) -> None:
    stores = [open_store() for _ in range(4)]
    stores[0].feeds.register(feeds(200), NOON - HOUR)
    stores[0].feeds.make_due(NOON)

    def work(number: int) -> list[str]:
        claimed: list[str] = []
        while more := stores[number].feeds.claim_due(NOON, f"runner{number}", 7, 2):
            claimed += more
        return claimed

    with ThreadPoolExecutor(4) as threads:
        shares = list(threads.map(work, range(4)))

    claimed = [feed for share in shares for feed in share]
    assert len(claimed) == len(set(claimed))
    left = stores[0].feeds.claim_due(NOON, "last", 1000, 1000)
    assert sorted([*claimed, *left]) == sorted(feed.id for feed in feeds(200))


DAY = 24 * HOUR
JUMPS = (2 * HOUR, 20 * HOUR, DAY, 3 * 365 * DAY)


def limit_host(store: Store, host: str, until: datetime) -> None:
    with store.database.write() as connection:
        connection.execute(sa.insert(hosts).values(host=host, not_before=until))


def polled_at(store: Store, now: datetime) -> None:
    """Poll every feed that is due, each to be asked again in a quarter of an hour."""
    claimed = store.feeds.claim_due(now, "a", 100, 100)
    store.feeds.save([outcome(store, feed, at=now, due_at=now + HOUR / 4) for feed in claimed])


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_jumped_ahead_and_was_set_right_puts_no_feed_to_sleep(
    store: Store, jump: timedelta
) -> None:
    store.feeds.register(feeds(4)[:3], NOON)
    polled_at(store, NOON)
    polled_at(store, NOON + jump)
    store.feeds.register(feeds(4), NOON + jump)  # one that is new is due by the wrong clock, too
    limit_host(store, "h0.example", until=NOON + jump + HOUR / 4)

    claimed = store.feeds.claim_due(NOON + MINUTE, "a", 100, 100)

    assert sorted(claimed) == [feed.id for feed in feeds(4)]


@pytest.mark.parametrize("jump", [DAY, 3 * 365 * DAY])
def test_what_another_machine_asked_by_a_wrong_clock_is_due_within_a_minute(
    open_store: Callable[[], Store], jump: timedelta
) -> None:
    ours, other = open_store(), open_store()
    ours.feeds.register(feeds(3), NOON)
    polled_at(ours, NOON)
    polled_at(other, NOON + jump)
    ours.feeds.claim_due(NOON + MINUTE / 2, "a", 100, 100)

    assert len(ours.feeds.claim_due(NOON + 2 * MINUTE, "a", 100, 100)) == 3


def test_a_process_that_starts_after_the_clock_was_set_right_asks_at_once(
    open_store: Callable[[], Store],
) -> None:
    before, after = open_store(), open_store()
    before.feeds.register(feeds(3), NOON)
    polled_at(before, NOON + 2 * HOUR)

    assert len(after.feeds.claim_due(NOON + MINUTE, "a", 100, 100)) == 3


def test_feeds_that_fail_and_hosts_that_rest_wait_as_long_as_they_should(store: Store) -> None:
    store.feeds.register(feeds(2), NOON)
    claimed = store.feeds.claim_due(NOON, "a", 100, 100)
    store.feeds.save([outcome(store, feed, at=NOON, due_at=NOON + 23 * HOUR) for feed in claimed])
    limit_host(store, "rests.example", until=NOON + 23 * HOUR)

    for minutes in range(0, 600, 7):
        now = NOON + minutes * MINUTE - timedelta(seconds=minutes % 4)  # a clock that is corrected by seconds
        assert store.feeds.claim_due(now, "a", 100, 100) == []
    with store.database.read() as connection:
        assert connection.execute(sa.select(hosts.c.host)).scalars().all() == ["rests.example"]


REASONS = (
    Reason("raise", "high", {"en": "10 or more killed", "ar": "10 قتلى أو أكثر"}),
    Reason("rule", "low", {"*": "a"}),
)


def arrival(number: int, severity: Severity = Severity.LOW) -> Arrival:
    match = Match(
        "rule",
        "1",
        severity,
        ("tag",),
        (),
        concepts=("jnim",),
        places=("gao",),
        toll={"killed": 3},
        reasons=REASONS,
    )
    return Arrival(
        ParsedEntry(str(number), None, f"Title {number}", ""), (f"g:{number}",), f"d{number}", (match,)
    )


def test_a_commit_is_whole_or_not_at_all(store: Store) -> None:
    store.feeds.register(feeds(2), NOON)
    store.feeds.claim_due(NOON, "a", 2, 2)
    good = outcome(store, "f00000", arrivals=(arrival(1), arrival(2)), validators=Validators('"1"'))
    stale = replace(outcome(store, "f00001", arrivals=(arrival(3),), validators=Validators('"2"')), fence=99)

    assert store.feeds.save([good, stale]) == {"f00000"}

    assert (store.entries.count("f00000"), store.entries.count("f00001")) == (2, 0)
    assert store.feeds.states(["f00001"])["f00001"].validators == Validators()
    assert store.feeds.save([good]) == frozenset()


def test_an_entry_is_stored_with_what_the_feed_says_of_it(store: Store) -> None:
    store.feeds.register(feeds(1), NOON)
    store.feeds.claim_due(NOON, "a", 1, 1)
    about = replace(
        arrival(1).entry,
        author="Awa",
        source="Radio Fleuve",
        categories=("Mali", "Sécurité"),
        coordinates=Coordinates(16.27, -0.04),
        published=NOON + 48 * HOUR,
    )
    arrivals = (replace(arrival(1), entry=about), arrival(2))
    store.feeds.save([outcome(store, "f00000", arrivals=arrivals)])

    bare, told = store.entries.newest(2)
    assert (told.source, told.categories, told.coordinates) == (
        "Radio Fleuve",
        ("Mali", "Sécurité"),
        Coordinates(16.27, -0.04),
    )
    assert (bare.source, bare.categories, bare.coordinates) == (None, (), None)
    assert (told.is_dated_ahead, bare.is_dated_ahead) == (True, False)


def test_a_commit_teaches_which_item_became_which_entry(store: Store) -> None:
    store.feeds.register(feeds(1), NOON)
    store.feeds.claim_due(NOON, "a", 1, 1)
    memory = Memory().with_items({"d1": 0, "d2": 0})
    store.feeds.save([outcome(store, "f00000", arrivals=(arrival(1), arrival(2)), memory=memory)])

    known = store.entries.known("f00000", ["g:1", "g:2"])
    remembered = store.feeds.states(["f00000"])["f00000"].memory
    assert remembered.items == {"d1": known["g:1"].id, "d2": known["g:2"].id}
    assert set(remembered.latest) == set(remembered.items.values())
    assert known["g:1"].told == {"rule": Severity.LOW}


def test_hits_are_listed_searched_and_judged(store: Store) -> None:
    store.feeds.register(feeds(2), NOON)
    store.feeds.claim_due(NOON, "a", 2, 2)
    store.feeds.save(
        [
            outcome(store, "f00000", arrivals=(arrival(1), arrival(22, Severity.HIGH))),
            outcome(store, "f00001", arrivals=(arrival(3),)),
        ]
    )

    def titles(wanted: Filter | None = None) -> list[str]:
        return [one.entry.title for one in store.hits.list(wanted)]

    assert titles() == ["Title 3", "Title 22", "Title 1"]
    assert titles(Filter(min_severity=Severity.HIGH)) == ["Title 22"]
    assert titles(Filter(feed="f00001")) == ["Title 3"]
    assert titles(Filter(words=("title", "22"))) == ["Title 22"]
    assert titles(Filter(words=("%",))) == []
    assert titles(Filter(since=NOON + HOUR)) == []
    [newest, *_] = store.hits.list(limit=1)
    assert (newest.hit.match.toll, newest.hit.match.reasons) == ({"killed": 3}, REASONS)
    assert store.hits.mark(newest.hit.id, correct=False, by="desk", now=NOON)
    assert store.hits.mark(newest.hit.id, correct=True, by="desk", now=NOON)
    assert not store.hits.mark(9999, correct=True, by="desk", now=NOON)
    assert (found := store.hits.get(newest.hit.id)) is not None
    assert found.correct is True
    assert store.hits.verdicts() == (("rule", 1, 0),)


@pytest.mark.parametrize("limit", [0, -1])
def test_nothing_is_claimed_without_room(store: Store, limit: int) -> None:
    store.feeds.register(feeds(1), NOON)

    assert store.feeds.claim_due(NOON, "a", limit, 2) == []
