"""Editions: what is still to be decided for an order, and the one commit that decides it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from monitor.core.model import Entry, Hit, Report, Severity, Signal
from monitor.core.orders.model import (
    Claim,
    Content,
    Elsewhere,
    Known,
    NewEdition,
    OrderState,
    Registered,
    Taken,
    Told,
)
from monitor.store import damage, rows
from monitor.store import orders as its_order
from monitor.store.acknowledgements import Acknowledgements
from monitor.store.database import Database
from monitor.store.deliveries import outbox_row
from monitor.store.portions import portions
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
    tellings,
    told,
    verdicts,
)

_CLAIMED = [
    "severity",
    "corrected",
    "thread",
    "told_at",
    "corrected_at",
    "disputed_at",
    "revived_at",
    "edition",
]
_EDITION = damage.Noun("edition", ("id",))
_TELLING = damage.Noun("telling", ("alert", "recipient", "story"))
_THREAD = 10  # ids that a message refers to besides the root of its thread


@dataclass(frozen=True, slots=True)
class Lost:
    """An edition of which no message arrived, with the stories it told."""

    edition: int
    made_at: datetime
    stories: tuple[int, ...]


class Editions:
    """Reads what an order has not decided, and writes decisions: all of an edition in one commit, once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stories = Stories(database)
        self._acknowledgements = Acknowledgements(database)

    def touched(self, after: int) -> tuple[int, ...]:
        """Return the stories that changed with a serial above ``after``: they got hits, or verdicts on them."""
        query = sa.select(stories.c.id).where(stories.c.serial > after).order_by(stories.c.id)
        with self._database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def severities(self, stories: Sequence[int], row: Registered) -> dict[int, tuple[Severity, bool]]:
        """Return how grave each story is, and whether the order told it: enough to pass over most."""
        telling = self._told(row.recipient, stories, ())
        known = self._stories.by_ids(stories)
        return {number: (story.severity, (row.order, number) in telling) for number, story in known.items()}

    def lost(self, row: Registered, addresses: Collection[str], *, at_once: bool) -> tuple[Lost, ...]:
        """Return the editions of an order of which no message arrived, with the stories they told.

        Unless they are wanted ``at_once``, only when the reader can be reached again: something arrived since, or
        there is an address to which none of them went.
        """
        its = [deliveries.c.recipient == row.recipient, deliveries.c.edition.is_not(None)]
        alive = sa.select(deliveries.c.edition).where(*its, deliveries.c.state != "dead")
        query = (
            sa.select(
                editions.c.id, editions.c.made_at, deliveries.c.address, deliveries.c.done_at, hits.c.story
            )
            .join(deliveries, deliveries.c.edition == editions.c.id)
            .join(edition_hits, edition_hits.c.edition == editions.c.id)
            .join(hits, hits.c.id == edition_hits.c.hit)
            .where(*its, deliveries.c.state == "dead", editions.c.order == row.order)
            .where(edition_hits.c.reason.is_(None), editions.c.id.not_in(alive))
            .distinct()
        )
        with self._database.read() as connection:
            found = damage.sound(connection, query, _itself, _EDITION, stand_in=True)
            if not found:
                return ()
            arrived = connection.execute(
                sa.select(sa.func.max(deliveries.c.done_at)).where(*its, deliveries.c.state == "sent")
            ).scalar_one()
        ended = max(delivery.done_at for delivery in found)
        is_reached = (arrived is not None and arrived >= ended) or not {*addresses} <= {
            delivery.address for delivery in found
        }
        if not (at_once or is_reached):
            return ()
        stories: dict[tuple[int, datetime], list[int]] = {}
        for delivery in found:
            stories.setdefault((delivery.id, delivery.made_at), []).append(delivery.story)
        return tuple(Lost(*key, tuple(dict.fromkeys(told_in))) for key, told_in in stories.items())

    def known(
        self,
        row: Registered,
        stories: Sequence[int],
        after: int,
        lost: Sequence[Lost] = (),
        others: Collection[tuple[str, str]] = (),
    ) -> tuple[Known, ...]:
        """Return these stories as the order knows them; ``others`` are alerts to the same mailboxes.

        Fresh hits have a serial above ``after`` and no decision, or were told by a ``lost`` edition.
        """
        reports = self._reports(row, stories, after, tuple(edition.edition for edition in lost))
        telling = self._told(row.recipient, stories, [edition.edition for edition in lost])
        alerted = _last_alerts(telling)
        lost_at = {story: edition.made_at for edition in lost for story in edition.stories}
        elsewhere = self._elsewhere(stories, others) if others else {}
        acknowledged = self._acknowledgements.latest(stories)
        return tuple(
            Known(
                story,
                fresh=reports[number].fresh,
                earlier=reports[number].earlier,
                told=telling.get((row.order, number)),
                alerted=alerted.get(number),
                dismissed=reports[number].dismissed,
                lost_at=lost_at.get(number),
                elsewhere=elsewhere.get(number),
                acknowledged=acknowledged.get(number),
            )
            for number, story in self._stories.by_ids(stories).items()
        )

    def signals(
        self, row: Registered, after: int, waiting: Sequence[int] = (), lost: Sequence[Lost] = ()
    ) -> tuple[Signal, ...]:
        """Return the signals with a serial above ``after``, waiting or told by a ``lost`` edition, not decided yet."""
        its = [
            edition_signals.c.order == row.order,
            edition_signals.c.recipient == row.recipient,
            edition_signals.c.signal == signals.c.id,
        ]
        ids = [edition.edition for edition in lost]
        decided = sa.exists().where(*its, edition_signals.c.edition.not_in(ids))
        was_lost = sa.exists().where(*its, edition_signals.c.edition.in_(ids))
        new = sa.or_(signals.c.serial > after, signals.c.id.in_(waiting), was_lost)
        with self._database.read() as connection:
            query = sa.select(signals).where(new, ~decided).order_by(signals.c.serial)
            return tuple(damage.sound(connection, query, rows.signal_of, rows.SIGNAL))

    def made_since(self, row: Registered, now: datetime, span: timedelta) -> tuple[datetime, ...]:
        """Return when the editions of an order in the last ``span`` were made; the clock's future does not count."""
        query = sa.select(editions.c.id, editions.c.made_at).where(
            editions.c.order == row.order,
            editions.c.recipient == row.recipient,
            editions.c.made_at > now - span,
            editions.c.made_at <= now,
        )
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, attrgetter("made_at"), _EDITION))

    def told_since(self, row: Registered, since: datetime) -> tuple[tuple[Severity, tuple[str, ...]], ...]:
        """Return how grave each story is that an order told since then, and its places."""
        query = (
            sa.select(stories.c.id, told.c.severity, stories.c.places)
            .join(stories, stories.c.id == told.c.story)
            .where(told.c.alert == row.order, told.c.recipient == row.recipient, told.c.told_at > since)
        )
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, _gravity, rows.STORY))

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

    def commit(self, row: Registered, made: Sequence[NewEdition], state: OrderState) -> bool:
        """Write editions with all they decide and their messages; False if somebody else was faster. Atomic."""
        try:
            with self._database.write() as connection:
                covered = {"covered_until": made[-1].end, "editions": made[-1].number}
                if not its_order.move(connection, row, **covered, state=its_order.stored(state)):
                    return False
                for edition in made:
                    self._write(connection, row, edition)
        except sa.exc.IntegrityError:
            return False
        return True

    def pass_over(
        self, row: Registered, taken: Sequence[Taken], state: OrderState, retold: Sequence[int] = ()
    ) -> bool:
        """Decide hits untold, without an edition; False if somebody else was faster. Atomic.

        What editions ``retold`` told counts as untold.
        """
        try:
            with self._database.write() as connection:
                if not its_order.move(connection, row, state=its_order.stored(state)):
                    return False
                _untell(connection, retold)
                _take(connection, row, None, taken)
        except sa.exc.IntegrityError:
            return False
        return True

    def _write(self, connection: sa.Connection, row: Registered, edition: NewEdition) -> None:
        content = edition.content
        insert = sa.insert(editions).values(_edition_row(row, edition)).returning(editions.c.id)
        number = int(connection.execute(insert).scalar_one())
        _untell(connection, content.retold)
        _take(connection, row, number, content.taken)
        if content.signals:
            connection.execute(sa.insert(edition_signals), _signal_rows(row, number, content))
        if content.stories:
            connection.execute(sa.insert(tellings), _telling_rows(number, content))
        if content.claims:
            upsert = self._database.upsert(told, ["alert", "recipient", "story"], _CLAIMED)
            connection.execute(upsert, [_told_row(row, number, edition, claim) for claim in content.claims])
        if edition.letters:
            at, urgent = edition.made_at, edition.urgent
            mail = [
                outbox_row(letter, row.recipient, at, urgent=urgent, edition=number)
                for letter in edition.letters
            ]
            connection.execute(sa.insert(deliveries), mail)

    def _told(
        self, recipient: str, stories: Sequence[int], lost: Sequence[int]
    ) -> dict[tuple[str, int], Told]:
        """Return what the orders of a recipient told of stories, but for what was lost."""
        found: dict[tuple[str, int], Told] = {}
        with self._database.read() as connection:
            for portion in portions(stories):
                query = sa.select(told).where(told.c.recipient == recipient, told.c.story.in_(portion))
                for row in damage.sound(connection, query, _itself, _TELLING, stand_in=True):
                    if row.edition is None or row.edition not in lost:
                        found[row.alert, row.story] = _told_of(row)
        return found

    def _elsewhere(self, stories: Sequence[int], others: Collection[tuple[str, str]]) -> dict[int, Elsewhere]:
        """Return the gravest that other orders told of stories, as far as it stands and arrived or may arrive."""
        dead = sa.select(deliveries.c.edition).where(deliveries.c.state == "dead")
        found: dict[int, Elsewhere] = {}
        with self._database.read() as connection:
            for portion in portions(stories):
                query = sa.select(told).where(
                    sa.tuple_(told.c.alert, told.c.recipient).in_(others),
                    told.c.story.in_(portion),
                    told.c.corrected == 0,
                    sa.or_(told.c.edition.is_(None), told.c.edition.not_in(dead)),
                )
                for row in connection.execute(query.order_by(told.c.severity)):
                    found[row.story] = Elsewhere(row.alert, Severity(row.severity))
        return found

    def _reports(
        self, row: Registered, stories: Sequence[int], after: int, lost: Sequence[int]
    ) -> dict[int, "_Sorted"]:
        query = _hits_seen_by(row, after, lost)
        found: list[_Fetched] = []
        with self._database.read() as connection:
            for portion in portions(stories):
                its = query.where(hits.c.story.in_(portion))
                found.extend(damage.sound(connection, its, _fetched, rows.HIT))
        believed = [hit for hit in found if not hit.is_false]
        new = _by_story(hit for hit in believed if hit.is_fresh)
        old = _by_story(hit for hit in believed if not hit.is_fresh)
        dismissed = _by_story(hit for hit in found if hit.is_false and hit.is_fresh)
        return {
            number: _Sorted(new.get(number, ()), old.get(number, ()), dismissed.get(number, ()))
            for number in stories
        }


