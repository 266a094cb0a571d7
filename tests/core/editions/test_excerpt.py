"""Texts with the matched words marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.editions.edition import Span
from monitor.core.editions.excerpt import extract, spans
from monitor.core.model import Evidence


def mark(text: str, start: int, end: int) -> Evidence:
    return Evidence("event", "term", text[start:end], "title", start, end)


@pytest.mark.parametrize(
    ("text", "places", "expected", "reason"),
    [
        ("Attack in Kati", [(0, 6)], (Span("Attack", True), Span(" in Kati")), "one word at the start"),
        ("Attack in Kati", [(10, 14)], (Span("Attack in "), Span("Kati", True)), "one word at the end"),
        ("Attack in Kati", [], (Span("Attack in Kati"),), "none"),
        ("army post", [(0, 4), (0, 9)], (Span("army post", True),), "overlapping words are marked once"),
        ("army post", [(5, 9), (0, 4)], (Span("army", True), Span(" "), Span("post", True)), "any order"),
        ("هجوم على كاتي", [(0, 4)], (Span("هجوم", True), Span(" على كاتي")), "Arabic"),
        ("L'armée attaquée", [(2, 7)], (Span("L'"), Span("armée", True), Span(" attaquée")), "elision"),
        ("", [], (), "no text"),
    ],
)
def test_matched_words_are_marked_where_they_stand(
    text: str, places: list[tuple[int, int]], expected: tuple[Span, ...], reason: str
) -> None:
    assert expected == spans(text, [mark(text, *place) for place in places]), reason


def test_words_that_moved_in_a_revised_text_are_found_again() -> None:
    evidence = Evidence("event", "Kati", "Kati", "title", 0, 4)

    assert spans("Near Kati", [evidence]) == (Span("Near "), Span("Kati", True))


def test_words_that_left_the_text_are_not_marked() -> None:
    evidence = Evidence("event", "Gao", "Gao", "title", 0, 3)

    assert spans("Near Kati", [evidence]) == (Span("Near Kati"),)


def test_a_long_text_is_cut_around_the_first_marked_word() -> None:
    text = "filler words " * 60 + "then the attack came " + "and more words " * 60
    at = text.index("attack")
    pieces = extract(text, [mark(text, at, at + 6)], 230)

    assert Span("attack", True) in pieces
    assert (pieces[0].text, pieces[-1].text) == ("… ", " …")


def test_a_long_text_whose_words_stand_early_is_cut_at_its_end_only() -> None:
    text = "The attack came early. " + "More words follow here. " * 40
    pieces = extract(text, [mark(text, 4, 10)], 230)

    assert pieces[0].text == "The "
    assert pieces[-1].text == " …"


def test_a_cut_does_not_split_words() -> None:
    text = "abcdefgh " * 60
    shown = "".join(piece.text for piece in extract(text, [], 100))

    assert shown.removesuffix(" …").split(" ") == ["abcdefgh"] * 11


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=5))
def test_the_pieces_together_are_always_the_text(text: str, places: list[tuple[int, int]]) -> None:
    pieces = spans(text, [mark(text, min(place), max(place)) for place in places])

    assert "".join(piece.text for piece in pieces) == text


@given(st.text(min_size=1, max_size=600), st.integers(0, 600), st.integers(1, 12))
def test_an_extract_is_never_much_longer_than_asked_for(text: str, start: int, length: int) -> None:
    pieces = extract(text, [mark(text, start, start + length)], 100)

    assert sum(len(piece.text) for piece in pieces) <= 100 + len("… ") + len(" …")
