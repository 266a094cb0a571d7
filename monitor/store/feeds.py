"""Feeds: when each is due, who polls it, what a poll changed. Due times live here and nowhere else."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from monitor.core.feeds import cadence, health
from monitor.core.feeds.outcomes import Validators
from monitor.core.feeds.polling import FeedHealth, FeedState, Memory, PollOutcome
from monitor.core.settings import Feed
from monitor.store import damage
from monitor.store import entries as entry_rows
from monitor.store import hits as hit_rows
from monitor.store.database import Database
from monitor.store.portions import AT_ONCE, portions
from monitor.store.tables import REMOVED, feeds, hosts

LEASE = timedelta(
    minutes=15
)  # longer than any poll; leases of the dead are voided at once, whatever their length
QUEUE = "queue"  # the owner of feeds that wait in the queue of a cluster for a worker
RETIRED = "gone"
PAUSED = "paused"
_AT_ONCE = 20  # feeds a second that a first start asks, beyond the first hundred
# Is given the driver's connection, inside the transaction, and the feeds that were leased.
Then = Callable[[Any, list[str]], None]
_STEP = timedelta(seconds=5)  # by which a clock is set back before it means anything
_LOOK = timedelta(minutes=1)
_LATE = timedelta(hours=6)  # few feeds are due later: those that fail
_NEVER = timedelta(days=1000)  # no feed is due so late: its row is damaged
_PAGE = 50  # due feeds looked at first, at least
_PACED_FOR = timedelta(days=1)  # after it asked for a pause, a host is asked for one feed at a time
_FEED, _HOST = damage.Noun("feed", ("id",)), damage.Noun("host", ("host",))
_NEWEST = 3  # entries of a document by which the next one is known to overlap


class Feeds:
    """The rows of all feeds ever configured."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock: datetime | None = None  # when work was last asked for here
        self._looked_at: datetime | None = None  # when feeds were last looked for that are due too far ahead

    def register(
        self, configured: Iterable[Feed], now: datetime, every: timedelta = timedelta(minutes=15)
    ) -> None:
        """Make the rows agree with the configuration. Atomic.

        New feeds become due within ``every``, spread by their names, the first hundred at once; a feed with a new
        address starts anew; one that is paused or configured no longer is never due, and a poll of it that is in flight
        changes nothing any more. A retired feed stays retired.
        """
        wanted = {feed.id: feed for feed in configured}
        with self._database.write("register") as connection:
            rows = {
                row.id: row for row in connection.execute(sa.select(feeds.c.id, feeds.c.url, feeds.c.state))
            }
            new = [feed for feed in wanted.values() if feed.id not in rows]
            window = min(every, timedelta(seconds=max(0, len(new) - 100) / _AT_ONCE))
            if new:
                connection.execute(sa.insert(feeds), [_new_row(feed, now, window) for feed in new])
            for feed in wanted.values():
                row = rows.get(feed.id)
                if row is not None and (row.url != feed.url or row.state in {REMOVED, PAUSED}):
                    fresh = (
                        _new_row(feed, now, timedelta(0))
                        if row.url != feed.url
                        else {"due_at": now, "state": "new"}
                    )
                    connection.execute(sa.update(feeds).where(feeds.c.id == feed.id).values(**fresh))
            gone = [feed for feed in rows if feed not in wanted]
            _each(connection, _STOPPED.values(state=REMOVED), gone)
            paused = [feed.id for feed in wanted.values() if not feed.enabled]
            _each(connection, _STOPPED.values(state=PAUSED, last_error=None), paused)

    def make_due(self, now: datetime, only: Collection[str] | None = None) -> int:
        """Make feeds due now, all that are configured or ``only`` these; count them. Atomic."""
        update = sa.update(feeds).where(feeds.c.due_at.is_not(None)).values(due_at=now)
        if only is not None:
            update = update.where(feeds.c.id.in_(sorted(only)))
        with self._database.write() as connection:
            connection.execute(sa.delete(hosts))
            return connection.execute(update).rowcount

    def claim_due(
        self, now: datetime, owner: str, limit: int, per_host: int, *, then: Then | None = None
    ) -> list[str]:
        """Lease up to ``limit`` due feeds to ``owner``, at most ``per_host`` of a host at a time. Atomic.

        A host that asked us to wait gets none. Longest due first. ``then`` does its work in the same commit.
        """
        self.heed_clock(now)
        with self._database.read() as connection:
            if limit <= 0 or connection.execute(_LONGEST_DUE, {"now": now, "most": 1}).first() is None:
                return []
        with self._database.write() as connection:
            chosen = _chosen(connection, now, limit, per_host)
            if not chosen:
                return []
            won = set(_each(connection, _LEASE_IF_DUE, chosen, now=now, new_owner=owner, until=now + LEASE))
            leased = [feed for feed in chosen if feed in won]
            if then is not None:
                then(connection.connection.driver_connection, leased)
            return leased

    def heed_clock(self, now: datetime) -> None:
        """Make due now what was asked by a clock that ran ahead and was set right; else it would wait for that time.

        At once if the clock of this process was set back, and at its start; else once a minute, for what other machines
        left, among the few feeds that are due late. Hosts that rest because of such a clock are asked again, too.
        """
        before, self._clock = self._clock, now
        was_set_back = before is None or now < before - _STEP
        if not was_set_back and self._looked_at is not None and now - self._looked_at < _LOOK:
            return
        self._looked_at = now
        rest = timedelta(0) if before and was_set_back else cadence.LONGEST_WAIT
        limits: dict[str, Any] = {
            "now": now,
            "late": now if was_set_back else now + _LATE,
            "leased": now + LEASE,
            "never": now + _NEVER,
        }
        with self._database.read() as connection:
            late = connection.execute(_TOO_LATE, limits).scalars().all()
            is_resting = connection.execute(_RESTING, {"until": now + rest}).first()
        if late or is_resting:
            with self._database.write() as connection:
                _each(connection, _DUE_NOW, late, **limits)
                connection.execute(_REST_NO_MORE, {"until": now + rest})

    def take_over(self, ids: Collection[str], now: datetime, owner: str) -> list[str]:
        """Make leases of the queue those of ``owner``; return which of ``ids`` still were the queue's. Atomic."""
        with self._database.write() as connection:
            return _each(connection, _LEASE_IF_QUEUED, sorted(ids), new_owner=owner, until=now + LEASE)

    def queued(self) -> int:
        """Count the feeds that are leased to the queue."""
        with self._database.read() as connection:
            query = sa.select(sa.func.count()).where(feeds.c.owner == QUEUE)
            return connection.execute(query).scalar_one()

    def release(self, ids: Collection[str], owner: str, due_at: datetime | None = None) -> None:
        """Release leases without having polled; due as before, or at ``due_at``. Atomic."""
        free: dict[str, Any] = {"owner": None, "leased_until": None}
        if due_at is not None:
            free["due_at"] = due_at
        with self._database.write() as connection:
            update = sa.update(feeds).where(feeds.c.owner == owner, _NAMED).values(**free)
            _each(connection, update, list(ids))

    def release_forgotten(self, owner: str, polling: Collection[str]) -> int:
        """Release what ``owner`` leased but is not polling; return how many feeds that is. Atomic.

        A full disk or a lost database keeps a runner from giving back what it could not finish, either.
        """
        with self._database.read() as connection:
            leased = connection.execute(sa.select(feeds.c.id).where(feeds.c.owner == owner)).scalars()
            forgotten = sorted(set(leased).difference(polling))
        if forgotten:
            self.release(forgotten, owner)
        return len(forgotten)

    def states(self, ids: Collection[str]) -> dict[str, FeedState]:
        """Return the rows of these feeds. What cannot be read in one is long ago, or empty, until its poll is written."""
        with self._database.read() as connection:
            wanted = tuple(ids)
            states = [state for portion in portions(wanted) for state in _states(connection, portion)]
        return {state.id: state for state in states}

    def save(self, outcomes: Sequence[PollOutcome]) -> frozenset[str]:
        """Write what polls changed, all in one transaction; return the feeds whose lease still held.

        An outcome whose lease was voided or taken over changes nothing at all.
        """
        with self._database.write() as connection:
            valid = _still_leased(connection, outcomes)
            ids = entry_rows.add(self._database, connection, valid)
            _save_entries(self._database, connection, valid, ids)
            _save_rows(connection, valid, ids)
            for outcome in valid:
                if outcome.cooldown is not None:
                    host, until = outcome.cooldown
                    upsert = self._database.upsert(hosts, ["host"], ["not_before"])
                    connection.execute(upsert, {"host": host, "not_before": until})
        return frozenset(outcome.feed for outcome in valid)

    def hurry(self, due: Mapping[str, datetime]) -> None:
        """Bring due times forward, never back. Atomic."""
        update = sa.update(feeds).where(
            feeds.c.id == sa.bindparam("its_id"), feeds.c.due_at > sa.bindparam("sooner")
        )
        rows = [{"its_id": feed, "sooner": at} for feed, at in due.items()]
        if rows:
            with self._database.write() as connection:
                connection.execute(update.values(due_at=sa.bindparam("sooner")), rows)

    def unreachable(self) -> tuple[tuple[str, ...], int]:
        """Return the configured feeds that could not be reached when last tried, and how many are configured."""
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(feeds.c.id, feeds.c.state).where(feeds.c.due_at.is_not(None))
            ).all()
        return tuple(row.id for row in rows if row.state == "unreachable"), len(rows)

    def coverage(self, now: datetime) -> tuple[FeedHealth, ...]:
        """Return of each configured feed whether it is watched as it should be."""
        query = sa.select(*_STATE, feeds.c.last_error).where(feeds.c.state != REMOVED).order_by(feeds.c.id)
        with self._database.read() as connection:
            cooling = _rests(connection, now)

            def how(row: Any) -> FeedHealth:
                return health.health(_state(row), row.last_error, now, cooling.get(row.host))

            # Some at a time: what ten thousand feeds remember is much more than how they fare.
            fared: list[FeedHealth] = []
            after = ""
            while True:
                its = query.where(feeds.c.id > after).limit(AT_ONCE)
                some = damage.sound(connection, its, how, _FEED, stand_in=True)
                fared += some
                if len(some) < AT_ONCE:
                    return tuple(fared)
                after = some[-1].feed

    def next_due(self) -> datetime | None:
        """Return when the next feed is due."""
        with self._database.read() as connection:
            return connection.execute(sa.select(sa.func.min(feeds.c.due_at))).scalar_one()  # type: ignore[no-any-return]


