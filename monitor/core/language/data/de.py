"""German: how it is recognised."""

COMMON = """
der die das den dem des und in im von zu mit auf fur ist ein eine einen nicht sich auch nach bei uber als wird
"""
FUNCTION = "der die das und von"
