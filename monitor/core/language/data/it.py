"""Italian: how it is recognised."""

COMMON = """
il lo la gli le di del della dei delle e in nel nella che per con una un si al piu come dopo ha sono da contro tra fra
"""

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
