"""The traps of words in three languages: one line each."""

import unicodedata
from typing import Literal

import pytest

from monitor.core.rules.model import Term
from tests.core.rules.making import finds, match, rule, select, vocabulary

NFD: Literal["NFD"] = "NFD"
# Term, text, whether it is found, why.
WORDS = [
    ("déplacés", unicodedata.normalize(NFD, "Des milliers de déplacés au Burkina"), True, "decomposed accents"),
    ("déplacés", "DEPLACES au nord du Mali", True, "capitals without accents"),
    ("deplaces", "Des milliers de déplacés", True, "a term without accents"),
    ("Ménaka", "Me\u0301naka", True, "one decomposed letter"),
    ("cœur", "au coeur de la ville", True, "œ and oe"),
    ("coeur", "au CŒUR de la ville", True, "Œ in capitals"),
    ("straße", "STRASSE", True, "sharp s in capitals"),
    ("İstanbul", "istanbul", True, "dotted capital I"),
    ("Jama'at", "Jama’at Nusrat al-Islam", True, "typographic apostrophe"),
    ("Jama’at", "Jama`at Nusrat", True, "backtick for apostrophe"),
    ("Jama'at", "Jamaʿat Nusrat", True, "transliterated ayn"),
    ("armée", "L’armée malienne", True, "French elision, capital"),
    ("armée", "l'armée malienne", True, "French elision"),
    ("État", "coup d'État", True, "elision before a capital"),
    ("une attaque", "Qu'une attaque éclate", True, "elision of que"),
    ("aujourd'hui", "Aujourd’hui au Mali", True, "an apostrophe inside a word"),
    ("Mali", "Mali's junta", True, "English possessive"),
    ("Mali junta", "Mali’s junta", True, "a phrase over a possessive"),
    ("Mali's junta", "the Mali junta", True, "a possessive in the term"),
    ("soldiers", "the soldiers' families", True, "plural possessive"),
    ("Niger", "Niger’s army", True, "typographic possessive"),
    ("Mali", "MALI'S army", True, "possessive in capitals"),
    ("Mali", "Somali pirates released", False, "within another word"),
    ("Mali", "Malian army said", False, "an adjective is another word"),
    ("Mali", "with malice", False, "the start of another word"),
    ("Mali", "une anomalie", False, "the end of another word"),
    ("Mali", "Amalia wins", False, "within a name"),
    ("Mali", "Mali-based group", True, "joined by a hyphen"),
    ("Mali", "(Mali)", True, "in brackets"),
    ("Mali", "«Mali»", True, "in guillemets"),
    ("Mali", "au\u00a0Mali\u202f»", True, "no-break spaces"),
    ("Mali", "Mali:attaque", True, "no space after a colon"),
    ("Mali", "Mali/Niger", True, "a slash"),
    ("Mali", "#Mali", True, "a hash tag"),
    ("Mali", "mali_news", True, "an underscore parts words"),
    ("Mali", "Mali2024", False, "digits belong to the word"),
    ("Niger", "Nigeria votes", False, "one country within another"),
    ("Nigerian", "Nigerien troops", False, "one letter apart"),
    ("nigérien", "le nigerian Dangote", False, "no fuzzy matching"),
    ("Bamako-Sénou", "Bamako‑Senou", True, "no-break hyphen"),
    ("Bamako-Sénou", "Bamako – Sénou", True, "a dash"),
    ("Bamako Senou", "Bamako-Sénou", True, "a hyphen for a space"),
    ("Bamako", "Ba\u00admako airport", True, "soft hyphen"),
    ("Bamako", "\u200fBamako\u200f", True, "direction marks"),
    ("Bamako", "\ufeffBamako", True, "byte order mark"),
    ("Bamako", "Bam\u200bako", True, "zero width space"),
    ("Bamako", "𝗕𝗮𝗺𝗮𝗸𝗼 attacked", True, "bold mathematical letters"),
    ("Bamako", "Ｂａｍａｋｏ", True, "full-width letters"),
    ("office", "oﬃce", True, "ligature"),
    ("مالي", "في مَالِي", True, "Arabic vowels"),
    ("مالي", "بمالي", True, "in Mali, in one word"),
    ("مالي", "ومالي والنيجر", True, "and Mali, in one word"),
    ("مالي", "وبمالي", True, "and in Mali, in one word"),
    ("مالي", "الماليين", False, "Malians are another word"),
    ("مالي", "إجمالي الناتج", False, "the end of another word"),
    ("مالي", "شمالي البلاد", False, "northern is no Mali"),
    ("مالي", "المالية العامة", False, "finance is no Mali"),
    ("الإسلام", "نصرة الاسلام", True, "alef with and without hamza"),
    ("جماعة", "جمـــاعة نصرة", True, "tatweel"),
    ("جماعة", "جماعه نصرة", True, "teh marbuta written as heh"),
    ("القاعدة", "والقاعدة", True, "and before the article"),
    ("القاعدة", "للقاعدة", True, "li- swallows the alef"),
    ("القاعدة", "بالقاعدة", True, "bi- before the article"),
    ("القاعدة", "قاعدة عسكرية", False, "without its article it is another word"),
    ("اللاجئين", "للاجئين", True, "three lams are written as two"),
    ("هجوم", "الهجوم", True, "the article"),
    ("هجوم", "للهجوم", True, "li- and the article"),
    ("هجوم", "كالهجوم", True, "ka- and the article"),
    ("هجوم", "هجومهم", False, "no suffixes"),
    ("على", "علي", True, "alef maksura and yeh"),
    ("کابل", "كابل", True, "Persian kaf"),
    ("نیجر", "نيجر", True, "Persian yeh"),
    ("جماعة نصرة الإسلام والمسلمين", "بجماعة نصرة الاسلام والمسلمين", True, "a proclitic before a phrase"),
    ("١٢", "12 قتيلا", True, "Arabic digits"),
    ("12", "۱۲ نفر", True, "Persian digits"),
    ("Ɗan", "Dan kasa", True, "Hausa hooked d"),
    ("ƙungiya", "Kungiya ta yi", True, "Hausa hooked k"),
    ("Bamakɔ", "Bamako", True, "Bambara open o"),
    ("Ségou", "Segu", False, "another spelling is an alias"),
    ("Al-Qaeda", "al Qaeda-linked", True, "a hyphen at either end"),
    ("Al-Qaeda", "alqaeda", False, "joined spelling is an alias"),
    ("Al-Qaeda", "al-Qaida", False, "another vowel is an alias"),
    ("coup d'État", "Le coup d’envoi du match", False, "a phrase is whole"),
    ("coup", "beaucoup de monde", False, "within another word"),
    ("Мали", "в мали", True, "Cyrillic capitals"),
    ("ёлка", "елка", True, "Cyrillic yo"),
    ("Μάλι", "μαλι", True, "Greek accents"),
    ("马里", "在马里的袭击", True, "Chinese has no spaces"),
    ("马里", "马达加斯加里", False, "letters apart are no word"),
    ("マリ", "西アフリカのマリで", True, "Japanese has no spaces"),
    ("バマコ", "首都ハ\u3099マコ", True, "a voicing mark of its own"),
    ("มาลี", "ในประเทศมาลี", True, "Thai has no spaces"),
    ("말리", "말리 군부", True, "Korean has spaces"),
    ("JNIM", "支持JNIM组织", True, "Latin within Chinese"),
    ("attack*", "attackers fled", True, "prefix"),
    ("attack*", "counterattack", False, "a prefix begins the word"),
    ("attack*", "attack", True, "nothing after the prefix"),
    ("al-Qa*", "al-Qaïda au Maghreb", True, "prefix of a phrase"),
    ("مسلح*", "المسلحين", True, "Arabic prefix with article"),
    ("djihadiste*", "djihadistes", True, "French plural by prefix"),
    ("JNIM attack", "JNIM. Attack follows", False, "a phrase stays in its sentence"),
    ("Mali Bamako", "Fighting in Mali. Bamako is calm.", False, "no phrase over a full stop"),
    ("Gen. Tiani", "Gen. Tiani spoke", True, "an abbreviation ends no sentence"),
    ("U.S. Army", "The U.S. Army left", True, "initials end no sentence"),
    ("Mali attack", "Mali? Attack", False, "a question mark ends a sentence"),
    ("Mali attack", "Mali\nAttack", False, "a line ends a sentence"),
    ("مالي باماكو", "هجوم في مالي. باماكو هادئة", False, "an Arabic full stop"),
    ('"Mali junta"', "the Mali junta", True, "quotes around a phrase"),
    ("Mali  junta", "the Mali \t junta", True, "spaces of any number"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("term", "text", "expected", "reason"), WORDS, ids=[f"{case[0]}-{case[3]}" for case in WORDS]
)
def test_a_term_is_found_as_a_person_reads_it(term: str, text: str, expected: bool, reason: str) -> None:
    assert finds(term, text) is expected, reason


EXCEPT_NIGER = Term("Niger", excepts=("Niger Delta", "Niger State", "fleuve Niger", "Niger sort de son lit"))
GUINEA = Term(
    "Guinea", excepts=("Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea", "guinea pig*", "guinea fowl")
)
COUP = Term("coup", excepts=("coup d'envoi", "coup de main", "coup de théâtre", "coup de chaleur", "après coup", "tout à coup", "coup franc", "marketing coup"))  # fmt: skip
KATI = Term("Kati", needs=(Term("Mali"), Term("camp"), Term("Bamako")), within=15)
GAO = Term("Gao", needs=(Term("Mali"), Term("malien*"), Term("attack*")))
WAGNER = Term(
    "Wagner",
    needs=(Term("mercenar*"), Term("mercenaire*"), Term("Mali"), Term("Russia*")),
    excepts=("Wagner's Ring",),
)
FAMA = Term("FAMa", cased=True)
IS = Term("IS", cased=True)
CAN = Term("CAN", cased=True)
MALIYA = Term(
    "المالية",
    needs=(Term("جنود"), Term("القوات"), Term("باماكو")),
    excepts=("وزارة المالية", "السوق المالية"),
)
MALI_AR = Term(
    "مالي", needs=(Term("باماكو"), Term("هجوم"), Term("النيجر")), excepts=("دعم مالي", "نظام مالي")
)
SAHEL = Term("Sahel", excepts=("Étoile du Sahel",))
SAHIL = Term("الساحل", needs=(Term("دول"), Term("منطقة")), within=3)
FRIENDS = [
    (EXCEPT_NIGER, "Niger Delta militants bomb pipeline", False, "the delta in Nigeria"),
    (EXCEPT_NIGER, "Niger State governor orders curfew", False, "the state in Nigeria"),
    (EXCEPT_NIGER, "Le Niger sort de son lit à Ségou", False, "the river"),
    (EXCEPT_NIGER, "Le fleuve Niger en crue", False, "the river by name"),
    (EXCEPT_NIGER, "Niger and the Niger Delta", True, "the mask hides one place, not the entry"),
    (EXCEPT_NIGER, "Niger army repels raid", True, "the country"),
    (GUINEA, "Gunmen ambush bus in Papua New Guinea", False, "on the other side of the world"),
    (GUINEA, "Guinea-Bissau votes", False, "another country"),
    (GUINEA, "Guinea pigs escape", False, "an animal"),
    (GUINEA, "Guinea votes", True, "the country"),
    (COUP, "Coup d'envoi de la campagne cotonnière à Sikasso", False, "a kick-off"),
    (COUP, "Beaucoup de monde, après coup", False, "two idioms"),
    (COUP, "Orange Mali scores marketing coup", False, "an English idiom"),
    (COUP, "Soldiers stage coup", True, "the coup itself"),
    (COUP, "Coup de chaleur puis coup militaire", True, "one idiom, one coup"),
    (KATI, "Kati wins ski gold", False, "a first name"),
    (KATI, "Explosion au camp de Kati", True, "the garrison"),
    (KATI, "Kati sang. " + "mot " * 20 + "Mali", False, "context too far"),
    (GAO, "Gao fired as central banker", False, "a Chinese surname"),
    (GAO, "Gao attacked by jihadists", True, "context in the entry"),
    (WAGNER, "Wagner's Ring storms Bayreuth", False, "the composer"),
    (WAGNER, "Wagner mercenaries leave", True, "the company"),
    (WAGNER, "Wagner quitte le Mali", True, "context in French"),
    (FAMA, "la fama del cantante", False, "Spanish word in small letters"),
    (FAMA, "Les FAMa ripostent", True, "as it is written"),
    (FAMA, "LES FAMA RIPOSTENT", False, "capitals are not as written"),
    (FAMA, "FAMa’s convoy", True, "a possessive keeps the case"),
    (IS, "What is known so far", False, "the verb"),
    (IS, "IS claims raid", True, "the group"),
    (CAN, "Mali can host talks", False, "the verb"),
    (CAN, "CAN 2025 : le Mali gagne", True, "the tournament"),
    (MALIYA, "وزارة المالية تعلن الميزانية", False, "the ministry of finance"),
    (MALIYA, "السوق المالية", False, "the stock market"),
    (MALIYA, "مقتل جنود من القوات المالية", True, "Malian forces"),
    (MALI_AR, "دعم مالي للشركات", False, "financial support"),
    (MALI_AR, "هجوم في مالي", True, "an attack in Mali"),
    (SAHEL, "Choc : l'Étoile du Sahel bat l'Espérance", False, "a football club"),
    (SAHEL, "Les pays du Sahel", True, "the region"),
    (SAHIL, "منتخب ساحل العاج يفوز", False, "the Ivory Coast"),
    (SAHIL, "دول الساحل", True, "the states of the Sahel"),
    (Term("جبهة النصرة", cased=True), "وجبهة النصرة في إدلب", False, "cased Arabic takes no proclitics"),
    (Term("San", needs=(Term("Mali"), Term("Ségou")), within=20), "San Diego siege ends", False, "a city in California"),
    (Term("Dori", needs=(Term("Burkina*"),)), "Finding Dori", False, "a film"),
    (Term("Mango", needs=(Term("Togo"),)), "Mango exports surge", False, "the fruit"),
    (Term("Say", needs=(Term("Niger"),), cased=True), "Say no to attack ads", False, "the verb"),
    (Term("AES", cased=True, excepts=("AES-128", "AES-256", "AES encryption")), "New attack breaks AES-256", False, "the cipher"),
    (Term("AES", cased=True, excepts=("AES-128", "AES-256", "AES encryption")), "L'AES quitte la Cédéao", True, "the alliance"),
    (Term("Serval", excepts=("Serval cat",)), "Serval cat captured", False, "the animal"),
    (Term("enlèvement*", excepts=("enlèvement des ordures",)), "Enlèvement des ordures à Niamey", False, "rubbish"),
    (Term("enlèvement*", excepts=("enlèvement des ordures",)), "Enlèvement d'un prêtre", True, "a priest"),
    (Term("Benin", excepts=("Benin City", "Benin bronzes")), "Benin City priest kidnapped", False, "a city in Nigeria"),
    (Term("Africa Corps", excepts=("Afrika Korps",)), "Afrika Korps tank found", False, "another spelling is another corps"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("term", "text", "expected", "reason"), FRIENDS, ids=[f"{case[0].text}-{case[3]}" for case in FRIENDS]
)
def test_a_false_friend_is_told_from_the_friend(term: Term, text: str, expected: bool, reason: str) -> None:
    assert finds(term, text) is expected, reason


SPORT = vocabulary("sport", "football", "match", "Coupe*", "Aigles", "supporters", "منتخب", "هدف")
NEWS = rule(None, select("place", "Mali", "malien*", "مالي"), select("event", "attaque*", "attack*", "assaut", "storm*", "clash*", "هجوم"),
            none=["$sport"], none_unless=["JNIM", "jihadist*", "djihadiste*"])  # fmt: skip
VETOES = [
    ("Mali : l'attaque en panne, les supporters grondent", False, "football in French"),
    ("Mali storm into last eight after clash, football", False, "football in English"),
    ("مالي تسجل هدف بعد هجوم", False, "football in Arabic"),
    ("Mali : attaque djihadiste pendant un match", True, "a group lifts the veto"),
    ("Mali : attaque contre un camp", True, "no veto"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), VETOES, ids=[case[2] for case in VETOES])
def test_a_veto_holds_unless_it_is_lifted(text: str, expected: bool, reason: str) -> None:
    assert (match(text, NEWS, SPORT) is not None) is expected, reason
