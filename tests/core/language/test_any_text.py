"""No text, whatever its characters, makes reading fail: one headline must not silence its feed."""

import unicodedata
from datetime import UTC, date, datetime
from sys import maxunicode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.core.language.casualties import casualties
from monitor.core.language.clauses import is_past, read_clauses
from monitor.core.language.days import days_of
from monitor.core.language.detect import languages_of
from monitor.core.language.framing import dateline, other_articles
from monitor.core.language.line import Line
from monitor.core.language.numbers import Numerals, numbers_of
from monitor.core.language.sentences import sentence_starts
from monitor.core.model import Text
from monitor.core.stories.words import is_again
from monitor.core.text.bulk import fold_segments, fold_with_map
from tests.core.rules.making import matcher, rule, select, vocabulary

_NUMERIC = [character for character in map(chr, range(maxunicode + 1)) if character.isnumeric()]
_ODD_DIGITS = [character for character in _NUMERIC if unicodedata.category(character) != "Nd"]
_WORDS = """
killed killing dead shot dead wounded kidnapped fled tués tué blessés enlevés morts bilan قتيلا جرحى خطف سقوط مقتل
million thousand hundred mille cent milliers dozen douzaine ألف ميه مليون and et و a the un une at least au moins
people soldiers personnes civils مدنيا january mars يناير monday lundi in en 2019 1999 years ago il y a ans قبل سنوات
Dr. U.N. No. AK- $ % 17 30 3 120 000 17.5 2,5 Mali attack since depuis after après said selon tried to NIAMEY (AP) — Nov. 14
read also: lire aussi : قال غداة was had avait trial procès 2012 three days after which qui
""".split()  # noqa: SIM905 - a table
_MARKS = [" ", " ", " ", ".", ". ", ", ", "-", ":", "/", "'", "’", "\u00a0", "\u202f", "\n", "(", ")", "«", " – ", "\u0301", "\ud800", "\0", "\u200f"]  # fmt: skip
TEXTS = st.lists(
    st.sampled_from(_WORDS) | st.sampled_from(_MARKS) | st.sampled_from(_NUMERIC) | st.text(max_size=4),
    max_size=40,
).map("".join)
MATCHER = matcher(
    rule("a", select("a", "mali", "attack*", "17", "killed"), id="terms", lowers=()),
    rule("t", select("t", casualties={"killed": 3}), id="toll"),
    rule("w or k or d", *(select(kind[0], casualties={kind: 1}) for kind in ("wounded", "kidnapped", "displaced")), id="others"),
    rule("a and lookback or a in background or a in planned or t in background", select("a", "$v"), select("t", casualties={"killed": 1}), id="past"),
    rule("a near/3 b or a same-sentence b or a same-clause b or a >= 2", select("a", "$v"), select("b", "killed", "people"), id="near"),
    rule("x", select("x", regex=r"\d+ \w+|\bkilled\b", literal=("killed", "people")), id="regex"),
    vocabulary("v", "mali", "attack*", "soldiers", needs=["killed", "people", "17"], within=5, excepts=("mali mali",)),
)  # fmt: skip
NOW = datetime(2026, 11, 30, tzinfo=UTC)


@given(TEXTS, TEXTS)
@example("17 ❶❶❶", "17 ❶❶❶")
@example("17 ፩፩፩ killed", "17.➊ million killed")
@example("killed ²", "3:² killed, ①②③ tués")
@settings(max_examples=300, deadline=None)
def test_no_text_fails_in_the_matcher(title: str, summary: str) -> None:
    assert len(MATCHER.match([Text(title, summary, None, NOW), Text("attack in Mali", "")])) == 2


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_no_text_fails_in_a_reader(text: str) -> None:
    line = Line(text, fold_segments((text,)))
    words = fold_with_map(text).words

    assert all(
        0 <= figure.first <= figure.last < len(words)
        for figure in Numerals(words, [" "] * len(words)).figures()
    )
    assert all(
        0 <= figure.first <= figure.last < len(line.words) and figure.value > 0 for figure in casualties(line)
    )
    assert all(0 < start <= len(text) for start in sentence_starts(text))
    assert len(read_clauses(line, NOW).roles) == len(line.words)
    assert all(0 <= first <= last <= len(text) for first, last in other_articles(text))
    is_past(text, NOW)
    dateline(text)
    languages_of(words, None)
    numbers_of(words)
    days_of(words, date(2026, 11, 30))
    is_again(words)


@pytest.mark.parametrize("template", ["17 {0}{0}{0} killed", "17.{0} million killed", "{0} killed", "killed {0}", "3:{0} killed, {0}-year", "killed AK-{0}", "a {0} tué", "17 {0} {0} قتيلا"])  # fmt: skip
def test_no_digit_of_any_script_fails(template: str) -> None:
    texts = [Text(template.format(digit), template.format(digit * 3), None, NOW) for digit in _NUMERIC]

    assert len(MATCHER.match(texts)) == len(_NUMERIC)


def test_digits_that_are_not_decimal_are_part_of_no_number() -> None:
    assert _ODD_DIGITS

    read = [MATCHER.match([Text(f"17 {digit}{digit}{digit} soldiers killed", "")])[0] for digit in "❶፩௰"]

    assert [[match.toll for match in matches if match.rule == "toll"] for matches in read] == [
        [{"killed": 17}]
    ] * 3
