"""The window of what was grouped lately, and the decision where a report belongs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from monitor.core.model import Report
from monitor.core.settings import Feed, Signals
from monitor.core.stories.features import Features, read
from monitor.core.stories.tale import Member, Tale, absorb, begin

NEAR = timedelta(days=2)


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


class Window:
    """The stories that a report may still join.

    ``next_story`` is the number that the next story gets, ``last_serial`` that of the newest hit taken in.
    """

    def __init__(self, next_story: int = 1) -> None:
        self.next_story = next_story
        self.last_serial = 0
        self._tales: dict[int, Tale] = {}
        self._members: dict[int, Member] = {}

    def restore(self, tales: Iterable[Tale], members: Iterable[Member]) -> None:
        """Take in what the store remembers, members in commit order."""
        self._tales.update((tale.story.id, tale) for tale in tales)
        self._members.update((member.entry, member) for member in members)

    def holds(self, entry: int) -> bool:
        """Say whether the window knows the story of this entry."""
        return entry in self._members

    def group(self, reports: Iterable[Report], feeds: Mapping[str, Feed], signals: Signals) -> Grouped:
        """Place each report in turn; say what changed."""
        first_new = self.next_story
        tales: dict[int, Tale] = {}
        members: dict[int, Member] = {}
        hits: list[Placed] = []
        for report in reports:
            member = self._place(report, read(report, feeds.get(report.entry.feed), signals))
            before = self._tales.get(member.story)
            tale = absorb(before, member, report) if before else begin(member, report)
            self._tales[member.story] = tales[member.story] = tale
            self._members.pop(member.entry, None)
            self._members[member.entry] = members[member.entry] = member
            hits += [Placed(hit.id, member.entry, member.story) for hit in report.hits]
        opened = tuple(range(first_new, self.next_story))
        return Grouped(tuple(tales.values()), tuple(members.values()), tuple(hits), opened)

    def _place(self, report: Report, features: Features) -> Member:
        known = self._members.get(report.entry.id)
        if known:
            return Member(known.entry, known.story, known.effective, known.features.grown(features))
        story = self._find(report, features)
        if story is None:
            story = self.next_story
            self.next_story += 1
        return Member(report.entry.id, story, report.entry.effective, features)

    def _find(self, report: Report, features: Features) -> int | None:
        best, score = None, 0.5
        for member in self._members.values():
            if abs(member.effective - report.entry.effective) <= NEAR:
                likeness = _likeness(features, member.features)
                if likeness > score:
                    best, score = member.story, likeness
        return best


def _likeness(one: Features, other: Features) -> float:
    if one.title == other.title or (one.link and one.link == other.link):
        return 1.0
    words, others = set(one.title.split()), set(other.title.split())
    return len(words & others) / max(1, len(words | others))
