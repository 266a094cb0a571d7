"""Dates as feeds write them, in five languages, as epoch seconds, and as nonsense."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.feeds.dates import parse_date, standard

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Sun, 22 Nov 2026 12:00:00 GMT", NOON, "RFC 822"),
        ("22 Nov 2026 13:00 +0100", NOON, "no day, no seconds"),
        ("Sun, 22 Nov 2026 07:00:00 -0500", NOON, "west of Greenwich"),
        ("2026-11-22T12:00:00Z", NOON, "RFC 3339"),
        ("2026-11-22T17:30:00+05:30", NOON, "half an hour of zone"),
        ("2026-11-22T17:30:00+0530", NOON, "a zone without a colon"),
        ("2026-11-22T12:00:00.123456Z", NOON, "fractions are dropped"),
        ("Sun, 32 Nov 2026 12:00:00 GMT", None, "no such day"),
        ("Sun, 22 Noe 2026 12:00:00 GMT", None, "no such month"),
    ],
)
def test_standards_are_read_exactly(text: str, expected: datetime | None, why: str) -> None:
    assert expected == standard(text), why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("1795348800", NOON, "epoch seconds are no calendar date"),
        ("1795348800000", NOON, "epoch milliseconds"),
        ("20261122", DAY, "a compact date"),
        ("20261122120000", NOON, "a compact instant"),
        ("dimanche 22 novembre 2026 à 13h00 +0100", NOON, "French"),
        ("22 déc. 2026", datetime(2026, 12, 22, tzinfo=UTC), "a French abbreviation"),
        ("1er août 2026", datetime(2026, 8, 1, tzinfo=UTC), "a French ordinal"),
        ("22 de noviembre de 2026, 12:00", NOON, "Spanish"),
        ("22 de março de 2026", datetime(2026, 3, 22, tzinfo=UTC), "Portuguese"),
        ("November 22nd, 2026 12:00 pm", NOON, "an English ordinal"),
        ("12:00 am 22 November 2026", DAY, "midnight by the clock of twelve hours"),
        ("الأحد 22 نوفمبر 2026 12:00", NOON, "Arabic, of Egypt"),
        ("٢٢ نوفمبر ٢٠٢٦", DAY, "Arabic digits"),
        ("22 تشرين الثاني 2026", DAY, "Arabic, of the Levant"),
        ("22/11/2026 12:00", NOON, "the day first"),
        ("11/22/2026", DAY, "the month first where it cannot be the day"),
        ("2026/11/22", DAY, "the year first"),
        ("1 janvier 1970", None, "the beginning of an epoch is no date"),
        ("9999-12-31T23:59:59Z", None, "the end of time is no date"),
        ("0000000000", None, "zero"),
        ("9" * 70, None, "too many digits"),
        ("9" * 5000, None, "far too many"),
        ("yesterday", None, "words"),
        ("31 février 2026", None, "no such day"),
        ("", None, "nothing"),
    ],
)
def test_dates_of_people_are_read(text: str, expected: datetime | None, why: str) -> None:
    assert expected == parse_date(text), why


@given(st.text(max_size=90))
def test_no_text_raises(text: str) -> None:
    found = parse_date(text)

    assert found is None or found.tzinfo is not None
