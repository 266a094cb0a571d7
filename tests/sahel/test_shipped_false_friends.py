"""Names and words with a second sense: what must stay silent, and what must not be silenced with it."""

import pytest

from monitor.core.model import Text
from monitor.core.rules.matcher import Matcher

SILENT = [
    ("en", "Niger lawmakers pass a bill in Minna", "Niger State of Nigeria"),
    ("en", "Oil firm repairs line after Niger Delta blast", "the delta"),
    ("en", "Raid on illegal refineries in the Niger Delta: gunmen flee", "the delta, with gunmen"),
    ("fr", "Le fleuve Niger déborde à Gao, des milliers de déplacés", "the river, a flood"),
    ("fr", "Mali : le gardien repousse les tirs au but et la sélection passe", "football"),
    ("en", "Mali's strikers storm Tunisia in Africa Cup of Nations", "football"),
    ("en", "Stallions shoot down Eagles in friendly in Bamako", "football"),
    ("ar", "مالي تهاجم بقوة في الشوط الثاني وتفوز بهدف", "football"),
    ("ar", "خبير: عجز مالي يهدد المصارف بعد هجوم إلكتروني", "financial"),
    ("ar", "وزارة المالية تنفي تأخر الرواتب", "the ministry of finance"),
    ("ar", "منتخب ساحل العاج يضرب موعدا مع مصر في ربع النهائي", "Côte d'Ivoire, football"),
    ("fr", "Coup d'envoi des travaux de la route Bamako-Kati", "coup d'envoi"),
    ("fr", "Coup de théâtre au procès d'un chanteur à Bamako", "coup de théâtre"),
    ("en", "Bank scores publicity coup in Mali", "the idiom"),
    ("en", "Kati fires winning shot in Olympic final", "a first name"),
    ("en", "Gao, the banker, shot down critics in Shanghai", "a surname"),
    ("en", "Fans say San Diego attack needs a new coach", "San"),
    ("fr", "Man : les planteurs de cacao réclament la route", "a town of western Côte d'Ivoire"),
    ("en", "Wagner's Parsifal: a bomb drops in Bayreuth", "the composer"),
    ("en", "Wagner Moura plays a kidnapped journalist", "the actor"),
    ("en", "Museum restores tank of Rommel's Afrika Korps", "the Second World War"),
    ("fr", "Le Sahel tunisien sous les orages", "Tunisia"),
    ("fr", "Étoile du Sahel : l'attaque retrouve des couleurs", "a club"),
    ("en", "Sahel Academy pupils win robotics prize", "a school"),
    ("en", "AES encryption attack presented in Vienna", "the cipher"),
    ("en", "CMA country music awards: the winners", "music"),
    ("en", "FLA. judge orders hostage taker jailed in Tampa", "Florida"),
    ("en", "Papua New Guinea: gunmen kill twelve in ambush", "New Guinea"),
    ("en", "Equatorial Guinea jails coup plotters", "Equatorial Guinea"),
    ("fr", "Guinée-Bissau : des militaires annoncent prendre le pouvoir", "Bissau"),
    ("en", "Gunmen kidnap doctor in Benin City", "a city of Nigeria"),
    ("en", "Looted Benin bronzes handed over in Berlin", "bronzes"),
    ("en", "Al-Shabaab bomb kills nine in Mogadishu", "Somalia"),
    ("ar", "جبهة النصرة تخطف ناشطين في إدلب", "Syria"),
    ("fr", "Katiba démantelée près de Sfax, huit arrestations", "Tunisia"),
    ("fr", "Hôpital de Lille : les pirates exigent une rançon", "computers"),
    ("fr", "Enlèvement des épaves à Ouagadougou : la mairie sévit", "vehicles"),
    ("fr", "Niamey : explosion d'une bonbonne de gaz, deux morts", "an accident in a capital"),
    ("fr", "Bamako : exercice de simulation d'attentat à l'aéroport", "a drill"),
    ("en", "Lightning strikes kill seven in Burkina Faso", "weather"),
    ("fr", "Attaque de criquets dans le Gourma, au Mali", "locusts"),
    ("en", "Hippo attacks kill two fishermen near Niamey, Niger", "an animal"),
    ("fr", "Mopti : grande manifestation culturelle au bord de l'eau", "culture"),
    ("fr", "Biennale de Bamako : les photographes s'emparent de la ville", "culture"),
    ("en", "Bawku: two shot in chieftaincy clash", "chiefs, not jihadists"),
    ("fr", "Bouna : affrontements entre agriculteurs et éleveurs", "herders, not jihadists"),
    ("en", "Robbers raid bank in Lomé, guard shot", "crime"),
    ("fr", "Dakar : des étudiants affrontent la police sur le campus", "students"),
    ("fr", "Casamance : des rebelles déposent les armes", "another rebellion"),
    ("en", "Bandits abduct villagers in Zamfara", "another war"),
    ("fr", "Goïta remet des tracteurs aux paysans de Sikasso", "a head of state at work"),
    (
        "fr",
        "Mali : le président du Djoliba a été interpellé à l'aéroport de Bamako",
        "a club's president is no ruler",
    ),
    ("en", "Fireworks blasts startle Bamako residents on New Year's Eve", "fireworks"),
    ("fr", "Ouagadougou : explosion dans un dépôt de gaz, huit blessés", "an accident in a capital"),
    ("ar", "انفجار أسطوانة غاز في نيامي يودي بحياة خمسة", "an accident in a capital"),
    ("en", "Blast from the past: Bamako's Rail Band reunites", "the idiom"),
    ("fr", "Massacre à la tronçonneuse de karités près de Bougouni", "trees"),
    ("fr", "Citerne d'essence renversée à Boromo : trois morts au Burkina", "overturned, not overthrown"),
    ("en", "Soldiers sweep Niamey's markets in clean-up drive", "soldiers with brooms"),
    ("en", "JNIM FC promoted after penalty shoot-out in Kozhikode", "a club"),
    ("en", "Orano sues Niger over uranium stocks", "business"),
]

