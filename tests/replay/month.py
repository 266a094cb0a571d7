"""An invented month in the Sahel: some 3,200 entries of 40 feeds, always the same.

Noise of every day, small attacks told by several outlets in three languages, and the three stories of ``script``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from tests.replay import script, texts

START = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = 31

FEEDS = tuple(
    f"{kind}-{number}"
    for kind, count in (
        ("wire-fr", 6),
        ("wire-en", 8),
        ("wire-ar", 6),
        ("local-fr", 8),
        ("local-en", 4),
        ("state-fr", 3),
        ("coast-fr", 3),
        ("un-en", 1),
        ("ngo-fr", 1),
    )
    for number in range(1, count + 1)
)  # fmt: skip - a table

_NOISE, _POLITICS, _INCIDENTS = 2650, 180, 52

_COUNTRIES = {
    "ML": ("Mali", "Mali", "مالي"),
    "BF": ("Burkina Faso", "Burkina Faso", "بوركينا فاسو"),
    "NE": ("Niger", "Niger", "النيجر"),
}
_TOWNS = """
ML Ménaka ميناكا | ML Ansongo أنسونغو | ML Gossi غوسي | ML Hombori هومبوري | ML Douentza دوينتزا | ML Bandiagara باندياغارا
ML Ténenkou تينينكو | ML Niono نيونو | ML Nampala نامبالا | ML Diabaly ديابالي | ML Goundam غوندام | ML Bankass بانكاس
BF Arbinda أربيندا | BF Djibo جيبو | BF Titao تيتاو | BF Barsalogho بارسالوغو | BF Dori دوري | BF Sebba سيبا
BF Diapaga دياباغا | BF Kompienga كومبيينغا | BF Ouahigouya واهيغويا | BF Solenzo سولينزو | BF Nouna نونا
NE Torodi تورودي | NE Ayorou أيورو | NE Ouallam والام | NE Banibangou بانيبانغو | NE Inates إيناتس | NE Tillabéri تيلابيري
"""
_DAY_NAMES = {
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "jour": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "day_ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_FILLERS = {
    "team": ("Mali", "Senegal", "Ghana", "Togo", "Guinea", "Benin", "Gambia", "Gabon"),
    "rival": ("Cape Verde", "Zambia", "Angola", "Kenya", "Uganda", "Tunisia"),
    "cup": ("World Cup", "Nations Cup", "youth cup"),
    "capital": (
        "Bamako",
        "Ouagadougou",
        "Niamey",
        "Cotonou",
        "Lomé",
        "Accra",
        "Abidjan",
        "Dakar",
        "Nouakchott",
    ),
    "coast": ("Ghana", "Senegal", "Ivory Coast", "Togo", "Benin", "Mauritania"),
    "name": (
        "Awa Sow",
        "Moussa Keïta",
        "Aminata Diallo",
        "Kofi Mensah",
        "Salif Barry",
        "Fatou Ndiaye",
        "Idrissa Ba",
    ),
    "team_ar": ("مالي", "السنغال", "غانا", "تونس"),
    "rival_ar": ("المغرب", "زامبيا", "كينيا", "مصر"),
    "capital_ar": ("داكار", "نواكشوط", "أكرا", "لومي"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry as a feed published it."""

    at: datetime
    feed: str
    lang: str
    title: str
    summary: str


def month() -> tuple[Item, ...]:
    """Return all entries in order of publication."""
    random = Random(2026)  # noqa: S311 - the same month each time
    items = [
        *_scripted(script.CAPITAL),
        *_scripted(script.RUMOUR),
        *_scripted(script.BUILD_UP),
        *_noise(random),
        *_politics(random),
        *_incidents(random),
    ]  # fmt: skip - one list
    return tuple(sorted(items, key=lambda item: (item.at, item.feed, item.title)))


def _scripted(lines: str) -> Iterator[Item]:
    for line in lines.strip().splitlines():
        when, feed, lang, title, summary = line.split(" | ")
        day, hour, minute = map(int, when.split(":"))
        yield Item(START + timedelta(days=day, hours=hour, minutes=minute), feed, lang, title, summary)


def _noise(random: Random) -> Iterator[Item]:
    by_lang = {"en": texts.NOISE_EN, "fr": texts.NOISE_FR, "ar": texts.NOISE_AR}
    for _ in range(_NOISE):
        lang = random.choices(("en", "fr", "ar"), (45, 45, 10))[0]
        yield _filled(random, lang, random.choice(by_lang[lang].strip().splitlines()), _instant(random))


def _politics(random: Random) -> Iterator[Item]:
    for _ in range(_POLITICS):
        lang, lines = random.choice((("en", texts.POLITICS_EN), ("fr", texts.POLITICS_FR)))
        yield _filled(
            random, lang, random.choice(lines.strip().splitlines()), _instant(random), _place(random)
        )


def _incidents(random: Random) -> Iterator[Item]:
    for _ in range(_INCIDENTS):
        happened = _instant(random)
        kind = random.choice(tuple(texts.INCIDENTS))
        slots = _place(random) | {"toll": str(random.randint(3, 18))} | _days(happened.date())
        told = happened
        for lang in random.sample(("en", "fr", "fr", "en", "ar"), random.randint(2, 5)):
            told += timedelta(minutes=random.randint(20, 260))
            if told >= START + timedelta(days=DAYS):
                break
            item = _filled(random, lang, random.choice(texts.INCIDENTS[kind][lang]), told, slots)
            yield item
            if random.random() < 0.35:  # an agency's copy in another paper
                yield Item(told + timedelta(minutes=35), _feed(random, lang), lang, item.title, item.summary)


def _filled(random: Random, lang: str, line: str, at: datetime, slots: dict[str, str] | None = None) -> Item:
    values = {name: random.choice(choices) for name, choices in _FILLERS.items()}
    values |= {"n": str(random.randint(2, 60))} | _days(at.date()) | (slots or {})
    title, summary = line.format(**values).split(" | ")
    return Item(at, _feed(random, lang), lang, title, summary)


def _feed(random: Random, lang: str) -> str:
    return random.choice([feed for feed in FEEDS if f"-{lang}-" in feed])


def _instant(random: Random) -> datetime:
    return START + timedelta(minutes=random.randrange(DAYS * 24 * 60))


def _days(day: date) -> dict[str, str]:
    return {slot: names[day.weekday()] for slot, names in _DAY_NAMES.items()}


def _place(random: Random) -> dict[str, str]:
    code, name, arabic = random.choice(_TOWNS.replace("\n", " | ").strip(" |").split(" | ")).split()
    country, pays, country_ar = _COUNTRIES[code]
    return {"place": name, "place_ar": arabic, "country": country, "pays": pays, "country_ar": country_ar}
