"""Cues: the words by which a clause shows whether it tells of the event, of the past, of what is feared or denied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from monitor.core.language.arabic import is_arabic, with_proclitics, without_proclitics
from monitor.core.language.casualty_words import Reads
from monitor.core.language.data import ASSUMED
from monitor.core.language.words import numbered, spelled_phrases, words


class Role(IntEnum):
    """What a clause says of its words; of two that hold, the later counts."""

    EVENT = 0
    SAID = 1
    PLANNED = 2
    PRECAUTION = 3
    BEFORE = 4
    BACKGROUND = 5
    DENIED = 6


class Scope(IntEnum):
    """What a cue speaks of: what follows it, the clause it stands in, its whole sentence."""

    FROM = 0
    AROUND = 1
    WHOLE = 2


class Cue(NamedTuple):
    """Words ``first`` to ``last`` that give others a role."""

    first: int
    last: int
    role: Role
    scope: Scope


# Words of a configuration that are cues, by what a vocabulary says under ``reads``.
READS: Final = {
    "background": (Role.BACKGROUND, Scope.WHOLE),
    "lookback": (Role.BACKGROUND, Scope.WHOLE),
    "planned": (Role.PLANNED, Scope.FROM),
    "precaution": (Role.PRECAUTION, Scope.FROM),
    "denied": (Role.DENIED, Scope.FROM),
    "before": (Role.BEFORE, Scope.FROM),
}
# Words of headlines that look back; a vocabulary "lookback" may stand in their place.
LOOK_BACKS: Final = "PAST_WHOLE"
_BLOCKS: Final = {
    "PAST_FROM": (Role.BACKGROUND, Scope.FROM),
    "PAST_AROUND": (Role.BACKGROUND, Scope.AROUND),
    LOOK_BACKS: (Role.BACKGROUND, Scope.WHOLE),
    "PLANNED_FROM": (Role.PLANNED, Scope.FROM),
    "PRECAUTION_FROM": (Role.PRECAUTION, Scope.FROM),
    "DENIED_FROM": (Role.DENIED, Scope.FROM),
    "BEFORE_FROM": (Role.BEFORE, Scope.FROM),
}
_STEM: Final = 3  # letters by which words that begin alike are looked up
_SYMBOLS: Final = frozenset("#@&")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A cue as listed: its words, of which the one at ``anchor`` is looked up."""

    parts: tuple[str, ...]
    anchor: int
    role: Role
    scope: Scope


class Cues:
    """The cues of some languages and of a configuration."""

    def __init__(self, langs: frozenset[str], reads: Reads) -> None:
        self._exact: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        self._numbers = frozenset(numbered("UNITS", langs)) | words("SEVERAL", langs)
        self._times, self._long_times = words("TIME_UNITS", langs), words("LONG_TIME_UNITS", langs)
        for block, (role, scope) in _BLOCKS.items():
            is_replaced = block == LOOK_BACKS and any(meaning == "lookback" for meaning, _ in reads)
            for parts in () if is_replaced else spelled_phrases(block, langs):
                self._add(parts, role, scope)
        for meaning, phrases in reads:
            for lang, phrase in phrases if meaning in READS else ():
                if lang == "*" or lang in langs:
                    self._add(tuple(phrase.split()), *READS[meaning])

    def found(self, run: Sequence[str]) -> Iterator[Cue]:
        """Yield the cues in a run of folded words."""
        exact, stems = self._exact, self._stems
        for at, word in enumerate(run):
            phrases = exact.get(word)
            if phrases is not None:
                yield from self._matching(run, at, phrases)
            phrases = stems.get(word[:_STEM])
            if phrases is not None:
                yield from self._matching(run, at, phrases)

    def _add(self, parts: tuple[str, ...], role: Role, scope: Scope) -> None:
        plain = [at for at, part in enumerate(parts) if part not in _SYMBOLS]
        anchors = plain or [at for at, part in enumerate(parts) if part != "#"]
        anchor = max(anchors, key=lambda at: len(parts[at]))
        phrase = _Phrase(parts, anchor, role, scope)
        for form in self._forms(parts[anchor]):
            table, key = (
                (self._stems, form[:_STEM])
                if form.endswith("*") and len(form) > _STEM
                else (self._exact, form)
            )
            table.setdefault(key, []).append(phrase)

    def _forms(self, part: str) -> Iterator[str]:
        if part in {"@", "&"}:
            yield from self._times if part == "@" else self._long_times
        elif is_arabic(part):
            yield from with_proclitics(part)
        else:
            yield part

    def _matching(self, run: Sequence[str], at: int, phrases: Sequence[_Phrase]) -> Iterator[Cue]:
        for phrase in phrases:
            first = at - phrase.anchor
            last = first + len(phrase.parts) - 1
            if first >= 0 and last < len(run) and all(map(self._fits, phrase.parts, run[first : last + 1])):
                yield Cue(first, last, phrase.role, phrase.scope)

    def _fits(self, part: str, word: str) -> bool:
        if part == word:
            return True
        if part == "#":
            return word.isdecimal() or word in self._numbers
        if part in _SYMBOLS:
            return word in (self._times if part == "@" else self._long_times)
        forms = without_proclitics(word) if is_arabic(part) and is_arabic(word) else (word,)
        if part.endswith("*"):
            return any(form.startswith(part[:-1]) for form in forms)
        return part in forms


@lru_cache(64)
def cues_of(langs: frozenset[str] = ASSUMED, reads: Reads = ()) -> Cues:
    """Return the cues of ``langs`` and of a configuration, read once."""
    return Cues(langs, reads)
