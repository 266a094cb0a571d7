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
