"""Folding: each rule, as a table and as a law over random texts."""

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.core.text.bulk import fold_many, fold_segments, fold_with_map
from monitor.core.text.folding import fold, words
from monitor.core.text.letters import ALONE, APOSTROPHES, COMBINE, DROP, MANY, SEPARATOR, spelled
from monitor.core.text.table import letters

# Text, folded, which rule.
RULES = [
    ("MALI", "mali", "case"),
    ("déplacés à Ménaka", "deplaces a menaka", "Latin accents"),
    ("Μάλι", "μαλι", "Greek accents"),
    ("ὈΔΥΣΣΕΎΣ", "οδυσσευσ", "Greek breathings, final sigma"),
    ("Ёлка Йод", "елка иод", "Cyrillic accents"),
    ("مُحَمَّد", "محمد", "Arabic vowels"),
    ("جمـــاعة", "جماعه", "tatweel and teh marbuta"),
    ("أإآٱا", "ااااا", "forms of alef"),
    ("على علي یک", "علي علي يك", "forms of yeh and kaf"),
    ("رئيس مؤسسة", "رييس موسسه", "hamza on its seat"),
    ("ﻻ ﷲ", "لا الله", "Arabic presentation forms"),
    ("١٢٣ ۴۵۶ １２", "123 456 12", "digits"),
    ("œuvre Æon", "oeuvre aeon", "ligatures of letters"),
    ("ﬁn oﬃce", "fin office", "ligatures of type"),
    ("ɓ ɗ ƙ ƴ", "b d k y", "Hausa hooked letters"),
    ("Ɓ Ɗ Ƙ Ƴ", "b d k y", "Hausa hooked capitals"),
    ("ɛ ɔ ŋ ɲ", "e o n n", "Bambara letters"),
    ("Straße STRASSE", "strasse strasse", "sharp s"),
    ("İstanbul ılık", "istanbul ilik", "Turkish i"),
    ("Ørsted Łódź", "orsted lodz", "strokes"),
    ("Ba\u00admako", "bamako", "soft hyphen"),
    ("\u200fMali\u200e \u2067x\u2069", "mali x", "direction marks"),
    ("Mali\u200c\ufeff", "mali", "joiners and byte order mark"),
    ("l’armée l'armée lʼarmée l`armée", "l armee l armee l armee l armee", "apostrophes"),
    ("Mali's Mali’s MALI'S", "mali mali mali", "possessive"),
    ("it's-so", "it so", "possessive before a hyphen"),
    ("Mali`s junta", "mali junta", "possessive with a backtick"),
    ("s'empare", "s empare", "an elided s is no possessive"),
    ("a‐b‑c‒d–e—f―g-h", "a b c d e f g h", "hyphens and dashes"),
    ("a\u00a0b\u202fc\u3000d", "a b c d", "spaces"),
    ("a_b#c@d/e", "a b c d e", "signs"),
    ("½ ² ① ㎞", "1 2 2 1 km", "numbers and squares"),
    ("马里军队", "马 里 军 队", "Chinese letter by letter"),
    ("マリ", "マ リ", "Japanese letter by letter"),
    ("ハ\u3099 ﾊﾞ", "バ バ", "voicing marks"),
    ("มาลี", "ม า ล ี", "Thai letter by letter"),
    ("\u1112\u1161\u11ab글", "한글", "Hangul in parts"),
    ("नमस्ते", "नमस्ते", "Indic vowels stay"),
    ("a\x00b\x07c", "abc", "controls"),
    ("a\tb\nc", "a b c", "white space"),
    ("\ud800x\udfff", "x", "half characters"),
    ("😀 Mali 🇲🇱", "mali", "emoji"),
    ("", "", "nothing"),
    ("…!?", "", "no words"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), RULES, ids=[case[2] for case in RULES])
def test_each_rule_of_folding(text: str, expected: str, reason: str) -> None:
    assert expected == fold(text), reason
    assert expected == str(fold_with_map(text)), reason


LETTERS = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcdeéèçœÉMsS '’-–.,!?\u00a0\u00ad\u0301\u200f1٢"),
        st.sampled_from("مالينجرةىأإؤئءـَُّ"),
        st.sampled_from("МалиёйΜάλίς"),
        st.sampled_from("马里マリハ\u3099มาลี"),
        st.characters(),
    ),
    max_size=40,
)


