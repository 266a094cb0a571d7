"""Cleaning text and reading HTML, hostile input included."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text.clean import clean
from monitor.core.text.folding import fold
from monitor.core.text.html import flatten_html, html_to_text

CLEANED = [
    ("Mali\x00 attack\x07", "Mali attack", "NUL and bell"),
    ("a\r\nb\rc\u2028d", "a\nb\nc\nd", "line ends"),
    ("a\tb", "a\tb", "tabs stay"),
    ("\ufeffon\ufeffe", "one", "byte order marks of joined files"),
    ("\u202eevil\u202c \u2066x\u2069", "evil x", "bidi overrides and isolates"),
    ("\u200fمالي\u200e", "\u200fمالي\u200e", "direction marks of honest text stay"),
    ("\ud83d\ude00", "😀", "halves of a character are joined"),
    ("\ud83d x", "\ufffd x", "a lone half is replaced"),
    ("a\x85b\x9fc", "a\nbc", "C1 controls"),
    ("x\ufffe\uffff\ufdd0", "x", "no characters"),
    ("\U000e0041", "", "invisible tags"),
    ("e\u0301", "é", "composed"),
    ("At\u200btack\u2060 on\u00ad\u200d Gao", "Attack on Gao", "zero widths and soft hyphens"),
    ("\u3164\u2800\uffa0\u115f\u1160\u034fx", "x", "blank letters"),
    ("می\u200cخواهم", "می\u200cخواهم", "the joiner that Persian needs"),
    ("👩\u200d🚒 क्\u200dष", "👩\u200d🚒 क्\u200dष", "joiners of emoji and Hindi"),
    ("a\u200cb ب\u200d \u200d\u200dc", "ab ب c", "joiners that join nothing"),
    ("한국어", "한국어", "Korean"),
    ("Déjà vu", "Déjà vu", "plain text stays as it is"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), CLEANED, ids=[case[2] for case in CLEANED])
def test_cleaning_takes_away_what_only_harms(text: str, expected: str, reason: str) -> None:
    assert expected == clean(text), reason


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_clean_text_stays_clean_and_can_be_stored(text: str) -> None:
    cleaned = clean(text)

    assert cleaned == clean(cleaned)
    assert "\0" not in cleaned
    cleaned.encode("utf-8")


HTML = [
    ("plain text", "plain text", "no markup"),
    ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3", "signs that are no markup"),
    ("I <3 Mali", "I <3 Mali", "a heart"),
    ("<p>One</p><p>Two</p>", "One\nTwo", "blocks"),
    ("one<br>two<br/>three", "one\ntwo\nthree", "line breaks"),
    ("<b>Ba</b>mako", "Bamako", "a word half bold"),
    ("Mali&#8217;s d&eacute;plac&eacute;s &amp; more", "Mali’s déplacés & more", "entities"),
    ("&#xE9;t&#233;", "été", "entities by number"),
    ("&lt;b&gt;", "<b>", "entities that make a tag are text"),
    ("&nosuch; &", "&nosuch; &", "no entities"),
    ("&#xD800;&#0;&#99999999999999999999;", "\ufffd\ufffd\ufffd", "entities that are no characters"),
    ('<a href="x" title="Gao > Mali">text</a>', "text", "a bracket in an attribute"),
    ("<a href='it\"s'>text</a>", "text", "quotes in quotes"),
    ('<div class="Gao">Kati</div>', "Kati", "class names are no text"),
    ("a<script>var Gao = 1 < 2;</script>b", "a\nb", "scripts"),
    ("a<style>.Gao{}</style>b", "a\nb", "styles"),
    ("a<SCRIPT >x</script\n>b", "a\nb", "scripts in capitals"),
    ("a<!-- Gao -->b", "ab", "comments"),
    ("a<!DOCTYPE html>b<?php x?>c", "abc", "declarations"),
    ("<![CDATA[Gao]]> x", "Gao x", "a section left over"),
    ("a<script>unclosed Gao", "a\nunclosed Gao", "a script without an end hides nothing"),
    ("a<b", "a", "a tag without an end"),
    ('a<a href="x>y</a> b', "ay b", "a quote without an end"),
    ("  a \n\n\n b  ", "a\nb", "white space"),
    ("<ul><li>a<li>b</ul>", "a\nb", "a list"),
    ("<td>a</td><td>b</td>", "a\nb", "cells"),
    ("x&shy;y", "xy", "a soft hyphen"),
]


@pytest.mark.parametrize(("html", "expected", "reason"), HTML, ids=[case[2] for case in HTML])
def test_html_becomes_what_a_reader_sees(html: str, expected: str, reason: str) -> None:
    assert expected == html_to_text(html), reason


@given(st.text(alphabet=st.one_of(st.sampled_from("<>&\"'/!-=;#x ab12\n"), st.characters())))
def test_flat_html_keeps_its_length_and_its_words(html: str) -> None:
    flat = flatten_html(html)

    assert len(html) == len(flat)
    assert fold(html_to_text(html)) == fold(flat)


BOMBS = {
    "tags": "<" * 200_000,
    "open tags": "<a" * 100_000,
    "comments": "<!--" * 50_000,
    "scripts": "<script>" * 30_000,
    "mixed hidden": "<title><style>" * 20_000,
    "open quotes": "<a '" * 50_000,
    "two quotes": "<a \"'" * 40_000,
    "ampersands": "&" * 200_000,
    "half entities": "&a" * 100_000,
    "a long number": "&#" + "9" * 500_000,
    "a long name": "&" + "a" * 500_000,
    "white space": " \n" * 200_000,
    "nesting": "<div>" * 50_000 + "x" + "</div>" * 50_000,
}


@pytest.mark.parametrize("html", BOMBS.values(), ids=BOMBS)
def test_hostile_html_costs_time_in_proportion(html: str) -> None:
    started = time.process_time()
    html_to_text(html)

    assert time.process_time() - started < 2
