"""The stories that a report may still join, and the decision where it belongs.

It decides from the words and effective dates of the reports in it; a window restored from the store therefore decides
as the one that never stopped. Its unit is the story: it is compared by its first and its last reports, however many
it has, and it leaves the window as a whole.
"""

from bisect import insort
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter, itemgetter

from monitor.core.model import Place, Report
from monitor.core.stories.features import Features, read, unread
from monitor.core.stories.geography import spots
from monitor.core.stories.index import Index, Vector, vector_of
from monitor.core.stories.judgement import COPIED, contradicts, probabilities
from monitor.core.stories.model import Knowledge
from monitor.core.stories.sides import GRAVE, Side, side_of
from monitor.core.stories.stance import Stance
from monitor.core.stories.story_state import Ledger, Member, StoryState, absorb, begin

NEAR = timedelta(days=3)  # a report joins a story only if one of its reports is this near …
LONGEST = timedelta(days=7)  # … and its first no further: what goes on for weeks is a theme, not an event
ENOUGH = 0.48  # average probability with which a report joins a story
LONG_DENIED = timedelta(hours=12)  # after which a grave report is no longer one of a denied event
SIZE = 10_000  # stories in the window
SHARE = 10  # one house may hold a tenth of them by itself
COPY = 0.8  # cosine of texts from which one is a copy of the other: its publisher is not independent
ASKED = 2  # stories that are compared in full
FIRST, LAST = 1, 4  # reports of a story that are compared, by effective date


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit, its entry and its story."""

    hit: int
    entry: int
    story: int


@dataclass(frozen=True, slots=True)
class Grouped:
    """What one round of grouping changed, ready to be written.

    ``states`` are the stories begun or grown, ``members`` the entries placed (or whose hits grew), ``hits`` stand
    in the order in which they are to be numbered; ``opened`` are the new stories' ids.
    """

    states: tuple[StoryState, ...]
    members: tuple[Member, ...]
    hits: tuple[Placed, ...]
    opened: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """A report that others are compared with."""

    member: Member
    vector: Vector
    side: Side

    @property
    def order(self) -> tuple[datetime, int]:
        return self.member.effective, self.member.entry


@dataclass(slots=True)
class _Open:
    """A story in the window; ``house`` is that of all its reports, None if there are several."""

    state: StoryState
    house: str | None = None
    compared: list[_Held] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Fit:
    """The story that a report belongs to, and the publisher whose words it repeats, if it does."""

    story: int
    copied_from: str | None


class Window:
    """The stories that a report may still join.

    ``size`` is the number of stories it holds: those that grew last, and those in ``kept`` whatever comes. One house
    can fill a tenth of it, so that a flood of one feed pushes out nothing but itself. ``next_story`` is the number
    that the next story gets, ``last_serial`` that of the newest hit taken in. Those in ``needed`` are stories of reports
    that come next: none of them leaves before.
    """

    def __init__(self, size: int = SIZE) -> None:
        self.next_story = 1
        self.last_serial = 0
        self.size = size
        self.kept: Collection[int] = frozenset()
        self.needed: Collection[int] = frozenset()
        self._index = Index()
        self._open: dict[int, _Open] = {}  # the one that grew last stands last
        self._members: dict[int, Member] = {}  # compared ones, and those recalled for this round
        self._recalled: list[int] = []
        self._alone: dict[str, dict[int, None]] = {}  # stories of one house, by house
        self._places: Mapping[str, Place] = {}

    def restore(self, states: Iterable[StoryState], members: Iterable[Member], known: Knowledge) -> None:
        """Take in stories as the store has them, in the order in which they grew, with the reports to compare."""
        by_story: dict[int, list[Member]] = {}
        for member in members:
            by_story.setdefault(member.story, []).append(member)
        self._use(known)
        for state in states:
            self._close(state.story.id)
            for member in by_story.get(state.story.id, ()):
                self._enter(state, _held(member, vector_of(member.features), known))
        self._trim()

    def recall(self, members: Iterable[Member]) -> None:
        """Take in members of open stories that are not compared, for the next round."""
        for member in members:
            if member.entry not in self._members:
                self._members[member.entry] = member
                self._recalled.append(member.entry)

    def holds(self, entry: int) -> bool:
        """Return whether the window knows the story of this entry."""
        return entry in self._members

    def stories_of(self, entries: Iterable[int]) -> set[int]:
        """Return the stories of these entries, as far as the window knows them."""
        return {self._members[entry].story for entry in entries if entry in self._members}

    def is_open(self, story: int) -> bool:
        """Return whether a story is in the window."""
        return story in self._open

    def group(self, reports: Iterable[Report], known: Knowledge) -> Grouped:
        """Place each report; return what changed."""
        return self._group(reports, known, read)

    def open_alone(self, reports: Iterable[Report], known: Knowledge) -> Grouped:
        """Open a story for each report, compared with nothing: nothing of its text is read."""
        return self._group(reports, known, unread)

    def _group(
        self, reports: Iterable[Report], known: Knowledge, reader: Callable[[Report, Knowledge], Features]
    ) -> Grouped:
        first_new = self.next_story
        self._use(known)
        waiting = [(report, self._read(report, known, reader)) for report in reports]
        self._index.expect(held.vector for _, held in waiting)
        states: dict[int, StoryState] = {}
        members: dict[int, Member] = {}
        # By date rather than by arrival, which is chance.
        for report, held in sorted(waiting, key=lambda pair: pair[1].member.effective):
            self._index.unexpect(held.vector)
            placed = self._placed(held)
            state = self._absorb(report, placed.member)
            states[state.story.id], members[placed.member.entry] = state, placed.member
            self._enter(state, placed)
        self._end_round()
        hits = [
            Placed(hit.id, report.entry.id, members[report.entry.id].story)
            for report, _ in waiting
            for hit in report.hits
        ]
        opened = tuple(range(first_new, self.next_story))
        return Grouped(tuple(states.values()), tuple(members.values()), tuple(hits), opened)

    def _read(
        self, report: Report, known: Knowledge, reader: Callable[[Report, Knowledge], Features]
    ) -> _Held:
        """Return a report as it is compared; its story is 0 until it has one."""
        features, before = reader(report, known), self._members.get(report.entry.id)
        if before:
            member = replace(before, features=before.features.grown(features))
        else:
            member = Member(report.entry.id, 0, report.entry.effective, features)
        return _held(member, vector_of(member.features), known)

    def _placed(self, held: _Held) -> _Held:
        """Return a report with its story: its own, that of its event, or a new one."""
        if held.member.story:
            return held
        fit = self._find(held.side, held.vector) if held.member.features.title else None
        if fit is None:
            self.next_story += 1
            return replace(held, member=replace(held.member, story=self.next_story - 1))
        features = held.member.features
        if fit.copied_from:
            features = replace(features, publisher=fit.copied_from)
        return replace(held, member=replace(held.member, story=fit.story, features=features))

    def _absorb(self, report: Report, member: Member) -> StoryState:
        before = self._open.get(member.story)
        if before is None:
            return begin(member, report)
        return absorb(before.state, member, report, is_new=report.entry.id not in self._members)

    def _end_round(self) -> None:
        self._trim()
        for entry in self._recalled:
            self._members.pop(entry, None)
        self._recalled.clear()

    def _find(self, mine: Side, vector: Vector) -> _Fit | None:
        """Return the story with the highest average probability over its reports, None if none is likely enough."""
        candidates = ((story, self._open[story].compared) for story in self._index.candidates(vector))
        near = ((story, some) for story, some in candidates if _is_open(mine.effective, some))
        asked = dict(islice(near, ASKED))
        if not asked:
            return None
        others = [other for some in asked.values() for other in some]
        likeness = self._index.likeness(vector, [other.vector for other in others])
        sides = [other.side for other in others]
        scores = probabilities(mine, sides, likeness)
        best, likest, at = None, 0.0, 0
        for story, some in asked.items():
            theirs, span = sides[at : at + len(some)], slice(at, at + len(some))
            at += len(some)
            score = _likeness(scores[span])
            if score > likest and not self._is_in_doubt(mine, story, theirs):
                best, likest = _Fit(story, _source(theirs, likeness.cosines[span])), score
        return best

    def _is_in_doubt(self, mine: Side, story: int, theirs: Sequence[Side]) -> bool:
        """Return whether a report cannot be of a story: in doubt two reports of grave events stay two stories."""
        ledger = self._open[story].state.ledger
        if mine.features.severity >= GRAVE and _is_long_denied(mine, ledger):
            return True
        return max(mine.features.severity, ledger.gravest) >= GRAVE and contradicts(mine, theirs)

    def _use(self, known: Knowledge) -> None:
        """Compare by the places of this configuration from now on."""
        if known.places is self._places:
            return
        self._places = known.places
        for story in self._open.values():
            story.compared = [_held(other.member, other.vector, known) for other in story.compared]

    def _enter(self, state: StoryState, held: _Held) -> None:
        """Let a story grow by a report, new or with more hits; it stands last now."""
        number, member = state.story.id, held.member
        story = self._open.pop(number, None) or _Open(state)
        self._open[number], story.state = story, state
        story.compared = [other for other in story.compared if other.member.entry != member.entry]
        insort(story.compared, held, key=attrgetter("order"))
        self._members[member.entry] = member
        if len(story.compared) > FIRST + LAST:
            self._members.pop(story.compared.pop(FIRST).member.entry, None)
        self._index.put(number, [other.vector for other in story.compared])
        self._own(number, story)

    def _own(self, number: int, story: _Open) -> None:
        """Note whose a story is; what several houses report is nobody's."""
        houses = story.state.ledger.houses
        house = houses[0] if len(houses) == 1 else None
        if house != story.house:
            self._disown(number, story)
            story.house = house
        if house is not None:
            self._alone.setdefault(house, {})[number] = None

    def _disown(self, number: int, story: _Open) -> None:
        if story.house is not None:
            stories = self._alone[story.house]
            stories.pop(number, None)
            if not stories:
                del self._alone[story.house]

    def _trim(self) -> None:
        """Close what is too much: of a house that holds too many stories by itself its own, else those that rest longest."""
        share = max(1, self.size // SHARE)
        for stories in [stories for stories in self._alone.values() if len(stories) > share]:
            for story in self._oldest(stories, len(stories) - share):
                self._close(story)
        for story in self._oldest(self._open, len(self._open) - self.size):
            self._close(story)

    def _oldest(self, stories: Iterable[int], count: int) -> list[int]:
        return list(
            islice(
                (story for story in stories if story not in self.kept and story not in self.needed),
                max(0, count),
            )
        )

    def _close(self, number: int) -> None:
        story = self._open.pop(number, None)
        if story is None:
            return
        self._disown(number, story)
        self._index.drop(number)
        for held in story.compared:
            self._members.pop(held.member.entry, None)


def _held(member: Member, vector: Vector, known: Knowledge) -> _Held:
    return _Held(member, vector, _side(member.features, vector, member.effective, known))


def _side(features: Features, vector: Vector, effective: datetime, known: Knowledge) -> Side:
    return side_of(features, vector, effective, spots(features.places, known.places, features.title))


def _is_long_denied(mine: Side, ledger: Ledger) -> bool:
    """Return whether a report tells of its event so long after a story was denied that it is hardly that one."""
    denied = max((denial.at for denial in ledger.denials), default=None)
    tells = mine.features.stance == Stance.REPORTS
    return tells and denied is not None and mine.effective - denied >= LONG_DENIED


def _likeness(scores: Sequence[float]) -> float:
    """Return how like a report is to the half of a story's reports that it is most like; 0 if to all too little."""
    if COPIED in scores:
        return COPIED
    if sum(scores) < ENOUGH * len(scores):
        return 0.0
    likest = sorted(scores, reverse=True)[: (len(scores) + 1) // 2]
    return sum(likest) / len(likest)


def _source(theirs: Sequence[Side], cosines: Sequence[Sequence[float]]) -> str | None:
    """Return who published the text most like the report's, if it is the same but for a few words."""
    nearest, source = max(zip((texts for texts, _, _ in cosines), theirs, strict=True), key=itemgetter(0))
    return source.features.publisher if nearest >= COPY else None


def _is_open(effective: datetime, story: Sequence[_Held]) -> bool:
    """Return whether a date is near enough to the reports of a story, of which the first comes first."""
    gaps = [abs(other.member.effective - effective) for other in story]
    return bool(gaps) and min(gaps) <= NEAR and gaps[0] <= LONGEST
