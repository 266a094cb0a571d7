"""Which numbers of a sentence may count people: no ages, dates, hours, distances, sums, codes or counts of things."""

import re
from collections.abc import Sequence
from typing import Final

from monitor.core.language.casualty_words import CasualtyWords
from monitor.core.language.line import Line
from monitor.core.language.numbers import Figure

_MOST_SOURCES: Final = 10  # a dozen dead is a toll, a dozen sources is none we met
_SUM: Final = 10_000  # from which a number for a purpose is money: 32 millions pour les déplacés
_ADVERBS_OF_SHARE: Final = frozenset({"per", "pour"})
_ARTICLES: Final = frozenset({"a", "an", "un", "une"})
_MONEY: Final = re.compile(r"[$€£¥₦]\s?$|^\s?[$€£¥₦%٪]")
_JOINED: Final = re.compile(r"[:/]")


class Counts:
    """Judges the numbers of one run of words of a line, which begins at word ``base``; ``gaps`` stand behind each word."""

    def __init__(
        self, known: CasualtyWords, line: Line, words: Sequence[str], gaps: Sequence[str], base: int
    ) -> None:
        starts = line.folded.starts[base : base + len(words)]
        self._known = known
        self._words = words
        self._is_capital = [line.text[start].isupper() for start in starts]
        self._gaps = gaps
        self._opening = line.text[max(0, starts[0] - 2) : starts[0]]

    def counts_people(self, figure: Figure) -> bool:
        """Return whether the number may count people."""
        if (
            not figure.value
            or self._word(figure.first - 1) in self._known.no
            or (self._is_article(figure) and not self._is_one_person(figure))
        ):
            return False
        if figure.digits is not None and (
            self._is_code(figure) or self._is_date(figure) or self._is_year(figure)
        ):
            return False
        return not (
            self._is_money(figure)
            or self._is_measure(figure)
            or self._is_thing(figure)
            or self._is_source(figure)
        )

    def names_people(self, first: int, last: int) -> bool:
        """Return whether one of these words means people."""
        return any(word in self._known.people for word in self._words[first:last])

    def are_fighters(self, figure: Figure) -> bool:
        """Return whether those counted are of an armed group: 60 terrorists, une centaine de combattants."""
        for at in range(figure.last + 1, figure.last + 5):
            word = self._word(at)
            if word in self._known.fighters:
                return True
            if word in self._known.people:
                return self._word(at + 1) in self._known.fighters
            if word in self._known.ends or word in self._known.verbs or self._gap(at - 1).strip():
                return False
        return False

    def names_fugitives(self, first: int, last: int) -> bool:
        """Return whether one of these words means people who flee, rather than attackers who leave."""
        return any(word in self._known.fugitives for word in self._words[first:last])

    def is_name(self, at: int) -> bool:
        """Return whether this word and the one before have capitals: Peace Corps, but not "Corps de 31 hommes"."""
        return at > 0 and self._is_capital[at] and self._is_capital[at - 1] and self._gaps[at - 1].isspace()

    def are_only_people(self, first: int, last: int) -> bool:
        """Return whether these words but name people: soldiers, civils tchadiens, men of Malta."""
        named = [self._words[at] in self._known.people or self._is_capital[at] for at in range(first, last)]
        return any(named) and all(
            is_name or self._words[at] in self._known.of_people or self._is_adjective(at)
            for at, is_name in zip(range(first, last), named, strict=True)
        )

    def _is_adjective(self, at: int) -> bool:
        """Return whether this word stands right behind people and parts them from nobody: soldats tchadiens."""
        word = self._words[at]
        is_behind = self._word(at - 1) in self._known.people and self._gaps[at - 1].isspace()
        return (
            is_behind and word not in self._known.ends and word not in self._known.speech and word.isalpha()
        )

    def _is_source(self, figure: Figure) -> bool:
        """Return whether these people but tell the news: two residents said, selon trois sources."""
        if figure.value >= _MOST_SOURCES:
            return False
        if (
            self._word(figure.first - 1) in self._known.according
            or self._word(figure.first - 2) in self._known.according
        ):
            return True
        for at in range(figure.last + 1, min(figure.last + 6, len(self._words))):
            word = self._words[at]
            if word in self._known.speech:
                return True
            if word in self._known.verbs or self._gaps[at - 1].strip():
                return False
        return False

    def _is_article(self, figure: Figure) -> bool:
        return (
            figure.digits is None and self._words[figure.first] in _ARTICLES and figure.first == figure.last
        )

    def _is_one_person(self, figure: Figure) -> bool:
        """Return whether an article stands for one person: a soldier, but no number, and no French verb (il a tué)."""
        first = figure.last + 1
        end = next((at + 1 for at in range(first, first + 3) if self._gap(at).strip()), first + 3)
        return not self._word(first).isdecimal() and self.names_people(first, end)

    def _word(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else ""

    def _gap(self, at: int) -> str:
        return self._gaps[at] if at < len(self._gaps) else ""

    def _before(self, figure: Figure) -> str:
        return self._gaps[figure.first - 1] if figure.first else self._opening

    def _is_code(self, figure: Figure) -> bool:
        """AK-47, base 101, 17-year-old, 05:30, 3/4."""
        before, behind = self._before(figure), self._gaps[figure.last]
        if before == "-" and not self._word(figure.first - 1).isdecimal():
            return True
        if behind == "-" and not self._word(figure.last + 1).isdecimal():
            return True
        if (_JOINED.fullmatch(before) and self._word(figure.first - 1).isdecimal()) or (
            _JOINED.fullmatch(behind) and self._word(figure.last + 1).isdecimal()
        ):
            return True
        return self._word(figure.first - 1) in self._known.codes

    def _is_date(self, figure: Figure) -> bool:
        if figure.value > 31:
            return False
        is_behind_month = (
            self._word(figure.first - 1) in self._known.months and self._before(figure).lstrip(".").isspace()
        )
        return self._word(figure.last + 1) in self._known.months or (
            is_behind_month and not self.names_people(figure.last + 1, figure.last + 2)
        )

    def _is_year(self, figure: Figure) -> bool:
        """2024 is a year, but for "2024 people" unless "in" stands before it."""
        if len(figure.digits or "") != 4 or not 1900 <= figure.value <= 2100:
            return False
        said = self._word(figure.first - 1) in self._known.year_words | self._known.months
        return said or not self.names_people(figure.last + 1, figure.last + 3)

    def _is_money(self, figure: Figure) -> bool:
        if _MONEY.search(self._before(figure)) or _MONEY.search(self._gaps[figure.last]):
            return True
        if figure.value >= _SUM and self._word(figure.last + 1) in self._known.purpose:
            return True
        return self._word(figure.last + 1) in _ADVERBS_OF_SHARE and self._word(figure.last + 2) in {
            "cent",
            "100",
        }

    def _is_measure(self, figure: Figure) -> bool:
        behind = self._word(figure.last + 1)
        if behind in {"de", "of", "d", "more", "autres", "other"}:
            behind = self._word(figure.last + 2)
        return behind in self._known.measures

    def _is_thing(self, figure: Figure) -> bool:
        """Three villages count no people, three village chiefs do."""
        for at in range(figure.last + 1, figure.last + 4):
            word = self._word(at)
            if word in self._known.people or word in self._known.ends or word in self._known.verbs:
                return False
            if word in self._known.things:
                return self._word(at + 1) not in self._known.people
        return False
