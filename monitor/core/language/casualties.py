"""Casualty figures of a text, each with the verb it belongs to."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from monitor.core.language.casualty_words import CasualtyWords, Phrases, casualty_words
from monitor.core.language.countables import Counts
from monitor.core.language.line import Line
from monitor.core.language.numbers import Figure, Numerals

_TO: Final = ("à", "À", "a\u0300", "A\u0300")
_FARTHEST: Final = 10
_FARTHEST_SUBSET: Final = 2
_BREAK: Final = 4.0
_STOPS: Final = frozenset(";:–—|")


@dataclass(frozen=True, slots=True)
class Casualty:
    """So many people of a kind, said by words ``first`` to ``last``; ``fighters`` of them are of an armed group."""

    kind: str
    value: int
    first: int
    last: int
    fighters: int = 0


@dataclass(frozen=True, slots=True)
class _Verb:
    at: int
    kind: str
    side: str


def casualties(line: Line, known: CasualtyWords | None = None) -> list[Casualty]:
    """Return the casualty figures of a field in the order of their figures; ``known`` are the words that tell them."""
    known = known or casualty_words()
    telling = known.telling
    told = dict.fromkeys(line.sentences[at] for at, word in enumerate(line.words) if word in telling)
    runs = ((bisect_left(line.sentences, number), bisect_right(line.sentences, number)) for number in told)
    return [casualty for first, last in runs for casualty in _Sentence(line, known, first, last).casualties()]


class _Sentence:
    """The words of one sentence, numbered from its start."""

    def __init__(self, line: Line, known: CasualtyWords, base: int, end: int) -> None:
        self.known = known
        self.base = base
        self.words = line.words[base:end]
        self.gaps = _gaps(line, base, end)
        self.counts = Counts(known, line, self.words, self.gaps, base)
        tails = self._tails()
        self.verbs = [
            _Verb(at, *known.verbs[word])
            for at, word in enumerate(self.words)
            if word in known.verbs and at not in tails and self._is_meant(at)
        ]
        self.verb_places = [verb.at for verb in self.verbs]
        self.taken: set[int] = set()
        self.hedges = _hedges(self.words, known.hedges) | tails
        figures = Numerals(self._spoken(line), self.gaps, known.langs).figures() if self.verbs else ()
        self.figures = list(filter(self.counts.counts_people, figures))

    def _spoken(self, line: Line) -> list[str]:
        """Return the words with the French "à" as it was written: folded, it would be the English article."""
        starts = line.folded.starts[self.base : self.base + len(self.words)]
        return [
            "à" if word == "a" and line.text.startswith(_TO, start) else word
            for word, start in zip(self.words, starts, strict=True)
        ]

    def _tails(self) -> frozenset[int]:
        """Return the places of words that belong to the verb before them: shot dead, put to death."""
        found: set[int] = set()
        for at, word in enumerate(self.words):
            tail = self.known.tails.get(word, ())
            if tail and tuple(self.words[at + 1 : at + 1 + len(tail)]) == tail:
                found.update(range(at + 1, at + 1 + len(tail)))
        return frozenset(found)

    def _is_meant(self, at: int) -> bool:
        """Return whether the words around a verb let it tell casualties."""
        word, behind = self.words[at], self.words[at + 1 : at + 5]
        tail, company = self.known.tails.get(word, ()), self.known.company.get(word)
        objects = self.known.objects.get(word)
        if tail and tuple(behind[: len(tail)]) != tail:
            return False
        if company is not None and company.isdisjoint(self.words[max(0, at - 7) : at + 4]):
            return False
        if objects is not None and objects.isdisjoint(behind):
            return False
        if word in self.known.in_names and self.counts.is_name(at):
            return False
        beside = {*self.words[max(0, at - 1) : at], *behind[:1]}
        is_otherwise = not beside.isdisjoint(self.known.otherwise.get(word, ()))
        return not is_otherwise or not self.known.meant_in.isdisjoint(behind[1:4])

    def casualties(self) -> list[Casualty]:
        bound = list(map(self._bound, range(len(self.figures))))
        self._add_up(bound)
        return self._pairs() + [casualty for casualty in bound if casualty is not None]

    def _pairs(self) -> list[Casualty]:
        """Return the Arabic words that say two victims at once."""
        pairs = ((self.base + at, self.known.duals.get(word)) for at, word in enumerate(self.words))
        return [Casualty(kind, 2, at, at) for at, kind in pairs if kind is not None]

    def _add_up(self, bound: list[Casualty | None]) -> None:
        """Add figures without a verb to the one they are joined to: 3 soldiers and 12 civilians killed."""
        goal = [number if casualty is not None else None for number, casualty in enumerate(bound)]
        for number, other in [
            *((at, at + 1) for at in range(len(bound) - 2, -1, -1)),
            *((at, at - 1) for at in range(1, len(bound))),
        ]:
            to = goal[other]
            if (
                goal[number] is None
                and to is not None
                and self._are_joined(min(number, other), max(number, other))
            ):
                goal[number] = to
                bound[to] = self._sum(bound[to], self.figures[number])

    def _sum(self, casualty: Casualty | None, figure: Figure) -> Casualty | None:
        if casualty is None:
            return None
        first, last = (
            min(casualty.first, figure.first + self.base),
            max(casualty.last, figure.last + self.base),
        )
        fighters = casualty.fighters + self._fighters(figure)
        return Casualty(casualty.kind, casualty.value + figure.value, first, last, fighters)

    def _fighters(self, figure: Figure) -> int:
        return figure.value if self.counts.are_fighters(figure) else 0

    def _are_joined(self, first: int, last: int) -> bool:
        left, right = self.figures[first], self.figures[last]
        if self._is_subset(right) or not self.counts.are_only_people(left.last + 1, right.first):
            return False
        return (
            self.words[right.first - 1] in self.known.joins
            or self.words[right.first][0] == "و"
            or "," in self.gaps[right.first - 1]
        )

    def _bound(self, number: int) -> Casualty | None:
        """Bind a figure to the nearer of the verbs before and behind it."""
        figure = self.figures[number]
        ahead, behind = self._verb_ahead(number), self._verb_behind(number)
        best = min(
            (option for option in (behind, ahead) if option is not None),
            key=lambda option: option[0],
            default=None,
        )
        if best is None:
            return None
        verb = best[1]
        self.taken.add(verb.at)
        first, last = min(verb.at, figure.first), max(verb.at, figure.last)
        return Casualty(verb.kind, figure.value, first + self.base, last + self.base, self._fighters(figure))

    def _is_subset(self, figure: Figure) -> bool:
        return any(word in self.known.subsets for word in self.words[max(0, figure.first - 2) : figure.first])

    def _verb_ahead(self, number: int) -> tuple[float, _Verb] | None:
        """Return the verb behind the figure, as in "17 soldiers were killed", and how far it is."""
        figure = self.figures[number]
        at = bisect_right(self.verb_places, figure.last)
        if at == len(self.verbs):
            return None
        verb = self.verbs[at]
        following = self._following(number)
        if (
            verb.at in self.taken
            or verb.side == "behind"
            or (following is not None and following.first < verb.at)
        ):
            return None
        if self._is_parted(figure, verb) or (verb.side == "either" and self._is_active(verb, following)):
            return None
        return self._cost(figure.last, verb.at, verb.at - figure.last - 1), verb

    def _verb_behind(self, number: int) -> tuple[float, _Verb] | None:
        """Return the verb before the figure, as in "killing at least 17", and how far it is."""
        figure = self.figures[number]
        at = bisect_left(self.verb_places, figure.first) - 1
        if at < 0 or self._is_subset(figure):
            return None
        verb = self.verbs[at]
        if (
            verb.at in self.taken
            or verb.side == "before"
            or (number and self.figures[number - 1].last > verb.at)
        ):
            return None
        between = [place for place in range(verb.at + 1, figure.first) if place not in self.hedges]
        if not self._reaches(verb, between):
            return None
        if self._is_stopped(verb.at, figure.first):
            return None
        return self._cost(verb.at, figure.first, len(between)), verb

    def _reaches(self, verb: _Verb, between: Sequence[int]) -> bool:
        """Return whether a verb may reach its figure over these words: a toll rises, Arabic says more."""
        word = self.words[verb.at]
        if word in self.known.tight and between:
            return False
        if word == "toll" and between and self.words[between[-1]] in self.known.rises:
            return len(between) <= _FARTHEST
        allowed = 1 if word.isascii() and word != "toll" else 4
        return len(between) <= allowed and not any(
            self.words[place] in self.known.prepositions for place in between
        )

    def _following(self, number: int) -> Figure | None:
        """Return the next figure that is not just a part of one before (including 4 children)."""
        for at in range(number + 1, min(number + 4, len(self.figures))):
            if not self._is_subset(self.figures[at]):
                return self.figures[at]
        return None

    def _is_parted(self, figure: Figure, verb: _Verb) -> bool:
        """Return whether what stands between a figure and a verb behind it keeps them apart."""
        between = range(figure.last + 1, verb.at)
        if len(between) > (_FARTHEST_SUBSET if self._is_subset(figure) else _FARTHEST):
            return True
        if self._is_stopped(figure.last, verb.at):
            return True
        if self.words[verb.at] in self.known.tight and any(place not in self.hedges for place in between):
            return True
        if (
            self.words[verb.at] in self.known.flight
            and between
            and not self.counts.names_fugitives(between.start, between.stop)
        ):
            return True
        return any(self._is_other_verb(place, verb.at) for place in between)

    def _is_active(self, verb: _Verb, following: Figure | None) -> bool:
        """Return whether those named before the verb are the ones who did it: "12 gunmen killed 30 people"."""
        before = self.words[verb.at - 1] if verb.at else ""
        if before in self.known.passive or self.words[verb.at] in self.known.intransitive:
            return False
        if before in self.known.having or before in self.known.subjects:
            return True
        if self.gaps[verb.at].strip():
            return False
        behind = self.words[verb.at + 1 : verb.at + 3]
        if behind and behind[0] in self.known.object_words and behind[-1] not in self.known.times:
            return behind[0] != "a" or self.words[verb.at].endswith("ed")  # tués à Kofouno: no article
        return following is not None and self._follows(verb, following)

    def _is_other_verb(self, at: int, verb: int) -> bool:
        """Tell a French verb of which the figure is the subject: 20 000 personnes ont défilé pour l'homme tué."""
        if self.words[at] not in self.known.having:
            return False
        return at + 1 < verb and self.words[at + 1] not in self.known.with_having

    def _follows(self, verb: _Verb, figure: Figure) -> bool:
        """Return whether a figure is the verb's object: it stands there, and no verb of its own behind it."""
        if figure.first > verb.at + _FARTHEST or any(
            place not in self.hedges for place in range(verb.at + 1, figure.first)
        ):
            return False
        at = bisect_right(self.verb_places, figure.last)
        own = self.verbs[at] if at < len(self.verbs) else None
        return own is None or own.at > figure.last + 2 or own.side == "behind"

    def _is_stopped(self, first: int, last: int) -> bool:
        return any(not _STOPS.isdisjoint(gap) for gap in self.gaps[first:last])

    def _cost(self, first: int, last: int, words: int) -> float:
        """Weigh a way from figure to verb: commas and conjunctions part more than words."""
        breaks = sum("," in gap or "،" in gap for gap in self.gaps[first:last])
        breaks += sum(word in self.known.joins for word in self.words[first + 1 : last])
        breaks += sum(word[0] == "و" for word in self.words[first + 1 : last + 1])
        return breaks * _BREAK + words * 0.1


def _gaps(line: Line, base: int, end: int) -> list[str]:
    """Return what stands behind each word, up to the next."""
    starts = [*line.folded.starts[base + 1 : end], len(line.text)]
    ends = line.folded.ends[base:end]
    return [line.text[last:first] for last, first in zip(ends, starts, strict=True)]


def _hedges(run: Sequence[str], phrases: Phrases) -> frozenset[int]:
    """Return the places of words that only say about how many."""
    found: set[int] = set()
    for at, word in enumerate(run):
        for phrase in phrases.get(word, ()):
            if tuple(run[at : at + len(phrase)]) == phrase:
                found.update(range(at, at + len(phrase)))
    return frozenset(found)
