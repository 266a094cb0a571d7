"""Names of countries in English, French and Arabic, by their ISO 3166 code."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from monitor.core.language.words import EVERY, keyed
from monitor.core.text.folding import words

_TABLE = """
AD|Andorra|Andorre|أندورا
AE|United Arab Emirates|Émirats arabes unis|الإمارات
AF|Afghanistan|Afghanistan|أفغانستان
AG|Antigua and Barbuda|Antigua-et-Barbuda|أنتيغوا وبربودا
AL|Albania|Albanie|ألبانيا
AM|Armenia|Arménie|أرمينيا
AO|Angola|Angola|أنغولا
AR|Argentina|Argentine|الأرجنتين
AT|Austria|Autriche|النمسا
AU|Australia|Australie|أستراليا
AZ|Azerbaijan|Azerbaïdjan|أذربيجان
BA|Bosnia and Herzegovina|Bosnie-Herzégovine|البوسنة والهرسك
BB|Barbados|Barbade|بربادوس
BD|Bangladesh|Bangladesh|بنغلاديش
BE|Belgium|Belgique|بلجيكا
BF|Burkina Faso|Burkina Faso|بوركينا فاسو
BG|Bulgaria|Bulgarie|بلغاريا
BH|Bahrain|Bahreïn|البحرين
BI|Burundi|Burundi|بوروندي
BJ|Benin|Bénin|بنين
BN|Brunei|Brunei|بروناي
BO|Bolivia|Bolivie|بوليفيا
BR|Brazil|Brésil|البرازيل
BS|Bahamas|Bahamas|الباهاما
BT|Bhutan|Bhoutan|بوتان
BW|Botswana|Botswana|بوتسوانا
BY|Belarus|Biélorussie|بيلاروسيا
BZ|Belize|Belize|بليز
CA|Canada|Canada|كندا
CD|DR Congo|RD Congo|الكونغو الديمقراطية
CF|Central African Republic|Centrafrique|أفريقيا الوسطى
CG|Congo|Congo|الكونغو
CH|Switzerland|Suisse|سويسرا
CI|Côte d'Ivoire|Côte d’Ivoire|ساحل العاج
CL|Chile|Chili|تشيلي
CM|Cameroon|Cameroun|الكاميرون
CN|China|Chine|الصين
CO|Colombia|Colombie|كولومبيا
CR|Costa Rica|Costa Rica|كوستاريكا
CU|Cuba|Cuba|كوبا
CV|Cabo Verde|Cap-Vert|الرأس الأخضر
CY|Cyprus|Chypre|قبرص
CZ|Czechia|Tchéquie|التشيك
DE|Germany|Allemagne|ألمانيا
DJ|Djibouti|Djibouti|جيبوتي
DK|Denmark|Danemark|الدنمارك
DM|Dominica|Dominique|دومينيكا
DO|Dominican Republic|République dominicaine|جمهورية الدومينيكان
DZ|Algeria|Algérie|الجزائر
EC|Ecuador|Équateur|الإكوادور
EE|Estonia|Estonie|إستونيا
EG|Egypt|Égypte|مصر
EH|Western Sahara|Sahara occidental|الصحراء الغربية
ER|Eritrea|Érythrée|إريتريا
ES|Spain|Espagne|إسبانيا
ET|Ethiopia|Éthiopie|إثيوبيا
FI|Finland|Finlande|فنلندا
FJ|Fiji|Fidji|فيجي
FM|Micronesia|Micronésie|ميكرونيزيا
FR|France|France|فرنسا
GA|Gabon|Gabon|الغابون
GB|United Kingdom|Royaume-Uni|المملكة المتحدة
GD|Grenada|Grenade|غرينادا
GE|Georgia|Géorgie|جورجيا
GH|Ghana|Ghana|غانا
GM|Gambia|Gambie|غامبيا
GN|Guinea|Guinée|غينيا
GQ|Equatorial Guinea|Guinée équatoriale|غينيا الاستوائية
GR|Greece|Grèce|اليونان
GT|Guatemala|Guatemala|غواتيمالا
GW|Guinea-Bissau|Guinée-Bissau|غينيا بيساو
GY|Guyana|Guyana|غيانا
HN|Honduras|Honduras|هندوراس
HR|Croatia|Croatie|كرواتيا
HT|Haiti|Haïti|هايتي
HU|Hungary|Hongrie|المجر
ID|Indonesia|Indonésie|إندونيسيا
IE|Ireland|Irlande|أيرلندا
IL|Israel|Israël|إسرائيل
IN|India|Inde|الهند
IQ|Iraq|Irak|العراق
IR|Iran|Iran|إيران
IS|Iceland|Islande|آيسلندا
IT|Italy|Italie|إيطاليا
JM|Jamaica|Jamaïque|جامايكا
JO|Jordan|Jordanie|الأردن
JP|Japan|Japon|اليابان
KE|Kenya|Kenya|كينيا
KG|Kyrgyzstan|Kirghizistan|قيرغيزستان
KH|Cambodia|Cambodge|كمبوديا
KI|Kiribati|Kiribati|كيريباتي
KM|Comoros|Comores|جزر القمر
KN|Saint Kitts and Nevis|Saint-Christophe-et-Niévès|سانت كيتس ونيفيس
KP|North Korea|Corée du Nord|كوريا الشمالية
KR|South Korea|Corée du Sud|كوريا الجنوبية
KW|Kuwait|Koweït|الكويت
KZ|Kazakhstan|Kazakhstan|كازاخستان
LA|Laos|Laos|لاوس
LB|Lebanon|Liban|لبنان
LC|Saint Lucia|Sainte-Lucie|سانت لوسيا
LI|Liechtenstein|Liechtenstein|ليختنشتاين
LK|Sri Lanka|Sri Lanka|سريلانكا
LR|Liberia|Libéria|ليبيريا
LS|Lesotho|Lesotho|ليسوتو
LT|Lithuania|Lituanie|ليتوانيا
LU|Luxembourg|Luxembourg|لوكسمبورغ
LV|Latvia|Lettonie|لاتفيا
LY|Libya|Libye|ليبيا
MA|Morocco|Maroc|المغرب
MC|Monaco|Monaco|موناكو
MD|Moldova|Moldavie|مولدوفا
ME|Montenegro|Monténégro|الجبل الأسود
MG|Madagascar|Madagascar|مدغشقر
MH|Marshall Islands|Îles Marshall|جزر مارشال
MK|North Macedonia|Macédoine du Nord|مقدونيا الشمالية
ML|Mali|Mali|مالي
MM|Myanmar|Birmanie|ميانمار
MN|Mongolia|Mongolie|منغوليا
MR|Mauritania|Mauritanie|موريتانيا
MT|Malta|Malte|مالطا
MU|Mauritius|Maurice|موريشيوس
MV|Maldives|Maldives|المالديف
MW|Malawi|Malawi|ملاوي
MX|Mexico|Mexique|المكسيك
MY|Malaysia|Malaisie|ماليزيا
MZ|Mozambique|Mozambique|موزمبيق
NA|Namibia|Namibie|ناميبيا
NE|Niger|Niger|النيجر
NG|Nigeria|Nigeria|نيجيريا
NI|Nicaragua|Nicaragua|نيكاراغوا
NL|Netherlands|Pays-Bas|هولندا
NO|Norway|Norvège|النرويج
NP|Nepal|Népal|نيبال
NR|Nauru|Nauru|ناورو
NZ|New Zealand|Nouvelle-Zélande|نيوزيلندا
OM|Oman|Oman|عُمان
PA|Panama|Panama|بنما
PE|Peru|Pérou|بيرو
PG|Papua New Guinea|Papouasie-Nouvelle-Guinée|بابوا غينيا الجديدة
PH|Philippines|Philippines|الفلبين
PK|Pakistan|Pakistan|باكستان
PL|Poland|Pologne|بولندا
PS|Palestine|Palestine|فلسطين
PT|Portugal|Portugal|البرتغال
PW|Palau|Palaos|بالاو
PY|Paraguay|Paraguay|باراغواي
QA|Qatar|Qatar|قطر
RO|Romania|Roumanie|رومانيا
RS|Serbia|Serbie|صربيا
RU|Russia|Russie|روسيا
RW|Rwanda|Rwanda|رواندا
SA|Saudi Arabia|Arabie saoudite|السعودية
SB|Solomon Islands|Îles Salomon|جزر سليمان
SC|Seychelles|Seychelles|سيشل
SD|Sudan|Soudan|السودان
SE|Sweden|Suède|السويد
SG|Singapore|Singapour|سنغافورة
SI|Slovenia|Slovénie|سلوفينيا
SK|Slovakia|Slovaquie|سلوفاكيا
SL|Sierra Leone|Sierra Leone|سيراليون
SM|San Marino|Saint-Marin|سان مارينو
SN|Senegal|Sénégal|السنغال
SO|Somalia|Somalie|الصومال
SR|Suriname|Suriname|سورينام
SS|South Sudan|Soudan du Sud|جنوب السودان
ST|São Tomé and Príncipe|Sao Tomé-et-Principe|ساو تومي وبرينسيب
SV|El Salvador|Salvador|السلفادور
SY|Syria|Syrie|سوريا
SZ|Eswatini|Eswatini|إسواتيني
TD|Chad|Tchad|تشاد
TG|Togo|Togo|توغو
TH|Thailand|Thaïlande|تايلاند
TJ|Tajikistan|Tadjikistan|طاجيكستان
TL|Timor-Leste|Timor oriental|تيمور الشرقية
TM|Turkmenistan|Turkménistan|تركمانستان
TN|Tunisia|Tunisie|تونس
TO|Tonga|Tonga|تونغا
TR|Türkiye|Turquie|تركيا
TT|Trinidad and Tobago|Trinité-et-Tobago|ترينيداد وتوباغو
TV|Tuvalu|Tuvalu|توفالو
TW|Taiwan|Taïwan|تايوان
TZ|Tanzania|Tanzanie|تنزانيا
UA|Ukraine|Ukraine|أوكرانيا
UG|Uganda|Ouganda|أوغندا
US|United States|États-Unis|الولايات المتحدة
UY|Uruguay|Uruguay|أوروغواي
UZ|Uzbekistan|Ouzbékistan|أوزبكستان
VA|Vatican|Vatican|الفاتيكان
VC|Saint Vincent|Saint-Vincent|سانت فنسنت
VE|Venezuela|Venezuela|فنزويلا
VN|Vietnam|Viêt Nam|فيتنام
VU|Vanuatu|Vanuatu|فانواتو
WS|Samoa|Samoa|ساموا
XK|Kosovo|Kosovo|كوسوفو
YE|Yemen|Yémen|اليمن
ZA|South Africa|Afrique du Sud|جنوب أفريقيا
ZM|Zambia|Zambie|زامبيا
ZW|Zimbabwe|Zimbabwe|زيمبابوي
"""


def _read() -> dict[str, dict[str, str]]:
    rows = (line.split("|") for line in _TABLE.strip().splitlines())
    return {code: {"en": en, "fr": fr, "ar": ar} for code, en, fr, ar in rows}


COUNTRIES: Final = _read()


# Short names that are common, too.
_SHORT: Final = {"burkina": "BF", "britain": "GB", "uk": "GB", "uae": "AE", "drc": "CD", "rdc": "CD"}
# Ends of words for people and things of a country, short ones first, and how the name itself may end: Chile-an, Algeri-en.
_ENDS: Final = ("", "a", "e", "ie", "ia", "i", "y", "ا")
_OF_COUNTRIES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(["n", "ns", "i", "is"], ("",)),
    **dict.fromkeys(["en", "ens", "enne", "ennes"], ("e",)),
    **dict.fromkeys(
        [
            "an",
            "ans",
            "be",
            "ese",
            "lese",
            "ian",
            "ians",
            "ien",
            "iens",
            "ienne",
            "iennes",
            "ois",
            "oise",
            "oises",
            "ais",
            "aise",
            "aises",
        ],
        _ENDS,
    ),
    **dict.fromkeys(["lais", "laise", "laises", "ي", "يه", "يا", "ين", "ون", "يين", "يون"], _ENDS),
}
_ALL_ENDS: Final = tuple(_OF_COUNTRIES)
_SHORTEST: Final = 3  # letters of a name without its end


def countries_in(
    folded: Sequence[str], code_of: Callable[[str], str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Return the codes of the countries that folded words name, each with the words that name it.

    ``code_of`` is ``of_country``, or what remembers it.
    """
    code_of = code_of or of_country
    spellings = _spellings()
    found: dict[str, tuple[str, ...]] = {}
    for at, word in enumerate(folded):
        for phrase, code in spellings.get(word, ()):
            if tuple(folded[at : at + len(phrase)]) == phrase:
                found[code] = phrase
                break
        else:
            if code := code_of(word):
                found.setdefault(code, (word,))
    return found


