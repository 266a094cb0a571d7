"""What is said of the service, and what to do about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.operations.health import Level, Vitals, is_ready, judge, spoken
from monitor.core.operations.outbox import Blockade, Queue

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WELL = Vitals(
    at=NOW,
    last_tick=NOW - timedelta(seconds=5),
    config_hash="0123456789abcdef",
    feeds={"ok": 40},
    queue=Queue({"sent": 12}),
    free_bytes=10**10,
)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BLOCKED = Blockade("smtp", "a@x.example", NOW - HOUR, "554 5.7.1 blocklisted", urgent=True, partial=False)


def test_a_service_at_work_has_only_fine_findings() -> None:
    assert [finding.level for finding in judge(WELL)] == [Level.FINE] * 6


@pytest.mark.parametrize(
    ("change", "subject", "level", "found"),
    [
        ({"last_tick": None}, "work", Level.FAULT, "nothing has worked on this store yet"),
        ({"last_tick": NOW - HOUR}, "work", Level.FAULT, "nothing has worked on this store for 60 min"),
        ({"config_hash": None}, "configuration", Level.WARNING, "none was in use yet"),
        (
            {"refused": ("feeds.yaml:3:5: bad", "b"), "refused_since": NOW},
            "configuration",
            Level.WARNING,
            "refused since 2026-11-22 12:00 UTC: feeds.yaml:3:5: bad (and 1 more)",
        ),
        (
            {"restart_needed": ("store", "web.listen")},
            "restart",
            Level.WARNING,
            "restart needed: store, web.listen changed",
        ),
        ({"held_back": {"r": "missed 'x'"}}, "rules", Level.WARNING, "r is held back: missed 'x'"),
        ({"feeds": {}}, "feeds", Level.WARNING, "none is watched"),
        ({"feeds": {"ok": 3, "blocked": 1}}, "feeds", Level.WARNING, "1 blocked, 3 ok"),
        ({"feeds": {"unreachable": 4}}, "feeds", Level.FAULT, "none can be read: 4 unreachable"),
        ({"feeds": {"degraded": 4}}, "feeds", Level.WARNING, "4 degraded"),
        ({"feeds": {"degraded": 1, "gone": 3}}, "feeds", Level.WARNING, "1 degraded, 3 gone"),
        (
            {"oldest_ungrouped": NOW - HOUR},
            "stories",
            Level.FAULT,
            "a hit has waited for 60 min to be grouped",
        ),
        (
            {"queue": Queue({"waiting": 3}, blockades=(BLOCKED,))},
            "way out",
            Level.FAULT,
            "smtp will not have us for 60 min: 554 5.7.1 blocklisted",
        ),
        (
            {"queue": Queue({"waiting": 1}, blockades=(replace(BLOCKED, partial=True),))},
            "way out",
            Level.WARNING,
            "a@x.example is refused to us for 60 min: 554 5.7.1 blocklisted",
        ),
        (
            {"queue": Queue({"waiting": 3}, oldest_at=NOW - 5 * HOUR)},
            "deliveries",
            Level.WARNING,
            "3 undelivered, the oldest for 5 h",
        ),
        (
            {"queue": Queue({"waiting": 3}, oldest_at=NOW - 5 * HOUR, overdue_since=NOW - HOUR)},
            "deliveries",
            Level.FAULT,
            "messages are due and nobody tries them, the oldest for 60 min",
        ),
        (
            {"queue": Queue({"waiting": 3}, oldest_at=NOW - 5 * HOUR, unanswered_since=NOW - 4 * HOUR)},
            "deliveries",
            Level.FAULT,
            "no server answered for messages, the oldest for 4 h",
        ),
        (
            {"queue": Queue({"waiting": 1}, NOW - 40 * MINUTE, None, NOW - 40 * MINUTE, NOW - 40 * MINUTE)},
            "deliveries",
            Level.FAULT,
            "no server answered for alerts, the oldest for 40 min",
        ),
        ({"queue": Queue({"dead": 2})}, "deliveries", Level.WARNING, "2 given up"),
        ({"free_bytes": 10 * 1024**2}, "disk", Level.FAULT, "10 MiB free"),
        ({"free_bytes": 100 * 1024**2}, "disk", Level.WARNING, "100 MiB free"),
    ],
)
def test_each_trouble_is_found_with_a_remedy(
    change: dict[str, object], subject: str, level: Level, found: str
) -> None:
    findings = judge(replace(WELL, **change))  # type: ignore[arg-type] # a table of changes
    (trouble,) = [finding for finding in findings if finding.level is not Level.FINE]

    assert (trouble.subject, trouble.level, trouble.found) == (subject, level, found)
    assert trouble.remedy


def test_only_a_fault_makes_the_service_unready() -> None:
    warned = replace(WELL, feeds={"ok": 3, "blocked": 1})
    stalled = replace(WELL, last_tick=NOW - HOUR)

    assert (is_ready(judge(WELL)), is_ready(judge(warned)), is_ready(judge(stalled))) == (True, True, False)


def test_a_young_wait_is_no_trouble() -> None:
    busy = replace(
        WELL,
        queue=Queue({"waiting": 1, "sending": 1}, oldest_at=NOW - timedelta(minutes=3)),
        oldest_ungrouped=NOW - timedelta(seconds=3),
    )

    assert is_ready(judge(busy))


def test_a_store_on_another_machine_has_no_disk_of_ours() -> None:
    assert "disk" not in {finding.subject for finding in judge(replace(WELL, free_bytes=None))}


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=-3), "0 s"),
        (timedelta(seconds=119), "119 s"),
        (timedelta(minutes=2), "2 min"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=3), "3 d"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(span: timedelta, text: str) -> None:
    assert spoken(span) == text
