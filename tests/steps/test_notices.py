"""WATCH tells operators of feeds that stay ill, and of their recovery, once each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
import sqlalchemy as sa

from monitor.core.settings import Feed, Polling
from monitor.steps.dependencies import Dependencies
from monitor.steps.notices import _watch
from monitor.store import Store
from monitor.store.tables import feeds
from tests import settings

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class World:
    """A store with one feed, and a clock that is moved by hand."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOON
        store.feeds.register([Feed("rfi", "https://news.example/rss", "RFI")], NOON - timedelta(days=3))

    def becomes(self, state: str, *, ok_at: datetime, error: str | None) -> None:
        """Let polls have left the feed in a state."""
        values = {
            "state": state,
            "failures": 0 if error is None else 9,
            "last_error": error,
            "last_ok_at": ok_at,
        }
        with self.store.database.write() as connection:
            connection.execute(sa.update(feeds).values(**values))

    def watch(self) -> int:
        """Look once; return how many notices are new."""
        config = replace(settings.EMPTY, polling=Polling(health_after=timedelta(hours=12)))
        # WATCH uses these three of the dependencies.
        return _watch(
            cast("Dependencies", SimpleNamespace(config=config, store=self.store, now=lambda: self.now))
        )

    def told(self) -> list[tuple[str, str]]:
        """Return the notices, oldest first."""
        return [(item.kind, item.what) for _, item in self.store.notices.after(0)]


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def test_a_feed_that_fails_for_a_moment_is_not_told(world: World) -> None:
    world.becomes("unreachable", ok_at=NOON - timedelta(hours=2), error="dns: no such name")

    assert (world.watch(), world.told()) == (0, [])


def test_a_feed_that_stays_ill_is_told_once_and_once_when_it_is_back(world: World) -> None:
    world.becomes("unreachable", ok_at=NOON - timedelta(hours=20), error="dns: no such name")
    counts = [world.watch(), world.watch()]
    world.now += timedelta(hours=6)
    world.becomes("ok", ok_at=world.now, error=None)
    counts += [world.watch(), world.watch()]

    assert counts == [1, 0, 1, 0]
    assert world.told() == [("feed_ill", "rfi"), ("feed_back", "rfi")]


def test_a_feed_that_is_gone_for_good_is_told_at_once(world: World) -> None:
    world.becomes(
        "gone", ok_at=NOON - timedelta(minutes=5), error="the server says the feed is gone for good (410)"
    )

    assert world.watch() == 1
