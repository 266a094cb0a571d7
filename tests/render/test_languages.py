"""The languages a message can be framed in."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.core.language.countries import COUNTRIES
from monitor.render.languages import LANGUAGES, language

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
FORM = re.compile(r"\.(zero|one|two|few|many|other)$")


def bases(code: str) -> set[str]:
    return {FORM.sub("", key) for key in LANGUAGES[code].messages}


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_every_language_says_what_english_says(code: str) -> None:
    assert bases(code) == bases("en")
    assert set(LANGUAGES[code].words) == set(LANGUAGES["en"].words)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_plural_has_a_form_for_the_rest(code: str) -> None:
    messages = LANGUAGES[code].messages
    counted = {FORM.sub("", key) for key in messages if re.search(r"\.(zero|one|two|few|many)$", key)}

    assert {base for base in counted if f"{base}.other" not in messages} == set()


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_a_sentence_has_the_same_blanks_in_every_language(code: str) -> None:
    blanks = re.compile(r"\{(\w+)\}")
    english = LANGUAGES["en"].messages
    for key, sentence in LANGUAGES[code].messages.items():
        model = english.get(key) or english[f"{FORM.sub('', key)}.other"]
        missing = set(blanks.findall(model)) ^ set(blanks.findall(sentence))
        assert missing <= {"n"}, key  # "one story" needs no number in Arabic


@pytest.mark.parametrize(
    ("code", "n", "expected"),
    [
        ("en", 0, "0 stories"),
        ("en", 1, "1 story"),
        ("en", 2, "2 stories"),
        ("fr", 0, "0 événement"),
        ("fr", 1, "1 événement"),
        ("fr", 2, "2 événements"),
        ("ar", 0, "لا أحداث"),
        ("ar", 1, "حدث واحد"),
        ("ar", 2, "حدثان"),
        ("ar", 3, "3 أحداث"),
        ("ar", 11, "11 حدثًا"),
        ("ar", 100, "100 حدث"),
        ("ar", 103, "103 أحداث"),
    ],
)
def test_counts_take_the_plural_of_the_language(code: str, n: int, expected: str) -> None:
    assert expected == language(code).say("stories", n=n)


@pytest.mark.parametrize(
    ("key", "forms"),
    [
        ("reports", ["تقرير واحد", "تقريران", "3 تقارير", "11 تقريرًا", "100 تقرير"]),
        (
            "publishers",
            [
                "ناشر واحد",
                "ناشران مستقلان",
                "3 ناشرين مستقلين",
                "11 ناشرًا مستقلًا",
                "100 ناشر مستقل",
            ],
        ),
        (
            "notice.lead",
            [
                "أمر واحد يعني المشغّل.",
                "أمران يعنيان المشغّل.",
                "3 أمور تعني المشغّل.",
                "11 أمرًا يعني المشغّل.",
                "100 أمر يعني المشغّل.",
            ],
        ),
        ("hours", ["ساعة واحدة", "ساعتين", "3 ساعات", "11 ساعة", "100 ساعة"]),
        (
            "more_entries_alert",
            [
                "واحدة أخرى في نشرتك",
                "اثنتان أخريان في نشرتك",
                "3 أخرى في نشرتك",
                "11 أخرى في نشرتك",
                "100 أخرى في نشرتك",
            ],
        ),
    ],
)
def test_arabic_agrees_with_one_two_few_many_and_hundreds(key: str, forms: list[str]) -> None:
    assert [language("ar").say(key, n=n) for n in (1, 2, 3, 11, 100)] == forms


def test_arabic_has_no_digit_where_a_word_says_one_or_two() -> None:
    """Every sentence with a count has forms of its own for one and two: "1 تقرير" is no Arabic."""
    arabic = LANGUAGES["ar"].messages
    counted = [key for key in arabic if key.endswith(".other") and "{n}" in arabic[key]]

    assert [key for key in counted if not {f"{key[:-6]}.one", f"{key[:-6]}.two"} <= arabic.keys()] == []


def test_french_breaks_no_line_before_its_high_marks() -> None:
    french = language("fr")
    said = [*french.messages.values(), *french.words.values(), french.colon]

    assert [text for text in said if re.search(r"[ \u202f][:;?!»]", text)] == []
    assert french.say("fresh", since="x", parts="y") == "Depuis le x\u00a0: y."


@pytest.mark.parametrize(
    ("code", "marks"), [("en", "[،؛؟\u00a0]"), ("fr", "[،؛؟]"), ("ar", "[,;?\u00a0]")], ids=["en", "fr", "ar"]
)
def test_a_language_has_no_marks_of_another(code: str, marks: str) -> None:
    said = [*LANGUAGES[code].messages.values(), *LANGUAGES[code].words.values(), LANGUAGES[code].comma]

    assert [text for text in said if re.search(marks, text)] == []


@pytest.mark.parametrize(
    ("code", "zone", "expected"),
    [
        ("en", "UTC", "Tue 24 Nov 06:00"),
        ("fr", "Europe/Paris", "mar. 24 nov. 07:00"),
        ("ar", "Africa/Cairo", "الثلاثاء 24 نوفمبر 08:00"),
        ("xx", "UTC", "Tue 24 Nov 06:00"),
        ("fr-CA", "UTC", "mar. 24 nov. 06:00"),
    ],
)
def test_instants_are_written_as_the_reader_reads_them(code: str, zone: str, expected: str) -> None:
    assert expected == language(code).instant(NOW, ZoneInfo(zone), NOW)


def test_the_year_is_written_where_it_is_another() -> None:
    assert language("en").instant(NOW - timedelta(days=400), ZoneInfo("UTC"), NOW) == "Mon 20 Oct 2025 06:00"


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert language("fr").day(date(2026, 12, 1)) == "mar. 1er déc."


@pytest.mark.parametrize(
    ("span", "expected"),
    [(timedelta(minutes=12), "12 min"), (timedelta(hours=3), "3 h"), (timedelta(days=2, hours=3), "2 d")],
)
def test_a_span_is_written_in_its_largest_unit(span: timedelta, expected: str) -> None:
    assert expected == language("en").length(span)


@pytest.mark.parametrize(
    ("code", "country", "expected"),
    [
        ("en", "ML", "Mali"),
        ("fr", "td", "Tchad"),
        ("ar", "NE", "النيجر"),
        ("en", "Lenna", "Lenna"),
        ("en", "", ""),
    ],
)
def test_a_country_is_named_by_its_code_or_as_it_stands(code: str, country: str, expected: str) -> None:
    assert expected == language(code).country(country)


def test_every_country_has_a_name_in_every_language() -> None:
    assert all(len(names) == 3 and all(names.values()) for names in COUNTRIES.values())
    assert len(COUNTRIES) >= 190
