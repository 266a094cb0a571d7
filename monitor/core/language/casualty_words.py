"""The words by which casualties are told, and what their figures count, of the languages that a text may be in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from monitor.core.language.arabic import with_proclitics
from monitor.core.language.data import ASSUMED, LANGUAGES
from monitor.core.language.words import keyed, numbered, phrases, words

KINDS: Final = ("killed", "wounded", "kidnapped", "displaced")

_BLOCKS: Final = (
    "tight", "flight", "prepositions", "subsets", "passive", "having", "with_having", "intransitive", "rises", "subjects",
    "object_words", "times", "joins", "fugitives", "of_people", "year_words", "purpose", "ends", "speech", "according", "no",
    "in_names", "meant_in",
)  # fmt: skip

# Words of a configuration by what they are, each with its language ("*" is any).
Reads = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
Phrases = Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class CasualtyWords:
    """The tables of some languages and of a configuration, by the names of their blocks in the data files.

    ``verbs`` are the kind and the side of each word, in all its Arabic forms; ``telling`` are all that tell casualties.
    """

    langs: frozenset[str]
    verbs: Mapping[str, tuple[str, str]]
    duals: Mapping[str, str]
    telling: frozenset[str]
    company: Mapping[str, frozenset[str]]
    objects: Mapping[str, frozenset[str]]
    tails: Mapping[str, tuple[str, ...]]
    otherwise: Mapping[str, frozenset[str]]
    tight: frozenset[str]
    flight: frozenset[str]
    hedges: Phrases
    prepositions: frozenset[str]
    subsets: frozenset[str]
    passive: frozenset[str]
    having: frozenset[str]
    with_having: frozenset[str]
    intransitive: frozenset[str]
    rises: frozenset[str]
    subjects: frozenset[str]
    object_words: frozenset[str]
    times: frozenset[str]
    joins: frozenset[str]
    months: frozenset[str]
    measures: frozenset[str]
    things: frozenset[str]
    people: frozenset[str]
    fighters: frozenset[str]
    fugitives: frozenset[str]
    of_people: frozenset[str]
    codes: frozenset[str]
    year_words: frozenset[str]
    purpose: frozenset[str]
    ends: frozenset[str]
    speech: frozenset[str]
    according: frozenset[str]
    no: frozenset[str]
    in_names: frozenset[str]
    meant_in: frozenset[str]


@lru_cache(64)
def casualty_words(langs: frozenset[str] = ASSUMED, reads: Reads = ()) -> CasualtyWords:
    """Return the words of ``langs``, and of a configuration, read once."""
    verbs = {form: key for key, word in _verbs(langs) for form in with_proclitics(word)}
    duals = {
        form: word_kind
        for word_kind, told in keyed("DUALS", langs).items()
        for word in told
        for form in with_proclitics(word)
    }
    own = {
        kind: frozenset(word for lang, word in meant if lang == "*" or lang in langs) for kind, meant in reads
    }
    troops = words("TROOPS", langs) | own.get("troops", frozenset())
    return CasualtyWords(
        langs=langs,
        verbs=verbs,
        duals=duals,
        telling=frozenset(verbs) | frozenset(duals),
        company=_sets("COMPANY", langs, troops),
        objects=_sets("OBJECTS", langs, troops),
        tails=keyed("TAILS", langs),
        otherwise=_sets("OTHERWISE", langs, troops),
        months=frozenset(numbered("MONTHS", langs)),
        measures=words("MEASURES", langs) | own.get("measures", frozenset()),
        things=words("THINGS", langs) | own.get("things", frozenset()),
        people=words("PEOPLE", langs) | own.get("people", frozenset()) | troops,
        fighters=words("FIGHTERS", langs) | own.get("fighters", frozenset()),
        codes=words("CODES", langs) | own.get("codes", frozenset()),
        hedges=phrases("HEDGES", langs),
        **{block: words(block.upper(), langs) for block in _BLOCKS},
    )


@cache
def words_that_tell() -> frozenset[str]:
    """Return all words of all languages that tell casualties: a text without any of them need not be read for them."""
    told = (word for kind in KINDS for word in words_of(kind))
    return frozenset(form for word in told for form in with_proclitics(word))


def words_of(kind: str) -> tuple[str, ...]:
    """Return all words of a kind in all languages: what a rule that asks for casualties is anchored on."""
    told = [word for (of, _), word in _verbs(frozenset(LANGUAGES)) if of == kind]
    return (*told, *keyed("DUALS", frozenset(LANGUAGES)).get(kind, ()))


def _verbs(langs: Iterable[str]) -> list[tuple[tuple[str, str], str]]:
    """Return the kind and side with each word, as "killed before" lists them."""
    return [
        ((kind, side), word)
        for kind in KINDS
        for side in ("either", "before", "behind")
        for word in keyed("CASUALTIES", frozenset(langs)).get(f"{kind} {side}", ())
    ]


def _sets(block: str, langs: frozenset[str], troops: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return the words by key; the word TROOPS stands for all that name soldiers."""
    return {
        key: frozenset(meant) | (troops if "troops" in meant else frozenset())
        for key, meant in keyed(block, langs).items()
    }
