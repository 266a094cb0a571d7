"""Messages as readers get them, byte for byte, and by the book."""

import re

import pytest

from monitor.core.editions.edition import Rendered
from tests.render import golden
from tests.render.lint import faults, parts

MESSAGES = dict(golden.messages())


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_the_one_that_was_looked_at(name: str) -> None:
    expected = (golden.FOLDER / f"{name}.eml").read_bytes()

    assert expected == MESSAGES[name].mail, "look at it, then `python -m tests.render.golden` writes it anew"


def test_every_golden_message_is_still_made() -> None:
    assert sorted(MESSAGES) == sorted(file.stem for file in golden.FOLDER.glob("*.eml"))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_by_the_book(name: str) -> None:
    assert faults(MESSAGES[name].mail) == []


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_reads_back_as_it_was_written(name: str) -> None:
    rendered = MESSAGES[name]
    subject, text, html = parts(rendered.mail)

    assert (subject, text, html) == (
        rendered.subject,
        rendered.text.rstrip("\n"),
        (rendered.html or "").rstrip("\n"),
    )


@pytest.mark.parametrize("name", MESSAGES)
def test_a_subject_has_at_most_seventy_characters(name: str) -> None:
    assert len(MESSAGES[name].subject) <= 70


@pytest.mark.parametrize(
    ("name", "limit"), [("alert-text-en", 3 * 1024), ("alert-en", 15 * 1024), ("alert-ar", 15 * 1024)]
)
def test_an_alert_is_small_enough_for_a_bad_line(name: str, limit: int) -> None:
    assert len(MESSAGES[name].mail) <= limit


def test_a_reader_of_text_gets_no_html() -> None:
    assert MESSAGES["alert-text-en"].html is None


@pytest.mark.parametrize("lang", golden.LANGS)
def test_the_text_names_every_entry_by_title_and_link(lang: str) -> None:
    text = MESSAGES[f"digest-{lang}"].text

    for entry in (
        "Mali : des combattants attaquent un convoi",
        "مسلحون يهاجمون قافلة",
        "Barrage sur la route de Téra",
    ):
        assert entry in text
    for link in (
        "https://wire.example/1",
        "https://kayes.example/2",
        "https://sahra.example/3",
        "https://wire-fr.example/6",
    ):
        assert link in text


@pytest.mark.parametrize(
    ("name", "direction"),
    [("digest-en", "ltr"), ("digest-fr", "ltr"), ("digest-ar", "rtl"), ("heartbeat-ar", "rtl")],
)
def test_a_page_says_its_language_and_direction(name: str, direction: str) -> None:
    lang = name.partition("-")[2]

    assert f'<html lang="{lang}" dir="{direction}">' in str(MESSAGES[name].html)


def test_a_page_knows_dark_mode_and_loads_nothing() -> None:
    html = str(MESSAGES["digest-en"].html)

    assert "prefers-color-scheme: dark" in html
    assert not re.search(r"<(img|link|script|iframe|object|video|svg)|\bsrc=|url\(|@import", html)


def test_the_same_input_gives_the_same_bytes() -> None:
    again = dict(golden.messages())

    assert {name: made.mail for name, made in again.items()} == {
        name: made.mail for name, made in MESSAGES.items()
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("empty-en", "Nothing matched since Mon 23 Nov 06:00."),
        ("empty-fr", "Rien à signaler depuis le lun. 23 nov. 06:00."),
        ("empty-ar", "لا جديد منذ"),
    ],
)
def test_an_empty_digest_says_first_what_is_wrong_then_that_it_is_empty_and_what_was_watched(
    name: str, expected: str
) -> None:
    message: Rendered = MESSAGES[name]
    rows = message.text.splitlines()

    assert [row[:2] for row in rows[:3]] == ["! "] * 3, "not mailed, not delivered, not read"
    assert rows[3].startswith(expected)
    assert "Radio Rurale" in message.text


def test_a_digest_that_was_not_mailed_says_so() -> None:
    assert "Not mailed: no SMTP host" in MESSAGES["empty-en"].text
    assert "Not mailed: no SMTP host" in str(MESSAGES["empty-en"].html)


def test_the_configuration_hash_stands_last() -> None:
    assert MESSAGES["digest-en"].text.rstrip().endswith("Configuration: 0123456789ab")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "digest-en",
            "Since then denied by World Wire FR (wire), Mon 23 Nov 06:55. Told as critical, Sun 22 Nov 10:00.",
        ),
        (
            "digest-en",
            "disputed: denied by Télé Nationale (state), Mon 23 Nov 07:15; 1 publisher reports it",
        ),
        (
            "digest-fr",
            "contesté : démenti par Télé Nationale (média d’État), lun. 23 nov. 07:15 ; 1 éditeur le rapporte",
        ),
        (
            "alert-en",
            "New: kidnapping, in Téra (Niger), JNIM named, 22 killed (12 before)",
        ),
    ],
)
def test_what_is_disputed_denied_or_new_is_said_by_name(name: str, expected: str) -> None:
    assert expected in MESSAGES[name].text.replace("\u00a0", " ")


def test_a_discreet_message_gives_nothing_away_before_it_is_opened() -> None:
    rendered = MESSAGES["digest-discreet-fr"]
    head = rendered.mail.decode("ascii").split("\r\n\r\n")[0]
    page = str(rendered.html)
    first = page[page.index("<body") : page.index("<body") + 420]

    assert rendered.subject == "Résumé du mar. 24 nov. 06:00"
    assert "From: Notes <monitor@example.org>" in head
    assert "List-Id: <notes.monitor.example.org>" in head
    for telling in ("JNIM", "critique", "Diboli", "Monitor "):
        assert telling not in rendered.text[:200] + first + rendered.subject
    assert "<title>Résumé du mar. 24 nov. 06:00</title>" in page
