"""What grouping reads in a text besides the rules' findings: numbers, days, and hints that it is a new event."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from monitor.core.text.folding import fold

_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "dozen": 12,
    "hundred": 100,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "onze": 11,
    "douze": 12,
    "treize": 13,
    "quatorze": 14,
    "quinze": 15,
    "seize": 16,
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "cent": 100,
    "cents": 100,
    "اثنين": 2,
    "اثنان": 2,
    "ثلاثة": 3,
    "ثلاث": 3,
    "أربعة": 4,
    "أربع": 4,
    "خمسة": 5,
    "خمس": 5,
    "ستة": 6,
    "ست": 6,
    "سبعة": 7,
    "سبع": 7,
    "ثمانية": 8,
    "ثماني": 8,
    "تسعة": 9,
    "تسع": 9,
    "عشرة": 10,
    "عشر": 10,
    "عشرون": 20,
    "عشرين": 20,
    "ثلاثون": 30,
    "ثلاثين": 30,
    "أربعون": 40,
    "أربعين": 40,
    "خمسون": 50,
    "خمسين": 50,
    "ستون": 60,
    "ستين": 60,
    "سبعون": 70,
    "سبعين": 70,
    "ثمانون": 80,
    "ثمانين": 80,
    "تسعون": 90,
    "تسعين": 90,
    "مئة": 100,
}  # fmt: skip - a table
_THOUSANDS = ("thousand", "mille", "ألف", "آلاف")
_WEEKDAYS = (
    ("monday", "lundi", "الاثنين", "الإثنين"),
    ("tuesday", "mardi", "الثلاثاء"),
    ("wednesday", "mercredi", "الأربعاء"),
    ("thursday", "jeudi", "الخميس"),
    ("friday", "vendredi", "الجمعة"),
    ("saturday", "samedi", "السبت"),
    ("sunday", "dimanche", "الأحد"),
)
_MONTHS = (
    ("january", "janvier", "يناير"),
    ("february", "février", "فبراير"),
    ("march", "mars", "مارس"),
    ("april", "avril", "أبريل"),
    ("may", "mai", "مايو"),
    ("june", "juin", "يونيو"),
    ("july", "juillet", "يوليو"),
    ("august", "août", "أغسطس"),
    ("september", "septembre", "سبتمبر"),
    ("october", "octobre", "أكتوبر"),
    ("november", "novembre", "نوفمبر"),
    ("december", "décembre", "ديسمبر"),
)
_FURTHER = """
second new fresh another third nouvelle nouvel nouveau deuxième seconde troisième autre ثان ثانية الثاني جديد جديدة
آخر أخرى ثالث
"""
_STRIKES = """
attack assault raid strike blast bombing explosion ambush shelling time attaque assaut embuscade frappe attentat
fois هجوم هجوما الهجوم انفجار كمين قصف مرة
"""
_AGAIN = ("again", "مجددا")
_ANEW = (("de", "nouveau"), ("à", "nouveau"))
_SPEECH = """
said says announced confirmed told reported stated declared added denied claimed annoncé déclaré indiqué affirmé
confirmé dit rapporté précisé démenti revendiqué annonce indique affirme قال قالت أعلن أعلنت أكد أكدت أفاد أفادت
نفى نفت
"""
_LASTING = "since from until till depuis dès compter partir jusqu منذ حتى ابتداء اعتبارا"
_FILLERS = "on late early ce de à au يوم من"
_YEARS = range(1900, 2100)
_COMMON = """
a about after all also amid among an and are around as at back be been before being between but by can could during
each for from had has have he her his how if in into is it its just last late latest least more most near new news no
not now of off on one only or other our out over own said say says she since so some such than that the their them
then there these they this those through to two under until up upon was we were what when where which while who whose
will with would year years you your
à a afin ai ainsi alors après au aucun aucune aussi autour autre autres aux avait avant avec avoir c ce cela ces cet
cette chez ci comme contre d dans de depuis des deux dit dont du elle elles en encore entre est et été être eu fait
font hors il ils j jusqu l la le les leur leurs lors lui mais même moins n ne ni non nos notre nous on ont ou où par
pas pendant peu plus plusieurs pour près qu quand que quel quelle qui s sa sans se selon ses si son sont sous sur tous
tout toute toutes très un une vers y
من في على إلى عن مع هذا هذه ذلك تلك التي الذي الذين أن إن كان كانت قد لم لن لا ما هو هي هم بعد قبل خلال بين حتى منذ
عند كما أو ثم لكن بل كل بعض غير أكثر أقل أحد إحدى حول ضد دون يوم قال قالت وقال وقالت بحسب حيث أيضا كما له لها لهم
وفي ومن وعلى ولا وكان وقد بن نحو قرب
"""


def numbers_of(words: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers from 2 up that folded ``words`` name, but for days of a month and years.

    Digits may stand in groups of three, words may add up ("thirty five", "vingt deux").
    """
    found: list[int] = []
    numerals, after = _numerals(), 0
    for at in [at for at, word in enumerate(words) if word in numerals or word.isdecimal()]:
        if at < after:
            continue
        number, width = _number(words, at)
        after = at + width
        if number > 1 and number not in _YEARS and not (after < len(words) and words[after] in _months()):
            found.append(number)
    return tuple(dict.fromkeys(found))


