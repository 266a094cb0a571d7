"""The outbox: messages on their way, each with one state, and every try that was made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.core.operations.notice import NoticeItem
from monitor.core.operations.outbox import (
    TO_PROGRAMS,
    Blockade,
    Experience,
    Outgoing,
    Queue,
    Settlement,
    Shape,
)
from monitor.core.orders.model import Letter
from monitor.store import damage, notices
from monitor.store.database import Database
from monitor.store.errors import explained
from monitor.store.tables import deliveries, delivery_attempts, editions, runners

_MESSAGE, _ATTEMPTED = damage.Noun("message", ("id",)), damage.Noun("attempt", ("id",))
_DAMAGED = "restore the last backup with `monitor db restore FILE`, if more is damaged; what an edition told is told again"
_WAITING = deliveries.c.state == "waiting"
_UNDONE = deliveries.c.state.in_(("waiting", "sending"))
# What is held waits for its address to come back, and not for any server.
_FREE = sa.and_(_WAITING, deliveries.c.held_at.is_(None))
_ON_ITS_WAY = sa.and_(_UNDONE, deliveries.c.held_at.is_(None))

FORGOTTEN = (
    "forgotten"  # the outcome of what ended so long ago that its text is gone; only who was told is kept
)
_CURRENT = sa.func.coalesce(deliveries.c.outcome, "") != FORGOTTEN

_UNTRIED = {"state": "waiting", "owner": None, "leased_until": None, "outcome": "unreachable"}

# Built once: a commit for each message leaves time for little else.
_SETTLE = (
    sa.update(deliveries)
    .where(
        deliveries.c.id == sa.bindparam("its_id"),
        deliveries.c.fence == sa.bindparam("its_fence"),
        deliveries.c.state == "sending",
    )
    .values(
        owner=None,
        leased_until=None,
        **{
            name: sa.bindparam(name)
            for name in (
                "state",
                "due_at",
                "attempts",
                "replies",
                "first_reply_at",
                "reply",
                "done_at",
                "outcome",
                "pieces",
                "pieces_gone",
            )
        },
    )
)
_HELD = sa.select(sa.func.count(deliveries.c.held_at)).where(_WAITING)
_ATTEMPT = sa.insert(delivery_attempts)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as `outbox list` shows it; ``subject`` and ``order`` are those of its edition."""

    id: int
    edition: int | None
    order: str | None
    subject: str | None
    recipient: str
    channel: str
    address: str
    message_id: str
    state: str
    urgent: bool
    created_at: datetime
    due_at: datetime
    attempts: int
    replies: int
    reply: str | None
    done_at: datetime | None
    is_forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to hand a message over."""

    at: datetime
    server: str
    outcome: str
    reply: str


class Deliveries:
    """Claims, settles and lists messages. Each settlement is a commit of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.unwritten: set[int] = (
            set()
        )  # messages that a server answered, which this process has yet to write

    def claim(
        self,
        owner: str,
        channel: str,
        limit: int,
        now: datetime,
        lease: timedelta,
        busy: Collection[str] = (),
    ) -> tuple[Outgoing, ...]:
        """Take due messages of a channel for ``lease``, urgent ones first, none to a ``busy`` address. Atomic.

        A lease of a living runner stands, however old; one that ran out is free if nobody of its name lives.
        """
        orphaned = sa.and_(
            deliveries.c.state == "sending",
            deliveries.c.leased_until <= now,
            ~sa.exists().where(runners.c.id == deliveries.c.owner),
        )
        free = sa.or_(sa.and_(_FREE, deliveries.c.due_at <= now), orphaned)
        due = (
            sa.select(deliveries)
            .where(deliveries.c.channel == channel, free, deliveries.c.address.not_in(busy))
            .order_by(deliveries.c.urgent.desc(), deliveries.c.due_at, deliveries.c.id)
            .limit(limit)
        )
        take = {
            "state": "sending",
            "owner": owner,
            "leased_until": now + lease,
            "fence": deliveries.c.fence + 1,
        }
        with self._database.write() as connection:
            # Only PostgreSQL has other writers at the same time, and only it has these words.
            query = due.with_for_update(skip_locked=True)
            while True:
                letters = damage.sound(connection, query, _outgoing, _MESSAGE)
                ended = self._end_damaged(connection, now)
                if letters or not ended:
                    break
            ids = [letter.id for letter in letters]
            connection.execute(sa.update(deliveries).where(deliveries.c.id.in_(ids)).values(take))
        return tuple(replace(letter, fence=letter.fence + 1) for letter in letters)

    def _end_damaged(self, connection: sa.Connection, now: datetime) -> int:
        """Give up messages whose rows cannot be read, so that what they told is told again; return how many."""
        damaged = {found.key[0]: found for found in self._database.damages.of(_MESSAGE)}
        if not damaged:
            return 0
        undone = sa.update(deliveries).where(deliveries.c.id.in_(damaged), _UNDONE)
        end = {"state": "dead", "owner": None, "done_at": now, "fence": deliveries.c.fence + 1}
        its = (deliveries.c.id, deliveries.c.recipient, deliveries.c.address)
        ended = connection.execute(undone.values(end).returning(*its)).all()
        for row in ended:
            why = f"its row in the store cannot be read: {damaged[row.id].why}"
            connection.execute(sa.update(deliveries).where(deliveries.c.id == row.id).values(reply=why))
            item = NoticeItem("delivery_dead", f"{row.recipient} <{row.address}>", why, _DAMAGED, now)
            notices.insert(self._database, connection, f"damaged delivery {row.id}", item, now)
        self._database.damages.forget(found.subject for found in damaged.values())
        return len(ended)

    def are_due(self, now: datetime) -> set[str]:
        """Return the channels that have something to send."""
        query = sa.select(deliveries.c.channel).where(_ON_ITS_WAY, deliveries.c.due_at <= now).distinct()
        with self._database.read() as connection:
            return set(connection.execute(query).scalars())

    def hold(self, letters: Sequence[Outgoing], owner: str, until: datetime) -> frozenset[int]:
        """Lengthen the lease of claimed messages; return those that are still ours. Atomic."""
        fences = {letter.id: letter.fence for letter in letters}
        with self._database.write() as connection:
            held = connection.execute(
                sa.update(deliveries)
                .where(
                    deliveries.c.id.in_(fences), deliveries.c.owner == owner, deliveries.c.state == "sending"
                )
                .values(leased_until=until)
                .returning(deliveries.c.id, deliveries.c.fence)
            ).all()
        return frozenset(row.id for row in held if fences[row.id] == row.fence)

    def release_forgotten(self, owner: str, now: datetime) -> int:
        """Release what ``owner`` claimed, but for what was answered; return how many messages that is. Atomic.

        For the process itself, when it hands nothing over: a fault or a store that did not answer may leave messages
        claimed, and the lease of a living runner has no end.
        """
        forgotten = sa.and_(
            deliveries.c.owner == owner,
            deliveries.c.state == "sending",
            deliveries.c.id.not_in(tuple(self.unwritten)),
        )
        with self._database.read() as connection:
            ids = connection.execute(sa.select(deliveries.c.id).where(forgotten)).scalars().all()
        if not ids:
            return 0
        back = {
            "state": "waiting",
            "owner": None,
            "leased_until": None,
            "due_at": now,
            "fence": deliveries.c.fence + 1,
        }
        with self._database.write() as connection:
            query = sa.update(deliveries).where(forgotten, deliveries.c.id.in_(ids)).values(back)
            return connection.execute(query).rowcount

    def settle(
        self, letter: Outgoing, settled: Settlement, now: datetime, notice: notices.Notable | None = None
    ) -> bool:
        """Write what became of a message, the try for the audit, and a notice to operators. Atomic.

        False if the lease was lost: somebody else settles it then. StoreError if it cannot be written now.
        """
        values = {
            "its_id": letter.id,
            "its_fence": letter.fence,
            "state": settled.state,
            "due_at": settled.due_at,
            "attempts": letter.attempts + 1,
            "replies": letter.replies + settled.counted,
            "first_reply_at": letter.first_reply_at or (now if settled.counted else None),
            "reply": settled.reply,
            "done_at": None if settled.state == "waiting" else now,
            "outcome": settled.outcome,
            "pieces": settled.shape.pieces,
            "pieces_gone": settled.shape.gone,
        }
        with explained(), self._database.write() as connection:
            if connection.execute(_SETTLE, values).rowcount != 1:
                return False
            connection.execute(_ATTEMPT, _attempt_row(letter, settled, now))
            if notice is not None:
                notices.insert(self._database, connection, notice.key, notice.item, now)
        return True

    def put_off(self, letters: Sequence[Outgoing], until: datetime, reply: str) -> None:
        """Release claimed messages untried. Atomic."""
        if not letters:
            return
        ours = sa.or_(
            *(sa.and_(deliveries.c.id == letter.id, deliveries.c.fence == letter.fence) for letter in letters)
        )
        back = _UNTRIED | {"due_at": until, "reply": reply}
        with self._database.write() as connection:
            connection.execute(
                sa.update(deliveries).where(ours, deliveries.c.state == "sending").values(back)
            )

    def postpone(self, channel: str, until: datetime, reply: str, now: datetime) -> None:
        """Postpone all due messages of a channel while its server cannot be reached; keep why. Atomic."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(deliveries)
                .where(_FREE, deliveries.c.channel == channel, deliveries.c.due_at <= now)
                .values(due_at=until, reply=reply, outcome="unreachable")
            )

    def bring_forward(
        self, channel: str, outcomes: Collection[str], now: datetime, but: Collection[int]
    ) -> None:
        """Make due what waits for a way out, if it last ended in one of ``outcomes``. Atomic."""
        held = sa.and_(
            _WAITING,
            deliveries.c.channel == channel,
            deliveries.c.due_at > now,
            deliveries.c.outcome.in_(outcomes),
            deliveries.c.id.not_in(but),
        )
        with self._database.read() as connection:
            if connection.execute(sa.select(deliveries.c.id).where(held).limit(1)).first() is None:
                return
        with self._database.write() as connection:
            connection.execute(sa.update(deliveries).where(held).values(due_at=now))

    def given_up(self) -> frozenset[str]:
        """Return the recipients of messages that were given up."""
        query = sa.select(deliveries.c.recipient).where(deliveries.c.state == "dead", _CURRENT).distinct()
        with self._database.read() as connection:
            return frozenset(connection.execute(query).scalars())

    def put(
        self, recipient: str, letters: Sequence[Letter], now: datetime, *, urgent: bool
    ) -> tuple[int, ...]:
        """Put messages that belong to no edition into the outbox; return their numbers. Atomic."""
        rows = [outbox_row(letter, recipient, now, urgent=urgent) for letter in letters]
        with self._database.write() as connection:
            insert = sa.insert(deliveries).returning(deliveries.c.id)
            return tuple(connection.execute(insert, rows).scalars()) if rows else ()

    def retry(
        self,
        ids: Collection[int],
        now: datetime,
        channel: str | None = None,
        states: Sequence[str] = ("waiting", "dead"),
    ) -> int:
        """Try messages again from now, as if for the first time; through another ``channel`` if given. Atomic.

        A message keeps its bytes and its Message-ID, and its past tries stay on record.
        """
        anew: dict[str, Any] = {
            "state": "waiting",
            "due_at": now,
            "replies": 0,
            "first_reply_at": None,
            "done_at": None,
            "outcome": None,
        }
        if channel is not None:
            anew["channel"] = channel
        with self._database.write() as connection:
            return connection.execute(
                sa.update(deliveries)
                .where(deliveries.c.id.in_(ids), deliveries.c.state.in_(states), _CURRENT)
                .values(anew)
            ).rowcount

    def listed(
        self, states: Sequence[str] = (), limit: int = 1000, ids: Collection[int] | None = None
    ) -> tuple[Delivery, ...]:
        """Return messages, newest first; all states if none is named."""
        query: sa.Select[Any] = (
            sa.select(
                *(column for column in deliveries.c if column.name != "payload"),
                editions.c.order,
                editions.c.subject,
            )
            .outerjoin(editions, editions.c.id == deliveries.c.edition)
            .order_by(deliveries.c.id.desc())
            .limit(limit)
        )
        if states:
            query = query.where(deliveries.c.state.in_(states))
        if ids is not None:
            query = query.where(deliveries.c.id.in_(ids))
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, _delivery, _MESSAGE, stand_in=True))

    def of_edition(
        self, orders: Collection[str], recipient: str | None, number: int | None
    ) -> tuple[Delivery, ...]:
        """Return the messages of one edition to one address: the last of these orders, unless a number is given."""
        query: sa.Select[Any] = (
            sa.select(deliveries.c.id, deliveries.c.edition, deliveries.c.address)
            .join(editions, editions.c.id == deliveries.c.edition)
            .where(editions.c.order.in_(orders))
            .order_by(editions.c.id.desc(), deliveries.c.id)
        )
        if recipient is not None:
            query = query.where(editions.c.recipient == recipient)
        if number is not None:
            query = query.where(editions.c.number == number)
        with self._database.read() as connection:
            first = connection.execute(query.limit(1)).first()
        if first is None:
            return ()
        with self._database.read() as connection:
            messages = connection.execute(
                query.where(deliveries.c.edition == first.edition, deliveries.c.address == first.address)
            )
            ids = [row.id for row in messages]
        return tuple(reversed(self.listed(ids=ids)))

    def experience(self, letter: Outgoing, since: datetime) -> Experience:
        """Return what became of other addresses' messages by the same way since an instant."""
        query = (
            sa.select(delivery_attempts.c.outcome)
            .join(deliveries, deliveries.c.id == delivery_attempts.c.delivery)
            .where(
                delivery_attempts.c.at >= since,
                delivery_attempts.c.outcome.in_(("accepted", "refused", "blocked")),
                deliveries.c.channel == letter.channel,
                deliveries.c.address != letter.address,
            )
            .distinct()
        )
        with self._database.read() as connection:
            outcomes = set(connection.execute(query).scalars())
        return Experience(accepted="accepted" in outcomes, refused=bool(outcomes & {"refused", "blocked"}))

    def attempts(self, delivery: int) -> tuple[Attempt, ...]:
        """Return the tries made for a message, oldest first."""
        query = sa.select(delivery_attempts).where(delivery_attempts.c.delivery == delivery)
        with self._database.read() as connection:
            found = damage.sound(
                connection, query.order_by(delivery_attempts.c.id), _attempt, _ATTEMPTED, stand_in=True
            )
            return tuple(found)

    def payload(self, delivery: int) -> bytes | None:
        """Return the bytes of a message."""
        query = sa.select(deliveries.c.payload).where(deliveries.c.id == delivery)
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def queue(self, now: datetime) -> Queue:
        """Return how deliveries stand."""
        with self._database.read() as connection:
            return queue(connection, now)


