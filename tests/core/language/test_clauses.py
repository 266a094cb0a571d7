"""Clauses and their roles, datelines, lines about other articles: sentences of many places and languages."""

from datetime import UTC, datetime

import pytest

from monitor.core.language.clauses import is_past, read_clauses, spoken
from monitor.core.language.cues import Role
from monitor.core.language.data import ASSUMED
from monitor.core.language.framing import dateline, other_articles
from tests.core.language.reading import line

NOW = datetime(2026, 11, 30, tzinfo=UTC)
ROMANCE = ASSUMED | {"es", "pt"}


def roles(text: str, lang: str = "en") -> list[tuple[str, str]]:
    """Return what is said of the words that are not simply of the event."""
    langs = ROMANCE if lang in {"es", "pt"} else ASSUMED
    read = line(text)
    return [(role.name.lower(), words) for role, words in spoken(read_clauses(read, NOW, langs), read)]


ROLES = [
    ("Shelling near Sumy, two days after a strike that killed 31", [("background", "two days after a strike that killed 31")], "days after"),
    ("Two years after it was retaken, Palma falls again", [("background", "Two years after it was retaken")], "a comma ends it"),
    ("Flood kills 12 in Derna, three years after dam burst", [("background", "three years after dam burst")], "a fresh event beside"),
    ("Un bus visé à Peshawar, au lendemain de l'attentat qui a fait 64 morts", [("background", "au lendemain de l'attentat qui a fait 64 morts")], "au lendemain"),
    ("اشتباكات في مقديشو غداة تفجير أوقع ستين قتيلا", [("background", "غداة تفجير أوقع ستين قتيلا")], "Arabic"),
    ("Ataque en Tumaco, tres días después de una masacre", [("background", "tres días después de una masacre")], "Spanish"),
    ("Gunmen kill 9 in a village where 40 died two years ago", [("background", "where 40 died two years ago")], "of two clauses one"),
    ("Il y a dix ans, 130 personnes mouraient à Paris", [("background", "Il y a dix ans, 130 personnes mouraient à Paris")], "a cue alone speaks of what follows"),
    ("The city, under siege since 2022, votes", [("background", "since 2022")], "an aside"),
    ("Hostages held in the bank since dawn", [], "what lasts since today is news"),
    ("The deadliest raid so far this year", [], "the worst of a year is news"),
    ("More than 300 died on this route so far this year", [("background", "More than 300 died on this route so far this year")], "statistics are not"),
    ("Saturday's blast left 9 dead; the day before, 40 had died in Quetta", [("background", "the day before, 40 had died in Quetta")], "what stands alone speaks of its neighbour"),
    ("The first raid had left 55 people dead", [("background", "The first raid had left 55 people dead")], "a time before"),
    ("Officials said 12 soldiers had been killed", [("said", "Officials said")], "what somebody says in the past is news"),
    ("Il avait sauté sur une mine jeudi", [], "a weekday is recent"),
    ("Rebels tried to take control of Goma", [("planned", "tried to take control of Goma")], "tried"),
    ("Embassy warns of attacks on hotels in Kampala", [("planned", "warns of attacks on hotels in Kampala")], "feared"),
    ("Des rebelles chercheraient à prendre Bunia", [("planned", "chercheraient à prendre Bunia")], "French"),
    ("قوات الأمن تحبط محاولة للسيطرة على المطار", [("planned", "محاولة للسيطرة على المطار")], "Arabic"),
    ("Coup attempt under way in Libreville", [], "an attempt is an event"),
    ("Tentative de coup d'État à Libreville", [], "in French"),
    ("Villagers learn what to do if militants attack", [("precaution", "what to do if militants attack")], "precaution"),
    ("Un mur pour se protéger des attaques", [("precaution", "se protéger des attaques")], "French"),
    ("The army is back in Palma, previously held by insurgents", [("before", "previously held by insurgents")], "possession before"),
    ("L'armée à Rutshuru, un temps aux mains du M23", [("before", "un temps aux mains du M23")], "French"),
    ("The ministry denies a coup in Malabo", [("denied", "denies a coup in Malabo")], "denied"),
    ("الجيش ينفي سقوط القاعدة", [("denied", "ينفي سقوط القاعدة")], "Arabic"),
    ("160 villagers killed, says prosecutor", [("said", "says prosecutor")], "who tells it"),
    ("Prosecutor says 160 villagers were killed", [("said", "Prosecutor says")], "who tells it first"),
    ("The army of the north on Nov. 16 said its drones killed 20", [("said", "said")], "a verb far from who speaks"),
    ("160 tués, selon le procureur", [("said", "selon le procureur")], "selon"),
    ("قال المدعي العام إن 160 قرويا قتلوا", [("said", "قال المدعي العام إن")], "Arabic"),
    ("Gunmen attack court in Kabul, 12 killed", [], "a court that is hit is no trial"),
    ("Alliance quits International Criminal Court", [], "nor one that is left"),
    ("Trial of hotel attackers opens in Nairobi", [("background", "Trial of hotel attackers opens in Nairobi")], "a trial"),
    ("Militant sentenced to 20 years over raid", [("background", "Militant sentenced to 20 years over raid")], "a sentence"),
    ("Attack in Ouaga 2000, 12 killed", [], "a district"),
    ("Explosion at ACI 2000", [], "another"),
    ("Flaw CVE-2019-0708 exploited in the wild", [], "a code"),
    ("Windows Server 2019 update fails", [], "a product"),
    ("Nissan recalls Qashqai 2021 cars", [], "a model"),
    ("The army promises peace before 2024", [("background", "before 2024")], "a year behind us"),
    ("The siege of 2012", [("background", "The siege of 2012")], "a year"),
    ("Attack in March 2019 remembered", [("background", "Attack in March 2019 remembered")], "a month and a year"),
    ("اتفاق ينتهي قبل عام 2030", [], "a year to come is no year ago"),
    ("3,900 people died last year", [("background", "3,900 people died last year")], "a comma within a number parts nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "reason"), ROLES, ids=[case[0] for case in ROLES])
def test_clauses_have_the_role_that_their_cues_give(
    text: str, expected: list[tuple[str, str]], reason: str
) -> None:
    assert roles(text, "es" if text.startswith("Ataque en") else "en") == expected, reason


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Haiti: a memorial for 220,000 victims", True),
        ("Ten years after the quake", True),
        ("Bhopal, quarante ans après : la ville n'a pas oublié", True),
        ("Years after French exit, insurgents seize Palma", False),
        ("Insurgents seize Palma years after first raid", False),
        ("ذكرى مجزرة صبرا وشاتيلا", True),
        ("Bericht aus Kiew", False),
    ],
)
def test_a_headline_looks_back_if_all_of_it_does(title: str, expected: bool) -> None:
    assert is_past(title, NOW) is expected


