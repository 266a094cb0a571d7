"""Why reports stand in one story: what each has in common with those before it, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from monitor.core.model import Report
from monitor.core.stories.features import Knowledge, read
from monitor.core.stories.index import vector_of
from monitor.core.stories.judgement import LARGE
from monitor.core.stories.names import spelled

_ALIKE = "wording"  # what is left if nothing can be pointed at


@dataclass(slots=True)
class _Said:
    """What the reports so far said, by kind."""

    things: dict[str, set[str]] = field(default_factory=dict)

    def shared(self, kind: str, things: Mapping[str, str], hidden: Iterable[str] = ()) -> Iterator[str]:
        """Yield what was said before of ``things``, how each is shown by what is compared of it; know all from now on."""
        known = self.things.setdefault(kind, set())
        found = sorted({shown for compared, shown in things.items() if compared in known}.difference(hidden))
        known.update(things)
        if found:
            yield f"{kind} {', '.join(found)}".rstrip()


def ties(reports: Iterable[Report], known: Knowledge) -> dict[int, tuple[str, ...]]:
    """Return for each entry of a story what its report shares with earlier ones; nothing for the first."""
    said = _Said()
    found: dict[int, tuple[str, ...]] = {}
    for report in sorted(reports, key=lambda report: (report.entry.effective, report.entry.id)):
        shared = tuple(_shared(said, report, known))
        found[report.entry.id] = shared or ((_ALIKE,) if found else ())
    return found


def _shared(said: _Said, report: Report, known: Knowledge) -> Iterator[str]:
    features = read(report, known)
    places = {name: known.places[name].name if name in known.places else name for name in features.places}
    names = spelled(features.names, f"{report.entry.title} {report.entry.summary}")
    yield from said.shared("address", {features.link: ""} if features.link else {})
    yield from said.shared("title", {features.title: ""} if features.title else {})
    yield from said.shared("place", places)
    yield from said.shared("actor", _as_they_are(features.actors))
    yield from said.shared("name", names, hidden=places.values())
    yield from said.shared("day", _as_they_are(features.days))
    yield from said.shared("number", _as_they_are(number for number in features.numbers if number >= LARGE))
    yield from said.shared("about", _as_they_are(vector_of(features).ideas))


def _as_they_are(things: Iterable[object]) -> dict[str, str]:
    return {str(thing): str(thing) for thing in things}
