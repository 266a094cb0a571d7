"""Dutch: how it is recognised."""

COMMON = """
de het een van en in op te dat die voor met is zijn door bij naar na ook om niet wordt over tegen aan als uit nog
"""

MONTHS_IN_DATES = """
1 januari
2 februari
3 maart|mrt
5 mei
6 juni
7 juli
8 augustus
10 oktober|okt
"""

ORIGIN_OPENERS = """
het bericht|dit bericht|het artikel|dit artikel
"""
ORIGINS = """
verscheen eerst op|is eerst verschenen op|verscheen als eerste op
"""
RELATED = """
lees ook|lees meer over|lees verder|bekijk ook|gerelateerde artikelen|gerelateerd nieuws
"""
READ_ON = """
lees meer|verder lezen
"""
RELATED_MARKED = """
lees|meer
"""
INVITATIONS = """
volg ons op|deel dit artikel|schrijf je in
"""
OUTLETS = """
nieuws krant dagblad
"""
NAMES_BEGIN = "de het"
