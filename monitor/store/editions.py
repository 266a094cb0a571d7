"""Editions: what is still to be decided for an order, and the one commit that decides it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.core.model import Report, Severity, Signal
from monitor.core.orders import Claim, Content, Known, Letter, NewEdition, OrderState, Registered, Taken, Told
from monitor.store import orders as its_order
from monitor.store import rows
from monitor.store.database import Database
from monitor.store.stories import Stories
from monitor.store.tables import (
    deliveries,
    edition_hits,
    edition_signals,
    editions,
    entries,
    hits,
    signals,
    stories,
    told,
)

_AT_ONCE = 500  # ids in one statement
_THREAD = 10  # ids that a message refers to besides the root of its thread


class Editions:
    """Reads what an order has not decided, and writes decisions: all of an edition in one commit, once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stories = Stories(database)

    def touched(self, after: int) -> tuple[int, ...]:
        """Return the stories that changed with a serial above ``after``: they got hits, or verdicts on them."""
        query = sa.select(stories.c.id).where(stories.c.serial > after).order_by(stories.c.id)
        with self._database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def severities(self, stories: Sequence[int], row: Registered) -> dict[int, tuple[Severity, bool]]:
        """Return how grave each story is, and whether the order told it: enough to pass over most."""
        telling = self._told(row.recipient, stories)
        known = self._stories.by_ids(stories)
        return {number: (story.severity, (row.order, number) in telling) for number, story in known.items()}

    def known(self, row: Registered, stories: Sequence[int], after: int) -> tuple[Known, ...]:
        """Return these stories as the order knows them; fresh hits have a serial above ``after`` and no decision."""
        reports = self._reports(row, stories, after)
        telling = self._told(row.recipient, stories)
        alerted = _last_alerts(telling)
        return tuple(
            Known(
                story,
                *reports.get(number, ((), ())),
                told=telling.get((row.order, number)),
                alerted=alerted.get(number),
            )
            for number, story in self._stories.by_ids(stories).items()
        )

    def signals(self, row: Registered, after: int, waiting: Sequence[int] = ()) -> tuple[Signal, ...]:
        """Return the signals with a serial above ``after``, or waiting, that the order has not decided."""
        decided = sa.exists().where(
            edition_signals.c.order == row.order,
            edition_signals.c.recipient == row.recipient,
            edition_signals.c.signal == signals.c.id,
        )
        new = sa.or_(signals.c.serial > after, signals.c.id.in_(waiting))
        with self._database.read() as connection:
            found = connection.execute(sa.select(signals).where(new, ~decided).order_by(signals.c.serial))
            return tuple(rows.signal_of(each) for each in found)

    def made_since(self, row: Registered, now: datetime, span: timedelta) -> int:
        """Count the editions of an order in the last ``span``; the clock's future does not count."""
        query = (
            sa.select(sa.func.count())
            .select_from(editions)
            .where(
                editions.c.order == row.order,
                editions.c.recipient == row.recipient,
                editions.c.made_at > now - span,
                editions.c.made_at <= now,
            )
        )
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def sent_in(self, row: Registered, threads: Sequence[str], channel: str, address: str) -> tuple[str, ...]:
        """Return the ids of the last messages of these threads to an address, oldest first."""
        query = (
            sa.select(deliveries.c.message_id)
            .join(editions, editions.c.id == deliveries.c.edition)
            .where(
                editions.c.order == row.order,
                editions.c.recipient == row.recipient,
                editions.c.thread.in_(threads),
                deliveries.c.channel == channel,
                deliveries.c.address == address,
            )
            .order_by(deliveries.c.id.desc())
            .limit(_THREAD)
        )
        with self._database.read() as connection:
            return tuple(reversed(connection.execute(query).scalars().all()))

    def commit(self, row: Registered, edition: NewEdition, state: OrderState) -> int | None:
        """Write an edition with all it decides and its messages; None if somebody else was faster. Atomic."""
        try:
            with self._database.write() as connection:
                covered = {"covered_until": edition.end, "editions": edition.number}
                if not its_order.move(connection, row, **covered, state=its_order.stored(state)):
                    return None
                return self._write(connection, row, edition)
        except sa.exc.IntegrityError:
            return None

    def pass_over(self, row: Registered, taken: Sequence[Taken], state: OrderState) -> bool:
        """Decide hits untold, without an edition; False if somebody else was faster. Atomic."""
        try:
            with self._database.write() as connection:
                if not its_order.move(connection, row, state=its_order.stored(state)):
                    return False
                _take(connection, row, None, taken)
        except sa.exc.IntegrityError:
            return False
        return True

    def _write(self, connection: sa.Connection, row: Registered, edition: NewEdition) -> int:
        insert = sa.insert(editions).values(_edition_row(row, edition)).returning(editions.c.id)
        number = int(connection.execute(insert).scalar_one())
        _take(connection, row, number, edition.content.taken)
        if edition.content.signals:
            connection.execute(sa.insert(edition_signals), _signal_rows(row, number, edition.content))
        if edition.content.claims:
            upsert = self._database.upsert(
                told, ["alert", "recipient", "story"], ["severity", "corrected", "thread", "told_at"]
            )
            connection.execute(upsert, [_told_row(row, edition, each) for each in edition.content.claims])
        if edition.letters:
            connection.execute(
                sa.insert(deliveries), [_delivery_row(row, number, edition, each) for each in edition.letters]
            )
        return number

    def _told(self, recipient: str, stories: Sequence[int]) -> dict[tuple[str, int], Told]:
        found: dict[tuple[str, int], Told] = {}
        with self._database.read() as connection:
            for some in _portions(stories):
                query = sa.select(told).where(told.c.recipient == recipient, told.c.story.in_(some))
                for each in connection.execute(query):
                    claim = Told(Severity(each.severity), each.corrected, each.thread, each.told_at)
                    found[each.alert, each.story] = claim
        return found

    def _reports(
        self, row: Registered, stories: Sequence[int], after: int
    ) -> dict[int, tuple[tuple[Report, ...], tuple[Report, ...]]]:
        decided = sa.and_(
            edition_hits.c.hit == hits.c.id,
            edition_hits.c.order == row.order,
            edition_hits.c.recipient == row.recipient,
        )
        fresh = sa.and_(hits.c.serial > after, ~hits.c.quiet, edition_hits.c.hit.is_(None))
        query = (
            sa.select(*rows.ENTRY_COLUMNS, *rows.HIT_COLUMNS, fresh.label("is_fresh"))
            .join(hits, hits.c.entry == entries.c.id)
            .outerjoin(edition_hits, decided)
            .order_by(hits.c.story, entries.c.id, hits.c.id)
        )
        found: list[sa.Row[Any]] = []
        with self._database.read() as connection:
            for some in _portions(stories):
                found.extend(connection.execute(query.where(hits.c.story.in_(some))))
        new, old = (
            _by_story(each for each in found if each.is_fresh),
            _by_story(each for each in found if not each.is_fresh),
        )
        return {number: (new.get(number, ()), old.get(number, ())) for number in new.keys() | old.keys()}


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _by_story(found: Iterable[sa.Row[Any]]) -> dict[int, tuple[Report, ...]]:
    gathered: dict[int, dict[int, list[sa.Row[Any]]]] = {}
    for row in found:
        gathered.setdefault(row.hit_story, {}).setdefault(row.id, []).append(row)
    return {
        story: tuple(
            Report(rows.entry_of(some[0]), tuple(map(rows.hit_of, some))) for some in by_entry.values()
        )
        for story, by_entry in gathered.items()
    }


