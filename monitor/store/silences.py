"""Silences: those of the configuration and those that a person put in, told apart by their key."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from monitor.core.model import Severity
from monitor.core.settings import Silence
from monitor.store import damage
from monitor.store.database import Database
from monitor.store.tables import silences, stories

SILENCE = damage.Noun("silence", ("id",))


class UnknownStoryError(LookupError):
    """There is no such story to silence."""


class Silences:
    """Temporary orders not to report. An ended one stays listed until retention takes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, silence: Silence, now: datetime) -> int:
        """Store a silence, with how grave its story is now; UnknownStoryError if there is none. Atomic."""
        with self._database.write() as connection:
            severity = _severity(connection, silence.story)
            if silence.story is not None and severity is None:
                raise UnknownStoryError(silence.story)
            row = _row(silence, severity, now)
            return int(
                connection.execute(sa.insert(silences).values(row).returning(silences.c.id)).scalar_one()
            )

    def active(self, now: datetime) -> tuple[Silence, ...]:
        """Return the silences in force, oldest first."""
        return self._found(silences.c.until > now)

    def all(self) -> tuple[Silence, ...]:
        """Return every silence there is, ended ones too, oldest first."""
        return self._found(sa.true())

    def expire(self, number: int, now: datetime) -> bool:
        """End a silence now; False if there is none in force by this number. Atomic."""
        with self._database.write() as connection:
            ended = connection.execute(
                sa.update(silences).where(silences.c.id == number, silences.c.until > now).values(until=now)
            )
        return ended.rowcount == 1

    def _found(self, condition: sa.ColumnElement[bool]) -> tuple[Silence, ...]:
        with self._database.read() as connection:
            query = sa.select(silences).where(condition).order_by(silences.c.id)
            return tuple(damage.sound(connection, query, _silence, SILENCE))


def sync(database: Database, connection: sa.Connection, configured: Sequence[Silence], now: datetime) -> None:
    """Make the stored silences of the configuration those of ``configured``, in the caller's transaction.

    A story is silenced as grave as it is when its silence is first seen, so that a rise is known. One whose story
    does not exist silences nothing, and is left out.
    """
    wanted = {_key(silence): silence for silence in configured}
    known = set(connection.execute(sa.select(silences.c.key).where(silences.c.key.is_not(None))).scalars())
    gone = known - wanted.keys()
    if gone:
        connection.execute(sa.delete(silences).where(silences.c.key.in_(gone)))
    for key, silence in wanted.items():
        severity = _severity(connection, silence.story)
        if key not in known and (silence.story is None or severity is not None):
            row = _row(silence, severity, now) | {"key": key}
            connection.execute(database.insert_new(silences, ["key"]), row)


def _key(silence: Silence) -> str:
    told = (
        silence.story,
        silence.rule,
        silence.place,
        silence.words,
        silence.until.isoformat(),
        silence.reason,
    )
    more = (silence.begins.isoformat() if silence.begins else None, silence.recipient)
    named = (*told, silence.by, silence.even_if_raised, *(more if any(more) else ()))
    return sha256(repr(named).encode()).hexdigest()[:32]


def _severity(connection: sa.Connection, story: int | None) -> int | None:
    if story is None:
        return None
    return connection.execute(sa.select(stories.c.severity).where(stories.c.id == story)).scalar_one_or_none()


def _row(silence: Silence, severity: int | None, now: datetime) -> dict[str, Any]:
    return {
        "story": silence.story,
        "severity": severity,
        "rule": silence.rule,
        "place": silence.place,
        "words": silence.words,
        "until": silence.until,
        "reason": silence.reason,
        "by": silence.by,
        "even_if_raised": silence.even_if_raised,
        "begins": silence.begins,
        "recipient": silence.recipient,
        "created_at": now,
    }


def _silence(row: sa.Row[Any]) -> Silence:
    return Silence(
        until=row.until,
        reason=row.reason,
        by=row.by,
        story=row.story,
        rule=row.rule,
        place=row.place,
        words=row.words,
        even_if_raised=row.even_if_raised,
        id=row.id,
        severity=None if row.severity is None else Severity(row.severity),
        begins=row.begins,
        recipient=row.recipient,
    )
