"""What the store knows of the service at this moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from monitor.core.operations.faults import DAMAGE
from monitor.core.operations.health import Reading, Rhythm, Vitals
from monitor.core.orders.lateness import Late
from monitor.store import damage, faults, holder, integrity, meta, retention, rows
from monitor.store import deliveries as outbox
from monitor.store.configs import Configs
from monitor.store.database import Database
from monitor.store.errors import explained
from monitor.store.runners import listed
from monitor.store.tables import REMOVED, deliveries, feeds, hits, hosts

_TICK = "tick"
_RESTART = "restart_needed"
_LATE, _RHYTHM = "late", "rhythm"
_SKEW = timedelta(
    minutes=5
)  # clocks of machines may differ by that; what is further ahead is of a clock that was wrong
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

    def note_rhythm(self, rhythm: Rhythm) -> None:
        """Note how often feeds are to be asked, for whoever judges what was read. Atomic."""
        value = [rhythm.every.total_seconds(), rhythm.slowest.total_seconds()]
        with self._database.write() as connection:
            meta.write(self._database, connection, _RHYTHM, value)

    def late(self) -> tuple[Late, ...]:
        """Return the orders that were seen due and unmade when last looked for."""
        with self._database.read() as connection:
            return _late(connection)

    def note_late(self, late: Sequence[Late]) -> None:
        """Note which orders are due and unmade. Atomic."""
        value = [[order.order, order.covered_until.isoformat(), order.since.isoformat()] for order in late]
        with self._database.write() as connection:
            meta.write(self._database, connection, _LATE, value)

    def need_restart(self, runner: str, changed: Sequence[str]) -> bool:
        """Note the settings that ``runner`` takes up only when it starts again; True if that is news. Atomic."""
        with self._database.write(turn=_RESTART) as connection:
            noted = meta.read(connection, _RESTART, {})
            if noted.get(runner, []) == list(changed):
                return False
            living = {runner.id for runner in listed(connection)}
            kept = {name: their for name, their in noted.items() if name in living} | {runner: list(changed)}
            meta.write(self._database, connection, _RESTART, kept)
            return True

    def read(self, now: datetime) -> Vitals:
        """Return the vital signs; StoreError says why the store cannot be read."""
        with explained(), damage.tolerating():
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
            served = holder.read(connection)
            return Vitals(
                at=now,
                folder=None if served is None else served.path,
                last_tick=None if tick is None else datetime.fromisoformat(tick),
                config_hash=None if config is None else config.hash,
                refused_since=None if refusal is None else refusal.since,
                refused=() if refusal is None else refusal.lines,
                restart_needed=tuple(
                    sorted({name for runner in at_work for name in restart.get(runner.id, ())})
                ),
                held_back={}
                if config is None
                else {rule: held.reason for rule, held in config.held_back.items()},
                feeds=_feeds(connection),
                reading=_reading(connection, now),
                late={late.order: late.since for late in _late(connection)},
                faults=faults.read(connection),
                clock_leapt=retention.clock_leapt(connection),
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


def _reading(connection: sa.Connection, now: datetime) -> Reading | None:
    """Return when feeds were read; None if none is watched."""
    watched, past = feeds.c.due_at.is_not(None), now + _SKEW
    read = sa.func.max(sa.case((feeds.c.last_ok_at <= past, feeds.c.last_ok_at)))
    asked = sa.func.max(sa.case((feeds.c.last_fetch_at <= past, feeds.c.last_fetch_at)))
    query = sa.select(sa.func.count(), sa.func.min(feeds.c.registered_at), read, asked).where(watched)
    number, since, read_at, asked_at = connection.execute(query).one()
    if not number:
        return None
    fell_ill = feeds.c.health["ill_since"].as_string() > (read_at or since).isoformat()
    if connection.dialect.name == "sqlite":  # which fails on JSON that cannot be read
        fell_ill = sa.case((sa.func.json_valid(feeds.c.health), fell_ill), else_=sa.false())
    count = sa.select(sa.func.count(), sa.func.sum(sa.case((fell_ill, 1), else_=0)))
    ill, failed_since = connection.execute(count.where(watched, feeds.c.failures > 0)).one()
    cooling = sa.select(hosts.c.host).where(hosts.c.not_before > now)
    due = sa.select(sa.func.min(feeds.c.due_at)).where(feeds.c.due_at <= now, feeds.c.host.not_in(cooling))
    rhythm = meta.read(connection, _RHYTHM, None)
    reading = Reading(
        watched=number,
        since=since,
        read_at=read_at,
        asked_at=asked_at,
        failed_since=failed_since or 0,
        ill=ill - (failed_since or 0),
        due_since=connection.execute(due).scalar_one(),
    )
    if rhythm is None:
        return reading
    return replace(reading, rhythm=Rhythm(*(timedelta(seconds=seconds) for seconds in rhythm)))


def _late(connection: sa.Connection) -> tuple[Late, ...]:
    noted = meta.read(connection, _LATE, [])
    return tuple(
        Late(order, datetime.fromisoformat(covered), datetime.fromisoformat(since))
        for order, covered, since in noted
    )


def _last_reply(connection: sa.Connection) -> str | None:
    """Return what the last try for a message that waits came to."""
    waits = (deliveries.c.state == "waiting") & deliveries.c.reply.is_not(None)
    query = sa.select(deliveries.c.reply).where(waits).order_by(deliveries.c.id.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def _oldest_ungrouped(connection: sa.Connection) -> datetime | None:
    """Return the time of the first hit without a serial that is not set aside by a fault of ours.

    The index of these hits is in the order of ids.
    """
    failing = faults.read(connection)
    aside = [int(fault.subject) for fault in failing if fault.work == "group" and fault.subject]
    words = [fault.subject.split() for fault in failing if fault.work == DAMAGE]
    damaged = [int(number) for noun, number, *_ in words if noun == rows.HIT.word]
    waits = hits.c.serial.is_(None), hits.c.entry.not_in(aside), hits.c.id.not_in(damaged)
    query = sa.select(hits.c.created_at).where(*waits).order_by(hits.c.id).limit(1)
    return connection.execute(query).scalar_one_or_none()
