"""Which names are read in a text, and when two spellings are one name."""

import pytest

from monitor.core.stories.forms import key_of
from monitor.core.stories.names import TEMPLATE, names_of, naming_of
from monitor.core.text.folding import fold


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Karachi", "كراتشي", "one sound in two scripts"),
        ("Nigeria", "نيجيريا", "g is written with a jim"),
        ("Djibo", "جيبو", "dj too"),
        ("Tripoli", "طرابلس", "p is written with a ba; the end is inflection"),
        ("Tbilisi", "Tbilissi", "double letters"),
        ("Frankfurt", "Francfort", "k and c, vowels"),
        ("Indonesia", "Indonesian", "an adjective of it"),
        ("Mali", "Malian", "a short one"),
        ("Mozambique", "موزمبيق", "a long one, cut"),
    ],
)
def test_spellings_of_one_name_are_compared_alike(one: str, other: str, reason: str) -> None:
    mine, theirs = (naming_of(names_of(f"Fire in {name}", ""), "") for name in (one, other))

    assert mine.shared(theirs) or mine.shared_across(theirs), reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ségou", "Mopti"),
        ("Téra", "Dori"),
        ("Mali", "Molo"),
        ("Kayes", "Gao"),
        ("Zamfara", "Kogi"),
        ("كراتشي", "دوالا"),
    ],
)
def test_two_names_are_not(one: str, other: str) -> None:
    assert key_of(fold(one)) != key_of(fold(other))


@pytest.mark.parametrize(
    "word", ["the", "depuis", "قال", "monday", "lundi", "الاثنين", "twenty", "soldiers", "جنود"]
)
def test_usual_words_are_no_names(word: str) -> None:
    assert key_of(fold(word)) == ""


@pytest.mark.parametrize(
    ("title", "lead", "sure", "reason"),
    [
        ("Fire guts hotel in Batumi", "", ["Batumi"], "a capital within a sentence"),
        ("Batumi hotel guts tourists", "", [], "a capital where any word has one says nothing"),
        ("Chili : un séisme secoue Talca", "", ["Chili", "Talca"], "a topic before a colon"),
        ("Burkina Faso : trois morts", "", ["Burkina", "Faso"], "a topic of two words"),
        ("JNIM claims raid", "", ["JNIM"], "an acronym, wherever it stands"),
        ("Fire Guts Famous Hotel In Batumi", "", [], "capitals everywhere say nothing"),
        ("FIRE GUTS FAMOUS HOTEL IN BATUMI", "", [], "nor here"),
        ("Police in town on Monday", "", [], "days are no names"),
        ("Floods rise", "Water reached Kochi.", [], "only the title's are sure of the title"),
        ("حريق في مصنع في كراتشي", "", [], "a script without case shows none"),
    ],
)
def test_capitals_show_the_names_of_a_title(title: str, lead: str, sure: list[str], reason: str) -> None:
    assert names_of(title, lead).sure == tuple(key_of(fold(name)) for name in sure), reason


@pytest.mark.parametrize(
    ("title", "lead", "name", "named", "reason"),
    [
        ("Karachi owner held", "", "Karachi", False, "it may be a name, or but begin the sentence"),
        ("Owner held", "He fled Karachi.", "Karachi", True, "the lead shows it"),
        (
            "Karachi owner held",
            "He fled Karachi.",
            "Karachi",
            True,
            "the lead shows it, whatever the title does",
        ),
        ("حريق في مصنع في كراتشي", "", "كراتشي", True, "any unusual word, where there is no case"),
        ("FIRE GUTS FAMOUS HOTEL IN BATUMI", "", "Batumi", True, "and where it says nothing"),
    ],
)
def test_what_may_be_a_name_is_kept(title: str, lead: str, name: str, named: bool, reason: str) -> None:
    names = names_of(title, lead)

    assert key_of(fold(name)) in names.possible, reason
    assert (key_of(fold(name)) in names.named) is named, reason


def test_a_word_that_begins_a_sentence_is_shared_where_the_other_text_shows_it_to_be_a_name() -> None:
    begins, within, other = (
        naming_of(names_of(title, ""), fold(title))
        for title in ("Karachi owner held", "Fire in Karachi", "Karachi factory burns")
    )

    assert begins.shared(within) == {key_of("karachi")}
    assert not begins.shared(other), "neither shows it"


@pytest.mark.parametrize(
    ("one", "other", "expected", "reason"),
    [
        ("Flood alarm raised in Szeged", "Flood alarm raised in Passau", True, "one but for the town"),
        ("Alerte aux crues à Ségou", "Alerte aux crues à Mopti", True, "in French"),
        ("إنذار من الفيضان في موبتي", "إنذار من الفيضان في كايس", True, "in Arabic"),
        ("Mopti floods kill three", "Kayes floods kill three", True, "towns that begin the title"),
        (
            "Flood alarm in Linz as Danube rises",
            "Flood alarm in Passau as Danube rises",
            True,
            "one name is shared",
        ),
        ("Attack on Dori kills 14", "Gunmen kill 14 soldiers at Dori", False, "one name, other words"),
        (
            "Flood alarm raised in Francfort",
            "Flood alarm raised in Frankfurt",
            False,
            "one name, two spellings",
        ),
        ("Flood kills 12 in Mopti", "Flood kills 20 in Mopti", False, "only the toll differs"),
        ("Vote postponed in Haiti", "Earthquake rattles Talca", False, "nothing alike"),
    ],
)  # fmt: skip - a table
def test_a_template_is_two_titles_that_are_one_but_for_their_names(
    one: str, other: str, expected: bool, reason: str
) -> None:
    mine, theirs = (naming_of(names_of(title, ""), fold(title)) for title in (one, other))

    assert (mine.form(theirs, mine.shared(theirs)) >= TEMPLATE) is expected, reason
