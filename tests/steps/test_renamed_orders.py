"""An order or a recipient with another name goes on; one that leaves with something untold is named; new ones begin now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.model import Severity
from monitor.core.operations.notice import NoticeItem
from monitor.core.settings import Alert, Digest, Recipient, Select
from monitor.steps.deliver import follow_addresses
from monitor.store import Store
from tests.newsroom import DAILY, DUTY, URGENT, Newsroom, config

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MORNING = replace(DAILY, id="morning", title="Good morning")
GRAVE = replace(URGENT, id="grave", title="Grave news")
DESK = replace(DUTY, id="desk")
FOR_DESK = replace(DAILY, to=("desk",))


@pytest.fixture
def room(store: Store) -> Newsroom:
    made = Newsroom(store, config(DAILY, URGENT, operators=("duty",)))
    made.register()
    return made


def reload(room: Newsroom, *orders: Digest | Alert, recipients: tuple[Recipient, ...] = (DUTY,)) -> None:
    room.config = config(*orders, recipients=recipients, operators=(recipients[0].id,))
    room.register()
    follow_addresses(room.deps)


def told(room: Newsroom, *orders: tuple[str, str]) -> dict[int, int]:
    """Count in how many editions of these orders each hit was told."""
    counts: dict[int, int] = {}
    for order, recipient in orders:
        for hit, times in room.told(order, recipient).items():
            counts[hit] = counts.get(hit, 0) + times
    return counts


def left(room: Newsroom) -> list[str]:
    return [
        f"{item.what}: {item.detail}" for _, item in room.store.notices.after(0) if item.kind == "order_left"
    ]


RENAMED = [
    ((MORNING, URGENT), (DUTY,), "digest:morning", "duty", "the digest has another name and title"),
    (
        (FOR_DESK, replace(URGENT, to=("desk",))),
        (DESK,),
        "digest:daily",
        "desk",
        "the recipient has another name",
    ),
    ((replace(MORNING, to=("desk",)), URGENT), (DESK, DUTY), "digest:morning", "desk", "both have"),
    (
        (replace(DAILY, cron="0 5 * * *", to=("desk",)), URGENT),
        (DESK, DUTY),
        "digest:daily",
        "desk",
        "the recipient has another name, and the digest another hour",
    ),
    (
        (MORNING, URGENT),
        (replace(DUTY, mail=("new@example.org",)),),
        "digest:morning",
        "duty",
        "the digest has another name, and its reader another address",
    ),
]


@pytest.mark.parametrize(("orders", "recipients", "order", "recipient", "reason"), RENAMED)
def test_what_a_digest_had_yet_to_tell_its_new_name_tells_once_and_nothing_twice(
    room: Newsroom,
    orders: tuple[Digest | Alert, ...],
    recipients: tuple[Recipient, ...],
    order: str,
    recipient: str,
    reason: str,
) -> None:
    first = room.hit(1)
    room.wait(DAY).work()
    second = room.hit(2)
    reload(room, *orders, recipients=recipients)
    third = room.hit(3)
    room.wait(DAY).work()

    assert told(room, (order, recipient)) == {first: 1, second: 1, third: 1}, reason
    assert left(room) == []
    assert len(room.editions(order, recipient)) == 2


def test_an_alert_with_another_name_tells_what_waited_and_corrects_what_it_told(room: Newsroom) -> None:
    first = room.hit(1)
    room.wait(3 * MINUTE).work()
    second = room.hit(2)
    room.wait(MINUTE).work()
    reload(room, DAILY, GRAVE)
    room.wait(3 * MINUTE).work()
    room.hit(1, Severity.CRITICAL, denied=True)
    room.wait(3 * MINUTE).work()

    counts = told(room, ("alert:grave", "duty"))
    assert (counts[first], counts[second]) == (1, 1)
    assert room.told("alert:urgent") == {}
    assert left(room) == []


def test_a_message_on_its_way_to_a_recipient_with_another_name_arrives(room: Newsroom) -> None:
    room.hit(1)
    room.wait(DAY).edit()
    reload(room, FOR_DESK, replace(URGENT, to=("desk",)), recipients=(DESK,))
    room.deliver()
    room.wait(13 * HOUR).deliver()

    assert {letter.recipient for letter in room.mailbox.got if letter.edition is not None} == {"desk"}
    assert room.states()["dead"] == room.states()["waiting"] == 0


def test_a_name_that_is_taken_back_loses_and_repeats_nothing(room: Newsroom) -> None:
    hits = []
    for number, digest in enumerate((MORNING, DAILY, MORNING, DAILY), 1):
        hits.append(room.hit(number))
        room.wait(HOUR)
        reload(room, digest, URGENT)
    room.wait(DAY).work()

    assert told(room, ("digest:daily", "duty")) == dict.fromkeys(hits, 1)


def test_names_that_change_places_are_orders_that_change_what_they_ask_for(room: Newsroom) -> None:
    evening = replace(DAILY, id="evening", cron="0 18 * * *")
    reload(room, DAILY, evening, URGENT)
    hit = room.hit(1)
    reload(room, replace(evening, id="daily"), replace(DAILY, id="evening"), URGENT)
    room.wait(2 * DAY).work()

    assert told(room, ("digest:daily", "duty")) == told(room, ("digest:evening", "duty")) == {hit: 1}


def test_a_new_order_begins_now_however_alike_it_is(room: Newsroom) -> None:
    old = [room.hit(number) for number in range(1, 9)]
    room.wait(HOUR)
    reload(room, DAILY, MORNING, URGENT, GRAVE)
    new = room.hit(9)
    room.wait(DAY).work()

    assert told(room, ("digest:morning", "duty")) == {new: 1}
    assert set(told(room, ("alert:grave", "duty"))) <= {new}
    assert set(told(room, ("digest:daily", "duty"))) == {*old, new}
    assert left(room) == []


def test_of_several_orders_that_could_go_on_none_is_guessed_and_all_are_named(room: Newsroom) -> None:
    again = replace(DAILY, id="again")
    reload(room, DAILY, again, URGENT)
    room.hit(1)
    reload(room, MORNING, replace(MORNING, id="noon"), URGENT)

    assert left(room) == [
        "digest:daily for duty: it left the configuration with up to 1 hits that nobody was told",
        "digest:again for duty: it left the configuration with up to 1 hits that nobody was told",
    ]


@pytest.mark.parametrize(
    ("orders", "reason"),
    [
        ((URGENT,), "it is gone"),
        ((replace(MORNING, select=Select(Severity.HIGH)), URGENT), "another one asks for something else"),
        ((replace(DAILY, to=("desk",)), URGENT), "another one gets it"),
    ],
)
def test_an_order_that_leaves_with_hits_untold_is_named_once_to_operators(
    room: Newsroom, orders: tuple[Digest | Alert, ...], reason: str
) -> None:
    desk = Recipient("desk", mail=("desk@example.org",))
    room.hit(1)
    room.hit(2, Severity.LOW)
    room.wait(3 * MINUTE).work()
    for _ in range(3):
        reload(room, *orders, recipients=(DUTY, desk))
        room.wait(HOUR).work()

    assert left(room) == [
        "digest:daily for duty: it left the configuration with up to 2 hits that nobody was told"
    ], reason


def test_an_order_that_leaves_with_nothing_untold_is_not_named(room: Newsroom) -> None:
    room.hit(1)
    room.wait(DAY).work()
    reload(room, URGENT)

    assert left(room) == []


@pytest.mark.parametrize(("pause", "tells"), [(3 * HOUR, [1, 2]), (13 * HOUR, [2])])
def test_an_order_may_come_back_under_another_name_within_twelve_hours(
    room: Newsroom, pause: timedelta, tells: list[int]
) -> None:
    hits = {1: room.hit(1)}
    reload(room, URGENT)
    room.wait(pause)
    reload(room, MORNING, URGENT)
    hits[2] = room.hit(2)
    room.wait(DAY).work()

    assert told(room, ("digest:morning", "duty")) == {hits[number]: 1 for number in tells}


def test_an_order_that_comes_back_under_its_own_name_tells_each_hit_once_however_late(room: Newsroom) -> None:
    first = room.hit(1)
    reload(room, URGENT)
    room.wait(5 * DAY)
    reload(room, DAILY, URGENT)
    second = room.hit(2)
    room.wait(DAY).work()

    assert told(room, ("digest:daily", "duty")) == {first: 1, second: 1}


def test_an_operator_with_another_name_hears_what_was_gathered_for_the_old_one(room: Newsroom) -> None:
    room.store.notices.add("x", NoticeItem("feed_ill", "wire", "", "", room.now), room.now)
    reload(room, FOR_DESK, replace(URGENT, to=("desk",)), recipients=(DESK,))
    room.wait(HOUR).work()

    assert [letter.recipient for letter in room.mailbox.got if letter.edition is None] == ["desk"]


def test_a_recipient_whose_address_bad_files_hide_has_not_left(room: Newsroom) -> None:
    hit = room.hit(1)
    hidden = replace(DUTY, mail=(), unknown=True)
    reload(room, DAILY, URGENT, recipients=(hidden,))
    room.wait(HOUR)
    reload(room, DAILY, URGENT)
    room.wait(DAY).work()

    assert left(room) == []
    assert told(room, ("digest:daily", "duty")) == {hit: 1}
