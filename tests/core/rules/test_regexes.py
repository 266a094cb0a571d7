"""Regexes: Unicode words, one spelling of signs, bounded cost."""

import time

import pytest

from monitor.core.rules.regexes import BadRegexError, Edged, Regex, check_regex, plain

# Regex, text, what it finds.
FOUND = [
    (r"\bclaimed responsibility\b", "JNIM claimed responsibility.", ["claimed responsibility"]),
    (r"\btués\b", "15 tués, TUÉS étués tuéste", ["tués", "TUÉS"]),
    (r"\bÉtat\b", "l'État, xÉtat", ["État"]),
    (r"\bمالي\b", "في مالي الماليين", ["مالي"]),
    (r"\b\d+ (?:killed|morts)\b", "١٢ morts, 12 killed x", ["١٢ morts", "12 killed"]),
    (r"d'[ÉE]tat", "coup d’État", ["d’État"]),
    (r"a.c\b", "abc a-c aéc", ["abc", "a-c", "aéc"]),
    (r"[^a-z]+é\w*", "12 été", ["12 été"]),
    (r"\w+ \w+$", "x été mali", ["été mali"]),
    (r"^Mali", "Mali Mali", ["Mali"]),
    (r"(foo\b)( \bbar)", "foo bar", ["foo bar"]),
    (r"x{2,3}\b", "xxx", ["xxx"]),
    (r"\pL+", "éa", ["éa"]),
    (r"(?-i:FAMa)\b", "fama FAMa", ["FAMa"]),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), FOUND, ids=[case[0] for case in FOUND])
def test_a_regex_knows_words_of_all_scripts(pattern: str, text: str, expected: list[str]) -> None:
    spans = Regex(pattern).spans(Edged.of(plain(text)))

    assert [text[start:end] for start, end in spans] == expected


BAD = [
    (r"(?=x)a", "perl operator"),
    (r"(\w)\1", "escape sequence"),
    (r"(a{1000}){1000}", "repetition"),
    ("(", "missing )"),
    ("[", "missing ]"),
    ("a*", "empty text"),
    (r"a\B", "not available"),
    ("x" * 2_000, "2000 characters"),
    ("\ud800", "half characters"),
]


@pytest.mark.parametrize(("pattern", "wrong"), BAD, ids=[case[1] for case in BAD])
def test_a_bad_regex_is_refused_with_the_reason(pattern: str, wrong: str) -> None:
    with pytest.raises(BadRegexError) as caught:
        check_regex(pattern)

    assert wrong in caught.value.wrong
    assert "\ufdd0" not in caught.value.wrong


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|a)*b", r"(.*)*x", r"(\w+\s?)+!"])
def test_a_catastrophic_regex_stays_linear(pattern: str) -> None:
    regex, edged = Regex(pattern), Edged.of("a" * 30_000)
    started = time.process_time()

    regex.spans(edged)

    assert time.process_time() - started < 1
