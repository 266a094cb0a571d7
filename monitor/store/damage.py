"""Rows that cannot be read: each costs only itself, and is named until it can be read again.

A disk, a person with SQL or a fault of ours may leave a row whose JSON or instants are none. Reading goes as it always
does; only where that fails are the rows looked at one by one. What is unreadable is left out, or stood in for, and
noted; steps/faults.py tells people.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from monitor.core.operations.faults import named

Record = TypeVar("Record")

OPTION: Final = "monitor_damages"  # of an engine: what was found in its store
AGAIN: Final = 300.0  # seconds after which a row that was left alone is looked at again
_FAILURES: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
_SAID: Final = 60  # characters of what a column holds
_tolerant: ContextVar[bool] = ContextVar("tolerant", default=False)


class Unreadable:
    """What stands where a column cannot be read; ``raw`` is what it holds."""

    raw: object


class UnreadableInstant(Unreadable, datetime):
    """An instant that cannot be read, as one long ago."""


class UnreadableJson(Unreadable, dict[str, Any]):
    """JSON that cannot be read, as an empty object."""


def instant(text: Any) -> datetime:
    """Return what SQLite holds as an instant."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except (ValueError, TypeError):
        if not _tolerant.get():
            raise
    stand_in = UnreadableInstant(1970, 1, 1, tzinfo=UTC)
    stand_in.raw = text
    return stand_in


def from_json(text: Any) -> Any:
    """Return what SQLite holds as JSON."""
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        if not _tolerant.get():
            raise
    stand_in = UnreadableJson()
    stand_in.raw = text
    return stand_in


@dataclass(frozen=True, slots=True)
class Noun:
    """What the rows of a query are: a word for people, and the names of the columns that are their key."""

    word: str
    key: tuple[str, ...]

    def subject(self, row: Any) -> str:
        """Return the name of a row: ``order digest:daily desk``."""
        return " ".join([self.word, *(str(getattr(row, name)) for name in self.key)])


@dataclass(frozen=True, slots=True)
class Damage:
    """A row that cannot be read: its name, its key, why, and when it was last looked at (monotonic seconds)."""

    subject: str
    key: tuple[Any, ...]
    why: str
    at: float


class Damages:
    """The rows that this process found unreadable."""

    def __init__(self) -> None:
        self._found: dict[str, Damage] = {}
        self._readable: set[str] = set()

    def all(self) -> tuple[Damage, ...]:
        """Return what is known to be unreadable now."""
        return tuple(self._found.copy().values())

    def of(self, noun: Noun) -> tuple[Damage, ...]:
        """Return what is known to be unreadable of a noun."""
        return tuple(damage for damage in self.all() if damage.subject.startswith(f"{noun.word} "))

    def aside(self, noun: Noun) -> tuple[Any, ...]:
        """Return the keys, of one column, of rows not to be asked for now: they were found unreadable just before."""
        since = time.monotonic() - AGAIN
        return tuple(damage.key[0] for damage in self.of(noun) if damage.at > since)

    def note(self, damage: Damage) -> None:
        """Keep in mind that a row cannot be read."""
        self._found[damage.subject] = damage
        self._readable.discard(damage.subject)

    def forget(self, subjects: Iterable[str]) -> None:
        """Note that rows can be read, if they could not before."""
        if self._found:
            self._readable.update(subject for subject in subjects if self._found.pop(subject, None))

    def take_readable(self) -> frozenset[str]:
        """Return the rows that can be read again, those that were returned before no more."""
        readable, self._readable = self._readable, set()
        return frozenset(readable)


def sound(
    connection: sa.Connection,
    query: Any,
    build: Callable[[Any], Record],
    noun: Noun,
    values: Mapping[str, Any] | None = None,
    *,
    stand_in: bool = False,
) -> list[Record]:
    """Return a record for each row that can be read; note the others, and leave them out.

    With ``stand_in`` a row is kept if its record can be made of what stands where columns cannot be read.
    """
    try:
        with tolerating(is_tolerant=False):
            rows = connection.execute(query, values).all()
        records = [build(row) for row in rows]
    except _FAILURES:
        with tolerating():
            rows = connection.execute(query, values).all()
        return list(_apart(of(connection), rows, build, noun, stand_in))
    of(connection).forget(map(noun.subject, rows))
    return records


def of(connection: sa.Connection) -> Damages:
    """Return what is known to be unreadable in the store of a connection."""
    damages: Damages = connection.get_execution_options()[OPTION]
    return damages


def _apart(
    damages: Damages, rows: Any, build: Callable[[Any], Record], noun: Noun, stand_in: bool
) -> Iterator[Record]:
    for row in rows:
        why = _unreadable(row)
        if not why or stand_in:
            try:
                yield build(row)
            except _FAILURES as error:
                why = why or named(error)
        subject = noun.subject(row)
        if why:
            key = tuple(getattr(row, name) for name in noun.key)
            damages.note(Damage(subject, key, why, time.monotonic()))
        else:
            damages.forget((subject,))


@contextmanager
def tolerating(*, is_tolerant: bool = True) -> Iterator[None]:
    """Read unreadable columns as stand-ins inside, for those who only look at them."""
    token = _tolerant.set(is_tolerant)
    try:
        yield
    finally:
        _tolerant.reset(token)


def _unreadable(row: Any) -> str:
    """Return which columns of a row cannot be read; nothing if all can."""
    return "; ".join(
        f"{name} is {str(value.raw)[:_SAID]!r}"
        for name, value in row._mapping.items()
        if isinstance(value, Unreadable)
    )
