from pathlib import Path

import pytest

from monitor.core.model import Place
from monitor.core.rules.model import Term
from tests.config import folders

HEADER = "id,name,aliases,arabic,country,region,zone,lat,lon,precision,source,ambiguity,needs\n"
CONTEXT = "vocabularies:\n  mali: {terms: [Mali]}\n  army: {terms: [army]}\n"


def terms(tmp_path: Path, row: str, ask: str = "{country: ML}") -> tuple[Term, ...]:
    files = {
        "places.csv": HEADER + row + "\n",
        "vocabularies/a.yaml": f"{CONTEXT}  places: {{places: {ask}, terms: [somewhere]}}\n",
    }
    return folders.load(tmp_path, files).ruleset.vocabularies["places"].terms[1:]


def need(*names: str) -> tuple[Term, ...]:
    return tuple(Term(f"${name}") for name in names)


@pytest.mark.parametrize(
    ("row", "expected", "reason"),
    [
        (
            "gao,Gao,Gawo;Gao city,غاو;جاو,ML,Gao,core,16.2,-0.04,5,geonames,0,",
            (
                Term("Gao", place="gao"),
                Term("Gawo", place="gao"),
                Term("Gao city", place="gao"),
                Term("غاو", place="gao"),
                Term("جاو", place="gao"),
            ),
            "every name in every language counts",
        ),
        ("gao,Gao,Gao; ;,,ML,,,,,,,,", (Term("Gao", place="gao"),), "a name counts once, blanks do not"),
        (
            "gao,Gao,,,ML,,,,,,,1,mali",
            (Term("Gao", needs=need("mali"), place="gao"),),
            "class 1 needs its context anywhere",
        ),
        (
            "gao,Gao,,,ML,,,,,,,2,$mali; army",
            (Term("Gao", needs=need("mali", "army"), within=30, place="gao"),),
            "class 2 needs it near",
        ),
        (
            "gao,Gao,,,ML,,,,,,,2,$mali within 7",
            (Term("Gao", needs=need("mali"), within=7, place="gao"),),
            "a row may say how near",
        ),
        (
            "say,Say,Say town,,ML,,,,,,,3,",
            (Term("Say town", place="say"),),
            "class 3 without context: only names of several words",
        ),
        (
            "say,Say,,,ML,,,,,,,3,mali",
            (Term("Say", needs=need("mali"), within=12, place="say"),),
            "class 3 with context: very near",
        ),
    ],
)
def test_a_row_gives_its_names_as_its_ambiguity_allows(
    tmp_path: Path, row: str, expected: tuple[Term, ...], reason: str
) -> None:
    assert terms(tmp_path, row) == expected, reason


ROWS = [
    "a,A town,,,ML,North,core,,,,,0,",
    "b,B town,,,ML,South,core,,,,,2,mali",
    "c,C town,,,NE,North,border,,,,,0,",
]


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        ("{zone: core}", "ab"),
        ("{zone: [core, border]}", "abc"),
        ("{country: ML, region: North}", "a"),
        ("{region: [North]}", "ac"),
        ("{ambiguity: 0}", "ac"),
        ("{ambiguity: [2]}", "b"),
        ("{id: [a, c]}", "ac"),
        ("{zone: |\n      core\n      border\n    }", "abc"),
    ],
)
def test_places_are_asked_for_by_their_columns(tmp_path: Path, ask: str, expected: str) -> None:
    if "|" in ask:
        ask = "\n      zone: |\n        core\n        border\n"
        text = f"{CONTEXT}  places:\n    places:{ask}"
    else:
        text = f"{CONTEXT}  places: {{places: {ask}}}\n"
    files = {"places.csv": HEADER + "\n".join(ROWS), "vocabularies/a.yaml": text}

    found = folders.load(tmp_path, files).ruleset.vocabularies["places"].terms

    assert "".join(str(term.place) for term in found) == expected


def test_columns_may_stand_in_any_order_and_blank_rows_do_not_count(tmp_path: Path) -> None:
    text = '\ufeffcountry, Name ,id,lat,lon,zone\n\nML,"Gao, town",gao,16.2,-0.04,core\n,,,,,\n'

    found = folders.load(tmp_path, {"places.csv": text}).places

    assert found == {"gao": Place("gao", "Gao, town", "ML", "", "core", 16.2, -0.04)}


@pytest.mark.parametrize(("lang", "expected"), [("ar", "غاو"), ("fr", "Gao"), ("en", "Gao"), ("es", "Gao")])
def test_a_place_is_called_by_the_first_of_its_names_in_the_script_of_a_language(
    tmp_path: Path, lang: str, expected: str
) -> None:
    found = folders.load(tmp_path, {"places.csv": HEADER + "gao,Gao,Gaoh, غاو ;جاو,ML,,,,,,,0,\n"}).places

    assert found["gao"].called(lang) == expected


def test_an_ambiguous_name_without_context_is_warned_of(tmp_path: Path) -> None:
    found = folders.load(tmp_path, {"places.csv": HEADER + "gao,Gao,,,ML,,,,,,,2,\n"})

    assert "places.csv:2:22: gao.needs: an ambiguous name without context" in found.warnings[0]


def test_a_table_with_mistakes_makes_no_place_unknown_elsewhere(tmp_path: Path) -> None:
    files = {
        "places.csv": "id,nom,country\ngao,Gao,ML\n",
        "history.csv": "date,place,tags,source\n2026-01-01,gao,attack,x\n",
        "vocabularies/a.yaml": "vocabularies: {v: {places: {zone: core}}}\n",
    }

    assert [line.split(":")[0] for line in folders.mistakes(tmp_path, files)] == ["places.csv", "places.csv"]


def test_a_term_may_stand_for_a_place(tmp_path: Path) -> None:
    files = {
        "places.csv": HEADER + "say,Say,,,NE,,,,,,,3,\n",
        "vocabularies/a.yaml": "vocabularies: {v: {terms: [{term: Say, cased: true, place: say}]}}\n",
    }

    assert folders.load(tmp_path, files).ruleset.vocabularies["v"].terms == (
        Term("Say", cased=True, place="say"),
    )


def test_a_cell_may_hold_line_breaks_and_later_places_stay_right(tmp_path: Path) -> None:
    text = 'id,name,country,lat\ngao,"Gao\ntown",ML,1\nkati,Kati,ML,x\n'

    found = folders.mistakes(tmp_path, {"places.csv": text})

    assert found == ["places.csv:4:14: kati.lat: 'x' is not a valid lat, write degrees from -90 to 90"]
