from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.operations import outbox
from monitor.core.operations.outbox import (
    Accepted,
    Blocked,
    Deferred,
    Experience,
    Outcome,
    Outgoing,
    Refused,
    Shape,
    TooLarge,
    Unknown,
    Unreachable,
    settle,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LETTER = Outgoing(1, 7, "duty", "smtp", "a@example.org", "<1@x>", b"", False, NOW, 0, 0, None, 1)


def test_an_accepted_message_is_sent_with_the_servers_words() -> None:
    settled = settle(LETTER, Accepted("250 2.0.0 Ok: queued as 4F\x1b[2J\r\n done", "mx:25"), NOW, 0.5)

    assert (settled.state, settled.reply, settled.server) == (
        "sent",
        "250 2.0.0 Ok: queued as 4F [2J done",
        "mx:25",
    )


NOBODY, OTHERS_TAKEN, OTHERS_REFUSED = Experience(), Experience(accepted=True), Experience(refused=True)


@pytest.mark.parametrize(
    ("certain", "replies", "seen", "expected", "reason"),
    [
        (True, 0, NOBODY, "waiting refused", "once: the server may have lost its directory for a moment"),
        (False, 0, OTHERS_TAKEN, "waiting refused", "the same"),
        (True, 1, NOBODY, "dead refused", "twice, of the recipient, and of nobody else"),
        (True, 1, OTHERS_TAKEN, "dead refused", "twice, while others get through"),
        (False, 1, OTHERS_TAKEN, "dead refused", "the same, in other words"),
        (True, 0, OTHERS_REFUSED, "waiting blocked", "the second who is not known there"),
        (True, 1, OTHERS_REFUSED, "waiting blocked", "nobody is known there: its directory is gone"),
        (False, 1, OTHERS_REFUSED, "waiting blocked", "the same never to everybody is about us"),
        (False, 1, NOBODY, "waiting refused", "who knows"),
        (False, 60, OTHERS_REFUSED, "waiting blocked", "for weeks, if need be"),
    ],
)
def test_a_refusal_is_believed_when_it_can_only_be_about_the_message(
    certain: bool, replies: int, seen: Experience, expected: str, reason: str
) -> None:
    letter = replace(LETTER, attempts=replies, replies=replies, first_reply_at=NOW - timedelta(hours=1))
    settled = settle(letter, Refused("550 no", certain=certain), NOW, 0.5, seen)

    assert f"{settled.state} {settled.outcome}" == expected, reason
    assert settled.state == "dead" or settled.due_at > NOW


def test_what_is_held_against_us_ends_no_message_and_counts_for_nothing() -> None:
    letter = replace(LETTER, attempts=100_000, first_reply_at=NOW - timedelta(days=400), replies=60)
    settled = settle(letter, Blocked("554 5.7.1 blocklisted"), NOW, 1.0)

    assert (settled.state, settled.counted, settled.due_at) == ("waiting", False, NOW + timedelta(minutes=15))


def test_a_message_too_large_goes_smaller_at_once_and_ends_when_all_its_pieces_are_accepted() -> None:
    letter, states = LETTER, []
    answers: list[Outcome] = [TooLarge("552", smaller=Shape(1)), TooLarge("552", smaller=Shape(2))]
    answers += [Accepted("250"), TooLarge("552", smaller=Shape(4, 2)), Accepted("250"), Accepted("250")]
    for outcome in answers:
        settled = settle(letter, outcome, NOW, 0.5)
        states.append((settled.state, settled.shape.pieces, settled.shape.gone))
        assert settled.due_at == NOW
        letter = replace(letter, shape=settled.shape)

    assert states == [
        ("waiting", 1, 0),
        ("waiting", 2, 0),
        ("waiting", 2, 1),
        ("waiting", 4, 2),
        ("waiting", 4, 3),
        ("sent", 4, 4),
    ]


def test_a_message_that_is_small_already_waits() -> None:
    settled = settle(LETTER, TooLarge("552 no"), NOW, 0.5)

    assert (settled.state, settled.outcome) == ("waiting", "blocked")
    assert settled.due_at > NOW


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
