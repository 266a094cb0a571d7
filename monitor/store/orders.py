"""Orders as they stand: when registered, how far they looked, what they covered."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.orders.model import Letter, OrderState, Registered, Waiting, standings
from monitor.core.orders.reminders import reminders
from monitor.core.settings import Config
from monitor.store import damage, meta, silences
from monitor.store.database import Database
from monitor.store.deliveries import outbox_row
from monitor.store.tables import deliveries, notices, orders

ORDER = damage.Noun("order", ("order", "recipient"))
NOTICES = "notices"  # the order of each operator for what the machine has to say


class Orders:
    """One row for each digest or alert and recipient. It outlives its place in the configuration."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, config: Config, now: datetime) -> None:
        """Note the orders not known yet, and the silences of the configuration. Call it before polling. Atomic.

        An order takes what is grouped from now on; in a new store, everything. One that is taken out of the
        configuration keeps its place, so that putting it back loses nothing; let the subscriptions follow those first
        that have another name now.
        """
        with self._database.write("register") as connection:
            serial = int(meta.read(connection, "serial", 0))
            notice = connection.execute(
                sa.select(sa.func.coalesce(sa.func.max(notices.c.id), 0))
            ).scalar_one()
            rows = [
                _new(standing.key, standing.recipient.id, serial, now)
                for standing in (*standings(config), *reminders(config))
            ]
            rows += [_new(NOTICES, operator, notice, now) for operator in config.operators]
            if rows:
                connection.execute(self._database.insert_new(orders, ["order", "recipient"]), rows)
            silences.sync(self._database, connection, config.silences, now)

    def all(self) -> dict[tuple[str, str], Registered]:
        """Return every order ever registered whose row can be read, by (order, recipient)."""
        with self._database.read() as connection:
            found = damage.sound(connection, sa.select(orders), restored, ORDER)
        return {(row.order, row.recipient): row for row in found}

    def serial(self) -> int:
        """Return the highest number that a grouped hit or a signal has."""
        with self._database.read() as connection:
            return int(meta.read(connection, "serial", 0))

    def advance(self, changes: Iterable[tuple[Registered, OrderState]]) -> None:
        """Note how far orders looked without making an edition; who was overtaken is left alone. Atomic."""
        listed = list(changes)
        if not listed:
            return
        with self._database.write() as connection:
            for row, state in listed:
                move(connection, row, state=stored(state))

    def cover(self, row: Registered, until: datetime, state: OrderState) -> bool:
        """Note that the windows up to ``until`` need no edition; False if somebody else was faster. Atomic."""
        with self._database.write() as connection:
            return move(connection, row, covered_until=until, state=stored(state))

    def commit_notice(
        self, row: Registered, state: OrderState, letters: Sequence[Letter], now: datetime
    ) -> bool:
        """Put the message to an operator into the outbox; False if somebody else was faster. Atomic."""
        try:
            with self._database.write() as connection:
                editions = row.editions + 1
                if not move(connection, row, covered_until=now, editions=editions, state=stored(state)):
                    return False
                if letters:
                    connection.execute(
                        sa.insert(deliveries),
                        [outbox_row(letter, row.recipient, now, urgent=False) for letter in letters],
                    )
        except sa.exc.IntegrityError:
            return False
        return True


def move(connection: sa.Connection, row: Registered, **values: Any) -> bool:
    """Change an order as a part of the caller's transaction; False if it changed since ``row`` was read."""
    changed = connection.execute(
        sa.update(orders)
        .where(
            orders.c.order == row.order, orders.c.recipient == row.recipient, orders.c.version == row.version
        )
        .values(version=row.version + 1, **values)
    )
    return changed.rowcount == 1


def stored(state: OrderState) -> dict[str, Any]:
    """Spell a state as JSON."""
    return {
        "seen": state.seen,
        "waiting": [[item.kind, item.id, item.since.isoformat(), item.why] for item in state.waiting],
        "faults": dict(state.faults),
    }


def _new(order: str, recipient: str, serial: int, now: datetime) -> dict[str, Any]:
    return {
        "order": order,
        "recipient": recipient,
        "registered_at": now,
        "after_serial": serial,
        "covered_until": now,
        "editions": 0,
        "version": 0,
        "state": {},
    }


def restored(row: sa.Row[Any]) -> Registered:
    """Return the order of a row."""
    return Registered(
        order=row.order,
        recipient=row.recipient,
        registered_at=row.registered_at,
        after_serial=row.after_serial,
        covered_until=row.covered_until,
        editions=row.editions,
        version=row.version,
        state=_restored(row.state),
    )


def _restored(state: dict[str, Any]) -> OrderState:
    waiting: Sequence[Sequence[Any]] = state.get("waiting", ())
    return OrderState(
        seen=state.get("seen", 0),
        waiting=tuple(
            Waiting(kind, number, datetime.fromisoformat(since), why) for kind, number, since, why in waiting
        ),
        faults=state.get("faults", {}),
    )
