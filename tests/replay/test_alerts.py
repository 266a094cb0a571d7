"""What is alerted, with the shipped rules: an attack once however many report it, and every attack by itself."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.store import Store
from tests.replay.month import START, Item
from tests.replay.run import replay

GAO = (
    (
        "en",
        "Gunmen attack airport in Gao, northern Mali",
        "Explosions were heard at the air base on Monday, residents said.",
    ),
    (
        "fr",
        "Mali : l'aéroport de Gao attaqué par des hommes armés",
        "Des explosions ont été entendues lundi à la base aérienne.",
    ),
    ("ar", "هجوم مسلح على مطار غاو شمال مالي", "سمع دوي انفجارات يوم الاثنين في القاعدة الجوية."),
    (
        "en",
        "Gao airport under attack in Mali, soldiers killed",
        "Fighters stormed the air base on Monday, a security source said.",
    ),
    (
        "fr",
        "Attaque de l'aéroport de Gao : des soldats tués",
        "Les assaillants ont pris d'assaut la base aérienne lundi, au Mali.",
    ),
    ("ar", "مقتل جنود في الهجوم على مطار غاو", "اقتحم مسلحون القاعدة الجوية في مالي يوم الاثنين."),
    (
        "en",
        "JNIM claims attack on Gao airport in Mali",
        "The group said its men entered the air base on Monday.",
    ),
    (
        "fr",
        "Le Jnim revendique l'attaque de l'aéroport de Gao",
        "Le groupe dit être entré lundi dans la base aérienne malienne.",
    ),
    (
        "ar",
        "نصرة الإسلام والمسلمين تتبنى الهجوم على مطار غاو",
        "قالت الجماعة إنها دخلت القاعدة الجوية يوم الاثنين.",
    ),
    (
        "fr",
        "Gao : ce que l'on sait de l'attaque de l'aéroport",
        "Retour sur l'assaut de lundi contre la base aérienne malienne.",
    ),
)  # fmt: skip - a table
AGAIN = (
    "en",
    "Gunmen attack airport in Gao again",
    "Rockets hit the air base in northern Mali on Tuesday, residents said.",
)
SEVARE = (
    "en",
    "Gunmen attack airport in Sevare, central Mali",
    "Explosions were heard at the air base on Monday, residents said.",
)
MONDAY = START + timedelta(days=1, hours=6)
HOUR = timedelta(hours=1)


def item(hours: float, text: tuple[str, str, str], number: int = 1) -> Item:
    lang, title, summary = text
    return Item(MONDAY + hours * HOUR, f"wire-{lang}-{number}", lang, title, summary)


@pytest.mark.parametrize(
    ("items", "alerts", "reason"),
    [
        ([item(n * 0.7, text, n % 6 + 1) for n, text in enumerate(GAO)], 1, "ten reports in three languages"),
        ([item(0, GAO[0]), item(20, AGAIN)], 2, "two attacks on one town 20 hours apart"),
        ([item(0, GAO[0]), item(1, SEVARE)], 2, "two towns within one hour"),
    ],
)
def test_each_attack_is_alerted_once(tmp_path: Path, items: list[Item], alerts: int, reason: str) -> None:
    store = Store(f"sqlite:///{tmp_path / 'monitor.db'}")
    store.open()
    try:
        told = replay(store, items=items).alerts()
    finally:
        store.close()

    assert sum(len(each.stories) for each in told) == alerts, reason
