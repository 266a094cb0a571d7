"""Deliveries: each message ends as sent, waiting or dead, with the server's words, and holds nobody up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from threading import Event

import pytest
import sqlalchemy as sa

from monitor import runtime
from monitor.channels.smtp import Patience, SmtpChannel
from monitor.core.editions.edition import Notice
from monitor.core.operations.outbox import (
    Accepted,
    Blocked,
    Deferred,
    Gate,
    Outcome,
    Outgoing,
    Refused,
    Settlement,
    Unknown,
    Unreachable,
)
from monitor.core.settings import Mail, Recipient
from monitor.render import Renderer
from monitor.steps.courier import BATCH, LEASE
from monitor.steps.deliver import DeliverCounts, deliver, follow_addresses, revive
from monitor.store import Store, StoreError
from monitor.store.notices import Notable
from tests.newsroom import DAILY, DUTY, START, URGENT, HereAndNow, Mailbox, Newsroom, config
from tests.smtpd import DROP, HANG, TAKE_AND_DROP, Fault, Smtpd, serving

REFUSED = Refused("550 5.1.1 no such user", certain=True)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DESK = Recipient("desk", mail=tuple(f"{name}@example.org" for name in "abc"))

OpenStore = Callable[[], Store]


@pytest.fixture
def room(store: Store) -> Newsroom:
    """Give a newsroom with three messages due: one edition to three addresses."""
    made = Newsroom(store, config(replace(DAILY, to=("desk",)), recipients=[DESK]))
    made.register()
    made.hit(1)
    made.wait(DAY).edit()
    return made


def addresses(letters: list[Outgoing]) -> list[str]:
    return [letter.address[0] for letter in letters]


def refuse(room: Newsroom, letter: Outgoing, name: str) -> None:
    """Let the server know nobody of that name."""
    room.mailbox.answers = [REFUSED] if letter.address.startswith(name) else []


def replies(room: Newsroom) -> dict[str, tuple[str, int, str | None]]:
    return {one.address[0]: (one.state, one.attempts, one.reply) for one in room.store.deliveries.listed()}


def test_each_message_is_handed_over_once_and_audited(room: Newsroom) -> None:
    counts = [room.deliver(), room.deliver()]

    assert counts == [DeliverCounts(sent=3), DeliverCounts()]
    assert addresses(room.mailbox.got) == ["a", "b", "c"]
    (attempt,) = room.store.deliveries.attempts(room.mailbox.got[0].id)
    assert (attempt.at, attempt.server, attempt.outcome, attempt.reply) == (
        room.now,
        "test",
        "accepted",
        "250 ok",
    )


@pytest.mark.parametrize(
    ("answer", "state", "attempts"),
    [
        (Deferred("451 later"), "waiting", 1),
        (Refused("550 no such user"), "waiting", 1),
        (Blocked("554 5.7.1 not you"), "waiting", 1),
        (Unknown("connection lost"), "waiting", 1),
        (Unreachable("connection lost", whole=False), "waiting", 1),
    ],
)
def test_an_answer_to_one_message_stops_no_other(
    room: Newsroom, answer: Outcome, state: str, attempts: int
) -> None:
    room.mailbox.answers = [answer]
    room.deliver()

    assert replies(room)["a"] == (state, attempts, answer.reply)
    assert addresses(room.mailbox.got) == ["b", "c"]


def test_what_was_put_off_is_sent_later_with_the_same_bytes(room: Newsroom) -> None:
    seen: list[Outgoing] = []
    room.mailbox.before = seen.append
    room.mailbox.answers = [Deferred("451 later"), Unknown("lost"), REFUSED]
    room.deliver()
    room.mailbox.before = lambda letter: refuse(room, letter, "c")
    for _ in range(20):
        room.wait(10 * MINUTE).deliver()

    assert sorted(addresses(room.mailbox.got)) == ["a", "b"]
    assert len({(one.message_id, one.payload) for one in seen if one.address == "a@example.org"}) == 1
    assert room.states() == {"sent": 2, "dead": 1}


def test_a_closed_way_out_lets_all_wait_after_one_try(room: Newsroom) -> None:
    room.mailbox.answers = [Unreachable("connection refused")]
    counts = room.deliver()

    assert counts == DeliverCounts(deferred=3)
    assert replies(room) == {
        "a": ("waiting", 1, "connection refused"),
        "b": ("waiting", 0, "connection refused"),
        "c": ("waiting", 0, "connection refused"),
    }
    room.wait(5 * MINUTE).deliver()
    assert len(room.mailbox.got) == 3


def test_a_week_without_network_loses_nothing(room: Newsroom) -> None:
    for _ in range(7 * 24):
        room.mailbox.answers = [Unreachable("network is unreachable")]
        room.wait(HOUR).deliver()
    room.mailbox.answers = []
    room.wait(5 * MINUTE).deliver()

    assert sorted(addresses(room.mailbox.got)) == ["a", "b", "c"]


def test_when_a_way_out_works_again_all_that_waits_for_it_goes_the_oldest_first(store: Store) -> None:
    room = Newsroom(store, config(replace(DAILY, cron="*/10 * * * *")))
    room.register()
    for number in range(1, 4):  # three editions, each put off for longer than the one after it is new
        room.hit(number)
        room.wait(10 * MINUTE).edit()
        room.mailbox.answers = [Unreachable("connection refused")] * 9
        for _ in range(5):
            room.wait(timedelta(seconds=30)).deliver()
    room.mailbox.answers = []
    room.hit(4)
    room.wait(10 * MINUTE - timedelta(seconds=150)).edit()
    with room.store.database.write() as connection:  # all others are due only in a while
        later = room.now + 4 * MINUTE
        query = sa.text("UPDATE deliveries SET due_at = :later WHERE id < (SELECT max(id) FROM deliveries)")
        connection.execute(query, {"later": later.replace(tzinfo=None).isoformat(" ", "microseconds")})
    room.deliver()

    ids = [letter.id for letter in room.mailbox.got]
    assert room.states() == {"sent": 4}
    assert ids[1:] == sorted(ids[1:])


def test_urgent_messages_go_first(store: Store) -> None:
    room = Newsroom(store, config(DAILY, URGENT))
    room.register()
    room.hit(1)
    room.wait(DAY).edit()
    room.deliver()

    assert [letter.urgent for letter in room.mailbox.got] == [True, False]


def test_a_server_that_says_later_for_five_days_is_given_up_and_operators_hear_of_it(store: Store) -> None:
    operator = Recipient("ops", mail=("ops@example.org",))
    room = Newsroom(
        store, config(replace(DAILY, cron="0 6 1 1 *"), recipients=[DUTY, operator], operators=("ops",))
    )
    room.register()
    room.hit(1)
    room.wait(60 * DAY).edit()
    while room.states() == {"waiting": 1}:
        room.mailbox.answers = [Deferred("452 mailbox full")]
        room.wait(HOUR).deliver()
    waited = room.now - START - 60 * DAY
    arrived = room.wait(HOUR).work()

    assert 5 * DAY <= waited < 5 * DAY + 10 * HOUR
    assert [letter.address for letter in arrived] == ["ops@example.org"]
    (notice,) = (each for each in room.rendered if isinstance(each, Notice))
    (item,) = notice.items
    assert (item.kind, item.what) == ("delivery_dead", "duty <duty@example.org>")
    assert item.detail.endswith("452 mailbox full")
    assert arrived[0].payload


def test_a_server_that_refuses_everybody_is_asked_for_days_and_ends_nothing(room: Newsroom) -> None:
    for _ in range(9 * 24):
        room.mailbox.answers = [Refused("550 not you")] * 9
        room.wait(HOUR).deliver()
    (blockade,) = room.store.deliveries.queue(room.now).blockades
    room.mailbox.answers = []
    room.wait(HOUR).deliver()

    assert (blockade.channel, blockade.reply, blockade.partial) == ("smtp", "550 not you", False)
    assert sorted(addresses(room.mailbox.got)) == ["a", "b", "c"]
    assert room.store.deliveries.queue(room.now).blockades == ()


def test_what_is_held_against_one_address_only_is_told_as_such(room: Newsroom) -> None:
    room.mailbox.answers = [Blocked("554 5.7.1 you may not write to this list")]
    room.deliver()
    (blockade,) = room.store.deliveries.queue(room.now).blockades

    assert (blockade.address, blockade.partial) == ("a@example.org", True)


def test_operators_hear_once_a_day_of_a_way_out_that_will_not_have_us(store: Store) -> None:
    operator = Recipient("ops", mail=("ops@example.org",))
    room = Newsroom(store, config(DAILY, recipients=[DUTY, operator], operators=("ops",)))
    room.register()
    room.hit(1)
    room.wait(DAY).edit()
    for _ in range(20):
        room.mailbox.answers = [Blocked("554 5.7.1 blocklisted")]
        room.wait(20 * MINUTE).work()

    items = [item for each in room.rendered if isinstance(each, Notice) for item in each.items]
    assert [(item.kind, item.detail) for item in items] == [("delivery_blocked", "554 5.7.1 blocklisted")]


def test_three_poisoned_messages_keep_no_other_waiting(store: Store) -> None:
    crowd = Recipient("crowd", mail=tuple(f"r{number:02}@example.org" for number in range(40)))
    room = Newsroom(store, config(replace(DAILY, to=("crowd",)), recipients=[crowd]))
    room.register()
    room.wait(DAY).edit()

    def poison(letter: Outgoing) -> None:
        bad = letter.address < "r05"
        room.mailbox.answers = [Blocked("554 5.7.1 no")] if bad else []

    room.mailbox.before = poison
    for _ in range(4):
        room.wait(timedelta(seconds=6)).deliver()

    assert room.states() == {"sent": 35, "waiting": 5}


def test_a_dead_notice_makes_no_notice(store: Store) -> None:
    room = Newsroom(store, config(DAILY, operators=("duty",)))
    room.register()
    room.hit(1)
    room.wait(DAY).edit()
    room.mailbox.answers = [REFUSED] * 9
    room.deliver()
    for _ in range(9):
        room.wait(HOUR).work()

    assert room.states() == {"dead": 2}


def removed(room: Newsroom, *kept: str) -> None:
    """Let the files name these addresses of the desk only."""
    desk = replace(DESK, mail=tuple(f"{name}@example.org" for name in kept))
    room.config = config(replace(DAILY, to=("desk",)), recipients=[desk])


def test_an_address_that_left_the_configuration_receives_nothing_more_and_its_messages_end_after_hours(
    room: Newsroom,
) -> None:
    room.mailbox.answers = [Deferred("451 later")] * 3
    room.deliver()
    removed(room, "a")
    held = room.wait(HOUR).deliver()
    late = room.wait(11 * HOUR).deliver()
    over = room.wait(HOUR).deliver()

    assert (held, late, over) == (DeliverCounts(sent=1), DeliverCounts(), DeliverCounts(dead=2))
    assert addresses(room.mailbox.got) == ["a"]
    assert replies(room)["b"] == ("dead", 1, "recipient removed")


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, "sent"),  # an editor's save
        (11, "sent"),  # a slip, found in the morning
        (13, "sent"),  # ended, and put back
        (7 * 24 + 10, "sent"),
        (7 * 24 + 14, "dead"),  # nobody waits for it any more; `outbox retry` sends it still
    ],
)
def test_messages_are_sent_once_when_their_address_comes_back(
    room: Newsroom, hours: int, expected: str
) -> None:
    removed(room)
    room.deliver()
    for _ in range(hours):
        room.wait(HOUR).deliver()
    removed(room, "a", "b", "c")
    revive(room.deps)
    room.deliver()
    room.wait(HOUR).deliver()

    assert room.states() == {expected: 3}
    assert len(room.mailbox.got) == (3 if expected == "sent" else 0)


def test_what_died_for_another_reason_is_not_revived(room: Newsroom) -> None:
    room.mailbox.before = lambda letter: refuse(room, letter, "c")
    for _ in range(20):
        room.wait(10 * MINUTE).deliver()

    assert revive(room.deps) == 0
    assert room.states() == {"sent": 2, "dead": 1}


def test_a_message_tried_again_by_hand_still_waits_for_its_address(room: Newsroom) -> None:
    removed(room, "a", "b")
    room.deliver()
    numbers = [one.id for one in room.store.deliveries.listed(["waiting"])]
    room.store.deliveries.retry(numbers, room.now)
    room.deliver()

    assert addresses(room.mailbox.got) == ["a", "b"]


def test_what_is_held_for_an_address_is_no_fault_of_the_way_out_but_is_said(room: Newsroom) -> None:
    removed(room)
    room.deliver()
    queue = room.store.deliveries.queue(room.wait(11 * HOUR).now)

    assert (queue.held, queue.oldest_at, queue.overdue_since, queue.unanswered_since) == (3, None, None, None)


@pytest.mark.parametrize(
    ("answer", "subject", "said"),
    [
        (
            Deferred("452 mailbox full"),
            "Monitor notice · Message given up · duty <duty@example.org>",
            "  CRITICAL · ",
        ),
        (
            Blocked("554 5.7.1 blocked using a list"),
            "Monitor notice · Way out closed · smtp",
            "554 5.7.1 blocked using a list",
        ),
    ],
)
def test_a_notice_names_in_its_subject_who_and_in_its_text_what_was_not_reached(
    store: Store, answer: Outcome, subject: str, said: str
) -> None:
    operator = Recipient("ops", mail=("ops@example.org",))
    mail = Mail(host="smtp.example.org", sender="Watch <watch@example.org>", reply_to="desk@example.org")
    room = Newsroom(
        store,
        config(replace(DAILY, to=("duty",)), recipients=[DUTY, operator], operators=("ops",), mail=mail),
    )
    room.render = Renderer(room.config, HereAndNow()).render
    room.register()
    room.hit(1)
    room.wait(DAY).edit()
    while not room.store.notices.after(0):
        room.mailbox.answers = [answer]
        room.wait(HOUR).deliver()
    arrived = room.wait(HOUR).work() + room.wait(DAY).work()

    (notice,) = (
        message_from_bytes(letter.payload) for letter in arrived if letter.address == "ops@example.org"
    )
    assert str(make_header(decode_header(notice["Subject"]))).startswith(subject)
    text = notice.get_payload()[0].get_payload(decode=True).decode()  # type: ignore[union-attr, index]  # two parts
    assert said in text
    assert {message_from_bytes(letter.payload)["Reply-To"] for letter in arrived} == {"desk@example.org"}


def test_operators_hear_when_messages_are_held_and_when_they_end(store: Store) -> None:
    wrong, right = (replace(DESK, mail=(f"{name}@example.org",)) for name in ("wrong", "right"))
    room = Newsroom(store, config(replace(DAILY, to=("desk",)), recipients=[wrong], operators=("desk",)))
    room.register()
    room.hit(1)
    room.wait(DAY).edit()
    room.config = config(replace(DAILY, to=("desk",)), recipients=[right], operators=("desk",))
    room.deliver()
    arrived = room.wait(HOUR).work()
    for _ in range(12):
        arrived += room.wait(HOUR).work()

    assert {letter.address for letter in arrived} == {"right@example.org"}
    items = [item for notice in room.rendered if isinstance(notice, Notice) for item in notice.items]
    assert [(item.kind, item.what) for item in items] == [
        ("address_left", "desk <wrong@example.org>"),
        ("delivery_dead", "desk <wrong@example.org>"),
    ]
    assert "held until 2026-11-" in items[0].detail
    assert items[1].detail == "recipient removed; waiting messages ended: 1"


def test_an_address_removed_while_messages_go_out_gets_only_what_was_claimed(store: Store) -> None:
    crowd = Recipient("crowd", mail=tuple(f"r{number:02}@example.org" for number in range(40)))
    room = Newsroom(store, config(replace(DAILY, to=("crowd",)), recipients=[crowd]))
    room.register()
    room.hit(1)
    room.wait(DAY).edit()
    reloaded = replace(
        room.deps, config=config(DAILY, recipients=[replace(crowd, mail=("r39@example.org",))])
    )

    def reload(_letter: Outgoing) -> None:
        room.mailbox.before = None
        assert follow_addresses(reloaded) == 0

    room.mailbox.before = reload
    counts = room.deliver()

    assert counts.sent == BATCH + 1
    assert addresses_of(room, "waiting") == [f"r{number:02}@example.org" for number in range(BATCH, 39)]


def addresses_of(room: Newsroom, state: str) -> list[str]:
    return sorted(one.address for one in room.store.deliveries.listed([state]))


def test_a_channel_that_is_not_configured_lets_its_messages_wait(room: Newsroom) -> None:
    deps = replace(room.deps, channels={})
    counts = runtime.run(deliver(deps))

    assert counts == DeliverCounts()
    assert room.states() == {"waiting": 3}


def test_two_daemons_hand_each_message_over_once(open_store: OpenStore) -> None:
    both = [
        Newsroom(open_store(), config(replace(DAILY, to=("desk",)), recipients=[DESK]), name) for name in "ab"
    ]
    both[0].register()
    for room in both:
        room.wait(DAY)
    both[0].edit()

    async def together() -> None:
        await asyncio.gather(*(deliver(room.deps) for room in both))

    runtime.run(together())

    assert sorted(addresses([*both[0].mailbox.got, *both[1].mailbox.got])) == ["a", "b", "c"]


def test_the_lease_of_a_living_runner_stands_and_that_of_a_dead_one_does_not(open_store: OpenStore) -> None:
    room = Newsroom(open_store(), config(replace(DAILY, to=("desk",)), recipients=[DESK]))
    room.register()
    room.wait(DAY).edit()
    other = open_store()
    with other.runners.register("run", room.now) as runner:
        claimed = other.deliveries.claim(runner, "smtp", 2, room.now, LEASE)
        after_the_lease = room.wait(2 * LEASE).deliver()
        other.runners.close()  # as its death would
        room.store.runners.void_dead(room.now)
        after_its_death = room.deliver()

    assert len(claimed) == 2
    assert (after_the_lease, after_its_death) == (DeliverCounts(sent=1), DeliverCounts(sent=2))


def test_what_a_late_runner_writes_changes_nothing(room: Newsroom) -> None:
    outbox = room.store.deliveries
    (late, *_) = outbox.claim("late", "smtp", 1, room.now, LEASE)
    room.wait(2 * LEASE)
    room.deliver()

    held = outbox.hold([late], "late", room.now + LEASE)
    outbox.put_off([late], room.now, "late")

    assert held == frozenset()
    assert room.states() == {"sent": 3}


def test_an_answer_is_written_even_if_the_disk_was_full(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, failures = room.store.deliveries.settle, [StoreError("the disk is full")] * 3

    def full(*args: object) -> bool:
        if failures:
            raise failures.pop()
        return settle(*args)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(room.store.deliveries, "settle", full)
    counts = room.deliver()

    assert counts == DeliverCounts(sent=3)
    assert addresses(room.mailbox.got) == ["a", "b", "c"]


def test_a_fault_of_a_channel_is_a_fault_of_one_message(room: Newsroom) -> None:
    def fail(letter: Outgoing) -> None:
        if letter.address.startswith("b"):
            raise ZeroDivisionError

    room.mailbox.before = fail
    room.deliver()

    assert replies(room)["b"] == ("waiting", 1, "a fault of monitor: ZeroDivisionError")
    assert addresses(room.mailbox.got) == ["a", "c"]
    assert [(fault.work, fault.title) for fault in room.store.faults.all()] == [
        ("deliver", "message 2 to desk")
    ]

    room.mailbox.before = None
    room.wait(HOUR).deliver()
    assert room.store.faults.all() == ()


def test_a_session_that_fails_by_our_fault_is_told_and_its_messages_go_out_when_it_works(
    room: Newsroom,
) -> None:
    room.channels = {"smtp": _Unopened()}
    counts = room.deliver()

    assert counts == DeliverCounts()
    assert [(fault.work, fault.title) for fault in room.store.faults.all()] == [
        ("deliver", "the way out smtp")
    ]

    room.wait(timedelta(seconds=1)).deliver()
    assert [fault.failures for fault in room.store.faults.all()] == [1]  # it is left alone for a while

    room.channels = {"smtp": room.mailbox}
    room.wait(MINUTE).deliver()
    assert room.states() == {"sent": 3}
    assert room.store.faults.all() == ()


def test_an_answer_that_cannot_be_written_by_our_fault_is_told_and_its_message_not_sent_again(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliveries = room.store.deliveries
    settle = deliveries.settle

    def fail(letter: Outgoing, settled: Settlement, now: datetime, notice: Notable | None = None) -> bool:
        if letter.address.startswith("b"):
            raise ZeroDivisionError
        return settle(letter, settled, now, notice)

    monkeypatch.setattr(deliveries, "settle", fail)
    for _ in range(5):
        room.wait(timedelta(seconds=10)).deliver()

    assert addresses(room.mailbox.got) == ["a", "b", "c"]
    assert room.states() == {"sent": 2, "sending": 1}
    assert [fault.title for fault in room.store.faults.all()] == ["the answer to message 2 to desk"]


def test_what_a_round_that_failed_left_in_hand_is_sent_by_the_next_and_what_others_hold_is_not(
    room: Newsroom,
) -> None:
    room.store.deliveries.claim(room.runner, "smtp", 2, room.now, LEASE)
    room.store.deliveries.claim("another", "smtp", 1, room.now, LEASE)
    room.deliver()

    assert addresses(room.mailbox.got) == ["a", "b"]
    assert room.states() == {"sent": 2, "sending": 1}


def test_a_slow_session_does_not_hold_up_what_becomes_due(room: Newsroom) -> None:
    """While one message hangs, another session takes the alert that comes meanwhile."""
    channel = _Slow(connections=2)

    async def run() -> None:
        task = asyncio.create_task(deliver(replace(room.deps, channels={"smtp": channel})))
        await channel.stuck.wait()
        await asyncio.to_thread(room.store.deliveries.retry, [], room.now)
        with room.store.database.write() as connection:
            connection.execute(
                sa.text("UPDATE deliveries SET due_at = due_at, state = 'waiting' WHERE state = 'sent'")
            )
        await asyncio.wait_for(channel.again.wait(), 60)
        channel.free.set()
        await task

    runtime.run(run())

    assert room.states() == {"sent": 3}


def test_a_session_that_gets_on_has_no_company(room: Newsroom) -> None:
    """One session leaves at most one message in doubt; more are opened only when it stands still."""
    room.mailbox.connections = 4
    room.deliver()

    assert (room.mailbox.opened, len(room.mailbox.got)) == (1, 3)


def test_a_runner_that_stops_finishes_the_message_on_its_way(room: Newsroom) -> None:
    channel = _Slow(connections=1)

    async def run() -> None:
        task = asyncio.create_task(deliver(replace(room.deps, channels={"smtp": channel})))
        await channel.stuck.wait()
        task.cancel()
        await asyncio.sleep(0.05)
        channel.free.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    runtime.run(run())

    assert room.states() == {"sent": 3}


class _Slow(Mailbox):
    """The first message to c hangs until it is freed."""

    def __init__(self, connections: int) -> None:
        super().__init__(connections=connections)
        self.stuck, self.again, self.free = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def send(self, letter: Outgoing, gate: Gate) -> Accepted:
        await gate()
        if letter.address.startswith("c"):
            self.stuck.set()
            await self.free.wait()
        elif self.stuck.is_set():
            self.again.set()
        self.got.append(letter)
        return Accepted("250 ok")


class Test_retrying_by_hand:  # noqa: N801 - a heading in the report of the tests
    def test_sends_a_dead_message_again_with_its_bytes(self, room: Newsroom) -> None:
        room.mailbox.before = lambda letter: refuse(room, letter, "a")
        room.deliver()
        room.wait(HOUR).deliver()
        (dead,) = room.store.deliveries.listed(["dead"])
        room.mailbox.before = None
        room.store.deliveries.retry([dead.id], room.now)
        room.deliver()

        assert room.mailbox.got[-1].message_id == dead.message_id
        tries = [one.outcome for one in room.store.deliveries.attempts(dead.id)]
        assert tries == ["refused", "refused", "accepted"]

    def test_leaves_what_was_sent_alone(self, room: Newsroom) -> None:
        room.deliver()
        ids = [one.id for one in room.store.deliveries.listed()]

        assert room.store.deliveries.retry(ids, room.now) == 0


class Test_a_real_server:  # noqa: N801 - as above
    """The whole step against a server that misbehaves at each verb."""

    @pytest.mark.parametrize(
        ("fault", "first", "later"),
        [
            (
                Fault("RCPT", "550 5.1.1 unknown", where="b@"),
                {"sent": 2, "waiting": 1},
                {"sent": 2, "dead": 1},
            ),
            (
                Fault("RCPT", "550 mailbox unavailable", where="b@", times=1),
                {"sent": 2, "waiting": 1},
                {"sent": 3},
            ),
            (Fault("RCPT", "554 5.7.1 blocklisted", times=3), {"waiting": 3}, {"sent": 3}),
            (
                Fault("RCPT", "450 4.2.1 greylisted", where="b@", times=1),
                {"sent": 2, "waiting": 1},
                {"sent": 3},
            ),
            (Fault("MAIL", "452 4.5.3 rate limit", times=2), {"sent": 1, "waiting": 2}, {"sent": 3}),
            (Fault("MAIL", "421 4.7.0 slow down", times=1), {"sent": 2, "waiting": 1}, {"sent": 3}),
            (Fault("MAIL", "552 5.3.4 too big", where="SIZE", times=1), {"sent": 3}, {"sent": 3}),
            (Fault("dot", "552 5.3.4 too big", times=2), {"sent": 3}, {"sent": 3}),
            (Fault("DATA", DROP, times=1), {"sent": 2, "waiting": 1}, {"sent": 3}),
            (Fault("RCPT", HANG, times=1), {"sent": 2, "waiting": 1}, {"sent": 3}),
            (Fault("dot", "451 4.3.0 later", times=1), {"sent": 2, "waiting": 1}, {"sent": 3}),
            (Fault("connect", "554 5.7.1 no", times=1), {"waiting": 3}, {"sent": 3}),
            (Fault("EHLO", DROP, times=1), {"waiting": 3}, {"sent": 3}),
        ],
        ids=lambda value: f"{value.verb} {value.action}" if isinstance(value, Fault) else "",
    )
    def test_that_misbehaves_gets_each_message_once(
        self, room: Newsroom, fault: Fault, first: dict[str, int], later: dict[str, int]
    ) -> None:
        with serving(
            Smtpd([replace(fault)])
        ) as server:  # a copy: it counts down, and the store is a parameter
            deps = replace(room.deps, channels={"smtp": channel(server)})
            runtime.run(deliver(deps))
            at_first = room.states()
            room.wait(8 * HOUR)
            runtime.run(deliver(deps))

        assert (at_first, room.states()) == (first, later)
        assert len({kept.message_id for kept in server.kept}) == len(server.kept) == later["sent"]

    def test_that_takes_a_message_and_says_nothing_may_get_it_twice_with_the_same_bytes(
        self, room: Newsroom
    ) -> None:
        with serving(Smtpd([Fault("dot", TAKE_AND_DROP, times=1)])) as server:
            deps = replace(room.deps, channels={"smtp": channel(server)})
            runtime.run(deliver(deps))
            room.wait(8 * HOUR)
            runtime.run(deliver(deps))

        contents = [kept.content for kept in server.kept]
        assert room.states() == {"sent": 3}
        assert (len(contents), len(set(contents))) == (4, 3)

    @pytest.mark.parametrize("verb", ["RCPT", "DATA", "dot"])
    def test_that_hangs_over_one_message_holds_up_nobody_else(self, store: Store, verb: str) -> None:
        crowd = Recipient("crowd", mail=tuple(f"r{number:02}@example.org" for number in range(40)))
        room = Newsroom(store, config(replace(DAILY, to=("crowd",)), recipients=[crowd]))
        room.register()
        room.wait(DAY).edit()
        free = Event()
        talking: list[str] = []

        def hook(heard: str, text: str) -> None:
            """Think long about the verb in the conversation about r03."""
            if heard == "RCPT" and "r03@" in text:
                talking[:] = [text]
            if heard == verb and talking and (verb != "RCPT" or "r03@" in text):
                talking.clear()
                free.wait(60)

        with serving(Smtpd(hook=hook)) as server:
            mail = Mail("127.0.0.1", server.port, "none", sender="w@example.org")
            way = SmtpChannel(mail, Patience(60, 60, 60))

            async def run() -> int:
                step = asyncio.create_task(deliver(replace(room.deps, channels={"smtp": way})))
                for _ in range(300):
                    if room.states()["sent"] == 39:
                        break
                    await asyncio.sleep(0.2)
                sent = room.states()["sent"]
                free.set()
                await step
                return sent

            assert runtime.run(run()) == 39

        assert room.states() == {"sent": 40}

    def test_that_is_passed_over_for_its_limit_gets_the_text_alone_or_in_pieces(self, store: Store) -> None:
        room = Newsroom(
            store, config(replace(DAILY, to=("desk",)), recipients=[replace(DESK, mail=("a@x.example",))])
        )
        room.render = Renderer(room.config, HereAndNow()).render
        room.register()
        for number in range(1, 200):
            room.hit(number)
        room.wait(DAY).edit()
        with serving(Smtpd(features=("SIZE 9000",))) as server:
            runtime.run(deliver(replace(room.deps, channels={"smtp": channel(server)})))

        texts = [message_from_bytes(kept.content) for kept in server.kept]
        told = "".join(text.get_payload(decode=True).decode() for text in texts)  # type: ignore[union-attr]  # single parts
        assert room.states() == {"sent": 1}
        assert len(texts) > 2
        assert all(len(kept.content) <= 9_000 for kept in server.kept)
        assert all(f"https://wire.example/{number}\n" in told.replace("\r", "") for number in range(1, 200))
        assert len({text["Message-ID"] for text in texts}) == len(texts)
        assert all(text["References"] == texts[0]["Message-ID"] for text in texts[1:])


def channel(server: Smtpd) -> SmtpChannel:
    mail = Mail("127.0.0.1", server.port, "none", sender="watch@example.org")
    return SmtpChannel(mail, Patience(0.5, 0.5, 0.5), connections=1)


class _Unopened(Mailbox):
    """A channel that cannot open a session."""

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Mailbox]:
        """Fail."""
        raise KeyError("session")
        yield self
