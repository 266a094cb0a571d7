"""News is not taken for the past by a number, a court or a word beside it; lines about other reports are not read."""

from datetime import UTC, datetime

import pytest

from monitor.core.feeds.parse.furniture import blanked
from monitor.core.model import Severity, Text
from monitor.core.rules.matcher import Matcher

PUBLISHED = datetime(2026, 10, 6, 9, tzinfo=UTC)
NEWS = [
    (
        "Attaque à Ouaga 2000 : 12 morts près du palais présidentiel",
        "critical",
        "a quarter whose name is a year",
    ),
    ("Gunfire heard in Ouaga 2000 near Kosyam palace", "critical", "in English"),
    ("هجوم مسلح على فندق في حي واغا 2000 في واغادوغو", "critical", "in Arabic"),
    ("Explosion à ACI 2000, à Bamako", "critical", "another quarter"),
    (
        "Regional prosecutor counts some 160 villagers killed in three raids near Titao",
        "critical",
        "who tells it",
    ),
    ("Burkina : 70 civils tués dans trois villages, selon le parquet", "critical", "who tells it, in French"),
    ("Gunmen attack court in Gao, 12 killed", "high", "a court is hit"),
    ("Mali : attentat contre le tribunal de Ségou, 15 morts", "high", "a court is hit, in French"),
    (
        "Jihadists overrun Sebba two years after first siege, 40 soldiers killed",
        "high",
        "the past beside news",
    ),
    ("Years after French exit, jihadists seize Ménaka", "critical", "the past before news"),
]


@pytest.mark.parametrize(("title", "least", "reason"), NEWS)
def test_news_is_as_grave_as_it_is(matcher: Matcher, title: str, least: str, reason: str) -> None:
    [matches] = matcher.match([Text(title, "", None, PUBLISHED)])

    assert max(match.severity for match in matches) >= Severity.named(least), reason


RELATED = [
    "Lire aussi : Mali : attaque djihadiste contre le camp de Kati, 40 soldats tués",
    "À lire aussi : Niger : le président détenu par sa garde",
    "À lire : Burkina : 60 soldats tués à Djibo",
    "Sur le même sujet : Bamako : tirs près de l'aéroport",
    "Read also: Gunmen attack Bamako airport, 40 soldiers killed",
    "Related: Coup attempt in Bamako, shots at palace",
    "See also: JNIM kills 60 in Djibo",
    "اقرأ أيضا: مقتل ستين جنديا في هجوم على باماكو",
]


@pytest.mark.parametrize("line", RELATED)
def test_lines_about_other_reports_make_no_report_grave(matcher: Matcher, line: str) -> None:
    title, summary = blanked(
        "Le prix du riz baisse à Sikasso", f"Les commerçants de la région s'en félicitent.\n{line}", ""
    )

    [matches] = matcher.match([Text(title, summary, None, PUBLISHED)])

    assert [match.rule for match in matches if match.severity > Severity.INFO] == []
