"""How grave: the steps that an analyst expects, in three languages."""

import pytest

from monitor.core.model import Severity, Text
from monitor.core.rules.matcher import Matcher

CASES = [
    ("critical", "en", "Gunmen attack the airport of Bamako", "an airport of a capital"),
    ("critical", "fr", "Ouagadougou : tirs nourris autour du palais présidentiel", "a capital"),
    ("critical", "ar", "هجوم على معسكر كاتي في مالي", "Kati"),
    ("critical", "en", "Soldiers seize power in Niger and suspend the constitution", "a coup"),
    ("critical", "fr", "Mali : mutinerie dans un camp, le président arrêté par des militaires", "a mutiny"),
    (
        "critical",
        "en",
        "Jihadists kill 60 soldiers at a base in northern Burkina Faso",
        "fifty killed or more",
    ),
    ("critical", "fr", "Niger : au moins 58 morts dans une attaque jihadiste", "fifty killed or more"),
    ("critical", "ar", "مقتل 80 شخصا في هجوم على قرية في بوركينا فاسو", "fifty killed or more"),
    ("critical", "en", "Rebels capture Kidal in northern Mali", "a regional capital"),
    ("critical", "fr", "Mali : les jihadistes s'emparent de Ménaka", "a regional capital"),
    ("high", "en", "Ambush kills 14 soldiers in western Niger", "ten killed or more"),
    ("high", "fr", "Mali : seize civils tués dans une attaque près de Bandiagara", "ten killed or more"),
    ("high", "en", "German aid worker kidnapped near Djibo, Burkina Faso", "an aid worker"),
    ("high", "fr", "Deux ressortissants chinois enlevés au Mali", "foreigners"),
    ("high", "en", "Three soldiers killed by gunmen in northern Benin", "soldiers of a coastal state"),
    ("high", "fr", "Blocus de Bamako : le carburant n'arrive plus", "the capital blockaded"),
    ("high", "en", "Mali arrests two generals over plot to destabilise the state", "generals arrested"),
    ("high", "en", "US orders non-emergency staff out of Niger", "an ordered departure"),
    ("medium", "en", "Gunmen wound two in attack on a post near Tillabéri", "a smaller attack"),
    ("medium", "fr", "Djibo, au Burkina Faso, toujours sous blocus", "a siege going on"),
    ("low", "en", "Ten years on: Mali remembers the attack on a Bamako hotel", "an anniversary"),
    ("low", "fr", "Il y a cinq ans, l'attaque jihadiste d'Inates au Niger", "an anniversary"),
    ("low", "en", "Why JNIM recruits herders: an analysis", "an analysis"),
    ("medium", "en", "Mali's army denies attack on Sénou airport", "denied"),
]


@pytest.mark.parametrize(("expected", "lang", "title", "reason"), CASES)
def test_the_gravest_hit_of_a_report_has_the_expected_severity(
    matcher: Matcher, expected: str, lang: str, title: str, reason: str
) -> None:
    [matches] = matcher.match([Text(title, "", lang)])

    assert Severity.named(expected) == max(match.severity for match in matches), reason


def test_a_denial_is_marked_so_that_its_story_can_be_lowered(matcher: Matcher) -> None:
    titles = (
        "Mali denies coup attempt",
        "Le Niger dément toute attaque contre Niamey",
        "الجيش المالي ينفي وقوع هجوم في كيدال",
    )

    found = matcher.match([Text(title, "") for title in titles])

    assert all(any("denial" in match.tags for match in matches) for matches in found)
