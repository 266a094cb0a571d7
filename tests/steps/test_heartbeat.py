"""The heartbeat beats only when everything is delivered in time."""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from monitor import runtime
from monitor.channels.smtp import SmtpChannel
from monitor.channels.webhook import Reply
from monitor.core.feeds.outcomes import TooSlow
from monitor.core.feeds.outcomes import Unreachable as NotReached
from monitor.core.operations.health import is_ready, judge
from monitor.core.operations.outbox import Deferred, Unreachable
from monitor.core.settings import Alert, Digest, Heartbeat, Mail, Recipient, Secret
from monitor.steps.heartbeat import Pulse
from monitor.store import Store
from monitor.store.tables import feeds
from tests.newsroom import DAILY, URGENT, Newsroom, config
from tests.smtpd import Fault, Smtpd, serving

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WATCHER = Heartbeat(Secret("https://watch.example/token"))


@dataclass(frozen=True)
class Answer:
    status: int
    text: str = ""


@pytest.fixture
def room(store: Store) -> Newsroom:
    made = Newsroom(store, config(DAILY, URGENT, heartbeat=WATCHER))
    made.register()
    store.feeds.register(made.config.feeds.values(), made.now)
    return made


def read(room: Newsroom) -> None:
    """Let every feed have been read just now."""
    now = {"last_fetch_at": room.now, "last_ok_at": room.now, "due_at": room.now + 15 * MINUTE}
    with room.store.database.write() as connection:
        connection.execute(sa.update(feeds).values(**now))


def beat(
    room: Newsroom, answer: Reply | NotReached | TooSlow = Answer(200), pulse: Pulse | None = None
) -> tuple[tuple[str, ...], list[str]]:
    called: list[str] = []

    async def ping(url: str) -> Reply | NotReached | TooSlow:
        called.append(url)
        return answer

    read(room)
    room.store.status.tick(room.now)
    return runtime.run((pulse or Pulse()).beat(replace(room.deps, ping=ping))), called


def test_a_service_that_does_its_work_is_alive(room: Newsroom) -> None:
    room.hit(1)
    room.wait(3 * MINUTE).work()

    assert beat(room) == ((), ["https://watch.example/token"])


ABOUT_US = [
    ("MAIL", "553 5.7.1 sender address not owned by user", "sender"),
    ("MAIL", "550 5.1.8 sender domain does not exist", "sender"),
    ("MAIL", "550 sender verify failed", "sender, in the words of another server"),
    ("MAIL", "501 5.1.7 bad sender address syntax", "sender"),
    ("MAIL", "554 5.7.1 client host rejected", "blocklist at MAIL"),
    ("MAIL", "550 5.4.5 daily sending quota exceeded", "quota"),
    ("RCPT", "554 5.7.1 service unavailable; client host blocked using zen.example", "blocklist"),
    ("RCPT", "550 relay not permitted", "relay, without a status"),
    ("RCPT", "550 5.7.1 relaying denied", "relay"),
    ("RCPT", "550 5.7.26 unauthenticated mail is not accepted due to DMARC", "DMARC"),
    ("RCPT", "554 service not available", "a word for everything"),
    ("RCPT", "550 5.1.90 daily limit for message recipients reached", "quota"),
    ("RCPT", "503 5.5.1 authenticate first", "order of commands"),
    ("DATA", "550 5.7.0 outbound spam suspected; account suspended", "spam"),
    ("dot", "554 5.7.1 message rejected by policy", "content filter"),
    ("dot", "554 5.2.0 submission quota exceeded", "quota"),
    ("dot", "552 5.7.0 blocked for its content", "content"),
    ("connect", "554 5.7.1 your address is listed", "blocklist at connect"),
    ("EHLO", "504 5.5.2 need a fully qualified name", "our name"),
    ("EHLO", "550 bad HELO", "our name"),
]


@pytest.mark.parametrize(("verb", "answer", "reason"), ABOUT_US, ids=[f"{v} {a}" for v, a, _ in ABOUT_US])
def test_what_a_server_holds_against_us_stops_the_heart_within_a_minute_and_it_beats_again_by_itself(
    room: Newsroom, verb: str, answer: str, reason: str
) -> None:
    desk = Recipient("desk", mail=("a@example.org", "b@example.org"))
    room.config = config(replace(URGENT, to=("desk",)), recipients=[desk], heartbeat=WATCHER)
    room.register()
    room.hit(1)
    room.wait(3 * MINUTE).edit()
    fault = Fault(verb, answer)
    with serving(Smtpd([fault])) as server:
        room.channels = {"smtp": SmtpChannel(Mail("127.0.0.1", server.port, "none", sender="w@example.org"))}
        room.deliver()
        room.wait(timedelta(seconds=50)).deliver()
        beats = beat(room)[1]
        for _ in range(8):
            room.wait(DAY).deliver()
        after_days = room.states()
        fault.times = 0
        room.wait(HOUR).deliver()

    assert beats == [], reason
    assert after_days == {"waiting": 2}
    assert room.states() == {"sent": 2}
    assert beat(room)[0] == ()


def test_nobody_is_called_without_a_watcher(store: Store) -> None:
    assert beat(Newsroom(store, config(DAILY))) == ((), [])


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (2 * HOUR, "no server answered for messages, the oldest for 2 h"),
        (31 * MINUTE, "no server answered for alerts, the oldest for 31 min"),
    ],
)
def test_messages_that_no_server_answers_withhold_it(room: Newsroom, span: timedelta, words: str) -> None:
    room.hit(1)
    room.wait(3 * MINUTE).edit()
    for pause in (timedelta(), span):
        room.wait(pause)
        room.mailbox.answers = [Unreachable("connection refused")] * 9
        room.deliver()

    reasons, called = beat(room)

    assert called == []
    assert any(words in reason for reason in reasons)


