"""The window of what was grouped lately, and the decision where a report belongs.

It decides from the words and effective dates of the reports in it and from the order in which they were committed;
a window restored from the store therefore decides as the one that never stopped.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from operator import itemgetter

from monitor.core.model import Place, Report
from monitor.core.stories.features import Features, Knowledge, read
from monitor.core.stories.geography import spots
from monitor.core.stories.index import Index, Vector, vector_of
from monitor.core.stories.judgement import COPIED, GRAVE, Side, contradicts, probabilities, side_of
from monitor.core.stories.story_state import Member, Tale, absorb, begin

NEAR = timedelta(days=3)  # a report joins a story only if one of its reports is this near …
LONGEST = timedelta(days=7)  # … and its first no further: what goes on for weeks is a theme, not an event
ENOUGH = 0.35  # average probability with which a report joins a story
SIZE = 10_000  # reports in the window
COPY = 0.8  # cosine of texts from which one is a copy of the other: its publisher is not independent
ASKED = 2  # stories that are compared in full
FIRST, LAST = 1, 4  # reports of a long story that are compared


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit, its entry and its story."""

    hit: int
    entry: int
    story: int


@dataclass(frozen=True, slots=True)
class Grouped:
    """What one round of grouping changed, ready to be written.

    ``tales`` are the stories begun or grown, ``members`` the entries placed (or whose hits grew), ``hits`` stand
    in the order in which they are to be numbered; ``opened`` are the new stories' ids.
    """

    tales: tuple[Tale, ...]
    members: tuple[Member, ...]
    hits: tuple[Placed, ...]
    opened: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    member: Member
    vector: Vector


@dataclass(frozen=True, slots=True)
class _Fit:
    """The story that a report belongs to, and the publisher whose words it repeats, if it does."""

    story: int
    copied_from: str | None