def _hits_seen_by(row: Registered, after: int, lost: Sequence[int]) -> sa.Select[Any]:
    """Return the query of hits with their entries, and whether an order has yet to decide them."""
    decided = sa.and_(
        edition_hits.c.hit == hits.c.id,
        edition_hits.c.order == row.order,
        edition_hits.c.recipient == row.recipient,
    )
    is_lost = edition_hits.c.edition.in_(lost)
    is_new = sa.and_(hits.c.serial > after, edition_hits.c.hit.is_(None))
    fresh = sa.and_(~hits.c.quiet, sa.or_(is_new, is_lost))
    is_false = sa.func.coalesce(verdicts.c.correct, sa.true()).is_(sa.false())
    return (
        sa.select(
            *rows.ENTRY_COLUMNS,
            *rows.HIT_COLUMNS,
            sa.func.coalesce(fresh, sa.false()).label("is_fresh"),
            is_false.label("is_false"),
        )
        .join(hits, hits.c.entry == entries.c.id)
        .outerjoin(edition_hits, decided)
        .outerjoin(verdicts, verdicts.c.hit == hits.c.id)
        .order_by(hits.c.story, entries.c.id, hits.c.id)
    )


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A hit with its entry, whether the order has yet to decide it, and whether a person marked it false."""

    story: int
    told: tuple[Entry, Hit]
    is_fresh: bool
    is_false: bool


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The reports of a story as an order sees them."""

    fresh: tuple[Report, ...] = ()
    earlier: tuple[Report, ...] = ()
    dismissed: tuple[Report, ...] = ()