def queue(connection: sa.Connection, now: datetime) -> Queue:
    """Return how deliveries stand, as this transaction sees them. An instant that cannot be read is long ago."""
    count = sa.select(deliveries.c.state, sa.func.count()).where(_CURRENT).group_by(deliveries.c.state)
    unheard = sa.and_(_ON_ITS_WAY, sa.func.coalesce(deliveries.c.outcome, "") != "blocked")
    return Queue(
        states={row[0]: row[1] for row in connection.execute(count)},
        oldest_at=_first(connection, deliveries.c.created_at, _ON_ITS_WAY),
        overdue_since=_first(connection, deliveries.c.due_at, _FREE, deliveries.c.due_at <= now),
        unanswered_since=_unanswered(connection, unheard),
        urgent_since=_unanswered(connection, sa.and_(unheard, deliveries.c.urgent)),
        blockades=_blockades(connection),
        held=connection.execute(_HELD).scalar_one(),
    )


def _blockades(connection: sa.Connection) -> tuple[Blockade, ...]:
    """Return the ways out that will not have us. A webhook or a command is a way of its own; mail is one way."""
    tries = delivery_attempts.c
    query = (
        sa.select(
            deliveries.c.channel,
            deliveries.c.address,
            deliveries.c.reply,
            deliveries.c.urgent,
            sa.func.min(tries.at).label("since"),
        )
        .join(delivery_attempts, sa.and_(tries.delivery == deliveries.c.id, tries.outcome == "blocked"))
        .where(_ON_ITS_WAY, deliveries.c.outcome == "blocked")
        .group_by(deliveries.c.id)
        .order_by(deliveries.c.id)
    )
    ways: dict[tuple[str, str], list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in connection.execute(query):
        ways.setdefault((row.channel, row.address if row.channel in TO_PROGRAMS else ""), []).append(row)
    return tuple(_blockade(connection, *way, held) for way, held in ways.items())


def _blockade(
    connection: sa.Connection, channel: str, way: str, held: Sequence[sa.Row[*tuple[Any, ...]]]
) -> Blockade:
    """Describe a way by what it holds up; only in part if it took others since it last began to."""
    its = [deliveries.c.channel == channel, *([deliveries.c.address == way] if way else [])]
    took = connection.execute(
        sa.select(sa.func.max(deliveries.c.done_at)).where(deliveries.c.state == "sent", *its)
    ).scalar_one()
    since = [row.since for row in held if took is None or row.since > took]
    return Blockade(
        channel,
        held[-1].address,
        min(since or [row.since for row in held]),
        held[-1].reply or "",
        urgent=any(row.urgent for row in held),
        partial=not since,
    )


def _unanswered(connection: sa.Connection, which: sa.ColumnElement[bool]) -> datetime | None:
    """Return since when some of ``which`` wait that no server ever answered, or whose channel answers no more."""
    since = [_first(connection, deliveries.c.created_at, which, deliveries.c.replies == 0)]
    oldest = sa.select(deliveries.c.channel, sa.func.min(deliveries.c.created_at)).where(which)
    for channel, made in connection.execute(oldest.group_by(deliveries.c.channel)).all():
        began = _silence_began(connection, channel)
        since.append(max(made, began) if began else None)
    return min((instant for instant in since if instant is not None), default=None)


def _silence_began(connection: sa.Connection, channel: str) -> datetime | None:
    """Return when the first try after the last answer found nobody; None if the last try was answered."""
    tries = delivery_attempts.c
    # As a subquery, lest a database start from all deliveries: the last answer is near the end.
    way = sa.select(deliveries.c.channel).where(deliveries.c.id == tries.delivery).scalar_subquery()
    answered = sa.select(tries.id).where(tries.outcome != "unreachable", way == channel)
    last = connection.execute(answered.order_by(tries.id.desc()).limit(1)).scalar_one_or_none() or 0
    return _first(connection, tries.at, tries.id > last, way == channel)


def _first(
    connection: sa.Connection, column: sa.Column[Any], *which: sa.ColumnElement[bool]
) -> datetime | None:
    with damage.tolerating():
        first: datetime | None = connection.execute(sa.select(sa.func.min(column)).where(*which)).scalar_one()
    return first


def _attempt(row: sa.Row[Any]) -> Attempt:
    return Attempt(row.at, row.server, row.outcome, row.reply)


def _attempt_row(letter: Outgoing, settled: Settlement, now: datetime) -> dict[str, Any]:
    return {
        "delivery": letter.id,
        "at": now,
        "server": settled.server,
        "outcome": settled.outcome,
        "reply": settled.reply,
    }


def outbox_row(
    letter: Letter, recipient: str, now: datetime, *, urgent: bool, edition: int | None = None
) -> dict[str, Any]:
    """Return the row of a message that waits to be sent; without an ``edition`` it belongs to none."""
    return {
        "edition": edition,
        "recipient": recipient,
        "channel": letter.channel,
        "address": letter.address,
        "message_id": letter.message_id,
        "payload": letter.payload,
        "state": "waiting",
        "urgent": urgent,
        "created_at": now,
        "due_at": now,
    }


def _outgoing(row: sa.Row[Any]) -> Outgoing:
    return Outgoing(
        id=row.id,
        edition=row.edition,
        recipient=row.recipient,
        channel=row.channel,
        address=row.address,
        message_id=row.message_id,
        payload=bytes(row.payload),
        urgent=row.urgent,
        created_at=row.created_at,
        attempts=row.attempts,
        replies=row.replies,
        first_reply_at=row.first_reply_at,
        fence=row.fence,
        shape=Shape(row.pieces, row.pieces_gone),
        outcome=row.outcome,
    )


def _delivery(row: sa.Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        edition=row.edition,
        order=row.order,
        subject=row.subject,
        recipient=row.recipient,
        channel=row.channel,
        address=row.address,
        message_id=row.message_id,
        state=row.state,
        urgent=row.urgent,
        created_at=row.created_at,
        due_at=row.due_at,
        attempts=row.attempts,
        replies=row.replies,
        reply=row.reply,
        done_at=row.done_at,
        is_forgotten=row.outcome == FORGOTTEN,
    )