class Window:
    """The stories that a report may still join.

    ``size`` is the number of reports it holds, the latest. ``next_story`` is the number that the next story gets,
    ``last_serial`` that of the newest hit taken in.
    """

    def __init__(self, size: int = SIZE) -> None:
        self.next_story = 1
        self.last_serial = 0
        self.size = size
        self._index = Index(size)
        self._tales: dict[int, Tale] = {}
        self._held: dict[int, _Held] = {}
        self._stories: dict[int, list[int]] = {}
        self._opened: Counter[int] = Counter()  # stories by the day of their first report
        self._places: Mapping[str, Place] = {}
        self._sides: dict[int, Side] = {}

    def restore(self, tales: Iterable[Tale], members: Iterable[Member]) -> None:
        """Take in what the store remembers, members in commit order."""
        self._tales.update((tale.story.id, tale) for tale in tales)
        for member in members:
            self._hold(_Held(member, vector_of(member.features)))

    def holds(self, entry: int) -> bool:
        """Say whether the window knows the story of this entry."""
        return entry in self._held

    def group(self, reports: Iterable[Report], known: Knowledge) -> Grouped:
        """Place each report in turn; say what changed."""
        first_new = self.next_story
        tales: dict[int, Tale] = {}
        members: dict[int, Member] = {}
        hits: list[Placed] = []
        for report in reports:
            held = self._place(report, known)
            member = held.member
            before = self._tales.get(member.story)
            tale = absorb(before, member, report) if before else begin(member, report)
            self._tales[member.story] = tales[member.story] = tale
            members[member.entry] = member
            self._hold(held)
            hits += [Placed(hit.id, member.entry, member.story) for hit in report.hits]
        opened = tuple(range(first_new, self.next_story))
        return Grouped(tuple(tales.values()), tuple(members.values()), tuple(hits), opened)

    def _place(self, report: Report, known: Knowledge) -> _Held:
        features, entry, effective = read(report, known), report.entry.id, report.entry.effective
        before = self._held.get(entry)
        if before:
            grown = before.member.features.grown(features)
            return _Held(replace(before.member, features=grown), vector_of(grown))
        vector = vector_of(features)
        mine = _side(features, vector, effective, known)
        fit = self._find(mine, vector, known)
        if fit is None:
            self.next_story += 1
            return _Held(Member(entry, self.next_story - 1, effective, features), vector)
        if fit.copied_from:
            features = replace(features, publisher=fit.copied_from)
        return _Held(Member(entry, fit.story, effective, features), vector)

    def _find(self, mine: Side, vector: Vector, known: Knowledge) -> _Fit | None:
        """Return the story with the highest average probability over its reports, None if none is likely enough."""
        candidates = ((story, self._compared(story)) for story in self._index.candidates(vector))
        near = ((story, some) for story, some in candidates if _is_open(mine.effective, some))
        asked = dict(islice(near, ASKED))
        if not asked:
            return None
        others = [other for some in asked.values() for other in some]
        likeness = self._index.likeness(vector, [other.vector for other in others])
        sides = [self._side(other, known) for other in others]
        scores = probabilities(mine, sides, likeness, self._rivals(mine.effective))
        best, best_score, at = None, ENOUGH, 0
        for story, some in asked.items():
            told, span = sides[at : at + len(some)], slice(at, at + len(some))
            at += len(some)
            score = COPIED if COPIED in scores[span] else sum(scores[span]) / len(some)
            if score > best_score and not self._is_in_doubt(mine, story, told):
                best, best_score = _Fit(story, _source(told, likeness.cosines[span])), score
        return best

    def _is_in_doubt(self, mine: Side, story: int, told: Sequence[Side]) -> bool:
        gravest = max(mine.features.severity, self._tales[story].ledger.gravest)
        return gravest >= GRAVE and contradicts(mine, told)

    def _side(self, held: _Held, known: Knowledge) -> Side:
        if known.places is not self._places:  # another configuration: places may have moved
            self._places, self._sides = known.places, {}
        side = self._sides.get(held.member.entry)
        if side is None:
            member = held.member
            side = _side(member.features, held.vector, member.effective, known)
            self._sides[member.entry] = side
        return side

    def _rivals(self, effective: datetime) -> int:
        middle = effective.toordinal()
        return sum(self._opened.get(near, 0) for near in range(middle - NEAR.days, middle + NEAR.days + 1))

    def _compared(self, story: int) -> list[_Held]:
        entries: Sequence[int] = self._stories.get(story, ())
        if len(entries) > FIRST + LAST:
            entries = (*entries[:FIRST], *entries[-LAST:])
        return [self._held[entry] for entry in entries]

    def _hold(self, held: _Held) -> None:
        entry, story = held.member.entry, held.member.story
        self._release(entry)
        self._held[entry] = held
        entries = self._stories.setdefault(story, [])
        if not entries:
            self._opened[held.member.effective.toordinal()] += 1
        entries.append(entry)
        self._index.add(held.vector, story)
        if len(self._held) > self.size:
            self._release(next(iter(self._held)))

    def _release(self, entry: int) -> None:
        held = self._held.pop(entry, None)
        if held is None:
            return
        self._sides.pop(entry, None)
        story = held.member.story
        entries = self._stories[story]
        self._opened[self._day_of(entries, held)] -= 1
        entries.remove(entry)
        self._index.drop(held.vector, story, [self._held[other].vector for other in entries])
        if entries:
            self._opened[self._held[entries[0]].member.effective.toordinal()] += 1
        else:
            del self._stories[story], self._tales[story]

    def _day_of(self, entries: Sequence[int], released: _Held) -> int:
        first = entries[0]
        held = released if first == released.member.entry else self._held[first]
        return held.member.effective.toordinal()


def _side(features: Features, vector: Vector, effective: datetime, known: Knowledge) -> Side:
    return side_of(features, vector, effective, spots(features.places, known.places))


def _source(told: Sequence[Side], cosines: Sequence[Sequence[float]]) -> str | None:
    """Return who published the text most like the report's, if it is the same but for a few words."""
    nearest, source = max(zip((texts for texts, _, _ in cosines), told, strict=True), key=itemgetter(0))
    return source.features.publisher if nearest >= COPY else None


def _is_open(effective: datetime, story: Sequence[_Held]) -> bool:
    """Say whether a date is near enough to the reports of a story, of which the first comes first."""
    gaps = [abs(other.member.effective - effective) for other in story]
    return bool(gaps) and min(gaps) <= NEAR and gaps[0] <= LONGEST