_STATE = (
    feeds.c.id,
    feeds.c.url,
    feeds.c.host,
    feeds.c.owner,
    feeds.c.fence,
    feeds.c.state,
    feeds.c.failures,
    feeds.c.etag,
    feeds.c.last_modified,
    feeds.c.body_hash,
    feeds.c.due_at,
    feeds.c.last_fetch_at,
    feeds.c.last_ok_at,
    feeds.c.last_new_at,
    feeds.c.health,
)


# What polls ask is built once: building it anew costs as much as the database does.
_NAMED = feeds.c.id.in_(sa.bindparam("named", expanding=True))
_STOPPED = (
    sa.update(feeds).where(_NAMED).values(due_at=None, owner=None, leased_until=None, fence=feeds.c.fence + 1)
)
_DUE = sa.and_(
    feeds.c.due_at <= sa.bindparam("now"),
    sa.or_(feeds.c.owner.is_(None), feeds.c.leased_until < sa.bindparam("now")),
)
_LEASE = (
    sa.update(feeds)
    .where(_NAMED)
    .values(owner=sa.bindparam("new_owner"), leased_until=sa.bindparam("until"), fence=feeds.c.fence + 1)
    .returning(feeds.c.id)
)
_LEASE_IF_DUE = _LEASE.where(_DUE)
_LEASE_IF_QUEUED = _LEASE.where(feeds.c.owner == QUEUE)
# Not ordered any further: SQLite would sort all that are due at the same instant, as all are after ``make_due``.
_LONGEST_DUE = (
    sa.select(feeds.c.id, feeds.c.host).where(_DUE).order_by(feeds.c.due_at).limit(sa.bindparam("most"))
)
_UNDER_WAY = (
    sa.select(feeds.c.host, sa.func.count())
    .where(feeds.c.owner.is_not(None), feeds.c.leased_until >= sa.bindparam("now"))
    .group_by(feeds.c.host)
)
_IS_TOO_LATE = sa.or_(
    sa.and_(
        feeds.c.due_at > sa.bindparam("late"),
        sa.func.coalesce(feeds.c.last_fetch_at, feeds.c.registered_at) > sa.bindparam("leased"),
    ),
    feeds.c.due_at > sa.bindparam("never"),
)
_TOO_LATE = sa.select(feeds.c.id).where(_IS_TOO_LATE)
_DUE_NOW = sa.update(feeds).where(_NAMED, _IS_TOO_LATE).values(due_at=sa.bindparam("now"))
_IS_RESTING = hosts.c.not_before > sa.bindparam("until")
_RESTING, _REST_NO_MORE = (
    sa.select(hosts.c.host).where(_IS_RESTING).limit(1),
    sa.delete(hosts).where(_IS_RESTING),
)
_RESTS = sa.select(hosts.c.host, hosts.c.not_before).where(hosts.c.not_before > sa.bindparam("since"))
_STATES = sa.select(*_STATE).where(_NAMED)
_HELD = sa.select(feeds.c.id, feeds.c.owner, feeds.c.fence).where(_NAMED).with_for_update()


