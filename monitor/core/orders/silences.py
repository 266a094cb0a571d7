"""Which hits are not to be reported for a while."""

from collections.abc import Sequence

from monitor.core.model import Entry, Hit, Report, Severity, Story
from monitor.core.orders.model import Context, Known
from monitor.core.settings import Silence
from monitor.core.text.folding import words

Silenced = tuple[Hit, Entry, Silence]


def part(
    known: Known, reports: Sequence[Report], context: Context
) -> tuple[tuple[Report, ...], tuple[Silenced, ...]]:
    """Return the hits of ``reports`` that are to be reported, and those silenced, each with its silence."""
    if not context.silences:
        return tuple(reports), ()
    heard: list[Report] = []
    silenced: list[Silenced] = []
    for report in reports:
        by = {hit.id: silence_of(hit, report.entry, known.story, context) for hit in report.hits}
        hits = tuple(hit for hit in report.hits if by[hit.id] is None)
        if hits:
            heard.append(Report(report.entry, hits))
        silenced.extend(
            (hit, report.entry, silence) for hit in report.hits if (silence := by[hit.id]) is not None
        )
    return tuple(heard), tuple(silenced)


def severity_heard(known: Known, context: Context) -> Severity:
    """Return how grave the story is without the hits that are silenced."""
    if not context.silences:
        return known.story.severity
    reports = (*known.fresh, *known.earlier)
    heard = [
        hit.match.severity
        for report in reports
        for hit in report.hits
        if silence_of(hit, report.entry, known.story, context) is None
    ]
    return min(known.story.severity, max(heard, default=Severity.INFO))


def silence_of(hit: Hit, entry: Entry, story: Story, context: Context) -> Silence | None:
    """Return the silence that covers a hit, None if none does."""
    return next(
        (silence for silence in context.silences if _covers(silence, hit, entry, story, context)), None
    )


def _covers(silence: Silence, hit: Hit, entry: Entry, story: Story, context: Context) -> bool:
    """Return whether everything that the silence names is true of the hit."""
    is_early = silence.begins is not None and context.now < silence.begins
    if is_early or silence.until <= context.now or _is_broken(silence, story):
        return False
    if silence.recipient not in (None, context.recipient):
        return False
    return names(silence, hit, entry, story, context)


def names(silence: Silence, hit: Hit, entry: Entry, story: Story, context: Context) -> bool:
    """Return whether all that a silence names is true of a hit, whenever and for whomever it is."""
    return (
        silence.story in (None, story.id)
        and silence.rule in (None, hit.match.rule)
        and (silence.place is None or _is_at(silence.place, hit, context))
        and (silence.words is None or _says(silence.words, entry))
    )


def _is_broken(silence: Silence, story: Story) -> bool:
    """Return whether the story became graver than it was when it was silenced."""
    if silence.story is None or silence.even_if_raised or silence.severity is None:
        return False
    return story.severity > silence.severity


def _is_at(place: str, hit: Hit, context: Context) -> bool:
    asked = words(place)
    named = (context.places[name] for name in hit.match.places if name in context.places)
    if place in hit.match.places:
        return True
    return bool(asked) and any(asked in (words(place.name), words(place.region)) for place in named)


def _says(phrase: str, entry: Entry) -> bool:
    asked = " ".join(words(phrase))
    texts = (f" {' '.join(words(text))} " for text in (entry.title, entry.summary))
    return bool(asked) and any(f" {asked} " in text for text in texts)
