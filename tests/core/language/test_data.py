"""The languages' data files: what each lacks, and that none of it is of one region."""

import ast
import re
from pathlib import Path

import pytest

from monitor.core.language.casualty_words import KINDS, Reads, casualty_words, words_of
from monitor.core.language.data import ASSUMED, LANGUAGES
from monitor.core.language.words import keyed, numbered, words
from tests.core.language.reading import told

ROOT = Path(__file__).parents[3]
BLOCKS = frozenset(name for name in dir(LANGUAGES["en"]) if name.isupper())
# What a language that is read, not only recognised, may do without, and why.
NOT_NEEDED = {
    "fr": {
        "TIMES": "a participle behind a noun is no verb with an object",
        "OBJECT_WORDS": "the same",
        "RISES": "a toll that rises is said with nouns",
        "NO": "aucun counts nobody: it is no number",
        "NAME_PARTICLES": "those of all languages stand in en.py",
        "ALSO_OTHERWISE": "those of English stand in en.py",
        "WIRES": "world agencies have the same names",
    },
    "ar": {
        "COMMON": "its script shows it",
        "TOO_FREQUENT": "its commonest words are nouns in other forms",
        "SUBJECTS_OF_NEWS": "its common words are short",
        "ROUND": "dozens have no singular",
        "NUMBER_ARTICLES": "articles are part of the word",
        "NUMBER_OF": "numbers stand beside each other",
        "NUMBER_AND": "and is part of the word",
        "HALF": "half a dozen is not said",
        "ABBREVIATIONS": "nobody abbreviates",
        "ABBREVIATIONS_OF_NUMBERS": "the same",
        "TROOPS": "losses are told by nouns",
        "COMPANY": "the same",
        "OBJECTS": "the same",
        "TAILS": "the same",
        "TIGHT": "the same",
        "PASSIVE": "the passive is a form of the verb",
        "INTRANSITIVE": "the same",
        "RISES": "the figure follows a preposition",
        "SUBJECTS": "pronouns are part of the word",
        "OBJECT_WORDS": "the same",
        "TIMES": "the same",
        "JOINS": "and is part of the word",
        "OF_PEOPLE": "adjectives follow",
        "NO": "nobody is said otherwise",
        "NAME_PARTICLES": "those of all languages stand in en.py",
        "NAMES_BEGIN": "the article is part of the word",
        "PEOPLES": "they are called after the name of the country",
        "ALSO_OTHERWISE": "those of English stand in en.py",
    },
}
OWN = {
    "PAIRS",
    "DUALS",
    "HAVING",
    "WITH_HAVING",
    "AFTER_TEN",
    "IN_NAMES",
    "OTHERWISE",
    "MEANT_IN",
    "TENS_AND",
    "PLUPERFECT_BEFORE",
    "ELIDED",
    "MONTHS_IN_DATES",
}
# What is needed to read casualties in a language, and clauses; others are only recognised.
FIGURES = {
    "UNITS",
    "SCALES",
    "CASUALTIES",
    "HEDGES",
    "PEOPLE",
    "THINGS",
    "MEASURES",
    "ENDS",
    "JOINS",
    "PASSIVE",
}
CLAUSES = {
    "TIME_UNITS", "LONG_TIME_UNITS", "SEVERAL", "CLAUSE_STARTS", "RELATIVES", "PAST_FROM", "PAST_AROUND", "PAST_WHOLE",
    "PLANNED_FROM", "PRECAUTION_FROM", "DENIED_FROM", "BEFORE_FROM", "TELLERS", "TELLERS_OPEN",     "LOCATIVES", "SINCE", "RECENT", "MONTHS", "YEAR_WORDS",
}  # fmt: skip
PARTLY = {"es": FIGURES | CLAUSES, "pt": FIGURES | CLAUSES, "de": FIGURES, "it": FIGURES}
# Words of one region and its war, as text of the code might have them; they belong to config/.
REGIONAL = """
vdp|dozos?|g?tia|gat|opex|f?cfa|xof|nairas?|cedis?|africa corps|malians?|malien(?:ne)?s?|nigeriens?|nigerienne?s?
burkinab[eéè]s?|zakat|jnim|gsim|aqmi|aqim|wagner|tuaregs?|touaregs?|azawad|lakurawa|mahmuda|fama|نايرا|زكاة|أزواد
"""


