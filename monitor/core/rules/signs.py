"""Signs in terms that people bring along from other tools: folding takes them away, so that the term finds something else."""

import re
from typing import Final

_OPERATOR: Final = re.compile(
    r"(?<=\S) (AND|OR|NOT|AND NOT|ANDNOT|NEAR|ONEAR|SAME|SENTENCE|(?:NEAR|W|PRE|ADJ|F)/\d+)(?= \S)|(?<=\S) ([wW]|pre)/\d+(?= \S)"
)
_FIELD: Final = re.compile(r"^(?:title|intitle|url|inurl|site|author|source|lang|text|body):\S")
_JOINED: Final = re.compile(r"[|;~=<>\[\]()]|\S/\S|\s/\s|[^\W\d]·[^\W\d]")
_LISTED: Final = re.compile(r",\s")
_ENDED: Final = re.compile(r"[^\W\d][!?]\s\S|[^\W\d][!?][^\W\d]|[^\W\d][?!]$")
_COMMENT: Final = re.compile(r"\S\s+# ")
_QUOTED: Final = re.compile(r'^"[^"]*"\s+\S|\S\s+"[^"]*"$')
_SUSPECT: Final = re.compile(
    r'[|;~=<>\[\]()/·,!?#":]| (?:[wW]/|pre/|AND|OR|NOT|NEAR|ONEAR|SAME|SENTENCE|[WF]/|PRE|ADJ)'
)
_KINDS: Final = (
    (
        _OPERATOR,
        "operators count in a condition only",
        "name selections and join them there: a and b, a near/5 b",
    ),
    (_FIELD, "a term knows no fields", "write the words, and in: title in the selection"),
    (_COMMENT, "a comment in a line belongs to its term", "put it on a line of its own"),
    (_QUOTED, "quotation marks within do not count", "write one phrase a line"),
    (_LISTED, "a comma does not part terms", "write one term a line, or a list in brackets"),
    (
        _JOINED,
        "signs do not count, so it is one phrase",
        "write one term a line, or a regex, which keeps signs",
    ),
    (
        _ENDED,
        "signs do not count, and no phrase goes over the end of a sentence",
        "write the words without them, or a regex",
    ),
)


def misread(term: str) -> tuple[str, str] | None:
    """Return what is not read in a term as its author may mean it, and what to do; None if nothing is."""
    if term.startswith("$") or not _SUSPECT.search(term):
        return None
    return next(((wrong, fix) for sign, wrong, fix in _KINDS if sign.search(term)), None)
