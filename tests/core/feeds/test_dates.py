"""Dates as feeds write them, in five languages, as epoch seconds, and as nonsense."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.feeds.dates import parse_date, standard
from monitor.core.feeds.parse import fields
from monitor.core.feeds.parse.xml import understood

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


A_NOON = """
2026/11/29 12:00:00
2026-11-29 12:00:00 UTC
2026-11-29 12:00:00 GMT
2026-11-29 12:00 UTC
2026-11-29T12:00:00 UTC
Sun, 29 Nov 2026 13:00:00 WAT
Sun, 29 Nov 2026 13:00:00 CET
Sun, 29 Nov 2026 14:00:00 CEST
Sun, 29 Nov 2026 15:00:00 EAT
Sun, 29 Nov 2026 13:00:00 BST
Sun, 29 Nov 2026 13:00:00 UTC+01:00
Sun, 29 Nov 2026 13:00:00 GMT+1
Sun, 29 Nov 2026 11:00:00 GMT-1
Sun, 29 Nov 2026 01:00:00 PM +0100
Sun, 29 Nov 2026 12:00:00 PM +0000
Sun, 29 Nov 2026 13:00:00 +100
Sun, 29 Nov 2026 12.00.00 GMT
29 novembre 2026 12.00
Sun, 29-Nov-2026 12:00:00 GMT
Sunday, 29-Nov-2026 12:00:00 UTC
1795953600.123
1795953600
2026-11-29T12:00:00,123Z
2026-11-29T12:00:00.0000000+00:00
2026-11-29T13:00:00 +0100
2026-11-29T12:00:00Z[UTC]
2026-11-29T13:00:00+01:00[Africa/Lagos]
Sun Nov 29 13:00:00 WAT 2026
Sun Nov 29 2026 13:00:00 GMT+0100 (West Africa Standard Time)
Sun, 29 Nov 2026 13:00:00 +0100 (WAT)
Sunday 29th November 2026 13:00 WAT
29/11/2026 12h00
29/11/2026 - 12:00
29 novembre 2026 à 12 h 00
11/29/2026 12:00:00 PM
Nov 29, 2026, 12:00 PM
Sun Nov 29 12:00:00 2026
So, 29 Nov 2026 12:00:00 GMT
Lahadi, 29 Nuwamba 2026 12:00:00 +0000
الأحد, 29 نوفمبر 2026 12:00:00 +0000
الأحد 29 تشرين الثاني 2026 12:00
29 نونبر 2026 12:00
2026年11月29日 12:00
2026-11-29 오후 12:00:00
Sun, 29 Nov 26 12:00:00 GMT
29 Nov 26 12:00 GMT
29. November 2026, 12:00 Uhr
29 de noviembre de 2026 a las 12:00
29 novembre 2026 12:00
domenica 29 novembre 2026 12:00
zo, 29 nov 2026 12:00:00 +0000
2026-11-29T12:00
2026-11-29 12:00
20261129T120000Z
Sun, 29 Nov 2026 12:00:00 Z
Sun, 29 Nov 2026 12:00:00 -0000
Sun, 29 Nov 2026 07:00 EST
Sun, 29 Nov 2026 04:00:00 PST
12:00 29/11/2026
12:00, 29 November 2026
29.11.2026 12:00
29.11.2026 12.00
2026.11.29 12:00
Sun, 29 Nov 2026 12:00:00 UT
Sun, 29 Nov 2026 12:00:00 UTC
Sun,29 Nov 2026 12:00:00 +0000
Sun, 29 Nov  2026 12:00:00  +0000
2026-11-29T12:00:00+0000
2026-11-29 12:00:00.123456
2026-11-29 12:00:00 +00:00
2026-11-29 17:30:00 IST
12:00 PM, Nov 29 2026
Sun, 29 Nov 2026 21:00:00 JST
""".strip().splitlines()


@pytest.mark.parametrize("text", A_NOON)
def test_one_instant_is_read_in_all_its_spellings(text: str) -> None:
    assert _date(text) == datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 28 Nov 2026 36:00:00 GMT", None),
        ("Sun, 29 Nov 2026 12:00:60 GMT", datetime(2026, 11, 29, 12, 0, 59, tzinfo=UTC)),
        ("Sun, 28 Nov 2026 24:00:00 GMT", datetime(2026, 11, 29, tzinfo=UTC)),
        ("2026-11-28T24:00:00Z", datetime(2026, 11, 29, tzinfo=UTC)),
        ("2026-11-29 오전 12:00:00", datetime(2026, 11, 29, tzinfo=UTC)),
        ("12/11/2026 1:30:00 PM", datetime(2026, 12, 11, 13, 30, tzinfo=UTC)),
        ("12/11/2026 13:30:00", datetime(2026, 11, 12, 13, 30, tzinfo=UTC)),
        ("2026/11/01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("Sun, 29 Nov 2026 12:00:00 +9900", datetime(2026, 11, 29, 12, tzinfo=UTC)),
        ("2 hours ago", None),
        ("il y a 2 heures", None),
        ("Aujourd’hui 12:00", None),
        ("2026", None),
        ("12:00", None),
        ("1.2.3.4", None),
        ("1795953600.", None),
    ],
)
def test_what_is_odd_is_read_as_it_is_meant_or_not_at_all(text: str, expected: datetime | None) -> None:
    assert _date(text) == expected


HALF_PAST_NINE = (
    "2026.12.01 09:30",
    "01.12.2026 09:30",
    "01.12.2026, 09.30 Uhr",
    "1. Dezember 2026, 09:30 Uhr",
    "1 декабря 2026 09:30",
    "01 Aralık 2026 09:30",
    "1 Desemba 2026 09:30",
    "1º de diciembre de 2026, 09:30 h",
    "1 de dezembro de 2026 às 09h30",
    "mardi 1er décembre 2026 à 9h30",
    "le 01/12/2026 à 09:30",
    "الثلاثاء 1 ديسمبر 2026 - 09:30",
    "١ ديسمبر ٢٠٢٦ ٠٩:٣٠",
    "1 كانون الأول 2026 09:30",
    "Tue Dec 01 2026 09:30:00 GMT+0000 (Coordinated Universal Time)",
    "20261201T093000Z",
    "20261201093000",
    "2026-W49-2T09:30Z",
    "1796117400",
    "1796117400000",
    "@1796117400",
    "Tue, 01-Dec-26 09:30:00 GMT",
    "Tuesday, 01-Dec-26 09:30:00 GMT",
    "2026-12-01 09:30:00.000000",
    "2026-12-01 09:30:00.123 UTC",
    "2026-12-01T09:30:00-0000",
    "2026-12-01T09:30:00.1234567Z",
    "2026-12-01t09:30:00z",
    "2026-12-01T09:30:00Z[UTC]",
    "Published: 1 Dec 2026 09:30",
    "Publié le 01/12/2026 - 09:30",
    "Mis à jour le 1 déc. 2026 à 9 h 30",
    "2026年12月1日 09:30",
    "2026/12/01 09時30分",
    "Fri, 01 Dec 2026 09:30:00 GMT",
    "Talata, 1 Disamba 2026 09:30",
    "1 grudnia 2026 09:30",
    "01/12/26 09:30",
    "01-12-2026 09:30:00",
    "Tue, 1 Dec 2026 09:30:00 Z",
    "Tue, 1 Dec 2026 09:30:00 A",
    "1 Aralık 2026 Salı 09:30",
    "2026-12-01 9:30",
    "2026-12-1 09:30",
    "9:30 صباحاً 1 ديسمبر 2026",
    "1 грудня 2026 09:30",
    "1 décembre 2026 09 h 30",
)


@pytest.mark.parametrize("text", HALF_PAST_NINE)
def test_a_morning_is_read_as_programs_and_people_write_it(text: str) -> None:
    assert _date(text) == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 01 Dec 2026 09:30:00 EAT", "2026-12-01T06:30"),
        ("Tue, 1 Dec 2026 9:30 GMT+3", "2026-12-01T06:30"),
        ("1 Dec 2026 09:30 UTC-0500", "2026-12-01T14:30"),
        ("2026-12-01 09:30:00 +0100 WAT", "2026-12-01T08:30"),
        ("2026-12-01T09:30+01", "2026-12-01T08:30"),
        ("فاتح ديسمبر 2026", None),
        ("December 1, 2026 9:30 pm", "2026-12-01T21:30"),
        ("Dec. 1, 2026 9:30 a.m. EST", "2026-12-01T14:30"),
        ("12/1/2026 9:30:00 PM", "2026-12-01T21:30"),
        ("Tue, 01 Dec 2026 09:30:00 CEST", "2026-12-01T07:30"),
        ("Tue, 01 Dec 2026 09:30:00 IST", "2026-12-01T04:00"),
        ("Tue, 01 Dec 2026 09:30:00 PST", "2026-12-01T17:30"),
        ("2026-12-01T09:30:00 +01:00", "2026-12-01T08:30"),
        ("2026-12-01T09:30:00+0100", "2026-12-01T08:30"),
        ("Tue, 01 Dec 2026 09:30:00 +01:00", "2026-12-01T08:30"),
        ("Tue, 01 Dec 2026 09:30:00 +1", "2026-12-01T08:30"),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("0000-00-00 00:00:00", None),
        ("-0001-11-30T00:00:00+00:00", None),
        ("Mon, 30 Nov -0001 00:00:00 +0000", None),
        ("hier à 09:30", None),
        ("yesterday", None),
        ("31 novembre 2026", None),
        ("Tue, 31 Nov 2026 09:30:00 GMT", None),
        ("1 décembre, 2026", "2026-12-01T00:00"),
        ("2026-12-01", "2026-12-01T00:00"),
        ("1er dec 2026, 9h", "2026-12-01T09:00"),
        ("12-01-2026", "2026-01-12T00:00"),
        ("1 ديسمبر/كانون الأول 2026", "2026-12-01T00:00"),
        ("01 ديسمبر 2026 الساعة 09:30 مساءً", "2026-12-01T21:30"),
    ],
)
def test_zones_halves_of_days_and_dates_that_are_none(text: str, expected: str | None) -> None:
    found = _date(text)

    assert (found and found.strftime("%Y-%m-%dT%H:%M")) == expected


def _date(text: str) -> datetime | None:
    return fields.date(text, lambda: understood(text))


ZONES = [("WAT", 1), ("CET", 1), ("CEST", 2), ("EAT", 3), ("BST", 1), ("SAST", 2), ("CAT", 2), ("MSK", 3), ("GMT", 0),
         ("EST", -5), ("EDT", -4), ("PST", -8), ("JST", 9), ("UTC+3", 3), ("GMT+01:00", 1), ("GMT-0300", -3), ("+100", 1),
         ("+0100", 1), ("-05:00", -5), ("+01", 1), ("Z", 0)]  # fmt: skip
SHAPES = ["{day}, {d} {month} {y} {clock} {zone}", "{y}-11-{d} {clock} {zone}", "{y}/11/{d} {clock} {zone}",
          "{d} {month} {y}, {clock} {zone}", "{d}/11/{y} {clock} {zone}", "{d}-{month}-{y} {clock} {zone}"]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("zone", "hours"), ZONES)
def test_any_zone_goes_with_any_shape_of_date(shape: str, zone: str, hours: float) -> None:
    text = shape.format(day="Sun", d="29", month="Nov", y="2026", clock="12:30:00", zone=zone)

    assert _date(text) == datetime(2026, 11, 29, 12, 30, tzinfo=UTC) - timedelta(hours=hours)


@given(st.text(max_size=90))
def test_no_text_raises(text: str) -> None:
    found = parse_date(text)

    assert found is None or found.tzinfo is not None
