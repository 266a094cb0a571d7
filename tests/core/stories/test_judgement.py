"""Whether two reports are of one event, for a user who has no gazetteer and whose store is new.

The rules here find a theme and nothing else, so that only what the texts say can join or part them.
"""

from datetime import timedelta

import pytest

from monitor.core.model import Severity
from monitor.core.stories.window import Window
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Ford recalls 312,000 vehicles over brake failure",
            "Ford recalls 78,000 vehicles over airbag sensors",
        ),
        ("Toyota recalls 55,000 cars over seat bolts", "Toyota recalls 190,000 cars over rear doors"),
        ("Rappel de 40.000 jouets jugés dangereux", "Rappel de 9.500 jouets jugés dangereux"),
        ("Magnitude 5.6 earthquake hits northern Chile", "Magnitude 6.1 earthquake hits central Chile"),
        ("Séisme de magnitude 5,1 au large du Japon", "Séisme de magnitude 6,3 au large du Japon"),
        ("زلزال بقوة 5.2 درجات يضرب اليابان", "زلزال بقوة 6.4 درجات يضرب اليابان"),
        ("Fortinet fixes FortiWeb flaw CVE-2026-1111", "Fortinet fixes FortiManager flaw CVE-2026-2222"),
        ("Cisco patches flaw tracked as CVE-2026-20188", "Cisco patches flaw tracked as CVE-2026-20193"),
        ("Flight 4417 to Nairobi turns back after alarm", "Flight 2210 to Nairobi turns back after alarm"),
        ("Lot 4417 of baby milk withdrawn", "Lot 5230 of baby milk withdrawn"),
        ("Apple profit rises 5.1% in fourth quarter", "Apple profit rises 12.4% in third quarter"),
    ],
)
@pytest.mark.parametrize("severity", [Severity.LOW, Severity.HIGH])
def test_two_reports_alike_but_for_numbers_or_codes_are_two_events(
    one: str, other: str, severity: Severity
) -> None:
    assert stories_of((one, ""), (other, ""), severity=severity) == [1, 2]


def at_once(town: str, *texts: tuple[str, str, str], severity: Severity = Severity.HIGH) -> list[int]:
    """Group texts of a title, a lead and a tag, all at one town."""
    reports = (
        report(
            title,
            lead,
            MONDAY + timedelta(hours=2 * number),
            feed=f"feed-{number}",
            places=[town],
            severity=severity,
            tags=[tag],
        )
        for number, (title, lead, tag) in enumerate(texts)
    )
    return Desk(Window()).stories(reports)


AIRPORT = (
    "Gunfire and explosions near the airport of Bamako",
    "The base was attacked by fighters at dawn.",
    "armed_attack",
)
TAKEN = ("Aid workers abducted near Gao", "They were pulled from their car.", "kidnapping")


@pytest.mark.parametrize(
    ("town", "one", "other"),
    [
        (
            "bamako",
            AIRPORT,
            ("Soldiers mutiny, coup under way in Mali", "They marched on Bamako.", "coup_junta"),
        ),
        (
            "bamako",
            AIRPORT,
            ("Mali : mutinerie, coup d'État en cours à Bamako", "Des ministres arrêtés.", "coup_junta"),
        ),
        ("bamako", AIRPORT, ("محاولة انقلاب في باماكو", "اعتقل جنود وزراء", "coup_junta")),
        (
            "bamako",
            AIRPORT,
            ("Bamako : la grève des enseignants continue", "Les écoles sont fermées.", "unrest"),
        ),
        (
            "bamako",
            AIRPORT,
            ("Thousands march in Bamako over fuel prices", "The unions called them.", "unrest"),
        ),
        ("bamako", AIRPORT, ("Floods hit Bamako after record rain", "Streets were under water.", "disaster")),
        (
            "gao",
            TAKEN,
            ("Gunmen kill 21 civilians near Gao", "The attackers came on motorbikes.", "civilian_harm"),
        ),
        ("gao", TAKEN, ("Gao : une pirogue chavire, onze morts", "Le bateau était surchargé.", "disaster")),
        ("gao", TAKEN, ("Cholera outbreak in Gao", "Forty cases were counted.", "health")),
        ("gao", TAKEN, ("هجوم على ثكنة في غاو", "قتل جنود", "armed_attack")),
    ],
)  # fmt: skip - a table
def test_a_place_alone_joins_nothing(
    town: str, one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assert at_once(town, one, other) == [1, 2]
    assert at_once(town, other, one) == [1, 2], "in whichever order"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "High Court dismisses appeal in Smith murder case",
            "High Court dismisses appeal in Jones fraud case",
        ),
        ("Supreme Court strikes down tariffs", "Supreme Court to hear challenge to abortion pill"),
        ("TSMC to build third chip plant in Arizona", "Samsung to build chip plant in Texas"),
        ("Rotterdam dockers begin strike over pay", "Montreal dockers vote to strike over pay"),
        ("Lufthansa pilots vote to strike over pensions", "Air France pilots vote to strike over pensions"),
        ("Apple beats forecasts on phone sales", "Microsoft beats forecasts on cloud sales"),
        ("Grève des dockers au Havre", "Grève des pilotes à Marseille"),
        ("Poachers kill six rhinos in Kruger park", "Poachers kill two elephants in Gorongosa"),
        ("محكمة ترفض طعن سميث", "محكمة تقبل طعن جونز"),
        ("Minister opens school in new district", "Minister opens road to old district"),
    ],
)
def test_a_theme_alone_joins_nothing(one: str, other: str) -> None:
    assert stories_of((one, ""), (other, "")) == [1, 2]


SEBBA = (
    "At least 100 villagers massacred in Sebba",
    "Gunmen went from house to house before dawn on Monday.",
)


@pytest.mark.parametrize(
    ("hours", "title", "lead", "reason"),
    [
        (
            15,
            "Sebba death toll climbs to 132",
            "Rescuers found more bodies around the town.",
            "a toll that grows",
        ),
        (
            22,
            "Sebba : le bilan de l'attaque passe à 138 morts",
            "Le gouverneur a donné ce bilan mardi.",
            "in French",
        ),
        (50, "ارتفاع حصيلة هجوم سيبا إلى 147 قتيلا", "أعلنت السلطات حصيلة جديدة", "in Arabic"),
        (30, "Three days of mourning after Sebba massacre", "Flags will fly at half mast.", "mourning"),
        (44, "UN chief condemns killings in Sebba", "He was outraged by the attack.", "a reaction"),
        (48, "Jihadists claim the attack on Sebba", "The group spoke of a raid.", "a claim"),
        (
            55,
            "Sebba : les survivants racontent l'attaque",
            "Des rescapés parlent de quatre heures.",
            "survivors",
        ),
        (60, "Victims of Sebba massacre buried", "Hundreds came to the funeral.", "a funeral"),
    ],
)
def test_what_follows_an_event_joins_it(hours: int, title: str, lead: str, reason: str) -> None:
    later = report(
        title, lead, MONDAY + timedelta(hours=hours), feed="b", places=["djibo"], severity=Severity.HIGH
    )
    first = report(*SEBBA, MONDAY, places=["djibo"], severity=Severity.CRITICAL)

    assert Desk(Window()).stories([first, later]) == [1, 1], reason
