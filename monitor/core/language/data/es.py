"""Spanish: how it is recognised."""

COMMON = """
el la los las de del y en que por con para una un se su al es mas como tras ha fue han sobre entre contra este
"""
FUNCTION = "el la los las de del y en que por con para una un se su al"

MONTHS_IN_DATES = """
1 enero|ene
2 febrero
3 marzo
4 abril|abr
5 mayo
6 junio
7 julio
8 agosto|ago
9 septiembre|setiembre
10 octubre
11 noviembre
12 diciembre|dic
"""
