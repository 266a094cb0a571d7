"""An outbox of three messages, for tests that stop its process."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.core.settings import Recipient
from monitor.store import Store
from tests.newsroom import DAILY, Newsroom, config

DESK = Recipient("desk", mail=tuple(f"{name}@example.org" for name in "abc"))
CONFIG = config(replace(DAILY, to=("desk",)), recipients=[DESK])


def fill(store: Store) -> Newsroom:
    """Make an edition to three addresses, by the clock of the world: other processes deliver it."""
    room = Newsroom(store, CONFIG)
    room.now = datetime.now(UTC) - timedelta(days=2)
    room.register()
    room.hit(1)
    room.wait(timedelta(days=1)).edit()
    return room
