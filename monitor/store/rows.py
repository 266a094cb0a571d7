"""Rows become records of the model: the one place that knows how columns spell them."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from monitor.core.model import (
    Coordinates,
    Entry,
    Evidence,
    Hit,
    Match,
    Reason,
    Report,
    Severity,
    Signal,
    Story,
)
from monitor.store.damage import Noun
from monitor.store.tables import entries, hits

ENTRY, HIT, STORY, SIGNAL = (
    Noun("entry", ("id",)),
    Noun("hit", ("hit_id",)),
    Noun("story", ("id",)),
    Noun("signal", ("id",)),
)

# An entry and one of its hits in one row; the hit's columns are told apart by their prefix.
ENTRY_COLUMNS = tuple(
    entries.c[name]
    for name in (
        *("id", "feed", "title", "summary", "link", "author", "lang", "published", "seen_at"),
        *("stale", "source", "categories", "latitude", "longitude"),
    )
)
HIT_COLUMNS = tuple(
    hits.c[name].label(f"hit_{name}")
    for name in (
        "id",
        "entry",
        "rule",
        "severity",
        "rule_hash",
        "tags",
        "evidence",
        "why",
        "concepts",
        "places",
        "toll",
        "reasons",
        "created_at",
        "quiet",
        "story",
    )
)  # fmt: skip - one name a line would be a page


def entry_of(row: sa.Row[Any]) -> Entry:
    """Return the entry of a row that has ENTRY_COLUMNS."""
    return Entry(
        id=row.id,
        feed=row.feed,
        title=row.title,
        summary=row.summary,
        link=row.link,
        author=row.author,
        lang=row.lang,
        published=row.published,
        seen_at=row.seen_at,
        stale=row.stale,
        source=row.source,
        categories=tuple(row.categories.split("\n")) if row.categories else (),
        coordinates=None if row.latitude is None else Coordinates(row.latitude, row.longitude),
    )


def hit_of(row: sa.Row[Any]) -> Hit:
    """Return the hit of a row that has HIT_COLUMNS."""
    match = Match(
        rule=row.hit_rule,
        rule_hash=row.hit_rule_hash,
        severity=Severity(row.hit_severity),
        tags=tuple(row.hit_tags),
        evidence=tuple(_evidence(item) for item in row.hit_evidence),
        why=row.hit_why,
        concepts=tuple(row.hit_concepts),
        places=tuple(row.hit_places),
        toll=row.hit_toll,
        reasons=tuple(Reason(*reason) for reason in row.hit_reasons or ()),
    )
    return Hit(row.hit_id, row.hit_entry, match, row.hit_created_at, row.hit_quiet, row.hit_story)


def told_by(row: sa.Row[Any]) -> tuple[Entry, Hit]:
    """Return the entry and the hit of a row that has the columns of both."""
    return entry_of(row), hit_of(row)


def reports_of(found: Iterable[tuple[Entry, Hit]]) -> tuple[Report, ...]:
    """Gather hits by their entries, in the order in which these come first."""
    by_entry: dict[int, tuple[Entry, list[Hit]]] = {}
    for entry, hit in found:
        by_entry.setdefault(entry.id, (entry, []))[1].append(hit)
    return tuple(Report(entry, tuple(hits)) for entry, hits in by_entry.values())


def story_of(row: sa.Row[Any], members: tuple[int, ...]) -> Story:
    """Return the story of a row of ``stories``; ``members`` are its entries, oldest first."""
    return Story(
        id=row.id,
        title=row.title,
        severity=Severity(row.severity),
        tags=tuple(row.tags),
        rules=tuple(row.rules),
        concepts=tuple(row.concepts),
        places=tuple(row.places),
        toll={kind: (low, high) for kind, (low, high) in row.toll.items()},
        feeds=tuple(row.feeds),
        entries=members,
        first_at=row.first_at,
        last_at=row.last_at,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        denied=row.denied,
        publishers=tuple(row.publishers),
    )


def signal_of(row: sa.Row[Any]) -> Signal:
    """Return the signal of a row of ``signals``."""
    return Signal(
        id=row.id,
        kind=row.kind,
        title=row.title,
        severity=Severity(row.severity),
        tags=tuple(row.tags),
        place=row.place,
        entries=tuple(row.entries),
        made_at=row.made_at,
        detail=row.detail,
    )


def _evidence(item: Mapping[str, Any]) -> Evidence:
    return Evidence(
        selection=item["selection"],
        term=item["term"],
        text=item["text"],
        field=item["field"],
        start=item["start"],
        end=item["end"],
    )
