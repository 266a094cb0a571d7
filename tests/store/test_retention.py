"""What goes, and what stays."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from monitor.core.model import Severity
from monitor.core.settings import Retention as Periods
from monitor.store import Store
from monitor.store.retention import Removed
from monitor.store.tables import deliveries, editions, entries, entry_keys, hits, hosts, stories, tellings
from tests.store import filling
from tests.store.filling import NOW

DAY = timedelta(days=1)
PERIODS = Periods(entries=90 * DAY, hits=730 * DAY)


def titles(store: Store) -> list[str]:
    with store.database.read() as connection:
        return list(connection.execute(sa.select(entries.c.title).order_by(entries.c.id)).scalars())


def test_what_is_young_stays(store: Store) -> None:
    filling.everything(store, NOW - 89 * DAY)
    before = filling.count_rows(store)
    removed = store.retention.apply(PERIODS, NOW)

    assert (removed, filling.count_rows(store)) == (Removed(tidied=removed.tidied), before)


@pytest.mark.parametrize(
    ("looks", "remains", "reason"),
    [
        ([0, 3 * 365 * 24], True, "the clock leapt three years ahead"),
        ([3 * 365 * 24], True, "the first look at a store, of a clock three years ahead"),
        ([0, 3 * 365 * 24, 3 * 365 * 24 + 5], True, "five hours later it may still be wrong"),
        ([0, 3 * 365 * 24, 1, 2], True, "it was set right, and nothing is lost"),
        ([0, 3 * 365 * 24, 3 * 365 * 24 + 25], False, "a day later it is believed: nothing ran for so long"),
        ([0, *range(24, 91 * 24, 24)], False, "a service that works has no leaps"),
    ],
)
def test_nothing_goes_for_its_age_while_the_clock_is_in_doubt(
    store: Store, looks: list[int], remains: bool, reason: str
) -> None:
    filling.everything(store, NOW - DAY)
    for hours in looks:
        store.retention.apply_if_due(PERIODS, NOW + timedelta(hours=hours))

    assert all(titles(store)) is remains, reason


def test_a_clock_that_leapt_ahead_is_a_warning_until_it_is_believed_or_set_right(store: Store) -> None:
    told = []
    for hours in (0, 24 * 365, 2):
        store.retention.apply_if_due(PERIODS, NOW + timedelta(hours=hours))
        told.append(store.status.read(NOW).clock_leapt)

    assert told == [None, NOW + 365 * DAY, None]


def test_a_story_outlives_the_text_of_entries_without_hits(store: Store) -> None:
    filling.everything(store, NOW - 91 * DAY)
    filling.feed(store, "other")
    removed = store.retention.apply(PERIODS, NOW)

    assert (removed, titles(store)) == (
        Removed(deliveries=1, emptied=1, tidied=removed.tidied),
        ["", "Attack"],
    )


def test_everything_is_gone_at_the_end(store: Store) -> None:
    filling.everything(store, NOW - 731 * DAY)
    late = filling.entry(store, NOW)
    filling.key(store, late, NOW)
    store.retention.apply(PERIODS, NOW)

    assert filling.count_rows(store) == {"feeds": 1, "entries": 1, "entry_keys": 1}


def test_an_entry_lives_as_long_as_its_hits(store: Store) -> None:
    old = filling.entry(store, NOW - 400 * DAY)
    filling.hit(store, old, NOW - 400 * DAY)
    store.retention.apply(PERIODS, NOW)

    assert titles(store) == ["Attack"]


def test_a_story_that_is_still_reported_keeps_its_old_hits(store: Store) -> None:
    old, new = filling.entry(store, NOW - 800 * DAY), filling.entry(store, NOW)
    story = filling.story(store, [old, new], last_seen=NOW)
    filling.hit(store, old, NOW - 800 * DAY, story)
    store.retention.apply(PERIODS, NOW)

    assert filling.count_rows(store, stories, hits) == {"stories": 1, "hits": 1}


@pytest.mark.parametrize(
    ("shown", "remembered", "reason"),
    [
        (NOW - 400 * DAY, False, "gone from the feed for long"),
        (NOW - 91 * DAY, False, "gone for more than 90 days"),
        (NOW - 89 * DAY, True, "may come back"),
        (NOW, True, "is in the last document"),
    ],
)
def test_a_key_lives_while_its_feed_shows_it_and_90_days_more(
    store: Store, shown: datetime, remembered: bool, reason: str
) -> None:
    old = filling.entry(store, NOW - 500 * DAY)
    filling.key(store, old, shown)
    filling.key(store, filling.entry(store, NOW, title="New"), NOW)
    store.retention.apply(PERIODS, NOW)

    assert titles(store) == (["", "New"] if remembered else ["New"]), reason


def test_what_the_last_document_may_have_shown_is_kept_when_a_feed_falls_silent(store: Store) -> None:
    for age in (880, 885, 900):  # with the last document, within a week of it, and before
        filling.key(store, filling.entry(store, NOW - 950 * DAY), NOW - age * DAY)
    store.retention.apply(PERIODS, NOW)

    assert filling.count_rows(store, entry_keys, entries) == {"entry_keys": 2, "entries": 2}


def test_what_a_silent_feed_showed_last_is_never_forgotten(store: Store) -> None:
    old = filling.entry(store, NOW - 900 * DAY, feed="yearly")
    filling.key(store, old, NOW - 900 * DAY, "yearly")
    store.retention.apply(PERIODS, NOW)

    assert filling.count_rows(store, entry_keys, entries) == {"entry_keys": 1, "entries": 1}


@pytest.mark.parametrize(("state", "stays"), [("waiting", 1), ("sending", 1), ("sent", 0), ("dead", 0)])
def test_a_message_that_was_not_delivered_stays_however_old(store: Store, state: str, stays: int) -> None:
    made = filling.edition(store, NOW - 1000 * DAY)
    done = NOW - 999 * DAY if state in ("sent", "dead") else None
    filling.delivery(store, made, state, done)
    store.retention.apply(PERIODS, NOW)

    assert filling.count_rows(store, deliveries, editions) == {"deliveries": stays, "editions": stays}


def test_who_was_told_stays_as_long_as_the_hits_without_the_text_of_the_messages(store: Store) -> None:
    old = filling.entry(store, NOW - 100 * DAY)
    story = filling.story(store, [old], last_seen=NOW - 100 * DAY)
    filling.hit(store, old, NOW - 100 * DAY, story)
    made = filling.edition(store, NOW - 100 * DAY)
    with store.database.write() as connection:
        connection.execute(
            tellings.insert().values(edition=made, story=story, status="new", severity=int(Severity.CRITICAL))
        )
    sent = filling.delivery(store, made, "sent", NOW - 99 * DAY)
    dead = filling.delivery(store, made, "dead", NOW - 99 * DAY)
    store.retention.apply(PERIODS, NOW)
    kept = store.tellings.of(story)
    payloads = [store.deliveries.payload(number) for number in (sent, dead)]
    retried = store.deliveries.retry([sent, dead], NOW, states=("sent", "dead"))
    counted = store.deliveries.queue(NOW).states
    store.retention.apply(PERIODS, NOW + 700 * DAY)

    assert [message.state for message in kept] == ["sent", "dead"]
    assert (payloads, retried, counted) == ([b"", b""], 0, {})
    assert set(filling.count_rows(store, deliveries, editions, tellings).values()) == {0}


def test_many_rows_go_in_many_small_transactions(store: Store) -> None:
    bare = {"title": "old", "summary": "", "feed": "rfi", "seen_at": NOW - 100 * DAY, "content_hash": ""}
    with store.database.write() as connection:
        connection.execute(entries.insert(), [bare] * 1203)

    assert store.retention.apply(PERIODS, NOW).entries == 1203


def test_a_cooldown_that_is_over_is_forgotten(store: Store) -> None:
    for name, until in (("past.test", NOW - DAY), ("future.test", NOW + DAY)):
        filling.add(store, hosts, host=name, not_before=until)
    store.retention.apply(PERIODS, NOW)

    assert filling.count_rows(store, hosts) == {"hosts": 1}


@pytest.mark.on("sqlite")
def test_the_file_shrinks_again(store: Store) -> None:
    path = store.database.path
    assert path is not None
    for _ in range(40):
        filling.entry(store, NOW - 100 * DAY, summary="x" * 50_000)
    with store.database.sqlite() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    before = path.stat().st_size
    store.retention.apply(PERIODS, NOW)

    assert path.stat().st_size < before / 3


def test_it_is_done_once_an_hour_whichever_process_asks(
    store: Store, open_store: Callable[[], Store]
) -> None:
    minutes = (0, 1, 59, 60, 61)
    done = [
        each.retention.apply_if_due(PERIODS, NOW + timedelta(minutes=minute)) is not None
        for minute, each in zip(minutes, [store, open_store()] * 3, strict=False)
    ]

    assert done == [True, False, False, True, False]


def test_a_clock_that_was_set_back_does_not_stop_it(store: Store) -> None:
    store.retention.apply_if_due(PERIODS, NOW)

    assert store.retention.apply_if_due(PERIODS, NOW - DAY) is not None
