"""German: how it is recognised."""

COMMON = """
der die das den dem des und in im von zu mit auf fur ist ein eine einen nicht sich auch nach bei uber als wird
"""
FUNCTION = "der die das und von"

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
