"""Portuguese: how it is recognised."""

COMMON = """
o os as de do da dos das e em no na nos nas que por com para uma um se ao mais como apos foi sobre entre contra pelo pela
"""
FUNCTION = "o os de dos das e em no na com para uma um"

MONTHS_IN_DATES = """
1 janeiro
2 fevereiro|fev
3 março
4 abril|abr
5 maio
6 junho
7 julho
8 agosto|ago
9 setembro|set
10 outubro|out
11 novembro
12 dezembro|dez
"""
