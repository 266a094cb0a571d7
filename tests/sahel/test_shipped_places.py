"""places.csv and history.csv: where things are, and under which names."""

import csv
from collections import Counter
from itertools import pairwise

import pytest

from monitor.core.model import Place, Text
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config
from tests.sahel.conftest import FOLDER

# west, south, east, north
BOXES = {
    "ML": (-12.3, 10.1, 4.3, 25.1), "BF": (-5.6, 9.4, 2.5, 15.1), "NE": (0.1, 11.6, 16.1, 23.8),
    "BJ": (0.7, 6.2, 3.9, 12.5), "TG": (-0.2, 6.0, 1.9, 11.2), "GH": (-3.3, 4.7, 1.3, 11.2),
    "CI": (-8.7, 4.3, -2.4, 10.8), "SN": (-17.6, 12.3, -11.3, 16.8), "MR": (-17.1, 14.7, -4.8, 27.4),
    "GN": (-15.1, 7.1, -7.6, 12.7), "NG": (2.6, 4.2, 14.7, 13.9), "DZ": (-8.7, 18.9, 12.0, 37.2),
}  # fmt: skip
NAMES = [
    (
        "Gunmen kill two soldiers in the Boucle du Mouhoun",
        "bankui-ex-boucle-du-mouhoun",
        "the old name of a region",
    ),
    ("Embuscade dans le Bankui, deux soldats tués", "bankui-ex-boucle-du-mouhoun", "its new name"),
    ("مقتل جنديين في هجوم شمال تمبكتو", "timbuktu", "Arabic"),
    ("مقتل جنديين في كمين قرب تنبكتو", "timbuktu", "Arabic, the other spelling"),
    ("Attaque jihadiste contre un camp de Tombouctou", "timbuktu", "French"),
    ("Ten killed in attack in Gao", "gao", "a name of people, too: an attack beside it is enough"),
    ("Ten killed in attack on village near Gao", "gao", "as above"),
    ("Dix morts dans une attaque à Gao", "gao", "as above, in French"),
    ("Koro : une attaque contre un village fait 12 morts", "koro", "as above, of a village"),
    ("Attack on Kati leaves nine soldiers dead", "kati", "as above, of a garrison"),
    ("Jihadists attack a camp near Aguel'hoc", "aguelhok", "a spelling with an apostrophe"),
    ("Tuareg rebels ambush a column at Tin Zaouatine", "tinzaouaten", "a spelling in two words"),
    ("Gunmen kill two soldiers in Malanville", "malanville", "Benin"),
    ("Malian refugees reach Mbera", "mbera", "Mauritania"),
    ("Togo : des jihadistes attaquent un poste à Kpendjal", "kpendjal", "Togo"),
    ("إطلاق نار كثيف في باماكو", "bamako", "Arabic, a capital"),
]


def _rows() -> list[dict[str, str]]:
    with (FOLDER / "places.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_every_place_lies_within_its_country(shipped: Config) -> None:
    def is_outside(place: Place) -> bool:
        west, south, east, north = BOXES[place.country]
        return (
            place.lat is None
            or place.lon is None
            or not (west <= place.lon <= east and south <= place.lat <= north)
        )

    assert [place.id for place in shipped.places.values() if is_outside(place)] == []


def test_every_place_says_how_exact_its_coordinates_are_and_whose() -> None:
    rows = _rows()

    assert {"geonames", "memory"} == {row["source"] for row in rows}
    assert [row["id"] for row in rows if not 1 <= int(row["precision"]) <= 100] == []


def test_no_name_stands_for_two_places() -> None:
    names = Counter(
        name
        for row in _rows()
        for name in {row["name"], *row["aliases"].split(";"), *row["arabic"].split(";")} - {""}
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_ambiguous_names_say_what_must_stand_beside_them() -> None:
    assert [row["id"] for row in _rows() if row["ambiguity"] in {"1", "2"} and not row["needs"]] == []


def test_the_belt_has_rows_in_every_country_the_war_reaches(shipped: Config) -> None:
    belt = {"coastal_north", "border", "nigeria_west"}
    counts = Counter(place.country for place in shipped.places.values() if place.zone in belt)

    assert {"BJ", "TG", "GH", "CI", "SN", "MR", "GN", "NG", "DZ"} == set(counts)
    assert min(counts[country] for country in ("BJ", "TG", "GH", "CI")) >= 30


def test_rows_stand_in_the_order_of_country_and_region() -> None:
    keys = [(row["country"], row["region"], row["id"]) for row in _rows()]
    countries = list(dict.fromkeys(country for country, _, _ in keys))

    assert all(one < two for one, two in pairwise(keys) if one[0] == two[0])
    assert len(countries) == len(BOXES)


@pytest.mark.parametrize(("title", "place", "reason"), NAMES)
def test_a_hit_carries_its_place_under_any_of_its_names(
    matcher: Matcher, title: str, place: str, reason: str
) -> None:
    [matches] = matcher.match([Text(title, "")])

    assert place in {name for match in matches for name in match.places}, reason


def test_known_events_stand_at_places_of_the_belt_and_the_core(shipped: Config) -> None:
    zones = Counter(shipped.places[event.place].zone for event in shipped.history)

    assert len(shipped.history) >= 60
    assert {"core", "capital", "coastal_north", "nigeria_west"} <= set(zones)
    assert all(event.source for event in shipped.history)
