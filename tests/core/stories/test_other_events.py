"""Events of one kind in one town within hours: told apart by who and what was hit, told as one in other words.

Who reads "already told" is not alerted: a second kidnapping that joins the first is a kidnapping nobody hears of.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest

from monitor import config
from monitor.core.model import Text
from monitor.core.rules.compiler import compile_rules
from monitor.core.rules.matcher import Matcher
from monitor.core.settings import Config
from monitor.core.stories import lab
from monitor.core.stories.lab import Labelled
from monitor.core.stories.model import Knowledge

SHIPPED = Path(__file__).parents[3] / "config"
EVENING = datetime(2026, 3, 9, 20, tzinfo=UTC)

Told = tuple[str, str, str]  # language, title, lead

OTHERS: dict[str, tuple[Told, ...]] = {
    "four kidnappings": (
        ("en", "Mayor of a Bamako district abducted by gunmen", "Armed men on motorbikes took him from his office on Monday evening, residents said."),
        ("fr", "Mali : un imam enlevé à Bamako par des inconnus armés", "Il a été emmené lundi soir à la sortie de la mosquée de Banconi."),
        ("en", "Two foreign engineers kidnapped in Bamako", "Armed men took a Chinese and an Indian engineer from their car on Monday evening, police said."),
        ("ar", "اختطاف طبيب في باماكو على يد مسلحين", "اقتاد مسلحون الطبيب من عيادته مساء الاثنين."),
    ),
    "kidnappings in Port-au-Prince": (
        ("en", "Gang kidnaps priest in Port-au-Prince", "He was taken from his parish on Monday."),
        ("fr", "Haïti : une journaliste enlevée à Port-au-Prince", "Elle rentrait de la radio lundi soir."),
        ("es", "Secuestran a un médico en Puerto Príncipe", "Hombres armados se lo llevaron el lunes."),
    ),
    "kidnappings in Kaduna": (
        ("en", "Gunmen abduct village head in Kaduna", "The traditional ruler was taken on Monday night."),
        ("en", "Gunmen abduct seven students in Kaduna", "They were taken from their hostel on Monday night."),
        ("en", "Gunmen abduct judge in Kaduna", "She was on her way home on Monday night."),
    ),
    "kidnappings in Culiacán": (
        ("es", "Secuestran a un periodista en Culiacán", "Hombres armados lo subieron a una camioneta el lunes."),
        ("es", "Secuestran al alcalde de Culiacán", "Hombres armados entraron en su casa el lunes."),
        ("es", "Secuestran a cuatro ingenieros en Culiacán", "Hombres armados detuvieron su camioneta el lunes."),
    ),
    "kidnappings in Niamey, by nationality": (
        ("en", "American missionary kidnapped in Niamey", "Gunmen took him from his home on Monday."),
        ("fr", "Niger : une Autrichienne enlevée à Niamey", "Des hommes armés l'ont emmenée lundi."),
        ("ar", "النيجر: اختطاف مهندس صيني في نيامي", "اقتاده مسلحون مساء الاثنين."),
    ),
    "kidnappings in Gao, by number": (
        ("fr", "Mali : un commerçant enlevé à Gao", "Des hommes armés l'ont emmené lundi soir."),
        ("fr", "Mali : quatre commerçants enlevés à Gao", "Des hommes armés les ont emmenés lundi soir."),
    ),
    "kidnappings in Baghdad": (
        ("ar", "اختطاف صحفية في بغداد", "اقتادها مسلحون من منزلها مساء الاثنين."),
        ("ar", "اختطاف قاض في بغداد", "اقتاده مسلحون من سيارته مساء الاثنين."),
        ("en", "Two Turkish engineers kidnapped in Baghdad", "Gunmen took them on Monday evening."),
    ),
    "kidnappings in Ouagadougou": (
        ("fr", "Burkina Faso : un avocat enlevé à Ouagadougou", "Des hommes en civil l'ont emmené lundi soir."),
        ("fr", "Burkina Faso : un pasteur enlevé à Ouagadougou", "Des hommes en civil l'ont emmené lundi soir."),
        ("en", "Opposition politician abducted in Ouagadougou", "Men in plain clothes took him on Monday evening."),
    ),
    "kidnappings in Manila": (
        ("en", "Chinese businessman kidnapped in Manila", "He was forced into a van on Monday."),
        ("en", "Japanese tourist kidnapped in Manila", "She was forced into a van on Monday."),
    ),
    "killings in Karachi": (
        ("en", "Doctor shot dead in Karachi", "Gunmen on a motorbike fired on Monday evening."),
        ("en", "Lawyer shot dead in Karachi", "Gunmen on a motorbike fired on Monday evening."),
        ("en", "Police officer shot dead in Karachi", "Gunmen on a motorbike fired on Monday evening."),
    ),
    "killings in Gao": (
        ("en", "Gunmen kill imam in Gao", "He was shot on Monday evening."),
        ("en", "Gunmen kill six soldiers in Gao", "Their patrol was fired on on Monday evening."),
        ("fr", "Mali : trois orpailleurs tués à Gao par des hommes armés", "Ils ont été abattus lundi soir."),
    ),
    "killings in Guayaquil": (
        ("es", "Asesinan a una jueza en Guayaquil", "Sicarios dispararon el lunes por la noche."),
        ("es", "Asesinan a un periodista en Guayaquil", "Sicarios dispararon el lunes por la noche."),
        ("es", "Asesinan a un policía en Guayaquil", "Sicarios dispararon el lunes por la noche."),
    ),
    "killings in Mogadishu": (
        ("en", "Lawmaker shot dead in Mogadishu", "Gunmen fired at the car on Monday evening."),
        ("ar", "مقتل صحفي بالرصاص في مقديشو", "أطلق مسلحون النار عليه مساء الاثنين."),
        ("fr", "Somalie : un enseignant abattu à Mogadiscio", "Des hommes armés ont tiré lundi soir."),
    ),
    "killings in Marseille": (
        ("fr", "Marseille : un lycéen tué par balle", "Il a été touché lundi soir."),
        ("fr", "Marseille : un chauffeur de taxi tué par balle", "Il a été touché lundi soir."),
    ),
    "arrests in Bamako": (
        ("fr", "Mali : un journaliste arrêté à Bamako", "Il a été interpellé lundi soir."),
        ("fr", "Mali : l'ancien Premier ministre arrêté à Bamako", "Il a été interpellé lundi soir."),
        ("en", "Two generals arrested in Bamako", "They were detained on Monday evening."),
    ),
    "arrests in Nairobi": (
        ("en", "Police arrest lawyer in Nairobi", "She was detained on Monday evening."),
        ("en", "Police arrest blogger in Nairobi", "He was detained on Monday evening."),
        ("en", "Police arrest pastor in Nairobi", "He was detained on Monday evening."),
    ),
    "arrests in Tunis": (
        ("ar", "توقيف صحفي في تونس", "أوقفته الشرطة مساء الاثنين."),
        ("ar", "توقيف محامية في تونس", "أوقفتها الشرطة مساء الاثنين."),
        ("fr", "Tunisie : un homme d'affaires arrêté à Tunis", "La police l'a interpellé lundi soir."),
    ),
    "attacks in Bamako": (
        ("ar", "هجوم مسلح على فندق في باماكو", "اقتحم مسلحون الفندق مساء الاثنين في عاصمة مالي وسمع إطلاق نار."),
        ("en", "Gunmen attack mosque in Bamako", "Worshippers were shot at on Monday evening."),
        ("fr", "Mali : attaque d'un marché à Bamako", "Des hommes armés ont tiré lundi soir."),
        ("fr", "Mali : l'aéroport de Bamako attaqué par des jihadistes", "Des explosions ont été entendues lundi soir à la base aérienne de Sénou."),
    ),
    "bombings in Kabul": (
        ("en", "Bomb hits mosque in Kabul", "The blast was heard on Monday evening."),
        ("en", "Bomb hits school in Kabul", "The blast was heard on Monday evening."),
        ("en", "Bomb hits restaurant in Kabul", "The blast was heard on Monday evening."),
    ),
    "bombings in Maiduguri": (
        ("en", "Suicide bomber strikes market in Maiduguri", "At least ten died on Monday."),
        ("en", "Suicide bomber strikes hospital in Maiduguri", "At least ten died on Monday."),
        ("fr", "Nigeria : un kamikaze frappe une mosquée à Maiduguri", "Au moins dix morts lundi."),
    ),
    "bombings in Beirut": (
        ("ar", "انفجار يستهدف مصرفا في بيروت", "سمع دوي الانفجار مساء الاثنين."),
        ("ar", "انفجار يستهدف سفارة في بيروت", "سمع دوي الانفجار مساء الاثنين."),
        ("fr", "Liban : explosion dans un hôpital de Beyrouth", "Elle a été entendue lundi soir."),
    ),
    "strikes from the air on Kyiv": (
        ("en", "Drone hits hospital in Kyiv", "It was struck on Monday evening."),
        ("en", "Drone hits power plant in Kyiv", "It was struck on Monday evening."),
    ),
    "fires in Medellín": (
        ("es", "Incendio en un mercado de Medellín", "Los bomberos acudieron el lunes."),
        ("es", "Incendio en un hospital de Medellín", "Los bomberos acudieron el lunes."),
    ),
    "strikes in Ouagadougou": (
        ("fr", "Burkina Faso : grève des enseignants à Ouagadougou", "Les syndicats l'ont lancée lundi."),
        ("fr", "Burkina Faso : grève des boulangers à Ouagadougou", "Les syndicats l'ont lancée lundi."),
        ("fr", "Burkina Faso : grève des magistrats à Ouagadougou", "Les syndicats l'ont lancée lundi."),
    ),
    "strikes in Lagos": (
        ("en", "Doctors go on strike in Lagos", "The union called it on Monday."),
        ("en", "Teachers go on strike in Lagos", "The union called it on Monday."),
        ("en", "Bus drivers go on strike in Lagos", "The union called it on Monday."),
    ),
    "protests in Lima": (
        ("es", "Protesta de médicos en Lima", "Marcharon el lunes por el centro."),
        ("es", "Protesta de estudiantes en Lima", "Marcharon el lunes por el centro."),
        ("es", "Protesta de mineros en Lima", "Marcharon el lunes por el centro."),
    ),
    "protests in Amman": (
        ("ar", "احتجاج المعلمين في عمان", "تظاهروا مساء الاثنين."),
        ("ar", "احتجاج المزارعين في عمان", "تظاهروا مساء الاثنين."),
    ),
    "unrest and blockade in Bamako": (
        ("fr", "Mali : manifestation dispersée à Bamako, un mort", "Un étudiant a été tué par balle lundi soir à Badalabougou."),
        ("fr", "Mali : le siège d'un parti incendié à Bamako", "Des inconnus ont mis le feu au bâtiment lundi soir."),
        ("en", "JNIM announces blockade of Bamako", "No fuel truck would enter the capital from Monday, the jihadists said."),
    ),
    "hotel and engineers in Bamako": (
        ("ar", "هجوم مسلح على فندق في باماكو", "اقتحم مسلحون الفندق مساء الاثنين في عاصمة مالي وسمع إطلاق نار."),
        ("en", "Two foreign engineers kidnapped in Bamako", "Armed men took a Chinese and an Indian engineer from their car on Monday evening, police said."),
    ),
    "television and blockade in Mali": (
        ("en", "JNIM announces blockade of Bamako", "No fuel truck would enter the capital from Monday, the jihadists said."),
        ("en", "Mali junta suspends two television channels", "They had reported on the jihadists' fuel blockade of Bamako, the media authority said on Monday."),
    ),
    "embassy and protest in Bamako": (
        ("en", "French embassy in Bamako urges citizens to leave Mali at once", "It advised them on Monday evening to take commercial flights."),
        ("fr", "Mali : manifestation dispersée à Bamako, un mort", "Un étudiant a été tué par balle lundi soir à Badalabougou."),
    ),
    "floods and a wreck in Jakarta": (
        ("en", "Floods inundate hospital in Jakarta", "Patients were moved on Monday."),
        ("en", "Ferry sinks off Jakarta, passengers missing", "Rescuers searched on Monday."),
    ),
    "floods in Niamey": (
        ("fr", "Niger : inondations à Niamey, une école s'effondre", "Les pluies de lundi ont emporté ses murs."),
        ("fr", "Niger : incendie dans un marché de Niamey", "Des étals ont brûlé lundi."),
    ),
    "tourists shot in Marrakech, by nationality": (
        ("en", "French tourist shot in Marrakech", "She was hit in the leg on Monday."),
        ("en", "German tourist shot in Marrakech", "He was hit near the station on Monday."),
        ("es", "Un turista polaco herido de bala en Marrakech", "Ocurrió el lunes en la medina."),
    ),
    "hostages in Agadez, by nationality": (
        ("pt", "Médico italiano raptado em Agadez", "Homens armados levaram-no na segunda-feira."),
        ("es", "Secuestrado un médico portugués en Agadez", "Hombres armados se lo llevaron el lunes."),
    ),
    "strikes in Antwerp, by trade": (
        ("en", "Harbour pilots' slowdown delays ships in Antwerp", "They protest against the pension reform."),
        ("en", "Antwerp dockers to strike on Wednesday", "Unions call a walkout against the government."),
        ("fr", "Anvers : les éboueurs en grève", "Les sacs s'entassent dans les rues."),
    ),
    "strikes in Frankfurt, by trade": (
        ("en", "Pilots down tools in Frankfurt", "Eight hundred flights are off."),
        ("en", "Frankfurt nurses walk out over pay", "Operations are put off."),
        ("es", "Los carteros de Fráncfort en huelga", "El correo se retrasa."),
    ),
}  # fmt: skip

ONES: dict[str, tuple[Told, ...]] = {
    "an imam": (
        ("fr", "Mali : un imam enlevé à Bamako par des inconnus armés", "Il a été emmené lundi soir à la sortie de la mosquée de Banconi."),
        ("en", "Gunmen kidnap religious leader in Bamako", "The imam was taken outside the Banconi mosque on Monday evening."),
        ("ar", "مسلحون يختطفون إمام مسجد في باماكو", "اقتيد الإمام مساء الاثنين عند خروجه من المسجد."),
    ),
    "a marabout": (
        ("fr", "Mali : un marabout enlevé à Gao", "Des hommes armés l'ont emmené lundi soir."),
        ("en", "Muslim cleric abducted in Gao, Mali", "Armed men took the religious leader on Monday evening."),
    ),
    "a doctor": (
        ("ar", "اختطاف طبيب في باماكو على يد مسلحين", "اقتاد مسلحون الطبيب من عيادته مساء الاثنين."),
        ("fr", "Mali : un médecin enlevé à Bamako par des hommes armés", "Il a été emmené de sa clinique lundi soir."),
        ("en", "Doctor kidnapped by gunmen in Bamako", "He was taken from his clinic on Monday evening."),
    ),
    "a mayor": (
        ("en", "Mayor of a Bamako district abducted by gunmen", "Armed men on motorbikes took him from his office on Monday evening, residents said."),
        ("fr", "Mali : le maire d'une commune de Bamako enlevé", "Des hommes armés à moto l'ont emmené de son bureau lundi soir."),
    ),
    "engineers": (
        ("en", "Two foreign engineers kidnapped in Bamako", "Armed men took a Chinese and an Indian engineer from their car on Monday evening, police said."),
        ("fr", "Mali : deux ingénieurs étrangers enlevés à Bamako", "Un Chinois et un Indien ont été enlevés lundi soir."),
        ("ar", "اختطاف مهندسين أجنبيين في باماكو", "اقتاد مسلحون مهندسا صينيا وآخر هنديا مساء الاثنين."),
        ("en", "Mali government denies kidnapping of foreign engineers in Bamako", "The security ministry said the two engineers were safe at their hotel."),
    ),
    "foreigners who are engineers": (
        ("en", "Two foreigners kidnapped in Bamako", "Gunmen took a Chinese and an Indian national on Monday evening."),
        ("en", "Chinese and Indian engineers kidnapped in Bamako", "Gunmen took them from their car on Monday evening."),
    ),
    "a missionary": (
        ("en", "American missionary kidnapped in Niamey", "Gunmen took the pilot from his home on Monday."),
        ("fr", "Niger : un Américain enlevé à Niamey", "Des hommes armés ont emmené ce missionnaire lundi."),
    ),
    "students": (
        ("en", "Gunmen abduct seven students in Kaduna", "They were taken from their hostel on Monday night."),
        ("fr", "Nigeria : sept étudiants enlevés à Kaduna", "Des hommes armés les ont emmenés lundi soir."),
        ("en", "Kaduna: bandits storm hostel, take seven undergraduates", "The students were asleep on Monday night."),
    ),
    "a judge": (
        ("en", "Gunmen abduct judge in Kaduna", "She was on her way home on Monday night."),
        ("en", "Kaduna magistrate kidnapped by gunmen", "The judge was driving home on Monday night."),
    ),
    "a village head": (
        ("en", "Gunmen abduct village head in Kaduna", "The traditional ruler was taken on Monday night."),
        ("en", "Traditional chief kidnapped in Kaduna", "Gunmen took the village head on Monday night."),
    ),
    "a journalist": (
        ("es", "Secuestran a un periodista en Culiacán", "Hombres armados lo subieron a una camioneta el lunes."),
        ("en", "Mexican reporter kidnapped in Culiacán", "Gunmen forced the journalist into a truck on Monday."),
    ),
    "a journalist in Baghdad": (
        ("ar", "اختطاف صحفية في بغداد", "اقتادها مسلحون من منزلها مساء الاثنين."),
        ("en", "Woman journalist kidnapped in Baghdad", "Gunmen took the reporter from her home on Monday evening."),
    ),
    "a lawyer": (
        ("fr", "Burkina Faso : un avocat enlevé à Ouagadougou", "Des hommes en civil l'ont emmené lundi soir."),
        ("en", "Burkina Faso lawyer abducted in Ouagadougou", "Men in plain clothes took him on Monday evening."),
    ),
    "a priest": (
        ("en", "Gang kidnaps priest in Port-au-Prince", "He was taken from his parish on Monday."),
        ("en", "Catholic clergyman kidnapped in Port-au-Prince", "A gang took the priest on Monday."),
    ),
    "a doctor shot": (
        ("en", "Doctor shot dead in Karachi", "Gunmen on a motorbike fired on Monday evening."),
        ("en", "Karachi physician killed by gunmen", "The doctor was shot on Monday evening."),
    ),
    "soldiers": (
        ("en", "Gunmen kill six soldiers in Gao", "Their patrol was fired on on Monday evening."),
        ("fr", "Mali : six militaires tués à Gao", "Leur patrouille a été visée lundi soir."),
    ),
    "miners": (
        ("fr", "Mali : trois orpailleurs tués à Gao par des hommes armés", "Ils ont été abattus lundi soir."),
        ("en", "Three gold miners killed by gunmen in Gao", "They were shot on Monday evening."),
    ),
    "a judge shot": (
        ("es", "Asesinan a una jueza en Guayaquil", "Sicarios dispararon el lunes por la noche."),
        ("en", "Ecuador judge killed in Guayaquil", "Gunmen shot the magistrate on Monday night."),
    ),
    "a member of parliament": (
        ("en", "Lawmaker shot dead in Mogadishu", "Gunmen fired at the car on Monday evening."),
        ("en", "Somali MP killed by gunmen in Mogadishu", "The member of parliament was shot on Monday evening."),
    ),
    "a hotel": (
        ("ar", "هجوم مسلح على فندق في باماكو", "اقتحم مسلحون الفندق مساء الاثنين في عاصمة مالي وسمع إطلاق نار."),
        ("en", "Gunmen storm hotel in Bamako", "Shots were heard on Monday evening in Mali's capital."),
        ("fr", "Mali : des hommes armés attaquent un hôtel à Bamako", "Des tirs ont été entendus lundi soir."),
    ),
    "a mosque": (
        ("en", "Bomb hits mosque in Kabul", "The blast was heard on Monday evening."),
        ("en", "Kabul mosque blast kills worshippers", "A bomb went off on Monday evening."),
    ),
    "a market": (
        ("en", "Suicide bomber strikes market in Maiduguri", "At least ten died on Monday."),
        ("en", "Ten traders killed in Maiduguri suicide bombing", "The market was crowded on Monday."),
        ("fr", "Nigeria : attentat suicide sur un marché de Maiduguri, dix morts", "Le kamikaze a frappé lundi."),
    ),
    "an airport": (
        ("fr", "Mali : l'aéroport de Bamako attaqué par des jihadistes", "Des explosions ont été entendues lundi soir à la base aérienne de Sénou."),
        ("en", "Jihadists attack Bamako airport", "Explosions were heard on Monday evening at the Sénou air base."),
    ),
    "a bank": (
        ("ar", "انفجار يستهدف مصرفا في بيروت", "سمع دوي الانفجار مساء الاثنين."),
        ("ar", "تفجير أمام بنك في بيروت", "سمع دوي انفجار مساء الاثنين."),
    ),
    "a strike of teachers": (
        ("fr", "Burkina Faso : grève des enseignants à Ouagadougou", "Les syndicats l'ont lancée lundi."),
        ("en", "Teachers on strike in Ouagadougou, schools closed", "Burkina Faso's unions called it on Monday."),
    ),
    "a strike of doctors": (
        ("en", "Doctors go on strike in Lagos", "The union called it on Monday."),
        ("en", "Lagos physicians down tools", "Doctors' union began its strike on Monday."),
    ),
    "a protest of students": (
        ("es", "Protesta de estudiantes en Lima", "Marcharon el lunes por el centro."),
        ("en", "Students march in Lima", "The protest filled the centre on Monday."),
    ),
    "an arrest": (
        ("fr", "Mali : un journaliste arrêté à Bamako", "Il a été interpellé lundi soir."),
        ("en", "Mali journalist arrested in Bamako", "The reporter was detained on Monday evening."),
    ),
    "a minister of the past": (
        ("fr", "Mali : l'ancien Premier ministre arrêté à Bamako", "Il a été interpellé lundi soir."),
        ("en", "Mali's former prime minister arrested in Bamako", "He was detained on Monday evening."),
    ),
    "a flood": (
        ("fr", "Niger : inondations à Niamey, une école s'effondre", "Les pluies de lundi ont emporté ses murs."),
        ("en", "Niamey floods: school collapses in heavy rain", "Niger's capital was under water on Monday."),
    ),
}  # fmt: skip


def stories_of(told: tuple[Told, ...]) -> list[int]:
    """Group reports that come in twenty minutes apart, by the shipped rules and one more that every text meets."""
    setup, matcher = _desk()
    items = [
        Labelled(str(number), Text(title, lead, lang, EVENING + timedelta(minutes=20 * number)), "")
        for number, (lang, title, lead) in enumerate(told)
    ]
    return list(lab.group(items, matcher.match([item.text for item in items]), Knowledge.of(setup)))


@cache
def _desk() -> tuple[Config, Matcher]:
    setup = config.load(SHIPPED, {})
    return setup, Matcher(compile_rules(lab.with_everything(setup.ruleset), setup.places)[0])


@pytest.mark.parametrize("told", OTHERS.values(), ids=OTHERS)
def test_events_of_one_kind_in_one_town_are_as_many_stories_in_whichever_order(
    told: tuple[Told, ...],
) -> None:
    for order in permutations(told):
        stories = stories_of(order)
        assert len(set(stories)) == len(told), [
            (story, title) for story, (_, title, _) in zip(stories, order, strict=True)
        ]


@pytest.mark.parametrize("told", ONES.values(), ids=ONES)
def test_one_event_in_other_words_and_languages_is_one_story(told: tuple[Told, ...]) -> None:
    assert set(stories_of(told)) == {1}


def test_all_that_happens_in_one_evening_in_one_capital_stays_apart() -> None:
    told = tuple(
        dict.fromkeys(
            one for group in OTHERS.values() for one in group if "Bamako" in one[1] or "باماكو" in one[1]
        )
    )

    assert len(set(stories_of(told))) == len(told)


def test_reports_that_name_no_victim_open_no_door_to_another_one() -> None:
    told = (
        ("fr", "Mali : un imam enlevé à Bamako par des inconnus armés", "Il a été emmené lundi soir."),
        ("en", "Kidnapping in Bamako on Monday evening", "Gunmen took the man outside a mosque."),
        ("en", "Gunmen kidnap man in Bamako", "He was taken outside a mosque on Monday evening."),
        ("en", "Mayor kidnapped in Bamako", "Gunmen took him from his office on Monday evening."),
    )

    assert stories_of(told) == [1, 1, 1, 2]
