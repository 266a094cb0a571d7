"""The state of a story, updated report by report: what each adds to it, and who stands by it or denies it.

What a story says does not depend on the order in which its reports were committed: each house is weighed once, by
what it reported, and by whether it reported after it denied.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from monitor.core.model import Denial, Report, Severity, Story
from monitor.core.stories.features import Features, read
from monitor.core.stories.model import Knowledge
from monitor.core.stories.stance import Stance


@dataclass(frozen=True, slots=True)
class Member:
    """An entry in its story. An entry never changes story; its features grow when a rule raises it later."""

    entry: int
    story: int
    effective: datetime
    features: Features


@dataclass(frozen=True, slots=True)
class Headline:
    """A title that a story may carry: of the gravest report, of equal ones of the first."""

    severity: Severity
    at: datetime
    entry: int
    title: str

    def before(self, other: "Headline | None") -> bool:
        """Return whether this one is to be shown rather than ``other``: the same report, told anew, is."""
        if other is None or self.entry == other.entry:
            return True
        if self.severity != other.severity:
            return self.severity > other.severity
        return (self.at, self.entry) < (other.at, other.entry)


@dataclass(frozen=True, slots=True)
class Voice:
    """What one house said of the event of a story.

    ``source`` is who is quoted: the house itself, or else the agency or house whose report it carries. ``reported_at``
    is of its last report that tells of the event, ``denied_at`` of its first that denies it, ``retracted_at`` of its
    last that takes its own report back. A house denies once: what it denies again changes nothing.
    """

    kind: str = "other"
    source: str = ""
    headline: Headline | None = None
    reported_at: datetime | None = None
    denied_at: datetime | None = None
    denied_in: int = 0
    retracted_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Return whether the house reported the event and did not take that back.

        A state or a party speaks for itself when it denies; other houses pass on that somebody does.
        """
        if self.reported_at is None:
            return False
        if self.retracted_at is not None and self.retracted_at >= self.reported_at:
            return False
        own_denial = self.denied_at if self.kind in SPEAK_FOR_THEMSELVES else None
        return own_denial is None or self.reported_at > own_denial

    @property
    def denies(self) -> bool:
        """Return whether its denial stands: nothing that it reported later takes it back."""
        denied = self.denied_at or self.retracted_at
        return denied is not None and (self.reported_at is None or self.reported_at <= denied)