def _states(connection: sa.Connection, ids: Sequence[str]) -> list[FeedState]:
    return damage.sound(connection, _STATES, _state, _FEED, {"named": ids}, stand_in=True)


def _state(row: Any) -> FeedState:
    # By their places in _STATE: a poll reads a row, and asking it for each name takes twice as long.
    made: Any = (*row[:7], Validators(*row[7:10]), *row[10:14], Memory.from_json(row[14]))
    return FeedState(*made)


def _new_row(feed: Feed, now: datetime, window: timedelta) -> dict[str, Any]:
    return {
        "id": feed.id,
        "url": feed.url,
        "host": cadence.host(feed.url),
        "due_at": now + cadence.spread(feed.id, window),
        "state": "new",
        "failures": 0,
        "etag": None,
        "last_modified": None,
        "body_hash": None,
        "registered_at": now,
        "last_fetch_at": None,
        "last_ok_at": None,
        "last_error": None,
        "health": {},
    }


def _chosen(connection: sa.Connection, now: datetime, limit: int, per_host: int) -> list[str]:
    """Pick the longest due, of each host only as many as are not being polled already.

    Looks at more and more of them until there are enough, as most fit.
    """
    rests = _rests(connection, now - _PACED_FOR)
    most = {host: 0 if until > now else 1 for host, until in rests.items()}
    polled: dict[str, int] = dict(connection.execute(_UNDER_WAY, {"now": now}).all())
    size = max(_PAGE, 2 * limit)
    while True:
        rows = connection.execute(_LONGEST_DUE, {"now": now, "most": size}).all()
        chosen = _fitting(rows, most, polled.copy(), limit, per_host)
        if len(chosen) >= limit or len(rows) < size:
            return chosen
        size *= 4


