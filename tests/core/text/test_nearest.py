"""The nearest of known names."""

import random
from difflib import get_close_matches

import pytest

from monitor.core.text.nearest import nearest

NAMES = (
    "urgent",
    "daily",
    "attack",
    "capital_airport",
    "Africa/Bamako",
    "Africa/Niamey",
    "kidnap",
    "gao",
    "ségou",
    "blockade",
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("urgnet", "urgent"),
        ("Daily", "daily"),
        ("dayly", "daily"),
        ("atack", "attack"),
        ("capital-airport", "capital_airport"),
        ("africa/bamako", "Africa/Bamako"),
        ("Bamako", "Africa/Bamako"),
        ("segou", "ségou"),
        ("goa", "gao"),
        ("kidnaping", "kidnap"),
        ("xylophone", None),
        ("", None),
        ("a" * 61, None),
        ("حصار", None),
    ],
)
def test_a_slip_of_the_finger_finds_what_was_meant(name: str, expected: str | None) -> None:
    assert nearest(name, NAMES) == expected


def test_among_thousands_it_finds_what_comparing_with_all_would_find() -> None:
    dice = random.Random(3)  # noqa: S311 - the same slips each time
    names = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randint(5, 12))) for _ in range(1500)]
    found = 0
    for name in dice.sample(names, 100):
        at = dice.randrange(1, len(name))
        slip = dice.choice(
            [
                name[:at] + name[at + 1 :],
                name[:at] + "x" + name[at:],
                name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
            ]
        )
        found += nearest(slip, names) == get_close_matches(slip, names, 1, 0.6)[0]

    assert found >= 98


def test_a_slip_in_any_but_the_first_letter_is_found_among_very_many() -> None:
    names = [f"vocabulary_{number:05}" for number in range(20_000)]

    assert nearest("vocabulry_00017", names) in names
