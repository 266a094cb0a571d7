"""World agencies whose copy appears under many names."""

import re
from functools import cache

from monitor.core.language.words import EVERY, written_by_key


def agency_in(text: str) -> str:
    """Return the id of the first world agency that a text names, as it is written; empty if it names none."""
    named, pattern = _table()
    if not any(map(text.__contains__, named)):  # seven times faster than the expression, and mostly so
        return ""
    found = pattern.search(text)
    return named[found[0]] if found else ""


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    named = {
        spelling: name for name, spellings in written_by_key("WIRES", EVERY).items() for spelling in spellings
    }
    return named, re.compile("|".join(rf"\b{re.escape(spelling)}\b" for spelling in named))
