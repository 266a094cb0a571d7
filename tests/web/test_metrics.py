"""Numbers for Prometheus."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor.core.operations.events import Event, Handed, Polled, Reloaded, Worked
from monitor.core.operations.faults import OurFault
from monitor.core.operations.health import Reading, Runner, Vitals
from monitor.core.operations.outbox import Queue
from monitor.store import StoreError
from monitor.web import Metrics

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
VITALS = Vitals(
    at=NOW,
    last_tick=NOW - 5 * SECOND,
    reading=Reading(3, NOW, read_at=NOW),
    late={"digest:daily for duty": NOW},
    faults=(OurFault("group", "17", "entry 17", "KeyError", 1, NOW, NOW, NOW),),
    config_hash="0123456789abcdef",
    feeds={"ok": 3, "blocked": 1},
    queue=Queue(
        {"waiting": 2, "sending": 1, "sent": 9},
        oldest_at=NOW - 90 * SECOND,
        overdue_since=NOW - 9 * SECOND,
        unanswered_since=NOW - 60 * SECOND,
    ),
    runners=(Runner("a", "run", "host", 1, NOW, NOW),),
    free_bytes=1000,
)


def samples(metrics: Metrics) -> dict[str, float]:
    """Return every sample by its name and labels."""
    families = text_string_to_metric_families(metrics.page().decode())
    return {
        f"{sample.name}{{{','.join(f'{k}={v}' for k, v in sorted(sample.labels.items()))}}}": sample.value
        for family in families
        for sample in family.samples
    }


def counted(*events: Event) -> dict[str, float]:
    metrics = Metrics()
    for event in events:
        metrics.observe(event)
    return samples(metrics)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            Polled("rfi", "fetched", 2 * SECOND, (400 * SECOND, -SECOND), ("attack", "attack"), entries=3),
            {
                "monitor_feed_polls_total{outcome=fetched}": 1,
                "monitor_feed_poll_duration_seconds_bucket{le=1.0}": 0,
                "monitor_feed_poll_duration_seconds_bucket{le=2.5}": 1,
                "monitor_items_seen_total{}": 3,
                "monitor_item_delay_seconds_sum{}": 400,
                "monitor_item_delay_seconds_count{}": 2,
                "monitor_hits_total{rule=attack}": 2,
            },
        ),
        (Polled("rfi", "blocked", SECOND), {"monitor_feed_polls_total{outcome=blocked}": 1}),
        (Handed("mail", "deferred"), {"monitor_digest_mails_total{channel=mail,outcome=deferred}": 1}),
        (Reloaded(good=False), {"monitor_config_reloads_total{outcome=refused}": 1}),
        (
            Worked("late", 10 * SECOND),
            {
                "monitor_parser_pool_tasks_total{outcome=late}": 1,
                "monitor_parser_pool_task_duration_seconds_sum{}": 10,
            },
        ),
    ],
)
def test_what_happened_is_counted(event: Event, expected: dict[str, float]) -> None:
    found = counted(event)

    assert {name: found[name] for name in expected} == expected


def test_what_the_store_knows_is_told_at_every_reading() -> None:
    metrics = Metrics()
    metrics.watch(lambda: VITALS, lambda: {"rfi": NOW})
    found = samples(metrics)

    expected = {
        "monitor_outbox_pending{}": 3,
        "monitor_outbox_oldest_seconds{}": 90,
        "monitor_outbox_overdue_seconds{}": 9,
        "monitor_outbox_unanswered_seconds{}": 60,
        "monitor_ungrouped_oldest_seconds{}": 0,
        "monitor_deliveries{state=sent}": 9,
        "monitor_feeds{state=ok}": 3,
        "monitor_feed_last_success_timestamp_seconds{feed=rfi}": NOW.timestamp(),
        "monitor_config_last_reload_successful{}": 1,
        "monitor_rules_held_back{}": 0,
        "monitor_faults{work=group}": 1,
        "monitor_orders_late{}": 1,
        "monitor_last_read_timestamp_seconds{}": NOW.timestamp(),
        "monitor_runners{}": 1,
        "monitor_last_tick_timestamp_seconds{}": (NOW - 5 * SECOND).timestamp(),
        "monitor_store_free_bytes{}": 1000,
        "monitor_store_up{}": 1,
    }
    assert {name: found[name] for name in expected} == expected


def test_a_refused_reload_is_told() -> None:
    metrics = Metrics()
    metrics.watch(lambda: Vitals(at=NOW, refused=("bad",)), dict)

    assert samples(metrics)["monitor_config_last_reload_successful{}"] == 0


def test_a_store_that_does_not_answer_leaves_the_counts_readable() -> None:
    def gone() -> Vitals:
        raise StoreError("PostgreSQL does not answer")

    metrics = Metrics()
    metrics.watch(gone, dict)
    metrics.observe(Polled("rfi", "fetched", SECOND))
    found = samples(metrics)

    assert (found["monitor_store_up{}"], found["monitor_feed_polls_total{outcome=fetched}"]) == (0, 1)