def _last_alerts(telling: dict[tuple[str, int], Told]) -> dict[int, Told]:
    last: dict[int, Told] = {}
    for (order, story), claim in telling.items():
        if order.startswith("alert:") and (story not in last or claim.at > last[story].at):
            last[story] = claim
    return last


def _take(connection: sa.Connection, row: Registered, edition: int | None, taken: Sequence[Taken]) -> None:
    if taken:
        values = [
            {
                "order": row.order,
                "recipient": row.recipient,
                "hit": each.hit,
                "edition": edition,
                "reason": each.reason,
            }
            for each in taken
        ]
        connection.execute(sa.insert(edition_hits), values)


def _edition_row(row: Registered, edition: NewEdition) -> dict[str, Any]:
    return {
        "order": row.order,
        "recipient": row.recipient,
        "number": edition.number,
        "window_start": edition.start,
        "window_end": edition.end,
        "made_at": edition.made_at,
        "config_hash": edition.config_hash,
        "thread": edition.thread,
        "subject": edition.subject,
        "decisions": [
            {"reason": each.reason, "detail": each.detail, "by": each.by, "count": each.count}
            for each in edition.content.suppressed
        ],
    }


def _signal_rows(row: Registered, edition: int, content: Content) -> list[dict[str, Any]]:
    return [
        {"order": row.order, "recipient": row.recipient, "signal": each.id, "edition": edition}
        for each in content.signals
    ]


def _told_row(row: Registered, edition: NewEdition, claim: Claim) -> dict[str, Any]:
    return {
        "alert": row.order,
        "recipient": row.recipient,
        "story": claim.story,
        "severity": int(claim.severity),
        "corrected": claim.corrected,
        "thread": edition.thread,
        "told_at": edition.made_at,
    }


def _delivery_row(row: Registered, number: int, edition: NewEdition, letter: Letter) -> dict[str, Any]:
    return {
        "edition": number,
        "recipient": row.recipient,
        "channel": letter.channel,
        "address": letter.address,
        "message_id": letter.message_id,
        "payload": letter.payload,
        "state": "waiting",
        "urgent": edition.urgent,
        "created_at": edition.made_at,
        "due_at": edition.made_at,
    }
