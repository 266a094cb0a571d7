"""Whether two reports are of one event, for a user who has no gazetteer and whose store is new.

The rules here find a theme and nothing else, so that only what the texts say can join or part them.
"""

from datetime import timedelta

import pytest

from monitor.core.model import Severity
from monitor.core.stories import Window
from tests.reports import MONDAY, Desk, report

TOWNS = ("Ségou", "غاو", "Mopti", "Kayes", "Gao", "Ménaka", "Kidal", "Tessalit", "Djibo", "Dori", "Diapaga", "Kandi",
         "Dapaong", "Sokoto", "Tillabéri", "Téra", "Ansongo", "Nara", "Diema", "Sikasso")  # fmt: skip
TOWNS_AR = (
    "سيغو",
    "غاو",
    "موبتي",
    "كايس",
    "تمبكتو",
    "ميناكا",
    "كيدال",
    "تساليت",
    "جيبو",
    "دوري",
    "ديابغا",
    "كاندي",
)


def stories_of(*texts: tuple[str, str], feeds: int = 20, severity: Severity = Severity.LOW) -> list[int]:
    """Group texts of a title and a lead, ten minutes apart, in a new store."""
    desk = Desk(Window())
    return desk.stories(
        report(
            title,
            lead,
            MONDAY + timedelta(minutes=10 * number),
            feed=f"feed-{number % feeds}",
            severity=severity,
            tags=(),
        )
        for number, (title, lead) in enumerate(texts)
    )


