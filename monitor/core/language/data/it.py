"""Italian: how it is recognised, and its casualties. The blocks are those of ``en.py``."""

COMMON = """
il lo la gli le di del della dei delle e in a nel nella che per con una un si al piu come dopo ha sono da contro tra fra dal
alla sul sulla non anche
"""
UNITS = """
2 due
3 tre
4 quattro
5 cinque
6 sei
7 sette
8 otto
9 nove
10 dieci
12 dodici
20 venti
30 trenta
40 quaranta
50 cinquanta
"""
SCALES = """
100 cento
1000 mila mille
1000000 milione milioni
"""
ROUND = """
10 decina
12 dozzina
20 ventina
100 centinaio
"""
ROUND_PLURALS = """
10 decine
100 centinaia
1000 migliaia
"""
NUMBER_ARTICLES = "un una"
CASUALTIES = """
killed either: morti morte morto uccisi uccise ucciso
killed before: vittime muoiono morirono
killed behind: uccide uccidono uccidendo uccisero
wounded either: feriti ferite ferito
kidnapped either: rapiti rapite rapito sequestrati
kidnapped before: ostaggi
displaced before: sfollati
"""
HEDGES = "almeno|più di|circa|oltre|quasi|i|gli|le|di"
PASSIVE = "sono stati state rimasti"
JOINS = "e"
MEASURES = "anno anni mese mesi settimana settimane giorno giorni ora ore chilometri euro dollari"
THINGS = "attacco attacchi villaggio villaggi veicolo veicoli case mucche pecore capre cammelli animali"
PEOPLE = """
persona persone soldato soldati militare militari civile civili uomo uomini donna donne bambino bambini poliziotto poliziotti
combattente combattenti jihadista jihadisti terrorista terroristi
"""
ENDS = "in a per vicino dopo nel nella"

MONTHS_IN_DATES = """
1 gennaio|gen
2 febbraio
3 marzo
4 aprile
5 maggio|mag
6 giugno|giu
7 luglio|lug
8 agosto
9 settembre|set
10 ottobre|ott
12 dicembre|dic
"""

ORIGIN_OPENERS = """
l'articolo|questo articolo|il post
"""
ORIGINS = """
proviene da|è apparso per primo su|appare per primo su|sembra essere il primo su|è stato pubblicato per primo su
"""
RELATED = """
leggi anche|leggi pure|leggi tutto su|vedi anche|articoli correlati|articolo correlato|potrebbe interessarti
ti potrebbe interessare
"""
READ_ON = """
continua a leggere|leggi tutto|leggi l'articolo
"""
RELATED_MARKED = """
approfondisci|leggi|per approfondire|guarda
"""
INVITATIONS = """
seguici su|iscriviti a|iscriviti alla|condividi su
"""
OUTLETS = """
notizie giornale oggi corriere gazzetta
"""
NAMES_BEGIN = "il lo la gli i"
