"""Compiled rules: plain data that any process can rebuild a matcher from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from monitor.core.language.casualty_words import Reads
from monitor.core.language.cues import Role
from monitor.core.model import Reason, Severity
from monitor.core.rules.conditions import Node


@dataclass(frozen=True, slots=True)
class Context:
    """Words that must stand by: one of ``group`` within ``within`` words, or anywhere in the entry if None."""

    group: int
    within: int | None


class Atom(NamedTuple):  # there are many: a named tuple is made in a fifth of the time
    """A term as it counts in one place: patterns to find, then what must be true of the words found.

    ``cased`` is the term with its case kept, if that matters; ``masks`` are patterns of longer phrases that hide it.
    """

    text: str
    patterns: tuple[int, ...]
    lang: str = "*"
    cased: str | None = None
    contexts: tuple[Context, ...] = ()
    masks: tuple[int, ...] = ()
    place: str | None = None
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A selection with its lists as numbers of groups; one of ``any``, every one of ``all``, none of ``none``.

    ``fields`` are 0 for title and 1 for summary, ``roles`` the clauses it looks in (all if empty); ``told`` are the words that tell casualties, a group a kind.
    """

    name: str
    fields: tuple[int, ...]
    any: tuple[int, ...] = ()
    all: tuple[int, ...] = ()
    none: tuple[int, ...] = ()
    regex: str | None = None
    literal: tuple[int, ...] = ()
    casualties: tuple[tuple[str, int], ...] = ()
    with_fighters: bool = True
    told: tuple[int, ...] = ()
    roles: tuple[Role, ...] = ()
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A severity that applies when its condition holds; ``said`` is the condition as written, unless readers are told more."""

    severity: Severity
    condition: Node
    said: str
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A rule ready to be run.

    Of every set of groups in ``clauses`` at least one group must be found in a text, or the rule cannot match:
    the first set is the anchor that makes the rule a candidate.
    """

    id: str
    hash: str
    severity: Severity
    tags: tuple[str, ...]
    langs: tuple[str, ...]
    fields: tuple[int, ...]
    choices: Mapping[str, Choice]
    condition: Node
    clauses: tuple[frozenset[int], ...]
    none: tuple[int, ...] = ()
    unless: tuple[int, ...] = ()
    raises: tuple[Shift, ...] = ()
    lowers: tuple[Shift, ...] = ()
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """All good rules of a set. ``lefts`` says of a pattern which letters may stand before it in the word.

    ``reads`` are words of the configuration, folded, by what they are where figures and clauses are read; ``countries``
    are the vocabularies that stand for one.
    """

    patterns: tuple[bytes, ...] = ()
    lefts: tuple[tuple[int, int], ...] = ()
    atoms: tuple[Atom, ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()
    programs: tuple[Program, ...] = ()
    reads: Reads = ()
    countries: tuple[str, ...] = ()