HEARD = [
    ("en", "JNIM bans football in villages of Mopti, Mali", "jnim_aq", "a group outweighs the veto on sport"),
    ("en", "Fans killed as gunmen attack football match near Niono, Mali; JNIM blamed", "armed_attack", "as above"),
    ("en", "Gunmen of the Mahmuda group raid Kainji in Niger State", "spillover", "Niger State's side of the war"),
    ("en", "Jihadists kidnap a priest in northern Benin", "spillover", "Benin, not Benin City"),
    ("fr", "Le chef d'Ansar Dine, Iyad Ag Ghaly, visé par la CPI", "jnim_aq", "the group, not the brotherhood"),
    ("fr", "Tirs à Kati, près de Bamako", "capital_airport", "a garrison town beside its country"),
    ("en", "Gao, Mali: rockets fall on the airport", "capital_airport", "as above"),
    ("fr", "Say, au Niger : embuscade contre des gendarmes", "armed_attack", "a town with an everyday name"),
    ("fr", "Burkina : le détachement de Pô attaqué par des terroristes", "armed_attack", "as above"),
    ("ar", "الجيش المالي يعلن مقتل إرهابيين شمالي البلاد", "armed_attack", "Malian, not financial"),
    ("ar", "اشتباكات في مالي بين الجيش ومسلحين", "armed_attack", "Mali, not money"),
    ("en", "Wagner fighters leave Mali", "russia", "not the composer"),
    ("en", "Africa Corps shells a village near Kidal", "russia", "not Rommel's"),
    ("fr", "La Boucle du Mouhoun frappée par une attaque jihadiste", "armed_attack", "the old name of a region"),
    ("fr", "Bankui : des VDP tombent dans une embuscade", "armed_attack", "the new name of that region"),
    ("en", "Niger: floods hamper soldiers hunting jihadists after ambush near Téra", "armed_attack", "an attack, not the flood"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "title", "reason"), SILENT)
def test_a_false_friend_stays_silent(matcher: Matcher, lang: str, title: str, reason: str) -> None:
    [matches] = matcher.match([Text(title, "", lang)])

    assert [match.rule for match in matches] == [], reason


@pytest.mark.parametrize(("lang", "title", "tag", "reason"), HEARD)
def test_the_true_sense_is_heard(matcher: Matcher, lang: str, title: str, tag: str, reason: str) -> None:
    [matches] = matcher.match([Text(title, "", lang)])

    assert tag in {tag for match in matches for tag in match.tags}, reason
