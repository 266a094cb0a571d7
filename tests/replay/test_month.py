"""A month from an empty store: the right things are told, once, in time."""

from datetime import datetime, timedelta

import pytest

from monitor.core.model import Severity
from monitor.store import Store
from tests.replay.month import FEEDS, START, month
from tests.replay.run import Outcome, replay

ASSAULT = START + timedelta(days=10, hours=5, minutes=41)
RUMOUR = START + timedelta(days=17, hours=20, minutes=10)
DENIAL = START + timedelta(days=18, hours=6, minutes=40)
SECOND_EVENT = START + timedelta(days=24, hours=7, minutes=50)
SOON = timedelta(minutes=15)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('replay') / 'monitor.db'}")
    store.open()
    try:
        return replay(store)
    finally:
        store.close()


def is_soon(after: datetime, at: datetime) -> bool:
    return after <= at <= after + SOON


def test_the_month_is_as_large_as_promised() -> None:
    items = month()

    assert len(items) >= 3_000
    assert len({item.feed for item in items}) == len(FEEDS) == 40
    assert items == month()


def test_the_assault_on_the_capital_is_alerted_at_once_and_once(outcome: Outcome) -> None:
    about = [told for told in outcome.alerts() if any("Bamako" in title for _, _, title in told.stories)]

    assert [(told.stories[0][:2], len(told.stories)) for told in about] == [(("new", Severity.CRITICAL), 1)]
    assert is_soon(ASSAULT, about[0].at)


def test_the_rumour_is_alerted_once_and_its_denial_corrected_once(outcome: Outcome) -> None:
    about = [told for told in outcome.alerts() if any("Ouagadougou" in title for _, _, title in told.stories)]

    assert [told.stories[0][0] for told in about] == ["new", "corrected"]
    assert is_soon(RUMOUR, about[0].at)
    assert is_soon(DENIAL, about[1].at)


def test_nothing_else_is_alerted(outcome: Outcome) -> None:
    assert len(outcome.alerts()) == 3


def test_the_build_up_raises_one_signal_at_its_second_event_within_a_week(outcome: Outcome) -> None:
    assert [(signal.kind, signal.detail["area"]) for signal in outcome.signals] == [
        ("two_in_a_week", "BJ/Alibori")
    ]
    assert is_soon(SECOND_EVENT, outcome.signals[0].made_at)


def test_the_signal_stands_in_the_next_digest_and_in_no_other(outcome: Outcome) -> None:
    digests = [told for told in outcome.told if told.order == "digest:daily"]

    assert [told.at.date().day for told in digests if told.signals] == [26]


def test_there_is_a_digest_every_morning_at_six(outcome: Outcome) -> None:
    digests = [told.at for told in outcome.told if told.order == "digest:daily"]

    assert digests == [START + timedelta(days=day, hours=6) for day in range(32)]
