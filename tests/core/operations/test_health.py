"""What is said of the service, and what to do about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.operations.faults import OurFault
from monitor.core.operations.health import Level, Reading, Rhythm, Vitals, is_ready, judge, spoken
from monitor.core.operations.outbox import Blockade, Queue

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WELL = Vitals(
    at=NOW,
    last_tick=NOW - timedelta(seconds=5),
    config_hash="0123456789abcdef",
    feeds={"ok": 40},
    reading=Reading(40, NOW - timedelta(days=9), read_at=NOW - timedelta(minutes=1), asked_at=NOW),
    queue=Queue({"sent": 12}),
    free_bytes=10**10,
)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BLOCKED = Blockade("smtp", "a@x.example", NOW - HOUR, "554 5.7.1 blocklisted", urgent=True, partial=False)


def fault(work: str, what: str, lasts: timedelta) -> OurFault:
    """Give something that has failed for so long."""
    title = what or f"the step {work}"
    return OurFault(work, what, title, "KeyError: 1096", 9, NOW - lasts, NOW, NOW)


def test_a_service_at_work_has_only_fine_findings() -> None:
    assert [finding.level for finding in judge(WELL)] == [Level.FINE] * 7


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
        (
            {"last_tick": NOW + HOUR},
            "work",
            Level.FAULT,
            "the last tick is 60 min ahead: the clock was set back, and nothing has worked since",
        ),
        (
            {"feeds": {"ok": 3, "fault of monitor": 4}},
            "feeds",
            Level.FAULT,
            "monitor itself fails on most: 4 fault of monitor, 3 ok",
        ),
        (
            {"late": {"digest:daily for duty": NOW - HOUR, "digest:new for duty": NOW - MINUTE}},
            "orders",
            Level.FAULT,
            "digest:daily for duty is late by 60 min",
        ),
        (
            {"faults": (fault("edit", "alert:urgent for duty", HOUR),)},
            "monitor",
            Level.FAULT,
            "alert:urgent for duty fails for 60 min: KeyError: 1096",
        ),
        (
            {"faults": (fault("retain", "", HOUR),)},
            "monitor",
            Level.FAULT,
            "the step retain fails for 60 min: KeyError: 1096",
        ),
        (
            {"faults": (fault("edit", "alert:urgent for duty", MINUTE),)},
            "monitor",
            Level.WARNING,
            "alert:urgent for duty fails for 60 s: KeyError: 1096",
        ),
        (
            {"faults": (fault("group", "entry 17 'Attack'", HOUR),)},
            "monitor",
            Level.WARNING,
            "entry 17 'Attack' fails for 60 min: KeyError: 1096",
        ),
        (
            {"clock_leapt": NOW},
            "clock",
            Level.WARNING,
            "leapt ahead to 2026-11-22 12:00 UTC",
        ),
        ({"held_back": {"r": "missed 'x'"}}, "rules", Level.WARNING, "r is held back: missed 'x'"),
        ({"feeds": {}}, "feeds", Level.WARNING, "none is watched"),
        ({"feeds": {"ok": 3, "blocked": 1}}, "feeds", Level.WARNING, "1 blocked, 3 ok"),
        ({"feeds": {"unreachable": 4}}, "feeds", Level.FAULT, "none can be read: 4 unreachable"),
        ({"feeds": {"degraded": 4}}, "feeds", Level.WARNING, "4 degraded"),
        ({"feeds": {"degraded": 1, "gone": 3}}, "feeds", Level.WARNING, "1 degraded, 3 gone"),
        ({"feeds": {"incomplete": 1, "dormant": 2}}, "feeds", Level.WARNING, "2 dormant, 1 incomplete"),
        ({"feeds": {"empty": 1, "dormant": 2}}, "feeds", Level.WARNING, "2 dormant, 1 empty"),
        (
            {"feeds": {"empty": 1, "error entries": 2}},
            "feeds",
            Level.FAULT,
            "none can be read: 1 empty, 2 error entries",
        ),
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


RHYTHM = Rhythm(15 * MINUTE, 6 * HOUR)


@pytest.mark.parametrize(
    ("change", "level", "reason"),
    [
        ({}, Level.FINE, "read a minute ago"),
        ({"read_at": None, "since": NOW - MINUTE}, Level.FINE, "a new store: nothing was due yet"),
        ({"read_at": NOW - 29 * MINUTE, "failed_since": 9}, Level.FINE, "two rhythms are not over"),
        ({"read_at": NOW - 31 * MINUTE, "failed_since": 3}, Level.FAULT, "three feeds fell ill since"),
        (
            {"read_at": NOW - 31 * MINUTE, "failed_since": 2},
            Level.FINE,
            "two of forty may be their own trouble",
        ),
        ({"read_at": NOW - 31 * MINUTE, "failed_since": 2, "ill": 38}, Level.FAULT, "two were left"),
        ({"watched": 1, "read_at": NOW - HOUR, "failed_since": 1}, Level.FAULT, "the only one fell ill"),
        ({"read_at": None, "failed_since": 3}, Level.FAULT, "nothing was ever read"),
        (
            {"asked_at": NOW - 5 * MINUTE, "due_since": NOW - 3 * MINUTE},
            Level.FAULT,
            "due, and none is asked",
        ),
        ({"asked_at": NOW, "due_since": NOW - 3 * MINUTE}, Level.FINE, "others were before it"),
        ({"asked_at": NOW, "due_since": NOW - HOUR}, Level.WARNING, "more feeds than we can ask"),
        ({"asked_at": NOW - 7 * HOUR, "read_at": NOW - 7 * HOUR}, Level.FAULT, "due times lie in the future"),
        ({"asked_at": None, "read_at": None}, Level.FAULT, "read only under a clock that ran ahead"),
        (
            {"watched": 0, "asked_at": None, "read_at": None},
            None,
            "nothing is watched: another finding says so",
        ),
    ],
)  # fmt: skip - a table
def test_liveness_is_judged_by_what_was_read(
    change: dict[str, object], level: Level | None, reason: str
) -> None:
    well = Reading(40, NOW - timedelta(days=9), NOW - MINUTE, NOW - MINUTE, rhythm=RHYTHM)
    vitals = replace(WELL, reading=replace(well, **change))  # type: ignore[arg-type] # a table of changes
    found = [finding.level for finding in judge(vitals) if finding.subject == "reading"]

    assert found == ([] if level is None else [level]), reason


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
