"""Which processes work on the store, and what the dead ones left leased."""

import logging
import os
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.core.operations.health import Runner
from monitor.store import damage
from monitor.store.database import Database
from monitor.store.presence import owner_of, presence
from monitor.store.tables import deliveries, feeds, locks, runners

log = logging.getLogger(__name__)

_FREE: dict[str, Any] = {"owner": None, "leased_until": None}
_RUNNER = damage.Noun("runner", ("id",))
_SEEN_EVERY = timedelta(seconds=30)


class Runners:
    """The processes that claim work. Each holds something for life that the system frees at its death."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._presence = presence(database)
        self._ours: dict[str, dict[str, Any]] = {}

    @contextmanager
    def register(self, kind: str, now: datetime) -> Iterator[str]:
        """Yield the name under which this process claims work; at the end its leases are void at once.

        The name is never used again, by any process. If the process dies inside, others void its leases.
        """
        host, pid = socket.gethostname(), os.getpid()
        owner = owner_of(host, pid)
        self._presence.hold(owner)
        self._ours[owner] = {"id": owner, "host": host, "pid": pid, "kind": kind, "started_at": now}
        try:
            with self._database.write() as connection:
                self._show(connection, now)
            yield owner
        finally:
            self._leave(owner)

    def void_dead(self, now: datetime) -> tuple[str, ...]:
        """Void the leases of owners that died; return these owners. Atomic.

        Call it every few seconds: recovery takes as long as the pause. It also renews this process's own
        presence, which a restart of PostgreSQL ends. Then our own claims are void too: what was at work could
        not commit, and nobody else would free it while we live. Deliveries at work keep theirs, lest they repeat.
        """
        interrupted = self._presence.renew()
        with self._database.read() as connection:
            seen = {runner.id: runner.seen_at for runner in listed(connection)}
        others = seen.keys() - self._ours.keys()
        dead = sorted(others - self._presence.living(others))
        stale = any(owner not in seen or not _is_fresh(seen[owner], now) for owner in self._ours)
        if dead or stale or interrupted:
            with self._database.write() as connection:
                _void(connection, dead)
                if interrupted:
                    _void_claims(connection, tuple(self._ours))
                self._show(connection, now)
        return tuple(dead)

    def count(self, kind: str) -> int:
        """Count the processes of a kind that are registered."""
        with self._database.read() as connection:
            query = sa.select(sa.func.count()).where(runners.c.kind == kind)
            return connection.execute(query).scalar_one()

    def living(self) -> tuple[Runner, ...]:
        """Return the processes that work on the store, the longest at work first, without this one."""
        with self._database.read() as connection:
            others = [runner for runner in listed(connection) if runner.id not in self._ours]
        alive = self._presence.living([runner.id for runner in others])
        return tuple(runner for runner in others if runner.id in alive)

    def lives(self, owner: str) -> bool:
        """Return whether the process of this name lives; this one does."""
        return owner in self._ours or bool(owner and self._presence.living([owner]))

    def are_any(self) -> bool:
        """Return whether any process works on the store, this one too; works on a damaged SQLite store."""
        return self._presence.is_anybody_here()

    def close(self) -> None:
        """Release everything that this process leased, and stop showing life."""
        for owner in tuple(self._ours):
            self._leave(owner)
        self._presence.close()

    def _leave(self, owner: str) -> None:
        if self._ours.pop(owner, None) is None:
            return
        try:
            with self._database.write() as connection:
                _void(connection, [owner])
        except sa.exc.SQLAlchemyError as error:  # others do it as soon as they see that nobody holds the name
            log.warning("leases not given back", extra={"runner": owner, "error": str(error.__cause__)})
        self._presence.drop(owner)

    def _show(self, connection: sa.Connection, now: datetime) -> None:
        rows = [{**row, "seen_at": now} for row in self._ours.values()]
        if rows:
            connection.execute(self._database.upsert(runners, ["id"], ["seen_at"]), rows)


def listed(connection: sa.Connection) -> tuple[Runner, ...]:
    """Return the processes that are registered, as this transaction sees them; some may have died just now."""
    query = sa.select(runners).order_by(runners.c.started_at)
    return tuple(damage.sound(connection, query, _runner, _RUNNER, stand_in=True))


def _runner(row: sa.Row[Any]) -> Runner:
    return Runner(row.id, row.kind, row.host, row.pid, row.started_at, row.seen_at)


def _is_fresh(seen_at: datetime, now: datetime) -> bool:
    """Return whether an instant lies within the last half minute; one in the future was written by a wrong clock."""
    return timedelta() <= now - seen_at < _SEEN_EVERY


def _void(connection: sa.Connection, owners: Collection[str]) -> None:
    """Release everything ``owners`` had leased, in a way that stops their late writes."""
    if not owners:
        return
    _void_claims(connection, owners)
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.owner.in_(owners), deliveries.c.state == "sending")
        .values(**_FREE, state="waiting", fence=deliveries.c.fence + 1)
    )
    connection.execute(sa.delete(runners).where(runners.c.id.in_(owners)))


def _void_claims(connection: sa.Connection, owners: Collection[str]) -> None:
    connection.execute(
        sa.update(feeds).where(feeds.c.owner.in_(owners)).values(**_FREE, fence=feeds.c.fence + 1)
    )
    connection.execute(sa.update(locks).where(locks.c.owner.in_(owners)).values(owner=None, until=None))
