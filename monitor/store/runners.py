"""Which processes work on the store, and what the dead ones left leased."""

import os
import socket
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.store.database import Database
from monitor.store.presence import presence
from monitor.store.tables import deliveries, feeds, locks, runners

_SEEN_EVERY = timedelta(seconds=30)


class Runners:
    """The processes that claim work. Each holds something for life that the system frees at its death."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._presence = presence(database)
        self._ours: dict[str, dict[str, Any]] = {}

    def register(self, owner: str, kind: str, now: datetime) -> None:
        """Announce this process as ``owner``, a name never used before. Call it before any claim. Atomic."""
        self._presence.hold(owner)
        self._ours[owner] = {
            "id": owner,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "kind": kind,
            "started_at": now,
        }
        with self._database.write() as connection:
            self._show(connection, now)

    def leave(self, owner: str) -> None:
        """End ``owner``'s work in good order: its leases are void at once. Atomic."""
        with self._database.write() as connection:
            _void(connection, [owner])
        self._ours.pop(owner, None)
        self._presence.drop(owner)

    def void_dead(self, now: datetime) -> tuple[str, ...]:
        """Void the leases of owners that died; return these owners. Atomic.

        Call it every few seconds: recovery takes as long as the pause. It also renews this process's own
        presence, which a restart of PostgreSQL ends; if somebody voided us meanwhile, fences stop our late writes.
        """
        self._presence.renew()
        with self._database.read() as connection:
            seen = {row.id: row.seen_at for row in connection.execute(sa.select(runners)).all()}
        others = seen.keys() - self._ours.keys()
        dead = sorted(others - self._presence.living(others))
        stale = any(owner not in seen or seen[owner] <= now - _SEEN_EVERY for owner in self._ours)
        if dead or stale:
            with self._database.write() as connection:
                _void(connection, dead)
                self._show(connection, now)
        return tuple(dead)

    def close(self) -> None:
        """Stop showing life; leases not given back are voided by others."""
        self._ours.clear()
        self._presence.close()

    def _show(self, connection: sa.Connection, now: datetime) -> None:
        rows = [{**row, "seen_at": now} for row in self._ours.values()]
        if rows:
            connection.execute(self._database.upsert(runners, ["id"], ["seen_at"]), rows)


def _void(connection: sa.Connection, owners: Collection[str]) -> None:
    """Give back everything ``owners`` had leased, in a way that stops their late writes."""
    if not owners:
        return
    free: dict[str, Any] = {"owner": None, "leased_until": None}
    connection.execute(
        sa.update(feeds).where(feeds.c.owner.in_(owners)).values(**free, fence=feeds.c.fence + 1)
    )
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.owner.in_(owners), deliveries.c.state == "sending")
        .values(**free, state="waiting", fence=deliveries.c.fence + 1)
    )
    connection.execute(sa.update(locks).where(locks.c.owner.in_(owners)).values(owner=None, until=None))
    connection.execute(sa.delete(runners).where(runners.c.id.in_(owners)))
