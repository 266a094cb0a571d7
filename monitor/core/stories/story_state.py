"""A story as it grows: what each report adds to it, and what a denial takes away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from monitor.core.model import Report, Severity, Story
from monitor.core.stories.features import Features

REAFFIRMED_BY = 2  # independent publishers who, after a denial, report the event without denying it


@dataclass(frozen=True, slots=True)
class Member:
    """An entry in its story. An entry never changes story; its features grow when a rule raises it later."""

    entry: int
    story: int
    effective: datetime
    features: Features


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a story remembers beside its record.

    ``gravest`` is its severity but for denials, ``headline`` that of the report whose title it carries.
    ``remaining`` is the gravest of the reports that deny it, the last of which is of ``denied_at``;
    ``affirmed`` are the publishers that reported the event, ``reaffirmed`` those that did so after the denial.
    ``named`` weighs the places by how often reports name them; in a headline a place counts twice.
    """

    gravest: Severity
    headline: Severity
    remaining: Severity | None = None
    denied_at: datetime | None = None
    affirmed: tuple[str, ...] = ()
    reaffirmed: tuple[str, ...] = ()
    named: Mapping[str, int] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """Return plain data for the store."""
        return {
            "gravest": int(self.gravest),
            "headline": int(self.headline),
            "remaining": None if self.remaining is None else int(self.remaining),
            "denied_at": self.denied_at.isoformat() if self.denied_at else None,
            "affirmed": list(self.affirmed),
            "reaffirmed": list(self.reaffirmed),
            "named": dict(self.named),
        }

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> Self:
        """Return the ledger that ``stored`` was made of."""
        remaining, denied_at = stored["remaining"], stored["denied_at"]
        return cls(
            gravest=Severity(stored["gravest"]),
            headline=Severity(stored["headline"]),
            remaining=None if remaining is None else Severity(remaining),
            denied_at=datetime.fromisoformat(denied_at) if denied_at else None,
            affirmed=tuple(stored["affirmed"]),
            reaffirmed=tuple(stored["reaffirmed"]),
            named=stored["named"],
        )

    @property
    def places(self) -> tuple[str, ...]:
        """The places named most: where it was, rather than what else is mentioned."""
        most = max(self.named.values(), default=0)
        return tuple(sorted(place for place, weight in self.named.items() if weight == most))

    @property
    def denied(self) -> bool:
        """Say whether a denial stands: somebody reported the event, and not two did so again afterwards."""
        return self.denied_at is not None and bool(self.affirmed) and len(self.reaffirmed) < REAFFIRMED_BY

    @property
    def severity(self) -> Severity:
        """The gravest reported; under a denial at least one step less, and no more than the denial itself has."""
        if not self.denied or self.remaining is None:
            return self.gravest
        return Severity(max(Severity.INFO, min(self.gravest - 1, self.remaining)))


@dataclass(frozen=True, slots=True)
class Tale:
    """A story with its ledger."""

    story: Story
    ledger: Ledger


def begin(member: Member, report: Report) -> Tale:
    """Open a story with its first report."""
    entry, features = report.entry, member.features
    ledger = _enter(Ledger(features.severity, features.severity), member)
    story = Story(
        id=member.story,
        title=entry.title,
        severity=ledger.severity,
        tags=_union((), (tag for hit in report.hits for tag in hit.match.tags)),
        rules=_union((), (hit.match.rule for hit in report.hits)),
        concepts=features.concepts,
        places=features.places,
        toll={kind: (number, number) for kind, number in (features.toll or {}).items()},
        feeds=(entry.feed,),
        entries=(entry.id,),
        first_at=member.effective,
        last_at=member.effective,
        first_seen=entry.seen_at,
        last_seen=entry.seen_at,
        denied=ledger.denied,
        publishers=(features.publisher,),
    )
    return Tale(story, ledger)


def absorb(tale: Tale, member: Member, report: Report) -> Tale:
    """Let a story grow by a report, or by further hits of one that it has."""
    story, entry, features = tale.story, report.entry, member.features
    ledger = _enter(tale.ledger, member)
    takes_headline = features.severity > ledger.headline and not features.denies
    if takes_headline:
        ledger = replace(ledger, headline=features.severity)
    grown = replace(
        story,
        title=entry.title if takes_headline else story.title,
        severity=ledger.severity,
        tags=_union(story.tags, (tag for hit in report.hits for tag in hit.match.tags)),
        rules=_union(story.rules, (hit.match.rule for hit in report.hits)),
        concepts=_union(story.concepts, features.concepts),
        places=_union(story.places, features.places),
        toll=_widen(story.toll, features.toll or {}),
        feeds=_union(story.feeds, (entry.feed,)),
        entries=_union(story.entries, (entry.id,)),
        first_at=min(story.first_at, member.effective),
        last_at=max(story.last_at, member.effective),
        first_seen=min(story.first_seen, entry.seen_at),
        last_seen=max(story.last_seen, entry.seen_at),
        denied=ledger.denied,
        publishers=_union(story.publishers, (features.publisher,)),
    )
    return Tale(grown, ledger)


def _enter(ledger: Ledger, member: Member) -> Ledger:
    features = member.features
    changes = _denied(ledger, member) if features.denies else _affirmed(ledger, member)
    named = dict(ledger.named)
    for place in features.places:
        # The id of a place is its name as a slug.
        named[place] = named.get(place, 0) + 1 + (place.replace("-", " ") in features.title)
    return replace(ledger, gravest=max(ledger.gravest, features.severity), named=named, **changes)


def _affirmed(ledger: Ledger, member: Member) -> dict[str, Any]:
    """Return what changes in a ledger by a report that denies nothing."""
    publisher = (member.features.publisher,)
    is_after = ledger.denied_at is not None and member.effective > ledger.denied_at
    affirmed = {"affirmed": _union(ledger.affirmed, publisher)}
    return affirmed | ({"reaffirmed": _union(ledger.reaffirmed, publisher)} if is_after else {})


def _denied(ledger: Ledger, member: Member) -> dict[str, Any]:
    """Return what changes in a ledger by a denial."""
    severity = member.features.severity
    remaining = severity if ledger.remaining is None else max(severity, ledger.remaining)
    if ledger.denied_at is not None and member.effective <= ledger.denied_at:
        return {"remaining": remaining}
    return {"remaining": remaining, "denied_at": member.effective, "reaffirmed": ()}


def _union(known: tuple[Any, ...], more: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _widen(ranges: Mapping[str, tuple[int, int]], toll: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    wider = dict(ranges)
    for kind, number in toll.items():
        low, high = wider.get(kind, (number, number))
        wider[kind] = (min(low, number), max(high, number))
    return wider
