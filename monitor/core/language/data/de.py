"""German: how it is recognised, and its casualties. The blocks are those of ``en.py``."""

COMMON = """
der die das den dem des und in im von zu mit auf für ist ein eine einen nicht sich auch nach bei über als wird aus an vom zum
zur hat haben sind war wurde wurden durch gegen
"""
FUNCTION = "der die das und von"

UNITS = """
2 zwei
3 drei mehrere
4 vier
5 fünf
6 sechs
7 sieben
8 acht
9 neun
10 zehn
11 elf
12 zwölf
20 zwanzig
30 dreißig
40 vierzig
50 fünfzig
"""
SCALES = """
100 hundert
1000 tausend
1000000 million millionen
"""
ROUND = "12 dutzend"
ROUND_PLURALS = """
12 dutzende
100 hunderte
1000 tausende
"""
NUMBER_ARTICLES = "ein eine"
CASUALTIES = """
killed either: getötet ermordet erschossen
killed before: tote toten todesopfer opfer sterben starben
killed behind: tötet töten töteten
wounded either: verletzt verwundet
wounded before: verletzte verwundete
kidnapped either: entführt verschleppt
kidnapped before: geiseln
displaced before: vertriebene flüchtlinge
"""
HEDGES = "mindestens|mehr als|rund|etwa|bis zu|fast|die|den|weitere"
PASSIVE = "wurden wurde sind werden"
JOINS = "und"
MEASURES = "jahr jahre jahren monat monate monaten woche wochen tag tage tagen stunde stunden kilometer euro dollar prozent"
THINGS = (
    "angriff angriffe anschlag anschläge dorf dörfer fahrzeug fahrzeuge rinder schafe ziegen kamele tiere"
)
PEOPLE = """
mensch menschen person personen soldat soldaten zivilist zivilisten mann männer frau frauen kind kinder polizist polizisten
kämpfer dschihadist dschihadisten blauhelm blauhelme dorfbewohner
"""
ENDS = "in bei nahe nach durch im am"

MONTHS_IN_DATES = """
1 januar|jänner
2 februar
3 märz|mrz|maerz
5 mai
6 juni
7 juli
10 oktober|okt
12 dezember|dez
"""

ORIGIN_OPENERS = """
der beitrag|der artikel|dieser beitrag|dieser artikel
"""
ORIGINS = """
erschien zuerst auf|erschien zuerst bei|erschien zuerst in|ist zuerst erschienen auf|erschien erstmals auf
"""
RELATED = """
lesen sie auch|lesen sie mehr|lesen sie dazu|mehr zum thema|auch interessant|das könnte sie auch interessieren
ähnliche artikel|ähnliche beiträge|weitere artikel
"""
READ_ON = """
weiterlesen|weiter lesen|mehr lesen
"""
OUTLETS = """
nachrichten zeitung aktuell tagblatt anzeiger rundschau kurier
"""
NAMES_BEGIN = "der die das"
RELATED_MARKED = """
ähnliche beiträge|verwandt
"""