def _by_story(found: Iterable[_Fetched]) -> dict[int, tuple[Report, ...]]:
    gathered: dict[int, list[tuple[Entry, Hit]]] = {}
    for fetched in found:
        gathered.setdefault(fetched.story, []).append(fetched.told)
    return {story: rows.reports_of(told_in) for story, told_in in gathered.items()}


def _fetched(row: sa.Row[Any]) -> _Fetched:
    return _Fetched(row.hit_story, rows.told_by(row), row.is_fresh, row.is_false)


def _gravity(row: sa.Row[Any]) -> tuple[Severity, tuple[str, ...]]:
    return Severity(row.severity), tuple(row.places)


def _itself(row: sa.Row[Any]) -> sa.Row[Any]:
    return row


def _last_alerts(telling: dict[tuple[str, int], Told]) -> dict[int, Told]:
    last: dict[int, Told] = {}
    for (order, story), claim in telling.items():
        if order.startswith(("alert:", "reminder:")) and (story not in last or claim.at > last[story].at):
            last[story] = claim
    return last


def _untell(connection: sa.Connection, lost: Sequence[int]) -> None:
    for table in (edition_hits, edition_signals) if lost else ():
        connection.execute(sa.delete(table).where(table.c.edition.in_(lost)))


def _take(connection: sa.Connection, row: Registered, edition: int | None, taken: Sequence[Taken]) -> None:
    if taken:
        values = [
            {
                "order": row.order,
                "recipient": row.recipient,
                "hit": decision.hit,
                "edition": edition,
                "reason": decision.reason,
            }
            for decision in taken
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
            {
                "reason": suppressed.reason,
                "detail": suppressed.detail,
                "by": suppressed.by,
                "count": suppressed.count,
            }
            for suppressed in edition.content.suppressed
        ],
    }


def _signal_rows(row: Registered, edition: int, content: Content) -> list[dict[str, Any]]:
    return [
        {"order": row.order, "recipient": row.recipient, "signal": signal.id, "edition": edition}
        for signal in content.signals
    ]


def _telling_rows(edition: int, content: Content) -> list[dict[str, Any]]:
    return [
        {
            "edition": edition,
            "story": report.story.id,
            "status": report.status,
            "severity": int(report.story.severity),
        }
        for report in content.stories
    ]


def _told_row(row: Registered, number: int, edition: NewEdition, claim: Claim) -> dict[str, Any]:
    return {
        "alert": row.order,
        "recipient": row.recipient,
        "story": claim.story,
        "severity": int(claim.severity),
        "corrected": claim.corrected,
        "thread": edition.thread,
        "told_at": claim.at,
        "corrected_at": claim.corrected_at,
        "disputed_at": claim.disputed_at,
        "revived_at": claim.revived_at,
        "edition": number,
    }


def _told_of(row: sa.Row[Any]) -> Told:
    return Told(
        Severity(row.severity),
        row.corrected,
        row.thread,
        row.told_at,
        row.corrected_at,
        row.disputed_at,
        row.revived_at,
    )