@pytest.mark.parametrize("lang", sorted(ASSUMED))
def test_a_language_that_is_read_has_every_block_or_a_reason(lang: str) -> None:
    lacking = {block for block in BLOCKS if not getattr(LANGUAGES[lang], block, "")}

    assert lacking == set(NOT_NEEDED.get(lang, ()))


@pytest.mark.parametrize("lang", sorted(PARTLY))
def test_a_language_that_is_read_in_part_has_that_part(lang: str) -> None:
    assert {block for block in PARTLY[lang] if not getattr(LANGUAGES[lang], block, "")} == set()


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_a_language_has_no_block_that_nothing_reads(lang: str) -> None:
    own = {name for name in dir(LANGUAGES[lang]) if name.isupper()}

    assert own <= BLOCKS | OWN


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_every_language_can_be_recognised(lang: str) -> None:
    assert lang == "ar" or len(words("COMMON", frozenset({lang}))) > 12


@pytest.mark.parametrize("lang", sorted(ASSUMED))
def test_months_and_days_are_whole(lang: str) -> None:
    only = frozenset({lang})

    assert set(numbered("MONTHS", only).values()) == set(range(1, 13))
    assert set(numbered("WEEKDAYS", only).values()) == set(range(7))


@pytest.mark.parametrize("lang", sorted(ASSUMED))
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_casualty_can_be_told(lang: str, kind: str) -> None:
    sides = {key.partition(" ")[2] for key in keyed("CASUALTIES", frozenset({lang})) if key.startswith(kind)}

    assert len(sides) >= 2
    assert len(words_of(kind)) > 20


def test_no_word_of_one_region_is_in_the_code() -> None:
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(REGIONAL.split(chr(10))).strip('|')})(?!\w)", re.IGNORECASE)
    files = [path for kind in ("*.py", "*.j2") for path in (ROOT / "monitor").rglob(kind)]

    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files
        for match in pattern.finditer(path.read_text("utf-8"))
    ]

    assert len(files) > 200
    assert found == []


@pytest.mark.parametrize(
    ("reads", "text", "expected", "reason"),
    [
        ((), "19 VDP tombent à Gomboro", [], "nobody knows what VDP are"),
        ((("troops", (("*", "vdp"),)),), "19 VDP tombent à Gomboro", [("killed", 19)], "they are troops"),
        ((("people", (("*", "dozos"),)),), "3 dozos et 4 civils tués", [("killed", 7)], "they are people"),
        ((("codes", (("*", "gtia"),)),), "GTIA 5: soldats tués", [], "a unit with a number"),
        ((("measures", (("*", "wampum"),)),), "un homme tué pour 5 000 wampum", [("killed", 1)], "money"),
        ((("things", (("*", "jeepneys"),)),), "two killed, 5 jeepneys burnt", [("killed", 2)], "vehicles"),
    ],
)
def test_a_configuration_says_what_its_words_are(
    reads: Reads, text: str, expected: list[tuple[str, int]], reason: str
) -> None:
    assert told(text, casualty_words(reads=reads)) == expected, reason


def strings(module: Path) -> list[str]:
    """Return the strings of a module but its docstrings, those of a list of strings joined by spaces."""
    tree = ast.parse(module.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip - one expression
    constants = [
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    lists = [node for node in ast.walk(tree) if isinstance(node, ast.Tuple | ast.List | ast.Set)]
    joined = [
        " ".join(str(item.value) for item in node.elts if isinstance(item, ast.Constant)) for node in lists
    ]
    return [str(node.value) for node in constants if id(node) not in said] + joined


def test_grouping_knows_no_words_of_a_language() -> None:
    """Letters beyond ASCII, or three words of a language in one string or list: they belong to its file."""
    meant = frozenset().union(
        *(words(block, frozenset(LANGUAGES)) for block in ("STOP", "PREPOSITIONS", "FURTHER", "AGAIN"))
    )
    texts = [
        (module.name, text)
        for module in (ROOT / "monitor/core/stories").rglob("*.py")
        for text in strings(module)
    ]

    assert [(name, text) for name, text in texts if re.search(r"[^\W\d_a-zA-Z]", text)] == []
    assert [(name, text) for name, text in texts if len(meant.intersection(text.lower().split())) > 2] == []
