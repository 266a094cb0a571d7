"""What grouping reads in a text: numbers, days, further attacks, ideas that join languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.language.days import days_of
from monitor.core.language.ideas import ideas_of
from monitor.core.language.numbers import numbers_of
from monitor.core.stories.pieces import words_of
from monitor.core.stories.words import is_again, telling
from monitor.core.text.folding import words

WEDNESDAY = date(2024, 9, 18)


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("at least 35 soldiers and 4 civilians", (35, 4), "digits"),
        ("trente-cinq soldats", (35,), "French words add up"),
        ("thirty-five soldiers", (35,), "English words add up"),
        ("مقتل ثلاثين جنديا", (30,), "Arabic words"),
        ("1 650 soldats, 1,650 troops", (1650,), "groups of three digits, however parted"),
        ("4 mille déplacés", (4000,), "thousands"),
        ("quinze mille déplacés", (15000,), "words and thousands"),
        ("le 17 septembre 2024", (), "days of a month and years say nothing of the event"),
        ("une attaque", (), "one is an article"),
        ("2 morts", (2,), "small numbers are numbers"),
        ("99999999999999999999 stars", (), "no number anybody reports"),
        ("٣٥ جنديا", (35,), "Arabic digits"),
        ("quatre-vingt-dix-sept morts", (97,), "what adds up and multiplies"),
        ("two hundred displaced", (200,), "hundreds"),
        ("vingt et un soldats", (21,), "and within"),
        ("خمسة وعشرين جنديا", (25,), "five and twenty"),
        ("deux mille trois cents réfugiés", (2300,), "thousands and hundreds"),
        ("", (), "nothing"),
    ],
)
def test_numbers_are_read_in_three_languages(text: str, expected: tuple[int, ...], reason: str) -> None:
    assert expected == numbers_of(words(text)), reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("attacked on Tuesday", [17], "the last such day"),
        ("attaqué ce mercredi", [18], "the day itself"),
        ("هجوم يوم الثلاثاء", [17], "Arabic"),
        ("mardi 16 septembre 2024", [16, 17], "a wrong date names both days"),
        ("le 14 septembre", [14], "a date"),
        ("September 14", [14], "a date the other way round"),
        ("31 septembre", [], "no such day"),
        ("the minister said on Tuesday", [], "when it was said is not when it was"),
        ("le ministre a annoncé mardi", [], "the same in French"),
        ("blocked since Monday", [], "what lasts names no day"),
        ("deuil national à compter de mardi", [], "nor what is to begin"),
        ("the curfew holds until Tuesday", [], "nor what is to end"),
        ("حداد ابتداء من الثلاثاء", [], "in Arabic"),
        ("dans la nuit de lundi à mardi", [16, 17], "a night has two days"),
        ("they march for peace", [], "a month's name without a day is a word"),
    ],
)
def test_named_days_are_those_of_the_event(text: str, expected: list[int], reason: str) -> None:
    assert expected == [day.day for day in days_of(words(text), WEDNESDAY)], reason


def test_a_date_to_come_is_of_the_year_before() -> None:
    assert (date(2023, 12, 24),) == days_of(words("le 24 décembre"), WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Djibo hit again", True),
        ("Second attack in a day", True),
        ("Nouvelle attaque à Djibo", True),
        ("Djibo de nouveau frappée", True),
        ("هجوم ثان على جيبو", True),
        ("New government named", False),
        ("Attack near the new airport", False),
        ("Le nouveau gouverneur", False),
    ],
)
def test_a_further_attack_is_known_by_its_words(text: str, expected: bool) -> None:
    assert expected == is_again(words(text))


@pytest.mark.parametrize(
    ("one", "other", "idea"),
    [
        ("soldiers", "militaires", "soldier"),
        ("soldiers", "للجنود", "soldier"),
        ("market", "marchés", "market"),
        ("marched", "يتظاهرون", "protest"),
        ("school", "المدارس", "school"),
        ("hostages", "otage", "abduction"),
        ("mosque", "بمسجد", "mosque"),
    ],
)
def test_ideas_join_languages(one: str, other: str, idea: str) -> None:
    assert idea in ideas_of(words(one)[0]) & ideas_of(words(other)[0])


def test_a_market_is_no_march() -> None:
    assert "protest" not in ideas_of(words("marché")[0])


def test_common_words_tell_nothing_in_three_languages() -> None:
    assert telling(words("after the attack, après l'attaque, بعد Djibo")) == ["attack", "attaque", "djibo"]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    found = words(text)

    assert all(number > 1 for number in numbers_of(found))
    assert all(day <= WEDNESDAY for day in days_of(found, WEDNESDAY))
    assert is_again((*found, *words("a second attack")))


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("'’ s\u0301\u3099\u200b\u00a0\x1f\x00")))
def test_a_text_folds_piece_by_piece_as_it_does_as_a_whole(text: str) -> None:
    assert tuple(words_of(text)) == words(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("New attack in Malanville", True),
        ("New jihadist attack in Malanville", True),
        ("Nouvelle attaque à Malanville", True),
        ("Une nouvelle double attaque", True),
        ("هجوم جديد في مالانفيل", True),
        ("New governor visits scene of attack", False),
        ("Attack in Malanville", False),
    ],
)
def test_a_further_attack_is_told_from_an_attack(text: str, expected: bool) -> None:
    assert is_again(words(text)) is expected