VIA = "\n"  # stands between a house and the outlet that its feed names
SPEAK_FOR_THEMSELVES = frozenset({"state", "party"})  # kinds of feeds whose denials are their own word


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a story remembers beside its record: the ``voices`` by house, those of an aggregator by outlet as well.

    ``denial`` is the gravest of the reports that deny it; ``named`` weighs the places by how often reports name them:
    in a headline a place counts twice.
    """

    voices: Mapping[str, Voice] = field(default_factory=dict)
    denial: Headline | None = None
    named: Mapping[str, int] = field(default_factory=dict)

    @property
    def places(self) -> tuple[str, ...]:
        """The places named most: where it was, rather than what else is mentioned."""
        most = max(self.named.values(), default=0)
        return tuple(sorted(place for place, weight in self.named.items() if weight == most))

    @property
    def standing(self) -> tuple[Voice, ...]:
        """The voices of the houses that stand by the event."""
        return tuple(voice for voice in self.voices.values() if voice.stands)

    @property
    def reported(self) -> bool:
        """Return whether anybody ever told of the event."""
        return any(voice.headline is not None for voice in self.voices.values())

    @property
    def denied(self) -> bool:
        """Return whether the event was told, and nobody stands by it any more."""
        return self.reported and not self.standing

    @property
    def denials(self) -> tuple[Denial, ...]:
        """The denials that stand, the oldest first; none of what nobody reported."""
        found = [
            Denial(voice.source, voice.kind, at, voice.denied_in)
            for voice in self.voices.values()
            if self.reported and voice.denies and (at := voice.denied_at or voice.retracted_at) is not None
        ]
        return tuple(sorted(found, key=lambda denial: (denial.at, denial.entry)))

    @property
    def gravest(self) -> Severity:
        """The gravest severity that anybody reported, or denied."""
        told = [voice.headline.severity for voice in self.voices.values() if voice.headline is not None]
        return max(told, default=self.denial.severity if self.denial else Severity.INFO)

    @property
    def severity(self) -> Severity:
        """The gravest that somebody stands by; under a denial of all one step less, and no more than that has."""
        standing = [voice.headline.severity for voice in self.standing if voice.headline is not None]
        if standing or not self.reported or self.denial is None:
            return max(standing, default=self.gravest)
        return Severity(max(Severity.INFO, min(self.gravest - 1, self.denial.severity)))

    @property
    def headline(self) -> Headline | None:
        """The headline of the gravest report that somebody stands by, else of any, else of the denial."""
        for voices in (self.standing, self.voices.values()):
            chosen: Headline | None = None
            for voice in voices:
                if voice.headline is not None and voice.headline.before(chosen):
                    chosen = voice.headline
            if chosen is not None:
                return chosen
        return self.denial

    @property
    def houses(self) -> tuple[str, ...]:
        """Those whose feeds told of it."""
        return _houses(self.voices)

    @property
    def publishers(self) -> tuple[str, ...]:
        """The independent sources of those who stand by it, each house counting once; of all if nobody does.

        What comes by the feeds of one house only is one publisher's word, whomever it names.
        """
        voices = {name: voice for name, voice in self.voices.items() if voice.stands} or self.voices
        sources = tuple(dict.fromkeys(voice.source for voice in voices.values()))
        return sources if len(_houses(voices)) > 1 else sources[:1]


def _houses(voices: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.partition(VIA)[0] for name in voices))


@dataclass(frozen=True, slots=True)
class StoryState:
    """A story with its ledger."""

    story: Story
    ledger: Ledger


def begin(member: Member, report: Report) -> StoryState:
    """Return the story that its first report opens."""
    entry, features = report.entry, member.features
    story = Story(
        id=member.story,
        title=entry.title,
        severity=features.severity,
        tags=(),
        rules=(),
        concepts=(),
        places=(),
        toll={},
        feeds=(),
        entries=(),
        first_at=member.effective,
        last_at=member.effective,
        first_seen=entry.seen_at,
        last_seen=entry.seen_at,
    )
    return absorb(StoryState(story, Ledger()), member, report)


def absorb(state: StoryState, member: Member, report: Report, *, is_new: bool = True) -> StoryState:
    """Return a story grown by a report, or by further hits of one that it has."""
    story, entry, features = state.story, report.entry, member.features
    ledger = _heard(state.ledger, member, entry.title)
    headline = ledger.headline
    grown = replace(
        story,
        title=headline.title if headline else entry.title,
        severity=ledger.severity,
        tags=_union(story.tags, (tag for hit in report.hits for tag in hit.match.tags)),
        rules=_union(story.rules, (hit.match.rule for hit in report.hits)),
        concepts=_union(story.concepts, features.concepts),
        places=_union(story.places, features.places),
        toll=_widen(story.toll, features.toll or {}),
        feeds=_union(story.feeds, (entry.feed,)),
        entries=(*story.entries, entry.id) if is_new else story.entries,
        first_at=min(story.first_at, member.effective),
        last_at=max(story.last_at, member.effective),
        first_seen=min(story.first_seen, entry.seen_at),
        last_seen=max(story.last_seen, entry.seen_at),
        denied=ledger.denied,
        publishers=ledger.publishers,
        denials=ledger.denials,
    )
    return StoryState(grown, ledger)


def retold(state: StoryState, believed: Iterable[tuple[Report, Features]], known: Knowledge) -> StoryState:
    """Return a story as the reports that people believe make it; its number, title and entries stay if there are none.

    What was compared of a report says whose words it repeats; the rest is read anew from the hits that are left.
    """
    story = state.story
    retelling = StoryState(
        replace(
            story,
            severity=Severity.INFO,
            tags=(),
            rules=(),
            concepts=(),
            places=(),
            toll={},
            denied=False,
            publishers=(),
            denials=(),
        ),
        Ledger(),
    )  # fmt: skip - one record
    for report, compared in believed:
        features = replace(read(report, known), publisher=compared.publisher)
        member = Member(report.entry.id, story.id, report.entry.effective, features)
        retelling = absorb(retelling, member, report, is_new=False)
    return retelling


def _heard(ledger: Ledger, member: Member, title: str) -> Ledger:
    """Return a ledger that has heard a report, or more of it."""
    features, headline = (
        member.features,
        Headline(member.features.severity, member.effective, member.entry, title),
    )
    name = f"{features.house}{VIA}{features.outlet}" if features.outlet else features.house
    voices = {**ledger.voices, name: _said(ledger.voices.get(name, Voice()), features, headline)}
    named = dict(ledger.named)
    for place in features.places:
        # The id of a place is its name as a slug.
        named[place] = named.get(place, 0) + 1 + (place.replace("-", " ") in features.title)
    denial = ledger.denial
    if features.stance != Stance.REPORTS and headline.before(denial):
        denial = headline
    return Ledger(voices, denial, named)


def _said(voice: Voice, features: Features, headline: Headline) -> Voice:
    """Return what a house said, with one report more."""
    sources = {source for source in (voice.source, features.publisher) if source}
    own = features.outlet or features.house
    source = own if own in sources else min(sources)
    voice = replace(voice, kind=features.kind, source=source)
    at = headline.at
    match features.stance:
        case Stance.REPORTS:
            shown = headline if headline.before(voice.headline) else voice.headline
            return replace(voice, headline=shown, reported_at=max(at, voice.reported_at or at))
        case Stance.RETRACTS:
            later = voice.retracted_at is None or at > voice.retracted_at
            return replace(voice, retracted_at=at, denied_in=headline.entry) if later else voice
        case _:
            earlier = voice.denied_at is None or (at, headline.entry) < (voice.denied_at, voice.denied_in)
            return replace(voice, denied_at=at, denied_in=headline.entry) if earlier else voice


def _union(known: tuple[Any, ...], more: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _widen(ranges: Mapping[str, tuple[int, int]], toll: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    wider = dict(ranges)
    for kind, number in toll.items():
        low, high = wider.get(kind, (number, number))
        wider[kind] = (min(low, number), max(high, number))
    return wider
