"""Which reports become one story, and which do not."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest

from monitor.core.model import Report, Severity
from monitor.core.stories.story_state import Member, StoryState
from monitor.core.stories.window import Window
from monitor.store.stories import FEATURES, LEDGER
from tests.reports import DAY, HOUR, KNOWN, MONDAY, Desk, report

# One attack in ten reports of three languages, as they come in.
TEN = (
    ("en", 0, "Gunmen storm army base in Djibo", "Heavy fire was heard on Monday around the garrison.", None),
    (
        "fr",
        1,
        "Burkina : le camp militaire de Djibo attaqué",
        "Des hommes armés ont pris d'assaut la garnison lundi.",
        None,
    ),
    (
        "ar",
        2,
        "مسلحون يهاجمون ثكنة للجيش في جيبو",
        "سمع إطلاق نار كثيف يوم الاثنين حول القاعدة العسكرية.",
        None,
    ),
    (
        "en",
        4,
        "Djibo barracks attacked, at least 30 soldiers dead",
        "The garrison was overrun on Monday.",
        30,
    ),
    (
        "fr",
        5,
        "Djibo : trente soldats tués dans l'attaque du camp",
        "Le bilan de l'assaut contre la garnison.",
        30,
    ),
    ("ar", 6, "مقتل 30 جنديا في الهجوم على ثكنة جيبو", "اقتحم مسلحون القاعدة يوم الاثنين.", 30),
    (
        "en",
        8,
        "JNIM claims attack on Djibo base that killed 35 soldiers",
        "A statement spoke of the garrison.",
        35,
    ),
    (
        "fr",
        9,
        "Le Jnim revendique l'attaque du camp de Djibo, 35 soldats tués",
        "Le groupe parle de la garnison.",
        35,
    ),
    (
        "en",
        26,
        "Army silent after Monday's assault on Djibo base",
        "Security sources speak of 35 dead soldiers.",
        35,
    ),
    (
        "fr",
        27,
        "Après l'attaque du camp de Djibo lundi, le silence de l'armée",
        "Trente-cinq soldats tués.",
        35,
    ),
)  # fmt: skip - a table


def ten_reports() -> list[Report]:
    return [
        report(
            title,
            summary,
            MONDAY + hours * HOUR,
            lang=lang,
            feed=f"feed-{number}",
            places=["djibo"],
            killed=killed,
            severity=Severity.HIGH if killed else Severity.MEDIUM,
            concepts=["attack", "troops", *(["jnim"] if "nim" in title.casefold() else [])],
        )
        for number, (lang, hours, title, summary, killed) in enumerate(TEN)
    ]  # fmt: skip - one report


@pytest.fixture
def desk() -> Desk:
    return Desk(Window())


def attack(
    place: str, hours: float = 0, title: str = "Gunmen attack army base in {}", **more: object
) -> Report:
    values: dict[str, object] = {
        "severity": Severity.HIGH,
        "concepts": ["attack", "troops"],
        "places": [place],
    }
    return report(
        title.format(place.title()),
        f"Soldiers were killed in the raid on the garrison of {place.title()}, residents said.",
        MONDAY + timedelta(hours=hours),
        **values | more,  # type: ignore[arg-type]  # names are those of report()
    )


def test_ten_reports_of_one_attack_in_three_languages_are_one_story(desk: Desk) -> None:
    assert {1} == set(desk.stories(ten_reports()))


def test_two_towns_within_one_hour_are_two_stories(desk: Desk) -> None:
    assert desk.stories([attack("djibo"), attack("arbinda", 1)]) == [1, 2]


def test_two_attacks_on_one_town_20_hours_apart_are_two_stories_by_their_days(desk: Desk) -> None:
    monday = report(
        "Djibo base attacked on Monday", "Soldiers died.", places=["djibo"], severity=Severity.HIGH
    )
    tuesday = report(
        "Djibo base attacked on Tuesday",
        "Soldiers died.",
        MONDAY + 20 * HOUR,
        places=["djibo"],
        severity=Severity.HIGH,
    )

    assert desk.stories([monday, tuesday]) == [1, 2]


def test_two_attacks_on_one_town_20_hours_apart_are_two_stories_by_a_word(desk: Desk) -> None:
    second = attack("djibo", 20, title="Second attack on army base in {}")

    assert desk.stories([attack("djibo"), second]) == [1, 2]


def test_another_actor_opens_a_story(desk: Desk) -> None:
    one = attack("gao", concepts=["attack", "troops", "jnim"])
    other = attack("gao", 3, concepts=["attack", "troops", "is_sahel"])

    assert desk.stories([one, other]) == [1, 2]


def test_a_capital_named_as_a_dateline_parts_nothing(desk: Desk) -> None:
    again = attack("gao", 2, places=["gao", "bamako"])

    assert desk.stories([attack("gao"), again]) == [1, 1]


def test_a_town_lies_in_its_region(desk: Desk) -> None:
    assert desk.stories([attack("djibo"), attack("djibo", 1, places=["soum"])]) == [1, 1]


def test_the_airport_of_a_capital_is_the_capital_and_the_next_garrison_is_not(desk: Desk) -> None:
    title = "Gunfire heard, attack under way at {}"
    reports = [
        attack("bamako", 0, title),
        attack("bamako", 1, title, places=["senou"]),
        attack("kati", 1, title),
    ]

    assert desk.stories(reports) == [1, 1, 2]


def test_what_happened_a_week_later_is_another_story(desk: Desk) -> None:
    assert desk.stories([attack("djibo"), attack("djibo", 7 * 24)]) == [1, 2]


def test_what_goes_on_for_weeks_is_told_anew_each_week(desk: Desk) -> None:
    queue = [
        report("Long lines at petrol stations in Bamako", "Drivers wait.", MONDAY + days * DAY)
        for days in range(12)
    ]

    assert desk.stories(queue) == [1] * 8 + [2] * 4


def test_effective_dates_decide_not_arrival(desk: Desk) -> None:
    late = attack("djibo", 2)

    assert desk.stories([attack("djibo"), attack("djibo", 10 * 24), late]) == [1, 2, 1]


@pytest.mark.parametrize(
    ("first", "second", "title", "stories", "reason"),
    [
        (
            "https://w.example/a?utm_source=x",
            "https://w.example/a",
            "Blast",
            [1, 1],
            "one address, but for a tracker",
        ),
        ("https://w.example/a", "https://w.example/b", "Blast", [1, 2], "two addresses"),
        (None, None, "Blast", [1, 2], "no addresses"),
        ("https://w.example/a", "https://w.example/a", "Vote", [1, 2], "one address, but no word in common"),
    ],
)
def test_one_address_in_two_feeds_is_one_story_if_the_words_are_alike(
    desk: Desk, first: str | None, second: str | None, title: str, stories: list[int], reason: str
) -> None:
    summary = {"Blast": "Windows broke in the harbour.", "Vote": "Ballots were counted all night."}[title]
    one = report("Live", "Follow the events after windows broke near the harbour.", link=first, feed="wire")
    other = report(title, summary, MONDAY + HOUR, link=second, feed="daily")

    assert stories == desk.stories([one, other]), reason


GRAVE_AND_FALSE = "Fifty soldiers killed in attack on army camp in Djibo"


@pytest.mark.parametrize(
    ("title", "summary", "places"),
    [
        ("Coup in Burkina Faso: soldiers seize power", "The borders are closed.", ["ouagadougou"]),
        ("انقلاب في بوركينا فاسو", "أعلن جنود على التلفزيون استيلاءهم على السلطة", ["ouagadougou"]),
        ("Twelve teachers abducted near Arbinda", "They were taken from a bus.", ["arbinda"]),
        ("Flood cuts the road to Kandi", "Hundreds left their homes.", ["kandi"]),
        ("Blast at the market of Gao", "Traders fled.", ["gao"]),
    ],
)
def test_who_takes_an_outlets_address_takes_none_of_its_news(
    desk: Desk, title: str, summary: str, places: list[str]
) -> None:
    link = "https://outlet.example/live"
    hostile = report(
        GRAVE_AND_FALSE, "", link=link, feed="hostile", severity=Severity.CRITICAL, places=["djibo"]
    )
    outlet = report(title, summary, MONDAY + HOUR, link=link, severity=Severity.CRITICAL, places=places)

    assert desk.stories([hostile, outlet]) == [1, 2]


def test_a_grave_report_long_after_a_denial_is_another_event(desk: Desk) -> None:
    title = "Gunmen attack the airport of Bamako"
    grave = {"severity": Severity.CRITICAL, "places": ["bamako"]}
    fake = report(title, "Many died.", MONDAY, feed="hostile", **grave)  # type: ignore[arg-type]
    denial = report(
        "Army denies attack on the airport of Bamako",
        "",
        MONDAY + 2 * HOUR,
        feed="hostile",
        tags=["denial"],
        **grave,  # type: ignore[arg-type]
    )  # fmt: skip - one report
    soon = report(f"{title}, say residents", "", MONDAY + 5 * HOUR, feed="wire", **grave)  # type: ignore[arg-type]
    late = report(f"{title}, 20 dead", "", MONDAY + 30 * HOUR, feed="daily", **grave)  # type: ignore[arg-type]
    more = report(f"{title}: 22 soldiers dead", "", MONDAY + 31 * HOUR, feed="wire", **grave)  # type: ignore[arg-type]

    assert desk.stories([fake, denial, soon, late, more]) == [1, 1, 1, 2, 2]


def test_one_address_in_one_feed_is_a_page_of_it(desk: Desk) -> None:
    one = report("Live: what we know", "Follow the events.", link="https://w.example/news")
    other = report(
        "Explosion shakes the harbour", "Windows broke.", MONDAY + HOUR, link="https://w.example/news"
    )

    assert desk.stories([one, other]) == [1, 2]


def test_one_title_is_one_story_whatever_follows(desk: Desk) -> None:
    title = "Dozens of motorbikes seized in the Kourou forest by rangers"
    one = report(title, "The head of the park spoke of a success.")
    other = report(title.upper(), "Photographs were shown to reporters in town hall.", MONDAY + HOUR)

    assert desk.stories([one, other]) == [1, 1]


def test_a_title_that_comes_back_later_is_another_story(desk: Desk) -> None:
    title = "Attack on the road leaves several people dead"
    one = report(title, "The bus burned.", severity=Severity.HIGH, places=["gao"])
    other = report(title, "A truck hit a mine.", MONDAY + HOUR, severity=Severity.HIGH, places=["djibo"])

    assert desk.stories([one, other]) == [1, 2]


def test_a_raise_stays_with_its_entry(desk: Desk) -> None:
    first = attack("djibo", severity=Severity.MEDIUM, number=7)
    desk.story(first)
    desk.story(attack("gao"))

    raised = desk.grouped(attack("djibo", number=7, severity=Severity.CRITICAL))

    assert (raised.members[0].story, raised.states[0].story.severity) == (1, Severity.CRITICAL)
    assert raised.opened == ()
    assert raised.states[0].story.entries == (7,)


def test_hits_are_numbered_in_the_order_they_came(desk: Desk) -> None:
    reports = [attack("djibo", number=5), attack("gao", number=3), attack("djibo", number=4)]

    grouped = desk.grouped(*reports)

    assert [(placed.hit, placed.story) for placed in grouped.hits] == [(5, 1), (3, 2), (4, 1)]
    assert grouped.opened == (1, 2)


def test_the_window_holds_a_bounded_number_of_reports() -> None:
    desk = Desk(Window(size=3))

    stories = desk.stories(
        [attack("djibo"), attack("gao"), attack("kandi"), attack("dapaong"), attack("djibo", 1)]
    )

    assert stories == [1, 2, 3, 4, 5], "the first had left the window"


def restored(states: Sequence[StoryState], members: Sequence[Member]) -> Window:
    """Make the window that a store would give back, from what JSON keeps."""
    window = Window()
    window.next_story = max(state.story.id for state in states) + 1
    window.restore(
        [StoryState(one.story, LEDGER.validate_json(LEDGER.dump_json(one.ledger))) for one in states],
        [
            Member(
                one.entry, one.story, one.effective, FEATURES.validate_json(FEATURES.dump_json(one.features))
            )
            for one in members
        ],
        KNOWN,
    )
    return window


@pytest.mark.parametrize("seed", range(4))
def test_a_restart_at_any_moment_changes_no_decision(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a test wants the same numbers each time
    places = ["djibo", "gao", "kandi", "arbinda"]
    reports = ten_reports() + [
        attack(random.choice(places), random.randrange(60), killed=random.choice([None, 5, 30]))
        for _ in range(30)
    ]
    random.shuffle(reports)
    lasting = Desk(Window())
    expected = lasting.stories(reports)

    stories: list[int] = []
    states: dict[int, StoryState] = {}
    members: dict[int, Member] = {}
    for number, one in enumerate(reports):
        window = restored([*states.values()], [*members.values()]) if number else Window()
        grouped = window.group([one], KNOWN)
        for state in grouped.states:  # the one that grew last stands last
            states.pop(state.story.id, None)
            states[state.story.id] = state
        members |= {member.entry: member for member in grouped.members}
        stories.append(grouped.members[0].story)

    assert expected == stories


def test_a_report_without_a_word_is_a_story_of_its_own(desk: Desk) -> None:
    assert desk.stories([report("", ""), report("…", "!?", MONDAY + DAY), report("", "")]) == [1, 2, 3]
