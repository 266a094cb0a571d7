"""The heartbeat beats only when everything is delivered in time."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from monitor.channels.webhook import Reply
from monitor.core.outbox import Deferred, Unreachable
from monitor.core.outcomes import TooSlow
from monitor.core.outcomes import Unreachable as NotReached
from monitor.core.settings import Heartbeat, Secret
from monitor.steps.deliver import heartbeat
from monitor.store import Store
from tests.newsroom import DAILY, URGENT, Newsroom, config

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


def beat(
    room: Newsroom, answer: Reply | NotReached | TooSlow = Answer(200)
) -> tuple[tuple[str, ...], list[str]]:
    called: list[str] = []

    async def ping(url: str) -> Reply | NotReached | TooSlow:
        called.append(url)
        return answer

    room.store.status.tick(room.now)
    return asyncio.run(heartbeat(replace(room.tools, ping=ping))), called


def test_a_service_that_does_its_work_is_alive(room: Newsroom) -> None:
    room.hit(1)
    room.wait(3 * MINUTE).work()

    assert beat(room) == ((), ["https://watch.example/token"])


def test_nobody_is_called_without_a_watcher(store: Store) -> None:
    assert beat(Newsroom(store, config(DAILY))) == ((), [])


@pytest.mark.parametrize(
    ("answer", "span", "words"),
    [
        (Unreachable("connection refused"), 2 * HOUR, "no server answered for messages, the oldest for 2 h"),
        (Deferred("451 later"), 31 * MINUTE, "alerts are undelivered, the oldest for 31 min"),
    ],
)
def test_undelivered_messages_withhold_it(
    room: Newsroom, answer: Unreachable | Deferred, span: timedelta, words: str
) -> None:
    room.hit(1)
    room.wait(3 * MINUTE).edit()
    room.mailbox.answers = [answer] * 9
    room.deliver()
    room.wait(span)
    room.mailbox.answers = [answer] * 9
    room.deliver()

    reasons, called = beat(room)

    assert called == []
    assert any(words in reason for reason in reasons)


def test_messages_that_nobody_tries_withhold_it(room: Newsroom) -> None:
    room.hit(1)
    room.wait(3 * MINUTE).edit()

    reasons, called = beat(room.wait(20 * MINUTE))

    assert called == []
    assert "deliveries: messages are due and nobody tries them, the oldest for 20 min" in reasons


def test_a_full_mailbox_that_answers_does_not_withhold_it_for_days(store: Store) -> None:
    room = Newsroom(store, config(DAILY, heartbeat=WATCHER))
    room.register()
    store.feeds.register(room.config.feeds.values(), room.now)
    room.wait(DAY).edit()
    room.mailbox.answers = [Deferred("452 full")]
    room.deliver()

    assert beat(room.wait(10 * MINUTE)) == ((), ["https://watch.example/token"])


def test_a_digest_that_is_not_made_withholds_it(room: Newsroom) -> None:
    reasons, called = beat(room.wait(DAY))

    assert called == []
    assert "digest:daily for duty is late by 6 h" in reasons


def test_work_that_stands_still_withholds_it(room: Newsroom) -> None:
    room.store.status.tick(room.now)
    room.wait(HOUR)

    reasons = asyncio.run(heartbeat(replace(room.tools, ping=None))) or beat_without_tick(room)

    assert any(reason.startswith("work:") for reason in reasons)


def beat_without_tick(room: Newsroom) -> tuple[str, ...]:
    async def ping(_: str) -> Reply:
        raise AssertionError("called")

    return asyncio.run(heartbeat(replace(room.tools, ping=ping)))


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
        for span in (MINUTE, 31 * MINUTE):
            room.wait(span).work()
            told.append(beat(room)[0])
    room.wait(MINUTE).work()
    told.append(beat(room)[0])

    assert told == [(), ("alert:urgent for duty fails for 31 min",), ()]