def days_of(words: Sequence[str], effective: date) -> tuple[date, ...]:
    """Return the days that folded ``words`` name: weekdays mean the last one, dates the last such day of a year.

    The day on which somebody said something ("said on Monday") is none, nor one from or until which a thing goes on.
    """
    weekdays, months = _weekdays(), _months()
    days: list[date] = []
    for at in [at for at, word in enumerate(words) if word in weekdays or word in months]:
        if (weekday := weekdays.get(words[at])) is None:
            days += _dates(words, at, months[words[at]], effective)
        elif not _is_of_speech(words, at):
            days.append(effective - timedelta(days=(effective.weekday() - weekday) % 7))
    return tuple(sorted(set(days)))


def is_again(words: Sequence[str]) -> bool:
    """Say whether folded ``words`` call their event a further one ("second attack", "à nouveau")."""
    if not _again().isdisjoint(words):
        return True
    further, strikes = _further(), _strikes()
    if not _anew().isdisjoint(pairwise(words)):
        return True
    if further.isdisjoint(words) or strikes.isdisjoint(words):
        return False
    near = (*pairwise(words), *zip(words, words[2:], strict=False))  # "new attack", "new jihadist attack"
    return any(
        (one in further and two in strikes) or (two in further and one in strikes) for one, two in near
    )


def _number(words: Sequence[str], at: int) -> tuple[int, int]:
    """Return the number that begins at ``at`` (0 if none) and how many words it takes."""
    word = words[at]
    if word.isdecimal() and len(word) <= 9:
        return _digits(words, at)
    number = _numerals().get(word, 0)
    if not number:
        return 0, 1
    width = 1
    if at + 1 < len(words):
        following = _numerals().get(words[at + 1], 0)
        if number >= 20 and 0 < following < 20 and number < 100:
            number, width = number + following, 2
        elif words[at + 1] in _thousands():
            number, width = number * 1000, 2
    return number, width


def _digits(words: Sequence[str], at: int) -> tuple[int, int]:
    number, width = int(words[at]), 1
    while number and len(words[at]) <= 3 and at + width < len(words):
        group = words[at + width]
        if not (len(group) == 3 and group.isdecimal()):
            break
        number, width = number * 1000 + int(group), width + 1
    if at + width < len(words) and words[at + width] in _thousands():
        return number * 1000, width + 1
    return number, width


def _is_of_speech(words: Sequence[str], at: int) -> bool:
    before = at - 1
    while before >= 0 and words[before] in _fillers():
        before -= 1
    return before >= 0 and words[before] in _speech()


def _dates(words: Sequence[str], at: int, month: int, effective: date) -> list[date]:
    beside = [words[place] for place in (at - 1, at + 1) if 0 <= place < len(words)]
    days = [int(word) for word in beside if word.isdecimal() and len(word) <= 2]
    found = []
    for day in days[:1]:
        for year in (effective.year, effective.year - 1):
            try:
                named = date(year, month, day)
            except ValueError:  # the 31st of a short month
                continue
            if named <= effective:
                found.append(named)
                break
    return found


@cache
def _numerals() -> dict[str, int]:
    return {fold(word): number for word, number in _NUMBERS.items()}


@cache
def _thousands() -> frozenset[str]:
    return frozenset(map(fold, _THOUSANDS))


@cache
def _weekdays() -> dict[str, int]:
    return {fold(name): day for day, names in enumerate(_WEEKDAYS) for name in names}


@cache
def _months() -> dict[str, int]:
    return {fold(name): month for month, names in enumerate(_MONTHS, 1) for name in names}


@cache
def _further() -> frozenset[str]:
    return _folded(_FURTHER)


@cache
def _strikes() -> frozenset[str]:
    return _folded(_STRIKES)


@cache
def _again() -> frozenset[str]:
    return frozenset(map(fold, _AGAIN))


@cache
def _anew() -> frozenset[tuple[str, str]]:
    return frozenset((fold(one), fold(two)) for one, two in _ANEW)


def is_counted(word: str) -> bool:
    """Say whether a folded word is a number, a weekday or a month."""
    return word in _numerals() or word in _thousands() or word in _weekdays() or word in _months()


def telling(words: Iterable[str]) -> list[str]:
    """Return the folded words that do not stand in any text whatever it is about."""
    common = _common()
    return [word for word in words if word not in common]


@cache
def _common() -> frozenset[str]:
    return _folded(_COMMON)


@cache
def _speech() -> frozenset[str]:
    return _folded(_SPEECH) | _folded(_LASTING)


@cache
def _fillers() -> frozenset[str]:
    return _folded(_FILLERS)


def _folded(table: str) -> frozenset[str]:
    return frozenset(map(fold, table.split()))