def test_a_server_that_answered_once_and_then_no_more_withholds_it(room: Newsroom) -> None:
    """A greylisted alert has an answer; that must not hide that the server died before the second try."""
    room.hit(1)
    room.wait(3 * MINUTE).edit()
    told = []
    for answer, pause in (
        (Deferred("451 greylisted"), MINUTE),
        (Unreachable("connection refused"), 5 * HOUR),  # one try that finds nobody is no outage yet
        (Unreachable("connection refused"), 31 * MINUTE),
        (Deferred("451 greylisted"), 5 * MINUTE),
    ):
        room.wait(pause)
        room.mailbox.answers = [answer] * 9
        room.deliver()
        told.append(beat(room)[0])

    assert told == [(), (), ("deliveries: no server answered for alerts, the oldest for 31 min",), ()]


def test_messages_that_nobody_tries_withhold_it(room: Newsroom) -> None:
    room.hit(1)
    room.wait(3 * MINUTE).edit()

    reasons, called = beat(room.wait(20 * MINUTE))

    assert called == []
    assert "deliveries: messages are due and nobody tries them, the oldest for 20 min" in reasons


@pytest.mark.parametrize("order", [DAILY, URGENT], ids=["digest", "alert"])
def test_a_full_mailbox_that_answers_withholds_nothing_and_is_a_warning(
    store: Store, order: Digest | Alert
) -> None:
    room = Newsroom(store, config(order, heartbeat=WATCHER))
    room.register()
    store.feeds.register(room.config.feeds.values(), room.now)
    room.hit(1)
    made = room.wait(3 * MINUTE if order is URGENT else DAY).edit()
    for _ in range(9):
        room.mailbox.answers = [Deferred("452 full")]
        room.wait(2 * HOUR).deliver()
    beaten = beat(room)
    findings = judge(store.status.read(room.now))

    assert made.editions == 1
    assert beaten == ((), ["https://watch.example/token"])
    assert [one.found for one in findings if one.subject == "deliveries"] == [
        "1 undelivered, the oldest for 18 h",
        "the last try: 452 full",
    ]
    assert is_ready(findings)


def test_the_log_tells_a_missed_beat_when_its_reasons_change_then_hourly(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "monitor.steps.heartbeat")
    pulse = Pulse()
    unheard = [Answer(500)] * 3 + [Answer(200)] * 2
    for answer in unheard:
        beat(room.wait(5 * MINUTE), answer, pulse)
    room.wait(DAY)  # no digest was made meanwhile
    for _ in range(20):
        beat(room.wait(5 * MINUTE), Answer(200), pulse)
    told = [line.message for line in caplog.records]

    assert told == ["heartbeat unheard", "heartbeat heard again", "heartbeat withheld", "heartbeat withheld"]


def test_a_digest_that_is_due_and_not_made_withholds_it_until_it_is(room: Newsroom) -> None:
    """It counts from when it was first seen due: what passed while nothing ran is no fault of an order."""
    reasons = [beat(room.wait(span))[0] for span in (DAY, 30 * MINUTE, MINUTE)]
    room.edit()
    room.deliver()
    reasons.append(beat(room)[0])

    assert reasons == [(), (), ("orders: digest:daily for duty is late by 31 min",), ()]


def test_a_digest_every_five_minutes_that_is_never_made_is_late_too(store: Store) -> None:
    often = replace(DAILY, id="often", cron=None, every=5 * MINUTE)
    room = Newsroom(store, config(often, heartbeat=WATCHER))
    room.register()
    store.feeds.register(room.config.feeds.values(), room.now)
    reasons = [beat(room.wait(5 * MINUTE))[0] for _ in range(8)][-1]

    assert reasons == ("orders: digest:often for duty is late by 35 min",)


def test_work_that_stands_still_withholds_it(room: Newsroom) -> None:
    room.store.status.tick(room.now)
    room.wait(HOUR)

    reasons = runtime.run(Pulse().beat(replace(room.deps, ping=None))) or beat_without_tick(room)

    assert any(reason.startswith("work:") for reason in reasons)


def beat_without_tick(room: Newsroom) -> tuple[str, ...]:
    async def ping(_: str) -> Reply:
        raise AssertionError("called")

    return runtime.run(Pulse().beat(replace(room.deps, ping=ping)))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(404), "the watcher answered 404"),
        (NotReached("dns", "no such host"), "the watcher cannot be reached: dns: no such host"),
    ],
)
def test_a_watcher_that_does_not_hear_is_named(
    room: Newsroom, answer: Reply | NotReached, reason: str
) -> None:
    assert beat(room, answer)[0] == (reason,)


def test_an_order_that_fails_for_long_withholds_it_until_it_works_again(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    with monkeypatch.context() as patch:
        patch.setattr(room.store.editions, "made_since", lambda *_: 1 / 0)
        for span in (MINUTE, 11 * MINUTE):
            room.wait(span).work()
            told.append(beat(room)[0])
    room.wait(5 * MINUTE).work()
    told.append(beat(room)[0])
    words = "monitor: alert:urgent for duty fails for 11 min: ZeroDivisionError: division by zero"

    assert told == [(), (words,), ()]
