"""Hausa: how it is recognised."""

COMMON = """
da na ya ta a ne ce wa su sun an kan ga daga cikin don amma yadda wani wata kuma sai wannan shi ba mai
"""

MONTHS_IN_DATES = """
1 janairu
2 fabrairu
3 maris
4 afrilu
5 mayu
6 yuni
7 yuli
8 agusta
9 satumba
10 oktoba
11 nuwamba
12 disamba
"""
OUTLETS = """
labarai jarida muryar
"""
