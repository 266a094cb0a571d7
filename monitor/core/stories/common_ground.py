"""Why reports are in one story: what each has in common with those before it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from monitor.core.model import Report
from monitor.core.stories.features import read
from monitor.core.stories.index import vector_of
from monitor.core.stories.model import Knowledge
from monitor.core.stories.names import spelled
from monitor.core.stories.sides import LARGE


@dataclass(frozen=True, slots=True)
class Shared:
    """What a report has in common with earlier ones: ``kind`` is address, title, place, actor, name, day, number or idea.

    ``values`` are how it writes them, places by their ids; an address and a title have none. Of kind "wording" is
    what is alike without anything that could be pointed at.
    """

    kind: str
    values: tuple[str, ...] = ()


@dataclass(slots=True)
class _Said:
    """What the reports so far said, by kind."""

    things: dict[str, set[str]] = field(default_factory=dict)

    def shared(self, kind: str, things: Mapping[str, str], hidden: Iterable[str] = ()) -> Iterator[Shared]:
        """Yield what was said before of ``things``, how each is written by what is compared of it; know all from now on."""
        before = self.things.setdefault(kind, set())
        written = {shown for compared, shown in things.items() if compared in before}.difference(hidden)
        before.update(things)
        if written:
            yield Shared(kind, tuple(sorted(filter(None, written))))


def common_ground(reports: Iterable[Report], known: Knowledge) -> dict[int, tuple[Shared, ...]]:
    """Return for each entry of a story what its report shares with earlier ones; nothing for the first."""
    said = _Said()
    found: dict[int, tuple[Shared, ...]] = {}
    for report in sorted(reports, key=lambda report: (report.entry.effective, report.entry.id)):
        shared = tuple(_shared(said, report, known))
        found[report.entry.id] = shared or ((Shared("wording"),) if found else ())
    return found


def _shared(said: _Said, report: Report, known: Knowledge) -> Iterator[Shared]:
    features = read(report, known)
    places = [known.places[place].name for place in features.places if place in known.places]
    names = spelled(features.names, f"{report.entry.title} {report.entry.summary}")
    yield from said.shared("address", {features.link: ""} if features.link else {})
    yield from said.shared("title", {features.title: ""} if features.title else {})
    yield from said.shared("place", _as_they_are(features.places))
    yield from said.shared("actor", _as_they_are(features.actors))
    yield from said.shared("name", names, hidden=places)
    yield from said.shared("day", _as_they_are(features.days))
    yield from said.shared("number", _as_they_are(number for number in features.numbers if number >= LARGE))
    yield from said.shared("idea", _as_they_are(vector_of(features).ideas))


def _as_they_are(things: Iterable[object]) -> dict[str, str]:
    return {str(thing): str(thing) for thing in things}
