"""REMATCH on both databases: what entries gain is stored once, quiet, and only if it says more."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from monitor import runtime
from monitor.core.model import Severity
from monitor.core.rules.matcher import Matcher
from monitor.steps import rematch as steps
from monitor.steps.rematch import RematchCounts, Span, rematch
from monitor.store import Store
from monitor.store.hits import Filter
from monitor.store.tables import entries
from tests.core.rules.making import matcher, rule, select

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def filled(store: Store, number: int) -> None:
    new = [
        {
            "feed": "wire",
            "title": f"Flood {one}" if one % 2 else f"Calm {one}",
            "summary": "",
            "seen_at": NOW - timedelta(hours=one),
            "content_hash": "",
        }
        for one in range(number)
    ]
    with store.database.write() as connection:
        connection.execute(sa.insert(entries), new)


def ran(store: Store, rules: Matcher, hours: int = 99) -> RematchCounts:
    return runtime.run(rematch(store, rules, Span(NOW - timedelta(hours=hours)), lambda: NOW))


def test_what_entries_gain_is_stored_once_and_quiet(store: Store) -> None:
    filled(store, 10)
    rules = matcher(rule(None, select("s", "flood"), id="flood"))

    first, again = ran(store, rules), ran(store, rules)

    assert (first.entries, first.hits_new, first.by_rule) == (10, 5, (("flood", 5),))
    assert again.hits_new == 0
    assert all(one.hit.quiet for one in store.hits.list())
    assert store.hits.counts(NOW - timedelta(days=1)) == {}


def test_only_a_graver_hit_is_added_beside_one_there_is(store: Store) -> None:
    filled(store, 2)
    for severity in (Severity.MEDIUM, Severity.LOW, Severity.HIGH):
        ran(store, matcher(rule(None, select("s", "flood"), id="flood", severity=severity)))

    found = store.hits.list(Filter(rule="flood"))

    assert [one.hit.match.severity for one in found] == [Severity.HIGH, Severity.MEDIUM]


def test_entries_seen_before_are_left_alone_and_progress_is_told(store: Store) -> None:
    filled(store, 10)
    told: list[int] = []
    span = Span(NOW - timedelta(hours=4), told.append)

    counts = runtime.run(
        rematch(store, matcher(rule(None, select("s", "flood"), id="flood")), span, lambda: NOW, alert=True)
    )

    assert (counts.entries, counts.hits_new, sum(told)) == (5, 2, 5)
    assert store.hits.counts(NOW - timedelta(days=1)) == {"flood": 2}


def test_entries_come_in_batches_and_none_twice(store: Store) -> None:
    filled(store, steps.BATCH + 20)

    batches = list(steps.pages(store, Span(NOW - timedelta(days=99))))

    assert list(map(len, batches)) == [steps.BATCH, 20]
    assert len({one.id for batch in batches for one in batch}) == steps.BATCH + 20