@given(LETTERS)
def test_folding_folded_text_changes_nothing(text: str) -> None:
    assert fold(text) == fold(fold(text))


@given(LETTERS)
def test_all_ways_to_fold_agree(text: str) -> None:
    folded = fold(text)

    assert folded == str(fold_with_map(text))
    assert folded == fold_many([text, "x"])[0]
    assert tuple(folded.split()) == words(text)


@given(st.lists(LETTERS, min_size=1, max_size=6))
def test_a_batch_folds_as_its_texts_do(texts: list[str]) -> None:
    segments = fold_segments(texts).decode().split("\0")

    assert [f" {fold(text)} ".replace("  ", " ") for text in texts] == segments


@given(LETTERS)
def test_the_map_points_at_the_words(text: str) -> None:
    folded = fold_with_map(text)

    assert sorted(folded.starts) == list(folded.starts)
    for word, start, end in zip(folded.words, folded.starts, folded.ends, strict=True):
        assert 0 <= start < end <= len(text)
        assert word in fold(text[start:end]).split() or word in fold(text[start:end]).replace(" ", "")


def test_every_character_folds_as_its_parts_do() -> None:
    """Tamil, Bengali, Sinhala or Burmese vowels are written in one piece or in two."""
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    composed = [written for written in characters if not unicodedata.is_normalized("NFD", written)]

    assert [
        written for written in composed if fold(written) != fold(unicodedata.normalize("NFD", written))
    ] == []


@given(LETTERS)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x4FF), max_size=40))
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text.upper().lower())


@given(
    st.lists(st.sampled_from(["Mali", "armée", "مالي", "it", "s", "l"]), min_size=1, max_size=6),
    st.sampled_from(APOSTROPHES),
)
def test_the_kind_of_apostrophe_does_not_matter(parts: list[str], apostrophe: str) -> None:
    assert fold("'".join(parts)) == fold(apostrophe.join(parts))


@given(
    st.lists(st.sampled_from(["Mali", "armée", "مالي", "12"]), min_size=1, max_size=6),
    st.sampled_from("-‐‑‒–—― \u00a0\u202f/_"),
)
def test_hyphens_and_spaces_part_words_alike(parts: list[str], between: str) -> None:
    assert fold(" ".join(parts)) == fold(between.join(parts))


@given(LETTERS, st.sampled_from("\u00ad\u200b\u200d\u200e\u200f\u2066\ufeff"))
@settings(max_examples=50)
def test_invisible_characters_do_not_matter(text: str, invisible: str) -> None:
    assert fold(text) == fold(invisible.join(text))


def test_every_character_folds_to_words_only() -> None:
    texts = ["".join(map(chr, range(start, start + 0x400))) for start in range(0, 0x110000, 0x400)]

    for folded in fold_many(texts):
        for character in set(folded) - {" "}:
            assert unicodedata.category(character)[0] in "LNM" or unicodedata.category(character) == "Cn"


def test_a_character_folds_in_a_short_text_as_it_does_in_a_long_one() -> None:
    codes = (*range(0x10000), *range(0x1D400, 0x1F200), *range(0x2F800, 0x2FA20))
    around = [f"a{chr(code)}s b's{chr(code)}" for code in codes]

    assert [fold(text) for text in around] == fold_many(around)


@example("a\U000323ffb")
@example("a\U00032400b")
@example("a\U000e0041b\U0010ffffc")
@given(
    st.text(st.characters(codec="utf-8") | st.sampled_from("'’ s\u0301\u3099\u200b\u00a0\x1f"), max_size=12)
)
def test_a_short_text_folds_alone_as_it_does_in_a_long_one(text: str) -> None:
    assert fold(text) == fold_many([text, "马里军队 déplacés " * 20])[0]


def test_each_character_folds_as_the_table_of_all_has_it() -> None:
    table = letters()
    meant = table.wide(np.arange(0x110000, dtype=np.uint32)).tolist()
    expected = {
        DROP: "",
        SEPARATOR: "",
        **{MANY + number: "".join(map(chr, many.tolist())) for number, many in enumerate(table.many)},
    }

    differing = [
        code
        for code, value in enumerate(meant)
        if not COMBINE <= value < MANY
        and spelled(code)
        != expected.get(
            value, f" {chr(value - ALONE)} " if ALONE <= value < COMBINE else chr(value & 0x1FFFFF)
        )
    ]

    assert differing == []
