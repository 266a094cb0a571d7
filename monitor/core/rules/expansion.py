"""Vocabularies written out: which atoms a list of terms stands for, context and masks included."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from monitor.core.folding import fold_many
from monitor.core.model import Problem
from monitor.core.rules.compiled import Atom, Context
from monitor.core.rules.model import Term, Vocabulary
from monitor.core.rules.terms import (
    BadTermError,
    Left,
    Pattern,
    bare,
    case_kept,
    counts_everywhere,
    patterns_of,
)

MAX_NESTING: Final = 30
MAX_WITHIN: Final = 1_000

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a list of terms: the demands of the vocabularies it was reached through."""

    contexts: tuple[Context, ...] = ()
    masks: tuple[int, ...] = ()
    cased: bool = False
    concept: str | None = None


@dataclass(slots=True)
class Expansion:
    """Numbers for patterns, atoms and groups, each written once; filled while rules are compiled."""

    vocabularies: Mapping[str, Vocabulary]
    folded: dict[str, str] = field(default_factory=dict)
    patterns: dict[Pattern, int] = field(default_factory=dict)
    atoms: dict[Atom, int] = field(default_factory=dict)
    groups: dict[tuple[int, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _spread: dict[tuple[str, Frame], tuple[int, ...]] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _members: list[tuple[int, ...]] = field(default_factory=list)
    _found_by: list[tuple[int, ...]] = field(default_factory=list)

    def learn(self, terms: Iterable[Term]) -> None:
        """Fold these terms, and those they need or except, in one go."""
        stems = dict.fromkeys(bare(text)[0] for text in _texts(terms) if not text.startswith("$"))
        new = [stem for stem in stems if stem not in self.folded]
        self.folded.update(zip(new, fold_many(new), strict=True))

    def group(self, terms: Sequence[Term], path: Path, frame: Frame = Frame()) -> int | None:
        """Return the number of the group that stands for these terms, None if nothing is left of them."""
        atoms = tuple(
            dict.fromkeys(atom for term in terms for atom in self._of_term(term, term.path or path, frame))
        )
        return self._group(atoms) if atoms else None

    def check(self, vocabulary: Vocabulary) -> None:
        """Note what is wrong in a vocabulary, whether or not a rule uses it."""
        self._of_vocabulary(vocabulary.name, vocabulary.path, Frame())

    def literal(self, text: str, path: Path) -> int | None:
        """Return the group of letters that may stand anywhere, also inside a word."""
        self.learn([Term(text)])
        folded = self.folded[bare(text)[0]]
        if not folded:
            self._problem(
                path,
                f"the literal '{text[:60]}' has no letter or digit",
                "name letters that the regex cannot match without",
            )
            return None
        atom = Atom(text, (self._pattern(Pattern(folded.encode(), Left.ANYTHING)),))
        return self._group((self._atom(atom),))

    def _of_term(self, term: Term, path: Path, frame: Frame) -> tuple[int, ...]:
        frame = self._narrowed(frame, term, path)
        if term.text.startswith("$"):
            return self._of_vocabulary(term.text[1:], path, frame)
        try:
            found = patterns_of(term.text, self.folded[bare(term.text)[0]], term.lang, frame.cased)
        except BadTermError as error:
            self._problem(path, error.wrong, error.remedy)
            return ()
        lang = "*" if counts_everywhere(self.folded[bare(term.text)[0]]) else term.lang
        cased = case_kept(bare(term.text)[0]) if frame.cased else None
        numbers = tuple(self._pattern(pattern) for pattern in found)
        return (
            self._atom(
                Atom(term.text, numbers, lang, cased, frame.contexts, frame.masks, term.place, frame.concept)
            ),
        )

    def _of_vocabulary(self, name: str, path: Path, frame: Frame) -> tuple[int, ...]:
        vocabulary = self.vocabularies.get(name)
        if vocabulary is None:
            close = get_close_matches(name, self.vocabularies, 1, 0.5)
            self._problem(
                path,
                f"there is no vocabulary ${name}",
                f"did you mean ${close[0]}?" if close else "define it under vocabularies:",
            )
            return ()
        if name in self._open or len(self._open) >= MAX_NESTING:
            self._refuse_circle(name, path)
            return ()
        if (name, frame) not in self._spread:
            self._open.append(name)
            self._spread[name, frame] = self._written_out(vocabulary, frame)
            self._open.pop()
        return self._spread[name, frame]

    def _written_out(self, vocabulary: Vocabulary, frame: Frame) -> tuple[int, ...]:
        own = self._narrowed(frame, vocabulary, vocabulary.path)
        own = Frame(own.contexts, own.masks, own.cased, vocabulary.name)
        return tuple(
            dict.fromkeys(
                atom
                for term in vocabulary.terms
                for atom in self._of_term(term, term.path or (*vocabulary.path, "terms"), own)
            )
        )

    def _refuse_circle(self, name: str, path: Path) -> None:
        if name in self._open:
            way = " → ".join(f"${part}" for part in (*self._open[self._open.index(name) :], name))
            self._problem(path, f"vocabularies go in a circle: {way}", "take one of them out of the other")
        else:
            self._problem(
                path, f"vocabularies stand more than {MAX_NESTING} deep in each other", "flatten them"
            )

    def _narrowed(self, frame: Frame, owner: Term | Vocabulary, path: Path) -> Frame:
        """Add to the frame what a term or vocabulary demands of its own."""
        if not (owner.needs or owner.excepts or owner.cased):
            if owner.within is not None:
                self._problem(
                    (*path, "within"), "within stands without needs", "say what must stand near, or delete it"
                )
            return frame
        contexts = self._contexts(owner, path)
        masks = self._masks(owner.excepts, (*path, "except"))
        return Frame(
            tuple(dict.fromkeys(frame.contexts + contexts)),
            tuple(sorted({*frame.masks, *masks})),
            frame.cased or owner.cased,
            frame.concept,
        )

    def _contexts(self, owner: Term | Vocabulary, path: Path) -> tuple[Context, ...]:
        if not owner.needs:
            return ()
        if owner.within is not None and not 1 <= owner.within <= MAX_WITHIN:
            self._problem(
                (*path, "within"),
                f"within {owner.within} words",
                f"choose 1 to {MAX_WITHIN}, or leave it out: anywhere in the entry",
            )
        group = self.group(owner.needs, (*path, "needs"))
        return () if group is None else (Context(group, owner.within),)

    def _masks(self, texts: Sequence[str], path: Path) -> list[int]:
        """Return the patterns of phrases that hide a term; ``$name`` stands for the terms of a vocabulary."""
        group = self.group([Term(text, path=path) for text in texts], path) if texts else None
        return (
            []
            if group is None
            else [number for atom in self._members[group] for number in self._found_by[atom]]
        )

    def _pattern(self, pattern: Pattern) -> int:
        return self.patterns.setdefault(pattern, len(self.patterns))

    def _atom(self, atom: Atom) -> int:
        number = self.atoms.setdefault(atom, len(self.atoms))
        if number == len(self._found_by):
            self._found_by.append(atom.patterns)
        return number

    def _group(self, atoms: tuple[int, ...]) -> int:
        number = self.groups.setdefault(atoms, len(self.groups))
        if number == len(self._members):
            self._members.append(atoms)
        return number

    def _problem(self, path: Path, wrong: str, remedy: str) -> None:
        problem = Problem(path, wrong, remedy)
        if problem not in self.problems:
            self.problems.append(problem)


def _texts(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        yield term.text
        yield from term.excepts
        yield from _texts(term.needs)
