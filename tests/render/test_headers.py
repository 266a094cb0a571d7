"""Header lines by the book."""

import re
from email import message_from_string, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.render.headers import address_header, text_header, token_header
from monitor.render.safe import line


def read(header: str) -> str:
    parsed = message_from_string(header + "\n", policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return str(next(iter(parsed.values())))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Plain words", "ASCII stays as it is"),
        ("L’armée repousse une attaque à Kayes", "French"),
        (
            "هجوم على قافلة قرب ديبولي: 22 قتيلًا على الأقل بحسب مصادر محلية في المنطقة",
            "Arabic, more than one line",
        ),
        ("mixed " + "é" * 200, "long"),
        ("emoji 🔥 and math 𝛑", "outside the basic plane"),
        ("=?utf-8?q?not_ours?=", "looks encoded"),
        ("a" * 2_000, "one word longer than a line may be"),
        ("", "nothing"),
        ('trailing comma, colon: semicolon; "quotes" (brackets) <angles>', "specials"),
    ],
)
def test_a_subject_reads_back_as_it_was_written(text: str, reason: str) -> None:
    assert text == read(text_header("Subject", text)), reason


@given(st.text(max_size=300))
def test_any_subject_reads_back_and_keeps_to_the_widths(text: str) -> None:
    header = text_header("Subject", text)

    assert read(header) == line(text)
    assert header.isascii()
    assert all(len(each) <= 998 for each in header.split("\r\n"))
    assert all(len(word) <= 75 for word in re.findall(r"=\?\S+\?=", header))
    assert "\r\n" not in header.replace("\r\n ", "").removesuffix("\r\n")


@pytest.mark.parametrize("count", [1, 3, 12])
def test_ids_are_folded_between_them_and_never_encoded(count: int) -> None:
    ids = [f"<{number:064x}@monitor.example.org>" for number in range(count)]
    header = token_header("References", ids)

    assert "=?" not in header
    assert header.replace("\r\n", "").removeprefix("References: ").split(" ") == ids


def test_a_token_that_could_break_the_header_is_left_out() -> None:
    assert token_header("List-Unsubscribe", ["<https://a.example/x y>", "<https://é.example/>"]) == ""


@pytest.mark.parametrize(
    ("address", "expected", "reason"),
    [
        ("desk@example.org", "From: desk@example.org\r\n", "bare"),
        ("Monitor <m@example.org>", "From: Monitor <m@example.org>\r\n", "with a name"),
        (
            '"Desk, night" <m@example.org>',
            'From: "Desk, night" <m@example.org>\r\n',
            "a name that needs quotes",
        ),
        ("Équipe <m@example.org>", "From: =?utf-8?q?=C3=89quipe?= <m@example.org>\r\n", "an encoded name"),
        ("m@münchen.example", "From: m@xn--mnchen-3ya.example\r\n", "an international domain (IDNA)"),
        ("Evil\r\nBcc: x@y.z <m@example.org>", "From: m@example.org\r\n", "line ends do not survive"),
    ],
)
def test_one_address_is_written_by_the_book(address: str, expected: str, reason: str) -> None:
    written = address_header("From", address)
    if "Bcc" in address:
        assert written.count("\r\n") == 1, reason
    else:
        assert expected == written, reason


def test_an_arabic_name_reads_back() -> None:
    assert read(address_header("From", "مراقبة الساحل <m@example.org>")) == "مراقبة الساحل <m@example.org>"