def _rests(connection: sa.Connection, since: datetime) -> dict[str, datetime]:
    """Return the hosts that asked for a pause, and until when, if that is later than ``since``."""
    found = damage.sound(connection, _RESTS, tuple, _HOST, {"since": since}, stand_in=True)
    return dict(found)


def _fitting(
    rows: Iterable[Any], most: Mapping[str, int], polled: dict[str, int], limit: int, per_host: int
) -> list[str]:
    """Choose among due feeds; ``most`` is how many of a host may be polled at once, where it asked for a pause."""
    chosen: list[str] = []
    for feed, host in rows:
        polls = polled.get(host, 0)
        if polls < most.get(host, per_host) and len(chosen) < limit:
            polled[host] = polls + 1
            chosen.append(feed)
    return chosen


def _each(
    connection: sa.Connection, statement: Any, ids: Sequence[str], *, whole: bool = False, **values: Any
) -> list[Any]:
    """Run a statement for the feeds ``named`` in it, some hundred at a time; return what it returns."""
    found: list[Any] = []
    for portion in portions(ids):
        result = connection.execute(statement, {"named": portion, **values})
        if result.returns_rows:
            found += result.all() if whole else result.scalars().all()
    return found


def _still_leased(connection: sa.Connection, outcomes: Sequence[PollOutcome]) -> list[PollOutcome]:
    """Keep the outcomes whose lease holds, and hold their rows until the commit."""
    rows = _each(connection, _HELD, [outcome.feed for outcome in outcomes], whole=True)
    held = {(feed, owner, fence) for feed, owner, fence in rows}
    return [outcome for outcome in outcomes if (outcome.feed, outcome.owner, outcome.fence) in held]


