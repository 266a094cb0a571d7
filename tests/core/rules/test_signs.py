"""Signs in terms: what other tools mean by them is told, not silently folded away; points and accents do not matter."""

import pytest

from monitor.core.model import Text
from monitor.core.rules.model import Term
from monitor.core.rules.signs import misread
from tests.core.rules.making import finds, match, problems, rule, select

MISREAD = [
    ("oil AND spill", "operators", "Lucene, Google"),
    ("oil OR gas", "operators", "Lucene, Google"),
    ("apple NOT juice", "operators", "Lucene, Google"),
    ("oil NEAR/5 spill", "operators", "Brandwatch"),
    ("doctor w/5 malpractice", "operators", "Lexis"),
    ("pollution W/3 river", "operators", "Lexis"),
    ("title:flood", "fields", "Lucene"),
    ("author:reuters", "fields", "FreshRSS"),
    ("cholera|measles", "one phrase", "a regex"),
    ("cholera, measles, ebola", "comma", "a list in a line"),
    ("(cholera OR measles) AND outbreak", "operators", "brackets"),
    ("measles; rougeole", "one phrase", "a list in a line"),
    ("cholera / choléra", "one phrase", "two languages in a line"),
    ("soldat(s)", "one phrase", "an optional plural"),
    ("combattant·e·s", "one phrase", "inclusive French"),
    ("jihadist/s", "one phrase", "an optional plural"),
    ('"oil spill"~5', "one phrase", "Lucene"),
    ("Ghaddafi~2", "one phrase", "Lucene"),
    ("/CVE-[0-9]+/", "one phrase", "a regex"),
    ("wom[ae]n", "one phrase", "a regex"),
    ("ambush   # English", "comment", "a comment"),
    ('"a b" "c d"', "quotation", "two phrases in a line"),
    ("Yum! Brands", "end of a sentence", "a mark within a name"),
    ("globali?ation", "end of a sentence", "a joker for a letter"),
    ("recycl!", "end of a sentence", "Lexis for a star"),
]
MEANT = [
    "oil and gas", "Salt and Sanctuary", "U.N. peacekeepers", "C\u00f4te d'Ivoire", "F-16", "Covid-19", "at&t", "$vocabulary",
    "attack*", "\"quoted\"", "soldier's", "kingdom: come deliverance", "Mali : attaque", "3,5 millions", "هجوم على", "l'\u00c9tat",
]  # fmt: skip


@pytest.mark.parametrize(("term", "said", "reason"), MISREAD)
def test_signs_of_other_tools_are_told(term: str, said: str, reason: str) -> None:
    found = misread(term)

    assert found is not None, reason
    assert said in found[0], reason


@pytest.mark.parametrize("term", MEANT)
def test_terms_that_are_read_as_they_are_meant_are_not_told_of(term: str) -> None:
    assert misread(term) is None


def test_a_leading_minus_is_a_mistake_for_it_would_find_what_it_should_exclude() -> None:
    (problem,) = problems(rule(None, select("s", "oil", "-insurance")))

    assert "begins with a minus" in problem.wrong
    assert "under none" in problem.remedy


ACRONYMS = [
    ("UN peacekeeper*", "Two U.N. peacekeepers killed", True, "points"),
    ("UN peacekeeper*", "Two UN peacekeepers killed", True, "none"),
    ("WHO", "The W.H.O. warns", True, "three letters"),
    ("US", "The U.S. embassy closes", True, "before a name"),
    ("UN", "A vote at the U.N.", True, "at the end"),
    ("UN", "Units of the unit", False, "no word of its own"),
    ("IED", "I E D", True, "spaced out"),
    ("ONU", "L'O.N.U. condamne l'attaque", True, "in French"),
    ("who", "The W.H.O. warns", False, "written small, it is a word"),
]


@pytest.mark.parametrize(("term", "title", "expected", "reason"), ACRONYMS)
def test_acronyms_are_found_with_points(term: str, title: str, expected: bool, reason: str) -> None:
    assert finds(term, title) is expected, reason


@pytest.mark.parametrize(
    ("title", "expected"), [("The W.H.O. warns", True), ("Who wins?", False), ("WHO warns", True)]
)
def test_case_counts_for_acronyms_with_points(title: str, expected: bool) -> None:
    assert finds(Term("WHO", cased=True), title) is expected


ACCENTS = [
    ("démission", "La DEMISSION du ministre", True, "capitals without accents"),
    ("démission", "La démission du ministre", True, "as written"),
    ("demission", "La démission du ministre", False, "an accent is left out, never put in"),
    ("(?:tué|blessé)s", "Douze tues et trois blesses", True, "in a group"),
    ("caf[é]s", "cafes", False, "a class holds what it says"),
    ("أحمد", "احمد", True, "Arabic hamza"),
]


@pytest.mark.parametrize(("pattern", "title", "expected", "reason"), ACCENTS)
def test_a_regex_finds_its_letters_without_their_accents(
    pattern: str, title: str, expected: bool, reason: str
) -> None:
    literal = tuple(title.lower().split()[:1]) if not title.startswith("L") else ("la",)
    asked = rule(None, select("s", regex=pattern, literal=literal))

    assert (match(Text(title, ""), asked) is not None) is expected, reason
