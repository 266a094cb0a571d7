"""Vocabularies written out: which atoms a list of terms stands for, context and masks included."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from monitor.core.language.arabic import Left
from monitor.core.model import Problem
from monitor.core.rules.compiled import Atom, Context
from monitor.core.rules.model import Term, Vocabulary
from monitor.core.rules.terms import (
    BadTermError,
    bare,
    case_kept,
    counts_everywhere,
    pattern,
    patterns_of,
    stemmed,
)
from monitor.core.text.bulk import fold_many
from monitor.core.text.nearest import nearest

MAX_NESTING: Final = 30
MAX_WITHIN: Final = 1_000

Path = tuple[str | int, ...]
_Key = str | tuple[str, str, str | None]  # a term, with language and place if it has them


class Frame(NamedTuple):  # a key for every term: a named tuple is hashed ten times as fast
    """What surrounds a list of terms: the demands of the vocabularies it was reached through."""

    contexts: tuple[Context, ...] = ()
    masks: tuple[int, ...] = ()
    cased: bool = False
    concept: str | None = None


@dataclass(slots=True)
class Expansion:
    """Numbers for patterns, atoms and groups, each written once; filled while rules are compiled."""

    vocabularies: Mapping[str, Vocabulary]
    stems: dict[str, str] = field(default_factory=dict)
    patterns: dict[bytes, int] = field(default_factory=dict)
    atoms: list[Atom] = field(default_factory=list)
    groups: dict[tuple[int, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _known: defaultdict[Frame, dict[_Key, int]] = field(default_factory=lambda: defaultdict(dict))
    _spread: dict[tuple[str, Frame], tuple[int, ...]] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _members: list[tuple[int, ...]] = field(default_factory=list)

    def learn(self, terms: Iterable[Term]) -> None:
        """Fold these terms, and those they need or except, in one go."""
        new = dict.fromkeys(
            text for text in _texts(terms) if text not in self.stems and not text.startswith("$")
        )
        parts = [bare(text) for text in new]
        folded = fold_many([stem for stem, _ in parts])
        self.stems.update(
            (text, stemmed(words, part[1])) for text, part, words in zip(new, parts, folded, strict=True)
        )

    def group(self, terms: Sequence[Term], path: Path, frame: Frame | None = None) -> int | None:
        """Return the number of the group that stands for these terms, None if nothing is left of them."""
        frame = frame or Frame()
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
        folded = self.stems[text]
        if not folded:
            self._problem(
                path,
                f"the literal '{text[:60]}' has no letter or digit",
                "name letters that the regex cannot match without",
            )
            return None
        known = self._known[Frame()]
        key = (text, "literal", None)
        if key not in known:
            known[key] = self._add(Atom(text, (self._pattern(pattern(Left.ANYTHING, folded)),)))
        return self._group((known[key],))

    def _of_term(self, term: Term, path: Path, frame: Frame) -> tuple[int, ...]:
        if term.cased or term.needs or term.excepts or term.within is not None:
            frame = self._narrowed(frame, term, path)
        if term.text.startswith("$"):
            return self._of_vocabulary(term.text[1:], path, frame)
        known = self._known[frame]
        key = term.text if term.lang == "*" and term.place is None else (term.text, term.lang, term.place)
        if key not in known:
            try:
                known[key] = self._atom_of(term, frame)
            except BadTermError as error:
                self._problem(path, error.wrong, error.remedy)
                return ()
        return (known[key],)

    def _atom_of(self, term: Term, frame: Frame) -> int:
        stem = self.stems[term.text]
        numbers = tuple(map(self._pattern, patterns_of(term.text, stem, term.lang, frame.cased)))
        lang = "*" if term.lang == "*" or counts_everywhere(stem) else term.lang
        cased = case_kept(bare(term.text)[0]) if frame.cased else None
        return self._add(
            Atom(term.text, numbers, lang, cased, frame.contexts, frame.masks, term.place, frame.concept)
        )

    def _of_vocabulary(self, name: str, path: Path, frame: Frame) -> tuple[int, ...]:
        vocabulary = self.vocabularies.get(name)
        if vocabulary is None:
            close = nearest(name, self.vocabularies, 0.5)
            self._problem(
                path,
                f"there is no vocabulary ${name}",
                f"did you mean ${close}?" if close else "define it under vocabularies:",
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
            else [number for atom in self._members[group] for number in self.atoms[atom].patterns]
        )

    def _pattern(self, wanted: bytes) -> int:
        return self.patterns.setdefault(wanted, len(self.patterns))

    def _add(self, atom: Atom) -> int:
        self.atoms.append(atom)
        return len(self.atoms) - 1

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
        if term.excepts or term.needs:
            yield from term.excepts
            yield from _texts(term.needs)
