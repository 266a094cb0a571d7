"""What grouping knows of a word, found out once: news repeats its words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.core.language.countries import of_country
from monitor.core.language.ideas import ideas_of
from monitor.core.language.sounds import sound_of
from monitor.core.language.victims import Named, named_by, named_by_pairs
from monitor.core.language.words import words
from monitor.core.stories.dimensions import dimension, grams, named
from monitor.core.stories.words import is_counted, telling

_FORMS = 8_000  # kept in memory


@dataclass(frozen=True, slots=True)
class Form:
    """A folded word: its grams in a text and in a title, what it stands for, and what it is as a name.

    ``country`` is the code of the country that it is of, if it is of one.

    ``key`` is by what it is compared as a name, empty if it is a usual word, ``name`` that key's dimension.
    ``tells`` says that it does not stand in any text whatever it is about, ``is_usual`` that it is neither number
    nor day besides.
    """

    grams: tuple[int, ...]
    title_grams: tuple[int, ...]
    ideas: frozenset[str]
    victims: Named
    country: str
    key: str
    name: int
    tells: bool
    is_usual: bool


@lru_cache(_FORMS)
def form_of(word: str) -> Form:
    """Return what is known of a folded word."""
    tells, ideas, counted = bool(telling((word,))), ideas_of(word), is_counted(word)
    is_nameless = len(word) < 2 or not tells or counted or ideas or word in words("INSTITUTIONS")
    key = "" if is_nameless else sound_of(word)
    text, title = grams(word) if tells else ((), ())
    name = dimension(named(key)) if key else 0
    return Form(
        text,
        title,
        ideas,
        named_by(word),
        of_country(word),
        key,
        name,
        tells,
        tells and not (word.isdecimal() or counted),
    )


def key_of(word: str) -> str:
    """Return by what a folded word is compared if it is a name; empty if it is a usual word."""
    return form_of(word).key


def ideas_in(words: Iterable[str]) -> frozenset[str]:
    """Return the ideas that folded words stand for."""
    return frozenset().union(*[form_of(word).ideas for word in words])


def victims_in(words: Sequence[str]) -> Named:
    """Return whom an event befell and what was hit, as far as folded words name them."""
    found = [victims for word in words if (victims := form_of(word).victims)]
    return named_by_pairs(words).union(*found)
