"""What is odd about the regexes of rules."""

import re
from collections.abc import Iterator
from typing import Final

from monitor.core.model import Problem
from monitor.core.rules.model import Selection
from monitor.core.text.folding import fold

_SHORTEST: Final = 3  # letters of a literal that still spare the regex most texts
_NESTED = re.compile(r"\([^()]*[*+][^()]*\)[*+{]")
_OPEN_END = re.compile(r"^\.[*+]|\.[*+]\??$")


def of_regex(selection: Selection, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """Yield findings about the regex of a selection, if it has one."""
    if selection.regex is None:
        return
    place = (*path, "regex")
    if _NESTED.search(selection.regex):
        wrong = "the regex repeats a repetition, which backtracking engines never finish"
        yield Problem(place, wrong, "here it only costs time: write one of the two")
    if _OPEN_END.search(selection.regex):
        wrong = "the regex begins or ends with anything, which makes all of it evidence"
        yield Problem(place, wrong, "take .* away from its ends")
    yield from _of_literals(selection, path)


def _of_literals(selection: Selection, path: tuple[str | int, ...]) -> Iterator[Problem]:
    letters = fold(re.sub(r"\\.|[^\w\s]", " ", selection.regex or ""))
    for number, literal in enumerate(selection.literal):
        place = (*path, "literal", number)
        if len(fold(literal)) < _SHORTEST:
            wrong = f"the literal '{literal}' stands in most texts, so the regex is tried on them"
            yield Problem(place, wrong, f"name {_SHORTEST} letters or more")
        elif not any(part in letters for part in fold(literal).split()):
            wrong = (
                f"the literal '{literal}' is not in the regex: a text could match without it and be missed"
            )
            yield Problem(place, wrong, "name a word that stands in every text the regex can match")
