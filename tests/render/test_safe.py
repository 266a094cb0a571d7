"""The last gate before a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.render.safe import FSI, PDI, apart, clip, line, link, mailto


@pytest.mark.parametrize(
    ("url", "expected", "reason"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z", "as it is"),
        ("http://a.example:8080/", "http://a.example:8080/", "with a port"),
        ("mailto:a@b.example", "mailto:a@b.example", "mail"),
        ("https://a.example/é à", "https://a.example/%C3%A9%20%C3%A0", "only ASCII"),
        ("https://a.example/%C3%A9", "https://a.example/%C3%A9", "not encoded twice"),
        ("https://user:secret@a.example/", "https://a.example/", "no user information"),
        ("https://bank.example@a.example/", "https://a.example/", "no host that is none"),
        (
            'https://a.example/"><script>',
            "https://a.example/%22%3E%3Cscript%3E",
            "no way out of the attribute",
        ),
        ("javascript:alert(1)", "", "no script"),
        ("java\nscript:alert(1)", "", "however written"),
        ("data:text/html,x", "", "no data"),
        ("//a.example/x", "", "no address without a scheme"),
        ("https://", "", "no host"),
        ("https://[::1", "", "malformed"),
        ("https://a.example:x/", "", "no port"),
        ("https://a.example/" + "a" * 3_000, "", "too long to be a link"),
        ("", "", "none"),
        (None, "", "none at all"),
    ],
)
def test_only_a_safe_address_becomes_a_link(url: str | None, expected: str, reason: str) -> None:
    assert expected == link(url), reason


@given(st.text(max_size=80))
def test_no_link_has_a_scheme_of_its_own(url: str) -> None:
    safe = link(url)

    assert safe == "" or safe.startswith(("http://", "https://", "mailto:"))
    assert safe.isascii()
    assert not set(safe) & set("\"'<> ") - {"'"}


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("Attack on convoy near Diboli", 20, "Attack on convoy…"),
        ("Attack on convoy, near Diboli", 18, "Attack on convoy…"),
        ("a" * 50, 10, "a" * 9 + "…"),
        ("هجوم على قافلة قرب ديبولي", 15, "هجوم على قافلة…"),
    ],
)
def test_a_text_is_cut_at_a_word(text: str, limit: int, expected: str) -> None:
    assert expected == clip(text, limit)


@given(st.text(max_size=200), st.integers(2, 100))
def test_a_cut_text_is_never_too_long(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= limit


@given(st.text(max_size=200))
def test_a_line_is_one_line(text: str) -> None:
    assert len(line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "direction", "expected"),
    [
        ("Kayes", "ltr", "Kayes"),
        ("Kayes", "rtl", f"{FSI}Kayes{PDI}"),
        ("كايس", "ltr", f"{FSI}كايس{PDI}"),
        ("", "rtl", ""),
    ],
)
def test_text_of_another_direction_is_kept_apart(text: str, direction: str, expected: str) -> None:
    assert expected == apart(text, direction)


def test_a_mail_link_cannot_add_headers() -> None:
    assert (
        mailto("a@b.example", "x&bcc=evil\r\nBcc: evil")
        == "mailto:a@b.example?subject=x%26bcc%3Devil%0D%0ABcc%3A%20evil"
    )