@pytest.mark.parametrize("feeds", [1, 20])
@pytest.mark.parametrize(
    ("title", "lead", "towns"),
    [
        ("Flood alarm raised in {}", "Water rose near {}, l’alerte est donnée.", TOWNS),
        ("Flood alarm raised in {}", "", TOWNS),
        ("{} : l'alerte aux crues est donnée", "Le fleuve monte, disent les riverains.", TOWNS),
        ("Teachers strike in {} over pay", "Classrooms stayed empty, the union said.", TOWNS),
        ("{} market burns", "Traders lost everything.", TOWNS),
        ("Flood Alarm Raised In The City Of {}", "", TOWNS),
        ("إنذار من الفيضان في {}", "ارتفع منسوب المياه قرب {}.", TOWNS_AR),
    ],
)
def test_headlines_of_one_template_about_twenty_towns_are_as_many_stories(
    title: str, lead: str, towns: tuple[str, ...], feeds: int
) -> None:
    stories = stories_of(*((title.format(town), lead.format(town)) for town in towns), feeds=feeds)

    assert stories == [*range(1, len(towns) + 1)]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (
            ("Attack on Dori kills 14", "Soldiers died in the raid."),
            ("Gunmen kill 14 soldiers at Dori", "The camp was raided at dawn."),
            "other words, one town and toll",
        ),
        (
            ("Fire kills 23 in Karachi garment factory", "Workers were trapped behind locked doors."),
            ("Karachi factory owner arrested after fire", "Police said the doors had been locked."),
            "the town begins",
        ),
        (
            ("Landslide buries homes near Medellín, ten missing", "Mud covered the Bello district."),
            (
                "Colombie : un glissement de terrain près de Medellín",
                "Dix personnes sont portées disparues à Bello.",
            ),
            "English and French",
        ),
        (
            ("Séisme de magnitude 6,4 à Talca, au Chili", "Des maisons se sont effondrées."),
            ("زلزال بقوة 6.4 درجات يضرب تالكا في تشيلي", "انهارت منازل قديمة."),
            "French and Arabic",
        ),
        (
            ("Fire kills 23 in Karachi factory", "Workers were trapped on the third floor."),
            ("مقتل 23 شخصا في حريق بمصنع في كراتشي", "علق العمال في الطابق الثالث."),
            "English and Arabic",
        ),
        (
            ("حريق يلتهم سوق دوالا ويقتل 6 تجار", "افتقر رجال الإطفاء إلى الماء."),
            ("مقتل 6 تجار في حريق سوق دوالا", "خسر التجار كل شيء."),
            "Arabic",
        ),
    ],
)  # fmt: skip - a table
def test_other_words_for_one_event_are_one_story(
    one: tuple[str, str], other: tuple[str, str], reason: str
) -> None:
    assert stories_of(one, other) == [1, 1], reason


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (
            ("Gunmen kill nine at bar in Celaya", "Prosecutors found a hundred cartridges."),
            ("Gunmen kill nine at bar in Esmeraldas", "Police blamed a gang."),
            "another town, one toll",
        ),
        (
            ("Ghana's central bank cuts key rate", "The cedi slipped."),
            ("Nigeria's central bank raises key rate", "The naira gained."),
            "another country",
        ),
        (
            ("Grève à l'aéroport de Lyon", "Des vols sont annulés."),
            ("Grève à l'aéroport de Francfort", "Des vols sont annulés."),
            "French",
        ),
        (
            ("حريق يلتهم سوق دوالا", "خسر التجار كل شيء."),
            ("حريق يلتهم سوق كوماسي", "خسر التجار كل شيء."),
            "Arabic",
        ),
        (
            ("Bus plunges into ravine in Bolivia, 19 dead", "The driver lost control."),
            ("نيبال: سقوط حافلة في نهر وفقدان 24 راكبا", "انهار الطريق."),
            "across scripts",
        ),
        (
            ("Flood alarm raised in Linz as Danube rises", ""),
            ("Flood alarm raised in Passau as Danube rises", ""),
            "one river, two towns",
        ),
    ],
)  # fmt: skip - a table
def test_another_name_in_the_same_place_is_another_event(
    one: tuple[str, str], other: tuple[str, str], reason: str
) -> None:
    assert stories_of(one, other) == [1, 2], reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("Gunmen kill 12 in Burkina Faso village", "Homes were burned in the attack on Sunday."),
            ("Burkina Faso: 20 dead in attack on army post", "Soldiers were ambushed on Sunday."),
        ),
        (
            ("Mali: eight soldiers killed in ambush", "The patrol was hit on Tuesday morning."),
            ("Mali: 15 civilians killed by armed men", "Villagers were shot on Tuesday."),
        ),
        (
            ("Niger : cinq gendarmes tués dans une attaque", "Leur poste a été visé à l'aube."),
            ("Niger : attaque contre un village, 14 morts", "Des hommes armés ont tiré sur les habitants."),
        ),
        (
            ("Nigeria: gunmen abduct 30 farmers", "The men were working their fields."),
            ("Nigeria : des élèves enlevés par des hommes armés", "Ils dormaient dans leur internat."),
        ),
        (
            ("Mali bus attack leaves nine dead", "Passengers were shot on the road."),
            ("Mali : un camp militaire attaqué, douze morts", "Des véhicules ont brûlé."),
        ),
    ],
)  # fmt: skip - a table
def test_two_attacks_of_a_day_that_name_their_country_alone_are_told_apart_by_whom_they_struck(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert stories_of(one, other, severity=Severity.HIGH) == [1, 2]


def test_a_toll_that_is_told_as_such_may_have_grown() -> None:
    first = ("India: 34 dead as floods swamp Assam villages", "Rescuers used boats along the Brahmaputra.")
    grown = ("Assam flood toll climbs to 41", "The Brahmaputra is falling, the state's rescuers said.")

    assert stories_of(first, grown) == [1, 1]


def test_where_the_gazetteer_knows_the_spot_other_names_part_nothing() -> None:
    desk = Desk(Window())
    title = "Gunmen attack base in {}"

    stories = desk.stories(
        [
            report(title.format("Djibo"), "Soldiers died.", places=["djibo"]),
            report(title.format("Soum"), "Soldiers died.", places=["soum"]),
        ]
    )

    assert stories == [1, 1], "Djibo lies in Soum"


LOOK_BACKS = [
    ("Ten years after the Radisson Blu attack in Bamako", "The siege by jihadists killed 20 people."),
    ("Mali : il y a dix ans, l'attaque du Radisson Blu de Bamako", "L'attaque des jihadistes avait fait 20 morts."),
    ("ذكرى الهجوم على فندق راديسون بلو في باماكو", "قتل الجهاديون 20 شخصا في الهجوم."),
    ("Bamako hotel attack: two jihadists sentenced to death", "The 2015 siege killed 20 people."),
]  # fmt: skip


@pytest.mark.parametrize(("title", "lead"), LOOK_BACKS)
@pytest.mark.parametrize("is_first", [True, False], ids=["before", "after"])
def test_a_report_on_the_past_joins_no_fresh_attack_and_lends_it_no_dead(
    title: str, lead: str, is_first: bool
) -> None:
    past = report(title, lead, MONDAY, places=["bamako"], severity=Severity.CRITICAL, killed=20)
    fresh = report(
        "JNIM claims drone attack on Bamako airport",
        "Jihadists attacked the airport of Bamako.",
        MONDAY + timedelta(hours=1),
        places=["bamako"],
        severity=Severity.CRITICAL,
    )
    grouped = Desk(Window()).grouped(*((past, fresh) if is_first else (fresh, past)))

    assert len({placed.story for placed in grouped.members}) == 2
    assert all(not state.story.toll for state in grouped.states)
