"""What the store knows of the service at this moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from monitor.core.operations.health import Vitals
from monitor.store import deliveries as outbox
from monitor.store import integrity, meta
from monitor.store.configs import Configs
from monitor.store.database import Database
from monitor.store.errors import explained
from monitor.store.feeds import REMOVED
from monitor.store.runners import listed
from monitor.store.tables import deliveries, feeds, hits

_TICK = "tick"
_RESTART = "restart_needed"
_TICK_EVERY = timedelta(seconds=10)  # each is a commit; a watcher need not know more closely


class Status:
    """The vital signs that every process leaves in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._configs = Configs(database)
        self._ticked: datetime | None = None

    def tick(self, now: datetime) -> None:
        """Note that the poll loop came round; costs a commit only every ten seconds."""
        last = self._ticked
        if last is not None and timedelta() <= now - last < _TICK_EVERY:
            return
        with self._database.write() as connection:
            meta.write(self._database, connection, _TICK, now.isoformat())
        self._ticked = now

    def need_restart(self, runner: str, changed: Sequence[str]) -> bool:
        """Note the settings that ``runner`` takes up only when it starts again; True if that is news. Atomic."""
        with self._database.write(turn=_RESTART) as connection:
            noted = meta.read(connection, _RESTART, {})
            if noted.get(runner, []) == list(changed):
                return False
            living = {one.id for one in listed(connection)}
            kept = {name: their for name, their in noted.items() if name in living} | {runner: list(changed)}
            meta.write(self._database, connection, _RESTART, kept)
            return True

    def read(self, now: datetime) -> Vitals:
        """Return the vital signs; StoreError says why the store cannot be read."""
        with explained():
            return self._read(now)

    def last_success(self, limit: int) -> dict[str, datetime]:
        """Return when each watched feed was last read; nothing at all if there are more than ``limit``."""
        query = sa.select(feeds.c.id, feeds.c.last_ok_at).where(
            feeds.c.due_at.is_not(None), feeds.c.last_ok_at.is_not(None)
        )
        with explained(), self._database.read() as connection:
            rows = connection.execute(query.limit(limit + 1)).all()
        return {} if len(rows) > limit else {row.id: row.last_ok_at for row in rows}

    def server_time(self) -> datetime | None:
        """Return what time it is for PostgreSQL; None for SQLite, which has no clock of its own."""
        if self._database.is_sqlite:
            return None
        with explained(), self._database.read() as connection:
            at: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
        return at

    def server(self) -> str | None:
        """Return PostgreSQL and its version; None for SQLite, which is a part of the program."""
        if self._database.is_sqlite:
            return None
        with explained(), self._database.read() as connection:
            version: str = connection.exec_driver_sql("SHOW server_version").scalar_one()
        return f"PostgreSQL {version.split(maxsplit=1)[0]}"

    def _read(self, now: datetime) -> Vitals:
        config, refusal = self._configs.current(), self._configs.refusal()
        with self._database.read() as connection:
            tick, restart = meta.read(connection, _TICK, None), meta.read(connection, _RESTART, {})
            at_work = listed(connection)
            return Vitals(
                at=now,
                last_tick=None if tick is None else datetime.fromisoformat(tick),
                config_hash=None if config is None else config.hash,
                refused_since=None if refusal is None else refusal.since,
                refused=() if refusal is None else refusal.lines,
                restart_needed=tuple(sorted({name for one in at_work for name in restart.get(one.id, ())})),
                held_back={}
                if config is None
                else {rule: held.reason for rule, held in config.held_back.items()},
                feeds=_feeds(connection),
                queue=outbox.queue(connection, now),
                last_reply=_last_reply(connection),
                oldest_ungrouped=_oldest_ungrouped(connection),
                runners=at_work,
                free_bytes=integrity.free_bytes(self._database),
            )


def _feeds(connection: sa.Connection) -> dict[str, int]:
    """Return how many feeds are watched, by state."""
    query = sa.select(feeds.c.state, sa.func.count()).where(feeds.c.state != REMOVED).group_by(feeds.c.state)
    return {row[0]: row[1] for row in connection.execute(query)}


def _last_reply(connection: sa.Connection) -> str | None:
    """Return what the last try for a message that waits came to."""
    waits = (deliveries.c.state == "waiting") & deliveries.c.reply.is_not(None)
    query = sa.select(deliveries.c.reply).where(waits).order_by(deliveries.c.id.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def _oldest_ungrouped(connection: sa.Connection) -> datetime | None:
    """Return the time of the first hit without a serial; the index of these hits is in the order of ids."""
    query = sa.select(hits.c.created_at).where(hits.c.serial.is_(None)).order_by(hits.c.id).limit(1)
    return connection.execute(query).scalar_one_or_none()
