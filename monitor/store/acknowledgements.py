"""Acknowledgements: who said, when and how, that a story is in hand; and the key that signs links to say so."""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any

import sqlalchemy as sa

from monitor.core.model import Acknowledgement
from monitor.store import damage, meta, tables
from monitor.store.database import Database
from monitor.store.portions import portions
from monitor.store.tables import acknowledgements, editions, tellings

_KEY = "ticket_key"
_GIVEN = damage.Noun("acknowledgement", ("id",))


class Acknowledgements:
    """One row for each time that somebody took a story in hand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, given: Acknowledgement) -> Acknowledgement:
        """Keep an acknowledgement, and return it; or the one that covers all that was told already. Atomic."""
        with self._database.write("acknowledge") as connection:
            last_told = connection.execute(
                sa.select(sa.func.max(editions.c.made_at))
                .join(tellings, tellings.c.edition == editions.c.id)
                .where(tellings.c.story == given.story, editions.c.made_at <= given.until)
            ).scalar_one()
            known = _latest(connection, (given.story,)).get(given.story)
            if known is not None and (last_told is None or known.until >= last_told):
                return known
            row = {
                "story": given.story,
                "who": given.who,
                "how": given.how,
                "at": given.at,
                "until": given.until,
            }
            connection.execute(sa.insert(acknowledgements).values(row))
        return given

    def latest(self, stories: Sequence[int]) -> dict[int, Acknowledgement]:
        """Return the acknowledgement of each story that covers most of what was told."""
        with self._database.read() as connection:
            return _latest(connection, stories)

    def of(self, story: int) -> tuple[Acknowledgement, ...]:
        """Return all acknowledgements of a story, oldest first."""
        query = sa.select(acknowledgements).where(acknowledgements.c.story == story)
        with self._database.read() as connection:
            ordered = query.order_by(acknowledgements.c.id)
            return tuple(damage.sound(connection, ordered, _acknowledgement, _GIVEN))

    def key(self) -> bytes:
        """Return the key that signs links; made once, so that links of before a restart hold."""
        with self._database.read() as connection:
            known = meta.read(connection, _KEY, None)
        if known is None:
            with self._database.write() as connection:
                insert = self._database.insert_new(tables.meta, ["key"])
                connection.execute(insert, {"key": _KEY, "value": token_hex(32)})
                known = meta.read(connection, _KEY, None)
        return bytes.fromhex(known)


def _latest(connection: sa.Connection, stories: Sequence[int]) -> dict[int, Acknowledgement]:
    latest: dict[int, Acknowledgement] = {}
    for portion in portions(stories):
        query = sa.select(acknowledgements).where(acknowledgements.c.story.in_(portion))
        ordered = query.order_by(acknowledgements.c.until, acknowledgements.c.id)
        given = damage.sound(connection, ordered, _acknowledgement, _GIVEN)
        latest |= {acknowledgement.story: acknowledgement for acknowledgement in given}
    return latest


def _acknowledgement(row: sa.Row[Any]) -> Acknowledgement:
    return Acknowledgement(row.story, row.who, row.how, row.at, row.until)
