"""Rules and vocabularies as their files say them: plain data, before compilation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from monitor.core.model import Severity

Field = Literal["title", "summary"]


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a list: a word, a phrase, a prefix (``abc*``) or a vocabulary (``$name``).

    ``lang`` is the language it was listed under, "*" for any. ``needs`` lists terms of which one must stand
    within ``within`` words (anywhere in the entry if None); ``excepts`` are longer phrases that mask it.
    ``path`` leads to the line, if known; else messages point to the list's owner.
    """

    text: str
    lang: str = "*"
    cased: bool = False
    needs: tuple["Term", ...] = ()
    within: int | None = None
    excepts: tuple[str, ...] = ()
    place: str | None = None
    path: tuple[str | int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A named list of terms; its ``needs``, ``within``, ``excepts`` and ``cased`` count for each of them.

    ``label`` is what readers see of it in the gloss of a story, ``labels`` the same by language where it differs.
    A story in which no place is found counts for the ``country`` of its vocabularies. ``reads`` says what its words are
    where figures are read (people, troops, things, measures, codes) or clauses (background, planned, …).
    """

    name: str
    label: str
    terms: tuple[Term, ...]
    cased: bool = False
    needs: tuple[Term, ...] = ()
    within: int | None = None
    excepts: tuple[str, ...] = ()
    source: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    reads: str = ""
    path: tuple[str | int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Selection:
    """A named part of a rule: lists of terms, or a regex with its literals, or least casualty figures.

    It looks in ``fields`` (those of the rule if empty), and in clauses with one of ``roles`` (all if empty). Figures count
    the dead of armed groups only ``with_fighters``. ``because`` is what readers are told where it counts, by language.
    """

    name: str
    any: tuple[Term, ...] = ()
    all: tuple[Term, ...] = ()
    none: tuple[Term, ...] = ()
    fields: tuple[Field, ...] = ()
    roles: tuple[str, ...] = ()
    regex: str | None = None
    literal: tuple[str, ...] = ()
    casualties: Mapping[str, int] = field(default_factory=dict)
    with_fighters: bool = True
    because: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str | int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """A severity that applies where a condition holds, and what readers are told of it, by language."""

    severity: Severity
    condition: str
    because: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str | int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Example:
    """A text beside a rule that must, must not, or one day should make it hit."""

    expect: Literal["match", "no_match", "todo_match"]
    title: str
    summary: str = ""
    lang: str | None = None
    because: tuple[str, ...] = ()
    severity: Severity | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for. ``source`` is ``file:line``; ``because`` tells readers why it is as grave as it is, by language."""

    id: str
    title: str
    severity: Severity
    tags: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ("title", "summary")
    selections: tuple[Selection, ...] = ()
    condition: str | None = None
    none: tuple[Term, ...] = ()
    none_unless: tuple[Term, ...] = ()
    raises: tuple[Step, ...] = ()
    lowers: tuple[Step, ...] = ()
    because: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    source: str = ""
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything the matcher is compiled from. ``path`` of a rule or vocabulary leads to it in its file."""

    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
