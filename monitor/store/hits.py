"""Hits: which entry met which rule, why, and what people said about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.model import Entry, Evidence, Hit, Match, Severity
from monitor.store import damage, rows
from monitor.store.database import Database
from monitor.store.tables import entries, hits, verdicts

Found = tuple[int, Sequence[Match], bool, datetime, int]
"""An entry, its matches, whether they are quiet, when, and the revision of its words."""


_EVIDENCE = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which hits to list; None and an empty text ask for nothing. ``words`` must all stand in title or summary."""

    rule: str | None = None
    feed: str | None = None
    story: int | None = None
    min_severity: Severity = Severity.INFO
    since: datetime | None = None
    words: tuple[str, ...] = ()
    quiet: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """A hit with its entry and what a person said about it: right, wrong, or nothing yet."""

    hit: Hit
    entry: Entry
    correct: bool | None = None


class Hits:
    """Stored matches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, wanted: Filter | None = None, limit: int | None = 50) -> tuple[Listed, ...]:
        """Return hits, newest first."""
        query = _listing(_conditions(wanted or Filter())).order_by(hits.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            return tuple(damage.sound(connection, query, _listed, rows.HIT))

    def get(self, hit: int) -> Listed | None:
        """Return a hit, None if there is none of this number."""
        with self._database.read() as connection:
            row = connection.execute(_listing([hits.c.id == hit])).one_or_none()
        return None if row is None else _listed(row)

    def mark(self, hit: int, *, correct: bool, by: str, now: datetime) -> bool:
        """Keep what a person said about a hit; False if there is none of this number. Atomic.

        The next round of grouping takes it into the story of the hit.
        """
        with self._database.write() as connection:
            found = connection.execute(sa.select(hits.c.id).where(hits.c.id == hit)).one_or_none()
            if found is None:
                return False
            upsert = self._database.upsert(verdicts, ["hit"], ["correct", "at", "by", "counted"])
            values = {"hit": hit, "correct": correct, "at": now, "by": by, "counted": False}
            connection.execute(upsert, values)
        return True

    def gain(
        self, found: Sequence[tuple[int, Sequence[Match]]], *, quiet: bool, now: datetime
    ) -> tuple[str, ...]:
        """Store the matches of entries that say more than their hits do; return the rule of each. Atomic.

        That is another rule, or a higher severity. Entries deleted since are passed over. An entry that could not be
        matched before is no longer marked so.
        """
        ids = [entry for entry, _ in found]
        if not ids:
            return ()
        stored = sa.select(entries.c.id).where(entries.c.id.in_(ids))
        told = (
            sa.select(hits.c.entry, hits.c.rule, sa.func.max(hits.c.severity).label("severity"))
            .where(hits.c.entry.in_(ids))
            .group_by(hits.c.entry, hits.c.rule)
        )
        unmatched = sa.and_(entries.c.id.in_(ids), entries.c.unmatched.is_not(None))
        with self._database.write() as connection:
            connection.execute(sa.update(entries).where(unmatched).values(unmatched=None))
            there = set(connection.execute(stored).scalars())
            before = {(row.entry, row.rule): row.severity for row in connection.execute(told)}
            new = [
                (
                    entry,
                    [match for match in matches if match.severity > before.get((entry, match.rule), -1)],
                    quiet,
                    now,
                    0,
                )
                for entry, matches in found
                if entry in there
            ]
            add(self._database, connection, new)
        return tuple(match.rule for _, matches, *_ in new for match in matches)

    def counts(self, since: datetime) -> dict[str, int]:
        """Count by rule the entries hit since then, quiet hits left out."""
        query = (
            sa.select(hits.c.rule, sa.func.count(sa.distinct(hits.c.entry)).label("number"))
            .where(hits.c.created_at >= since, hits.c.quiet.is_(False))
            .group_by(hits.c.rule)
        )
        with self._database.read() as connection:
            return {row.rule: int(row.number) for row in connection.execute(query)}

    def verdicts(self) -> tuple[tuple[str, int, int], ...]:
        """Count by rule: rule, marked right, marked wrong."""
        right = sa.func.sum(sa.case((verdicts.c.correct.is_(True), 1), else_=0))
        query = (
            sa.select(hits.c.rule, right.label("right"), sa.func.count().label("marked"))
            .join(verdicts, verdicts.c.hit == hits.c.id)
            .group_by(hits.c.rule)
            .order_by(hits.c.rule)
        )
        with self._database.read() as connection:
            return tuple(
                (row.rule, int(row.right), row.marked - int(row.right)) for row in connection.execute(query)
            )


def add(
    database: Database,
    connection: sa.Connection,
    found: Iterable[Found],
) -> int:
    """Store the matches of entries that are not stored yet; count the new ones."""
    new = [
        _row(entry, match, quiet, at) | {"revision": revision}
        for entry, matches, quiet, at, revision in found
        for match in matches
    ]
    if not new:
        return 0
    connection.execute(database.insert_new(hits, ["entry", "rule", "severity", "revision"]), new)
    return len(new)


def _row(entry: int, match: Match, quiet: bool, at: datetime) -> dict[str, Any]:
    return {
        "entry": entry,
        "rule": match.rule,
        "severity": int(match.severity),
        "rule_hash": match.rule_hash,
        "tags": list(match.tags),
        "evidence": [_as_json(evidence) for evidence in match.evidence],
        "why": match.why,
        "concepts": list(match.concepts),
        "places": list(match.places),
        "toll": dict(match.toll or {}),
        "reasons": [[reason.kind, reason.name, dict(reason.because)] for reason in match.reasons] or None,
        "created_at": at,
        "quiet": quiet,
    }


def _as_json(evidence: Evidence) -> dict[str, Any]:
    """Return a piece of evidence as plain values: an entry has dozens, and ``asdict`` takes twenty times as long."""
    return {name: getattr(evidence, name) for name in _EVIDENCE}


def _listing(conditions: Sequence[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    return (
        sa.select(*rows.ENTRY_COLUMNS, *rows.HIT_COLUMNS, verdicts.c.correct)
        .join(hits, hits.c.entry == entries.c.id)
        .outerjoin(verdicts, verdicts.c.hit == hits.c.id)
        .where(*conditions)
    )


def _listed(row: sa.Row[Any]) -> Listed:
    return Listed(rows.hit_of(row), rows.entry_of(row), row.correct)


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [hits.c.severity >= int(wanted.min_severity)]
    equal: Mapping[Any, object] = {
        hits.c.rule: wanted.rule,
        entries.c.feed: wanted.feed,
        hits.c.story: wanted.story,
    }
    conditions += [column == value for column, value in equal.items() if value is not None]
    if wanted.since is not None:
        conditions.append(hits.c.created_at >= wanted.since)
    if not wanted.quiet:
        conditions.append(hits.c.quiet.is_(False))
    for word in wanted.words:
        conditions.append(
            entries.c.title.icontains(word, autoescape=True)
            | entries.c.summary.icontains(word, autoescape=True)
        )
    return conditions