def _save_entries(
    database: Database,
    connection: sa.Connection,
    outcomes: Sequence[PollOutcome],
    ids: Sequence[Sequence[int]],
) -> None:
    keyed: list[tuple[str, str, int, datetime]] = []
    moved: list[tuple[str, str, int, datetime]] = []
    matched: list[hit_rows.Found] = []
    for outcome, numbers in zip(outcomes, ids, strict=True):
        shown_at = outcome.memory.shown_at if outcome.memory and outcome.memory.shown_at else outcome.at
        for arrival, entry in zip(outcome.arrivals, numbers, strict=True):
            keyed += [(outcome.feed, key, entry, shown_at) for key in arrival.keys]
            moved += [(outcome.feed, key, entry, shown_at) for key in arrival.moved]
            matched.append((entry, arrival.matches, arrival.quiet, outcome.at, 0))
        for sighting in outcome.sightings:
            keyed += [(outcome.feed, key, sighting.known.id, shown_at) for key in sighting.keys]
            matched.append((sighting.known.id, sighting.matches, False, outcome.at, sighting.revision))
        changed = [(sighting, outcome.at) for sighting in outcome.sightings if sighting.text is not None]
        if changed:
            entry_rows.revise(connection, changed)
        if outcome.shown or outcome.refresh is not None:
            entry_rows.mark_shown(connection, outcome)
    entry_rows.add_keys(database, connection, keyed)
    entry_rows.move_keys(connection, moved)
    hit_rows.add(database, connection, matched)


def _save_rows(
    connection: sa.Connection, outcomes: Sequence[PollOutcome], ids: Sequence[Sequence[int]]
) -> None:
    """Update the feeds' rows, in as few statements as there are kinds of change."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for outcome, numbers in zip(outcomes, ids, strict=True):
        values = _changes(outcome, numbers)
        by_columns.setdefault(tuple(values), []).append(values)
    for columns, rows in by_columns.items():
        connection.execute(_change(columns), rows)


@cache
def _change(columns: tuple[str, ...]) -> sa.Update:
    """Return the statement that changes these columns of the feed ``new_id``; there are a handful."""
    new: dict[str, Any] = {
        name.removeprefix("new_"): sa.bindparam(name) for name in columns if name != "new_id"
    }
    return sa.update(feeds).where(feeds.c.id == sa.bindparam("new_id")).values(new)


def _changes(outcome: PollOutcome, numbers: Sequence[int]) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "new_id": outcome.feed,
        "new_owner": None,
        "new_leased_until": None,
        "new_due_at": outcome.due_at,
        "new_state": outcome.state,
        "new_failures": outcome.failures,
        "new_last_fetch_at": outcome.at,
        "new_last_error": outcome.error,
    }
    if outcome.error is None:
        changes["new_last_ok_at"] = outcome.at
    if outcome.arrivals:
        changes["new_last_new_at"] = outcome.at
    if outcome.validators is not None:
        validators = outcome.validators
        changes |= {
            "new_etag": validators.etag,
            "new_last_modified": validators.last_modified,
            "new_body_hash": validators.body_hash,
        }
    if outcome.memory is not None:
        changes["new_health"] = _with_numbers(outcome, numbers).to_json()
    return changes


def _with_numbers(outcome: PollOutcome, numbers: Sequence[int]) -> Memory:
    """Return the memory after a poll, where the items of its document lead to the entries it brought."""
    memory = outcome.memory or Memory()
    if not outcome.arrivals and not outcome.sightings:
        return memory
    pairs = zip(outcome.arrivals, numbers, strict=True)
    arrived = {arrival.digest: entry for arrival, entry in pairs if arrival.digest}
    items = {digest: arrived.get(digest, entry) for digest, entry in memory.items.items()}
    newest = tuple(sorted({*memory.latest, *numbers}, reverse=True)[:_NEWEST])
    return memory.with_items(items, newest)
