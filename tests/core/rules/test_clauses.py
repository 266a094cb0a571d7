"""Rules over clauses: what counts, what looks back, whose figures they are, which places a dateline lends."""

from datetime import UTC, datetime

import pytest

from monitor.core.model import Match, Severity, Text
from monitor.core.rules.model import Vocabulary
from tests.core.rules.making import match, matcher, problems, rule, select, terms, vocabulary

NOW = datetime(2026, 11, 30, tzinfo=UTC)
ATTACK = select("attack", "attack*", "raid*", "attaque*", "هجوم", "ataque*", "siege")
FIGURES = rule(
    "attack or toll",
    ATTACK,
    select("toll", casualties={"killed": 10}),
    raises=((Severity.CRITICAL, "toll"),),
    lowers=((Severity.LOW, "lookback"),),
)


def hit(title: str, summary: str = "", lang: str | None = None) -> Match | None:
    return match(Text(title, summary, lang, NOW), FIGURES)


@pytest.mark.parametrize(
    ("title", "summary", "expected", "reason"),
    [
        ("Raid kills 64 in Goma", "", Severity.CRITICAL, "its own toll"),
        ("Raid in Goma, a day after one that killed 64", "", Severity.MEDIUM, "another's"),
        ("Raid in Goma, a day after one that killed 64", "The earlier raid left 64 dead. Two were hurt.", Severity.MEDIUM, "repeated without a cue"),
        ("Raid kills 30 in Goma, a day after one that killed 64", "", Severity.CRITICAL, "both"),
        ("Attaque à Goma au lendemain d'un raid qui a fait 64 morts", "", Severity.MEDIUM, "French"),
        ("هجوم في غوما غداة هجوم أوقع ستين قتيلا", "", Severity.MEDIUM, "Arabic"),
        ("Ten years after the attack that killed 64", "", Severity.LOW, "all of it is past"),
        ("Raid in Goma ten years after the siege", "", Severity.MEDIUM, "news beside the past"),
        ("A memorial for 64 killed in Goma", "Families met on Sunday. The raid left 64 dead.", Severity.LOW, "below a headline that looks back all does"),
        ("Trial opens over raid that killed 64", "", Severity.LOW, "a trial"),
        ("Gunmen raid court in Goma, 64 killed", "", Severity.CRITICAL, "a court that is hit"),
        ("Prosecutor says raid killed 64", "", Severity.CRITICAL, "one who tells it"),
        ("Raid in Ouaga 2000 kills 64", "", Severity.CRITICAL, "a district"),
        ("Raid on Goma", "NAIROBI (AP) — Gunmen raided Goma in 2012, killing 64.", Severity.MEDIUM, "background below"),
    ],
)  # fmt: skip
def test_a_figure_counts_for_the_event_it_belongs_to(
    title: str, summary: str, expected: Severity, reason: str
) -> None:
    found = hit(title, summary)

    assert (found and found.severity) == expected, reason


@pytest.mark.parametrize(
    ("condition", "text", "expected"),
    [
        ("attack in event", "Goma, a year after the attack", False),
        ("attack in background", "Goma, a year after the attack", True),
        ("attack in planned", "Embassy warns of attacks", True),
        ("attack in precaution", "Villagers learn what to do in case of attack", True),
        ("attack in denied", "The army denies an attack", True),
        ("attack in before", "Palma, previously under attack, votes", True),
        ("attack in said", "No change, says Attack magazine", True),
        ("toll in background", "Goma, a day after 64 were killed", True),
        ("toll", "Goma, a day after 64 were killed", False),
        ("attack same-clause place", "Attack in Goma", True),
        ("attack same-clause place", "Troops leave Goma after attack on Bunia", False),
        ("attack same-clause place", "Goma: attack at dawn", True),
    ],
)
def test_conditions_ask_for_roles_and_clauses(condition: str, text: str, expected: bool) -> None:
    found = match(
        Text(text, "", None, NOW),
        rule(condition, ATTACK, select("toll", casualties={"killed": 10}), select("place", "Goma")),
    )

    assert (found is not None) is expected


def test_a_selection_may_look_in_some_clauses_only() -> None:
    only = rule("a", select("a", "attack", roles=("event", "planned")))

    assert match("Rebels seek to attack Goma", only) is not None
    assert match("Goma, a year after the attack", only) is None


@pytest.mark.parametrize(
    ("text", "condition", "expected", "reason"),
    [
        ("NAIROBI (AP) — Gunmen attacked.", "place and attack", True, "where no other place is named"),
        ("NAIROBI (AP) — Gunmen attacked.", "place near/9 attack", False, "never for a distance"),
        ("NAIROBI (AP) — Gunmen attacked Goma.", "place near/9 attack", True, "the place of the text"),
        ("NAIROBI (AP) — Gunmen attacked Goma.", "nairobi", False, "where another place is named"),
        ("GOMA (AP) — Gunmen attacked in Goma.", "place near/9 attack", True, "named again"),
    ],
)
def test_a_dateline_is_the_last_resort(text: str, condition: str, expected: bool, reason: str) -> None:
    towns = Vocabulary("towns", "Towns", terms("Goma", "Bunia", "Nairobi"), country="XX")
    nairobi = Vocabulary("nairobi", "Nairobi", terms("Nairobi"), country="KE")
    asked = rule(condition, select("place", "$towns"), select("nairobi", "$nairobi"), ATTACK)

    assert (match(Text("News", text), asked, towns, nairobi) is not None) is expected, reason


@pytest.mark.parametrize(
    "cue", ["Read also", "Related", "À lire aussi", "Lire aussi", "اقرأ أيضا", "Lea también"]
)
def test_lines_about_other_articles_do_not_count(cue: str) -> None:
    assert hit("Rice is cheap", f"Traders are glad. {cue}: Raid on camp kills 40") is None


def test_a_configuration_adds_cues_and_takes_some_away() -> None:
    more = vocabulary("cues", "flashback", reads="background")
    less = vocabulary("lookback", "anniversary", reads="lookback")

    def severity(text: str, *words: Vocabulary) -> Severity | None:
        found = match(Text(text, "", "en", NOW), FIGURES, *words)
        return None if found is None else found.severity

    assert severity("Flashback: attack on the camp") is Severity.MEDIUM
    assert severity("Flashback: attack on the camp", more) is Severity.LOW
    assert severity("A vigil for the attack") is Severity.LOW
    assert severity("A vigil for the attack", less) is Severity.MEDIUM
    assert severity("Anniversary of the attack", less) is Severity.LOW


def test_cues_of_a_configuration_are_part_of_a_rule_s_version() -> None:
    def version(*words: Vocabulary) -> str:
        compiled = matcher(FIGURES, *words)
        return compiled.match([Text("Raid in Goma", "")])[0][0].rule_hash

    assert version() != version(vocabulary("cues", "flashback", reads="background"))


def test_a_text_is_read_for_people() -> None:
    read = matcher(FIGURES).read(
        Text(
            "Raid in Goma, a day after one that killed 64",
            "NAIROBI (AP) — It began at dawn. Read also: A raid",
            None,
            NOW,
        )
    )

    assert [(said.field, said.role, said.text) for said in read.said] == [
        ("title", "background", "a day after one that killed 64"),
        ("summary", "dateline", "NAIROBI (AP"),
        ("summary", "other article", "Read also: A raid"),
    ]


def test_a_role_that_does_not_exist_is_refused_with_words() -> None:
    assert [problem.wrong for problem in problems(rule("attack in past", ATTACK))] == [
        "'past' is not a field or a role"
    ]
