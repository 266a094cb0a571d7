"""Named locks with a time limit and a fencing number, for work that must be serial in a store."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from monitor.store.database import Database
from monitor.store.errors import LockLost
from monitor.store.tables import locks

_SKEW = timedelta(minutes=1)  # by which the clocks of two machines may differ


class Locks:
    """Each lock has at most one holder. Its fence grows with every holder, so a late one is known by it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def acquire(self, name: str, owner: str, ttl: timedelta, now: datetime) -> int | None:
        """Take the lock until ``now + ttl``; return its fence, None if somebody holds it. Atomic.

        One held for far longer than ``ttl`` from now was taken under a clock that ran ahead, or under settings that
        changed: it is free.
        """
        free = sa.or_(locks.c.owner.is_(None), locks.c.until <= now, locks.c.until > now + 2 * ttl + _SKEW)
        with self._database.write() as connection:
            connection.execute(self._database.insert_new(locks, ["name"]), {"name": name, "fence": 0})
            return connection.execute(
                sa.update(locks)
                .where(locks.c.name == name, free)
                .values(owner=owner, until=now + ttl, fence=locks.c.fence + 1)
                .returning(locks.c.fence)
            ).scalar_one_or_none()

    def renew(self, name: str, fence: int, ttl: timedelta, now: datetime) -> bool:
        """Hold on until ``now + ttl``; False if the lock was lost. Atomic."""
        with self._database.write() as connection:
            held = connection.execute(
                sa.update(locks)
                .where(locks.c.name == name, locks.c.fence == fence, locks.c.owner.is_not(None))
                .values(until=now + ttl)
            )
        return held.rowcount == 1

    def release(self, name: str, fence: int) -> None:
        """Release the lock; nothing happens if it was lost. Atomic."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(locks)
                .where(locks.c.name == name, locks.c.fence == fence)
                .values(owner=None, until=None)
            )

    def check(self, connection: sa.Connection, name: str, fence: int) -> None:
        """Raise LockLost unless ``fence`` is still the holder's; nobody can take the lock before the commit."""
        held = connection.execute(
            sa.select(locks.c.fence)
            .where(locks.c.name == name, locks.c.fence == fence, locks.c.owner.is_not(None))
            .with_for_update()
        ).one_or_none()
        if held is None:
            raise LockLost(name)
