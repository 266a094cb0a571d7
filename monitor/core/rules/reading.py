"""How a text is read, for people: its language, and what is said of which words."""

from dataclasses import dataclass

from monitor.core.language.clauses import spoken
from monitor.core.rules.conditions import FIELDS
from monitor.core.rules.finding import Finding


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a field with what is said of them: a role, "dateline" or "other article"."""

    field: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The languages a text may be in, none if that is uncertain, and its clauses that are not simply of the event."""

    languages: tuple[str, ...]
    said: tuple[Said, ...]


def reading_of(finding: Finding) -> Reading:
    """Return how a text is read."""
    said: list[Said] = []
    for field, name in enumerate(FIELDS):
        line = finding.line(field)
        starts, ends = line.folded.starts, line.folded.ends
        if line.dateline:
            said.append(Said(name, "dateline", line.text[: ends[line.dateline - 1]].strip()))
        said += [Said(name, role.name.lower(), words) for role, words in spoken(finding.clauses(field), line)]
        said += [
            Said(name, "other article", line.text[starts[first] : ends[last - 1]])
            for first, last in line.others
            if first < last
        ]
    return Reading(tuple(sorted(finding.languages or ())), tuple(said))
