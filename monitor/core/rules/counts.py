"""Which numbers of a sentence may count people: no ages, dates, hours, distances, sums, codes or counts of things."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from monitor.core.language.numbers import Figure
from monitor.core.rules.tolls import verbs

MONTHS: Final = """
january february march april may june july august september october november december jan feb apr jun jul aug sept sep oct nov
dec janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر
"""
# Behind a number: time, age, way, weight, money, share.
MEASURES: Final = """
year years yr yrs old month months week weeks day days hour hours hr hrs minute minutes second seconds pm am century percent
an ans annee annees mois semaine semaines jour jours journee journees heure heures siecle
عام عاما اعوام سنه سنوات سنين شهر شهرا اشهر شهور اسبوع اسبوعا اسابيع يوم يوما ايام ساعه ساعات دقيقه دقايق قرن
km kms kilometre kilometres kilometer kilometers mile miles metre metres meter meters hectare hectares tonne tonnes ton tons
litre litres kg degree degrees degres feet m كم كيلومتر كيلومترا كيلومترات متر مترا امتار ميل اميال طن طنا
dollar dollars euro euros franc francs fcfa cfa xof usd eur naira cedi cedis pound pounds دولار دولارا يورو فرنك نايرا
percent بالميه بالمايه times fois مره مرات points
"""
# Things that reports count beside people.
THINGS: Final = """
attack attacks incident incidents event events operation operations raid raids strike strikes vehicle vehicles truck trucks car
cars lorry lorries tanker tankers motorcycle motorcycles motorbike motorbikes pickup pickups tank tanks boat boats aircraft
plane planes helicopter helicopters drone drones weapon weapons rifle rifles bomb bombs ied ieds mine mines rocket rockets
shell shells village villages town towns city cities community communities locality localities camp camps school schools house
houses home homes building buildings shop shops church churches mosque mosques country countries state states region regions
province provinces district districts cattle cow cows sheep goat goats animal animals seat seats goal goals match matches game
games base bases post posts position positions convoy convoys checkpoint checkpoints front fronts side sides month clash clashes
ambush ambushes explosion explosions blast blasts site sites mosques markets market bus buses ambulance ambulances
attaque attaques attentat attentats frappe frappes vehicule vehicules camion camions citerne citernes voiture voitures
moto motos pirogue pirogues hameau hameaux localite localites ville villes commune communes maison maisons ecole ecoles
pays etat etats boeufs boeuf vache vaches tete tetes betail animaux arme armes engin engins obus bombe avion avions helicoptere
helicopteres poste postes affrontement affrontements embuscade embuscades cas camions marche marches car bus mosquee mosquees
heurts combats but buts point
هجوم هجوما هجمات سياره سيارات شاحنه شاحنات صهريج قريه قري مدينه مدن بلده بلدات منزل منزلا منازل دراجه دراجات مركبه مركبات طايره
طايرات دوله دول عمليه عمليات غاره غارات نقطه نقاط موقع موقعا مواقع قاعده قواعد مدرسه مدارس راس راسا صاروخ صاروخا صواريخ قذيفه
قذايف حادث حوادث معسكر معسكرات كمين انفجار
"""
PEOPLE: Final = """
people person persons soldier soldiers troop troops civilian civilians man men woman women child children villager villagers
resident residents inhabitant inhabitants family families household households worker workers driver drivers policeman
policemen officer officers gendarme gendarmes fighter fighters militant militants gunman gunmen jihadist jihadists terrorist
terrorists national nationals citizen citizens student students pupil pupils teacher teachers priest priests trader traders
farmer farmers herder herders chief chiefs volunteer volunteers peacekeeper peacekeepers helper helpers member members journalist
journalists paramilitary paramilitaries passenger passengers guard guards rebel rebels mercenary mercenaries others staff employees ranger rangers worshipper worshippers traveller travellers hunter hunters agent agents nun doctor nurse mayor
personne personnes soldat soldats militaire militaires civil civils homme hommes femme femmes enfant enfants villageois habitant
habitants famille familles menage menages chauffeur chauffeurs policier policiers officier officiers combattant combattants
jihadiste jihadistes djihadiste djihadistes terroriste terroristes ressortissant ressortissants eleve eleves enseignant
enseignants pretre pretres commercant commercants eleveur eleveurs paysan paysans chef chefs volontaire volontaires vdp casque
casques humanitaire humanitaires membre membres journaliste journalistes paramilitaire paramilitaires passager passagers gardien gardiens rebelle rebelles
mercenaire mercenaires ranger rangers voyageur voyageurs fidele fideles agent agents douanier douaniers chasseur chasseurs dozo dozos autres employe employes riverains maire religieuse medecin ame ames
شخص شخصا اشخاص جندي جنديا جنود عسكري عسكريا عسكريين مدني مدنيا مدنيين مدنيون رجل رجلا رجال امراه نساء طفل طفلا اطفال عنصر عنصرا
عناصر مسلح مسلحا مسلحين ارهابي ارهابيا ارهابيين مواطن مواطنا مواطنين نسمه عايله عايلات اسره اسر اخرين اخرون شرطي شرطيا ضابط ضابطا
"""
_CODES: Final = """
base article articles resolution route rn no numero n section flight vol page chapter aged age ages agee agees group class
promotion zone sector secteur block point mi su ak type boeing airbus unit unite regiment phase gat gtia top groupe camp
opex lot level niveau psalm psaume رقم قاعده القرار قرار الماده ماده
"""
_YEAR_WORDS: Final = """
in en since depuis of de year annee annees l an عام سنه منذ في العام early late mid debut fin summer ete
"""
_SAYING: Final = """
said say says told tell tells reported report confirmed confirm added adds claimed spoke
affirme affirment affirmaient declare dit disent raconte racontent confie rapporte rapportent indique indiquent confirme
"""
_ACCORDING: Final = frozenset(["selon", "وفق", "بحسب", "حسب"])
_MOST_SOURCES: Final = 10  # a dozen dead is a toll, a dozen sources is none we met
_SUM: Final = 10_000  # from which a number for a purpose is money: 32 millions pour les déplacés
_PURPOSE: Final = frozenset(["for", "pour", "لدعم", "لمساعده", "لصالح"])
_ADVERBS_OF_SHARE: Final = frozenset({"per", "pour"})
_FUGITIVES: Final = frozenset(
    [
        "people",
        "person",
        "persons",
        "resident",
        "residents",
        "villager",
        "villagers",
        "civilian",
        "civilians",
        "family",
        "families",
        "household",
        "households",
        "inhabitant",
        "inhabitants",
        "women",
        "children",
        "men",
        "personne",
        "personnes",
        "habitant",
        "habitants",
        "civil",
        "civils",
        "famille",
        "familles",
        "menage",
        "menages",
        "villageois",
        "riverains",
        "femmes",
        "enfants",
        "شخص",
        "شخصا",
        "مواطن",
        "مدني",
        "عايله",
        "اسره",
        "نسمه",
        "اشخاص",
        "مدنيا",
    ]
)
_OF_PEOPLE: Final = frozenset(
    [
        "of",
        "de",
        "d",
        "des",
        "the",
        "l",
        "les",
        "and",
        "et",
        "suspected",
        "presumed",
        "presumes",
        "malian",
        "malien",
        "maliens",
        "maliennes",
        "nigerien",
        "nigeriens",
        "burkinabe",
        "burkinabes",
        "russian",
        "russes",
        "other",
        "autres",
        "more",
        "another",
    ]
)
_ARTICLES: Final = frozenset({"a", "an", "un", "une"})
# Behind these, nouns are no longer what the number counts.
_ENDS: Final = frozenset(
    [
        "in",
        "by",
        "on",
        "at",
        "near",
        "after",
        "during",
        "from",
        "with",
        "dans",
        "par",
        "en",
        "lors",
        "pres",
        "apres",
        "pendant",
        "sur",
        "avec",
        "في",
        "من",
        "علي",
        "بعد",
    ]
)
_MONEY: Final = re.compile(r"[$€£¥₦]\s?$|^\s?[$€£¥₦%٪]")
_JOINED: Final = re.compile(r"[:/]")


class Counts:
    """Judges the numbers of one run of words.

    ``gaps[i]`` stands between word i and the next, ``opening`` before all; ``is_capital`` tells names.
    """

    def __init__(
        self, words: Sequence[str], gaps: Sequence[str], opening: str, is_capital: Sequence[bool]
    ) -> None:
        self._words = words
        self._is_capital = is_capital
        self._gaps = gaps
        self._opening = opening

    def counts_people(self, figure: Figure) -> bool:
        """Tell whether the number may count people."""
        if (
            not figure.value
            or self._word(figure.first - 1) == "no"
            or (self._is_article(figure) and not self._is_one_person(figure))
        ):
            return False
        if figure.digits is not None and (
            self._is_code(figure) or self._is_date(figure) or self._is_year(figure)
        ):
            return False
        return not (
            self._is_money(figure)
            or self._is_measure(figure)
            or self._is_thing(figure)
            or self._is_source(figure)
        )

    def names_people(self, first: int, last: int) -> bool:
        """Tell whether one of these words means people."""
        return any(word in _people() for word in self._words[first:last])

    def names_fugitives(self, first: int, last: int) -> bool:
        """Tell whether one of these words means people who flee, rather than attackers who leave."""
        return any(word in _FUGITIVES for word in self._words[first:last])

    def are_only_people(self, first: int, last: int) -> bool:
        """Tell whether these words but name people: soldiers, civils maliens, men of Wagner."""
        named = [self._words[at] in _people() or self._is_capital[at] for at in range(first, last)]
        return any(named) and all(
            is_name or self._words[at] in _OF_PEOPLE
            for at, is_name in zip(range(first, last), named, strict=True)
        )

    def _is_source(self, figure: Figure) -> bool:
        """Tell whether these people but tell the news: two residents said, selon trois sources."""
        if figure.value >= _MOST_SOURCES:
            return False
        if self._word(figure.first - 1) in _ACCORDING or self._word(figure.first - 2) == "according":
            return True
        for at in range(figure.last + 1, min(figure.last + 6, len(self._words))):
            word = self._words[at]
            if word in _sayings():
                return True
            if word in verbs() or self._gaps[at - 1].strip():
                return False
        return False

    def _is_article(self, figure: Figure) -> bool:
        return (
            figure.digits is None and self._words[figure.first] in _ARTICLES and figure.first == figure.last
        )

    def _is_one_person(self, figure: Figure) -> bool:
        """Tell whether an article stands for one person: a soldier, but no number, and no French verb (il a tué)."""
        first = figure.last + 1
        end = next((at + 1 for at in range(first, first + 3) if self._gap(at).strip()), first + 3)
        return not self._word(first).isdecimal() and self.names_people(first, end)

    def _word(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else ""

    def _gap(self, at: int) -> str:
        return self._gaps[at] if at < len(self._gaps) else ""

    def _before(self, figure: Figure) -> str:
        return self._gaps[figure.first - 1] if figure.first else self._opening

    def _is_code(self, figure: Figure) -> bool:
        """AK-47, base 101, 17-year-old, 05:30, 3/4."""
        before, behind = self._before(figure), self._gaps[figure.last]
        if before == "-" and not self._word(figure.first - 1).isdecimal():
            return True
        if behind == "-" and not self._word(figure.last + 1).isdecimal():
            return True
        if (_JOINED.fullmatch(before) and self._word(figure.first - 1).isdecimal()) or (
            _JOINED.fullmatch(behind) and self._word(figure.last + 1).isdecimal()
        ):
            return True
        return self._word(figure.first - 1) in _codes()

    def _is_date(self, figure: Figure) -> bool:
        if figure.value > 31:
            return False
        is_behind_month = self._word(figure.first - 1) in _months() and self._before(figure).isspace()
        return self._word(figure.last + 1) in _months() or (
            is_behind_month and not self.names_people(figure.last + 1, figure.last + 2)
        )

    def _is_year(self, figure: Figure) -> bool:
        """2024 is a year, but for "2024 people" unless "in" stands before it."""
        if len(figure.digits or "") != 4 or not 1900 <= figure.value <= 2100:
            return False
        said = self._word(figure.first - 1) in _year_words() | _months()
        return said or not self.names_people(figure.last + 1, figure.last + 3)

    def _is_money(self, figure: Figure) -> bool:
        if _MONEY.search(self._before(figure)) or _MONEY.search(self._gaps[figure.last]):
            return True
        if figure.value >= _SUM and self._word(figure.last + 1) in _PURPOSE:
            return True
        return self._word(figure.last + 1) in _ADVERBS_OF_SHARE and self._word(figure.last + 2) in {
            "cent",
            "100",
        }

    def _is_measure(self, figure: Figure) -> bool:
        behind = self._word(figure.last + 1)
        if behind in {"de", "of", "d", "more", "autres", "other"}:
            behind = self._word(figure.last + 2)
        return behind in _measures()

    def _is_thing(self, figure: Figure) -> bool:
        """Three villages count no people, three village chiefs do."""
        for at in range(figure.last + 1, figure.last + 4):
            word = self._word(at)
            if word in _people() or word in _ENDS or word in verbs():
                return False
            if word in _things():
                return self._word(at + 1) not in _people()
        return False


@cache
def _months() -> frozenset[str]:
    return frozenset(MONTHS.split())


@cache
def _measures() -> frozenset[str]:
    return frozenset(MEASURES.split())


@cache
def _things() -> frozenset[str]:
    return frozenset(THINGS.split())


@cache
def _people() -> frozenset[str]:
    return frozenset(PEOPLE.split())


@cache
def _sayings() -> frozenset[str]:
    return frozenset(_SAYING.split())


@cache
def _codes() -> frozenset[str]:
    return frozenset(_CODES.split())


@cache
def _year_words() -> frozenset[str]:
    return frozenset(_YEAR_WORDS.split())
