"""Casualty figures, numbers and look-backs in three languages: one line each."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.language.casualties import casualties
from monitor.core.language.casualty_words import casualty_words
from monitor.core.language.clauses import is_past
from monitor.core.language.detect import languages_of, primary
from monitor.core.language.line import Line
from monitor.core.language.numbers import Numerals
from monitor.core.text.bulk import fold_with_map
from monitor.core.text.folding import fold, words

# Text, kinds and figures told in it.
TOLD: list[tuple[str, list[tuple[str, int]]]] = [
    ("17 soldiers killed", [("killed", 17)]),
    ("at least 17 soldiers were killed", [("killed", 17)]),
    ("Gunmen kill 17 in Mali", [("killed", 17)]),
    ("killed 17 and wounded 30", [("killed", 17), ("wounded", 30)]),
    ("17 killed, 30 wounded", [("killed", 17), ("wounded", 30)]),
    ("killed 17, wounded 30", [("killed", 17), ("wounded", 30)]),
    ("killing at least 17 and injuring 30", [("killed", 17), ("wounded", 30)]),
    ("17 people, including 4 children, were killed", [("killed", 17)]),
    ("17 dead, 30 wounded in attack", [("killed", 17), ("wounded", 30)]),
    ("17 soldats ont été tués et 30 blessés", [("killed", 17), ("wounded", 30)]),
    ("a fait 17 morts et 30 blessés", [("killed", 17), ("wounded", 30)]),
    ("Une trentaine de morts", [("killed", 30)]),
    ("tuant au moins 17 civils", [("killed", 17)]),
    ("17 personnes ont trouvé la mort", [("killed", 17)]),
    ("17 personnes ont perdu la vie", [("killed", 17)]),
    ("la mort de 17 soldats", [("killed", 17)]),
    ("مقتل 22 جنديا وإصابة 10", [("killed", 22), ("wounded", 10)]),
    ("مقتل 22 جنديا", [("killed", 22)]),
    ("قتل 22 جنديا وأصيب 10 آخرون", [("killed", 22), ("wounded", 10)]),
    ("أسفر الهجوم عن 22 قتيلا و30 جريحا", [("killed", 22), ("wounded", 30)]),
    ("قتل مسلحون 12 شخصا", [("killed", 12)]),
    ("مقتل ما لا يقل عن خمسة وعشرين جنديا", [("killed", 25)]),
    ("لقي 17 شخصا مصرعهم", [("killed", 17)]),
    ("سقوط 5 قتلى", [("killed", 5)]),
    ("نزوح 3000 شخص", [("displaced", 3000)]),
    ("Le PAM cherche 32 millions pour les déplacés au Mali", []),
    ("UN seeks 13 million for displaced families", []),
    ("نداء لجمع 30 مليونا لدعم النازحين", []),
    ("3,000 displaced for weeks in Djibo", [("displaced", 3000)]),
    ("مقتل جنديين", [("killed", 2)]),
    ("مقتل جنديين وإصابة ثلاثة", [("killed", 2), ("wounded", 3)]),
    ("مقتل شخصين وإصابة آخرين", [("killed", 2)]),
    ("اختطاف شخصين", [("kidnapped", 2)]),
    ("مقتل مدنيين", []),
    ("سقوط عشرات القتلى والجرحى", [("killed", 20)]),
    ("مقتل أكثر من ثلاثين", [("killed", 30)]),
    ("أكثر من ثلاثين قتيلا", [("killed", 30)]),
    ("ارتفاع حصيلة القتلى إلى 40", [("killed", 40)]),
    ("راح ضحيته 20 شخصا", [("killed", 20)]),
    ("تشييع 17 جنديا", [("killed", 17)]),
    ("قتيلان في هجوم", [("killed", 2)]),
    ("The attack on 17 September killed 30", [("killed", 30)]),
    ("killed in 12 attacks", []),
    ("killed by 12 gunmen", []),
    ("12 gunmen killed 30 people", [("killed", 30)]),
    ("12 hommes armés ont tué 30 civils", [("killed", 30)]),
    ("12 gunmen killed the mayor", []),
    ("killed 17 years ago", []),
    ("a 17-year-old killed", []),
    ("17 ans, tué", []),
    ("killed in 2024", []),
    ("2024 killed", []),
    ("2000 people killed", [("killed", 2000)]),
    ("le 3 mars, 17 morts", [("killed", 17)]),
    ("17 soldats tués le 3 mars", [("killed", 17)]),
    ("$17 million, killed", []),
    ("17% killed", []),
    ("50 km de Gao, 12 morts", [("killed", 12)]),
    ("base 101 attack: 12 killed", [("killed", 12)]),
    ("AK-47 killed", []),
    ("3 villages attacked, 12 killed", [("killed", 12)]),
    ("12 village chiefs killed", [("killed", 12)]),
    ("dozens killed", [("killed", 24)]),
    ("des dizaines de morts", [("killed", 20)]),
    ("17 hostages", [("kidnapped", 17)]),
    ("5 people were kidnapped", [("kidnapped", 5)]),
    ("enlèvement de trois Chinois", [("kidnapped", 3)]),
    ("3 Chinese nationals abducted", [("kidnapped", 3)]),
    ("tens of thousands displaced", [("displaced", 20000)]),
    ("3,000 people fled", [("displaced", 3000)]),
    ("12 gunmen fled", []),
    ("plus de 2,5 millions de déplacés", [("displaced", 2500000)]),
    ("death toll rises to 17", [("killed", 17)]),
    ("the death toll climbs to at least 17", [("killed", 17)]),
    ("Bilan : 17 morts", [("killed", 17)]),
    ("claimed 17 lives", [("killed", 17)]),
    ("17 lost their lives", [("killed", 17)]),
    ("A soldier was killed", [("killed", 1)]),
    ("Un soldat tué", [("killed", 1)]),
    ("L'armée a tué", []),
    ("un drone abattu", []),
    ("17 tués 30 blessés", [("killed", 17), ("wounded", 30)]),
    ("17 killed 30 wounded", [("killed", 17), ("wounded", 30)]),
    ("Mali: two hundred and five dead", [("killed", 205)]),
    ("les 17 soldats tués", [("killed", 17)]),
    ("12,000 people displaced by attack that killed 40", [("displaced", 12000), ("killed", 40)]),
    ("5.000 déplacés", [("displaced", 5000)]),
    ("3 soldiers and 12 civilians killed", [("killed", 15)]),
    ("killed 17 soldiers and 5 civilians", [("killed", 22)]),
    ("Between 200 and 400 people died", [("killed", 400)]),
    ("2 men, 3 women and 4 children killed", [("killed", 9)]),
    ("84 paramilitaires de Wagner et 47 militaires tués", [("killed", 131)]),
    ("5 rangers et un militaire ont été tués", [("killed", 6)]),
    ("20 000 manifestants ont défilé en mémoire du jeune homme, décédé", []),
    ("claim 22 lives", [("killed", 22)]),
    ("a killed 3 soldiers and wounded 4", [("killed", 3), ("wounded", 4)]),
    ("Trois otages libérés", [("kidnapped", 3)]),
    ("no one killed", []),
    ("killed 12 at 05:30", [("killed", 12)]),
    ("At 05:30 killed", []),
    ("Mali 3-0 Togo, two injured", [("wounded", 2)]),
    ("On 25 April 2026 gunmen killed dozens", [("killed", 24)]),
    ("17 members of the defence and security forces were killed", [("killed", 17)]),
    ("attack leaves 17 soldiers dead", [("killed", 17)]),
    ("l'attaque a coûté la vie à 17 personnes", [("killed", 17)]),
    ("مقتل ثلاثة جنود و12 مسلحا", [("killed", 15)]),
    ("مقتل عشرات المسلحين", [("killed", 20)]),
    ("17 wounded soldiers evacuated", [("wounded", 17)]),
    ("deux humanitaires enlevés", [("kidnapped", 2)]),
    ("17 bodies found", [("killed", 17)]),
    ("des tirs ont tué dix-huit gendarmes", [("killed", 18)]),
    ("A 17-day siege, no deaths", []),
    ("paid 300 dollars, hostage freed", []),
    ("12 kilometres from Gao, 4 wounded", [("wounded", 4)]),
    ("إصابة 12 شخصا في عام 2024", [("wounded", 12)]),
    ("اختطاف ثلاثة أجانب", [("kidnapped", 3)]),
    ("نزوح خمسة آلاف شخص", [("displaced", 5000)]),
    ("١٧ قتيلا", [("killed", 17)]),
    ("31 corps retrouvés dans un puits", [("killed", 31)]),
    ("les corps de 31 villageois", [("killed", 31)]),
    ("deux corps d'armée", []),
    ("Africa Corps : 31 hommes arrivent", []),
    ("Africa Corps 31", []),
    ("Beninese army mourns 17 troops", [("killed", 17)]),
    ("Mali mourns three days", []),
    ("Togo buries eight soldiers", [("killed", 8)]),
    ("Le Bénin pleure 17 soldats", [("killed", 17)]),
    ("the bodies of at least 34 traders were found", [("killed", 34)]),
    ("the deaths of 34 traders", [("killed", 34)]),
    ("executions of 12 men", [("killed", 12)]),
    ("a fait une vingtaine de victimes", [("killed", 20)]),
    ("claims 20 victims", [("killed", 20)]),
    ("aide promise à 300 victimes des crues", []),
    ("death toll from Sunday's ambush rises to 40", [("killed", 40)]),
    ("toll in the attack near Gao climbs to 40", [("killed", 40)]),
    ("mort d'au moins douze soldats", [("killed", 12)]),
    ("14-16 killed", [("killed", 16)]),
    ("14 to 16 people were killed", [("killed", 16)]),
    ("entre 14 et 16 soldats tués", [("killed", 16)]),
    ("killing at least 14 soldiers, two residents said", [("killed", 14)]),
    ("Two residents said 14 people were killed", [("killed", 14)]),
    ("14 soldats tués, selon deux habitants", [("killed", 14)]),
    ("deux habitants ont affirmé que 14 soldats ont été tués", [("killed", 14)]),
    ("three security sources told reporters that the raid killed 14", [("killed", 14)]),
    ("according to two officials 14 were killed", [("killed", 14)]),
    ("selon l'armée, 14 soldats ont été tués", [("killed", 14)]),
    ("dix militaires meurent", [("killed", 10)]),
    ("34 militaires nigériens tombés à Banibangou", [("killed", 34)]),
    ("dix militaires tombés dans une embuscade", []),
    ("19 gendarmes tombent à Gomboro", [("killed", 19)]),
    ("quinze gendarmes éliminés, dit le groupe", []),
    ("le groupe dit avoir éliminé quinze gendarmes", [("killed", 15)]),
    ("l'armée a neutralisé trente terroristes", []),
    ("loss of 16 gendarmes", [("killed", 16)]),
    ("200 personnes fauchées", [("killed", 200)]),
    ("shoot dead 30 villagers", [("killed", 30)]),
    ("30 villagers shot dead", [("killed", 30)]),
    ("gunmen shoot 30", []),
    ("12 gunned down near Gao", [("killed", 12)]),
    ("12 men put to death", [("killed", 12)]),
    ("12 hommes mis à mort", [("killed", 12)]),
    ("army loses 12 soldiers", [("killed", 12)]),
    ("l'armée a perdu douze hommes", [("killed", 12)]),
    ("Mali loses 12 points", []),
    ("12 soldiers lost their way", []),
    ("plus de 800 personnes ont fui", [("displaced", 800)]),
    ("Attaque à Gao, trois soldats tués", [("killed", 3)]),
    ("Attaque À GAO, TROIS SOLDATS TUÉS", [("killed", 3)]),
    ("Attaque a\u0300 Gao, trois soldats tués", [("killed", 3)]),
    ("Attaque a Gao, trois soldats tués", [("killed", 3)]),
    ("A Tillabéri, 12 soldats tués", [("killed", 12)]),
    ("Burkina : à Djibo, 49 soldats tués", [("killed", 49)]),
    ("à Bankass trois soldats tués", [("killed", 3)]),
    ("neuf morts à Karimama, un soldat porté disparu", [("killed", 9)]),
    ("a soldier and two civilians killed", [("killed", 3)]),
    ("A Malian soldier, two civilians killed", [("killed", 3)]),
    ("60 moutons tués lors de l'attaque", []),
    ("80 chèvres et 30 ânes tués", []),
    ("fighters kill 40 camels", []),
    ("poachers kill six rhinos", []),
    ("مسلحون يقتلون خمسين جملا", []),
    ("سقوط 17 مدنيا في هجوم", [("killed", 17)]),
    ("سقوط ثلاثة صواريخ على المدينة", []),
]  # fmt: skip


@given(
    st.sampled_from(
        ["Attaque à {}, {} soldats tués", "À {}, {} soldats tués", "Embuscade à {} : {} soldats tués"]
    ),
    st.sampled_from(["Gao", "Djibo", "Kourou Koualou", "In-Delimane", "gao"]),
    st.integers(2, 99),
)
def test_a_french_place_before_a_toll_is_no_victim(text: str, place: str, toll: int) -> None:
    text = text.format(place, toll)
    line = Line(text, f" {fold(text)} ".encode())

    assert [(told.kind, told.value) for told in casualties(line)] == [("killed", toll)]


@pytest.mark.parametrize(("text", "expected"), TOLD, ids=[case[0] for case in TOLD])
def test_figures_are_bound_to_what_happened(text: str, expected: list[tuple[str, int]]) -> None:
    line = Line(text, f" {fold(text)} ".encode())

    assert sorted(expected) == sorted((told.kind, told.value) for told in casualties(line))


NUMBERS = [
    ("1,200 people", [1200]),
    ("1 200 personnes", [1200]),
    ("in 2024 300 people", [2024, 300]),
    ("une trentaine de morts", [30]),
    ("dozens of people", [24]),
    ("des dizaines de milliers de déplacés", [20_000]),
    ("hundreds of thousands", [200_000]),
    ("two hundred and five", [205]),
    ("quatre-vingt-dix-sept", [97]),
    ("soixante et onze", [71]),
    ("deux mille trois cents", [2300]),
    ("2,5 millions de", [2_500_000]),
    ("half a dozen", [6]),
    ("une demi-douzaine", [6]),
    ("خمسة وعشرين جنديا", [25]),
    ("ثلاثة عشر", [13]),
    ("ثلاثمئة", [300]),
    ("عشرات الآلاف", [20_000]),
    ("خمسين ألفا", [50_000]),
    ("ألف ومئتي شخص", [1200]),
    ("one hundred twenty-five thousand", [125_000]),
    ("two three", [2, 3]),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS, ids=[case[0] for case in NUMBERS])
def test_numbers_are_read_in_digits_and_words(text: str, expected: list[int]) -> None:
    folded = fold_with_map(text)
    starts = [*folded.starts[1:], len(text)]
    gaps = [text[end:start] for end, start in zip(folded.ends, starts, strict=True)]

    assert [figure.value for figure in Numerals(folded.words, gaps).figures()] == expected


PAST = [
    ("Bamako marks anniversary of attack", True, "an anniversary"),
    ("Ten years after the coup", True, "years after"),
    ("Il y a dix ans, la guerre", True, "il y a … ans"),
    ("Procès de l'attentat de Bamako", True, "a trial"),
    ("ذكرى الهجوم على باماكو", True, "an Arabic anniversary"),
    ("محاكمة المتهمين", True, "an Arabic trial"),
    ("The attack of 2012", True, "another year"),
    ("Fighting since 2012 goes on", False, "a year since when"),
    ("Depuis 2012, les attaques", False, "depuis"),
    ("The attack of 2026", False, "this year"),
    ("Elections in 2027", False, "a year to come"),
    ("Attack near Bamako", False, "news"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), PAST, ids=[case[2] for case in PAST])
def test_a_look_back_is_told_from_news(text: str, expected: bool, reason: str) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)

    assert is_past(text, now) is expected, reason


def test_last_year_is_no_look_back_in_january() -> None:
    assert not is_past("Attack of December 2025", datetime(2026, 1, 3, tzinfo=UTC))


def test_years_say_nothing_without_a_date() -> None:
    assert not is_past("The attack of 2012", None)


LANGUAGES = [
    ("the army of the north said on Monday", None, {"en"}),
    ("l'armée dans le nord de la ville", None, {"fr"}),
    ("هجوم في شمال مالي", None, {"ar"}),
    ("l'armée dans le nord de la ville", "en-US", {"en", "fr"}),
    ("Bamako", None, None),
    ("Bamako", "fr", None),
]


@pytest.mark.parametrize(
    ("text", "declared", "expected"), LANGUAGES, ids=[f"{case[0]}-{case[1]}" for case in LANGUAGES]
)
def test_a_language_is_named_only_if_certain(
    text: str, declared: str | None, expected: set[str] | None
) -> None:
    assert languages_of(words(text), declared) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("fr-ML", "fr"), ("en_US", "en"), ("", None), (None, None), ("und", None), ("english", None)],
)
def test_the_language_of_a_tag(tag: str | None, expected: str | None) -> None:
    assert primary(tag) == expected


@pytest.mark.parametrize(
    ("text", "value", "fighters"),
    [
        ("Army says it killed 60 terrorists", 60, 60),
        ("Airstrikes kill more than 70 suspected militants", 70, 70),
        ("Plus de 80 combattants abattus", 80, 80),
        ("Une centaine de terroristes tués", 100, 100),
        ("Quarante hommes armés tués", 40, 40),
        ("مقتل 60 مسلحا", 60, 60),
        ("52 soldiers and 80 terrorists killed", 132, 80),
        ("60 people killed by terrorists", 60, 0),
        ("Eighty dead as attackers sweep through three villages", 80, 0),
        ("60 villagers, accused of being terrorists, killed", 60, 0),
    ],
)
def test_of_the_dead_are_told_apart_those_of_armed_groups(text: str, value: int, fighters: int) -> None:
    (found,) = casualties(Line(text, f" {fold(text)} ".encode()))

    assert (found.value, found.fighters) == (value, fighters)


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Cincuenta y ocho soldados muertos", "es", 58),
        ("Mueren ciento cuarenta y dos personas", "es", 142),
        ("Veintitrés aldeanos masacrados", "es", 23),
        ("El Ejército dice haber matado a 65 terroristas", "es", 65),
        ("Setenta aldeões massacrados", "pt", 70),
        ("Morrem vinte e dois soldados", "pt", 22),
        ("Cento e vinte e oito mortos", "pt", 128),
        ("Dezassete agentes mortos", "pt", 17),
    ],
)
def test_spanish_and_portuguese_number_words_are_read(text: str, lang: str, expected: int) -> None:
    known = casualty_words(frozenset({lang}))

    assert [told.value for told in casualties(Line(text, f" {fold(text)} ".encode()), known)] == [expected]
