"""Short ways to what is read in a text."""

from monitor.core.language.casualties import casualties
from monitor.core.language.casualty_words import CasualtyWords, casualty_words
from monitor.core.language.line import Line
from monitor.core.text.bulk import fold_segments


def line(text: str) -> Line:
    return Line(text, fold_segments((text,)))


def told(text: str, known: CasualtyWords | None = None) -> list[tuple[str, int]]:
    """Return the kinds and figures of the casualties told in a text."""
    return [(figure.kind, figure.value) for figure in casualties(line(text), known or casualty_words())]
