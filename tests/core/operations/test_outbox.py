from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.operations import outbox
from monitor.core.operations.outbox import Accepted, Deferred, Outgoing, Refused, Unknown, Unreachable, settle

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LETTER = Outgoing(1, 7, "duty", "smtp", "a@example.org", "<1@x>", b"", False, NOW, 0, 0, None, 1)


def test_an_accepted_message_is_sent_with_the_servers_words() -> None:
    settled = settle(LETTER, Accepted("250 2.0.0 Ok: queued as 4F\x1b[2J\r\n done", "mx:25"), NOW, 0.5)

    assert (settled.state, settled.reply, settled.server) == (
        "sent",
        "250 2.0.0 Ok: queued as 4F [2J done",
        "mx:25",
    )


def test_a_refused_message_is_dead_at_once() -> None:
    assert settle(LETTER, Refused("550 5.1.1 no such user"), NOW, 0.5).state == "dead"


@pytest.mark.parametrize(
    ("replies", "urgent", "longest"),
    [
        (0, False, timedelta(minutes=2)),
        (1, False, timedelta(minutes=4)),
        (30, False, timedelta(hours=4)),
        (0, True, timedelta(seconds=30)),
        (30, True, timedelta(minutes=30)),
    ],
)
def test_answers_are_followed_by_ever_longer_pauses_spread_over_their_whole_length(
    replies: int, urgent: bool, longest: timedelta
) -> None:
    letter = replace(LETTER, attempts=replies, replies=replies, urgent=urgent)

    soonest = settle(letter, Deferred("451 later"), NOW, 0.0)
    latest = settle(letter, Deferred("451 later"), NOW, 1.0)

    assert soonest.due_at == NOW + timedelta(seconds=5)
    assert latest.due_at == NOW + longest


@pytest.mark.parametrize(
    ("age", "replies", "state", "reason"),
    [
        (timedelta(days=4, hours=23), 60, "waiting", "not five days yet"),
        (timedelta(days=5), 60, "dead", "five days of answers"),
        (timedelta(days=9), 1, "waiting", "most of the time nobody answered"),
    ],
)
def test_a_message_is_given_up_after_five_days_of_answers(
    age: timedelta, replies: int, state: str, reason: str
) -> None:
    letter = replace(LETTER, attempts=replies, replies=replies, first_reply_at=NOW - age)

    assert settle(letter, Deferred("452 full"), NOW, 0.5).state == state, reason


def test_a_message_given_up_keeps_the_servers_words() -> None:
    letter = replace(LETTER, replies=60, first_reply_at=NOW - timedelta(days=5))

    assert (
        settle(letter, Deferred("452 full"), NOW, 0.5).reply
        == "gave up after 5 days and 61 answers: 452 full"
    )


def test_an_outage_never_ends_a_message_and_is_looked_at_every_few_minutes() -> None:
    letter = replace(LETTER, attempts=100_000, first_reply_at=NOW - timedelta(days=400), replies=0)

    settled = settle(letter, Unreachable("connection refused"), NOW, 1.0)

    assert (settled.state, settled.counted, settled.due_at) == ("waiting", False, NOW + timedelta(minutes=5))


def test_an_urgent_message_is_tried_each_minute_in_an_outage() -> None:
    letter = replace(LETTER, attempts=1000, urgent=True)

    assert settle(letter, Unreachable("dns"), NOW, 1.0).due_at == NOW + timedelta(minutes=1)


def test_an_unknown_end_is_tried_again_after_ten_minutes_and_rarely() -> None:
    first = settle(LETTER, Unknown("connection lost"), NOW, 0.0)
    tenth = settle(replace(LETTER, replies=9), Unknown("connection lost"), NOW, 0.0)

    assert first.due_at == NOW + timedelta(minutes=10)
    assert tenth.due_at == NOW + timedelta(hours=24)


def test_a_reply_is_cut_to_one_line_of_bounded_length() -> None:
    assert outbox.plain("450 " + "x\n" * 10_000) == ("450 " + "x " * 10_000)[:500]
