"""Whether a report in which words of denial stand tells of its event, passes on a denial, or says that it is not so."""

import pytest

from monitor.core.stories.stance import Stance, stance_of

DENIES = [
    ("Government denies coup after gunfire near the palace in Ouagadougou", ""),
    ("Mali army denies attack on Bamako airport", "The situation is calm."),
    ("Army denies attack on Kati, says situation is calm", ""),
    ("Officials deny attack on Bamako airport, false rumours", ""),
    ("Junta dismisses reports of mutiny in Niamey", ""),
    ("Mali: situation calm at the airport, says army", "The army denied reports of an attack on Saturday."),
    ("Burkina Faso : le gouvernement dément tout coup d'État à Ouagadougou", ""),
    ("Tirs à Ouagadougou : le pouvoir dément une tentative de coup d'État", ""),
    ("Kati : l'armée dément toute attaque contre le camp et parle d'un exercice", ""),
    ("La présidence réfute toute mutinerie à Niamey", ""),
    ("Niger : les autorités nient l'enlèvement du préfet", ""),
    ("الجيش المالي ينفي وقوع هجوم على مطار باماكو", ""),
    ("بوركينا فاسو تنفي وقوع محاولة انقلاب في واغادوغو", ""),
    ("الحكومة تكذب أنباء عن هجوم على كاتي", ""),
    ("El gobierno niega un golpe de Estado", ""),
]
TELLS = [
    ("Gunmen attack Kati army camp", "The army denied any attack."),
    ("20 killed in attack on Kati camp, army denies", ""),
    ("Army denies attack on Kati, but witnesses confirm 20 dead", ""),
    ("Witnesses contradict army denial of Kati attack", ""),
    ("Despite army denial, gunfire heard again at Kati camp", ""),
    ("Residents flee Kati as army denies attack", ""),
    ("Survivors describe raid on Djibo that the government denies", ""),
    ("JNIM denies responsibility for the attack on Djibo market", ""),
    ("Junta denies involvement in massacre of herders", ""),
    ("Minister denies losses in ambush near Gao", ""),
    ("L'attaque du camp de Kati confirmée par des témoins malgré le démenti de l'armée", ""),
    ("Mali : tirs à Kati, l'armée dément", "Des habitants ont compté vingt corps."),
    ("L'armée nie toute implication dans le massacre de Moura", ""),
    ("Niger : douze soldats tués bien que l'état-major démente toute attaque", ""),
    ("استمرار إطلاق النار في كاتي بعد نفي الجيش", ""),
    ("شهود يؤكدون الهجوم رغم نفي الجيش", ""),
    ("مقتل عشرين جنديا في هجوم على كاتي، والجيش ينفي", ""),
]
SAYS_IT_IS_NOT_SO = [
    ("Correction: no attack in Kati, AFP retracts report", ""),
    ("Raid on Kandi denied", ""),
    ("Reports of mutiny in Niamey unfounded", ""),
    ("False alarm at Gao airport", ""),
    ("Fausse alerte à Gao : pas d'attaque de l'aéroport", ""),
    ("Rectificatif : il n'y a pas eu d'attaque à Kati", ""),
    ("Attaque de Kati : une infox", ""),
    ("إنذار كاذب في مطار غاو", ""),
    ("تصحيح: لا هجوم في كاتي", ""),
]


@pytest.mark.parametrize(("title", "lead"), DENIES)
def test_a_headline_that_denies_an_event_denies_it(title: str, lead: str) -> None:
    assert stance_of(title, lead) is Stance.DENIES


@pytest.mark.parametrize(("title", "lead"), TELLS)
def test_what_tells_of_an_event_and_quotes_a_denial_tells_of_it(title: str, lead: str) -> None:
    assert stance_of(title, lead) is Stance.REPORTS


@pytest.mark.parametrize(("title", "lead"), SAYS_IT_IS_NOT_SO)
def test_who_names_nobody_that_denies_says_so_themselves(title: str, lead: str) -> None:
    assert stance_of(title, lead) is Stance.RETRACTS