def of_country(word: str) -> str:
    """Return the code of the country that a folded word is of ("chilien", "Algerian"); empty if it is of none."""
    names = _one_word()
    for form in (word, word.removeprefix("ال")) if word.endswith(_ALL_ENDS) else ():
        for end, letters in _OF_COUNTRIES.items():
            if form.endswith(end) and len(stem := form.removesuffix(end)) >= _SHORTEST:
                # "Algerian" is a word of Algeria; few others end in one letter more than the name.
                endings = letters if end not in {"n", "ns"} or stem[-1] == "a" else ()
                for name in (stem + ending for ending in endings):
                    if name in names:
                        return names[name]
    return ""


def code_of(name: str) -> str:
    """Return the code of the country of this name in any of our languages; empty if there is none."""
    return _by_name().get(words(name), "")


@cache
def _by_name() -> dict[tuple[str, ...], str]:
    return {words(name): code for code, names in COUNTRIES.items() for name in names.values()}


@cache
def _one_word() -> dict[str, str]:
    """Return the codes of the countries whose name is one word, by it; Arabic ones without their article."""
    listed = [(code, words(name)) for code, names in COUNTRIES.items() for name in names.values()]
    found = {spelled[0]: code for code, spelled in listed if len(spelled) == 1}
    found |= {spelled[0].removeprefix("ال"): code for code, spelled in listed if len(spelled) == 1}
    return found | _SHORT


@cache
def _spellings() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the spellings of countries with their codes, by their first word, the longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    peoples = ((word, code.upper()) for code, listed in keyed("PEOPLES", EVERY).items() for word in listed)
    for word, code in (*_SHORT.items(), *peoples):
        by_first.setdefault(word, []).append(((word,), code))
    for code, names in COUNTRIES.items():
        for phrase in {words(name) for name in names.values()}:
            by_first.setdefault(phrase[0], []).append((phrase, code))
    return {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in by_first.items()}