DATELINES = [
    ("NAIROBI, Kenya (AP) — Gunmen attacked", "NAIROBI, Kenya"),
    ("ISLAMABAD, March 4 (Xinhua) -- Armed men", "ISLAMABAD"),
    ("Port-au-Prince, 9 février 2026 – Des hommes", "Port-au-Prince"),
    ("كابول 9 فبراير (شينخوا) -- هاجم مسلحون", "كابول"),
    ("مقديشو في 3 مارس /وكالة/ قال مسؤول", "مقديشو"),
    ("بغداد (أ ف ب) قال مسؤول", "بغداد"),
    ("PARIS/KINSHASA (Reuters) - France", "PARIS/KINSHASA"),
    ("LIMA, 12 Nov. 2026 (EFE) - El", "LIMA"),
    ("APA-Dakar (Senegal) - Des hommes", "Dakar"),
    ("Kinshasa — Des assaillants ont attaqué un poste près de Bunia", "Kinshasa"),
    ("Kinshasa — Des tirs ont été entendus à l'aube", None),
    ("The army - which lost 12 men in Palma - said", None),
    ("Two soldiers killed - army", None),
    ("Goma (Congo) was attacked – 12 dead", None),
    ("In Kabul, Afghanistan - the army", None),
    ("Kabul: 12 killed", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "place"), DATELINES, ids=[case[0] for case in DATELINES])
def test_a_dateline_is_told_from_a_sentence(text: str, place: str | None) -> None:
    found = dateline(text)

    assert (found and found.place) == place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rice is cheap. Read also: Raid kills 40", ["Read also: Raid kills 40"]),
        ("Le riz baisse.\nLire aussi : Attaque à Goma", ["Lire aussi : Attaque à Goma"]),
        ("Fini. À LIRE AUSSI – Attaque à Goma. Suite.", ["À LIRE AUSSI – Attaque à Goma."]),
        ("نص الخبر. اقرأ أيضا: هجوم على المطار", ["اقرأ أيضا: هجوم على المطار"]),
        ("Fin. Lea también: Ataque en Cali", ["Lea también: Ataque en Cali"]),
        ("News. The post News appeared first on Site.", ["The post News appeared first on Site."]),
        ("Two arrests were related: to the raid", []),
        ("They read also the names of the dead", []),
    ],
)
def test_lines_about_other_articles_are_found(text: str, expected: list[str]) -> None:
    assert [text[first:last].strip() for first, last in other_articles(text)] == expected


def test_every_role_can_be_seen() -> None:
    seen = {role for _, expected, _ in ROLES for role, _ in expected}

    assert seen == {role.name.lower() for role in Role} - {"event"}
